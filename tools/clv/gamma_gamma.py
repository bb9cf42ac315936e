"""Gamma-Gamma: what a customer spends per purchase, shrunk towards what all customers spend.

Source: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025 on brucehardie.com,
equations 1a (likelihood) and 5 (conditional expectation).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import digamma, gammaincinv, gammaln, polygamma

from tools.clv.newton import maximise
from tools.clv.observations import Floats, as_column, checked_weights, refuse
from tools.clv.predictions import Fitted, shaped
from tools.errors import InvalidArgument, NotEnoughData


class GammaGamma(Fitted):
    """Spend per purchase varies around a customer's own mean (gamma, shape p); the means differ between
    customers (inverse gamma: q, v). Assumes that they do not depend on how often a customer buys.

    The fitted attributes are those of `Fitted`; `n_` counts the customers who came back.
    """

    names = ("p", "q", "v")
    title = "Gamma-Gamma"

    def fit(self, frequency: Any, monetary_value: Any, weights: Any = None) -> Self:
        """Maximum likelihood on customers with repeat purchases; the others say nothing and are left out.

        `monetary_value` is the mean value of a customer's repeat purchases, any currency. A customer with
        purchases of value 0 (all refunded) cannot be described by this model and is refused.
        """
        x, mean, weight = _repeat_buyers(frequency, monetary_value, weights)
        log_mean, total = np.log(mean), x * mean
        n = float(weight.sum())

        def total_of(values: Floats) -> float:
            return float(np.sum(weight * values))

        def surface(parameters: Floats) -> tuple[float, Floats, Floats]:
            p, q, v = (float(value) for value in parameters)
            shape = p * x + q
            log_all, over = np.log(total + v), 1 / (total + v)
            value = total_of(
                gammaln(shape)
                - gammaln(p * x)
                - gammaln(q)
                + q * np.log(v)
                + (p * x - 1) * log_mean
                + p * x * np.log(x)
                - shape * log_all
            )
            by_shape = digamma(shape) - log_all
            slope = np.array(
                [
                    total_of(x * (by_shape - digamma(p * x) + log_mean + np.log(x))),
                    total_of(by_shape - digamma(q) + np.log(v)),
                    total_of(q / v - shape * over),
                ]
            )
            bend = polygamma(1, shape)
            pp = total_of(x**2 * (bend - polygamma(1, p * x)))
            pq, pv = total_of(x * bend), -(total_of(x * over))
            qq, qv = total_of(bend) - n * polygamma(1, q), total_of(1 / v - over)
            vv = total_of(shape * over**2) - n * q / v**2
            return value, slope, np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])

        typical = float(np.exp(total_of(log_mean) / n))
        maximum = maximise(surface, (4.0, 3.0, typical / 2), customers=n, model=self.title)
        return self._keep(maximum, n)

    @classmethod
    def from_params(cls, *, p: float, q: float, v: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(p=p, q=q, v=v)

    def expected_spend(self, frequency: Any, monetary_value: Any) -> Any:
        """Expected value of a future purchase, given the number and mean value of the past ones (equation 5).

        Where that mean is infinite (p x + q <= 1, a very heavy tail) the median is given in its place.
        """
        p, q, v = self._values()
        plain = np.ndim(frequency) == 0 and np.ndim(monetary_value) == 0
        x, mean = _columns(
            *np.broadcast_arrays(
                np.atleast_1d(np.asarray(frequency)), np.atleast_1d(np.asarray(monetary_value))
            )
        )
        shape, scale = p * x + q, v + x * np.where(x > 0, mean, 0.0)
        finite = shape > 1
        spend = p * scale / np.where(finite, shape - 1, 1.0)
        if not finite.all():
            median_rate = np.maximum(gammaincinv(shape[~finite], 0.5), 1e-300)
            spend[~finite] = p * scale[~finite] / median_rate
        return shaped(spend, plain)


def _columns(frequency: Any, monetary_value: Any) -> tuple[Floats, Floats]:
    x, mean = as_column(frequency, "frequency"), as_column(monetary_value, "monetary_value")
    if x.size != mean.size:
        raise InvalidArgument(
            f"frequency has {x.size} entries and monetary_value {mean.size}; they must match.",
            message_ru=f"В frequency {x.size} значений, а в monetary_value {mean.size}; должно быть поровну.",
            argument="monetary_value",
        )
    refuse(x != np.floor(x), "frequency", x, "must hold whole numbers of repeat purchases")
    return x, mean


def _repeat_buyers(frequency: Any, monetary_value: Any, weights: Any) -> tuple[Floats, Floats, Floats]:
    """Those who came back, equal ones added up, in one canonical order."""
    x, mean = _columns(frequency, monetary_value)
    weight = np.ones(x.size) if weights is None else checked_weights(weights, x.size)
    repeat = (x > 0) & (weight > 0)
    x, mean, weight = x[repeat], mean[repeat], weight[repeat]
    if x.size < 3:
        raise NotEnoughData(
            f"Only {x.size} customers have repeat purchases; the Gamma-Gamma model needs at least three.",
            message_ru=f"Повторные покупки есть только у {x.size} покупателей; модели Gamma-Gamma нужно не меньше трёх.",
            argument="frequency",
        )
    refuse(mean == 0, "monetary_value", mean, "must be above 0 for customers with repeat purchases")
    order = np.lexsort((weight, mean, x))
    return x[order], mean[order], weight[order]
