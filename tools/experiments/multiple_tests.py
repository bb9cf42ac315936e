"""Several comparisons at once: how p-values change when more than one chance is taken."""

from __future__ import annotations

from collections.abc import Mapping


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p-values for several variants tested at once (Holm 1979, Scandinavian Journal of Statistics
    6:65-70): calling those below alpha keeps the chance of any false one below alpha."""
    adjusted: dict[str, float] = {}
    running = 0.0
    for i, name in enumerate(sorted(p_values, key=lambda arm: p_values[arm])):
        running = max(running, min(1.0, (len(p_values) - i) * p_values[name]))
        adjusted[name] = running
    return {name: adjusted[name] for name in p_values}


def benjamini_hochberg(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p-values for a search through segments (Benjamini and Hochberg 1995, JRSS B 57:289-300): of those
    called below q, no more than the share q is false on average. Assumes independent (or positively dependent)
    segments, as disjoint ones are."""
    adjusted: dict[str, float] = {}
    running = 1.0
    ordered = sorted(p_values, key=lambda name: p_values[name], reverse=True)
    for i, name in enumerate(ordered):
        running = min(running, p_values[name] * len(ordered) / (len(ordered) - i))
        adjusted[name] = running
    return {name: adjusted[name] for name in p_values}
