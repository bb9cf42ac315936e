"""The tool for bases that buy once in years: how long the cycle is, and what to watch instead of churn."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import ibis
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.periods import Period, period_facts
from tools.customers.sales import fetch, lines_of, orders_of
from tools.customers.shares import wilson
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation import lifecycle
from tools.segmentation.audience import lifecycle_table, look_day
from tools.segmentation.complements_tool import cycle_of
from tools.segmentation.purchase_cycle import LEVEL, YEAR, PurchaseCycle
from tools.tool import BaseSelection, Tool

if TYPE_CHECKING:
    from datetime import date

    from tools.warehouse.connect import Warehouse

SOON = timedelta(days=90)
A_YEAR = timedelta(days=365)
HORIZONS = (1, 5)
SHORT_YEARS = 0.25


class CycleArguments(BaseSelection):
    """Which part of the base, and what is known of the cycle."""

    cycle_days: int | None = Field(
        None,
        ge=1,
        le=20_000,
        description="Usual days between purchases, where it is known and the data are too young to show it (a carpet: 5475).",
    )


def compute(warehouse: Warehouse, args: CycleArguments) -> Findings:
    """The cycle with its interval, what to expect in one and five years, and the figures that move sooner."""
    day = look_day(warehouse, args.as_of)
    period = Period(warehouse.first_day, day)
    cycle = cycle_of(lines_of(warehouse, period, args), period)
    rhythm = lifecycle_table(warehouse, day, args, cycle_days=args.cycle_days)[1]
    facts = _facts(cycle, rhythm, period, args)
    table = _funnel(warehouse, args, day)
    return Findings(
        tuple(facts),
        (table,) if table.rows else (),
        (Chart("bar", "funnel", ("share",), "Что меняется раньше покупок", "What moves before purchases"),)
        if table.rows
        else (),
        tuple(_notes(cycle, rhythm, args)),
    )


def _facts(
    cycle: PurchaseCycle, rhythm: lifecycle.Rhythm, period: Period, args: CycleArguments
) -> list[Fact]:
    as_of = period.end.isoformat()
    fact = partial(Fact, as_of=as_of, n=cycle.customers)
    facts = [
        *period_facts(partial(fact, method="arguments"), period),
        fact("customers", cycle.customers, "customers", "Покупателей", "Buyers", method="exact count"),
        fact("repeats", cycle.repeats, "purchases", "Повторных покупок", "Repeat purchases", method="exact count"),
        fact("repeat_share", rhythm.repeat_customers / rhythm.customers, "share", "Доля покупавших больше одного раза", "Share who bought more than once", method="exact count"),
        fact("long_cycle", int(rhythm.long_cycle or _is_long(cycle, args)), "number", "Длинный цикл (1 — да)", "Long cycle (1 = yes)", method="repeat buyers and length of the cycle"),
        fact("typical_gap", rhythm.typical_gap_days, "days", "Обычный перерыв, по которому судят о молчании", "Usual gap by which silence is judged", method="stated" if args.cycle_days else "rhythm of the base"),
        fact("silence_from", rhythm.typical_gap_days * lifecycle.DEFINITION.leaving_percent // 100, "days", "Раньше этого срока молчание никого не делает ушедшим", "Before this silence makes nobody a leaver", method="definition of the lifecycle"),
    ]  # fmt: skip
    if (years := cycle.cycle_years) is not None:
        # Days where customers are back within months, months where it takes longer.
        unit, per_year = ("days", YEAR) if years.value < SHORT_YEARS else ("months", 12.0)
        shown = {
            key: round(per_year * float(getattr(years, key) or 0), 1) for key in ("value", "low", "high")
        }
        facts.append(fact("cycle", shown["value"], unit, "Цикл между покупками", "Cycle between purchases", low=shown["low"], high=shown["high"], level=LEVEL, method=years.method))  # fmt: skip
    else:
        facts.append(fact("cycle_at_least", round(12 * cycle.at_least_years, 1), "months", "Цикл не короче", "The cycle is no shorter than", method=cycle.rate.method))  # fmt: skip
    facts.append(
        fact(
            "horizon", 12 * HORIZONS[-1], "months", "Дальний срок", "The longer horizon", method="definition"
        )
    )
    for horizon in HORIZONS:
        again = cycle.again_within(horizon)
        ru = "за год" if horizon == 1 else "за пять лет"
        en = "a year" if horizon == 1 else "five years"
        facts.append(
            Fact.of(f"again_{horizon}y", again, label_ru=f"Купит снова {ru}", label_en=f"Buys again within {en}", as_of=as_of, evidence="E")
        )  # fmt: skip
    return facts


def _is_long(cycle: PurchaseCycle, args: CycleArguments) -> bool:
    if args.cycle_days is not None:
        return args.cycle_days > 2 * YEAR
    return cycle.at_least_years > 2


def _funnel(warehouse: Warehouse, args: BaseSelection, day: date) -> Table:
    """Shares that move within weeks where purchases take years."""
    lines = lines_of(warehouse, Period(warehouse.first_day, day), args)
    orders = orders_of(lines)
    begun = orders.group_by("customer_id").aggregate(first_on=orders.ordered_on.min())
    rows = []

    def add(key: str, ru: str, en: str, hits: int, of: int) -> None:
        if of >= K_ANONYMITY:
            share, low, high = wilson(hits, of)
            rows.append(Row(key, ru, en, (of, share, low, high)))

    if warehouse.has("customers") and warehouse.has_values("customers", "registered_on"):
        people = warehouse.table("customers")
        since = people.filter(
            (people.registered_on >= ibis.literal(day - A_YEAR - SOON))
            & (people.registered_on <= ibis.literal(day - SOON))
        ).select("customer_id", "registered_on")
        both = since.left_join(begun, "customer_id")
        soon = both.first_on.delta(both.registered_on, unit="day").between(0, SOON.days)
        new = both.filter(both.first_on.isnull() | (both.first_on >= both.registered_on))
        hits = fetch(
            new.aggregate(of=new.count(), hits=soon.fill_null(False).cast("int64").sum().fill_null(0))
        )
        add("first_purchase", "зарегистрировались и купили за 90 дней", "registered and bought within 90 days", int(hits["hits"].iloc[0]), int(hits["of"].iloc[0]))  # fmt: skip
    old = begun.filter(begun.first_on <= ibis.literal(day - A_YEAR))
    started = int(old.count().execute())
    if warehouse.has_values("transactions", "category"):
        firsts = lines.filter(lines.category.notnull() & (lines.revenue > 0))
        firsts = firsts.group_by("customer_id", "category").aggregate(on=firsts.ordered_on.min())
        later = firsts.inner_join(old, "customer_id")
        later = later.filter(later.on.delta(later.first_on, unit="day").between(1, A_YEAR.days))
        add("next_category", "за год вернулись за другой категорией", "came back within a year for another category", _people(later), started)  # fmt: skip
    signals = (
        ("feedback", "written_on", "answered", "оставили отзыв за год", "left feedback within the year", None),
        ("surveys", "asked_on", "surveyed", "ответили на опрос за год", "answered a survey within the year", None),
        ("contacts", "sent_on", "clicked", "открыли ссылку в сообщении за год", "followed a link in a message within the year", "clicked"),
    )  # fmt: skip
    everybody = int(begun.count().execute())
    for table, when, key, ru, en, column in signals:
        if not warehouse.has(table):
            continue
        signal = warehouse.table(table)
        recent = signal.filter(
            (signal[when] > ibis.literal(day - A_YEAR)) & (signal[when] <= ibis.literal(day))
        )
        if column is not None:
            if not warehouse.has_values(table, column):
                continue
            recent = recent.filter(recent[column])
        known = recent.semi_join(begun, "customer_id")
        add(key, ru, en, _people(known), everybody)
    refunded = lines.filter(lines.revenue < 0)
    add("refunds", "вернули хотя бы одну покупку", "gave at least one purchase back", _people(refunded.semi_join(begun, "customer_id")), everybody)  # fmt: skip
    columns = (
        Column("customers", "customers", "Из клиентов", "Of customers"),
        Column("share", "share", "Доля", "Share"),
        Column("low", "share", "Не меньше", "At least"),
        Column("high", "share", "Не больше", "At most"),
    )
    return Table(
        "funnel", "За чем следить между покупками", "What to watch between purchases", columns, tuple(rows)
    )


def _notes(cycle: PurchaseCycle, rhythm: lifecycle.Rhythm, args: CycleArguments) -> list[Note]:
    notes = []
    if rhythm.long_cycle or _is_long(cycle, args):
        notes.append(
            Note(
                "Длинный цикл: молчание год или два здесь не отток. Следите за воронкой, сервисом и дополняющими категориями, а не за датой последней покупки.",
                "A long cycle: a year or two of silence is no churn here. Watch the funnel, service and complementary categories, not the date of the last purchase.",
                "warning",
            )
        )
    else:
        notes.append(
            Note(
                "Возвращаются часто: обычные сегменты жизненного цикла здесь работают, заменители не нужны.",
                "Customers come back often: the usual lifecycle segments work here, and no substitutes are needed.",
                "next_step",
            )
        )
    notes.append(
        Note(
            "Цикл — все повторные покупки на всё время наблюдения после первой, интервал точный (Пуассон). Вещи, которые служат долго, покупают снова скорее позже: "
            "по молодым данным цикл, если и ошибочен, то короче настоящего.",
            "The cycle is all repeat purchases over all the time watched after the first, with an exact (Poisson) interval. Things that last are bought again "
            "later rather than sooner: from young data the cycle, if wrong, is too short.",
            "definition",
        )
    )
    return notes


PURCHASE_CYCLE = Tool(
    name="purchase_cycle",
    version=1,
    effect="read",
    arguments=CycleArguments,
    compute=compute,
    title_ru="Длинный цикл покупки",
    title_en="Long purchase cycle",
    description_ru=(
        "Для редких покупок (ковры, авто, недвижимость, мебель): сколько длится цикл с честным широким интервалом, купит ли клиент снова за год и за пять лет, и за чем "
        "следить вместо оттока: воронка, вторая категория, сервис, отзывы."
    ),
    description_en=(
        "For rare purchases (carpets, cars, property, furniture): how long the cycle is with an honest wide interval, whether customers buy again within one and five "
        "years, and what to watch instead of churn: funnel, second category, service, feedback."
    ),
    examples_ru=(
        "у нас ковры: покупают раз в пятнадцать лет, что считать оттоком",
        "какой цикл повторной покупки",
        "сколько лет проходит между покупками",
        "длинный цикл покупки: за чем следить",
        "покупают редко, как мерить удержание",
        "купит ли клиент ещё раз за пять лет",
        "что смотреть вместо оттока при редких покупках",
        "мы продаём машины, клиент возвращается через годы",
        "прокси-показатели для длинного цикла",
        "мебель покупают раз в десять лет",
        "недвижимость: повторных покупок почти нет",
        "через сколько лет возвращаются за новым",
        "срок до повторной покупки с интервалом",
    ),
    examples_en=(
        "we sell carpets once in fifteen years, what is churn",
        "how long is the repurchase cycle",
        "how many years between purchases",
        "long purchase cycle: what to watch",
        "customers buy rarely, how to measure retention",
        "will a customer buy again within five years",
        "what to watch instead of churn for rare purchases",
        "we sell cars, customers come back after years",
        "proxy figures for a long cycle",
        "furniture is bought once in ten years",
        "real estate: hardly any repeat purchases",
        "time to the next purchase with an interval",
        "low frequency business metrics",
    ),
)


def _people(rows: ibis.Table) -> int:
    return int(rows.select("customer_id").distinct().count().execute())
