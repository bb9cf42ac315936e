"""Deterministic computations for customer value management, usable as a plain Python library.

Nothing here knows a language model, a web server, the clock or global random state: every result is a
function of its arguments.
"""
