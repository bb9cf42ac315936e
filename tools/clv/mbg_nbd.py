"""MBG/NBD: the BG/NBD for businesses where a customer may leave right after the first purchase.

Source: Batislam, Denizel and Filiztekin (2007), "Empirical validation and comparison of models for customer
base analysis", International Journal of Research in Marketing 24(3), 201-209; the same model is the CBG/NBD of
Hoppe and Wagner (2007), Marketing JRM 3(2).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import betainc, betaln, expit, gammaln

from tools.clv.beta_geometric import Surface, log_odds_gone
from tools.clv.limits import leaving_by_chance
from tools.clv.newton import maximise
from tools.clv.observations import Floats, group
from tools.clv.predictions import Fitted, by_cell, customer_columns, horizons, purchase_count, shaped
from tools.clv.repeat_buying import refuse_without_repeats, settled, usual_rate
from tools.clv.staying import purchases_while_active


class ModifiedBetaGeoNBD(Fitted):
    """Purchases come at a rate that differs between customers (gamma: r, alpha); after each purchase, the
    first one included, a customer leaves for good with a probability that differs too (beta: a, b).

    Assumes no seasons or trend, and that leaving is not seen. The fitted attributes are those of `Fitted`.
    """

    names = ("r", "alpha", "a", "b")
    title = "MBG/NBD"

    def fit(self, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Self:
        """Maximum likelihood on repeat purchases, time of the last one and age, both since the first purchase.

        `weights` says how many customers a row stands for. The result is the same to the last bit whatever
        the order of the rows. Raises InvalidArgument, NotEnoughData or NotIdentified.
        """
        cells = group(frequency, recency, T, weights)
        refuse_without_repeats(cells, self.title)
        rate = usual_rate(cells)
        start = (0.6, 0.6 / rate, 0.8, 1.6)
        leave_at_once = (1.0, 0.5 / rate, 0.2, 0.05)
        hardly_leave = (0.4, 0.4 / rate, 0.2, 5.0)
        maximum = maximise(
            Surface(cells, extra_chances=1),
            start,
            customers=cells.n,
            model=self.title,
            other_starts=(leave_at_once, hardly_leave),
        )
        _, _, a, b = map(float, maximum.parameters)
        chances = float(np.sum(cells.weight * cells.frequency) / cells.n) + 1
        leaving = leaving_by_chance(a, b, chances, ("a", "b"))
        return self._keep(maximum, cells.n, settled(type(self), maximum, cells, leaving))

    @classmethod
    def from_params(cls, *, r: float, alpha: float, a: float, b: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(r=r, alpha=alpha, a=a, b=b)

    def expected_purchases(self, horizon: Any, frequency: Any, recency: Any, T: Any) -> Any:
        """Expected purchases within `horizon` after T, given each customer's history."""
        r, alpha, a, b = self._values()
        x, t_x, age, plain = customer_columns(frequency, recency, T)
        ahead = np.broadcast_to(horizons(horizon, x.size), x.shape)

        def if_active(x: Floats, age: Floats, ahead: Floats) -> Floats:
            return purchases_while_active(r + x, ahead / (alpha + age), a, b + x + 1)

        expected = by_cell(if_active, x, age, ahead) * self._alive(x, t_x, age)
        return shaped(expected, plain and np.ndim(horizon) == 0)

    def expected_purchases_new(self, horizon: Any) -> Any:
        """Expected repeat purchases of a customer within `horizon` of the first purchase."""
        r, alpha, a, b = self._values()
        ahead = horizons(horizon)
        same = np.ones_like(ahead)
        if_stays = purchases_while_active(r * same, ahead / alpha, a, (b + 1) * same)
        return shaped(b / (a + b) * if_stays, np.ndim(horizon) == 0)

    def probability_alive(self, frequency: Any, recency: Any, T: Any) -> Any:
        """Probability that the customer has not left by T."""
        x, t_x, age, plain = customer_columns(frequency, recency, T)
        return shaped(self._alive(x, t_x, age), plain)

    def probability_of_purchases(self, n: Any, horizon: Any) -> Any:
        """Probability that a new customer makes exactly n repeat purchases within `horizon`."""
        r, alpha, a, b = self._values()
        plain = np.ndim(n) == 0 and np.ndim(horizon) == 0
        count, ahead = np.broadcast_arrays(purchase_count(n), horizons(horizon))
        share = ahead / (alpha + ahead)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_bought = np.where(count > 0, count * np.log(share), 0.0) - r * np.log1p(ahead / alpha)
        ways = gammaln(r + count) - gammaln(r) - gammaln(count + 1)
        stayed = np.exp(betaln(a, b + count + 1) - betaln(a, b) + ways + log_bought)
        at_least = np.where(count > 0, betainc(np.maximum(count, 1.0), r, share), 1.0)
        left = np.exp(betaln(a + 1, b + count) - betaln(a, b)) * at_least
        return shaped(stayed + left, plain)

    def _alive(self, x: Floats, t_x: Floats, age: Floats) -> Floats:
        r, alpha, a, b = self._values()
        return np.asarray(expit(-log_odds_gone(r, alpha, a, b + x, x, t_x, age)))
