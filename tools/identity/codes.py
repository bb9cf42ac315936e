"""Cards and other ids that are compared letter by letter."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SPOILT = re.compile(r"^\d+([.,]\d+)?e\+?\d+$", re.IGNORECASE)
NOTHING = ("", "0", "none", "null", "nan", "na", "n/a", "нет", "unknown", "-", "б/н", "без номера", "<na>")


def normalise_code(text: str) -> tuple[str, ...]:
    """The id without spaces and dashes, in one case; empty for words that mean none and for numbers that a
    spreadsheet has rounded (`4,6E+12`)."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in NOTHING or SPOILT.match(plain):
        return ()
    code = re.sub(r"[\s\-‐-―_№#]+", "", plain)
    return (code,) if code else ()


def normalise_codes(texts: pa.Array) -> tuple[NDArray[np.int64], pa.Array]:
    """All ids of many cells: positions into `texts` and the ids found there."""
    quick = pc.fill_null(pc.match_substring_regex(texts, r"^[0-9]{2,}$"), False).to_numpy(
        zero_copy_only=False
    )
    done = np.flatnonzero(quick)
    rest = np.flatnonzero(~quick & texts.is_valid().to_numpy(zero_copy_only=False))
    positions, codes = [], []
    for position, text in zip(rest.tolist(), texts.take(pa.array(rest)).to_pylist(), strict=True):
        for code in normalise_code(text):
            positions.append(position)
            codes.append(code)
    return (
        np.concatenate([done.astype(np.int64), np.array(positions, dtype=np.int64)]),
        pa.concat_arrays([texts.take(pa.array(done)).cast(pa.string()), pa.array(codes, pa.string())]),
    )


def placeholder_codes(codes: pa.Array) -> NDArray[np.bool_]:
    """Which ids stand for nothing: four or more times the same sign."""
    same = pa.nulls(len(codes), pa.bool_()).fill_null(False)
    for sign in "0123456789xх":
        same = pc.or_(same, pc.match_substring_regex(codes, rf"^{sign}{{4,}}$"))
    found: NDArray[np.bool_] = same.to_numpy(zero_copy_only=False)
    return found


def mask_code(code: str) -> str:
    """The last two signs only."""
    return f"…{code[-2:]}" if len(code) > 4 else "…"
