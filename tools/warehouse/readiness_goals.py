"""What a test on this base could show: for each goal the smallest detectable effect and the power for a wanted one.

Two groups of customers drawn at random, control `c` and treated `1 - c` of `n`, a figure with standard deviation
`s` per customer over the weeks of the test: the standard error of the difference is
`s sqrt(1 / (c n) + 1 / ((1 - c) n))`, the smallest effect found with power 80 % at 5 % two-sided is
(1.960 + 0.842) of them (Fleiss, Levin, Paik 2003, section 4.2; for a share, `s` is that of its base rate).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from tools.facts import Column, Row, Table

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.connect import Warehouse

Z_ALPHA, Z_POWER = 1.959963984540054, 0.8416212335729143
LABELS = {
    "conversion": ("доля купивших", "share that buys"),
    "revenue": ("выручка на клиента", "revenue a customer"),
    "margin": ("маржа на клиента", "margin a customer"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure per customer over the weeks of a test: mean and standard deviation now."""

    key: str
    mean: float
    deviation: float
    customers: int

    def error(self, control: float) -> float:
        """Standard error of the difference between the groups."""
        return self.deviation * math.sqrt(
            1 / (self.customers * control) + 1 / (self.customers * (1 - control))
        )

    def smallest(self, control: float) -> float:
        """The smallest difference found with power 80 %."""
        return (Z_ALPHA + Z_POWER) * self.error(control)

    def power(self, lift: float, control: float) -> float:
        """Probability of finding a relative lift of this size."""
        if self.error(control) == 0:
            return 1.0
        return NormalDist().cdf(lift * self.mean / self.error(control) - Z_ALPHA)

    def needed(self, lift: float, control: float) -> int:
        """Customers needed in all to find that lift with power 80 %."""
        effect = lift * self.mean
        return math.ceil(((Z_ALPHA + Z_POWER) * self.deviation / effect) ** 2 / (control * (1 - control)))


def smallest_effect(customers: int, *, base_rate: float = 0.05, control: float = 0.1) -> float:
    """The smallest difference of two proportions found with power 80 % at 5 % two-sided."""
    goal = Goal("conversion", base_rate, math.sqrt(base_rate * (1 - base_rate)), customers)
    return goal.smallest(control)


def goals_of(warehouse: Warehouse, sold: ibis.Table, weeks: int, customers: int) -> list[Goal]:
    """Conversion, revenue and margin per customer in the last weeks of the data, those who bought nothing included."""
    import ibis

    start = warehouse.last_day - timedelta(days=7 * weeks - 1)
    late = sold.filter(sold.ordered_on >= ibis.literal(start))
    per = late.group_by("customer_id").aggregate(
        revenue=late.revenue.sum().cast("float64"), margin=late.margin.sum().cast("float64").fill_null(0)
    )
    sums: dict[str, Any] = {"buyers": per.count()}
    for name in ("revenue", "margin"):
        sums[name] = per[name].sum()
        sums[f"{name}_squares"] = (per[name] * per[name]).sum()
    row = per.aggregate(**sums).to_pyarrow().to_pylist()[0]
    buyers = int(row["buyers"] or 0)
    share = buyers / customers
    goals = [Goal("conversion", share, math.sqrt(share * (1 - share)), customers)]
    for name in ("revenue", "margin"):
        if name == "margin" and not warehouse.has_values("transactions", "margin"):
            continue
        mean = float(row[name] or 0) / customers
        variance = max(0.0, float(row[f"{name}_squares"] or 0) / customers - mean * mean)
        goals.append(Goal(name, mean, math.sqrt(variance), customers))
    return [goal for goal in goals if goal.mean > 0 and goal.deviation > 0]


def goal_table(goals: list[Goal], currency: str, *, lift: float, control: float) -> tuple[Table, ...]:
    """The goals as two tables, for shares and for money do not mix in one column; nothing without goals."""
    tables = []
    for keys, unit, change, key, ru, en in (
        (("conversion",), "share", "pp", "goals", "Цель: доля купивших", "Goal: share that buys"),
        (("revenue", "margin"), currency, currency, "money_goals", "Цели в деньгах на клиента", "Goals in money a customer"),
    ):  # fmt: skip
        rows = tuple(
            Row(
                goal.key,
                *LABELS[goal.key],
                (
                    goal.mean,
                    goal.smallest(control),
                    goal.smallest(control) / goal.mean,
                    goal.power(lift, control),
                    goal.needed(lift, control),
                ),
            )
            for goal in goals
            if goal.key in keys
        )
        if not rows:
            continue
        columns = (
            Column("now", unit, "Сейчас", "Now"),
            Column("smallest", change, "Наименьший заметный эффект", "Smallest detectable effect"),
            Column("smallest_share", "share", "он же в долях от нынешнего", "the same, as a part of now"),
            Column("power", "probability", "Мощность для желаемого прироста", "Power for the wanted lift"),
            Column("needed", "customers", "Клиентов нужно для него", "Customers it needs"),
        )
        tables.append(Table(key, ru, en, columns, rows))
    return tuple(tables)
