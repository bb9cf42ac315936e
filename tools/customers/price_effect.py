"""Prices rose and so did profit: is that good? The change split into its parts, and who left.

The reading "small baskets were cut off, the loyal stayed" is one hypothesis. It is held against the shares of
customers who bought before and no longer do, by tenth of spend, less the shares that left between the two
earlier periods of the same length anyway: people leave, and small spenders more, in every period.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import ibis
import numpy as np
import pandas as pd
from pydantic import Field
from scipy.special import ndtri

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.decomposition import rounded_parts
from tools.customers.pareto import NAMES
from tools.customers.periods import Period, asked_period, earlier_period_facts, period_facts, require_inside
from tools.customers.price_parts import FACTORS, PriceParts, price_parts
from tools.customers.sales import MINOR, fetch, has_margin, lines_of, require_margin, whole
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

TENTHS, SMALL, CORE = 10, 3, 7
"""Of ten equal groups by spend the first three are the small baskets and the last three the core."""
LONGEST = 91
LEVEL = 0.95
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
    totals = _totals(lines)
    sales = lines.filter(lines.part == "sales")
    counts = fetch(sales.group_by("side").aggregate(n=sales.customer_id.nunique())).set_index("side")["n"]
    buyers = (int(counts.get(0, 0)), int(counts.get(1, 0)))
    if min(buyers) < K_ANONYMITY:
        require_crowd(min(buyers), what_en="One of the two periods", what_ru="Один из двух периодов")
    parts = price_parts(_products(sales), buyers, with_cost=value == "margin")
    spent = _spent(lines)
    usual = _usual(warehouse, args, before)
    return _findings(warehouse, value, now, before, totals, parts, spent, usual)


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


def _totals(lines: ibis.Table) -> pd.DataFrame:
    found = fetch(lines.group_by("part", "side").aggregate(worth=whole(lines.worth.sum())))
    table = found.pivot_table(index="part", columns="side", values="worth", aggfunc="sum", fill_value=0)
    return table.reindex(index=["sales", "returns", "rest"], columns=[0, 1], fill_value=0).astype("int64")


def _products(sales: ibis.Table) -> pd.DataFrame:
    cost = sales.revenue - sales.worth
    sums: dict[str, Any] = {}
    for s in (0, 1):
        here = sales.side == s
        sums[f"units_{s}"] = sales.quantity.sum(where=here).fill_null(0).cast("float64")
        sums[f"revenue_{s}"] = whole(sales.revenue.sum(where=here).fill_null(0))
        sums[f"cost_{s}"] = whole(cost.sum(where=here).fill_null(0))
    return fetch(sales.group_by("product_id").aggregate(**sums).order_by("product_id"))


def _spent(lines: ibis.Table) -> pd.DataFrame:
    """By customer: money of both periods, whether they bought in each, and the tenth of spend before (0: none)."""
    mine = lines.filter(lines.customer_id.notnull())
    sold = mine.part == "sales"
    each = mine.group_by("customer_id").aggregate(
        worth_0=whole(mine.worth.sum(where=mine.side == 0).fill_null(0)),
        worth_1=whole(mine.worth.sum(where=mine.side == 1).fill_null(0)),
        spend=whole(mine.revenue.sum(where=(mine.side == 0) & sold).fill_null(0)),
        active_0=(sold & (mine.side == 0)).any(),
        active_1=(sold & (mine.side == 1)).any(),
    )
    return _with_tenths(fetch(each.order_by("customer_id")))


def _with_tenths(frame: pd.DataFrame) -> pd.DataFrame:
    active = frame["active_0"].to_numpy(bool)
    tenth = np.zeros(len(frame), dtype=int)
    place = frame.loc[active, "spend"].rank(method="average") / active.sum()
    tenth[active] = np.clip(np.ceil(place * TENTHS), 1, TENTHS).astype(int)
    return frame.assign(tenth=tenth)


def _usual(warehouse: Warehouse, args: PriceArguments, before: Period) -> pd.DataFrame | None:
    """The same customers' table one period earlier; None when the data do not reach that far."""
    earlier = before.previous()
    if earlier.start < warehouse.first_day:
        return None
    lines = lines_of(warehouse, Period(earlier.start, before.end), args)
    lines = lines.filter((lines.kind == "sale") & (lines.quantity > 0))
    late = lines.ordered_on >= ibis.literal(before.start)
    each = lines.group_by("customer_id").aggregate(
        spend=whole(lines.revenue.sum(where=~late).fill_null(0)), active_0=(~late).any(), active_1=late.any()
    )
    frame = fetch(each.order_by("customer_id"))
    return _with_tenths(frame) if int(frame["active_0"].sum()) >= K_ANONYMITY * TENTHS else None


