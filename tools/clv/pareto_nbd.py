"""Pareto/NBD: how often customers will buy who may leave at any moment, not only after a purchase.

Source: Schmittlein, Morrison and Colombo (1987), "Counting Your Customers: Who Are They and What Will They Do
Next?", Management Science 33(1); likelihood and expectations as in Fader and Hardie (2005), "A Note on
Deriving the Pareto/NBD Model", equations 19, 36 and 41, rearranged so that nothing overflows.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Self

import numpy as np
from scipy.special import expit, gammaln, xlogy

from tools.clv.covariates import Affects
from tools.clv.death_integral import log_left_by
from tools.clv.histories import Histories
from tools.clv.limits import leaving_by_rate
from tools.clv.newton import maximise
from tools.clv.observations import Floats, as_data, group
from tools.clv.pareto_surface import ParetoSurface, log_likelihood_of_each
from tools.clv.predictions import Fitted, ahead_of, horizons, of_new, purchase_count, shaped
from tools.clv.repeat_buying import refuse_without_repeats, settled, usual_rate


class ParetoNBD(Fitted):
    """Purchases come at a rate that differs between customers (gamma: r, alpha), and customers leave at a
    rate that differs too (gamma: s, beta), independently of the other.

    Assumes no seasons or trend, and that leaving is not seen. The fitted attributes are those of `Fitted`.
    """

    names = ("r", "alpha", "s", "beta")
    moved_by_covariates = (("rate", 1, -1.0), ("leaving", 3, -1.0))
    title = "Pareto/NBD"

    def fit(
        self,
        frequency: Any,
        recency: Any,
        T: Any,
        weights: Any = None,
        *,
        covariates: Any = None,
        affects: Affects = ("rate", "leaving"),
    ) -> Self:
        """Maximum likelihood on repeat purchases, time of the last one and age, both since the first purchase.

        `weights` says how many customers a row stands for. `covariates`, a table with one row a customer, holds
        what was known of each from the start (categories or numbers); `affects` says what they move. The result
        is the same to the last bit whatever the order of the rows. Raises InvalidArgument, NotEnoughData or
        NotIdentified; warns of SuspiciousData.
        """
        cells = group(frequency, recency, T, weights)
        refuse_without_repeats(cells, self.title)
        rate = usual_rate(cells)
        typical_age = float(np.sum(cells.weight * cells.age) / cells.n)
        start = (0.7, 0.5 / rate, 0.7, max(typical_age, 1e-6) / 2)
        leave_at_once = (1.5, 1.0 / rate, 0.05, max(typical_age, 1e-6) / 50)
        hardly_leave = (0.5, 0.5 / rate, 0.5, max(typical_age, 1e-6) * 5)
        maximum = maximise(
            ParetoSurface(cells),
            start,
            customers=cells.n,
            model=self.title,
            other_starts=(leave_at_once, hardly_leave),
        )
        _, _, s, beta = map(float, maximum.parameters)
        leaving = leaving_by_rate(s, beta, typical_age, ("s", "beta"))
        self._keep(maximum, cells.n, settled(type(self), maximum, cells, leaving))
        if covariates is not None:
            data = as_data(frequency, recency, T, weights)
            self._explain(log_likelihood_of_each, covariates, affects, frequency, data, maximum)
        return self

    @classmethod
    def from_params(cls, *, r: float, alpha: float, s: float, beta: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(r=r, alpha=alpha, s=s, beta=beta)

    def expected_purchases(
        self, horizon: Any, frequency: Any, recency: Any, T: Any, covariates: Any = None
    ) -> Any:
        """Expected purchases within `horizon` after T, given each customer's history (equation 41)."""
        customers = Histories.of(frequency, recency, T)
        own = self._own(covariates, customers.x.size, frequency)

        def expected(x: Floats, t_x: Floats, age: Floats, ahead: Any, *own: Any) -> Floats:
            r, alpha, s, beta = own
            share = _time_share(s, ahead / (beta + age))
            while_alive = (r + x) / (alpha + age) * (beta + age) * share
            return np.asarray(while_alive * _alive(x, t_x, age, *own))

        ahead = ahead_of(horizon, customers.x.size)
        return shaped(customers.each(expected, ahead, *own), customers.plain and np.ndim(horizon) == 0)

    def expected_purchases_new(self, horizon: Any, covariates: Any = None) -> Any:
        """Expected repeat purchases of a customer within `horizon` of the first purchase (equation 17)."""

        def expected(ahead: Floats, r: Floats, alpha: Floats, s: Floats, beta: Floats) -> Floats:
            return np.asarray(r * beta / alpha * _time_share(s, ahead / beta))

        found = of_new(expected, (horizons(horizon),), partial(self._own, covariates), covariates)
        return shaped(found, np.ndim(horizon) == 0 and found.size == 1)

    def probability_alive(self, frequency: Any, recency: Any, T: Any, covariates: Any = None) -> Any:
        """Probability that the customer has not left by T (equation 36)."""
        customers = Histories.of(frequency, recency, T)
        own = self._own(covariates, customers.x.size, frequency)
        return shaped(customers.each(_alive, *own), customers.plain)

    def probability_of_purchases(self, n: Any, horizon: Any, covariates: Any = None) -> Any:
        """Probability that a new customer makes exactly n repeat purchases within `horizon`."""
        given = np.broadcast_arrays(purchase_count(n), horizons(horizon))
        found = of_new(_chance_of, tuple(given), partial(self._own, covariates), covariates)
        return shaped(found, np.ndim(n) == 0 and np.ndim(horizon) == 0 and found.size == 1)


def _chance_of(count: Floats, ahead: Floats, r: Floats, alpha: Floats, s: Floats, beta: Floats) -> Floats:
    """Those who stay throughout, plus those who leave at y with n purchases by then, integrated over y."""
    stayed = _negative_binomial(count, r, ahead / (alpha + ahead)) * (beta / (beta + ahead)) ** s
    nodes, shares = np.polynomial.legendre.leggauss(200)
    count, r, alpha, s, beta = (column[:, None] for column in (count, r, alpha, s, beta))
    # evenly in the probability of having left by y, so that quick leavers are resolved too
    gone_by_end = -np.expm1(-s * np.log1p(ahead[:, None] / beta))
    left_at = beta * np.expm1(-np.log1p(-gone_by_end * (nodes + 1) / 2) / s)
    bought = _negative_binomial(count, r, left_at / (alpha + left_at))
    return np.asarray(stayed + np.sum(bought * shares / 2 * gone_by_end, axis=1))


def _alive(x: Floats, t_x: Floats, age: Floats, r: Any, alpha: Any, s: Any, beta: Any) -> Floats:
    odds = log_left_by(float(np.max(r)), alpha, float(np.max(s)), beta, x, t_x, age)
    return np.asarray(expit(-odds))


def _time_share(s: float | Floats, share: Floats) -> Floats:
    """(1 - (1 + share)^(1 - s)) / (s - 1), also at s = 1 where it is a logarithm."""
    grown = np.log1p(share)
    power = (1 - s) * grown
    return np.asarray(
        grown * np.where(np.abs(power) < 1e-12, 1.0, np.expm1(power) / np.where(power == 0, 1.0, power))
    )


def _negative_binomial(count: Floats, r: Floats, share: Floats) -> Floats:
    """P(exactly `count` purchases) of a customer who is active throughout."""
    ways = gammaln(r + count) - gammaln(r) - gammaln(count + 1)
    return np.asarray(np.exp(ways + xlogy(count, share) + r * np.log1p(-share)))
