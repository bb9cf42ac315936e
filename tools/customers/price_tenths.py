"""The money of both periods by tenth of spend, and what prices, volume, mix and leaving did to each tenth."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.decomposition import rounded_parts
from tools.customers.pareto import NAMES
from tools.customers.price_leavers import TENTHS, left_of
from tools.customers.price_parts import FACTORS, price_parts
from tools.customers.sales import MINOR, fetch, whole
from tools.facts import Column, Row, Table

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


def totals_of(lines: ibis.Table) -> pd.DataFrame:
    found = fetch(lines.group_by("part", "side").aggregate(worth=whole(lines.worth.sum())))
    table = found.pivot_table(index="part", columns="side", values="worth", aggfunc="sum", fill_value=0)
    return table.reindex(index=["sales", "returns", "rest"], columns=[0, 1], fill_value=0).astype("int64")


def products_of(sales: ibis.Table, *by: str) -> pd.DataFrame:
    """Units, revenue and cost of both periods by product, and by these columns besides."""
    cost = sales.revenue - sales.worth
    sums: dict[str, Any] = {}
    for s in (0, 1):
        here = sales.side == s
        sums[f"units_{s}"] = sales.quantity.sum(where=here).fill_null(0).cast("float64")
        sums[f"revenue_{s}"] = whole(sales.revenue.sum(where=here).fill_null(0))
        sums[f"cost_{s}"] = whole(cost.sum(where=here).fill_null(0))
    return fetch(sales.group_by(*by, "product_id").aggregate(**sums).order_by(*by, "product_id"))


def tenth_table(warehouse: Warehouse, spent: pd.DataFrame, usual: pd.DataFrame | None, value: str) -> Table:
    """Money by tenth of spend before; those who did not buy before in a row of their own: it adds up."""
    ru, en = NAMES[value]
    rows = []
    whole_tenths = all(int((spent["tenth"] == t).sum()) >= K_ANONYMITY for t in range(1, TENTHS + 1))
    steps = [(t, t) for t in range(1, TENTHS + 1)] if whole_tenths else [(1, TENTHS)]
    for first, last in [*steps, (0, 0)]:
        group = spent[spent["tenth"].between(first, last)]
        if len(group) < K_ANONYMITY:
            continue
        left, n = left_of(spent, first, last)
        then = left_of(usual, first, last) if usual is not None else (0, 0)
        then_share = then[0] / then[1] if first and then[1] >= K_ANONYMITY else None
        label = ("не покупали в прошлом периоде", "did not buy in the earlier period")
        key = "newcomers"
        if first:
            key = f"tenth_{first}" if first == last else "everybody"
            label = (
                (f"{first}-я десятая по тратам", f"tenth {first} by spend")
                if first == last
                else ("все", "everybody")
            )
        figures = [int(group["worth_0"].sum()), int(group["worth_1"].sum())]
        values = (
            n,
            left / n if first else None,
            then_share,
            *(f / MINOR for f in figures),
            (figures[1] - figures[0]) / MINOR,
        )
        rows.append(Row(key, *label, values))
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("left_share", "share", "Перестали покупать", "Stopped buying"),
        Column("usual_share", "share", "Обычно перестают", "Usually stop"),
        Column("before", warehouse.currency, f"Было: {ru}", f"Before: {en}"),
        Column("now", warehouse.currency, f"Стало: {ru}", f"Now: {en}"),
        Column("change", warehouse.currency, "Изменение", "Change"),
    )
    return Table(
        "tenths",
        "По десятым долям клиентов, от малых трат к большим",
        "By tenth of spend, small to large",
        columns,
        tuple(rows),
    )


def tenth_parts_table(
    warehouse: Warehouse,
    sales: ibis.Table,
    spent: pd.DataFrame,
    labels: dict[str, tuple[str, str]],
    *,
    with_cost: bool,
) -> Table | None:
    """The change of sales of each tenth split like the whole; each row adds up to the change of its tenth.

    None where a tenth is too small to be shown. Those who did not buy before are all of them "number of buyers".
    """
    if any(int((spent["tenth"] == t).sum()) < K_ANONYMITY for t in range(1, TENTHS + 1)):
        return None
    places = spent[["customer_id", "tenth"]]
    named = sales.inner_join(ibis.memtable(places), "customer_id")
    named = named.select(sales, named.tenth)
    frame = products_of(named, "tenth")
    used = FACTORS if with_cost else FACTORS[:4]
    rows = []
    for tenth in [*range(1, TENTHS + 1), 0]:
        products = frame[frame["tenth"] == tenth].reset_index(drop=True)
        mine = spent[spent["tenth"] == tenth]
        if products.empty or len(mine) < K_ANONYMITY:
            continue
        change = _worth(products, 1, with_cost) - _worth(products, 0, with_cost)
        now = int(mine["active_1"].astype(bool).sum())
        if tenth and now:
            exact = list(price_parts(products, (len(mine), now), with_cost=with_cost).parts.values())
        else:  # nobody on one side: there are no prices to compare, only people
            exact = [Fraction(change), *[Fraction(0)] * (len(used) - 1)]
        amounts = rounded_parts([part / MINOR for part in exact])
        label = (
            ("не покупали в прошлом периоде", "did not buy in the earlier period")
            if not tenth
            else (f"{tenth}-я десятая по тратам", f"tenth {tenth} by spend")
        )
        key = f"tenth_{tenth}" if tenth else "newcomers"
        rows.append(Row(key, *label, (*map(float, amounts), float(sum(amounts)))))
    columns = [
        Column(
            "buyers" if name == "customers" else name,
            warehouse.currency,
            labels[name][0].capitalize(),
            labels[name][1].capitalize(),
        )
        for name in used
    ]
    columns.append(Column("change", warehouse.currency, "Изменение продаж", "Change of sales"))
    title = ("Вклад по десятым долям", "Parts by tenth of spend")
    return Table("tenth_parts", *title, tuple(columns), tuple(rows))


def _worth(products: pd.DataFrame, side: int, with_cost: bool) -> int:
    worth = int(products[f"revenue_{side}"].sum())
    return worth - int(products[f"cost_{side}"].sum()) if with_cost else worth
