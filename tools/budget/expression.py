"""The choice of each customer at given prices, as one expression that runs where the customers are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.errors import InvalidArgument

if TYPE_CHECKING:
    import ibis

NEVER = -1e300
"""Stands for an offer that a customer cannot get; no sum of money comes near it."""


@dataclass(frozen=True, slots=True)
class OfferColumns:
    """Where the table has an offer's value (NULL: not eligible) and cost, and the channel it uses."""

    value: str
    cost: str
    channel: Hashable | None = None


def choices_at(
    customers: ibis.Table, offers: Sequence[OfferColumns], prices: Mapping[Hashable, float]
) -> ibis.Table:
    """Adds `choice` (number of the offer, -1 for none) and `left` (what it leaves after the prices).

    `prices` are the `shadow_prices` of `allocate` on a sample, or of `allocate_blocks`: `budget` and the capped channels.
    Every customer takes the offer that leaves most, the earlier of equals, none where nothing is left over; no row comes
    to Python. Raises InvalidArgument for a column that the table does not have.
    """
    import ibis

    for offer in offers:
        for column in (offer.value, offer.cost):
            if column not in customers.columns:
                raise InvalidArgument(
                    f"The table has no column {column}; it has {', '.join(customers.columns)}.",
                    argument="offers",
                )
    money = float(prices.get("budget", 0.0))
    net = {
        f"net_{place}": (
            customers[offer.value].cast("float64")
            - money * customers[offer.cost].cast("float64")
            - float(prices.get(offer.channel, 0.0))
        ).fill_null(NEVER)
        for place, offer in enumerate(offers)
    }
    priced = customers.mutate(**net)
    best = priced.mutate(left=ibis.greatest(0.0, *(priced[name] for name in net)))
    branches = [((best[name] == best.left) & (best[name] > 0), place) for place, name in enumerate(net)]
    chosen = best.mutate(choice=ibis.cases(*branches, else_=-1))
    return chosen.select(*customers.columns, "choice", "left")
