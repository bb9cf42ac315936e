"""Gamma-Gamma: what a customer spends per purchase, shrunk towards what all customers spend.

Source: Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025 on brucehardie.com,
equations 1a (likelihood) and 5 (conditional expectation).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import gammaincinv

from tools.clv.limits import Limit, named_limits
from tools.clv.newton import Maximum, maximise
from tools.clv.observations import Floats, as_column, checked_weights, refuse
from tools.clv.predictions import Fitted, shaped
from tools.clv.spend_surface import Payers, SpendSurface
from tools.clv.suspicions import warn_of_correlation, warn_of_no_mean
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified


class GammaGamma(Fitted):
    """Spend per purchase varies around a customer's own mean (gamma, shape p); the means differ between
    customers (inverse gamma: q, v). Assumes that they do not depend on how often a customer buys.

    The fitted attributes are those of `Fitted`; `n_` counts the customers who came back. `correlation_` is the
    one between frequency and spend per purchase, and `correlation_effect_` by how much the model's money,
    weighted by purchases, is off because of it (-0.1: ten per cent too low).
    """

    names = ("p", "q", "v")
    title = "Gamma-Gamma"
    correlation_: float = 0.0
    correlation_effect_: float = 0.0

    def fit(self, frequency: Any, monetary_value: Any, weights: Any = None) -> Self:
        """Maximum likelihood on customers with repeat purchases; the others say nothing and are left out.

        `monetary_value` is the mean value of a customer's repeat purchases, any currency. A customer with
        purchases of value 0 (all refunded) cannot be described by this model and is refused. Warns
        (SuspiciousData) where frequency and spend are related enough to move the money, and where the mean
        spend of all customers does not exist (q at most 1).
        """
        payers = _payers(frequency, monetary_value, weights)
        surface = SpendSurface(payers)
        typical = float(np.exp(np.sum(surface.log_mean) / payers.n))
        maximum = maximise(
            surface,
            (4.0, 3.0, typical / 2),
            customers=payers.n,
            model=self.title,
            other_starts=((1.0, 1.2, typical / 2), (30.0, 2.0, typical / 30)),
        )
        self._keep(maximum, payers.n, _limits(maximum))
        if self.params_["q"] <= 1:
            warn_of_no_mean(self.params_["q"])
        self._measure_dependence(payers)
        return self

    def _measure_dependence(self, payers: Payers) -> None:
        """Weighted correlation of frequency and spend, and what it does to the money of these customers."""
        p, q, v = self._values()
        if q <= 1:
            return
        n, u = payers.n, payers.u
        w, spent = payers.sums(np.ones_like(payers.mean)), payers.sums(payers.mean)
        deviation = payers.mean - spent.sum() / n
        du = u - np.sum(w * u) / n
        spread = np.sqrt(np.sum(w * du**2) * np.sum(payers.sums(deviation**2)))
        if spread > 0:
            self.correlation_ = float(np.sum(du * payers.sums(deviation)) / spread)
            # equation 5 is linear in the mean spend: summed over the customers of each frequency
            said = np.sum(u * p * (w * v + u * spent) / (p * u + q - 1))
            self.correlation_effect_ = float(said / np.sum(u * spent) - 1)
            warn_of_correlation(self.correlation_, self.correlation_effect_, round(n))

    @classmethod
    def from_params(cls, *, p: float, q: float, v: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(p=p, q=q, v=v)

    def expected_spend(self, frequency: Any, monetary_value: Any) -> Any:
        """Expected value of a future purchase, given the number and mean value of the past ones (equation 5).

        Where that mean is infinite (p x + q <= 1, a very heavy tail) the median is given in its place, with a
        warning (SuspiciousData).
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
            warn_of_no_mean(q)
            median_rate = np.maximum(gammaincinv(shape[~finite], 0.5), 1e-300)
            spend[~finite] = p * scale[~finite] / median_rate
        return shaped(spend, plain)

    def mean_spend(self) -> float:
        """Mean value of a purchase over all customers, p v / (q - 1); NotIdentified where it does not exist."""
        p, q, v = self._values()
        if q <= 1:
            raise NotIdentified(
                f"Gamma-Gamma: with q = {q:.3g}, at most 1, the mean spend of all customers is infinite: a few purchases carry the "
                "money. Leave out or cap extreme purchases, or use medians.",
                message_ru=f"Gamma-Gamma: при q = {q:.3g}, не больше 1, средние траты всех покупателей бесконечны: деньги дают несколько "
                "покупок. Уберите или ограничьте крайние суммы либо берите медианы.",
                argument="monetary_value",
            )
        return p * v / (q - 1)


def _limits(maximum: Maximum) -> tuple[Limit, ...]:
    p, q, v = (float(value) for value in maximum.parameters)
    constant = Limit(
        "constant_spend",
        ("p",),
        0.0,
        "У каждого покупателя все покупки на одну сумму.",
        "Each customer spends the same at every purchase.",
    )
    typical = p * v / max(q - 1, 1e-9)
    alike = Limit(
        "one_mean_spend",
        ("q", "v"),
        typical,
        f"Покупатели не различаются средней суммой покупки: у всех она {typical:.4g}.",
        f"Customers do not differ in their mean spend: it is {typical:.4g} for all.",
    )
    pairs = ((("p",), constant if p > 100 else None), (("q", "v"), alike if q > 100 else None))
    return named_limits(pairs, GammaGamma.names, maximum, GammaGamma.title)


def _columns(frequency: Any, monetary_value: Any) -> tuple[Floats, Floats]:
    x, mean = as_column(frequency, "frequency"), as_column(monetary_value, "monetary_value")
    if x.size != mean.size:
        raise InvalidArgument(
            f"frequency has {x.size} entries and monetary_value {mean.size}; they must match.",
            message_ru=f"В frequency {x.size} значений, а в monetary_value {mean.size}; должно быть поровну.",
            argument="monetary_value",
        )
    refuse(
        x != np.floor(x),
        "frequency",
        x,
        "must hold whole numbers of repeat purchases",
        "нужны целые числа повторных покупок",
    )
    return x, mean


def _payers(frequency: Any, monetary_value: Any, weights: Any) -> Payers:
    """Those who came back; NotEnoughData where they are fewer than three."""
    x, mean = _columns(frequency, monetary_value)
    weight = np.ones(x.size) if weights is None else checked_weights(weights, x.size)
    repeat = (x > 0) & (weight > 0)
    if not repeat.all():
        x, mean, weight = x[repeat], mean[repeat], weight[repeat]
    if x.size < 3:
        raise NotEnoughData(
            f"Only {x.size} customers have repeat purchases; the Gamma-Gamma model needs at least three.",
            message_ru=f"Повторные покупки есть только у {x.size} покупателей; модели Gamma-Gamma нужно не меньше трёх.",
            argument="frequency",
        )
    refuse(
        mean == 0,
        "monetary_value",
        mean,
        "must be above 0 for customers with repeat purchases: leave out those whose purchases were all refunded or free",
        "у повторных покупателей должно быть больше 0: уберите тех, у кого все покупки возвращены или бесплатны",
    )
    return Payers.of(x, mean, weight)
