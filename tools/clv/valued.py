"""Adds up scored customers inside the engine: totals, medians and bands, never a customer's row in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from tools.clv.forecast import Forecast
from tools.clv.scoring import cell_predictions, scored_customers
from tools.columns import K_ANONYMITY
from tools.estimate import Estimate

LEVEL = 0.8
"""Of intervals: as many periods out of ten as the backtests show to hold."""

MOST_RATES = 3


@dataclass(frozen=True, slots=True)
class Sums:
    """What a set of customers adds up to."""

    customers: int
    value: float
    purchases: float
    spend: float
    alive: float
    none: float
    at_risk: float
    chance: float
    once_value: float

    def joined(self, other: Sums) -> Sums:
        """Both sets together."""
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def once_share(self) -> float:
        """Share of the expected value that one-time buyers hold."""
        return self.once_value / self.value if self.value > 0 else 0.0


def valued_customers(found: Forecast, annual_discount_rate: float = 0.0) -> ibis.Table:
    """Every customer with the value of the forecast, kept in the engine, for the last few rates."""
    held = found.valued
    if annual_discount_rate not in held:
        while len(held) >= MOST_RATES:
            held.pop(next(iter(held)))
        held[annual_discount_rate] = _valued(found, annual_discount_rate)
    return held[annual_discount_rate]


def _valued(found: Forecast, annual_discount_rate: float) -> ibis.Table:
    each, window = found.purchases, found.window
    predictions = cell_predictions(
        window,
        each,
        found.counts.variance(each, window.frequency),
        found.counts.none(each, window.frequency),
        model=found.model,
        spend_model=found.spend_model,
        weeks=found.weeks,
        annual_discount_rate=annual_discount_rate,
        value_share=found.value_share,
    )
    return found.history.keep(scored_customers(found.history, window, predictions))


def sums(found: Forecast, customers: ibis.Table, where: Any = None) -> Sums:
    """Adds up the customers of a table, or those of them that meet the condition."""
    table = customers if where is None else customers.filter(where)
    row = found.history.run(table.aggregate(**measures(table))).iloc[0]
    return _sums(row)


def sums_by(found: Forecast, customers: ibis.Table, key: str) -> dict[Any, Sums]:
    """The same for each value of a column."""
    frame = found.history.run(customers.group_by(key).aggregate(**measures(customers)))
    return {row[key]: _sums(row) for _, row in frame.sort_values(key).iterrows()}


def measures(table: ibis.Table) -> dict[str, Any]:
    """What `Sums` is made of; value at risk is what a customer would bring by staying, less what is expected."""
    if_stays = table.value / ibis.greatest(table.alive, 1e-9)
    return {
        "customers": table.count(),
        "sum_value": table.value.sum(),
        "sum_purchases": table.purchases.sum(),
        "sum_spend": table.spend.sum(),
        "sum_alive": table.alive.sum(),
        "sum_none": table.none.sum(),
        "sum_at_risk": (if_stays - table.value).sum(),
        "sum_chance": table.chance.sum(),
        "sum_once": table.value.sum(where=table.frequency == 0),
    }


def median(found: Forecast, customers: ibis.Table) -> float:
    """The middle value; the mean of the two middle ones where their number is even."""
    ranked = _ranked(customers)
    # whole-number arithmetic only: a quantile of the engine may be an approximation
    middle = ranked.filter(
        (2 * ranked.place == ranked.held - 1)
        | (2 * ranked.place == ranked.held)
        | (2 * ranked.place == ranked.held - 2)
    )
    values = found.history.run(middle.select("value"))["value"].to_numpy(dtype=float)
    return float(values.mean()) if values.size else 0.0


def bands(found: Forecast, customers: ibis.Table, size: int, most: int = 10) -> list[Sums]:
    """From the largest value to the smallest, in bands of nearly equal size of at least the privacy threshold."""
    parts = max(1, min(most, size // K_ANONYMITY))
    ranked = _ranked(customers)
    banded = ranked.mutate(band=ranked.place * parts // ranked.held)
    return list(sums_by(found, banded, "band").values())


def total_of(found: Forecast, part: Sums, *, whole: bool, currency: str, level: float = LEVEL) -> Estimate:
    """The total of a part with its interval: the drift of the base rate between periods, as measured at earlier
    origins, and the chance of single customers."""
    drift = found.drift(None if whole else part.once_share)
    sampling = part.chance**0.5 / part.value if part.value > 0 else 0.0
    low, high = drift.factors(level, sampling)
    return Estimate(
        value=part.value,
        unit=currency,
        n=part.customers,
        method=f"{found.champion} x {found.spend_model.title}; interval from the drift of {drift.origins} earlier "
        "origins and the chance of single customers",
        low=part.value * low,
        high=part.value * high,
        level=level,
    )


def mean_of(total: Estimate) -> Estimate:
    """Per customer."""
    n = max(total.n, 1)
    low, high = total.low or 0.0, total.high or 0.0
    return Estimate(total.value / n, total.unit, total.n, total.method, low / n, high / n, total.level)


def _ranked(customers: ibis.Table) -> ibis.Table:
    """With `place` from 0 by falling value and `held`, how many there are."""
    order = ibis.window(order_by=[customers.value.desc(), customers.customer_id])
    numbered = customers.mutate(place=ibis.row_number().over(order))
    held = customers.aggregate(held=customers.count())
    return numbered.cross_join(held)


def _sums(row: Any) -> Sums:
    def number(name: str) -> float:
        value = row[name]
        return float(value) if value is not None and value == value else 0.0

    return Sums(
        customers=int(row["customers"]),
        value=number("sum_value"),
        purchases=number("sum_purchases"),
        spend=number("sum_spend"),
        alive=number("sum_alive"),
        none=number("sum_none"),
        at_risk=number("sum_at_risk"),
        chance=number("sum_chance"),
        once_value=number("sum_once"),
    )
