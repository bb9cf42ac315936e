"""The tool `discount_dependency`: how much of our trade hangs on discounts, and who gets them?

Discounts in the till are either targeted (redeemed offers that somebody was given) or mass (everybody gets them).
A base that buys more and more with a discount has been trained to wait for it; margin is eaten without a trace in
the number of orders.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from tools.columns import K_ANONYMITY
from tools.errors import MissingData, NotEnoughData
from tools.experiments.two_rates import compare_rates
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

YEAR = 364
"""Fifty-two whole weeks, so that both years have the same weekdays."""


class DiscountArguments(BaseSelection):
    """Which purchases."""


def compute(warehouse: Warehouse, args: DiscountArguments) -> Findings:
    """Share of orders and sales with a discount in the last year and the one before, month by month; who buys only
    with one; how much of the discount was targeted."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    if not warehouse.has_values("transactions", "discount"):
        raise MissingData(
            "The transactions have no discount, so how much hangs on discounts is not known; load the column discount.",
            message_ru="В продажах нет колонки со скидкой (discount), поэтому зависимость от скидок не посчитать; загрузите её.",
            argument="discount",
        )
    now = _orders(warehouse, args, as_of - timedelta(days=YEAR - 1), as_of)
    before = _orders(warehouse, args, as_of - timedelta(days=2 * YEAR - 1), as_of - timedelta(days=YEAR))
    if now["customers"].sum() < K_ANONYMITY:
        raise NotEnoughData(
            f"Fewer than {K_ANONYMITY} customers bought in the last year of this selection.",
            message_ru=f"За последний год в этой выборке купили меньше {K_ANONYMITY} клиентов.",
            argument="as_of",
        )
    money = warehouse.currency
    table = _months(now["days"], money)
    return Findings(
        facts=_facts(now, before, _targeted(warehouse, as_of) if args == DiscountArguments(as_of=args.as_of) else None, money, as_of),
        tables=(table,),
        charts=(Chart("line", "months", ("orders_share",), "Доля заказов со скидкой", "Share of orders with a discount"),),
        notes=_notes(before),
    )  # fmt: skip


def _orders(warehouse: Warehouse, args: DiscountArguments, start: date, end: date) -> dict[str, Any]:
    """Orders by day, and customers by whether all of their orders had a discount; summed where the data are."""
    import ibis

    from tools.warehouse.selection import select_transactions

    empty = {"days": pd.DataFrame(), "customers": pd.Series(dtype=int), "complete": False}
    if end < warehouse.first_day:
        return empty
    lines = select_transactions(
        warehouse,
        start=max(start, warehouse.first_day),
        end=end,
        channel=args.channel,
        category=args.category,
        region=args.region,
        known_customers=False,
    )
    sales = lines.filter(lines.kind == "sale")
    orders = sales.group_by("order_id", "ordered_on", "customer_id").aggregate(
        revenue=sales.revenue.sum(), given=sales.discount.sum()
    )
    orders = orders.mutate(given=orders.given.fill_null(0))
    orders = orders.mutate(reduced=ibis.ifelse(orders.given > 0, 1, 0))
    days = orders.group_by("ordered_on").aggregate(
        orders=orders.count(),
        reduced=orders.reduced.sum(),
        revenue=orders.revenue.sum(),
        given=orders.given.sum(),
    )
    named = orders.filter(orders.customer_id.notnull())
    each = named.group_by("customer_id").aggregate(orders=named.count(), reduced=named.reduced.sum())
    repeat = each.filter(each.orders >= 2)
    kinds = repeat.group_by(only=ibis.ifelse(repeat.orders == repeat.reduced, 1, 0)).aggregate(
        held=repeat.count()
    )
    frame = days.execute().sort_values("ordered_on", ignore_index=True)
    frame[["revenue", "given"]] = frame[["revenue", "given"]].astype(float)
    held = kinds.execute()
    return {
        "days": frame,
        "customers": pd.Series(held["held"].to_numpy(dtype=int), index=held["only"].to_numpy(dtype=int)),
        "complete": start >= warehouse.first_day,
    }


def _targeted(warehouse: Warehouse, as_of: date) -> float | None:
    """Money of redeemed offers in the year; None where no redemptions are loaded."""
    if not warehouse.has("redemptions"):
        return None
    import ibis

    rows = warehouse.table("redemptions")
    inside = rows.filter(
        (rows.redeemed_on >= ibis.literal(as_of - timedelta(days=YEAR - 1)))
        & (rows.redeemed_on <= ibis.literal(as_of))
    )
    total = inside.discount.sum().execute()
    return 0.0 if total is None or pd.isna(total) else float(total)


