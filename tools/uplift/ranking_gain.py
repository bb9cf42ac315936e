"""What is it worth to treat customers in the order of a score, and is it worth more than no order at all?

Every answer is a mean over customers of a weight times the doubly robust score of the effect, so intervals,
paired gaps and a joint test of many orders follow from one matrix of influence values, without redrawing.

Without costs the size of the next audience is not known, and the gain is averaged over all sizes: the mean of
(rank - 1/2) times the effect, rank being the share of customers at or below (Yadlowsky, Fleming, Shah, Brunskill
and Wager 2025, "Evaluating treatment prioritization rules via rank-weighted average treatment effects", JASA;
its Qini weighting). With a value and a cost the rule is to treat whom the effect pays for, and the gain is what
that brings. Intervals are for customers like those scored, their features given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.estimate import Estimate
from tools.uplift.arms import Flags, Floats

DRAWS = 20_000


def effect_scores(
    outcome: Floats, treated: Flags, share: Floats | float, if_treated: Floats, if_control: Floats
) -> Floats:
    """The doubly robust score of each customer's effect; its mean over any group is that group's effect.

    Predictions must come from models that did not see the customer. Kennedy (2023), EJS 17(2), equation 2.
    """
    fitted = np.where(treated, if_treated, if_control)
    weight = (treated - share) / (share * (1 - np.asarray(share)))
    scores: Floats = if_treated - if_control + weight * (outcome - fitted)
    return scores


@dataclass(frozen=True, slots=True)
class Gains:
    """The gain of each candidate over the constant, customer by customer.

    `over_constant` and `behind_best` are estimates per customer of the base; `errors` the standard errors of
    the paired gaps to the best; `p_value` of the hypothesis that no candidate gains more than was asked for,
    against the largest standardised gain of all of them (one-sided; counts how many were tried).
    """

    over_constant: dict[str, Estimate]
    behind_best: dict[str, Estimate]
    errors: dict[str, float]
    best: str
    p_value: float


def order_contributions(rank: Floats, score: Floats) -> Floats:
    """What each customer adds to the gain of an order, averaged over all audience sizes."""
    centred: Floats = (rank - rank.mean()) * (score - score.mean())
    return centred


def rule_contributions(effect: Floats, score: Floats, value: Floats, cost: Floats) -> Floats:
    """What each customer adds to the profit of treating whom the predicted effect pays for."""
    paid: Floats = np.where(effect * value > cost, score * value - cost, 0.0)
    return paid


def compare_gains(
    contributions: Mapping[str, Floats],
    constant: Floats,
    *,
    unit: str,
    rng: np.random.Generator,
    folds: int,
    least: float = 0.0,
    level: float = 0.95,
) -> Gains:
    """Gains of several candidates over the constant, all on the same customers.

    The p-value is of the hypothesis that no candidate gains more than `least`, nor more than nothing. Where
    nothing can be gained, the models of different folds follow the same chance pattern, and the sum over folds
    g_k * sign(sum of the other g_j) has variance 2 (K - 1) / K times what independent folds would have (exact for
    linear scores): the second part of the test allows for that, or one placebo in ten would show a signal.

    The joint test draws the standardised gains from a normal with their own correlations (Romano and Wolf
    2005, Econometrica 73(4), single step), so candidates that say the same thing count once.
    """
    from scipy.stats import norm

    names = list(contributions)
    matrix = np.column_stack([contributions[name] - constant for name in names])
    n = len(matrix)
    gain = matrix.mean(axis=0)
    best = int(np.argmax(gain))
    z = float(norm.ppf((1 + level) / 2))

    def estimates(values: Floats, errors: Floats, method: str) -> dict[str, Estimate]:
        return {
            name: Estimate(float(v), unit, n, method, float(v - z * e), float(v + z * e), level)
            for name, v, e in zip(names, values, errors, strict=True)
        }

    covariance = np.atleast_2d(np.cov(matrix, rowvar=False)) / n
    error = np.sqrt(np.diag(covariance))
    gap_error = np.sqrt(
        np.maximum(np.diag(covariance) + covariance[best, best] - 2 * covariance[:, best], 0.0)
    )
    return Gains(
        estimates(gain, error, "doubly robust, normal interval"),
        estimates(gain - gain[best], gap_error, "doubly robust, paired normal interval"),
        dict(zip(names, gap_error.tolist(), strict=True)),
        names[best],
        max(
            _joint_p_value(gain, covariance * (2 * (folds - 1) / folds), rng),
            _joint_p_value(gain - least, covariance, rng) if least > 0 else 0.0,
        ),
    )


def _joint_p_value(gain: Floats, covariance: Floats, rng: np.random.Generator) -> float:
    moving = np.diag(covariance) > 0
    if not moving.any():
        return 1.0
    error = np.sqrt(np.diag(covariance)[moving])
    correlation = covariance[np.ix_(moving, moving)] / np.outer(error, error)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    largest = (rng.standard_normal((DRAWS, error.size)) @ root.T).max(axis=1)
    seen = float((gain[moving] / error).max())
    return float((1 + (largest >= seen).sum()) / (1 + DRAWS))
