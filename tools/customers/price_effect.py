"""Prices rose and so did profit: is that good? The change split into its parts, and who left.

The reading "small baskets were cut off, the loyal stayed" is one hypothesis. It is held against the shares of
customers who bought before and no longer do, by tenth of spend, less the shares that left between the two
earlier periods of the same length anyway: people leave, and small spenders more, in every period.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Literal

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.decomposition import rounded_parts
from tools.customers.pareto import NAMES
from tools.customers.periods import Period, asked_period, earlier_period_facts, period_facts, require_inside
from tools.customers.price_leavers import left_facts, spend_of, usual_leaving
from tools.customers.price_parts import FACTORS, PriceParts, price_parts
from tools.customers.price_tenths import products_of, tenth_parts_table, tenth_table, totals_of
from tools.customers.sales import MINOR, fetch, has_margin, lines_of, require_margin
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

LONGEST = 91
LABELS = {
    "customers": ("число покупателей", "number of buyers"),
    "volume": ("штук на покупателя", "units a buyer"),
    "mix": ("состав покупок", "mix of products"),
    "price": ("цены", "prices"),
    "cost": ("себестоимость", "cost of goods"),
    "returns": ("возвраты", "returns"),
    "rest": ("без известного клиента или товара", "without a known customer or product"),
}


class PriceArguments(PeriodSelection):
    """Which money, which periods."""

    value: Literal["revenue", "margin"] | None = Field(
        None, description="The money whose change is split: margin (profit; default where known) or revenue."
    )
    changed_on: date | None = Field(
        None, description="Day the prices changed: as many days before it are compared with those from it on."
    )
    period: Literal["month", "quarter"] = Field(
        "quarter",
        description="Length of the last full period, when neither changed_on nor start and end are given.",
    )
    compare: Literal["previous", "year_ago"] = Field(
        "previous", description="Against the period right before, or the same one a year ago."
    )


def compute(warehouse: Warehouse, args: PriceArguments) -> Findings:
    """Parts, tenths of spend, and the verdict on the one popular reading."""
    warehouse.table("transactions")  # no purchases at all is the first thing to say
    value: Literal["revenue", "margin"] = args.value or ("margin" if has_margin(warehouse) else "revenue")
    if value == "margin":
        require_margin(warehouse)
    for column in ("product_id", "quantity"):
        if not warehouse.has_values("transactions", column):
            raise MissingData(
                f"The sales hold no {column}, so prices cannot be told from volumes.",
                message_ru=f"В продажах нет поля {column}, поэтому цены от объёма не отделить.",
                argument=column,
            )
    now, before = _periods(warehouse, args)
    lines = lines_of(warehouse, Period(before.start, now.end), args, known=False)
    side = ibis.cases(
        (lines.ordered_on.between(now.start, now.end), 1),
        (lines.ordered_on.between(before.start, before.end), 0),
    )
    known = (
        (lines.kind == "sale")
        & lines.customer_id.notnull()
        & lines.product_id.notnull()
        & (lines.quantity > 0)
    )
    lines = lines.mutate(
        side=side,
        worth=lines[value].fill_null(0),
        part=ibis.cases((known, "sales"), (lines.kind == "refund", "returns"), else_="rest"),
    )
    lines = lines.filter(lines.side.notnull())
    totals = totals_of(lines)
    sales = lines.filter(lines.part == "sales")
    people = sales.select("side", "customer_id").distinct()
    counts = fetch(people.group_by("side").aggregate(n=people.customer_id.count())).set_index("side")["n"]
    buyers = (int(counts.get(0, 0)), int(counts.get(1, 0)))
    if min(buyers) < K_ANONYMITY:
        require_crowd(min(buyers), what_en="One of the two periods", what_ru="Один из двух периодов")
    parts = price_parts(products_of(sales), buyers, with_cost=value == "margin")
    spent = spend_of(lines)
    usual = usual_leaving(warehouse, args, before)
    by_tenth = tenth_parts_table(warehouse, sales, spent, LABELS, with_cost=value == "margin")
    found = _findings(warehouse, value, now, before, totals, parts, spent, usual)
    return found if by_tenth is None else replace(found, tables=(*found.tables, by_tenth))


def _periods(warehouse: Warehouse, args: PriceArguments) -> tuple[Period, Period]:
    if args.changed_on is not None:
        if not warehouse.first_day < args.changed_on <= warehouse.last_day:
            raise InvalidArgument(
                f"changed_on {args.changed_on} is not within {warehouse.first_day} to {warehouse.last_day}.",
                message_ru=f"День смены цен {args.changed_on} вне данных: {warehouse.first_day} – {warehouse.last_day}.",
                argument="changed_on",
            )
        last = min(args.end or args.as_of or warehouse.last_day, warehouse.last_day)
        days = (
            min((last - args.changed_on).days + 1, (args.changed_on - warehouse.first_day).days, LONGEST)
            // 7
            * 7
        )
        if days < 7:
            raise NotEnoughData(
                "There is less than a week on one side of the change of prices.",
                message_ru="С одной стороны от смены цен меньше недели данных.",
                argument="changed_on",
            )
        length = timedelta(days=days)
        first = args.changed_on
        return Period(first, first + length - timedelta(days=1)), Period(
            first - length, first - timedelta(days=1)
        )
    now = asked_period(warehouse, args, otherwise=args.period)
    before = now.previous() if args.compare == "previous" else now.year_ago()
    require_inside(before, warehouse)
    return now, before


def _findings(
    warehouse: Warehouse,
    value: Literal["revenue", "margin"],
    now: Period,
    before: Period,
    totals: pd.DataFrame,
    parts: PriceParts,
    spent: pd.DataFrame,
    usual: pd.DataFrame | None,
) -> Findings:
    ru, en = NAMES[value]
    fact = partial(Fact, as_of=now.end.isoformat(), n=len(spent), method="exact decomposition")
    total = {s: int(totals[s].sum()) for s in (0, 1)}
    change = total[1] - total[0]
    facts = [
        *period_facts(fact, now),
        *earlier_period_facts(fact, before),
        fact("value", total[1] / MINOR, warehouse.currency, ru.capitalize(), en.capitalize()),
        fact(
            "previous",
            total[0] / MINOR,
            warehouse.currency,
            f"{ru.capitalize()}: прошлый период",
            f"{en.capitalize()}: earlier period",
        ),
        fact(
            "change",
            change / MINOR,
            warehouse.currency,
            f"{ru.capitalize()}: изменение",
            f"{en.capitalize()}: change",
            is_change=True,
        ),
    ]
    amounts = {name: parts.parts[name] / MINOR for name in FACTORS if name in parts.parts}
    for name in ("returns", "rest"):
        if step := int(totals[1][name]) - int(totals[0][name]):
            amounts[name] = Fraction(step, MINOR)
    money = dict(zip(amounts, map(float, rounded_parts(list(amounts.values()))), strict=True))
    facts += [
        fact(
            f"part_{name}",
            amount,
            warehouse.currency,
            f"Вклад: {LABELS[name][0]}",
            f"Part: {LABELS[name][1]}",
            is_change=True,
        )
        for name, amount in money.items()
    ]
    if parts.price_index is not None:
        index = partial(fact, unit="share", is_change=True)
        facts += [
            index(
                "price_change",
                parts.price_index - 1,
                label_ru="Изменение цен одинаковых товаров",
                label_en="Price change of the same products",
            ),
            fact(
                "matched",
                parts.matched,
                "share",
                "Доля таких товаров в продажах",
                "Share of such products in sales",
            ),
        ]
    facts += left_facts(fact, spent, usual, change)
    rows = tuple(Row(name, *LABELS[name], (amount,)) for name, amount in money.items())
    columns = (Column("part", warehouse.currency, "Вклад в изменение", "Part of the change"),)
    tables = (
        Table("parts", "Вклад в изменение", "Parts of the change", columns, rows),
        tenth_table(warehouse, spent, usual, value),
    )
    charts = (
        Chart(
            "waterfall",
            "parts",
            ("part",),
            f"Из чего сложилось изменение: {ru}",
            f"What the change is made of: {en}",
        ),
        Chart("bar", "tenths", ("left_share",), "Кто перестал покупать", "Who stopped buying"),
    )
    reading = str(next(f.value for f in facts if f.key == "reading"))
    return Findings(tuple(facts), tables, charts, tuple(_notes(reading, usual)))


def _notes(reading: str, usual: pd.DataFrame | None) -> list[Note]:
    words = {
        "contradicted": (
            "Прочтение «отсекли мелкие чеки, лояльные остались» данным противоречит: ядро перестаёт покупать чаще обычного.",
            "The reading 'small baskets were cut off, the loyal stayed' is contradicted: the core stops buying more than usual.",
        ),
        "consistent": (
            "Данные не противоречат прочтению «отсекли мелкие чеки, лояльные остались», но это лишь одна гипотеза: проверьте её тестом.",
            "The data do not contradict 'small baskets were cut off, the loyal stayed', but that is only one hypothesis: test it.",
        ),
        "undecided": (
            "Данные не подтверждают и не опровергают прочтение «отсекли мелкие чеки, лояльные остались»: это лишь одна гипотеза.",
            "The data neither confirm nor refute 'small baskets were cut off, the loyal stayed': it is only one hypothesis.",
        ),
    }
    notes = [Note(*words[reading], "warning" if reading == "contradicted" else "assumption")]
    if usual is None:
        notes.append(
            Note(
                "Для сравнения с обычным уходом данных не хватает: часть клиентов перестаёт покупать в любом периоде.",
                "The data do not reach back to the usual leaving: some customers stop buying in any period.",
                "warning",
            )
        )
    notes.append(
        Note(
            "Части складываются в изменение точно (значение Шепли). Товар, который продавался только в одном периоде, цену не меняет и входит в состав "
            "покупок; скидки входят в цену. Это место изменения, а не причина: сезон и ассортимент могли измениться вместе с ценами. "
            "Кто раньше тратил много, потом и без всяких перемен тратит меньше, и наоборот: деньги по десятым долям читайте с этой поправкой.",
            "The parts add up to the change exactly (Shapley value). A product sold in one period only has no price change and belongs to the mix; "
            "discounts are part of the price. This is where the change sits, not its cause: season and range may have changed along with prices. "
            "Those who spent much before spend less afterwards, and the other way round, even when nothing changes: read the money by tenth with that in mind.",
            "definition",
        )
    )
    return notes
