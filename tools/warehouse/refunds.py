"""Finds the sale that a refund takes back.

Assumes that goods come back to where they were bought: same customer, same product, an earlier or equal
time. Among the sales with enough pieces left the latest one with exactly this quantity is taken, otherwise
the latest one; no sale is refunded beyond the pieces it sold. Refunds without customer or product, or whose
sale lies before the data begin, stay unmatched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

REMEMBERED = 100_000
"""So many of the latest sales of one product to one customer are looked at; older ones are forgotten."""


class Line(NamedTuple):
    """One line of sale or refund; `pieces` is how many thousandths of a piece, always positive."""

    key: int
    order_id: str
    pieces: int
    refund: bool
    refund_of: str | None = None


def match_refunds(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    """Pairs of a refund's key and the order that it takes back, for one customer and one product.

    `lines` are in the order of time, sales before refunds at equal times. A refund that already names its
    order only uses up that order's pieces.
    """
    sales: list[tuple[str, int]] = []
    left: list[int] = []
    for line in lines:
        if not line.refund:
            sales.append((line.order_id, line.pieces))
            left.append(line.pieces)
            if len(sales) >= 2 * REMEMBERED:
                del sales[:REMEMBERED], left[:REMEMBERED]
            continue
        found = _sale(sales, left, line)
        if found is None:
            continue
        left[found] -= line.pieces
        if line.refund_of is None:
            yield line.key, sales[found][0]
        while left and left[-1] == 0:
            # Nothing more can come back from it, so no later refund has to look at it.
            sales.pop()
            left.pop()


def _sale(sales: list[tuple[str, int]], left: list[int], refund: Line) -> int | None:
    enough = None
    for i in range(len(sales) - 1, -1, -1):
        if left[i] < refund.pieces or (refund.refund_of is not None and sales[i][0] != refund.refund_of):
            continue
        if sales[i][1] == refund.pieces or refund.refund_of is not None:
            return i
        if enough is None:
            enough = i
    return enough
