"""The tool that maps which needs follow which, how much later, and how that changes the frequency of buying."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd, slugs
from tools.customers.periods import Period, period_facts
from tools.customers.sales import fetch, lines_of
from tools.errors import MissingData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table, Value
from tools.segmentation import lifecycle
from tools.segmentation.audience import look_day
from tools.segmentation.complements import YEAR, Complements, complements
from tools.segmentation.lift import FALSE_FINDS, LEVEL
from tools.segmentation.purchase_cycle import PurchaseCycle, purchase_cycle
from tools.tool import BaseSelection, Tool

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse

SHOWN = 15


class ComplementsArguments(BaseSelection):
    """Within what time, and what an offer is assumed to add."""

    within_days: int = Field(
        365, ge=7, le=7_300, description="How many days after the first purchase the next need may come."
    )
    by: Literal["categories", "products"] | None = Field(
        None, description="Product categories or single products. Default: categories where known."
    )
    raise_share: float = Field(
        0.25,
        ge=0,
        le=5,
        description="By which part offers are assumed to raise the share who follow (0.25 is a quarter), for the forecast of frequency.",
    )


def compute(warehouse: Warehouse, args: ComplementsArguments) -> Findings:
    """The co-need map with lags, and the frequency that follows from it."""
    warehouse.table("transactions")  # no purchases at all is the first thing to say
    by = args.by or ("categories" if warehouse.has_values("transactions", "category") else "products")
    thing = {"categories": "category", "products": "product_id"}[by]
    if not warehouse.has_values("transactions", thing):
        raise MissingData(
            f"The sales do not name {by}, so it cannot be said what follows what.",
            message_ru="В продажах не указаны категории или товары, поэтому неизвестно, что за чем покупают.",
            argument="by",
        )
    day = look_day(warehouse, args.as_of)
    period = Period(warehouse.first_day, day)
    lines = lines_of(warehouse, period, args)
    found = complements(lines, within_days=args.within_days, as_of=day, time="ordered_on", thing=thing)
    require_crowd(found.customers)
    pairs = _pairs_table(found)
    return Findings(
        tuple(_facts(lines, found, period, args)),
        (pairs,) if pairs.rows else (),
        (Chart("bar", "map", ("share", "share_others"), "Что нужно потом", "What is needed next"),)
        if pairs.rows
        else (),
        tuple(_notes(found, args)),
    )


def _facts(lines: ibis.Table, found: Complements, period: Period, args: ComplementsArguments) -> list[Fact]:
    fact = partial(Fact, as_of=period.end.isoformat(), n=found.customers)
    facts = [
        *period_facts(partial(fact, method="arguments"), period),
        fact("customers", found.customers, "customers", "Клиентов, за которыми наблюдали всё окно", "Customers watched for the whole window", method="exact count"),
        fact("window", args.within_days, "days", "Окно после первой покупки", "Window after the first purchase", method="arguments"),
        fact("tested", len(found.pairs), "number", "Проверено пар", "Pairs tested", method="Mantel-Haenszel by size of the first basket"),
        fact("found", len(found.found), "number", "Пар, где вторая потребность приходит чаще случайного", "Pairs in which the need follows more than by chance", method="Benjamini-Hochberg"),
        fact("false_finds", FALSE_FINDS, "share", "Ожидаемая доля ложных находок, не больше", "Expected share of false finds, at most", method="definition"),
    ]  # fmt: skip
    now = cycle_of(lines, period).rate
    facts.append(
        Fact.of(
            "frequency_now",
            replace(now, unit="number"),
            label_ru="Повторных покупок на клиента в год сейчас",
            label_en="Repeat purchases a customer and year now",
            as_of=period.end.isoformat(),
        )
    )
    if len(found.found):
        needs = found.open_needs()
        a_year = YEAR / args.within_days
        value, low, high = (float(x or 0) * a_year for x in (needs.value, needs.low, needs.high))
        facts += [
            fact("open_needs", value, "number", "Открытые потребности: ожидается покупок на клиента в год без действий", "Open needs: purchases a customer and year to be expected without any play", low=low, high=high, level=LEVEL, method=needs.method, evidence="E"),
            fact("raise_share", args.raise_share, "share", "Допущение: предложение повысит долю на", "Assumption: an offer raises the share by", method="arguments"),
            fact("frequency_new", now.value + args.raise_share * value, "number", "Прогноз: повторных покупок на клиента в год с предложениями", "Forecast: repeat purchases a customer and year with offers", low=float(now.low or 0) + args.raise_share * low, high=float(now.high or 0) + args.raise_share * high, level=LEVEL, method="frequency now and the assumed rise of open needs", evidence="E"),
        ]  # fmt: skip
    return facts


def cycle_of(lines: ibis.Table, period: Period) -> PurchaseCycle:
    """The purchase cycle of the customers of these lines, watched until the end of the period."""
    import ibis

    seen = lines.select("customer_id", bought_on=lines.ordered_on, amount=lines.revenue)
    states = lifecycle.buyers(seen)
    sums = fetch(
        states.aggregate(
            customers=states.count(),
            purchases=states.purchases.sum(),
            days=ibis.literal(period.end).delta(states.first_on, unit="day").sum(),
        )
    ).iloc[0]
    customers = int(sums["customers"])
    require_crowd(customers)
    return purchase_cycle(
        customers=customers,
        repeats=int(sums["purchases"]) - customers,
        observed_days=float(sums["days"] or 0),
    )


def _pairs_table(found: Complements) -> Table:
    pairs = found.found
    pairs = pairs[(pairs["customers"] >= K_ANONYMITY) & (pairs["followed"] >= K_ANONYMITY)].head(SHOWN)
    names = sorted({*pairs["first"], *pairs["then"]})
    keys = dict(zip(names, slugs(names), strict=True))
    rows = []
    for row in pairs.to_dict("records"):
        values: list[Value | None] = [int(row["customers"])]
        values += [float(row[name]) for name in ("share", "share_others", "ratio", "low", "high")]
        values += [
            None if row[lag] != row[lag] else round(row[lag])
            for lag in ("lag_early", "lag_median", "lag_late")
        ]
        label = f"{row['first']} → {row['then']}"
        rows.append(Row(f"{keys[row['first']]}__{keys[row['then']]}", label, label, tuple(values)))
    columns = (
        Column("customers", "customers", "Начали с первого", "Started with the first"),
        Column("share", "share", "Потом купили второе", "Then bought the second"),
        Column("share_others", "share", "То же у остальных", "The same among the others"),
        Column("ratio", "ratio", "Во сколько раз чаще", "Times as often"),
        Column("low", "ratio", "Не меньше", "At least"),
        Column("high", "ratio", "Не больше", "At most"),
        Column("lag_early", "days", "Четверть купили за", "A quarter bought within"),
        Column("lag_median", "days", "Половина купили за", "Half bought within"),
        Column("lag_late", "days", "Три четверти купили за", "Three quarters bought within"),
    )
    return Table(
        "map", "Карта потребностей: что нужно потом", "Map of needs: what comes next", columns, tuple(rows)
    )


def _notes(found: Complements, args: ComplementsArguments) -> list[Note]:
    notes = [
        Note(
            "Сравниваются клиенты, начавшие с первой категории, и остальные с корзиной того же размера: сколько из них купили вторую в другой день "
            f"внутри окна. Интервалы {LEVEL:.0%}, доля ложных находок не больше {FALSE_FINDS:.0%}. Сроки — по тем, кто купил.",
            "Customers who started with the first category are compared with the others of the same size of basket: how many bought the second on "
            f"another day within the window. Intervals {LEVEL:.0%}, false finds at most {FALSE_FINDS:.0%}. Times are of those who bought.",
            "definition",
        ),
        Note(
            "Прогноз частоты держится на допущении, что предложение повысит долю; сколько оно добавит на деле, покажет тест с контрольной группой.",
            "The forecast of frequency rests on the assumption that an offer raises the share; a test with a control group shows what it really adds.",
            "next_step",
        ),
    ]
    if not len(found.found):
        notes.append(
            Note(
                "Ни одна категория не приходит вслед за другой чаще случайного: данных мало или окно не то.",
                "No category follows another more than by chance: the data are few or the window is not the right one.",
                "warning",
            )
        )
    if found.customers < args.within_days / 4:
        notes.append(
            Note(
                "Клиентов с полным окном мало.", "Few customers were watched for the whole window.", "warning"
            )
        )
    return notes


COMPLEMENTS = Tool(
    name="complementary_categories",
    version=1,
    effect="read",
    arguments=ComplementsArguments,
    compute=compute,
    title_ru="Что понадобится клиенту потом",
    title_en="What customers need next",
    description_ru=(
        "Дополняющие категории с задержкой: что покупают после первой покупки и через сколько дней (карта потребностей), и как от этого изменится "
        "частота покупок. Для редких покупок: ковры, мебель, техника."
    ),
    description_en=(
        "Complementary categories with a time lag: what is bought after the first purchase and how many days later (map of needs), and what that does to "
        "the frequency of buying. For rare purchases: carpets, furniture, appliances."
    ),
    examples_ru=(
        "что покупают после ковра и через сколько",
        "дополняющие категории с задержкой",
        "карта потребностей клиента",
        "что понадобится клиенту после первой покупки",
        "через сколько дней предлагать сопутствующую категорию",
        "следующая категория после первой",
        "как поднять частоту за счёт смежных категорий",
        "какая категория следует за какой",
        "что предложить через полгода после покупки",
        "полная задача клиента: что ещё ему нужно",
        "лаг между категориями",
        "прогноз частоты с дополняющими категориями",
        "что докупают потом, не в том же чеке",
    ),
    examples_en=(
        "what is bought after a carpet and how much later",
        "complementary categories with a time lag",
        "map of customer needs",
        "what will the customer need after the first purchase",
        "how many days later should we offer the next category",
        "next category after the first one",
        "raise frequency with adjacent categories",
        "which category follows which",
        "what to offer half a year after the purchase",
        "full job of the customer",
        "lag between categories",
        "frequency forecast with complementary categories",
        "co-need map",
    ),
)
