"""What can be expected of a segment by itself, and what a test in it can see.

The base rate is the share of those who were in the segment four weeks ago and have bought since: what happens
without doing anything new. From it follow the smallest rise that a test with half of the segment as control would
see, and the rise that pays for the contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from tools.columns import K_ANONYMITY
from tools.customers.periods import Period
from tools.customers.sales import fetch, lines_of, orders_of
from tools.errors import InvalidArgument
from tools.experiments.power import minimum_detectable_effect
from tools.segmentation.past_plays import Placing
from tools.segmentation.worth import Worth
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WEEKS = 4
WINDOW = timedelta(days=7 * WEEKS)
LARGEST_RISE = 0.05
"""A rise of the share who buy that a message can hardly exceed; tests that see no less are not worth running."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`base_rate` buys within four weeks anyway; `detectable` and `break_even` are rises of that share.

    Each is None where it cannot be known: nobody was in the segment four weeks ago, no margin, no cost.
    """

    customers: int
    base_rate: float | None
    detectable: float | None
    break_even: float | None

    @property
    def sure(self) -> bool:
        """Nearly everybody buys anyway, so that no message can add to it."""
        return self.base_rate is not None and self.base_rate > 1 - LARGEST_RISE

    @property
    def too_small(self) -> bool:
        """A test would only see an effect beyond `LARGEST_RISE` that more than doubles the share who buy."""
        if self.base_rate is None:
            return False
        return self.detectable is None or self.detectable > max(self.base_rate, LARGEST_RISE)

    @property
    def too_dear(self) -> bool:
        """To pay for the contact the share who buy would have to more than double."""
        return self.break_even is not None and self.base_rate is not None and self.break_even > self.base_rate


def outlooks(
    warehouse: Warehouse, worth: Worth, placing: Placing, day: date, args: BaseSelection
) -> dict[str, Outlook]:
    """The outlook of every segment of `worth` that is large enough to be shown."""
    rates = base_rates(warehouse, placing, day, args)
    cost, per_order = contact_cost(warehouse, day), _margin_per_order(worth)
    out = {}
    for key in worth.frame.index:
        customers = int(worth.figures(str(key))["customers"])
        if customers < K_ANONYMITY:
            continue
        rate = rates.get(str(key))
        margin = _margin_per_order(worth, str(key)) or per_order
        out[str(key)] = Outlook(
            customers,
            rate,
            None if rate is None else detectable_rise(customers, rate),
            None if cost is None or margin is None else cost / margin,
        )
    return out


def detectable_rise(customers: int, base_rate: float) -> float | None:
    """The smallest rise of the share who buy that a test in this segment sees, half of it being control."""
    rate = min(max(base_rate, 1 / customers), 1 - 1 / customers)
    half = customers // 2
    try:
        return minimum_detectable_effect(n_treatment=customers - half, n_control=half, base_rate=rate).value
    except InvalidArgument:
        return None  # not even a rise to 100 % would be seen


def base_rates(warehouse: Warehouse, placing: Placing, day: date, args: BaseSelection) -> dict[str, float]:
    """By segment of four weeks ago: the share with an order since. Segments of fewer than K are left out."""
    start = day - WINDOW
    if start < warehouse.first_day:
        return {}
    orders = orders_of(lines_of(warehouse, Period(start + timedelta(days=1), day), args))
    buyers = orders.select("customer_id").distinct().mutate(bought=ibis.literal(1))
    both = placing(start).left_join(buyers, "customer_id")
    counted = both.group_by("segment").aggregate(
        customers=both.count(), bought=both.bought.sum().fill_null(0)
    )
    frame = fetch(counted)
    frame = frame[frame["customers"] >= K_ANONYMITY]
    return {
        str(row["segment"]): float(row["bought"]) / float(row["customers"])
        for row in frame.to_dict("records")
    }


def contact_cost(warehouse: Warehouse, day: date) -> float | None:
    """What a message cost on average in the last year; None where no cost is known."""
    if not warehouse.has_values("contacts", "cost"):
        return None
    sent = warehouse.table("contacts")
    year = sent.filter(
        (sent.sent_on > ibis.literal(day - timedelta(days=365))) & (sent.sent_on <= ibis.literal(day))
    )
    mean = year.cost.cast("float64").mean().execute()
    return None if mean is None or mean != mean or mean <= 0 else float(mean)


def _margin_per_order(worth: Worth, key: str | None = None) -> float | None:
    """Margin of an order of this segment, or of all of them; None where margin or orders are unknown."""
    if "margin" not in worth.frame:
        return None
    rows = worth.frame if key is None else worth.frame.loc[[key]]
    orders, margin = int(rows["orders"].sum()), int(rows["margin"].sum())
    return margin / 10_000 / orders if orders > 0 and margin > 0 else None
