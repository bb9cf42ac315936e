"""Which stores stopped recording sales on days of the week when they usually do.

A till that records nothing looks like a loss of customers. So before anything is explained, a store is named
whose days without an order could not have come by chance: were orders Poisson with the mean of the same
weekdays of the four weeks before, days without any would have the probability exp(-sum of the means), times
the ways to choose the days and the number of stores (Bonferroni).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import comb, log
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from tools.customers.crowds import slugs
from tools.customers.sales import MINOR, whole
from tools.facts import Column, Fact, Note, Row, Table

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WEEKS_BEFORE = 4
BY_CHANCE = 0.01
"""Probability below which silence is no chance."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What the scorecard adds: nothing where there are no stores or none fell silent."""

    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()


def silent_stores(warehouse: Warehouse, end: date) -> Silence:
    """Stores with silent days in the week that ends on `end`; nothing in the first four weeks of the data."""
    if not warehouse.has_values("transactions", "store_id"):
        return Silence()
    if (end - warehouse.first_day).days < 7 * (WEEKS_BEFORE + 1) - 1:
        return Silence()
    silent = _beyond_chance(_store_days(warehouse, end))
    as_of = end.isoformat()
    counted = Fact(
        "silent_store_days",
        len(silent),
        "days",
        "Дней без продаж в магазинах, которые обычно продают",
        "Days without sales in stores that usually sell",
        as_of=as_of,
        method="Poisson, against the same weekdays of four weeks, Bonferroni",
    )
    if silent.empty:
        return Silence((counted,))
    table = _table(silent, _names(warehouse), warehouse.currency)
    facts = (
        counted,
        Fact(
            "silent_stores",
            len(table.rows),
            "number",
            "Магазинов с такими днями",
            "Stores with such days",
            as_of=as_of,
        ),
        Fact(
            "silent_revenue",
            float(silent["usual_revenue"].sum()) / MINOR,
            warehouse.currency,
            "Обычная выручка этих магазинов в эти дни",
            "Usual revenue of these stores on these days",
            as_of=as_of,
            method="mean of the same weekdays of the four weeks before",
        ),
    )
    note = Note(
        "Есть магазины, которые в обычные дни работы не передали ни одной продажи: сначала проверьте кассы и выгрузку.",
        "Some stores recorded no sale on days when they usually sell: first check the tills and the load.",
        "warning",
    )
    return Silence(facts, (table,), (note,))


def _beyond_chance(days: pd.DataFrame) -> pd.DataFrame:
    """The silent days of the stores whose silence is no chance and no holiday (most stores rest on the day)."""
    stores = int(days["store_id"].nunique())
    silent = days[(days["now"] == 0) & (days["usual_orders"] > 0)]
    resting = silent.groupby("back_day")["store_id"].nunique() > max(stores / 2, 1)
    silent = silent[~silent["back_day"].isin(resting.index[resting])]
    kept = [
        mine
        for _, mine in silent.groupby("store_id")
        if log(comb(7, len(mine)) * stores) - float(mine["usual_orders"].sum()) < log(BY_CHANCE)
    ]
    return pd.concat(kept) if kept else silent.iloc[:0]


def _store_days(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """One row a store and day of the week: orders `now`, and the means of the four weeks before."""
    start = end - timedelta(days=7 * (WEEKS_BEFORE + 1) - 1)
    lines = warehouse.table("transactions")
    lines = lines.filter(
        lines.store_id.notnull()
        & (lines.kind == "sale")
        & lines.ordered_on.between(ibis.literal(start), ibis.literal(end))
    )
    lines = lines.mutate(age=ibis.literal(end).delta(lines.ordered_on, unit="day"))
    orders = lines.group_by("store_id", "age", "order_id").aggregate(revenue=lines.revenue.sum())
    per_day = orders.group_by("store_id", "age")
    found: pd.DataFrame = per_day.aggregate(
        orders=orders.order_id.count(), revenue=whole(orders.revenue.sum())
    ).execute()
    found["week"], found["back_day"] = found["age"] // 7, found["age"] % 7
    now = found[found["week"] == 0].set_index(["store_id", "back_day"])["orders"]
    earlier = found[found["week"] > 0].groupby(["store_id", "back_day"])[["orders", "revenue"]].sum()
    out = (earlier / WEEKS_BEFORE).rename(columns={"orders": "usual_orders", "revenue": "usual_revenue"})
    out["now"] = now.reindex(out.index).fillna(0)
    flat: pd.DataFrame = out.reset_index()
    return flat


def _table(silent: pd.DataFrame, names: dict[str, str], currency: str) -> Table:
    by_store = silent.groupby("store_id").agg(days=("back_day", "size"), missing=("usual_revenue", "sum"))
    stores = [str(store) for store in by_store.index]
    rows = tuple(
        Row(key, names.get(store, store), names.get(store, store), (int(days), float(missing) / MINOR))
        for key, store, days, missing in zip(
            slugs(stores), stores, by_store["days"].tolist(), by_store["missing"].tolist(), strict=True
        )
    )
    columns = (
        Column("days", "days", "Дней без продаж", "Days without sales"),
        Column("usual_revenue", currency, "Обычная выручка этих дней", "Usual revenue of these days"),
    )
    return Table("silent_stores", "Магазины без продаж", "Stores without sales", columns, rows)


def _names(warehouse: Warehouse) -> dict[str, str]:
    if not warehouse.has("stores"):
        return {}
    frame = warehouse.table("stores").select("store_id", "name").execute()
    return dict(zip(frame["store_id"], frame["name"], strict=True))
