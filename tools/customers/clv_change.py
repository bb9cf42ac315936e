"""What moved the value of a customer between two periods: ARPU, retention or margin, in parts that add up exactly.

Value of an active customer over a horizon of N periods, the current one included:
`CLV = ARPU x margin share x sum over t < N of (RR / (1 + d))^t`, d the discount rate a period (Gupta and Lehmann
2003, Journal of Interactive Marketing 17(1), 9-24, with a finite horizon). It is a yardstick made of the three
figures that marketers steer by and assumes that they stay as they are; `clv` forecasts customer by customer.
The parts are Shapley's value of the product, so they add up to the change to the last minor unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.decomposition import product_parts, rounded_parts
from tools.customers.periods import Period, asked_period, earlier_period_facts, period_facts
from tools.customers.sales import MINOR, has_margin, require_margin
from tools.customers.timeline import back, timeline
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

PER_YEAR = {"month": 12, "quarter": 4}
FACTORS = {
    "arpu": ("ARPU", "ARPU"),
    "margin": ("доля маржи", "margin share"),
    "retention": ("удержание", "retention"),
}


class ClvChangeArguments(PeriodSelection):
    """Which period, which horizon."""

    period: Literal["month", "quarter"] = Field(
        "quarter", description="Length of a period: the last full one is compared with the one before."
    )
    value: Literal["margin", "revenue"] | None = Field(
        None, description="Value in margin (default where known) or in revenue."
    )
    horizon_months: int = Field(
        12, ge=1, le=60, description="Horizon in months, the current period included."
    )
    annual_discount_rate: float = Field(0.15, ge=0, lt=10, description="Discount rate a year, 0.15 for 15 %.")


@dataclass(frozen=True, slots=True)
class Ingredients:
    """ARPU in money, margin as a share of revenue (1 where value is revenue), retention, and the value they make."""

    customers: int
    arpu: Fraction
    margin: Fraction
    retention: Fraction
    lasting: Fraction

    @property
    def factors(self) -> list[Fraction]:
        return [self.arpu, self.margin, self.lasting]


def compute(warehouse: Warehouse, args: ClvChangeArguments) -> Findings:
    """The value now and before, and what each of the three brought."""
    value = args.value or ("margin" if has_margin(warehouse) else "revenue")
    if value == "margin":
        require_margin(warehouse)
    period = asked_period(warehouse, args, otherwise=args.period)
    found = timeline(warehouse, period, args, length=3)
    steps = max(1, round(args.horizon_months * PER_YEAR[args.period] / 12))
    rate = Fraction(str(round((1 + args.annual_discount_rate) ** (1 / PER_YEAR[args.period]) - 1, 12)))
    now, before = (_ingredients(found, at, value, steps, rate, back(period, at)) for at in (0, 1))
    require_crowd(min(now.customers, before.customers))
    exact = product_parts(before.factors, now.factors)
    worth = [_product(side) for side in (before, now)]
    earlier, latest = (rounded_parts([one])[0] for one in worth)
    parts = dict(zip(FACTORS, rounded_parts(exact, total=latest - earlier), strict=True))
    currency = warehouse.currency
    fact = partial(Fact, as_of=period.end.isoformat(), n=now.customers, method="Shapley value of the product")
    facts = [
        *period_facts(fact, period),
        *earlier_period_facts(fact, back(period, 1)),
        fact("clv", float(latest), currency, "Ценность активного клиента", "Value of an active customer"),
        fact("previous", float(earlier), currency, "Ценность: прошлый период", "Value: earlier period"),
        fact("change", float(latest - earlier), currency, "Изменение ценности", "Change of the value", is_change=True),
        fact("horizon", args.horizon_months, "months", "Горизонт", "Horizon"),
        fact("discount_rate", args.annual_discount_rate, "share", "Ставка дисконтирования в год", "Discount rate a year"),
        *_sides(fact, "arpu", currency, "ARPU", "ARPU", now.arpu, before.arpu),
        *_sides(fact, "retention", "share", "Удержание (RR)", "Retention (RR)", now.retention, before.retention),
        *(
            _sides(fact, "margin_share", "share", "Доля маржи", "Margin share", now.margin, before.margin)
            if value == "margin"
            else ()
        ),
    ]  # fmt: skip
    shown = [name for name in FACTORS if name != "margin" or value == "margin"]
    facts += [
        fact(
            f"part_{name}",
            float(parts[name]),
            currency,
            f"Вклад: {FACTORS[name][0]}",
            f"Part: {FACTORS[name][1]}",
            is_change=True,
        )
        for name in shown
    ]
    rows = tuple(Row(name, *FACTORS[name], (float(parts[name]),)) for name in shown)
    columns = (Column("part", currency, "Вклад в изменение", "Part of the change"),)
    table = Table("parts", "Вклад в изменение", "Parts of the change", columns, rows)
    chart = Chart("waterfall", "parts", ("part",), "Из чего сложилось изменение CLV", "What moved CLV")
    return Findings(tuple(facts), (table,), (chart,), _notes(value))


def _ingredients(
    found: pd.DataFrame, at: int, value: str, steps: int, rate: Fraction, period: Period
) -> Ingredients:
    enough = at in found.index and int(found["customers"][at]) > 0 and int(found["revenue"][at]) > 0
    if not enough or pd.isna(found["back_before"][at]) or int(found["back_before"][at]) < K_ANONYMITY:
        raise NotEnoughData(
            f"The retention of {period.start} to {period.end} is not known: three full periods with customers are needed.",
            message_ru=f"Удержание за {period.start} – {period.end} неизвестно: нужны три полных периода с клиентами подряд.",
            argument="period",
        )
    customers, revenue = int(found["customers"][at]), int(found["revenue"][at])
    retention = Fraction(int(found["retained"][at]), int(found["back_before"][at]))
    margin = Fraction(int(found["margin"][at]), revenue) if value == "margin" else Fraction(1)
    kept = retention / (1 + rate)
    lasting = sum((kept**step for step in range(steps)), Fraction(0))
    return Ingredients(customers, Fraction(revenue, MINOR * customers), margin, retention, lasting)


def _product(side: Ingredients) -> Fraction:
    return side.arpu * side.margin * side.lasting


def _sides(
    fact: partial[Fact], key: str, unit: str, ru: str, en: str, now: Fraction, before: Fraction
) -> tuple[Fact, Fact]:
    return (
        fact(key, round(float(now), 6), unit, ru, en),
        fact(
            f"{key}_previous", round(float(before), 6), unit, f"{ru}: прошлый период", f"{en}: earlier period"
        ),
    )


def _notes(value: str) -> tuple[Note, ...]:
    notes = [
        Note(
            "Ценность – ARPU на долю маржи и на число периодов, которое клиент в среднем остаётся, с дисконтом; предполагает, что показатели останутся "
            "такими. Это мерка для разложения, а прогноз по клиентам даёт инструмент clv. Части складываются в изменение точно.",
            "The value is ARPU times margin share times the discounted number of periods that a customer stays on average, if the figures stay as they are. It "
            "is a yardstick to be split; the forecast by customer is the tool clv. The parts add up to the change exactly.",
            "definition",
        )
    ]
    if value == "revenue":
        notes.append(
            Note(
                "Ценность в выручке, а не в прибыли.",
                "The value is in revenue, not in profit.",
                "warning",
            )
        )
    return tuple(notes)
