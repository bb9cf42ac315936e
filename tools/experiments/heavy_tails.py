"""Money that few customers spend: an interval that holds with a small control group, and a second opinion.

With a small control group Welch's interval of zero-inflated money is too narrow: its variance and its mean come
from the same handful of buyers, and a control group that happens to lack big orders looks poor and precise at
once (measured: `evals/benchmarks/coverage.py`). Here the spread of the amounts is taken from the buyers of both
arms together, each arm keeping its own share of buyers and its own mean amount: `Var = q kappa mu^2 - (q mu)^2`
with `kappa = E[a^2] / E[a]^2` of both arms. For a 0/1 outcome that is the binomial variance. Assumes that the
treatment changes how many buy and how much, not the shape of the amounts (their coefficient of variation).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tools.experiments.two_means import Moments

METHOD = "t interval and test, variance from the shape of amounts in both arms"
UNEQUAL = 1.5
"""Arms that differ in size by more than this; in equal arms skewness cancels and Welch holds."""
LEAST_IDLE = 0.5
LEAST_ACTIVE = 10


def shape_pooled(values: NDArray[np.float64], control: NDArray[np.float64]) -> tuple[Moments, Moments] | None:
    """Both arms with the pooled shape, or None where the outcome is not of this kind: less than half of an arm has
    one and the same value (doing nothing), fewer than ten customers of an arm do something, or amounts are not
    positive on average."""
    parts = [_active(values), _active(control)]
    if any(part is None for part in parts):
        return None
    (idle1, amounts1), (idle0, amounts0) = (part for part in parts if part is not None)
    mean1, mean0 = float(amounts1.mean()), float(amounts0.mean())
    if mean1 <= 0 or mean0 <= 0:
        return None
    squares = float((amounts1**2).sum()) / mean1**2 + float((amounts0**2).sum()) / mean0**2
    kappa = squares / (amounts1.size + amounts0.size)
    arms = []
    for idle, amounts, mean, size in (
        (idle1, amounts1, mean1, values.size),
        (idle0, amounts0, mean0, control.size),
    ):
        share = amounts.size / size
        variance = (share * kappa * mean**2 - (share * mean) ** 2) / size
        arms.append(Moments(idle + share * mean, variance, values.size + control.size - 2))
    return arms[0], arms[1]


def winsorised(values: NDArray[np.float64], share: float = 0.01) -> NDArray[np.float64]:
    """The outcome with the outermost `share` of the customers who did something pulled in to that quantile.

    The cut is taken over both arms together, and among those who did something: of all customers the upper
    hundredth may be everybody who bought.
    """
    idle = _mode(values)
    doing = values[values != idle]
    if doing.size < 1 / share:
        return values
    low, high = np.quantile(doing, (share, 1 - share))
    return np.clip(values, min(low, idle), max(high, idle))


def _active(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]] | None:
    idle = _mode(values)
    amounts = values[values != idle] - idle
    if amounts.size < LEAST_ACTIVE or values.size - amounts.size < LEAST_IDLE * values.size:
        return None
    return idle, amounts


def _mode(values: NDArray[np.float64]) -> float:
    names, counts = np.unique(values, return_counts=True)
    return float(names[int(counts.argmax())])
