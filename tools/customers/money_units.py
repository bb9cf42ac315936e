"""Amounts of money as whole ten-thousandths: integers, whose sums are exact in any order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

MINOR, LARGEST = 10_000, 1e11
SLACK, MOST_SLACK = 1e-15, 1e-7
"""How far a float may be from a whole ten-thousandth, as a share of itself and at most: 6 * 2.55 is a hair less
than 15.3, and 15.3 is meant."""
SCALE, NARROW = 4, 18
BLOCK = 1 << 14
"""Amounts at a time: they stay in the processor's cache."""


def whole_units(amounts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """The amounts in ten-thousandths, 0 for the empty ones; None where one is too large or not a whole number."""
    out = np.empty(len(amounts), dtype=np.int64)
    for start in range(0, len(amounts), BLOCK):
        if not _fill(out[start : start + BLOCK], amounts[start : start + BLOCK]):
            return None
    return out


def _fill(out: np.ndarray[Any, Any], amounts: np.ndarray[Any, Any]) -> bool:
    units = np.rint(amounts * MINOR)
    off, size = np.abs(units / MINOR - amounts), np.abs(amounts)
    if off.any() or not size.max() < LARGEST:
        fits = (size < LARGEST) & (off <= np.minimum(SLACK * size, MOST_SLACK))
        empty = np.isnan(amounts)
        if not (fits | empty).all():
            return False
        units[empty] = 0.0
    out[:] = units
    return True


def as_decimals(
    units: np.ndarray[Any, Any], empty: np.ndarray[Any, Any] | None = None, precision: int = NARROW
) -> pa.Array:
    """Whole ten-thousandths as decimals of this precision."""
    words = np.empty((len(units), 2), dtype="<i8")
    words[:, 0] = units
    words[:, 1] = units >> 63
    mask = pa.array(~empty).buffers()[1] if empty is not None and empty.any() else None
    return pa.Array.from_buffers(pa.decimal128(precision, SCALE), len(units), [mask, pa.py_buffer(words)])
