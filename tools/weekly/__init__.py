"""The week in figures: what the weekly report shows and nothing else computes."""
