"""Why a figure moved between two periods: data faults first, then exact parts that add up to the change.

Views of one and the same change: the factors it is made of, new, returning and lost customers, and groups
(categories, channels, stores, regions, segments). Each adds up to the change to the minor unit. They say where
the change sits; a cause needs a test.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.customers.change_data import Change, Side, read_change
from tools.customers.change_groups import Dimension, known_dimensions
from tools.customers.change_measures import MEASURES, Measure, Value
from tools.customers.change_tables import factor_table, group_table, rounded, status_table
from tools.customers.crowds import require_crowd
from tools.customers.faults import data_faults, empty_days
from tools.customers.periods import (
    Period,
    asked_period,
    earlier_period_facts,
    period_facts,
    require_inside,
)
from tools.customers.sales import require_margin
from tools.errors import NotEnoughData
from tools.facts import Chart, Fact, Findings, Note, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

HISTORY, FEWEST_SWINGS = 13, 4


class ChangeArguments(PeriodSelection):
    """Which figure, which period, against what, by what."""

    value: Value = Field(
        "revenue", description="Which figure moved: revenue, margin, orders, customers (active) or arpu."
    )
    period: Literal["day", "week", "month", "quarter", "year"] = Field(
        "week", description="Length of the last full period to look at, when start and end are not given."
    )
    compare: Literal["previous", "year_ago"] = Field(
        "previous", description="Against the period right before, or the same one a year ago."
    )
    by: Dimension | None = Field(
        None,
        description="Split by category, channel, store, region or segment. Default: categories and channels.",
    )


def compute(warehouse: Warehouse, args: ChangeArguments) -> Findings:
    """The change and its parts."""
    if args.value == "margin":
        require_margin(warehouse)
    measure = MEASURES[args.value]
    now = asked_period(warehouse, args, otherwise=args.period)
    before = _compared(now, args)
    require_inside(before, warehouse)
    dimensions = (args.by,) if args.by else known_dimensions(warehouse)
    change = read_change(warehouse, args, now, before, measure.key, dimensions)
    require_crowd(int(change.statuses["customers"].sum()))
    if measure.key == "arpu" and not (change.now.customers and change.before.customers):
        raise NotEnoughData(
            "One of the two periods has no order of a known customer, so there is no ARPU to compare.",
            message_ru="В одном из двух периодов нет заказов известных клиентов, поэтому ARPU сравнить нельзя.",
            argument="value",
        )
    unit = warehouse.currency if measure.is_money else measure.unit
    tables = [factor_table(change, measure, unit), status_table(change, measure, unit)]
    tables += [
        group_table(warehouse, by, frame, change, measure, unit)
        for by, frame in change.groups.items()
        if len(frame) > 1 or frame.index[0] != ""
    ]
    facts = _facts(warehouse, measure, unit, change) + _factor_facts(tables[0], unit, now.end.isoformat())
    chart = Chart(
        "waterfall",
        "factors",
        ("part",),
        f"Из чего сложилось изменение: {measure.ru}",
        f"What the change is made of: {measure.en}",
    )
    return Findings(
        tuple(facts), tuple(tables), (chart,), (*data_faults(change, warehouse), *_notes(warehouse, args))
    )


def _compared(now: Period, args: ChangeArguments) -> Period:
    """The earlier period; one that is cut short by the end of the data is held against its same first days."""
    asked = now if args.start is None or args.end is None else Period(args.start, args.end)
    earlier = asked.previous() if args.compare == "previous" else asked.year_ago()
    if asked.days == now.days:
        return earlier
    return Period(earlier.start, min(earlier.end, earlier.start + timedelta(days=now.days - 1)))


def _facts(warehouse: Warehouse, measure: Measure, unit: str, change: Change) -> list[Fact]:
    now, before = change.now, change.before
    ru = measure.ru[0].upper() + measure.ru[1:]
    en = measure.en[0].upper() + measure.en[1:]
    fact = partial(
        Fact,
        as_of=now.period.end.isoformat(),
        n=int(change.statuses["customers"].sum()),
        method="exact decomposition",
    )
    exact = [measure.total(side) for side in (before, now)]
    earlier, latest = (rounded(total, measure) for total in exact)
    moved = round(latest - earlier, measure.places) if measure.places else latest - earlier
    facts = [
        *period_facts(fact, now.period),
        *earlier_period_facts(fact, before.period),
        fact("value", latest, unit, ru, en),
        fact("previous", earlier, unit, f"{ru}: прошлый период", f"{en}: earlier period"),
        fact("change", moved, unit, f"{ru}: изменение", f"{en}: change", is_change=True),
    ]
    if exact[0] > 0:
        growth = float(exact[1] / exact[0]) - 1
        facts.append(
            fact(
                "growth",
                growth,
                "share",
                f"{ru}: изменение в процентах",
                f"{en}: relative change",
                is_change=True,
            )
        )
    if measure.key in ("revenue", "margin"):
        facts += _usual(change, fact)
    facts += _ingredients(warehouse, fact, before, now)
    empty, earlier_empty = empty_days(change, now.period), empty_days(change, before.period)
    return [
        *facts,
        fact("empty_days", empty, "days", "Дней без продаж", "Days without sales"),
        fact(
            "previous_empty_days",
            earlier_empty,
            "days",
            "Дней без продаж в прошлом периоде",
            "Days without sales in the earlier period",
        ),
    ]


def _ingredients(warehouse: Warehouse, fact: partial[Fact], before: Side, now: Side) -> list[Fact]:
    facts = []
    for at, (key, unit, ru, en) in enumerate(
        (
            ("customers", "customers", "Активные клиенты", "Active customers"),
            ("frequency", "number", "Заказов на клиента", "Orders per customer"),
            ("average_order", warehouse.currency, "Средний чек", "Average order"),
        )
    ):
        values = (now.customers, before.customers) if at == 0 else (_ratio(now, at), _ratio(before, at))
        facts += [
            fact(key, values[0], unit, ru, en),
            fact(f"{key}_previous", values[1], unit, f"{ru}: прошлый период", f"{en}: earlier period"),
            fact(
                f"{key}_change",
                values[0] - values[1],
                unit,
                f"{ru}: изменение",
                f"{en}: change",
                is_change=True,
            ),
        ]
    return facts


def _usual(change: Change, fact: partial[Fact]) -> list[Fact]:
    """How much the figure moves from one such period to the next anyway."""
    swings = change.swings(HISTORY)
    if len(swings) < FEWEST_SWINGS:
        return []
    return [
        fact(
            "usual_swing",
            median(abs(swing) for swing in swings),
            "share",
            "Обычное колебание от периода к периоду",
            "Usual swing from one period to the next",
        ),
        fact(
            "swing_periods",
            len(swings),
            "number",
            "По скольким изменениям посчитано колебание",
            "Changes behind the usual swing",
        ),
    ]


def _factor_facts(table: Table, unit: str, as_of: str) -> list[Fact]:
    return [
        Fact(
            f"part_{row.key}",
            row.values[0] or 0,
            unit,
            f"Вклад в изменение: {row.label_ru}",
            f"Part of the change: {row.label_en}",
            method="Shapley value of the product",
            as_of=as_of,
            is_change=True,
        )
        for row in table.rows
    ]


def _ratio(side: Side, factor: int) -> float:
    return float(side.factors[factor])


def _notes(warehouse: Warehouse, args: ChangeArguments) -> list[Note]:
    notes = [
        Note(
            "Части складываются в изменение точно (значение Шепли для произведения). Они показывают, где произошло изменение, "
            "а не почему: причину подтверждает только тест с контрольной группой.",
            "The parts add up to the change exactly (Shapley value of the product). They show where the change sits, "
            "not why: only a test with a control group confirms a cause.",
            "definition",
        )
    ]
    if args.value in ("orders", "customers") and args.by in (None, "category", "channel", "store"):
        notes.append(
            Note(
                "Заказ и клиент считаются один раз: в той группе, где больше всего их денег за период.",
                "An order and a customer count once: in the group with most of their money of the period.",
                "definition",
            )
        )
    if args.end is not None and args.end > warehouse.last_day:
        notes.append(
            Note(
                "Период ещё не кончился: взяты дни, за которые есть данные, и те же первые дни прошлого периода.",
                "The period is not over: the days with data are compared with the same first days of the earlier period.",
                "warning",
            )
        )
    return notes
