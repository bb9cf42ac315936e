"""What a segment does anyway: purchases, revenue and margin per customer in one measurement window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.errors import ToolError

if TYPE_CHECKING:
    from tools.warehouse import Warehouse

WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Baseline:
    """Per customer of the segment within `days`; margin is None where the data have no cost of goods."""

    start: date
    end: date
    days: int
    customers: int
    buyers: int
    orders: float
    revenue: float
    margin: float | None
    margin_share: float | None
    order_value: float
    revenue_deviation: float

    @property
    def buying_rate(self) -> float:
        """Share of customers who bought, pulled a little towards one half so that it is never 0 or 1."""
        return (self.buyers + 1) / (self.customers + 2)


def baseline_of(warehouse: Warehouse, segment: str, *, days: int = WINDOW_DAYS) -> Baseline | None:
    """The segment as it stood `days` before the end of the data, and what those people did since then.

    None where the history is too short or nobody was in the segment. Whoever was written to in that time is
    part of it, so it is the baseline of today's practice and not of silence.
    """
    from tools.segmentation import segment_customers

    end = warehouse.last_day
    start = end - timedelta(days=days - 1)
    try:
        ids = segment_customers(warehouse, segment, as_of=start - timedelta(days=1))
    except ToolError:
        return None
    if ids.empty:
        return None
    import ibis

    lines = warehouse.table("transactions")
    lines = lines.filter((lines.ordered_on >= ibis.literal(start)) & (lines.ordered_on <= ibis.literal(end)))
    lines = lines.filter(lines.customer_id.notnull())
    each = lines.group_by("customer_id").agg(
        orders=lines.order_id.nunique(where=lines.kind == "sale"),
        revenue=lines.revenue.sum().cast("float64"),
        margin=lines.margin.sum().cast("float64"),
        priced=lines.revenue.sum(where=lines.margin.notnull()).cast("float64"),
    )
    frame = each.execute().set_index("customer_id")
    mine = frame.reindex(list(ids)).fillna(0.0)
    n = len(mine)
    orders, revenue = float(mine["orders"].sum()), float(mine["revenue"].sum())
    everybody = float(frame["revenue"].sum()), float(frame["orders"].sum())
    priced, margin = float(frame["priced"].fillna(0).sum()), float(frame["margin"].fillna(0).sum())
    share = margin / priced if priced > 0 else None
    # A segment that has not bought borrows the order value of the base.
    order_value = revenue / orders if orders >= 30 and revenue > 0 else everybody[0] / max(everybody[1], 1.0)
    return Baseline(
        start=start,
        end=end,
        days=days,
        customers=n,
        buyers=int((mine["orders"] > 0).sum()),
        orders=orders / n,
        revenue=max(revenue, 0.0) / n,
        margin=None if share is None else max(revenue, 0.0) * share / n,
        margin_share=share,
        order_value=max(order_value, 0.0),
        revenue_deviation=float(mine["revenue"].std(ddof=1)) if n > 1 else 0.0,
    )
