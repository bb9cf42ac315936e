"""Does a programme pay for itself, when, and what does that hang on? A cash plan over 12 to 60 months.

Every assumption is a `Spread`: the value thought likely and the two that it will lie between four times out of
five. The plan itself is worked out at the likely values, month by month, to the minor unit; what may become of it
is simulated from the spreads; and a tornado says which assumption moves the result most.

Source of the discounting: Brealey, Myers and Allen (2020), Principles of Corporate Finance, 13th edition, equation
2.3 (net present value) with monthly periods at (1 + annual rate) ** (month / 12).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt

from tools.errors import InvalidArgument
from tools.estimate import Estimate

Floats = npt.NDArray[np.float64]
Z90 = 1.2815515655446004
"""Standard deviations between the median and the 90th percentile of a normal distribution."""
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Spread:
    """An assumption: `low` and `high` are its 10th and 90th percentile, `likely` its median."""

    likely: float
    low: float | None = None
    high: float | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """Both percentiles; the likely value where none was said."""
        return (
            self.likely if self.low is None else self.low,
            self.likely if self.high is None else self.high,
        )

    @property
    def certain(self) -> bool:
        """Whether nothing about it is left open."""
        return self.ends == (self.likely, self.likely)

    def drawn(self, z: Floats) -> Floats:
        """Values for standard normal draws: a normal distribution on either side of the median."""
        low, high = self.ends
        return np.asarray(self.likely + np.where(z < 0, self.likely - low, high - self.likely) * z / Z90)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a programme brings and costs, in one currency.

    `effect_per_month` is the incremental margin of a month at full effect, after discounts and rewards and before
    the cost of contacts; `effect_change_per_year` its relative change a year (-0.1: a tenth less each year).
    `ramp_months` pass until the full effect is reached, in equal steps, and contacts grow alike.
    `technology_once` is paid before the first month.
    """

    effect_per_month: Spread
    contacts_per_month: Spread = Spread(0.0)
    people_per_month: Spread = Spread(0.0)
    technology_once: Spread = Spread(0.0)
    technology_per_month: Spread = Spread(0.0)
    ramp_months: Spread = Spread(0.0)
    effect_change_per_year: Spread = Spread(0.0)

    def by_name(self) -> dict[str, Spread]:
        """Every assumption under its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """One month at the likely values, exact to the minor unit; month 0 holds what is paid before the start."""

    month: int
    effect: Decimal
    contacts: Decimal
    people: Decimal
    technology: Decimal

    @property
    def cost(self) -> Decimal:
        """All that is paid out."""
        return self.contacts + self.people + self.technology

    @property
    def result(self) -> Decimal:
        """Effect less cost."""
        return self.effect - self.cost


@dataclass(frozen=True, slots=True)
class Swing:
    """Net present value with one assumption at its low and at its high end, the others likely."""

    assumption: str
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the result moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class EconomicPlan:
    """The plan at the likely values, and what may become of it."""

    months: tuple[PlanMonth, ...]
    annual_discount_rate: float
    npv: float
    """At the likely values, with the unrounded months."""
    npv_simulated: Estimate
    """Median of the simulation; `low` and `high` are its 10th and 90th percentile (level .8)."""
    loss_probability: float
    """Share of the simulated plans whose net present value is below zero."""
    payback_month: int | None
    """First month from which on the running total stays at or above zero; None where it never does."""
    payback_range: tuple[int | None, int | None]
    """10th and 90th percentile of the simulated payback month; None: not within the plan."""
    payback_probability: float
    largest_fixed_cost: float
    """Constant monthly cost of people and technology together (nothing paid once) at which the net present value is zero."""
    running_total: tuple[tuple[float, float, float], ...]
    """After each month, month 0 first: 10th, 50th and 90th percentile of the undiscounted running total."""
    tornado: tuple[Swing, ...]
    """Widest first; certain assumptions are left out."""

    @property
    def effect(self) -> Decimal:
        """Sum of the months' effect."""
        return sum((month.effect for month in self.months), Decimal(0))

    @property
    def cost(self) -> Decimal:
        """Sum of the months' cost."""
        return sum((month.cost for month in self.months), Decimal(0))

    @property
    def result(self) -> Decimal:
        """What is left, undiscounted: exactly the sum of the months' results."""
        return self.effect - self.cost


def economic_plan(
    assumptions: Assumptions,
    *,
    months: int = 36,
    annual_discount_rate: float = 0.2,
    draws: int = 10_000,
    rng: np.random.Generator | None = None,
    minor_unit: Decimal = Decimal("0.01"),
) -> EconomicPlan:
    """Cash flow, net present value, payback and their spread over `months`.

    Assumes that the assumptions vary independently and keep, within one course of events, the same value for all
    months: an effect that turns out low is low throughout. Costs, ramp and effect's remaining share are cut off at 0;
    the effect itself may be negative. Months are counted, not dated. `rng` draws the simulation; left out, a fixed
    seed gives the same plan for the same assumptions.

    Raises InvalidArgument for an impossible number of months, a rate at or below -100 %, percentiles out of order, or
    a negative cost.
    """
    _check(assumptions, months, annual_discount_rate, draws)
    generator = np.random.default_rng(0) if rng is None else rng
    named = assumptions.by_name()
    likely = {name: np.array([spread.likely]) for name, spread in named.items()}
    discount = (1 + annual_discount_rate) ** (-np.arange(months + 1) / 12)
    z = generator.standard_normal((draws, len(named)))
    simulated = _flows({name: s.drawn(z[:, place]) for place, (name, s) in enumerate(named.items())}, months)
    totals = simulated.cumsum(axis=1)
    npv = simulated @ discount
    payback = _payback(totals)
    paid = payback <= months
    low, middle, high = np.quantile(npv, (0.1, 0.5, 0.9))
    bare = likely | dict.fromkeys(
        ("people_per_month", "technology_per_month", "technology_once"), np.zeros(1)
    )
    own = int(_payback(_flows(likely, months).cumsum(axis=1))[0])
    return EconomicPlan(
        months=_exact_months(likely, months, minor_unit),
        annual_discount_rate=annual_discount_rate,
        npv=float((_flows(likely, months) @ discount)[0]),
        npv_simulated=Estimate(
            float(middle),
            "money",
            draws,
            f"simulation of {draws} courses of events from the stated percentiles",
            float(low),
            float(high),
            0.8,
        ),
        loss_probability=float((npv < 0).mean()),
        payback_month=own if own <= months else None,
        payback_range=(_month_at(payback, 0.1, months), _month_at(payback, 0.9, months)),
        payback_probability=float(paid.mean()),
        largest_fixed_cost=float((_flows(bare, months) @ discount)[0] / discount[1:].sum()),
        running_total=tuple(
            (float(a), float(b), float(c)) for a, b, c in np.quantile(totals, (0.1, 0.5, 0.9), axis=0).T
        ),
        tornado=_tornado(named, likely, months, discount),
    )


