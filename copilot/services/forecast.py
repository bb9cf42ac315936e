"""What a campaign will probably earn: the incremental profit with P10, P50, P90 and the chance of a loss.

Evidence comes from past campaigns of the same warehouse that had a randomised control group. Their effects
are pooled with a random-effects model (DerSimonian and Laird 1986, Controlled Clinical Trials 7, equations 2 and
6-8) around a wide prior that is named; the forecast for a new campaign adds the spread between campaigns.
Without any measured campaign only the prior is left: evidence grade E.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from copilot.services.baseline import Baseline
from copilot.services.evidence import PastEffect

if TYPE_CHECKING:
    pass

PRIOR_MEAN_SHARE = 0.03
PRIOR_DEVIATION_SHARE = 0.10
"""Prior: an average message adds 3 % of the segment's margin in the window, give or take 10 %. Our assumption."""
LEAST_SPREAD_SHARE = 0.05
"""Campaigns differ from each other by at least 5 % of the margin, however alike the measured ones look."""
OTHER_PEOPLE_SHARE = 0.10
"""Added uncertainty for an effect measured on another segment or in another channel."""
REMINDER_KEEPS = 0.5
"""Of the gain of a discount, this much is expected from the same message without a discount."""
SAME_OFFER = 0.02
"""Discounts this close to each other count as the same offer."""
OFFER_USE = 0.75
"""Share of purchases that use a discount, where no past campaign shows it."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Incremental margin per treated customer before contact cost, as a normal distribution."""

    mean: float
    deviation: float
    evidence: str
    campaigns: tuple[PastEffect, ...]

    def profit(self, *, treated: int, costs: float) -> tuple[float, float, float, float]:
        """(P10, P50, P90, probability of a loss) of the whole campaign."""
        mean, deviation = treated * self.mean - costs, treated * self.deviation
        if deviation <= 0:
            return mean, mean, mean, float(mean < 0)
        normal = NormalDist(mean, deviation)
        return normal.inv_cdf(0.1), mean, normal.inv_cdf(0.9), normal.cdf(0.0)


def outlook(
    effects: tuple[PastEffect, ...], baseline: Baseline, *, discount_share: float, channel: str
) -> Outlook | None:
    """The expected effect of a campaign with this discount; None where margin is unknown.

    A smaller discount than the measured one keeps half of the gain and loses the rest in proportion; a deeper
    one gains nothing more and costs more. Both are assumptions, and both are named in the plan.
    """
    if baseline.margin is None:
        return None
    scale = max(baseline.margin, 0.05 * baseline.order_value * (baseline.margin_share or 0.0))
    cost_of_discount = discount_share * OFFER_USE * baseline.revenue
    adjusted = [_adjusted(effect, discount_share, cost_of_discount) for effect in effects]
    spread = _spread_between([value for value, _ in adjusted], [effect.error**2 for effect in effects])
    spread = max(spread, (LEAST_SPREAD_SHARE * scale) ** 2)
    prior_mean = PRIOR_MEAN_SHARE * scale - cost_of_discount
    precision = 1 / (PRIOR_DEVIATION_SHARE * scale) ** 2
    weighted = prior_mean * precision
    for effect, (value, assumed) in zip(effects, adjusted, strict=True):
        alike = effect.in_segment and effect.channel == channel
        variance = (
            effect.error**2 + spread + assumed**2 + (0.0 if alike else (OTHER_PEOPLE_SHARE * scale) ** 2)
        )
        weighted += value / variance
        precision += 1 / variance
    return Outlook(
        weighted / precision, math.sqrt(1 / precision + spread), _grade(effects, discount_share), effects
    )


def _grade(effects: tuple[PastEffect, ...], discount_share: float) -> str:
    """A when such an offer was measured on this segment; anything adjusted or borrowed is a forecast: E."""
    return (
        "A"
        if any(e.in_segment and abs(e.discount_share - discount_share) <= SAME_OFFER for e in effects)
        else "E"
    )


def best_discount(effects: tuple[PastEffect, ...], baseline: Baseline, *, channel: str) -> float:
    """The discount with the highest expected profit among none and those that were measured; none without
    evidence: a discount nobody has measured is margin given away."""
    candidates = sorted({0.0, *(round(effect.discount_share, 4) for effect in effects)})
    ceiling = 0.5 * (baseline.margin_share or 0.0)

    def expected(discount_share: float) -> float:
        view = outlook(effects, baseline, discount_share=discount_share, channel=channel)
        return view.mean if view is not None else -discount_share

    return max((share for share in candidates if share <= ceiling), key=expected, default=0.0)


def _adjusted(effect: PastEffect, discount_share: float, cost_of_discount: float) -> tuple[float, float]:
    """Net gain of a past campaign had it offered this discount, and the uncertainty that this adds."""
    if effect.discount_share <= 0:
        return effect.gain - cost_of_discount, 0.5 * cost_of_discount
    ratio = discount_share / effect.discount_share
    kept = REMINDER_KEEPS + (1 - REMINDER_KEEPS) * min(1.0, ratio)
    gain = effect.gain * kept if effect.gain > 0 else effect.gain
    net = gain - effect.discount * ratio
    return net, abs(effect.gain) * (1 - kept) * 0.5


def _spread_between(values: list[float], variances: list[float]) -> float:
    """DerSimonian and Laird's estimate of the variance between campaigns; 0 for fewer than two."""
    if len(values) < 2:
        return 0.0
    weights = [1 / variance for variance in variances]
    total = sum(weights)
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / total
    q = sum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True))
    scale = total - sum(w * w for w in weights) / total
    return max(0.0, (q - (len(values) - 1)) / scale) if scale > 0 else 0.0
