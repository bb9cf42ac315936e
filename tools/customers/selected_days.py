"""What customers spent on which day, within the selection of a question: from the stored customer days where
they hold the answer, added up from the lines where only those do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tools.warehouse.selection import of_region, select_transactions, within_days

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse


def selected_days(
    warehouse: Warehouse,
    *,
    start: date | None = None,
    end: date | None = None,
    channel: str | None = None,
    category: str | None = None,
    region: str | None = None,
) -> ibis.Table:
    """One row per customer and day with a line: `customer_id`, `bought_on`, `lines`, `amount` (net revenue),
    `smallest` (the lowest line), `margin` (empty where no line knows it), `with_margin` (revenue of those
    lines that know it). Both days are included; arguments and errors are those of `select_transactions`.

    A channel or a category is a property of a line, so with one of them the lines are read.
    """
    stored = warehouse.customer_day() if channel is None and category is None else None
    if stored is not None:
        return of_region(within_days(stored, "bought_on", start, end), warehouse, region)
    lines = select_transactions(
        warehouse, start=start, end=end, channel=channel, category=category, region=region
    )
    return lines.group_by("customer_id", bought_on=lines.ordered_on).aggregate(
        lines=lines.count(),
        amount=lines.revenue.sum(),
        smallest=lines.revenue.min(),
        margin=lines.margin.sum(),
        with_margin=lines.revenue.sum(where=lines.margin.notnull()),
    )