def _parts(values: Mapping[str, Floats], months: int) -> dict[str, Floats]:
    """Effect and each cost, courses of events x months, month 0 first."""
    month = np.arange(1, months + 1)[None, :]
    ramp = np.maximum(values["ramp_months"], 0.0)[:, None]
    grown = np.minimum(1.0, month / np.maximum(ramp, 1.0))
    left = np.maximum(1 + values["effect_change_per_year"], 0.0)[:, None] ** ((month - 1) / 12)
    cost = {name: np.maximum(values[name], 0.0)[:, None] for name in _COSTS}
    every_month = np.ones_like(grown)
    before = {name: np.zeros((grown.shape[0], 1)) for name in ("effect", "contacts", "people")} | {
        "technology": cost["technology_once"]
    }
    running = {
        "effect": values["effect_per_month"][:, None] * grown * left,
        "contacts": cost["contacts_per_month"] * grown,
        "people": cost["people_per_month"] * every_month,
        "technology": cost["technology_per_month"] * every_month,
    }
    return {name: np.hstack((before[name], running[name])) for name in running}


_COSTS = ("contacts_per_month", "people_per_month", "technology_once", "technology_per_month")


def _flows(values: Mapping[str, Floats], months: int) -> Floats:
    parts = _parts(values, months)
    return np.asarray(parts["effect"] - parts["contacts"] - parts["people"] - parts["technology"])


def _exact_months(likely: Mapping[str, Floats], months: int, minor_unit: Decimal) -> tuple[PlanMonth, ...]:
    def exact(amount: float) -> Decimal:
        return Decimal(repr(float(amount))).quantize(minor_unit, rounding=ROUND_HALF_EVEN)

    parts = _parts(likely, months)
    return tuple(
        PlanMonth(month, **{name: exact(part[0, month]) for name, part in parts.items()})
        for month in range(months + 1)
    )


def _payback(totals: Floats) -> npt.NDArray[np.intp]:
    """First month from which on each running total stays at or above zero; one past the end where none does."""
    below = totals < 0
    last_below = np.where(below.any(axis=1), below.shape[1] - 1 - below[:, ::-1].argmax(axis=1), -1)
    return np.asarray(last_below + 1)


def _month_at(payback: npt.NDArray[np.intp], share: float, months: int) -> int | None:
    month = int(np.sort(payback)[min(math.ceil(share * payback.size), payback.size) - 1])
    return month if month <= months else None


def _tornado(
    named: Mapping[str, Spread], likely: Mapping[str, Floats], months: int, discount: Floats
) -> tuple[Swing, ...]:
    def npv(name: str, value: float) -> float:
        return float((_flows({**likely, name: np.array([value])}, months) @ discount)[0])

    swings = [
        Swing(name, npv(name, s.ends[0]), npv(name, s.ends[1])) for name, s in named.items() if not s.certain
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))


def _check(assumptions: Assumptions, months: int, rate: float, draws: int) -> None:
    if not 1 <= months <= LONGEST:
        raise InvalidArgument(
            f"months is {months}; a plan has 1 to {LONGEST} of them.",
            message_ru=f"Месяцев {months}; в плане их от 1 до {LONGEST}.",
            argument="months",
        )
    if not (math.isfinite(rate) and rate > -1):
        raise InvalidArgument(
            f"annual_discount_rate is {rate}; 0.2 means 20 % a year, and it must be above -1.",
            message_ru=f"Ставка дисконтирования {rate}; 0,2 – это 20 % в год, она должна быть больше –1.",
            argument="annual_discount_rate",
        )
    if draws < 100:
        raise InvalidArgument(f"draws is {draws}; at least 100 are needed.", argument="draws")
    for name, spread in assumptions.by_name().items():
        low, high = spread.ends
        if not all(math.isfinite(value) for value in (low, spread.likely, high)):
            raise InvalidArgument(f"{name} holds a value that is not a number.", argument=name)
        if not low <= spread.likely <= high:
            raise InvalidArgument(
                f"{name}: low {low:g}, likely {spread.likely:g} and high {high:g} are not in this order.",
                message_ru=f"{name}: низкое {low:g}, вероятное {spread.likely:g} и высокое {high:g} стоят не по порядку.",
                argument=name,
            )
        if name in (*_COSTS, "ramp_months") and low < 0:
            raise InvalidArgument(
                f"{name} is {low:g}; a cost or a duration must not be negative.",
                message_ru=f"{name} = {low:g}: расход или срок не может быть отрицательным.",
                argument=name,
            )
