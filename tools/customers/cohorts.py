"""How many customers of each starting month (or quarter) are still buying, month by month."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import MONTHS, Kind, Period, day_of_look, last_full, period_facts
from tools.customers.sales import fetch, lines_of, orders_of
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHOWN_COHORTS, SHOWN_STEPS = 13, 12


class CohortArguments(PeriodSelection):
    """Which cohorts: those whose first order lies between start and end (default: all)."""

    unit: Literal["month", "quarter"] = Field("month", description="Length of a step: month or quarter.")


def compute(warehouse: Warehouse, args: CohortArguments) -> Findings:
    """The share of each cohort with an order in the 1st, 2nd, ... step after the one of their first order."""
    kind: Kind = args.unit
    months = MONTHS[kind]
    last = last_full(kind, day_of_look(warehouse, args))
    if last.end < warehouse.first_day:
        raise NotEnoughData(
            f"The data do not hold one full {args.unit}.",
            message_ru="В данных нет ни одного полного месяца или квартала.",
            argument="unit",
        )
    counts = _counts(warehouse, args, last, months)
    newest = _index(last.end, months)
    oldest = _index(args.start, months) if args.start else 0
    latest = min(_index(args.end, months) if args.end else newest, newest)
    sizes = counts[counts["step"] == 0].set_index("cohort")["customers"]
    everyone = int(sizes.sum())
    require_crowd(everyone)
    large = [c for c in sizes.index if oldest <= c <= latest and sizes[c] >= K_ANONYMITY]
    table_cohorts = large[-SHOWN_COHORTS:]
    if not table_cohorts:
        raise NotEnoughData(
            f"No cohort in the period has {K_ANONYMITY} customers.",
            message_ru=f"В периоде нет когорты хотя бы из {K_ANONYMITY} клиентов.",
            argument="start",
        )
    grid = counts.pivot(index="cohort", columns="step", values="customers").loc[table_cohorts]
    fact = partial(Fact, as_of=last.end.isoformat(), method="exact count of customers with an order")
    facts = [
        *period_facts(fact, Period(_start(table_cohorts[0], months), last.end)),
        fact(
            "customers",
            int(sizes[table_cohorts].sum()),
            "customers",
            "Клиентов в когортах",
            "Customers in the cohorts",
        ),
        fact("cohorts", len(table_cohorts), "number", "Когорт", "Cohorts"),
    ]
    facts += _averages(grid, sizes, newest, months, fact, first=_index(warehouse.first_day, months))
    table = _table(grid, sizes, newest, months, args.unit)
    return Findings(
        tuple(facts),
        (table,),
        (
            Chart(
                "line",
                "cohorts",
                tuple(c.key for c in table.columns[1:]),
                "Удержание когорт",
                "Cohort retention",
            ),
        ),
        _notes(args.unit),
    )


def _counts(warehouse: Warehouse, args: CohortArguments, last: Period, months: int) -> pd.DataFrame:
    orders = orders_of(lines_of(warehouse, Period(warehouse.first_day, last.end), args))
    index = (
        orders.ordered_on.year().cast("int64") * 12 + orders.ordered_on.month().cast("int64") - 1
    ) // months
    bought = orders.select("customer_id", at=index).distinct()
    first = bought.group_by("customer_id").aggregate(cohort=bought["at"].min())
    both = bought.view().inner_join(first, "customer_id")
    both = both.select("customer_id", "cohort", step=both["at"] - both.cohort)
    return (
        fetch(both.group_by("cohort", "step").aggregate(customers=both.count()))
        .astype("int64")
        .sort_values("cohort")
    )


def _index(day: date, months: int) -> int:
    return (day.year * 12 + day.month - 1) // months


def _start(index: int, months: int) -> date:
    year, month = divmod(index * months, 12)
    return date(year, month + 1, 1)


def _averages(
    grid: pd.DataFrame, sizes: pd.Series, newest: int, months: int, fact: partial[Fact], *, first: int
) -> list[Fact]:
    """Retention after 1, 2, 3, 6 and 12 steps over all cohorts old enough, but not the very first of the data."""
    ru, en = ("мес.", "months") if months == 1 else ("кв.", "quarters")
    facts = []
    for step in (1, 2, 3, 6, 12):
        cohorts = [c for c in grid.index if c + step <= newest and c > first]
        size = int(sizes[cohorts].sum()) if cohorts else 0
        if size < K_ANONYMITY:
            continue
        kept = int(grid[step].reindex(cohorts).fillna(0).sum()) if step in grid else 0
        facts.append(
            fact(
                f"after_{step}",
                step * months,
                "months",
                "Прошло после первой покупки",
                "Time since the first purchase",
            )
        )
        facts.append(
            fact(
                f"retention_{step}",
                kept / size,
                "share",
                f"Покупали снова через {step} {ru}",
                f"Bought again after {step} {en}",
                n=size,
            )
        )
    return facts


def _table(grid: pd.DataFrame, sizes: pd.Series, newest: int, months: int, unit: str) -> Table:
    ru, en = {"month": ("мес.", "month"), "quarter": ("кв.", "quarter")}[unit]
    steps = range(1, min(SHOWN_STEPS, newest - int(grid.index.min())) + 1)
    columns = [Column("customers", "customers", "Клиентов", "Customers")]
    columns += [Column(f"step_{s}", "share", f"{s}-й {ru}", f"{en} {s}") for s in steps]
    rows = []
    for cohort, row in grid.fillna(0).to_dict("index").items():
        at = int(str(cohort))
        size = int(sizes[at])
        kept = [row.get(s, 0) / size if at + s <= newest else None for s in steps]
        label = _label(at, months)
        rows.append(Row(label, label, label, (size, *kept)))
    return Table(
        "cohorts", "Когорты по первой покупке", "Cohorts by first order", tuple(columns), tuple(rows)
    )


def _label(index: int, months: int) -> str:
    year, part = divmod(index * months, 12)
    return f"{year}-{part + 1:02d}" if months == 1 else f"{year}-Q{part // 3 + 1}"


def _notes(unit: str) -> tuple[Note, ...]:
    return (
        Note(
            "Когорта — клиенты, впервые заказавшие в этом месяце или квартале; доля — кто заказал в указанный шаг после него, "
            "только по завершённым шагам. Средние не учитывают самую первую когорту данных: в ней много старых клиентов.",
            f"A cohort is the customers whose first order falls into that {unit}; the share ordered in the given {unit} after it, "
            "complete ones only. Averages leave out the very first cohort of the data, which holds many older customers.",
            "definition",
        ),
    )