def _facts(
    now: dict[str, Any], before: dict[str, Any], targeted: float | None, money: str, as_of: date
) -> tuple[Fact, ...]:
    day, days = as_of.isoformat(), now["days"]
    orders, reduced = int(days["orders"].sum()), int(days["reduced"].sum())
    given, revenue = float(days["given"].sum()), float(days["revenue"].sum())
    facts = [
        Fact("orders_share", reduced / orders, "share", "Заказов со скидкой за год", "Orders with a discount in a year", n=orders, as_of=day),
        Fact("discount_rate", given / (revenue + given) if revenue + given > 0 else 0.0, "share", "Скидки к обороту до скидок", "Discounts over sales before discounts", n=orders, as_of=day),
        Fact("given", given, money, "Скидок за год", "Discounts in a year", n=orders, as_of=day),
    ]  # fmt: skip
    if before["complete"] and len(before["days"]):
        earlier = before["days"]
        change = compare_rates(
            reduced, orders, int(earlier["reduced"].sum()), int(earlier["orders"].sum())
        ).difference
        facts.append(Fact.of("change", change, label_ru="Изменение доли заказов со скидкой к году раньше", label_en="Change of the share of orders with a discount against the year before", as_of=day, is_change=True))  # fmt: skip
    repeat = int(now["customers"].sum())
    only = int(now["customers"].get(1, 0))
    if repeat >= K_ANONYMITY and (only == 0 or only >= K_ANONYMITY):
        facts += [
            Fact("only_share", only / repeat, "share", "Из повторных покупателей берут только со скидкой", "Repeat buyers who buy only with a discount", n=repeat, as_of=day),
            Fact("only_customers", only, "customers", "Берут только со скидкой", "Buy only with a discount", as_of=day),
        ]  # fmt: skip
    if targeted is not None and given > 0:
        share = min(targeted / given, 1.0)
        facts += [
            Fact("targeted_share", share, "share", "Доля адресных скидок", "Share of targeted discounts", as_of=day),
            Fact("mass_share", 1 - share, "share", "Доля массовых скидок", "Share of mass discounts", as_of=day),
        ]  # fmt: skip
    return tuple(facts)


def _months(days: pd.DataFrame, money: str) -> Table:
    month = pd.to_datetime(days["ordered_on"]).dt.strftime("%Y-%m")
    sums = (
        days.assign(month=month).groupby("month", sort=True)[["orders", "reduced", "revenue", "given"]].sum()
    )
    columns = (
        Column("orders", "orders", "Заказов", "Orders"),
        Column("orders_share", "share", "Со скидкой", "With a discount"),
        Column("discount_rate", "share", "Скидки к обороту", "Discounts over sales"),
        Column("given", money, "Скидок", "Discounts"),
    )
    rows = []
    for name, row in sums.iterrows():
        gross = float(row["revenue"] + row["given"])
        rows.append(
            Row(
                f"m{str(name).replace('-', '_')}",
                str(name),
                str(name),
                (
                    int(row["orders"]),
                    float(row["reduced"] / row["orders"]),
                    float(row["given"]) / gross if gross > 0 else None,
                    float(row["given"]),
                ),
            )
        )
    return Table("months", "По месяцам", "By month", columns, tuple(rows))


def _notes(before: dict[str, Any]) -> tuple[Note, ...]:
    notes = [
        Note(
            "Заказ со скидкой – тот, где скидка больше нуля. Адресные скидки – погашенные предложения, остальное массовые.",
            "An order has a discount when its discount is above zero. Redeemed offers are targeted discounts, the rest are mass discounts.",
            "definition",
        ),
        Note(
            "Сколько стоит привлечь клиента, по этим данным не видно, поэтому «удерживать дешевле, чем привлекать» здесь не утверждается.",
            "What it costs to acquire a customer is not in these data, so nothing here says that keeping is cheaper than acquiring.",
        ),
        Note(
            "Зависимость – не доказанный вред: что будет без скидки, покажет только контрольная группа.",
            "Dependency is not proven harm: only a control group shows what happens without the discount.",
            "next_step",
        ),
    ]
    if not (before["complete"] and len(before["days"])):
        notes.append(
            Note(
                "Данных меньше двух лет: сравнить с прошлым годом нельзя.",
                "The data cover less than two years: there is no year before to compare with.",
                "warning",
            )
        )
    return tuple(notes)
