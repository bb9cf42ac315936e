"""BG/NBD: how often customers who may silently leave will buy again.

Source: Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the
Pareto/NBD Model", Marketing Science 24(2), 275-284.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Self

import numpy as np
from scipy.special import betainc, betaln, expit, gammaln

from tools.clv.beta_geometric import Surface, log_likelihood_of_each, log_odds_gone
from tools.clv.covariates import Affects
from tools.clv.histories import Histories, by_cell
from tools.clv.limits import leaving_by_chance
from tools.clv.newton import maximise
from tools.clv.observations import Floats, as_data, group
from tools.clv.predictions import Fitted, ahead_of, horizons, of_new, purchase_count, shaped
from tools.clv.repeat_buying import refuse_without_repeats, settled, usual_rate
from tools.clv.staying import purchases_while_active


class BetaGeoNBD(Fitted):
    """Purchases come at a rate that differs between customers (gamma: r, alpha); after each purchase a
    customer leaves for good with a probability that differs too (beta: a, b), independently of the rate.

    Assumes no seasons or trend, and that leaving is not seen (no contracts). Time may be in any unit, the
    same everywhere; the fitted attributes are those of `Fitted`.
    """

    names = ("r", "alpha", "a", "b")
    moved_by_covariates = (("rate", 1, -1.0), ("leaving", 2, 1.0), ("leaving", 3, 1.0))
    title = "BG/NBD"

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
        start = (0.5, 0.5 / rate, 0.7, 2.0)
        leave_at_once = (1.0, 0.5 / rate, 0.2, 0.05)
        hardly_leave = (0.4, 0.4 / rate, 0.2, 5.0)
        maximum = maximise(
            Surface(cells, extra_chances=0),
            start,
            customers=cells.n,
            model=self.title,
            other_starts=(leave_at_once, hardly_leave),
        )
        _, _, a, b = map(float, maximum.parameters)
        chances = float(np.sum(cells.weight * cells.frequency) / cells.n)
        leaving = leaving_by_chance(a, b, chances, ("a", "b"))
        self._keep(maximum, cells.n, settled(type(self), maximum, cells, leaving))
        if covariates is not None:
            data = as_data(frequency, recency, T, weights)
            self._explain(
                partial(log_likelihood_of_each, extra_chances=0),
                covariates,
                affects,
                frequency,
                data,
                maximum,
            )
        return self

    @classmethod
    def from_params(cls, *, r: float, alpha: float, a: float, b: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(r=r, alpha=alpha, a=a, b=b)

    def expected_purchases(
        self, horizon: Any, frequency: Any, recency: Any, T: Any, covariates: Any = None
    ) -> Any:
        """Expected purchases within `horizon` after T, given each customer's history (equation 10)."""
        customers = Histories.of(frequency, recency, T)
        own = self._own(covariates, customers.x.size, frequency)

        def if_active(x: Floats, age: Floats, ahead: Any, r: Any, alpha: Any, a: Any, b: Any) -> Floats:
            return purchases_while_active(r + x, ahead / (alpha + age), a, b + x)

        def expected(x: Floats, t_x: Floats, age: Floats, ahead: Any, *own: Any) -> Floats:
            return by_cell(if_active, x, age, ahead, *own) * _alive(x, t_x, age, *own)

        ahead = ahead_of(horizon, customers.x.size)
        return shaped(customers.each(expected, ahead, *own), customers.plain and np.ndim(horizon) == 0)

    def expected_purchases_new(self, horizon: Any, covariates: Any = None) -> Any:
        """Expected repeat purchases of a customer within `horizon` of the first purchase (equation 9)."""

        def expected(ahead: Floats, r: Floats, alpha: Floats, a: Floats, b: Floats) -> Floats:
            return purchases_while_active(r, ahead / alpha, a, b)

        found = of_new(expected, (horizons(horizon),), partial(self._own, covariates), covariates)
        return shaped(found, np.ndim(horizon) == 0 and found.size == 1)

    def probability_alive(self, frequency: Any, recency: Any, T: Any, covariates: Any = None) -> Any:
        """Probability that the customer has not left by T; 1 for those who never came back, by assumption."""
        customers = Histories.of(frequency, recency, T)
        own = self._own(covariates, customers.x.size, frequency)
        return shaped(customers.each(_alive, *own), customers.plain)

    def probability_of_purchases(self, n: Any, horizon: Any, covariates: Any = None) -> Any:
        """Probability that a new customer makes exactly n repeat purchases within `horizon` (equation 8)."""
        given = np.broadcast_arrays(purchase_count(n), horizons(horizon))
        found = of_new(_chance_of, tuple(given), partial(self._own, covariates), covariates)
        return shaped(found, np.ndim(n) == 0 and np.ndim(horizon) == 0 and found.size == 1)


def _chance_of(count: Floats, ahead: Floats, r: Floats, alpha: Floats, a: Floats, b: Floats) -> Floats:
    """Equation 8: stayed throughout, or left right after the last purchase."""
    share = ahead / (alpha + ahead)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_bought = np.where(count > 0, count * np.log(share), 0.0) - r * np.log1p(ahead / alpha)
    ways = gammaln(r + count) - gammaln(r) - gammaln(count + 1)
    stayed = np.exp(betaln(a, b + count) - betaln(a, b) + ways + log_bought)
    at_least_one = np.maximum(count, 1.0)
    left = np.exp(betaln(a + 1, b + at_least_one - 1) - betaln(a, b)) * betainc(at_least_one, r, share)
    return np.asarray(stayed + np.where(count > 0, left, 0.0))


def _alive(x: Floats, t_x: Floats, age: Floats, r: Any, alpha: Any, a: Any, b: Any) -> Floats:
    chances = np.where(x > 0, b + x - 1, 1.0)
    return np.where(x > 0, expit(-log_odds_gone(r, alpha, a, chances, x, t_x, age)), 1.0)
