"""What customers will be worth: expected purchases times expected spend, discounted, with an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.mbg_nbd import ModifiedBetaGeoNBD
from tools.clv.observations import Floats
from tools.clv.pareto_nbd import ParetoNBD
from tools.columns import require_columns
from tools.errors import InvalidArgument
from tools.estimate import Estimate

DAYS_PER_MONTH = 365.25 / 12
DAYS_PER_UNIT = {"D": 1.0, "W": 7.0, "M": DAYS_PER_MONTH}

LifetimeModel = BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """Values of customers over a horizon; arrays are in the order of the summary's rows."""

    values: Floats
    """Discounted value of each customer's future purchases within the horizon (what is past is not in it)."""
    purchases: Floats
    spend: Floats
    alive: Floats
    mean: Estimate
    total: Estimate
    median: float
    model: LifetimeModel
    spend_model: GammaGamma


def customer_lifetime_value(
    summary: pd.DataFrame,
    *,
    horizon_months: float = 12,
    annual_discount_rate: float = 0.0,
    unit: str = "W",
    value_share: float = 1.0,
    model: LifetimeModel | None = None,
    spend_model: GammaGamma | None = None,
    rows: Any = None,
    relative_model_error: float = 0.0,
    level: float = 0.95,
    currency: str = "number",
) -> LifetimeValue:
    """What each customer of a `customer_summary` will bring within the horizon, in today's money.

    `unit` is the one of recency and T: D days, W weeks, M months of 30.4 days. `annual_discount_rate` is an
    effective rate a year; each purchase is discounted from the moment it is expected. `value_share` turns the
    summary's money into what counts, for instance the margin share of revenue. Models are fitted on the whole
    summary unless given (BG/NBD and Gamma-Gamma); `rows` (a mask) says which customers to value.

    The interval of mean and total covers: the fitted parameters (both models, by sigma points of their
    covariance), the chance of individual customers, and `relative_model_error`, one standard deviation of the
    model's own error as a share of the total, which a backtest measures. A purchase model that fits badly
    makes the interval wide only through the last one, so always pass what the backtest found.

    Assumes that spend per purchase does not depend on frequency and that customers go on as they were.
    """
    require_columns(
        map(str, summary.columns), ("frequency", "recency", "T", "monetary_value"), what="summary"
    )
    horizon = _checked_horizon(horizon_months, unit)
    if not annual_discount_rate > -1:
        raise InvalidArgument(
            f"annual_discount_rate is {annual_discount_rate}; as a fraction, 0.15 for 15 % a year.",
            message_ru=f"annual_discount_rate = {annual_discount_rate}; нужна доля: 0.15 для 15 % в год.",
            argument="annual_discount_rate",
        )
    whole = [summary[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T", "monetary_value")]
    model = model or BetaGeoNBD().fit(*whole[:3])
    spend_model = spend_model or GammaGamma().fit(*payers(whole[0], whole[3]))
    x, t_x, age, money = whole if rows is None else [column[np.asarray(rows)] for column in whole]

    per_day = np.log1p(annual_discount_rate) / 365.25 * DAYS_PER_UNIT[unit]
    discounted = _discounted_purchases(model, x, t_x, age, horizon, per_day)
    purchases = np.asarray(model.expected_purchases(horizon, x, t_x, age)) if per_day else discounted
    spend = np.asarray(spend_model.expected_spend(*_without_free(x, money))) * value_share
    values = discounted * spend
    alive = np.asarray(model.probability_alive(x, t_x, age))

    total = float(values.sum())
    variance = _chance(model, spend_model, x, purchases, spend, alive) + (relative_model_error * total) ** 2
    for shifted in _sigma_points(model):
        variance += (
            np.sum(_discounted_purchases(shifted, x, t_x, age, horizon, per_day) * spend) - total
        ) ** 2 / 2
    for dearer in _sigma_points(spend_model):
        dear = np.asarray(dearer.expected_spend(*_without_free(x, money))) * value_share
        variance += (np.sum(discounted * dear) - total) ** 2 / 2
    return LifetimeValue(
        values=values,
        purchases=purchases,
        spend=spend,
        alive=alive,
        mean=_estimate(total, variance, x.size, level, currency, model, per=x.size),
        total=_estimate(total, variance, x.size, level, currency, model, per=1),
        median=float(np.median(values)),
        model=model,
        spend_model=spend_model,
    )


def payers(frequency: Floats, monetary_value: Floats) -> tuple[Floats, Floats]:
    """Who can teach the spend model: customers whose repeat purchases were worth something on average."""
    paid = (frequency > 0) & (monetary_value > 0)
    return frequency[paid], monetary_value[paid]


def _without_free(frequency: Floats, monetary_value: Floats) -> tuple[Floats, Floats]:
    """A customer whose repeat purchases were all free tells nothing about spend: treated as a newcomer."""
    return np.where(monetary_value > 0, frequency, 0.0), np.maximum(monetary_value, 0.0)


def _checked_horizon(months: float, unit: str) -> float:
    if unit not in DAYS_PER_UNIT:
        raise InvalidArgument(
            f"unit is {unit!r}; D (days), W (weeks) or M (months) are known.", argument="unit"
        )
    if not 0 < months <= 600:
        raise InvalidArgument(
            f"horizon_months is {months}; it must be above 0 and at most 600.",
            message_ru=f"horizon_months = {months}; нужно больше 0 и не больше 600 месяцев.",
            argument="horizon_months",
        )
    return months * DAYS_PER_MONTH / DAYS_PER_UNIT[unit]


def _discounted_purchases(
    model: LifetimeModel, x: Floats, t_x: Floats, age: Floats, horizon: float, rate: float
) -> Floats:
    """Purchases within the horizon, each weighted by exp(-rate * time until it).

    By parts that is exp(-rate H) E(H) + rate * integral of exp(-rate t) E(t), the integral by six nodes of
    Gauss and Legendre (E is smooth and concave).
    """
    purchases = np.asarray(model.expected_purchases(horizon, x, t_x, age))
    if rate == 0:
        return purchases
    discounted = np.exp(-rate * horizon) * purchases
    nodes, shares = np.polynomial.legendre.leggauss(6)
    for node, share in zip((nodes + 1) / 2 * horizon, shares / 2 * horizon, strict=True):
        until = np.asarray(model.expected_purchases(node, x, t_x, age))
        discounted = discounted + share * rate * np.exp(-rate * node) * until
    return np.asarray(discounted)


def _chance(
    model: LifetimeModel, spend_model: GammaGamma, x: Floats, purchases: Floats, spend: Floats, alive: Floats
) -> float:
    """Variance of the total that is left when the parameters are known: who stays, how often, for how much.

    Purchases of a customer who stays are taken as negative binomial with the posterior shape r + x; spend
    varies within a customer (shape p) and around what is known of the customer's mean (shape p x + q).
    """
    p, q, _ = spend_model.params_.values()
    if_alive = purchases / np.maximum(alive, 1e-12)
    second = if_alive + if_alive**2 * (1 + 1 / (model.params_["r"] + x))
    of_purchases = np.maximum(alive * second - purchases**2, 0.0)
    of_spend = spend**2 * (1 / p + 1 / np.maximum(p * x + q - 2, 0.5))
    return float(np.sum(spend**2 * of_purchases + purchases * of_spend))


def _sigma_points(model: Any) -> list[Any]:
    """The model one standard deviation up and down along each axis of its parameters' covariance.

    Along a nearly flat direction the deviation is cut at a factor of e, as far as a normal curve in the
    logarithms can be believed.
    """
    if model.covariance_ is None:
        return []
    variance, axes = np.linalg.eigh(model.covariance_)
    centre = np.log(np.array(list(model.params_.values())))
    points = []
    for spread, axis in zip(np.sqrt(np.maximum(variance, 0.0)), axes.T, strict=True):
        for sign in (1, -1):
            there = np.exp(centre + sign * min(float(spread), 1.0) * axis)
            points.append(type(model).from_params(**dict(zip(model.names, there, strict=True))))
    return points


def _estimate(
    total: float, variance: float, n: int, level: float, unit: str, model: LifetimeModel, *, per: int
) -> Estimate:
    reach = float(ndtri(0.5 + level / 2)) * np.sqrt(variance)
    return Estimate(
        value=total / max(per, 1),
        unit=unit,
        n=n,
        method=f"{model.title} x Gamma-Gamma, maximum likelihood; normal interval over parameters, chance and backtest error",
        low=max(0.0, total - reach) / max(per, 1),
        high=(total + reach) / max(per, 1),
        level=level,
    )
