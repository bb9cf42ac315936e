"""Customers' ids as integers in the same order, without a table of the ids.

Whole numbers are their own codes. A text of a few varying characters ("C00012345") is a number of a mixed base:
each place counts from its lowest byte to its highest, and comparing the numbers compares the UTF-8 bytes, which
compares the texts. Everything else is looked up in a sorted table.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

MOST_PLACES, MOST_BITS = 32, 48
BLOCK = 1 << 16
"""Texts at a time: their bytes stay in the processor's cache."""


def ordered_codes(ids: pd.Series) -> np.ndarray[Any, Any]:
    """One integer from 0 for each id, none of which is empty: equal for equal ids, smaller for those sorted before."""
    codes = None
    if pd.api.types.is_integer_dtype(ids.dtype):
        codes = _of_numbers(ids)
    elif isinstance(ids.dtype, pd.StringDtype | pd.ArrowDtype):
        codes = _of_texts(ids)
    return pd.factorize(ids, sort=True)[0].astype(np.int64) if codes is None else codes


def _of_numbers(ids: pd.Series) -> np.ndarray[Any, Any] | None:
    lowest, highest = int(ids.min()), int(ids.max())
    if highest - lowest >= 1 << MOST_BITS or highest >= 1 << 63:
        return None
    return ids.to_numpy(dtype=np.int64) - lowest


def _of_texts(ids: pd.Series) -> np.ndarray[Any, Any] | None:
    texts = pa.array(ids.array)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
        return None
    width = np.dtype("<i8" if pa.types.is_large_string(texts.type) else "<i4")
    _, ends, letters = texts.buffers()
    places = np.frombuffer(ends, dtype=width)[texts.offset :][: len(texts) + 1]
    letters = np.frombuffer(letters or b"", dtype=np.uint8)
    lengths = np.diff(places)
    shortest, longest = int(lengths.min()), int(lengths.max())
    if longest > MOST_PLACES:
        return None
    if longest == 0:
        return np.zeros(len(texts), dtype=np.int64)

    def block(start: int) -> np.ndarray[Any, Any]:
        """The bytes of some texts, a row for each place; 0 is past the end of a text, so bytes count from 1."""
        first, last = places[start : start + BLOCK], int(places[min(start + BLOCK, len(texts))])
        if shortest == longest:
            rows = letters[int(first[0]) : last].reshape(-1, longest)
            return np.ascontiguousarray(rows.T)
        size = lengths[start : start + BLOCK]
        first = first[: len(size)]
        out = np.zeros((longest, len(size)), dtype=np.uint8)
        for place in range(longest):
            there = np.flatnonzero(size > place)
            out[place, there] = letters[first[there] + place] + 1
        return out

    starts = range(0, len(texts), BLOCK)
    lowest = np.full(longest, 255, dtype=np.uint8)
    highest = np.zeros(longest, dtype=np.uint8)
    for start in starts:
        found = block(start)
        np.minimum(lowest, found.min(axis=1), out=lowest)
        np.maximum(highest, found.max(axis=1), out=highest)
    spans = [int(high) - int(low) + 1 for low, high in zip(lowest, highest, strict=True)]
    possible = 1
    for span in spans:
        possible *= span
    if possible > 1 << MOST_BITS:
        return None
    codes = np.zeros(len(texts), dtype=np.int64)
    for start in starts:
        found, code = block(start), codes[start : start + BLOCK]
        for place, span in enumerate(spans):
            if span > 1:
                code *= span
                code += found[place] - lowest[place]
    return codes
