"""Finds where the table begins in a sheet that has a title above it, or two rows of headers, or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tools.warehouse.recognise import DATE, is_number, known_words

Row = Sequence[str]
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The row of the header, how many rows it takes, and the names; depth 0 where the file has none."""

    row: int
    depth: int
    names: tuple[str, ...]


def find_header(rows: Sequence[Row]) -> Header:
    """`rows` are the first ones of the file, with blank ones in their places."""
    rows = rows[:LOOKED_AT]
    widths = Counter(sum(map(_filled, row)) for row in rows)
    usual = max((w for w in widths if w > 1), key=lambda w: (widths[w], w), default=1)
    scores = {}
    for i, row in enumerate(rows):
        cells = [cell for cell in row if _filled(cell)]
        named = [cell for cell in cells if not _is_data(cell)]
        if len(cells) >= max(1, 0.5 * usual) and len(named) >= 0.7 * len(cells):
            scores[i] = 2 * known_words(named) + len(cells)
    first = next((i for i, row in enumerate(rows) if any(map(_filled, row))), 0)
    if not scores:
        return Header(first, 0, ())
    best = max(scores.values())
    at = next(i for i, score in scores.items() if score >= 0.7 * best)
    if at > first and any(_is_data(cell) for cell in rows[first]) and len(rows[first]) == len(rows[at]):
        return Header(first, 0, ())
    top = list(rows[at])
    below = list(rows[at + 1]) if at + 1 < len(rows) else []
    if _continues(top, below, rows[at + 2 : at + 5]):
        return Header(at, 2, tuple(_joined(top, below)))
    return Header(at, 1, tuple(top))


def _continues(top: Row, below: Row, after: Sequence[Row]) -> bool:
    """Whether the row below is a second row of the header: words under the gaps of the first, data after it."""
    if not below or any(_filled(c) and _is_data(c) for c in below) or not any(map(_filled, below)):
        return False
    gaps = [i for i, cell in enumerate(below) if _filled(cell) and not (i < len(top) and _filled(top[i]))]
    data = any(_filled(c) and _is_data(c) for row in after for c in row)
    return bool(gaps) and data


def _joined(top: Row, below: Row) -> list[str]:
    out, group = [], ""
    for i in range(max(len(top), len(below))):
        upper = top[i].strip() if i < len(top) else ""
        lower = below[i].strip() if i < len(below) else ""
        group = upper or (group if lower else "")
        out.append(" ".join(part for part in (group, lower) if part))
    return out


def _filled(cell: str) -> bool:
    return bool(cell and cell.strip())


def _is_data(cell: str) -> bool:
    return is_number(cell) or DATE.match(cell.strip()) is not None
