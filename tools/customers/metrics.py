"""The basic figures of the base in a period, and how they differ from a period before.

Definitions. Active: customers with an order in the period. ARPU: net revenue of known customers per active
customer. Frequency: orders per active customer. Average order: net revenue per order, so that ARPU is
frequency times average order. Retention: of those active in the period before (equally long), the share that
ordered in this one; churn is the rest, so retention + churn = 1 for the same two periods. A monthly churn must
not be compared with a yearly one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import Kind, Period, asked_period, earlier_period_facts, period_facts
from tools.customers.sales import MINOR, margin_note
from tools.customers.timeline import back, timeline
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHOWN = 13


class MetricsArguments(PeriodSelection):
    """Which period, and what it is held against."""

    period: Literal["day", "week", "month", "quarter", "year"] = Field(
        "month", description="Length of the last full period to look at, when start and end are not given."
    )
    compare: Literal["previous", "year_ago"] = Field(
        "previous", description="Compare with the period right before, or with the same one a year ago."
    )


@dataclass(frozen=True, slots=True)
class Metric:
    """One basic figure; unit `money` stands for the currency of the warehouse."""

    key: str
    unit: str
    ru: str
    en: str


METRICS = (
    Metric("revenue", "money", "Выручка", "Revenue"),
    Metric("margin", "money", "Маржа", "Margin"),
    Metric("customers", "customers", "Активные клиенты", "Active customers"),
    Metric("new_customers", "customers", "Новые клиенты", "New customers"),
    Metric("orders", "orders", "Заказы", "Orders"),
    Metric("arpu", "money", "ARPU", "ARPU"),
    Metric("frequency", "number", "Заказов на клиента", "Orders per customer"),
    Metric("average_order", "money", "Средний чек", "Average order"),
    Metric("retention", "share", "Удержание (RR)", "Retention (RR)"),
    Metric("churn", "share", "Отток (CR)", "Churn (CR)"),
    Metric("lost_customers", "customers", "Ушедшие клиенты", "Customers lost"),
)


def compute(warehouse: Warehouse, args: MetricsArguments) -> Findings:
    """All basic figures of the period with their changes, and the trend that leads to it."""
    kind: Kind = args.period
    period = asked_period(warehouse, args, otherwise=kind)
    steps = _steps(period, args.compare)
    found = timeline(warehouse, period, args, length=max(SHOWN, steps + 1) + 1)
    if 0 not in found.index:
        raise NotEnoughData(
            f"There are no sales to known customers from {period.start} to {period.end}.",
            message_ru=f"С {period.start} по {period.end} нет продаж известным клиентам.",
            argument="start",
        )
    active, unknown = int(found["customers"][0]), int(found["unknown_revenue"][0])
    require_crowd(active)
    figures = _figures(found)
    fact = partial(Fact, as_of=period.end.isoformat(), n=active, method="exact count")
    facts = [*period_facts(fact, period)]
    before = back(period, steps)
    comparable = steps in figures.index
    if comparable:
        facts += [
            *earlier_period_facts(fact, before),
        ]
    figures_now = _row(figures, 0)
    figures_before = _row(figures, steps) if comparable else {}
    for metric in METRICS:
        now = figures_now.get(metric.key, math.nan)
        if not math.isnan(now):
            facts += _facts_of(
                metric, fact, warehouse.currency, now, figures_before.get(metric.key, math.nan)
            )
    if unknown and figures_now["revenue"] > 0:
        facts.append(
            fact(
                "unknown_share",
                unknown / MINOR / figures_now["revenue"],
                "share",
                "Доля выручки без известного клиента",
                "Share of revenue without a known customer",
            )
        )
    notes = _notes(comparable=comparable, unknown=bool(unknown))
    table = _trend(figures.head(SHOWN), period, warehouse.currency)
    charts = (
        Chart("bar", "trend", ("revenue",), "Выручка по периодам", "Revenue by period"),
        Chart("line", "trend", ("customers",), "Активные клиенты по периодам", "Active customers by period"),
    )
    return Findings(tuple(facts), (table,), charts, (*notes, *margin_note(warehouse)))


def _steps(period: Period, compare: str) -> int:
    if compare == "previous":
        return 1
    if period.whole_months:
        return max(1, 12 // period.whole_months)
    return max(1, round(364 / period.days))


def _row(figures: pd.DataFrame, steps: int) -> dict[str, float]:
    return dict(
        zip(map(str, figures.columns), figures.loc[[steps]].to_numpy(dtype=float)[0].tolist(), strict=True)
    )


def _figures(found: pd.DataFrame) -> pd.DataFrame:
    known = found["revenue"] / MINOR
    out = pd.DataFrame(index=found.index)
    out["revenue"] = (found["revenue"] + found["unknown_revenue"]) / MINOR
    if "margin" in found:
        out["margin"] = found["margin"] / MINOR
    out["customers"], out["new_customers"] = found["customers"], found["new"]
    out["orders"] = found["orders"]
    out["arpu"] = known / found["customers"].where(found["customers"] > 0)
    out["frequency"] = found["orders"] / found["customers"].where(found["customers"] > 0)
    out["average_order"] = known / found["orders"].where(found["orders"] > 0)
    enough = found["back_before"].where(found["back_before"] >= K_ANONYMITY)
    out["retention"] = found["retained"] / enough
    out["churn"] = 1 - out["retention"]
    out["lost_customers"] = enough - found["retained"]
    return out


def _facts_of(metric: Metric, fact: partial[Fact], currency: str, now: float, earlier: float) -> list[Fact]:
    unit = currency if metric.unit == "money" else metric.unit
    counted = unit in ("customers", "orders")

    def plain(value: float) -> float | int:
        return int(value) if counted else round(value, 6)

    facts = [fact(metric.key, plain(now), unit, metric.ru, metric.en)]
    if math.isnan(earlier):
        return facts
    facts += [
        fact(
            f"{metric.key}_previous",
            plain(earlier),
            unit,
            f"{metric.ru}: прошлый период",
            f"{metric.en}: earlier period",
        ),
        fact(
            f"{metric.key}_change",
            plain(plain(now) - plain(earlier)),
            "pp" if unit == "share" else unit,
            f"{metric.ru}: изменение",
            f"{metric.en}: change",
            is_change=True,
        ),
    ]
    if unit != "share" and earlier > 0:
        facts.append(
            fact(
                f"{metric.key}_growth",
                now / earlier - 1,
                "share",
                f"{metric.ru}: изменение в процентах",
                f"{metric.en}: relative change",
                is_change=True,
            )
        )
    return facts


def _trend(figures: pd.DataFrame, period: Period, currency: str) -> Table:
    shown = [metric for metric in METRICS if metric.key in figures]
    columns = tuple(Column(m.key, currency if m.unit == "money" else m.unit, m.ru, m.en) for m in shown)
    rows = []
    for step, row in reversed(figures.to_dict("index").items()):
        if row["customers"] >= K_ANONYMITY:
            label = period_label(back(period, int(str(step))))
            rows.append(Row(label, label, label, tuple(_cell(metric, row[metric.key]) for metric in shown)))
    return Table("trend", "По периодам", "By period", columns, tuple(rows))


def _cell(metric: Metric, value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if metric.unit in ("customers", "orders") else float(value)


def period_label(period: Period) -> str:
    """`2011-11` for a month, otherwise the first day of the period."""
    return period.start.isoformat()[:7] if period.whole_months == 1 else period.start.isoformat()


def _notes(*, comparable: bool, unknown: bool) -> list[Note]:
    notes = [
        Note(
            "Активный клиент — с заказом в периоде. ARPU — выручка за вычетом возвратов на активного клиента; "
            "средний чек — она же на заказ. Удержание — доля активных прошлого такого же периода, заказавших в этом; "
            "отток = 1 − удержание за те же периоды, месячный отток с годовым не сравнивают.",
            "An active customer has an order in the period. ARPU is net revenue per active customer, average order the "
            "same per order. Retention is the share of the customers active in the equally long period before who "
            "ordered in this one; churn = 1 − retention for the same periods, and a monthly churn is not comparable with a yearly one.",
            "definition",
        )
    ]
    if not comparable:
        notes.append(
            Note(
                "Данных за период для сравнения нет или они неполные, поэтому изменения не показаны.",
                "There are no complete data for the period to compare with, so no changes are shown.",
                "warning",
            )
        )
    if unknown:
        notes.append(
            Note(
                "Выручка включает продажи без известного клиента; показатели на клиента — только по известным.",
                "Revenue includes sales without a known customer; figures per customer are for known ones only.",
            )
        )
    return notes
