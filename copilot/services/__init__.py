"""Use cases, one verb a function. Each takes the ports it works through as its first argument."""
