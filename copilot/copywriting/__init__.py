"""Words of campaigns: first variants, channel limits, samples as a phone shows them, and the checker."""
