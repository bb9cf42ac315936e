"""Whom should we treat, and what is that rule worth against treating everybody or nobody?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.estimate import Estimate
from tools.uplift.arms import Flags, Floats, each, numbers, same_length, treatment_flags


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is treated and what the model expects of it.

    `treat` is a flag a customer in the order given; `expected_gain` the sum over the treated of
    effect * value - cost, a forecast of the model and not a measurement; `threshold` the smallest effect
    times value less cost among the treated (None when nobody is).
    """

    treat: Flags
    expected_gain: float
    n: int
    threshold: float | None


def who_to_treat(
    uplift: ArrayLike,
    *,
    value: ArrayLike | float = 1.0,
    cost: ArrayLike | float = 0.0,
    at_most: int | float | None = None,
) -> Choice:
    """Treats each customer whose expected gain, uplift * value - cost, is above zero, the highest first.

    `value` is what one unit of outcome is worth (margin an order) and `cost` what a treatment costs, in the
    same currency, one number or one a customer. `at_most` caps the number: a whole number of customers, or
    a share in (0, 1). Equal gains are taken in the order given. Nobody with a gain of zero or less is
    treated, however large the cap.
    """
    effect = numbers(uplift, name="uplift")
    gain = effect * each(value, effect.size, "value") - each(cost, effect.size, "cost")
    cap = effect.size
    if at_most is not None:
        if not np.isfinite(at_most) or at_most < 0 or (isinstance(at_most, float) and at_most > 1):
            raise InvalidArgument(
                f"at_most is a number of customers or a share between 0 and 1, it is {at_most!r}.",
                message_ru=f"at_most — число клиентов или доля от 0 до 1, сейчас {at_most!r}.",
                argument="at_most",
            )
        cap = int(effect.size * at_most) if isinstance(at_most, float) else int(at_most)
    order = np.argsort(-gain, kind="stable")[:cap]
    chosen = order[gain[order] > 0]
    treat = np.zeros(effect.size, dtype=np.bool_)
    treat[chosen] = True
    return Choice(
        treat, float(gain[chosen].sum()), int(chosen.size), float(gain[chosen].min()) if chosen.size else None
    )


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """The measured worth of a rule, per customer of the base.

    `value` is the mean outcome (less costs) if the rule were followed, `over_none` and `over_all` its gain
    over treating nobody and everybody, each with its own interval (the gains are paired, so their intervals
    are narrower than the value's).
    """

    value: Estimate
    over_none: Estimate
    over_all: Estimate
    share_treated: float


def policy_value(
    y: ArrayLike,
    treatment: ArrayLike,
    policy: ArrayLike,
    propensity: ArrayLike | float | None = None,
    *,
    cost: ArrayLike | float = 0.0,
    mu_treated: ArrayLike | None = None,
    mu_control: ArrayLike | None = None,
    unit: str = "number",
    level: float = 0.95,
) -> PolicyValue:
    """The mean outcome per customer if `policy` (0/1 a customer) were followed, from a randomised test.

    With predictions of the outcome in both arms (`mu_treated`, `mu_control`, by models that did not see the
    customer) the estimate is doubly robust; without them each arm's own mean takes their place, which is
    inverse-propensity weighting made steadier and stays unbiased. `cost` is paid for each customer that the
    policy treats. The policy must not have been chosen on these outcomes, or the value flatters it.
    Without `propensity` the share of treated customers is used.

    Source: Dudik, Langford and Li (2011), "Doubly robust policy evaluation and learning", equation 2;
    normal interval on the mean of the scores.
    """
    from scipy.stats import norm

    outcome, treated = numbers(y, name="y"), treatment_flags(treatment)
    rule = numbers(policy, name="policy")
    n = same_length(y=outcome, treatment=treated, policy=rule)
    if not ((rule == 0) | (rule == 1)).all():
        raise InvalidArgument(
            "policy must be 0 or 1 for each customer.",
            message_ru="policy должен быть 0 или 1 для каждого клиента.",
            argument="policy",
        )
    share = each(treated.mean() if propensity is None else propensity, n, "propensity")
    if not ((share > 0) & (share < 1)).all():
        raise InvalidArgument(
            "propensity must lie strictly between 0 and 1.",
            message_ru="propensity должен быть строго между 0 и 1.",
            argument="propensity",
        )
    weighted: Literal["doubly robust", "inverse propensity"] = (
        "inverse propensity" if mu_treated is None or mu_control is None else "doubly robust"
    )
    arm_weight = np.where(treated, 1 / share, 1 / (1 - share))
    if mu_treated is None or mu_control is None:
        means = [np.average(outcome[a], weights=arm_weight[a]) for a in (treated, ~treated)]
        if_treated, if_control = np.full(n, means[0]), np.full(n, means[1])
    else:
        if_treated, if_control = (
            numbers(mu_treated, name="mu_treated"),
            numbers(mu_control, name="mu_control"),
        )
        same_length(y=outcome, mu_treated=if_treated, mu_control=if_control)
    paid = each(cost, n, "cost")
    score_treated = if_treated + np.where(treated, arm_weight * (outcome - if_treated), 0.0) - paid
    score_control = if_control + np.where(treated, 0.0, arm_weight * (outcome - if_control))
    score = np.where(rule == 1, score_treated, score_control)
    z = float(norm.ppf((1 + level) / 2))

    def mean_of(scores: Floats) -> Estimate:
        half = z * float(scores.std(ddof=1)) / math.sqrt(n)
        centre = float(scores.mean())
        return Estimate(centre, unit, n, f"{weighted}, normal interval", centre - half, centre + half, level)

    return PolicyValue(
        mean_of(score), mean_of(score - score_control), mean_of(score - score_treated), float(rule.mean())
    )
