"""BG/BB: how many of the next chances to buy a customer will take, where chances are counted (a year's appeal,
a monthly event) and customers may silently leave before any of them.

Source: Fader, Hardie and Shang (2010), "Customer-Base Analysis in a Discrete-Time Noncontractual Setting",
Marketing Science 29(6), 1086-1108, equations 5 (likelihood), 10 and 11 (probability alive) and 13 (expectation).
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.special import betaln, digamma, gammaln, logsumexp

from tools.clv.histories import Histories, by_cell
from tools.clv.limits import buying_by_chance, leaving_by_chance, named_limits
from tools.clv.newton import maximise
from tools.clv.observations import Cells, Floats, checked, group, refuse
from tools.clv.predictions import Fitted, horizons, purchase_count, shaped
from tools.clv.repeat_buying import refuse_without_repeats
from tools.errors import InvalidArgument

Four = tuple[float, float, float, float]


class BetaGeoBetaBinomial(Fitted):
    """While a customer, each chance is taken with a probability that differs between customers (beta: alpha,
    beta); before each chance a customer leaves for good with a probability that differs too (beta: gamma, delta).

    `frequency` counts the chances taken, `recency` is the number of the last one taken (0 for none) and `T` how
    many chances there were: all whole numbers. The fitted attributes are those of `Fitted`.
    """

    names = ("alpha", "beta", "gamma", "delta")
    title = "BG/BB"

    def fit(self, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Self:
        """Maximum likelihood; `weights` says how many customers a row stands for.

        Raises InvalidArgument, NotEnoughData or NotIdentified.
        """
        columns = checked(frequency, recency, T)
        _check_chances(*columns)
        cells = group(*columns, weights, calendar_time=False)
        refuse_without_repeats(cells, self.title)
        maximum = maximise(
            _Surface(cells), (1.0, 1.0, 0.7, 2.5), customers=cells.n, model=self.title, gradient_only=True
        )
        alpha, beta, gamma, delta = map(float, maximum.parameters)
        chances = float(np.sum(cells.weight * cells.age) / cells.n)
        pairs = (
            (("alpha", "beta"), buying_by_chance(alpha, beta, ("alpha", "beta"))),
            (("gamma", "delta"), leaving_by_chance(gamma, delta, chances, ("gamma", "delta"))),
        )
        return self._keep(maximum, cells.n, named_limits(pairs, self.names, maximum, self.title))

    @classmethod
    def from_params(cls, *, alpha: float, beta: float, gamma: float, delta: float) -> Self:
        """A model with known parameters, for prediction."""
        return cls._known(alpha=alpha, beta=beta, gamma=gamma, delta=delta)

    def expected_purchases(self, horizon: Any, frequency: Any, recency: Any, T: Any) -> Any:
        """Expected purchases at the next `horizon` chances, given each customer's history (equation 13)."""
        customers = Histories.of(frequency, recency, T)
        _check_chances(customers.x, customers.t_x, customers.T)
        ahead = np.broadcast_to(_chances(horizon, customers.x.size), customers.x.shape)
        alpha, beta, gamma, delta = self._four()

        def expected(x: Floats, t_x: Floats, age: Floats, ahead: Floats) -> Floats:
            still_there = _here(self._four(), x, t_x, age)
            rate = (alpha + x) / (alpha + beta + age)
            return still_there * rate * _rounds(gamma, delta + age, ahead)

        columns = customers.x, customers.t_x, customers.T, ahead
        return shaped(by_cell(expected, *columns), customers.plain and np.ndim(horizon) == 0)

    def expected_purchases_new(self, horizon: Any) -> Any:
        """Expected purchases of a new customer at the next `horizon` chances (equation 9)."""
        alpha, beta, gamma, delta = self._four()
        ahead = _chances(horizon, None)
        expected = alpha / (alpha + beta) * _rounds(gamma, np.full(ahead.size, delta), ahead)
        return shaped(expected, np.ndim(horizon) == 0)

    def probability_alive(self, frequency: Any, recency: Any, T: Any) -> Any:
        """Probability that the customer is still one at the next chance, number T + 1 (equation 11 for m = 0)."""
        customers = Histories.of(frequency, recency, T)
        _check_chances(customers.x, customers.t_x, customers.T)
        _, _, gamma, delta = self._four()

        def alive(x: Floats, t_x: Floats, age: Floats) -> Floats:
            return _here(self._four(), x, t_x, age) * (delta + age) / (gamma + delta + age)

        return shaped(customers.each(alive), customers.plain)

    def probability_of_purchases(self, n: Any, horizon: Any) -> Any:
        """Probability that a new customer takes exactly n of the next `horizon` chances (equation 8)."""
        alpha, beta, gamma, delta = self._four()
        plain = np.ndim(n) == 0 and np.ndim(horizon) == 0
        count, ahead = np.broadcast_arrays(purchase_count(n), _chances(horizon, None))
        return shaped(
            np.array(
                [_of_exactly(alpha, beta, gamma, delta, c, a) for c, a in zip(count, ahead, strict=True)]
            ),
            plain,
        )

    def _four(self) -> Four:
        alpha, beta, gamma, delta = self._values()
        return alpha, beta, gamma, delta


