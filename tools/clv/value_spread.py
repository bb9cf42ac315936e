"""How far a lifetime value can be off, and why: parameters that were only estimated, and what each customer
happens to do. The first hits all customers together and shrinks with more data; the second averages out over
customers and would be there with perfect knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import gammaincinv, ndtri

from tools.clv.future_purchases import History, LifetimeModel
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.observations import Floats
from tools.clv.pareto_nbd import ParetoNBD


@dataclass(frozen=True, slots=True)
class Spread:
    """Uncertainty of each customer's value, in money."""

    directions: Floats
    """One row an independent direction of parameter error: how each value moves by one standard deviation."""
    individual_variance: Floats
    """Variance of each customer's own outcome, were the parameters known."""
    silent: Floats
    """Probability that a customer buys nothing at all within the horizon."""
    fixed_cost: float
    relative_model_error: float
    values: Floats

    def parameter_deviation(self, rows: Any = slice(None)) -> float:
        """Standard deviation of the total of some customers from parameters alone."""
        return float(np.sqrt(np.sum(self.directions[:, rows].sum(axis=1) ** 2)))

    def individual_deviation(self, rows: Any = slice(None)) -> float:
        """Standard deviation of the total of some customers from what each happens to do."""
        return float(np.sqrt(np.sum(self.individual_variance[rows])))

    def deviation(self, rows: Any = slice(None)) -> float:
        """Both, and the model's own error as a backtest measured it."""
        model = self.relative_model_error * abs(float(np.sum(self.values[rows])))
        return float(
            np.sqrt(self.parameter_deviation(rows) ** 2 + self.individual_deviation(rows) ** 2 + model**2)
        )

    def of_each(self, level: float) -> tuple[Floats, Floats]:
        """Interval of what each customer will turn out to bring: a share of nothing at all, and a gamma
        distribution of the same mean and variance for those who buy."""
        mean = self.values + self.fixed_cost
        variance = self.individual_variance + np.sum(self.directions**2, axis=0)
        variance = variance + (self.relative_model_error * self.values) ** 2
        buys = np.maximum(1 - self.silent, 1e-12)
        if_buys = np.maximum(mean / buys, 1e-300)
        second = np.maximum((variance + mean**2) / buys, if_buys**2 * (1 + 1e-9))
        shape = if_buys**2 / (second - if_buys**2)
        ends = []
        for chance in ((1 - level) / 2, (1 + level) / 2):
            inner = np.clip((chance - self.silent) / buys, 0.0, 1.0)
            ends.append(
                np.where(inner > 0, gammaincinv(shape, inner) * if_buys / shape, 0.0) - self.fixed_cost
            )
        return ends[0], ends[1]


def reach(level: float) -> float:
    """Standard deviations to either side of a normal interval."""
    return float(ndtri(0.5 + level / 2))


def shifts(model: Any) -> list[tuple[Any, Any]]:
    """The model one standard deviation up and down along each axis of its parameters' covariance.

    Along a nearly flat direction the deviation is cut at a factor of e, as far as a normal curve in the
    logarithms can be believed.
    """
    if model.covariance_ is None:
        return []
    variance, axes = np.linalg.eigh(model.covariance_)
    pairs = []
    for deviation, axis in zip(np.sqrt(np.maximum(variance, 0.0)), axes.T, strict=True):
        step = min(float(deviation), 1.0) * axis
        if step.any():
            pairs.append((model.at(model.coordinates_ + step), model.at(model.coordinates_ - step)))
    return pairs


def individual_variance(
    model: LifetimeModel, spend_model: GammaGamma, x: Floats, purchases: Floats, spend: Floats, alive: Floats
) -> Floats:
    """Variance of each customer's money when the parameters are known: who stays, how often, for how much.

    Purchases of a customer who stays are taken as negative binomial with the posterior shape r + x; spend
    varies within a customer (shape p), and the customer's own mean around what is known of it (shape p x + q).
    """
    p, q, _ = spend_model.params_.values()
    if_alive = purchases / np.maximum(alive, 1e-12)
    second = np.maximum(alive * (if_alive + if_alive**2 * (1 + 1 / (model.params_["r"] + x))), purchases**2)
    of_mean = 1 / np.maximum(p * x + q - 2, 0.5)
    within = (1 + of_mean) / p
    return np.asarray(spend**2 * (second - purchases**2 + purchases * within + second * of_mean))


def silence(model: LifetimeModel, history: History, days: float, alive: Floats) -> Floats:
    """Probability of no purchase at all within the horizon: has left, or stays and does not come."""
    covariates = history.more.get("covariates")
    r, alpha, third, fourth = model._own(covariates, history.x.size)
    ahead = days / history.unit_days
    if np.isinf(ahead):
        return np.asarray(1 - alive)
    if isinstance(model, ParetoNBD):  # on average active for so long only
        power = (1 - third) * np.log1p(ahead / (fourth + history.age))
        grown = np.where(np.abs(power) < 1e-12, 1.0, np.expm1(power) / np.where(power == 0, 1.0, power))
        ahead = (fourth + history.age) * np.log1p(ahead / (fourth + history.age)) * grown
    quiet = np.exp(-(r + history.x) * np.log1p(ahead / (alpha + history.age)))
    return np.asarray(1 - alive + alive * quiet)
