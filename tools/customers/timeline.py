"""The base period by period: how much was bought, by how many, who was new and who came back.

Periods are counted backwards from the one asked about (0 is that one, 1 the one before it) and are equally
long: whole calendar months, or blocks of as many days.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from tools.customers.periods import Period, months_before
from tools.customers.sales import fetch, has_margin, lines_of, whole
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


def back(period: Period, steps: int) -> Period:
    """The period `steps` lengths before this one."""
    if months := period.whole_months:
        start = months_before(period.start, months * steps)
        end = months_before(period.start, months * (steps - 1)) - timedelta(days=1) if steps else period.end
        return Period(start, end)
    shift = timedelta(days=period.days * steps)
    return Period(period.start - shift, period.end - shift)


def steps_back(period: Period, day: Any) -> Any:
    """For a date column: how many lengths before this period each day lies."""
    if months := period.whole_months:
        last = period.end.year * 12 + period.end.month
        return (last - (day.year().cast("int64") * 12 + day.month().cast("int64"))) // months
    return ibis.literal(period.end).delta(day, unit="day") // period.days


def timeline(warehouse: Warehouse, period: Period, args: BaseSelection, *, length: int) -> pd.DataFrame:
    """One row per period of the last `length`, indexed by steps back, newest first, whole periods only.

    `customers` (with an order), `orders`, `revenue` and `margin` (net, known customers, whole
    ten-thousandths), `unknown_revenue` (of lines without a customer), `new` (no order before this period),
    `back_before` (customers of the period before), `retained` (those of them with an order in this one).
    """
    lines = lines_of(warehouse, Period(warehouse.first_day, period.end), args, known=False)
    lines = lines.mutate(steps=steps_back(period, lines.ordered_on))
    known = lines.filter(lines.customer_id.notnull())
    each = _customer_periods(known)
    frame = _counted(each, length).set_index("steps").join(_retained(each, length).set_index("steps"))
    nameless = lines.filter(lines.customer_id.isnull() & (lines.steps < length))
    unknown = nameless.group_by("steps").aggregate(unknown_revenue=whole(nameless.revenue.sum()))
    frame = frame.join(fetch(unknown).set_index("steps")).fillna(0).astype("int64").sort_index()
    whole_ones = [
        step for step in frame.index if back(period, int(step)).start >= warehouse.first_day or step == 0
    ]
    frame = frame.loc[whole_ones]
    frame["back_before"] = frame["customers"].shift(-1)
    gap = frame.index.to_series().diff().shift(-1) != 1
    frame.loc[gap.to_numpy(), "back_before"] = float("nan")
    return frame if has_margin(warehouse) else frame.drop(columns="margin")


def _customer_periods(known: ibis.Table) -> ibis.Table:
    per_order = known.group_by("customer_id", "steps", "order_id").aggregate(
        revenue=known.revenue.sum(), margin=known.margin.sum()
    )
    return per_order.group_by("customer_id", "steps").aggregate(
        orders=(per_order.revenue > 0).sum(), revenue=per_order.revenue.sum(), margin=per_order.margin.sum()
    )


def _counted(each: ibis.Table, length: int) -> pd.DataFrame:
    bought = each.filter(each.orders > 0)
    first = bought.group_by("customer_id").aggregate(first_steps=bought.steps.max())
    marked = each.left_join(first, "customer_id").select(each, first.first_steps)
    recent = marked.filter(marked.steps < length)
    active = recent.orders > 0
    return fetch(
        recent.group_by("steps").aggregate(
            customers=active.sum(),
            orders=recent.orders.sum(),
            revenue=whole(recent.revenue.sum()),
            margin=whole(recent.margin.sum().fill_null(0)),
            new=(active & (recent.first_steps == recent.steps)).sum(),
        )
    )


def _retained(each: ibis.Table, length: int) -> pd.DataFrame:
    now = each.filter((each.orders > 0) & (each.steps < length)).select("customer_id", "steps")
    before = each.filter(each.orders > 0).select("customer_id", steps=each.steps - 1).view()
    both = now.inner_join(before, ["customer_id", "steps"])
    return fetch(both.group_by("steps").aggregate(retained=both.count()))
