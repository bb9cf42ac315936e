"""What does another budget bring, and how much of the promised profit will really come?

The best plan picks the customers whose effect looks largest, and those are over-estimated on average: the winner's
curse. Effects that are first drawn towards their mean as far as their noise demands (posterior means of a normal model)
promise what they keep. Source: Efron (2011), "Tweedie's formula and selection bias", Journal of the American
Statistical Association 106, section 2; DerSimonian and Laird (1986), Controlled Clinical Trials 7, equation 8, for the
spread.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.budget.allocation import Allocation, allocate
from tools.errors import InvalidArgument
from tools.estimate import Estimate

Floats = npt.NDArray[np.float64]
Z = {0.8: 1.2815515655446004, 0.95: 1.959963984540054}


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """The best plan at one budget. `profit` is what it is expected to bring, `marginal` what one more unit of money
    brings there."""

    budget: float
    profit: Estimate
    spent: float
    contacted: int
    marginal: float


def shrunken(effect: Any, deviation: Any) -> tuple[Floats, Floats]:
    """Posterior mean and standard deviation of each effect: customers x offers, NaN stays NaN.

    Assumes that the true effects of an offer are spread normally over its customers and that each estimate is normal
    around the truth with its own `deviation`. An offer whose estimates differ no more than their noise is drawn wholly
    to its mean.
    """
    estimate, error = np.asarray(effect, dtype=np.float64), np.asarray(deviation, dtype=np.float64)
    if estimate.shape != error.shape or estimate.ndim != 2:
        raise InvalidArgument(
            f"effect has shape {estimate.shape} and deviation {error.shape}; both must be customers x offers.",
            argument="deviation",
        )
    known = ~np.isnan(estimate)
    if (known & ~(error > 0)).any():
        raise InvalidArgument("deviation must be above 0 where an effect is given.", argument="deviation")
    mean, spread = np.full_like(estimate, np.nan), np.full_like(estimate, np.nan)
    for offer in range(estimate.shape[1]):
        here = known[:, offer]
        if not here.any():
            continue
        y, variance = estimate[here, offer], error[here, offer] ** 2
        weight = 1 / variance
        common = float((weight * y).sum() / weight.sum())
        excess = float((weight * (y - common) ** 2).sum()) - (y.size - 1)
        scale = float(weight.sum() - (weight**2).sum() / weight.sum())
        between = max(0.0, excess / scale) if scale > 0 else 0.0
        own = between / (between + variance)
        middle = float((y / (between + variance)).sum() / (1 / (between + variance)).sum())
        mean[here, offer] = own * y + (1 - own) * middle
        about_middle = 1 / float((1 / (between + variance)).sum())
        spread[here, offer] = np.sqrt(own * variance + (1 - own) ** 2 * about_middle)
    return mean, spread


def frontier(
    value: Any,
    cost: Any,
    budgets: Sequence[float],
    *,
    deviation: Any = None,
    common_share: float = 1.0,
    level: float = 0.8,
    **limits: Any,
) -> tuple[FrontierPoint, ...]:
    """Profit of the best plan at each budget, with the interval that the uncertainty of the effects leaves.

    `value`, `cost` and `limits` are as for `allocate`; `deviation` is how uncertain each value is, of which
    `common_share` of the variance is common to all customers of an offer (1: one campaign's estimate carried over to
    all, the widest; 0: independent estimates). Hand in shrunken values, or the profit is promised too high.
    """
    if level not in Z:
        raise InvalidArgument(f"level is {level}; {', '.join(map(str, Z))} are known.", argument="level")
    if not 0 <= common_share <= 1:
        raise InvalidArgument(
            f"common_share is {common_share}; it lies between 0 and 1.", argument="common_share"
        )
    points = []
    for budget in budgets:
        plan = allocate(value, cost, budget=budget, **limits)
        reach = Z[level] * _deviation(plan, deviation, common_share)
        contacted = int((plan.choice >= 0).sum())
        profit = Estimate(
            plan.expected,
            "money",
            contacted,
            "sum of the plan's values; normal interval from their deviations",
            None if deviation is None else plan.expected - reach,
            None if deviation is None else plan.expected + reach,
            None if deviation is None else level,
        )
        points.append(
            FrontierPoint(float(budget), profit, plan.spent, contacted, plan.shadow_prices["budget"])
        )
    return tuple(points)


def _deviation(plan: Allocation, deviation: Any, common_share: float) -> float:
    """Standard deviation of the plan's profit: errors of one offer move together, those of different offers do not."""
    if deviation is None:
        return 0.0
    error = np.asarray(deviation, dtype=np.float64)
    variance = 0.0
    for offer in range(error.shape[1]):
        who = np.flatnonzero((plan.contacts == offer).any(axis=1))
        own = error[who, offer]
        variance += common_share * float(own.sum()) ** 2 + (1 - common_share) * float((own**2).sum())
    return math.sqrt(variance)
