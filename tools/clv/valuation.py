"""What customers will be worth: expected purchases times expected spend, less returns and costs, discounted,
with an interval and with every step on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.covariates import as_table
from tools.clv.discounting import DAYS_PER_MONTH, Discount, Period
from tools.clv.future_purchases import History, LifetimeModel, discounted_purchases
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.horizon import LONGEST_MONTHS, days_ahead
from tools.clv.observations import Floats, as_column, checked
from tools.clv.suspicions import warn_of_negative_spend
from tools.clv.value_spread import Spread, individual_variance, reach, shifts, silence
from tools.columns import require_columns
from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate
from tools.facts import Fact

__all__ = [
    "DAYS_PER_MONTH",
    "DAYS_PER_UNIT",
    "LifetimeModel",
    "LifetimeValue",
    "SegmentValue",
    "Step",
    "customer_lifetime_value",
    "payers",
]

DAYS_PER_UNIT = {"D": 1.0, "W": 7.0, "M": DAYS_PER_MONTH}
FOR_EVER = float("inf")


@dataclass(frozen=True, slots=True)
class Step:
    """One step from customers to their value: a figure and what it is called."""

    key: str
    estimate: Estimate
    label_ru: str
    label_en: str


@dataclass(frozen=True, slots=True)
class SegmentValue:
    """The value of some of the customers, with the two kinds of uncertainty told apart (of the total)."""

    customers: int
    mean: Estimate
    total: Estimate
    parameter_deviation: float
    """Standard deviation of the total because the parameters were only estimated."""
    individual_deviation: float
    """Standard deviation of the total because of what each customer happens to do."""


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """Values of customers over a horizon; arrays are in the order of the summary's rows."""

    values: Floats
    """Discounted value of each customer's future purchases within the horizon (what is past is not in it)."""
    purchases: Floats
    spend: Floats
    """What one purchase is expected to bring, after returns, share and cost of the purchase."""
    alive: Floats
    mean: Estimate
    total: Estimate
    median: float
    model: LifetimeModel
    spend_model: GammaGamma
    steps: tuple[Step, ...]
    spread: Spread
    level: float
    currency: str

    def segments(self, labels: Any) -> dict[Any, SegmentValue]:
        """The value of each segment; `labels` names the segment of each customer, in the same order."""
        named = pd.Series(np.asarray(labels, dtype=object))
        if named.size != self.values.size:
            raise InvalidArgument(
                f"labels has {named.size} entries for {self.values.size} customers.",
                message_ru=f"В labels {named.size} значений на {self.values.size} покупателей.",
                argument="labels",
            )
        if named.isna().any():
            raise InvalidArgument(
                f"labels has no segment for row {int(np.argmax(named.isna()))} ({int(named.isna().sum())} such rows).",
                message_ru=f"В labels нет сегмента для строки {int(np.argmax(named.isna()))} (таких строк {int(named.isna().sum())}).",
                argument="labels",
            )
        parts = named.groupby(named, sort=True).indices
        return {label: self._of(np.asarray(rows)) for label, rows in parts.items()}

    def customer_intervals(self, level: float | None = None) -> pd.DataFrame:
        """For each customer: value, interval of what will really come, and the two standard deviations."""
        low, high = self.spread.of_each(self.level if level is None else level)
        return pd.DataFrame(
            {
                "value": self.values,
                "low": low,
                "high": high,
                "parameter_deviation": np.sqrt(np.sum(self.spread.directions**2, axis=0)),
                "individual_deviation": np.sqrt(self.spread.individual_variance),
            }
        )

    def facts(self, as_of: str | None = None) -> tuple[Fact, ...]:
        """The steps as facts, forecasts all of them."""
        return tuple(
            Fact.of(
                step.key,
                step.estimate,
                label_ru=step.label_ru,
                label_en=step.label_en,
                as_of=as_of,
                evidence="E",
            )
            for step in self.steps
        )

    def _of(self, rows: Any) -> SegmentValue:
        n = self.values[rows].size
        value, deviation = float(self.values[rows].sum()), self.spread.deviation(rows)
        total, mean = (
            _estimate(
                value, deviation, n, self.level, self.currency, self.model, self.spread.fixed_cost * n, per
            )
            for per in (1, n)
        )
        return SegmentValue(
            n, mean, total, self.spread.parameter_deviation(rows), self.spread.individual_deviation(rows)
        )


