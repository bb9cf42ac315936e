"""When the base buys: days of the week, hours of the day, and how long it usually waits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import Period, asked_period, period_facts
from tools.customers.sales import MINOR, fetch, lines_of, whole
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.audience import segment_table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WEEKDAYS = (
    ("mon", "понедельник", "Monday"),
    ("tue", "вторник", "Tuesday"),
    ("wed", "среда", "Wednesday"),
    ("thu", "четверг", "Thursday"),
    ("fri", "пятница", "Friday"),
    ("sat", "суббота", "Saturday"),
    ("sun", "воскресенье", "Sunday"),
)
FAITHFUL_ORDERS, FAITHFUL_SHARE = 5, 0.6
"""Who has a day of the week: at least so many orders, at least this share of them on one day."""


class RhythmArguments(PeriodSelection):
    """Of whom, and when."""

    segment: str | None = Field(
        None, description="Only this segment at the end of the period: loyal, about_to_leave, champions ..."
    )


def compute(warehouse: Warehouse, args: RhythmArguments) -> Findings:
    """Orders by weekday and hour, the usual gap between purchase days, and who has a day of their own."""
    period = asked_period(warehouse, args, otherwise=None)
    lines = lines_of(warehouse, period, args)
    if args.segment is not None:
        lines = lines.semi_join(segment_table(warehouse, args.segment, period.end, args), "customer_id")
    orders = lines.group_by("customer_id", "order_id").aggregate(
        ordered_on=lines.ordered_on.min(), ordered_at=lines.ordered_at.min(), revenue=lines.revenue.sum()
    )
    orders = orders.filter(orders.revenue > 0)
    orders = orders.mutate(
        weekday=orders.ordered_on.day_of_week.index().cast("int64"),
        at_hour=orders.ordered_at.hour().cast("int64"),
    )
    weekdays, hours = _counts(orders, "weekday"), _counts(orders, "at_hour")
    gaps = _gaps(orders)
    habits = _habits(orders)
    require_crowd(int(habits["customers"].sum()))
    fact = partial(
        Fact, as_of=period.end.isoformat(), n=int(habits["customers"].sum()), method="exact count of orders"
    )
    facts = [
        *period_facts(fact, period),
        fact(
            "customers",
            int(habits["customers"].sum()),
            "customers",
            "Клиентов с заказами",
            "Customers with orders",
        ),
        fact("orders", int(weekdays["orders"].sum()), "orders", "Заказов", "Orders"),
        *_best(weekdays, fact),
        *_gap_facts(gaps, fact),
        *_habit_facts(habits, fact),
    ]
    tables = [_weekday_table(warehouse.currency, weekdays)]
    if len(hours) > 1:
        tables.append(_hour_table(hours))
    chart = Chart("bar", "weekdays", ("share",), "Заказы по дням недели", "Orders by day of the week")
    return Findings(tuple(facts), tuple(tables), (chart,), _notes(period, has_hours=len(hours) > 1))


def _counts(orders: ibis.Table, by: str) -> pd.DataFrame:
    per = orders.group_by(by, "customer_id").aggregate(orders=orders.count(), revenue=orders.revenue.sum())
    found = per.group_by(by).aggregate(
        customers=per.count(), orders=per.orders.sum(), revenue=whole(per.revenue.sum())
    )
    frame = fetch(found).astype("int64").set_index(by).sort_index()
    frame["share"] = frame["orders"] / frame["orders"].sum()
    return frame


def _gaps(orders: ibis.Table) -> pd.DataFrame:
    days = orders.select("customer_id", "ordered_on").distinct()
    order = ibis.window(group_by=days.customer_id, order_by=days.ordered_on)
    gaps = days.select(gap=days.ordered_on.delta(days.ordered_on.lag().over(order), unit="day"))
    gaps = gaps.filter(gaps.gap.notnull())
    return fetch(gaps.group_by("gap").aggregate(held=gaps.count())).astype("int64").sort_values("gap")


def _habits(orders: ibis.Table) -> pd.DataFrame:
    """Customers by whether most of their orders fall on one weekday, and on which."""
    per_day = orders.group_by("customer_id", "weekday").aggregate(here=orders.count())
    each = per_day.group_by("customer_id").aggregate(everywhere=per_day.here.sum(), most=per_day.here.max())
    enough = (each.everywhere >= FAITHFUL_ORDERS) & (
        10 * each.most >= int(10 * FAITHFUL_SHARE) * each.everywhere
    )
    each = each.select(often=each.everywhere >= FAITHFUL_ORDERS, faithful=enough)
    return fetch(each.group_by("often", "faithful").aggregate(customers=each.count()))


def _best(weekdays: pd.DataFrame, fact: partial[Fact]) -> list[Fact]:
    best = int(str(weekdays["orders"].idxmax()))
    _, ru, en = WEEKDAYS[best]
    return [
        fact(
            "best_weekday_share",
            float(weekdays["share"][best]),
            "share",
            f"Доля заказов в самый частый день ({ru})",
            f"Share of orders on the busiest day ({en})",
        ),
        fact(
            "best_weekday",
            best + 1,
            "number",
            f"Самый частый день недели ({ru}), номер с понедельника",
            f"Busiest day of the week ({en}), counted from Monday",
        ),
    ]


def _gap_facts(gaps: pd.DataFrame, fact: partial[Fact]) -> list[Fact]:
    count = int(gaps["held"].sum())
    if count < K_ANONYMITY:
        return []
    sums = gaps["held"].cumsum()
    at = {share: int(gaps["gap"].to_numpy()[(sums >= share * count).to_numpy()][0]) for share in (0.5, 0.9)}
    return [
        fact(
            "median_gap",
            at[0.5],
            "days",
            "Медиана перерыва между покупками",
            "Median gap between purchases",
            n=count,
        ),
        fact(
            "p90_gap",
            at[0.9],
            "days",
            "Перерыв, длиннее которого каждый десятый",
            "Gap that one in ten exceeds",
            n=count,
        ),
    ]


def _habit_facts(habits: pd.DataFrame, fact: partial[Fact]) -> list[Fact]:
    often = int(habits["customers"][habits["often"]].sum())
    faithful = int(habits["customers"][habits["faithful"]].sum())
    if often < K_ANONYMITY or 0 < faithful < K_ANONYMITY:
        return []
    return [
        fact(
            "frequent_customers",
            often,
            "customers",
            "Клиентов с пятью и более заказами",
            "Customers with five or more orders",
        ),
        fact(
            "weekday_faithful_share",
            faithful / often,
            "share",
            "Из них держатся одного дня недели",
            "Of these, keep to one day of the week",
            n=often,
        ),
    ]


def _weekday_table(currency: str, weekdays: pd.DataFrame) -> Table:
    columns = (
        Column("orders", "orders", "Заказов", "Orders"),
        Column("share", "share", "Доля заказов", "Share of orders"),
        Column("average_order", currency, "Средний чек", "Average order"),
    )
    rows = tuple(
        Row(
            *WEEKDAYS[int(str(day))],
            (int(row["orders"]), float(row["share"]), row["revenue"] / MINOR / row["orders"]),
        )
        for day, row in weekdays.to_dict("index").items()
        if row["customers"] >= K_ANONYMITY
    )
    return Table("weekdays", "Дни недели", "Days of the week", columns, rows)


def _hour_table(hours: pd.DataFrame) -> Table:
    columns = (
        Column("orders", "orders", "Заказов", "Orders"),
        Column("share", "share", "Доля заказов", "Share of orders"),
    )
    rows = tuple(
        Row(
            f"h{int(str(hour)):02d}",
            f"{int(str(hour)):02d}:00",
            f"{int(str(hour)):02d}:00",
            (int(row["orders"]), float(row["share"])),
        )
        for hour, row in hours.to_dict("index").items()
        if row["customers"] >= K_ANONYMITY
    )
    return Table("hours", "Часы", "Hours", columns, rows)


def _notes(period: Period, *, has_hours: bool) -> tuple[Note, ...]:
    notes = [
        Note(
            "Держится дня недели — не меньше пяти заказов и не меньше трёх пятых из них в один день.",
            "Keeps to a day: at least five orders, at least three fifths of them on one weekday.",
            "definition",
        ),
        Note(
            "Кто и так покупает по расписанию, купит и без скидки: ему подходит напоминание, а не купон; проверьте это на контрольной группе.",
            "Who buys on schedule anyway will buy without a discount: a reminder fits, not a coupon; check it against a control group.",
            "next_step",
        ),
    ]
    if not has_hours:
        notes.append(
            Note(
                "Время покупок в данных не указано, поэтому часов нет.",
                "The data hold no time of day, so hours are left out.",
                "warning",
            )
        )
    if period.days < 7 * 4:
        notes.append(
            Note(
                "Период короче четырёх недель: дни недели сравнивать рано.",
                "The period is shorter than four weeks: too early to compare weekdays.",
                "warning",
            )
        )
    return tuple(notes)