def left_of(frame: pd.DataFrame, first: int, last: int) -> tuple[int, int]:
    """Of the customers in these tenths of spend: how many no longer buy, and how many there are."""
    group = frame[frame["tenth"].between(first, last)]
    return int((~group["active_1"].astype(bool)).sum()), len(group)


def verdict(
    small: tuple[float, float],
    core: tuple[float, float],
    value_change: float,
    *,
    core_leaves_more: bool = False,
) -> str:
    """`contradicted`, `consistent` or `undecided`, from the intervals of how many more left than usual.

    `small` and `core` are the limits for small baskets and core; the money's change is signed.
    `core_leaves_more`: a larger share of the core than of the small baskets left, beyond chance.
    """
    if core[0] > 0 or core_leaves_more:
        return "contradicted"
    if value_change > 0 and small[0] > 0 and core[1] < small[0]:
        return "consistent"
    return "undecided"


def more_left(now: tuple[int, int], usual: tuple[int, int] | None) -> tuple[float, float, float]:
    """How many more left than usual, with limits (Newcombe 1998, method 10); without a usual, from zero."""
    share, low, high = _wilson(*now)
    if usual is None:
        return share, low, high
    other, other_low, other_high = _wilson(*usual)
    gap = share - other
    return (
        gap,
        gap - np.hypot(share - low, other_high - other),
        gap + np.hypot(high - share, other - other_low),
    )


def _wilson(left: int, n: int) -> tuple[float, float, float]:
    z = float(ndtri(0.5 + LEVEL / 2))
    share = left / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share, float(middle - half), float(middle + half)


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
    facts += _left_facts(fact, spent, usual, change)
    rows = tuple(Row(name, *LABELS[name], (amount,)) for name, amount in money.items())
    columns = (Column("part", warehouse.currency, "Вклад в изменение", "Part of the change"),)
    tables = (
        Table("parts", "Вклад в изменение", "Parts of the change", columns, rows),
        _tenths(warehouse, spent, usual, value),
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


def _left_facts(
    fact: partial[Fact], spent: pd.DataFrame, usual: pd.DataFrame | None, change: int
) -> list[Fact]:
    groups = {
        "small": (1, SMALL, "мелкие покупатели", "small spenders"),
        "core": (CORE + 1, TENTHS, "ядро", "core"),
    }
    out, limits = [], {}
    counts = {key: left_of(spent, first, last) for key, (first, last, _, _) in groups.items()}
    core_leaves_more = all(n >= K_ANONYMITY for _, n in counts.values()) and (
        _wilson(*counts["core"])[1] > _wilson(*counts["small"])[2]
    )
    for key, (first, last, ru, en) in groups.items():
        here = left_of(spent, first, last)
        if here[1] < K_ANONYMITY:
            limits[key] = (-1.0, 1.0)
            continue
        then = left_of(usual, first, last) if usual is not None else None
        out.append(
            fact(
                f"{key}_left_share",
                here[0] / here[1],
                "share",
                f"Перестали покупать: {ru}",
                f"Stopped buying: {en}",
            )
        )
        if then is None or then[1] == 0:
            limits[key] = (-1.0, 1.0)
            continue
        gap, low, high = more_left(here, then)
        limits[key] = (low, high)
        out += [
            fact(
                f"{key}_usual_share",
                then[0] / then[1],
                "share",
                f"Обычно перестают: {ru}",
                f"Usually stop: {en}",
            ),
            Fact(
                f"{key}_more_left",
                gap,
                "pp",
                f"Больше обычного перестали покупать: {ru}",
                f"Stopped beyond the usual: {en}",
                low=float(low),
                high=float(high),
                level=LEVEL,
                n=here[1],
                method="Newcombe 1998 of two Wilson intervals",
                as_of=fact.keywords["as_of"],
                is_change=True,
            ),
        ]
    out.append(
        Fact(
            "reading",
            verdict(limits["small"], limits["core"], change, core_leaves_more=core_leaves_more),
            "text",
            "Прочтение «отсекли мелкие чеки, лояльные остались»",
            "The reading 'small baskets cut off, the loyal stayed'",
            as_of=fact.keywords["as_of"],
        )
    )
    return out


def _tenths(warehouse: Warehouse, spent: pd.DataFrame, usual: pd.DataFrame | None, value: str) -> Table:
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
