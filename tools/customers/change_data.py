"""What happened in two periods, as the few sums from which a change can be explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from tools.customers.change_groups import Dimension, counted_groups, money_groups, with_group
from tools.customers.periods import Period
from tools.customers.sales import MINOR, fetch, lines_of, whole
from tools.customers.timeline import back
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two periods; money in whole ten-thousandths."""

    period: Period
    customers: int
    orders: int
    ordered: int
    """Net value of the orders."""
    returns: int
    """Value of what was given back apart from those orders (negative)."""
    unknown: int
    """Value of lines without a customer."""

    @property
    def total(self) -> int:
        return self.ordered + self.returns + self.unknown

    @property
    def factors(self) -> list[Fraction]:
        """Customers, orders per customer, value per order: their product is `ordered` in money."""
        if not self.customers or not self.orders:
            return [Fraction(self.customers), Fraction(0), Fraction(0)]
        return [
            Fraction(self.customers),
            Fraction(self.orders, self.customers),
            Fraction(self.ordered, self.orders * MINOR),
        ]


@dataclass(frozen=True, slots=True)
class Change:
    """Both sides and the sums by status of the customer, category, channel and day."""

    before: Side
    now: Side
    statuses: pd.DataFrame
    """Index `status`: customers, before, now (money), orders_0, orders_1, active_0, active_1."""
    groups: dict[Dimension, pd.DataFrame]
    """By dimension: index name, columns customers, before, now (money, or what is counted)."""
    days: pd.DataFrame
    """Index day, from the first of the data on: line_count, unknown_lines, worth, unknown_worth."""

    def days_of(self, period: Period) -> pd.DataFrame:
        """The days of a period that have lines."""
        return self.days.loc[(self.days.index >= period.start) & (self.days.index <= period.end)]

    def swings(self, length: int) -> list[float]:
        """The relative change from each of the `length` periods before this one to the next, newest first."""
        totals = []
        for step in range(1, length + 1):
            period = back(self.now.period, step)
            if period.start < self.days.index[0]:
                break
            totals.append(int(self.days_of(period)["worth"].sum()))
        return [newer / older - 1 for newer, older in pairwise(totals) if older > 0]


def read_change(
    warehouse: Warehouse,
    args: BaseSelection,
    now: Period,
    before: Period,
    value: str,
    dimensions: Sequence[Dimension],
) -> Change:
    """Everything the explanation needs: one query for customers, one for days and one a dimension.

    `value` is revenue, margin, orders, customers or arpu; what is counted still carries its revenue, by which
    faults of the data are judged.
    """
    lines = lines_of(warehouse, Period(warehouse.first_day, now.end), args, known=False)
    money = lines.margin if value == "margin" else lines.revenue
    lines = lines.mutate(side=_side(lines.ordered_on, now, before), worth=money.fill_null(0))
    either = lines.filter(lines.side.notnull())
    statuses, sides = _statuses(lines, now)
    days = _days(lines)
    groups: dict[Dimension, pd.DataFrame] = {}
    for by in dimensions:
        named = with_group(warehouse, either, by, before.end, args)
        if value == "orders":
            groups[by] = counted_groups(named, of="orders")
        elif value == "customers":
            groups[by] = counted_groups(named, of="customers")
        else:
            groups[by] = money_groups(named, known_only=value == "arpu")
    return Change(
        _make_side(before, 0, sides, days),
        _make_side(now, 1, sides, days),
        statuses,
        groups,
        days,
    )


def _side(day: Any, now: Period, before: Period) -> Any:
    return ibis.cases(
        (day.between(ibis.literal(now.start), ibis.literal(now.end)), 1),
        (day.between(ibis.literal(before.start), ibis.literal(before.end)), 0),
        else_=ibis.null("int8"),
    )


def _statuses(lines: ibis.Table, now: Period) -> tuple[pd.DataFrame, pd.Series]:
    known = lines.filter(lines.customer_id.notnull())
    orders = known.group_by("customer_id", "order_id", "side").aggregate(
        ordered_on=known.ordered_on.min(), revenue=known.revenue.sum(), worth=known.worth.sum()
    )
    paid = orders.revenue > 0
    sums = {}
    for side in (0, 1):
        here = orders.side == side
        sums[f"orders_{side}"] = orders.count(where=here & paid)
        sums[f"ordered_{side}"] = orders.worth.sum(where=here & paid).fill_null(0)
        sums[f"worth_{side}"] = orders.worth.sum(where=here).fill_null(0)
        sums[f"seen_{side}"] = orders.count(where=here)
    each = orders.group_by("customer_id").aggregate(first_on=orders.ordered_on.min(where=paid), **sums)
    each = each.filter((each.seen_0 > 0) | (each.seen_1 > 0))
    bought_before, bought_now = each.orders_0 > 0, each.orders_1 > 0
    each = each.mutate(
        status=ibis.cases(
            (bought_before & bought_now, "stayed"),
            (bought_before, "left"),
            (bought_now & (each.first_on >= ibis.literal(now.start)), "new"),
            (bought_now, "came_back"),
            else_="returns_only",
        ),
        active_0=bought_before,
        active_1=bought_now,
    )
    found = fetch(
        each.group_by("status").aggregate(
            customers=each.count(),
            before=whole(each.worth_0.sum()),
            now=whole(each.worth_1.sum()),
            **{f"orders_{s}": each[f"orders_{s}"].sum() for s in (0, 1)},
            **{f"ordered_{s}": whole(each[f"ordered_{s}"].sum()) for s in (0, 1)},
            **{f"active_{s}": each[f"active_{s}"].sum() for s in (0, 1)},
        )
    )
    found = found.set_index("status").astype("int64")
    return found, found.sum()


def _make_side(period: Period, side: int, sums: pd.Series, days: pd.DataFrame) -> Side:
    ordered = int(sums[f"ordered_{side}"])
    worth = int(sums["now" if side else "before"])
    return Side(
        period,
        customers=int(sums[f"active_{side}"]),
        orders=int(sums[f"orders_{side}"]),
        ordered=ordered,
        returns=worth - ordered,
        unknown=int(
            days.loc[(days.index >= period.start) & (days.index <= period.end), "unknown_worth"].sum()
        ),
    )


def _days(lines: ibis.Table) -> pd.DataFrame:
    nameless = lines.customer_id.isnull()
    counted = lines.group_by("ordered_on").aggregate(
        line_count=lines.count(),
        unknown_lines=nameless.sum(),
        worth=whole(lines.worth.sum()),
        unknown_worth=whole(lines.worth.sum(where=nameless).fill_null(0)),
    )
    found = fetch(counted)
    found["ordered_on"] = pd.to_datetime(found["ordered_on"]).dt.date
    return found.set_index("ordered_on").astype("int64").sort_index()
