"""The figures whose change can be explained: what each is on one side, and the factors it is made of.

Money is customers x orders per customer x average order, with returns and sales to unknown customers apart;
orders are customers x orders per customer; ARPU is orders per customer x average order, with returns a customer
apart; the number of customers changes by those who are new, came back or left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from tools.customers.change_data import Side
from tools.customers.decomposition import product_parts
from tools.customers.sales import MINOR

Value = Literal["revenue", "margin", "orders", "customers", "arpu"]
LABELS = {
    "customers": ("число активных клиентов", "number of active customers"),
    "frequency": ("заказов на клиента", "orders per customer"),
    "average_order": ("средний чек", "average order"),
    "returns": ("возвраты", "returns"),
    "unknown": ("покупки без известного клиента", "sales without a known customer"),
    "new": ("новые клиенты", "new customers"),
    "came_back": ("вернувшиеся клиенты", "customers who came back"),
    "left": ("не купившие в этом периоде", "customers who did not buy in this period"),
}
ALWAYS = ("customers", "frequency", "average_order", "new", "came_back", "left")
"""Parts that are shown even where they are nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `places` are the decimals of its smallest unit, `unit` is `money` for the currency."""

    key: Value
    ru: str
    en: str
    unit: str
    places: int
    total: Callable[[Side], Fraction]
    factors: tuple[str, ...]

    @property
    def is_money(self) -> bool:
        """Whether the warehouse's currency is its unit."""
        return self.unit == "money"

    def parts(self, before: Side, now: Side, statuses: pd.DataFrame) -> list[tuple[str, Fraction]]:
        """What each factor brought to the change: exact, adding up to it."""
        if self.key == "customers":
            active = {status: _active(statuses, status) for status in ("new", "came_back", "left")}
            return [(status, Fraction(now_n - then_n)) for status, (then_n, now_n) in active.items()]
        old, new = _levels(before), _levels(now)
        multiplied = [name for name in self.factors if name not in ("returns", "unknown")]
        values = product_parts([old[name] for name in multiplied], [new[name] for name in multiplied])
        found = list(zip(multiplied, values, strict=True))
        share = self.key == "arpu"
        if "returns" in self.factors:
            found.append(("returns", _returns(now, each=share) - _returns(before, each=share)))
        if "unknown" in self.factors:
            found.append(("unknown", Fraction(now.unknown - before.unknown, MINOR)))
        return found


def _levels(side: Side) -> dict[str, Fraction]:
    return dict(zip(("customers", "frequency", "average_order"), side.factors, strict=True))


def _returns(side: Side, *, each: bool) -> Fraction:
    if each:
        return Fraction(side.returns, MINOR * side.customers) if side.customers else Fraction(0)
    return Fraction(side.returns, MINOR)


def _active(statuses: pd.DataFrame, status: str) -> tuple[int, int]:
    if status not in statuses.index:
        return 0, 0
    return int(statuses["active_0"][status]), int(statuses["active_1"][status])


def _arpu(side: Side) -> Fraction:
    return Fraction(side.ordered + side.returns, MINOR * side.customers) if side.customers else Fraction(0)


MONEY_FACTORS = ("customers", "frequency", "average_order", "returns", "unknown")
MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "revenue", "выручка", "revenue", "money", 2, lambda s: Fraction(s.total, MINOR), MONEY_FACTORS
        ),
        Measure("margin", "маржа", "margin", "money", 2, lambda s: Fraction(s.total, MINOR), MONEY_FACTORS),
        Measure(
            "orders",
            "заказы",
            "orders",
            "orders",
            0,
            lambda s: Fraction(s.orders),
            ("customers", "frequency"),
        ),
        Measure(
            "customers",
            "активные клиенты",
            "active customers",
            "customers",
            0,
            lambda s: Fraction(s.customers),
            ("new", "came_back", "left"),
        ),
        Measure("arpu", "ARPU", "ARPU", "money", 2, _arpu, ("frequency", "average_order", "returns")),
    )
}
