"""Two means: difference, relative lift, intervals and p-value, all from Welch's test.

Welch (1947), Biometrika 34:28-35, for the difference; Fieller (1954), JRSS B 16:175-185, for the ratio, at
the same variances and degrees of freedom. Both intervals leave out "no effect" if and only if
p < 1 - level.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from tools.errors import NotEnoughData
from tools.estimate import Estimate

METHOD = "Welch t interval and test"


@dataclass(frozen=True, slots=True)
class MeanComparison:
    """`difference` in the outcome's unit, `relative` lift (None where the control mean is too close to zero
    to divide by), `p_value`, and the standard error of the difference."""

    difference: Estimate
    relative: Estimate | None
    p_value: float
    standard_error: float


def compare_means(
    values: NDArray[np.float64], control: NDArray[np.float64], *, unit: str = "number", level: float = 0.95
) -> MeanComparison:
    """How much higher is the mean of the first group than that of the control group?

    Assumes independent customers and groups large enough for the mean to be normal (see
    `customers_needed_for_normality`). Raises NotEnoughData below two customers a group.
    """
    n1, n0 = values.size, control.size
    if min(n1, n0) < 2:
        raise NotEnoughData(
            f"A mean needs at least two customers in each group; there are {n1} and {n0}.",
            message_ru=f"Для сравнения средних нужно не меньше двух клиентов в группе; сейчас {n1} и {n0}.",
            argument="arm",
        )
    return compare_moments(
        Moments(float(values.mean()), float(values.var(ddof=1)) / n1, n1 - 1),
        Moments(float(control.mean()), float(control.var(ddof=1)) / n0, n0 - 1),
        n=n1 + n0,
        unit=unit,
        level=level,
    )


@dataclass(frozen=True, slots=True)
class Moments:
    """A mean, the variance of that mean, and the degrees of freedom behind the variance."""

    mean: float
    variance: float
    freedom: float


def compare_moments(
    treated: Moments,
    control: Moments,
    *,
    n: int,
    unit: str = "number",
    level: float = 0.95,
    method: str = METHOD,
) -> MeanComparison:
    """The same from two means whose variances are known, however they were estimated."""
    m1, v1, m0, v0 = treated.mean, treated.variance, control.mean, control.variance
    error = math.sqrt(v1 + v0)
    if error == 0:
        p_value = 1.0 if m1 == m0 else 0.0
        difference = Estimate(m1 - m0, unit, n, method, m1 - m0, m1 - m0, level)
        lift = None if m0 <= 0 else Estimate(m1 / m0 - 1, "share", n, method, m1 / m0 - 1, m1 / m0 - 1, level)
        return MeanComparison(difference, lift, p_value, 0.0)
    freedom = (v1 + v0) ** 2 / (v1**2 / treated.freedom + v0**2 / control.freedom)
    t = float(stdtrit(freedom, (1 + level) / 2))
    p_value = 2 * float(stdtr(freedom, -abs(m1 - m0) / error))
    difference = Estimate(m1 - m0, unit, n, method, m1 - m0 - t * error, m1 - m0 + t * error, level)
    return MeanComparison(difference, _fieller(m1, v1, m0, v0, t, n, level, method), p_value, error)


def _fieller(
    m1: float, v1: float, m0: float, v0: float, t: float, n: int, level: float, method: str
) -> Estimate | None:
    """The ratios r that (m1 - r m0) / sqrt(v1 + r^2 v0) does not reject, less one."""
    a = m0 * m0 - t * t * v0
    if m0 <= 0 or a <= 0:  # control is not clearly above zero: the ratio is unbounded
        return None
    root = math.sqrt(max(0.0, (m1 * m0) ** 2 - a * (m1 * m1 - t * t * v1)))
    low, high = (m1 * m0 - root) / a, (m1 * m0 + root) / a
    return Estimate(m1 / m0 - 1, "share", n, method + ", Fieller ratio", low - 1, high - 1, level)


def customers_needed_for_normality(values: NDArray[np.float64]) -> int:
    """How many customers a group needs before the interval of its mean can be trusted: 355 x skewness
    squared (Kohavi, Deng, Longbotham and Xu 2014, "Seven rules of thumb for web site experimenters", KDD,
    rule 7)."""
    spread = float(values.std())
    if spread == 0:
        return 0
    z = (values - values.mean()) / spread
    skewness = float((z * z * z).mean())
    return math.ceil(355 * skewness**2)