def customer_lifetime_value(
    summary: pd.DataFrame,
    *,
    horizon_months: float = 12,
    start_months: float = 0.0,
    as_of: date | None = None,
    annual_discount_rate: float = 0.0,
    discount_rate: float | None = None,
    discount_period: Period = "year",
    unit: str = "W",
    value_share: float = 1.0,
    return_share: float = 0.0,
    cost_per_purchase: float = 0.0,
    cost_per_year: float = 0.0,
    model: LifetimeModel | None = None,
    spend_model: GammaGamma | None = None,
    covariates: Any = None,
    rows: Any = None,
    relative_model_error: float = 0.0,
    level: float = 0.95,
    currency: str = "number",
) -> LifetimeValue:
    """What each customer of a `customer_summary` will bring within the horizon, in today's money.

    The horizon runs from `start_months` to `horizon_months` after the summary's day; `float("inf")` is for
    ever, where that exists. `as_of` is that day: months and years are then those of the calendar; without it a
    month is a twelfth of 365.25 days. `unit` is the one of recency and T: D days, W weeks, M months.

    `annual_discount_rate` is an effective rate a year; for another period give `discount_rate` with
    `discount_period` (year, quarter, month, week, day). Each purchase is discounted from the moment it is
    expected. What a purchase brings is its expected spend, less `return_share` of it, times `value_share` (the
    margin), less `cost_per_purchase`; `cost_per_year` is spent on every customer throughout, also on one who
    has left unseen. Models are fitted on the whole summary unless given (BG/NBD and Gamma-Gamma; with
    `covariates`, a table with the summary's rows); `rows` (a mask) says which customers to value.

    The interval of mean and total covers: the fitted parameters (both models, by sigma points of their
    covariance), the chance of individual customers, and `relative_model_error`, one standard deviation of the
    model's own error as a share of the total, which a backtest measures. A purchase model that fits badly
    makes the interval wide only through the last one, so always pass what the backtest found.

    Assumes that spend per purchase does not depend on frequency and that customers go on as they were.
    Raises InvalidArgument, and NotIdentified where a value for ever is infinite.
    """
    require_columns(
        map(str, summary.columns), ("frequency", "recency", "T", "monetary_value"), what="summary"
    )
    if unit not in DAYS_PER_UNIT:
        raise InvalidArgument(
            f"unit is {unit!r}; D (days), W (weeks) or M (months) are known.",
            message_ru=f"unit = {unit!r}; известны D (дни), W (недели) и M (месяцы).",
            argument="unit",
        )
    if discount_rate is None:
        discount = Discount(annual_discount_rate, "year", as_of)
    elif annual_discount_rate:
        raise InvalidArgument(
            "Give annual_discount_rate or discount_rate with discount_period, not both.",
            message_ru="Задайте annual_discount_rate либо discount_rate с discount_period, не оба.",
            argument="discount_rate",
        )
    else:
        discount = Discount(discount_rate, discount_period, as_of)
    days, start = _days(horizon_months, "horizon_months", as_of), _start(start_months, horizon_months, as_of)
    _check_shares(value_share, return_share, cost_per_purchase, cost_per_year)
    whole = _columns(summary)
    known = None if covariates is None else as_table(covariates, len(summary), summary["frequency"])
    model = model or BetaGeoNBD().fit(*whole[:3], covariates=known)
    spend_model = spend_model or GammaGamma().fit(*payers(whole[0], whole[3]))
    chosen = slice(None) if rows is None else np.asarray(rows)
    x, t_x, age, money = (column[chosen] for column in whole)
    if x.size == 0:
        raise NotEnoughData(
            "There are no customers to value: the summary is empty, or rows selects nobody.",
            message_ru="Оценивать некого: таблица пуста или rows никого не выбирает.",
            argument="summary" if rows is None else "rows",
        )
    table = None if known is None else known.reset_index(drop=True).loc[chosen]
    history = History(x, t_x, age, DAYS_PER_UNIT[unit], table)

    discounted = discounted_purchases(model, history, days, discount)
    purchases = discounted if discount.rate == 0 or np.isinf(days) else history.purchases(model, days)
    if start > 0:
        discounted = discounted - discounted_purchases(model, history, start, discount)
        purchases = purchases - history.purchases(model, start)
    gross = np.asarray(spend_model.expected_spend(*_without_free(x, money)))
    kept = (1 - return_share) * value_share
    spend = gross * kept - cost_per_purchase
    fixed_cost = cost_per_year * _years_of_cost(start, days, discount) if cost_per_year else 0.0
    values = discounted * spend - fixed_cost
    alive = history.alive(model)

    spread = Spread(
        directions=_directions(
            model, spend_model, history, min(days, 1e6), discounted, gross, spend, kept, money
        ),
        individual_variance=individual_variance(model, spend_model, x, discounted, np.abs(spend), alive),
        silent=silence(model, history, days, alive) if start == 0 else np.zeros(x.size),
        fixed_cost=fixed_cost,
        relative_model_error=relative_model_error,
        values=values,
    )
    total, deviation, n = float(values.sum()), spread.deviation(), x.size
    mean_estimate, total_estimate = (
        _estimate(total, deviation, n, level, currency, model, fixed_cost * n, per) for per in (n, 1)
    )
    return LifetimeValue(
        values=values,
        purchases=purchases,
        spend=spend,
        alive=alive,
        mean=mean_estimate,
        total=total_estimate,
        median=float(np.median(values)) if n else 0.0,
        model=model,
        spend_model=spend_model,
        steps=_steps(
            model, alive, purchases, discounted, gross, return_share, value_share, cost_per_purchase, fixed_cost,
            days - start, total_estimate, spread, currency,
        ),
        spread=spread,
        level=level,
        currency=currency,
    )  # fmt: skip


