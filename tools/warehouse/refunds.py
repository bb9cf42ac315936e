"""Finds the sale that a refund takes back.

Assumes that goods come back to where they were bought: same customer, same product, an earlier or equal
time. Among the sales with enough pieces left the latest one with exactly this quantity is taken, otherwise
the latest one; no sale is refunded beyond the pieces it sold. Refunds without customer or product, or whose
sale lies before the data begin, stay unmatched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Line(NamedTuple):
    """One line of sale or refund; `quantity` is the number of pieces, always positive."""

    key: int
    customer_id: str
    product_id: str
    at: datetime
    order_id: str
    quantity: Decimal
    refund: bool
    refund_of: str | None = None


def match_refunds(lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
    """Pairs of a refund's key and the order that it takes back.

    `lines` are in the order of time, sales before refunds at equal times. A refund that already names its
    order only uses up that order's pieces.
    """
    sold: dict[tuple[str, str], list[list[object]]] = defaultdict(list)
    left: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for line in lines:
        goods = (line.customer_id, line.product_id)
        if not line.refund:
            sold[goods].append([line.order_id, line.quantity])
            left[goods].append(line.quantity)
            continue
        found = _sale(sold[goods], left[goods], line)
        if found is not None:
            left[goods][found] -= line.quantity
            if line.refund_of is None:
                yield line.key, str(sold[goods][found][0])


def _sale(sales: list[list[object]], left: list[Decimal], refund: Line) -> int | None:
    enough = None
    for i in range(len(sales) - 1, -1, -1):
        order_id, quantity = sales[i]
        if left[i] < refund.quantity or (refund.refund_of is not None and order_id != refund.refund_of):
            continue
        if quantity == refund.quantity or refund.refund_of is not None:
            return i
        if enough is None:
            enough = i
    return enough
