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
from tools.columns import K_ANONYMITY

if TYPE_CHECKING:
    from tools.warehouse import Warehouse

PRIOR_MEAN_SHARE = 0.03
PRIOR_DEVIATION_SHARE = 0.10
"""Prior: an average message adds 3 % of the segment's margin in the window, give or take 10 %. Our assumption."""
LEAST_SPREAD_SHARE = 0.05
"""Campaigns differ from each other by at least 5 % of the margin, however alike the measured ones look."""
OTHER_PEOPLE_SHARE = 0.10
"""Added uncertainty for an effect measured on another segment or in another channel."""
REMINDER_KEEPS = 0.5
"""Of the gain of a discount, this much is expected from the same message without a discount."""
OFFER_USE = 0.75
"""Share of purchases that use a discount, where no past campaign shows it."""
LEAST_IN_SEGMENT = 100


@dataclass(frozen=True, slots=True)
class PastEffect:
    """A measured campaign: gain per treated customer before discount and contact cost, with its error."""

    campaign_id: str
    name: str
    channel: str | None
    discount_share: float
    gain: float
    """Margin at list price gained per treated customer: net margin gained plus discount given."""
    discount: float
    """Discount given per treated customer beyond that of control."""
    error: float
    n_treated: int
    n_control: int
    in_segment: bool


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


def past_effects(warehouse: Warehouse, segment: str) -> tuple[PastEffect, ...]:
    """Finished randomised campaigns, measured on this segment as it was then where it had enough people."""
    if not (warehouse.has("campaigns") and warehouse.has("assignments")):
        return ()
    from tools.experiments.campaigns import list_campaigns

    shares = _discount_shares(warehouse)
    finished = [c for c in list_campaigns(warehouse) if c.has_control and c.ended_on <= warehouse.last_day]
    found = [
        _measured(warehouse, campaign, segment, shares.get(campaign.offer_id or "", 0.0))
        for campaign in finished
    ]
    return tuple(effect for effect in found if effect is not None)


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
    return Outlook(weighted / precision, math.sqrt(1 / precision + spread), "A" if effects else "E", effects)


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


def _measured(
    warehouse: Warehouse, campaign: object, segment: str, discount_share: float
) -> PastEffect | None:
    from datetime import timedelta

    from tools.errors import ToolError
    from tools.experiments.campaigns import Campaign, is_control, outcomes
    from tools.segmentation import segment_customers

    assert isinstance(campaign, Campaign)
    frame = outcomes(warehouse, campaign)
    buyers = frame["orders"] > 0
    if buyers.any() and frame.loc[buyers, "margin_known"].mean() < 0.9:
        return None
    frame["held_back"] = [is_control(arm) for arm in frame["arm"]]
    try:
        then = segment_customers(warehouse, segment, as_of=campaign.started_on - timedelta(days=1))
        mine = frame[frame["customer_id"].isin(set(then))]
    except ToolError:
        mine = frame.iloc[:0]
    in_segment = min((~mine["held_back"]).sum(), mine["held_back"].sum()) >= LEAST_IN_SEGMENT
    used = mine if in_segment else frame
    treated, control = used[~used["held_back"]], used[used["held_back"]]
    if min(len(treated), len(control)) < K_ANONYMITY:
        return None
    given = float(treated["discount"].mean() - control["discount"].mean()) if discount_share else 0.0
    net = treated["margin"] - treated["reward"], control["margin"]
    error = math.sqrt(net[0].var(ddof=1) / len(treated) + net[1].var(ddof=1) / len(control))
    if not error > 0:
        return None
    return PastEffect(
        campaign_id=campaign.campaign_id,
        name=campaign.title,
        channel=campaign.channel,
        discount_share=discount_share,
        gain=float(net[0].mean() - net[1].mean()) + max(given, 0.0),
        discount=max(given, 0.0),
        error=error,
        n_treated=len(treated),
        n_control=len(control),
        in_segment=bool(in_segment),
    )


def _discount_shares(warehouse: Warehouse) -> dict[str, float]:
    if not warehouse.has("offers"):
        return {}
    frame = warehouse.table("offers").select("offer_id", "discount_share").execute().dropna()
    return {str(row.offer_id): float(row.discount_share) for row in frame.itertuples(index=False)}