def _columns(summary: pd.DataFrame) -> list[Floats]:
    """The four checked columns; spend below zero is taken as free, with a warning."""
    money = summary["monetary_value"]
    paid = as_column(
        money.where(~(money < 0), 0.0) if is_numeric_dtype(money.dtype) else money, "monetary_value"
    )
    columns = [*checked(summary["frequency"], summary["recency"], summary["T"]), paid]
    if is_numeric_dtype(money.dtype) and (money < 0).any():
        warn_of_negative_spend(money.to_numpy(dtype=float))
    return columns


def payers(frequency: Floats, monetary_value: Floats) -> tuple[Floats, Floats]:
    """Who can teach the spend model: customers whose repeat purchases were worth something on average."""
    paid = (frequency > 0) & (monetary_value > 0)
    return frequency[paid], monetary_value[paid]


def _without_free(frequency: Floats, monetary_value: Floats) -> tuple[Floats, Floats]:
    """A customer whose repeat purchases were all free tells nothing about spend: treated as a newcomer."""
    return np.where(monetary_value > 0, frequency, 0.0), np.maximum(monetary_value, 0.0)


def _days(months: float, name: str, as_of: date | None) -> float:
    if months == FOR_EVER:
        return FOR_EVER
    if not 0 < months <= LONGEST_MONTHS:
        raise InvalidArgument(
            f"{name} is {months}; it must be above 0 and at most {LONGEST_MONTHS}, or infinite.",
            message_ru=f"{name} = {months}; нужно больше 0 и не больше {LONGEST_MONTHS} месяцев либо бесконечность.",
            argument=name,
        )
    return months * DAYS_PER_MONTH if as_of is None else float(days_ahead(as_of, months))


def _start(months: float, horizon: float, as_of: date | None) -> float:
    if months == 0:
        return 0.0
    if not 0 < months < horizon:
        raise InvalidArgument(
            f"start_months is {months}; it must be at least 0 and below horizon_months, {horizon}.",
            message_ru=f"start_months = {months}; нужно не меньше 0 и меньше horizon_months ({horizon}).",
            argument="start_months",
        )
    return _days(months, "start_months", as_of)


def _check_shares(value_share: float, return_share: float, per_purchase: float, per_year: float) -> None:
    for name, value, top in (
        ("value_share", value_share, np.inf),
        ("return_share", return_share, 1.0),
        ("cost_per_purchase", per_purchase, np.inf),
        ("cost_per_year", per_year, np.inf),
    ):
        if not 0 <= value <= top or np.isinf(value):
            upto = " and at most 1" if top == 1 else ""
            raise InvalidArgument(
                f"{name} is {value}; it must be at least 0{upto}.",
                message_ru=f"{name} = {value}; нужно не меньше 0{' и не больше 1' if upto else ''}.",
                argument=name,
            )


def _years_of_cost(start: float, days: float, discount: Discount) -> float:
    """Today's worth of one unit a year, paid evenly from `start` to `days`."""
    if np.isinf(days):
        if discount.rate <= 0:
            raise InvalidArgument(
                "cost_per_year for ever needs a positive discount rate.",
                message_ru="Бессрочный cost_per_year требует положительной ставки дисконтирования.",
                argument="cost_per_year",
            )
        days = float(discount.days_until(np.array([1e-12]))[0])
    nodes, shares = np.polynomial.legendre.leggauss(64)
    at = start + (days - start) * (nodes + 1) / 2
    return float(np.sum(discount.factor(at) * shares / 2) * (days - start) / 365.25)


