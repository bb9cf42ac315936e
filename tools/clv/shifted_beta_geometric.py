"""Shifted beta-geometric: how long customers with a contract will renew it.

Source: Fader and Hardie (2007), "How to Project Customer Retention", Journal of Interactive Marketing 21(1),
76-90, equations 5 to 8; residual lifetime as in their (2010) "Customer-Base Valuation in a Contractual Setting",
Marketing Science 29(1).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from tools.clv.histories import Histories
from tools.clv.limits import leaving_by_chance, named_limits
from tools.clv.newton import maximise
from tools.clv.observations import Floats, as_column, checked, group, refuse
from tools.clv.predictions import Fitted, horizons, purchase_count, shaped
from tools.errors import InvalidArgument, NotIdentified


class ShiftedBetaGeometric(Fitted):
    """At each renewal a customer leaves with a probability that differs between customers (beta: alpha, beta)
    and does not change with time; that the retention rate of a cohort rises comes from the weak leaving first.

    `frequency` counts the renewals made and `T` how many fell due; a customer with frequency below T has left
    (for good, and it is seen). `recency`, the number of the last renewal made, must equal frequency.
    """

    names = ("alpha", "beta")
    title = "sBG"

    def fit(self, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Self:
        """Maximum likelihood; `weights` says how many customers a row stands for.

        Raises InvalidArgument, NotEnoughData or NotIdentified.
        """
        columns = checked(frequency, recency, T)
        _check(*columns)
        cells = group(*columns, weights, calendar_time=False)
        renewed, due, weight = cells.frequency, cells.age, cells.weight
        left = (renewed < due).astype(np.float64)
        if not (weight * left).sum() or not (weight * renewed).sum():
            raise NotIdentified(
                "sBG: nobody has left, or nobody has renewed; a renewal rate cannot be told from that.",
                message_ru="sBG: никто не ушёл или никто не продлил; по таким данным удержание не определить.",
                argument="frequency",
            )

        def surface(parameters: Floats) -> tuple[float, Floats, Floats]:
            alpha, beta = (float(p) for p in parameters)
            end = alpha + beta + renewed + left
            value = np.sum(
                weight
                * (
                    gammaln(alpha + left) - gammaln(alpha) + gammaln(beta + renewed) - gammaln(beta)
                    + gammaln(alpha + beta) - gammaln(end)
                )
            )  # fmt: skip
            both = np.sum(weight * (digamma(alpha + beta) - digamma(end)))
            slope = np.array(
                [
                    np.sum(weight * (digamma(alpha + left) - digamma(alpha))) + both,
                    np.sum(weight * (digamma(beta + renewed) - digamma(beta))) + both,
                ]
            )
            bend = np.sum(weight * (polygamma(1, alpha + beta) - polygamma(1, end)))
            first = np.sum(weight * (polygamma(1, alpha + left) - polygamma(1, alpha))) + bend
            second = np.sum(weight * (polygamma(1, beta + renewed) - polygamma(1, beta))) + bend
            return float(value), slope, np.array([[first, bend], [bend, second]])

        maximum = maximise(surface, (1.0, 2.0), customers=cells.n, model=self.title)
        alpha, beta = map(float, maximum.parameters)
        limit = leaving_by_chance(alpha, beta, float(due.max()), ("alpha", "beta"))
        limits = named_limits(((("alpha", "beta"), limit),), self.names, maximum, self.title)
        return self._keep(maximum, cells.n, limits)

    @classmethod
    def from_survivors(cls, survivors: Any) -> Self:
        """Fits one cohort from how many of it were left at the start and after each renewal, such as
        1000, 869, 743, 653."""
        left = as_column(survivors, "survivors")
        refuse(np.concatenate(([False], np.diff(left) > 0)), "survivors", left, "cannot grow again")
        if left.size < 3:
            raise InvalidArgument("survivors needs at least three numbers.", argument="survivors")
        due = left.size - 1
        renewals = np.arange(due + 1, dtype=np.float64)
        customers = np.append(-np.diff(left), left[-1])
        return cls().fit(renewals, renewals, np.full(due + 1, float(due)), customers)

    @classmethod
    def from_params(cls, *, alpha: float, beta: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(alpha=alpha, beta=beta)

    def survival(self, renewals: Any) -> Any:
        """Share of a cohort still there after so many renewals (equation 6)."""
        alpha, beta = self._values()
        k = horizons(renewals)
        return shaped(_stay(alpha, np.full(k.size, beta), k), np.ndim(renewals) == 0)

    def retention(self, renewal: Any) -> Any:
        """Share of those there before the renewal of this number who make it (equation 8), from 1."""
        alpha, beta = self._values()
        k = horizons(renewal)
        return shaped((beta + k - 1) / (alpha + beta + k - 1), np.ndim(renewal) == 0)

    def expected_purchases(self, horizon: Any, frequency: Any, recency: Any, T: Any) -> Any:
        """Expected number of the next `horizon` renewals that a customer makes; 0 for one who has left."""
        alpha, beta = self._values()
        customers = Histories.of(frequency, recency, T)
        x, t_x, due = customers.x, customers.t_x, customers.T
        _check(x, t_x, due)
        ahead = np.broadcast_to(_whole(horizon, x.size), x.shape)
        made = np.where(x == due, _renewals(alpha, beta + due, ahead), 0.0)
        return shaped(made, customers.plain and np.ndim(horizon) == 0)

    def expected_purchases_new(self, horizon: Any) -> Any:
        """Expected number of the first `horizon` renewals that a new customer makes."""
        alpha, beta = self._values()
        ahead = _whole(horizon, None)
        return shaped(_renewals(alpha, np.full(ahead.size, beta), ahead), np.ndim(horizon) == 0)

    def probability_alive(self, frequency: Any, recency: Any, T: Any) -> Any:
        """1 for a customer who made every renewal, 0 for one who did not: with a contract leaving is seen."""
        customers = Histories.of(frequency, recency, T)
        x, t_x, due = customers.x, customers.t_x, customers.T
        _check(x, t_x, due)
        return shaped((x == due).astype(np.float64), customers.plain)

    def probability_of_purchases(self, n: Any, horizon: Any) -> Any:
        """Probability that a new customer makes exactly n of the first `horizon` renewals (equation 5)."""
        alpha, beta = self._values()
        plain = np.ndim(n) == 0 and np.ndim(horizon) == 0
        count, ahead = np.broadcast_arrays(purchase_count(n), _whole(horizon, None))
        start = np.full(count.shape, beta)
        stays = _stay(alpha, start, count)
        leaves = stays * alpha / (alpha + beta + count)
        return shaped(np.where(count > ahead, 0.0, np.where(count == ahead, stays, leaves)), plain)


def _stay(alpha: float, beta: Floats, renewals: Floats) -> Floats:
    """B(alpha, beta + k) / B(alpha, beta)."""
    log_share = (
        gammaln(beta + renewals) - gammaln(beta) + gammaln(alpha + beta) - gammaln(alpha + beta + renewals)
    )
    return np.asarray(np.exp(log_share))


def _renewals(alpha: float, beta: Floats, ahead: Floats) -> Floats:
    """Expected renewals made out of the next `ahead`: the sum of the chances of still being there."""
    steps = np.arange(int(ahead.max(initial=0)))
    stay = np.cumsum(np.log(beta[:, None] + steps) - np.log(alpha + beta[:, None] + steps), axis=1)
    return np.asarray(np.sum(np.exp(stay) * (steps < ahead[:, None]), axis=1))


def _check(renewed: Floats, last: Floats, due: Floats) -> None:
    refuse(
        due != np.floor(due),
        "T",
        due,
        "counts renewals that fell due and must be whole",
        "число наступивших продлений, нужно целое",
    )
    refuse(
        renewed != last,
        "recency",
        last,
        "must equal frequency: renewals are made one after another",
        "должно равняться frequency: продления идут подряд",
    )
    refuse(
        renewed > due,
        "frequency",
        renewed,
        "cannot exceed T, the renewals that fell due",
        "не может быть больше T, числа наступивших продлений",
    )


def _whole(horizon: Any, size: int | None) -> Floats:
    ahead = horizons(horizon, size)
    if (ahead != np.floor(ahead)).any():
        raise InvalidArgument("horizon counts renewals and must be a whole number.", argument="horizon")
    return ahead
