"""How the weekly report is put together: what is computed, how it is worded, how it looks."""
