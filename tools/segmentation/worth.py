"""How many customers each segment has and what they brought in the year up to the day of the look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.crowds import OTHER, merge_small
from tools.customers.periods import Period
from tools.customers.sales import MINOR, fetch, has_margin, lines_of, whole
from tools.facts import Column, Fact, Row, Table, Value
from tools.segmentation.segments import Segment
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

YEAR = timedelta(days=364)
OTHER_SEGMENTS = Segment(OTHER, "малые сегменты вместе", "small segments together", "", "")


@dataclass(frozen=True, slots=True)
class Worth:
    """By segment: `customers`, `orders`, `revenue` and, where known, `margin` (whole ten-thousandths)."""

    frame: pd.DataFrame
    period: Period
    currency: str

    @property
    def customers(self) -> int:
        return int(self.frame["customers"].sum())

    def figures(self, key: str) -> dict[str, float | int]:
        """What there is to say about one segment; counts of zero where nobody is in it."""
        row: dict[str, int] = dict.fromkeys(self.frame.columns, 0)
        if key in self.frame.index:
            row = dict(zip(self.frame.columns, self.frame.loc[[key]].to_numpy()[0].tolist(), strict=True))
        customers, orders, revenue = row["customers"], row["orders"], row["revenue"]
        out: dict[str, float | int] = {"customers": customers, "share": customers / self.customers}
        out["revenue"] = revenue / MINOR
        if (total := int(self.frame["revenue"].sum())) > 0:
            out["revenue_share"] = revenue / total
        if "margin" in self.frame:
            out["margin"] = row["margin"] / MINOR
            if (total := int(self.frame["margin"].sum())) > 0:
                out["margin_share"] = row["margin"] / total
        if customers and revenue > 0:
            out["arpu"] = revenue / MINOR / customers
            out["frequency"] = orders / customers
        if orders and revenue > 0:
            out["average_order"] = revenue / MINOR / orders
        return out


FIGURES = (
    ("customers", "customers", "Клиентов", "Customers"),
    ("share", "share", "Доля базы", "Share of the base"),
    ("revenue", "money", "Выручка за год", "Revenue of the year"),
    ("revenue_share", "share", "Доля выручки", "Share of revenue"),
    ("margin", "money", "Маржа за год", "Margin of the year"),
    ("margin_share", "share", "Доля маржи", "Share of margin"),
    ("arpu", "money", "Выручка на клиента", "Revenue per customer"),
    ("frequency", "number", "Заказов на клиента", "Orders per customer"),
    ("average_order", "money", "Средний чек", "Average order"),
)


def worth_of(warehouse: Warehouse, placed: ibis.Table, day: date, args: BaseSelection) -> Worth:
    """Adds up the customers of `placed` (`customer_id`, `segment`) and their year (or all there is of it)."""
    period = Period(max(day - YEAR, warehouse.first_day), day)
    lines = lines_of(warehouse, period, args)
    orders = lines.group_by("customer_id", "order_id").aggregate(
        revenue=lines.revenue.sum(), margin=lines.margin.sum()
    )
    each = orders.group_by("customer_id").aggregate(
        orders=(orders.revenue > 0).sum(), revenue=orders.revenue.sum(), margin=orders.margin.sum()
    )
    both = placed.left_join(each, "customer_id")
    found = both.group_by("segment").aggregate(
        customers=both.count(),
        orders=both.orders.sum().fill_null(0),
        revenue=whole(both.revenue.sum().fill_null(0)),
        margin=whole(both.margin.sum().fill_null(0)),
    )
    frame = fetch(found).set_index("segment").astype("int64").sort_index()
    return Worth(frame if has_margin(warehouse) else frame.drop(columns="margin"), period, warehouse.currency)


def segment_facts(worth: Worth, segment: Segment) -> list[Fact]:
    """The figures of one segment as facts `<segment>_<figure>`; none where it is too small to be shown."""
    figures = worth.figures(segment.key)
    if 0 < figures["customers"] < K_ANONYMITY:
        return []
    return [
        Fact(
            f"{segment.key}_{key}",
            figures[key],
            worth.currency if unit == "money" else unit,
            f"{segment.name_ru.capitalize()}: {ru.lower()}",
            f"{segment.name_en.capitalize()}: {en.lower()}",
            n=int(figures["customers"]),
            method="exact count and sum",
            as_of=worth.period.end.isoformat(),
        )
        for key, unit, ru, en in FIGURES
        if key in figures
    ]


def segments_table(worth: Worth, segments: tuple[Segment, ...], *, key: str = "segments") -> Table:
    """A row per segment in the given order, small ones merged into the last row."""
    merged = Worth(merge_small(worth.frame), worth.period, worth.currency)
    names = {segment.key: segment for segment in (*segments, OTHER_SEGMENTS)}
    shown = [name for name in names if name in merged.frame.index]
    figures = {name: merged.figures(name) for name in shown}
    columns = [
        Column(figure, worth.currency if unit == "money" else unit, ru, en)
        for figure, unit, ru, en in FIGURES
        if any(figure in row for row in figures.values())
    ]
    rows = []
    for name in shown:
        values: list[Value | None] = [figures[name].get(column.key) for column in columns]
        rows.append(Row(name, names[name].name_ru, names[name].name_en, tuple(values)))
    return Table(key, "Сегменты", "Segments", tuple(columns), tuple(rows))
