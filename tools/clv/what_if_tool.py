"""The tool `clv_what_if`: what the base would be worth with other churn, ARPU or margin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.clv.what_if import Economy, base_value, explained
from tools.columns import K_ANONYMITY
from tools.customers.periods import MONTHS, Period, asked_period
from tools.customers.sales import MINOR
from tools.customers.timeline import back, timeline
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection, PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

AVERAGED = 6
"""Periods that retention, ARPU and margin are averaged over."""
STEPS_PP = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


class WhatIfArguments(BaseSelection):
    """What changes, and how far ahead the value is counted."""

    churn_change_pp: float | None = Field(
        None,
        ge=-100,
        le=100,
        description="Change of churn in percentage points per period: -1 means churn falls by 1 pp. "
        "Default: -1 when nothing else is changed.",
    )
    arpu_growth: float = Field(
        0.0, gt=-1, le=10, description="Relative change of revenue per active customer, 0.05 for +5 %."
    )
    margin_change_pp: float = Field(
        0.0, ge=-100, le=100, description="Change of the margin share in percentage points, 2 for +2 pp."
    )
    period: Literal["month", "quarter", "year"] = Field(
        "month", description="Period that retention and churn are of; seldom bought goods want a longer one."
    )
    horizon_months: float = Field(12, gt=0, le=120, description="How many months ahead the value is counted.")
    annual_discount_rate: float = Field(
        0.15, ge=0, le=2, description="Effective discount rate a year as a fraction, 0.15 for 15 %."
    )


def compute(warehouse: Warehouse, args: WhatIfArguments) -> Findings:
    """The value of the active base now and in the scenario, and how much of the difference each lever makes."""
    period, now = _economy(warehouse, args)
    churn_pp = args.churn_change_pp
    if churn_pp is None:
        churn_pp = -1.0 if args.arpu_growth == 0 and args.margin_change_pp == 0 else 0.0
    then = now.changed(churn=churn_pp / 100, arpu=args.arpu_growth, margin=args.margin_change_pp / 100)
    months = MONTHS[args.period]
    value = partial(
        base_value,
        periods=args.horizon_months / months,
        discount=(1 + args.annual_discount_rate) ** (months / 12) - 1,
    )
    parts = explained(now, then, **value.keywords)
    before = round(value(now), 2)
    change = round(sum(parts.values()), 2)
    currency = warehouse.currency
    fact = partial(
        Fact,
        as_of=period.end.isoformat(),
        n=now.customers,
        method="n x ARPU x margin x sum of (r / (1 + d))^t; parts by Shapley",
        evidence="E",
    )
    facts = (
        fact("value_now", before, currency, "Ценность активной базы сейчас", "Value of the active base now"),
        fact("value_then", round(before + change, 2), currency, "Ценность в сценарии", "Value in the scenario"),
        fact("value_change", change, currency, "Изменение ценности", "Change of value", is_change=True),
        fact("value_growth", change / before if before else 0.0, "share", "Изменение ценности, доля", "Change of value, share", is_change=True),
        fact("customers", now.customers, "customers", "Активных клиентов в последнем периоде", "Customers active in the last period"),
        fact("churn_now", now.churn, "share", "Отток за период", "Churn of a period"),
        fact("churn_then", then.churn, "share", "Отток в сценарии", "Churn in the scenario"),
        fact("churn_change", then.churn - now.churn, "pp", "Изменение оттока", "Change of churn", is_change=True),
        fact("retention_now", now.retention, "share", "Удержание за тот же период", "Retention of the same period"),
        fact("retention_then", then.retention, "share", "Удержание в сценарии", "Retention in the scenario"),
        fact("arpu_now", now.arpu, currency, "ARPU за период", "ARPU of a period"),
        fact("arpu_then", then.arpu, currency, "ARPU в сценарии", "ARPU in the scenario"),
        fact("margin_share_now", now.margin_share, "share", "Доля маржи", "Margin share"),
        fact("margin_share_then", then.margin_share, "share", "Доля маржи в сценарии", "Margin share in the scenario"),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("discount_rate", args.annual_discount_rate, "share", "Ставка дисконтирования в год", "Discount rate a year"),
        fact("start", back(period, _averaged(warehouse, period) - 1).start.isoformat(), "date", "Начало усреднения", "Start of the average"),
        fact("end", period.end.isoformat(), "date", "Конец последнего периода", "End of the last period"),
    )  # fmt: skip
    return Findings(
        facts=facts,
        tables=(_levers(parts, currency), _sensitivity(now, value, before, currency)),
        charts=(
            Chart("bar", "levers", ("part",), "Из чего складывается изменение", "What makes the change"),
            Chart(
                "bar", "sensitivity", ("change",), "Ценность при другом оттоке", "Value with another churn"
            ),
        ),
        notes=_notes(warehouse, args),
    )


def _averaged(warehouse: Warehouse, period: Period) -> int:
    """How many whole periods there are to average over."""
    steps = 1
    while steps < AVERAGED and back(period, steps).start >= warehouse.first_day:
        steps += 1
    return steps


def _economy(warehouse: Warehouse, args: WhatIfArguments) -> tuple[Period, Economy]:
    """The last full period, and the levers averaged over it and those before."""
    wanted = PeriodSelection(
        as_of=args.as_of, channel=args.channel, category=args.category, region=args.region
    )
    period = asked_period(warehouse, wanted, otherwise=args.period)
    found = timeline(warehouse, period, args, length=AVERAGED + 1)
    known = found[found["back_before"].notna() & (found["back_before"] > 0)].head(AVERAGED)
    if 0 not in found.index or known.empty or int(found["customers"][0]) < K_ANONYMITY:
        raise NotEnoughData(
            f"Retention needs two full periods of one {args.period} with at least {K_ANONYMITY} customers; take a shorter period.",
            message_ru=f"Для удержания нужны два полных периода ({args.period}) и не меньше {K_ANONYMITY} клиентов; возьмите период короче.",
            argument="period",
        )
    seen = found.head(AVERAGED)
    revenue = float(seen["revenue"].sum()) / MINOR
    margin = float(seen["margin"].sum()) / MINOR / revenue if "margin" in seen and revenue > 0 else 1.0
    return period, Economy(
        customers=int(found["customers"][0]),
        retention=float(known["retained"].sum() / known["back_before"].sum()),
        arpu=revenue / float(seen["customers"].sum()),
        margin_share=min(margin, 1.0),
    )


def _levers(parts: object, currency: str) -> Table:
    assert isinstance(parts, dict)
    labels = {
        "retention": ("удержание", "retention"),
        "arpu": ("ARPU", "ARPU"),
        "margin_share": ("доля маржи", "margin share"),
    }
    rows = tuple(Row(name, *labels[name], (value,)) for name, value in parts.items())
    columns = (Column("part", currency, "Вклад в изменение", "Part of the change"),)
    titles = ("Из чего складывается изменение", "What makes the change")
    return Table("levers", *titles, columns, rows)


def _sensitivity(now: Economy, value: partial[float], before: float, currency: str) -> Table:
    columns = (
        Column("churn", "share", "Отток за период", "Churn of a period"),
        Column("value", currency, "Ценность", "Value"),
        Column("change", currency, "Изменение", "Change"),
    )
    rows = []
    for step in STEPS_PP:
        if not 0 <= now.retention - step / 100 <= 1:
            continue
        there = now.changed(churn=step / 100)
        worth = round(value(there), 2)
        key = f"{'minus' if step < 0 else 'plus'}_{abs(step):.0f}"
        rows.append(
            Row(key, f"{step:+.0f} п.п.", f"{step:+.0f} pp", (there.churn, worth, round(worth - before, 2)))
        )
    titles = ("Ценность при другом оттоке", "Value with another churn")
    return Table("sensitivity", *titles, columns, tuple(rows))


def _notes(warehouse: Warehouse, args: WhatIfArguments) -> tuple[Note, ...]:
    names = {
        "month": ("месяц", "month"),
        "quarter": ("квартал", "quarter"),
        "year": ("год", "year"),
    }
    ru, en = names[args.period]
    with_margin = warehouse.has_values("transactions", "margin")
    return (
        Note(
            f"Удержание и отток – за один и тот же период ({ru}), вместе 100 %: доля купивших в одном периоде, кто купил и в следующем. "
            f"Месячный отток нельзя сравнивать с годовым. Ценность – {'маржа' if with_margin else 'выручка (маржи в данных нет)'} "
            "сегодняшней активной базы без новых клиентов.",
            f"Retention and churn are of the same period (one {en}) and add up to 100 %: of those who bought in one period, the share that "
            f"bought in the next. A monthly churn must not be compared with a yearly one. Value is the "
            f"{'margin' if with_margin else 'revenue (the data know no margin)'} of today's active base, without new customers.",
            "definition",
        ),
        Note(
            "Это арифметика сценария (E), а не прогноз действия: она не говорит, чем добиться изменения и сколько это стоит. Пропустивший период "
            "считается ушедшим, поэтому при редких покупках берите период длиннее.",
            "This is the arithmetic of a scenario (E), no forecast of an action: it does not say how to bring the change about, nor at what "
            "cost. Who skips a period counts as gone, so seldom bought goods want a longer period.",
        ),
        Note(
            "Удерживать стоит тех, у кого контакт измеримо помогает (who_to_treat), а не самых рискованных.",
            "Keep those whom a contact measurably helps (who_to_treat), not those at the highest risk.",
            "next_step",
        ),
    )