def _directions(
    model: LifetimeModel, spend_model: GammaGamma, history: History, days: float, discounted: Floats,
    gross: Floats, spend: Floats, kept: float, money: Floats,
) -> Floats:  # fmt: skip
    """How each value moves by one standard deviation of the parameters, axis by axis.

    A shift of the parameters is taken to move discounted purchases as it moves all purchases of the horizon.
    """
    rows = []
    pairs = shifts(model)
    if pairs:
        centre = np.maximum(history.purchases(model, days), 1e-300)
        for up, down in pairs:
            moved = (history.purchases(up, days) - history.purchases(down, days)) / 2
            rows.append(moved / centre * discounted * spend)
    paid = _without_free(history.x, money)
    for up, down in shifts(spend_model):
        dearer = np.asarray(up.expected_spend(*paid)) - np.asarray(down.expected_spend(*paid))
        rows.append(dearer / 2 * kept * discounted)
    return np.array(rows) if rows else np.zeros((1, gross.size))


def _steps(
    model: LifetimeModel, alive: Floats, purchases: Floats, discounted: Floats, gross: Floats, return_share: float,
    value_share: float, cost_per_purchase: float, fixed_cost: float, days: float, total: Estimate, spread: Spread,
    currency: str,
) -> tuple[Step, ...]:  # fmt: skip
    """From customers to their value, each step a figure that the next one starts from."""
    n = alive.size
    sums = {
        "alive": float(alive.sum()), "purchases": float(purchases.sum()), "discounted": float(discounted.sum()),
        "gross": float(np.sum(discounted * gross)),
    }  # fmt: skip
    after_returns = sums["gross"] * (1 - return_share)
    margin = after_returns * value_share

    def step(key: str, value: float, unit: str, how: str, ru: str, en: str) -> Step:
        return Step(key, Estimate(value=value, unit=unit, n=n, method=how), ru, en)

    steps = [
        step("step_alive", sums["alive"], "customers", f"{model.title}, sum of the probabilities", "Из них ещё с нами, ожидаемое число", "Expected number still with us"),
        step("step_purchases", sums["purchases"], "purchases", f"{model.title}, expected within the horizon", "Ожидаемых покупок за горизонт", "Expected purchases within the horizon"),
        step("step_discounted_purchases", sums["discounted"], "purchases", "each weighted by its discount factor", "Они же в сегодняшнем весе (дисконтированы)", "The same, discounted to today"),
        step("step_spend", sums["gross"] / sums["discounted"] if sums["discounted"] > 0 else 0.0, currency, "Gamma-Gamma, weighted by purchases", "Ожидаемая сумма одной покупки", "Expected spend per purchase"),
        step("step_gross", sums["gross"], currency, "purchases times spend, customer by customer", "Сумма покупок", "Gross money"),
        step("step_after_returns", after_returns, currency, f"less {return_share:.1%} returned", "После возвратов", "After returns"),
        step("step_margin", margin, currency, f"times the share {value_share:.1%} that counts", "Засчитанная доля (маржа)", "The share that counts (margin)"),
        step("step_cost_of_purchases", -sums["discounted"] * cost_per_purchase, currency, "cost of each purchase, discounted", "Затраты на покупки", "Cost of the purchases"),
        step("step_cost_of_service", -fixed_cost * n, currency, "cost of each customer over the horizon, discounted", "Затраты на обслуживание клиентов", "Cost to serve the customers"),
        Step("step_value", total, "Стоимость за горизонт", "Value within the horizon"),
        step("step_parameter_deviation", spread.parameter_deviation(), currency, "sigma points of the parameters' covariance", "Разброс из-за оценки параметров (одно отклонение)", "Spread because parameters are estimated (one deviation)"),
        step("step_individual_deviation", spread.individual_deviation(), currency, "variance of purchases and spend at known parameters", "Разброс из-за поведения клиентов (одно отклонение)", "Spread because of what customers happen to do (one deviation)"),
    ]  # fmt: skip
    if np.isfinite(days):
        steps.insert(0, step("step_horizon", days, "days", "counted on the calendar where a date was given", "Горизонт в днях", "Horizon in days"))  # fmt: skip
    return tuple(steps)


def _estimate(
    total: float, deviation: float, n: int, level: float, unit: str, model: LifetimeModel, fixed: float, per: int
) -> Estimate:  # fmt: skip
    span = reach(level) * deviation
    return Estimate(
        value=total / max(per, 1),
        unit=unit,
        n=n,
        method=f"{model.title} x Gamma-Gamma, maximum likelihood; normal interval over parameters, chance and backtest error",
        low=max(0.0 - fixed, total - span) / max(per, 1),
        high=(total + span) / max(per, 1),
        level=level,
    )
