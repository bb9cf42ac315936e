"""Pairs of records that share a value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def distinct(values: Ints) -> Ints:
    """The different values, ascending. Sorting whole numbers is several times faster than NumPy's hashing."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if ordered.size else ordered


def among(values: Ints, few: Ints) -> NDArray[np.bool_]:
    """Which values are among a few others; one binary search a value."""
    wanted = distinct(few)
    if not wanted.size:
        return np.zeros(values.size, bool)
    place = np.minimum(np.searchsorted(wanted, values), wanted.size - 1)
    found: NDArray[np.bool_] = wanted[place] == values
    return found


def pairs_sharing(rows: Ints, codes: Ints, *, most: int) -> tuple[Ints, Ints, Ints]:
    """All pairs of records with an equal code that at most `most` records hold: (left, right, code).

    Codes below zero mean unknown and are never shared. The smaller row stands left.
    """
    known = codes >= 0
    rows, codes = rows[known], codes[known]
    order = np.lexsort((rows, codes)) if rows.size else np.zeros(0, np.int64)
    rows, codes = rows[order], codes[order]
    if not rows.size:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    begins = np.flatnonzero(np.concatenate([[True], codes[1:] != codes[:-1]]))
    size = np.diff(np.append(begins, codes.size))
    fits = (size > 1) & (size <= most)
    keep = np.repeat(fits, size)
    rows, codes = rows[keep], codes[keep]
    ends = np.repeat(np.cumsum(size[fits]), size[fits])
    here = np.arange(rows.size)
    left, right, shared = [], [], []
    for shift in range(1, int(size[fits].max(initial=1))):
        first = here[here + shift < ends]
        left.append(rows[first])
        right.append(rows[first + shift])
        shared.append(codes[first])
    if not left:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    a, b, c = np.concatenate(left), np.concatenate(right), np.concatenate(shared)
    different = a != b
    return a[different], b[different], c[different]


def pairs_in(codes: Ints, *, most: int) -> int:
    """How many pairs `pairs_sharing` would give."""
    ordered = np.sort(codes[codes >= 0])
    begins = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if ordered.size else ordered
    )
    sizes = np.diff(np.append(begins, ordered.size))
    sizes = sizes[sizes <= most]
    return int((sizes * (sizes - 1) // 2).sum())


def compose(first: Ints, second: Ints) -> Ints:
    """One code for two: -1 where either is unknown."""
    width = int(second.max(initial=0)) + 1
    return np.where((first >= 0) & (second >= 0), first * width + second, -1)
