"""How many purchases one customer will make: a distribution around the expectation, not only its mean.

Given the expectation m of a customer with x repeat purchases, the count is negative binomial with mean m and
shape k (x + 1/2)^g: the more is known of a customer, the less the own rate is in doubt, by how much the base
shows. k and g are those with the largest likelihood on a window that is over, k separately for one-time and
repeat buyers; customers who may have left make it smaller, and the drift of the base rate is added to the variance.

A count is discrete, so an interval of whole numbers covers more than its level. Coverage is therefore counted
*randomised*: an end of the interval that carries more probability than is needed counts for the part that is
(the randomised probability integral transform of Czado, Gneiting and Held, 2009, Biometrics 65, 1254-1261).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betainc, gammaln

from tools.clv.history import Window
from tools.clv.observations import Floats

GROWTH = 0.75
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SHAPES = tuple(float(value) for value in np.exp(np.linspace(np.log(0.02), np.log(20), 40)))


@dataclass(frozen=True, slots=True)
class PurchaseCounts:
    """Shapes of one-time and of repeat buyers, and the spread of the base rate between periods."""

    once: float = 1.0
    repeat: float = 1.0
    power: float = 1.0
    spread: float = 0.0
    weeks: float | None = None
    """Length of the window that the shapes were learnt on."""

    def over(self, weeks: float) -> PurchaseCounts:
        """For a horizon of another length: over a longer one more customers change their ways, which a shorter
        window cannot have shown, so the shapes fall with its power 3/4 (measured on the public data sets)."""
        if self.weeks is None or weeks <= self.weeks:
            return self
        less = (self.weeks / weeks) ** GROWTH
        return replace(self, once=self.once * less, repeat=self.repeat * less, weeks=weeks)

    def shape(self, frequency: Floats) -> Floats:
        """Shape of each customer's negative binomial."""
        own = np.where(frequency > 0, self.repeat, self.once) * (frequency + 0.5) ** self.power
        return np.asarray(1 / (1 / own + self.spread**2))

    def variance(self, expected: Floats, frequency: Floats) -> Floats:
        """Of a customer's count."""
        return np.asarray(expected + expected**2 / self.shape(frequency))

    def none(self, expected: Floats, frequency: Floats) -> Floats:
        """Probability of no purchase at all."""
        shape = self.shape(frequency)
        return np.asarray(np.exp(-shape * np.log1p(expected / shape)))

    def at_most(self, count: Floats, expected: Floats, frequency: Floats) -> Floats:
        """Probability of at most so many purchases; 0 below none."""
        shape = self.shape(frequency)
        share = shape / (shape + expected)
        return np.asarray(np.where(count < 0, 0.0, betainc(shape, np.maximum(count, 0.0) + 1, share)))

    def interval(self, expected: Floats, frequency: Floats, level: float = 0.8) -> tuple[Floats, Floats]:
        """The least and the most purchases at this level, equal tails, both ends included."""
        tail = (1 - level) / 2
        return self._quantile(tail, expected, frequency), self._quantile(1 - tail, expected, frequency)

    def coverage(
        self, count: Floats, expected: Floats, frequency: Floats, weights: Floats, level: float = 0.8
    ) -> float:
        """Share of customers whose count fell into the interval, ends counted for their part (randomised)."""
        below = self.at_most(count - 1, expected, frequency)
        upto = self.at_most(count, expected, frequency)
        low, high = (1 - level) / 2, (1 + level) / 2
        inside = np.clip(np.minimum(upto, high) - np.maximum(below, low), 0.0, None)
        part = inside / np.maximum(upto - below, 1e-300)
        return float(np.sum(weights * np.minimum(part, 1.0)) / np.sum(weights))

    def _quantile(self, probability: float, expected: Floats, frequency: Floats) -> Floats:
        """Smallest count with at least this probability below or at it, by bisection over whole numbers."""
        low = np.full(expected.size, -1.0)
        spread = np.sqrt(self.variance(expected, frequency))
        high = np.ceil(expected + 20 * spread + 20)
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            enough = self.at_most(middle, expected, frequency) >= probability
            high, low = np.where(enough, middle, high), np.where(enough, low, middle)
        return np.asarray(high)


def counts_learnt(window: Window, expected: Floats, spread: float = 0.0) -> PurchaseCounts:
    """The shapes with the largest likelihood on a window that is over, given what was expected of it."""
    outcome, frequency, weight = window.outcome, window.frequency, window.customers
    once, repeat = frequency == 0, frequency > 0
    shape_once, _ = _likeliest(outcome[once], expected[once], frequency[once], weight[once], powers=(1.0,))
    shape, power = _likeliest(outcome[repeat], expected[repeat], frequency[repeat], weight[repeat])
    return PurchaseCounts(
        once=shape_once * 0.5 ** (1 - power),
        repeat=shape,
        power=power,
        spread=spread,
        weeks=window.weeks_ahead,
    )


def _likeliest(
    count: Floats, expected: Floats, frequency: Floats, weight: Floats, powers: tuple[float, ...] = POWERS
) -> tuple[float, float]:
    """Shape and power; the level of the period is the drift's business, so each class is first brought to its own."""
    bought = float(np.sum(count * weight))
    if bought == 0:
        return 1.0, powers[-1]
    mean = expected * bought / float(np.sum(expected * weight))
    best, least = (1.0, powers[-1]), -np.inf
    for power in powers:
        for shape in SHAPES:
            score = float(np.sum(weight * _log_probability(count, mean, shape * (frequency + 0.5) ** power)))
            if score > least:
                best, least = (shape, power), score
    return best


def _log_probability(count: Floats, mean: Floats, shape: Floats) -> Floats:
    return np.asarray(
        gammaln(shape + count)
        - gammaln(shape)
        - gammaln(count + 1)
        - shape * np.log1p(mean / shape)
        + count * (np.log(np.maximum(mean, 1e-300)) - np.log(shape + mean))
    )