class _Surface:
    """Log-likelihood and gradient: still a customer at the last chance, or left before one since the last purchase."""

    def __init__(self, cells: Cells) -> None:
        self.weight = cells.weight
        self.x, self.age = cells.frequency, cells.age
        survived = cells.recency[:, None] + np.arange(int((cells.age - cells.recency).max()) + 1)
        self.possible = survived <= cells.age[:, None]
        self.survived = np.minimum(survived, cells.age[:, None])
        self.gone = self.survived < cells.age[:, None]

    def __call__(self, parameters: Floats) -> tuple[float, Floats, None]:
        alpha, beta, gamma, delta = parameters
        x, k = self.x[:, None], self.survived
        left = np.where(self.gone, 1.0, 0.0)
        terms = (
            betaln(alpha + x, beta + k - x)
            - betaln(alpha, beta)
            + betaln(gamma + left, delta + k)
            - betaln(gamma, delta)
        )
        terms = np.where(self.possible, terms, -np.inf)
        each = logsumexp(terms, axis=1)
        share = np.exp(terms - each[:, None]) * self.weight[:, None]
        whole = digamma(alpha + beta + k)
        slopes = (
            digamma(alpha + x) - whole - digamma(alpha) + digamma(alpha + beta),
            digamma(beta + k - x) - whole - digamma(beta) + digamma(alpha + beta),
            digamma(gamma + left)
            - digamma(gamma + delta + k + left)
            - digamma(gamma)
            + digamma(gamma + delta),
            digamma(delta + k) - digamma(gamma + delta + k + left) - digamma(delta) + digamma(gamma + delta),
        )
        gradient = np.array([np.sum(share * slope) for slope in slopes])
        return float(np.sum(self.weight * each)), gradient, None


def _here(parameters: Four, x: Floats, t_x: Floats, age: Floats) -> Floats:
    """Probability of not having left before the last chance."""
    alpha, beta, gamma, delta = parameters
    survived = t_x[:, None] + np.arange(int((age - t_x).max(initial=0)) + 1)
    gone = survived < age[:, None]
    k = np.minimum(survived, age[:, None])
    terms = betaln(alpha + x[:, None], beta + k - x[:, None]) + betaln(gamma + gone, delta + k)
    terms = np.where(survived <= age[:, None], terms, -np.inf)
    stayed = betaln(alpha + x, beta + age - x) + betaln(gamma, delta + age)
    return np.asarray(np.exp(stayed - logsumexp(terms, axis=1)))


def _rounds(gamma: float, delta: Floats, ahead: Floats) -> Floats:
    """Expected number of the next chances at which somebody who was there at the last one still is."""
    longest = int(ahead.max(initial=0))
    steps = np.arange(longest)
    stay = np.cumsum(np.log(delta[:, None] + steps) - np.log(gamma + delta[:, None] + steps), axis=1)
    return np.asarray(np.sum(np.exp(stay) * (steps < ahead[:, None]), axis=1))


def _of_exactly(alpha: float, beta: float, gamma: float, delta: float, n: float, chances: float) -> float:
    if n > chances:
        return 0.0
    stayed = np.arange(n, chances + 1)
    left = stayed < chances
    ways = gammaln(stayed + 1) - gammaln(n + 1) - gammaln(stayed - n + 1)
    taken = betaln(alpha + n, beta + stayed - n) - betaln(alpha, beta)
    there = betaln(gamma + left, delta + stayed) - betaln(gamma, delta)
    return float(np.exp(ways + taken + there).sum())


def _check_chances(x: Floats, t_x: Floats, age: Floats) -> None:
    for name, column in (("recency", t_x), ("T", age)):
        refuse(
            column != np.floor(column),
            name,
            column,
            "counts chances and must be a whole number",
            "номер возможности, нужно целое число",
        )
    refuse(
        x > t_x,
        "frequency",
        x,
        "cannot exceed recency, the number of the last chance taken",
        "не может быть больше recency, номера последней использованной возможности",
    )


def _chances(horizon: Any, size: int | None) -> Floats:
    ahead = horizons(horizon, size)
    if (ahead != np.floor(ahead)).any():
        raise InvalidArgument("horizon counts chances and must be a whole number.", argument="horizon")
    return ahead
