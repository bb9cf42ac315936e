"""How did the week go: every basic figure against last week, the four weeks before and the same week last year.

A week is the seven days that end on the day of the look; last year's is the one 52 weeks earlier, so that
the weekdays agree. Each figure also gets its usual range from the twelve weeks before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING

from pydantic import Field

from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.weekly.figures import (
    BREAK_DAYS,
    Weekly,
    by_weeks,
    consent_weeks,
    contact_weeks,
    nps_weeks,
    sales_weeks,
)
from tools.weekly.silent_stores import silent_stores
from tools.weekly.weeks import HISTORY, Metric, compared, week_end

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

METRICS = (
    Metric("revenue", "money", "Выручка", "Revenue"),
    Metric("margin", "money", "Маржа", "Margin"),
    Metric("margin_share", "share", "Рентабельность по марже", "Margin share"),
    Metric("customers", "customers", "Активные клиенты", "Active customers"),
    Metric("new_customers", "customers", "Новые клиенты", "New customers"),
    Metric("returned_customers", "customers", "Вернувшиеся клиенты", "Returned customers"),
    Metric("orders", "orders", "Заказы", "Orders"),
    Metric("arpu", "money", "ARPU", "ARPU"),
    Metric("frequency", "number", "Заказов на клиента", "Orders per customer"),
    Metric("average_order", "money", "Средний чек", "Average order"),
    Metric("discount_share", "share", "Доля скидок", "Discount share", good=0),
    Metric("messages", "messages", "Сообщения", "Messages", good=0),
    Metric("messages_per_person", "number", "Сообщений на человека", "Messages per person", good=0),
    Metric("contact_cost", "money", "Стоимость контактов", "Contact cost", good=-1),
    Metric("measured_share", "share", "Сообщения с контрольной группой", "Messages with a control group"),
    Metric("unsubscribe_rate", "share", "Отписки", "Unsubscribe rate", good=-1),
    Metric("complaint_rate", "share", "Жалобы", "Complaint rate", good=-1),
    Metric("withdrawals", "number", "Отозванные согласия", "Consents withdrawn", good=-1),
    Metric("nps", "points", "NPS за четыре недели", "NPS over four weeks"),
)
COUNTED = frozenset({"customers", "orders", "messages"})
WEEKS_SHOWN = 13
TREND = ("revenue", "margin", "customers", "new_customers", "orders", "average_order")
Z95 = 1.959964


class ScorecardArguments(Arguments):
    """Which week."""

    as_of: date | None = Field(
        None, description="Last day of the week (ISO date). Default: last day of the data."
    )


def compute(warehouse: Warehouse, args: ScorecardArguments) -> Findings:
    """The scorecard of the week, its usual ranges, the last weeks one by one, and stores that fell silent."""
    end = week_end(warehouse, args.as_of)
    weekly = by_weeks(sales_weeks(warehouse, end))
    if 0 not in weekly["customers"]:
        raise NotEnoughData(
            f"In the week that ends on {end} fewer than 20 known customers bought; take a later week.",
            message_ru=f"За неделю до {end} купили меньше двадцати известных клиентов; возьмите другую неделю.",
            argument="as_of",
        )
    if warehouse.has("contacts"):
        weekly |= by_weeks(contact_weeks(warehouse, end))
    if warehouse.has("consents"):
        weekly |= by_weeks(consent_weeks(warehouse, end))
    if warehouse.has("surveys"):
        weekly |= by_weeks(nps_weeks(warehouse, end))
    fact = partial(Fact, as_of=end.isoformat(), n=int(weekly["customers"][0]), method="exact count")
    facts = [
        fact("start", (end - timedelta(days=6)).isoformat(), "date", "Начало недели", "Start of the week"),
        fact("end", end.isoformat(), "date", "Конец недели", "End of the week"),
    ]
    for metric in METRICS:
        if 0 in weekly.get(metric.key, {}):
            facts += _facts_of(metric, weekly[metric.key], fact, warehouse.currency)
    facts = [_with_error(f, weekly) if f.key == "nps" else f for f in facts]
    silent = silent_stores(warehouse, end)
    facts += silent.facts
    tables = (_trend(weekly, end, warehouse.currency), *silent.tables)
    charts = (
        Chart("bar", "weeks", ("revenue",), "Выручка по неделям", "Revenue by week"),
        Chart("line", "weeks", ("customers",), "Активные клиенты по неделям", "Active customers by week"),
    )
    return Findings(tuple(facts), tables, charts, (*_notes(warehouse), *silent.notes))


def _facts_of(metric: Metric, series: dict[int, float], fact: partial[Fact], currency: str) -> list[Fact]:
    """`<key>`, and as far as the data reach: `_last_week`, `_four_weeks`, `_year_ago`, the differences
    `_change`, `_change_four_weeks`, `_change_year`, in relative terms `_growth...`, `_usual_low` and `_usual_high`."""
    unit = currency if metric.unit == "money" else metric.unit
    found = compared(series)
    whole = unit in COUNTED
    facts = [fact(metric.key, int(found.now) if whole else found.now, unit, metric.ru, metric.en)]
    against = (
        ("last_week", "", found.last, "прошлая неделя", "last week"),
        (
            "four_weeks",
            "_four_weeks",
            found.mean,
            "среднее четырёх прошлых недель",
            "mean of the four weeks before",
        ),
        ("year_ago", "_year", found.year_ago, "та же неделя год назад", "same week last year"),
    )
    for name, suffix, value, ru, en in against:
        if value is None:
            continue
        shown = int(value) if whole and name != "four_weeks" else value
        facts.append(fact(f"{metric.key}_{name}", shown, unit, f"{metric.ru}: {ru}", f"{metric.en}: {en}"))
        facts.append(
            fact(
                f"{metric.key}_change{suffix}",
                int(found.now - value) if whole and name != "four_weeks" else round(found.now - value, 10),
                "pp" if unit == "share" else unit,
                f"{metric.ru}: разница, {ru}",
                f"{metric.en}: difference, {en}",
                is_change=True,
            )
        )
        if unit not in ("share", "points") and value > 0:
            facts.append(
                fact(
                    f"{metric.key}_growth{suffix}",
                    found.now / value - 1,
                    "share",
                    f"{metric.ru}: изменение в процентах, {ru}",
                    f"{metric.en}: relative change, {en}",
                    is_change=True,
                )
            )
    if found.usual:
        method = f"mean of {HISTORY} weeks ± 2.66 mean moving ranges"
        for end, value, ru, en in zip(
            ("low", "high"), found.usual, ("снизу", "сверху"), ("lower end", "upper end"), strict=True
        ):
            facts.append(
                fact(
                    f"{metric.key}_usual_{end}",
                    value,
                    unit,
                    f"{metric.ru}: граница обычного {ru}",
                    f"{metric.en}: usual range, {en}",
                    method=method,
                )
            )
    return facts


def _with_error(nps: Fact, weekly: Weekly) -> Fact:
    """NPS with its interval: a mean of +1, 0 and -1 with the normal approximation."""
    n = weekly["answers"][0]
    up, down = weekly["promoters"][0] / n, weekly["detractors"][0] / n
    error = Z95 * 100 * sqrt(max(up + down - (up - down) ** 2, 0.0) / n)
    value = 100 * (up - down)
    return replace(
        nps,
        low=max(value - error, -100.0),
        high=min(value + error, 100.0),
        level=0.95,
        n=int(n),
        method="promoters less detractors; normal interval",
    )


def _trend(weekly: Weekly, end: date, currency: str) -> Table:
    """The last weeks one by one, named by their last day."""
    by_key = {metric.key: metric for metric in METRICS}
    shown = [by_key[key] for key in TREND if key in weekly]
    columns = tuple(Column(m.key, currency if m.unit == "money" else m.unit, m.ru, m.en) for m in shown)
    rows = []
    for back in range(WEEKS_SHOWN - 1, -1, -1):
        if back in weekly["customers"]:
            day = (end - timedelta(days=7 * back)).isoformat()
            shown_day = f"{day[8:]}.{day[5:7]}.{day[:4]}"
            cells = tuple(_cell(weekly[m.key].get(back), m.unit) for m in shown)
            rows.append(Row(day, f"неделя до {shown_day}", f"week to {day}", cells))
    return Table("weeks", "По неделям", "By week", columns, tuple(rows))


def _cell(value: float | None, unit: str) -> float | int | None:
    return value if value is None or unit not in COUNTED else int(value)


def _notes(warehouse: Warehouse) -> list[Note]:
    notes = [
        Note(
            "Неделя — семь дней, заканчивающихся датой отчёта; год назад — тот же набор дней недели 52 недели назад. "
            "Выручка и маржа за вычетом возвратов, включая покупки без известного клиента; показатели на клиента — по известным. "
            f"Новый клиент купил впервые за время данных (в их первые {BREAK_DAYS} дней не считается), вернувшийся – после перерыва больше {BREAK_DAYS} дней.",
            "A week is the seven days that end on the report's date; last year's is 52 weeks earlier, with the same weekdays. "
            "Revenue and margin are net of refunds and include sales without a known customer; figures per customer are of known ones. "
            f"A new customer bought for the first time in the data (not told in their first {BREAK_DAYS} days), a returned one after more than {BREAK_DAYS} days of silence.",
            "definition",
        ),
        Note(
            "Обычные границы взяты из двенадцати прошлых недель и не знают сезона: в праздники показатель выходит за них и без неполадок.",
            "The usual range comes from the twelve weeks before and knows no season: around holidays a figure leaves it without any fault.",
        ),
    ]
    for table, ru, en in (
        (
            "contacts",
            "контактам: таблица contacts не загружена",
            "contacts: the table contacts is not loaded",
        ),
        ("surveys", "NPS: таблица surveys не загружена", "NPS: the table surveys is not loaded"),
    ):
        if not warehouse.has(table):
            notes.append(Note(f"Нет показателей по {ru}.", f"No figures on {en}.", "warning"))
    if not warehouse.has_values("transactions", "margin"):
        notes.append(
            Note(
                "Маржа в данных не указана, показатели по выручке.",
                "The data hold no margin; figures are by revenue.",
                "warning",
            )
        )
    return notes
