"""Measures one campaign against its control group: buyers, revenue and profit, and its lines in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified
from tools.estimate import Estimate
from tools.experiments.campaigns import (
    Campaign,
    is_control,
    later_end,
    money_by_arm,
    outcomes,
    require_control,
    window_end,
)
from tools.experiments.checks import check_assignments
from tools.experiments.effects import Effect, effect
from tools.experiments.ledger import CampaignResult
from tools.experiments.sample_ratio import SampleRatio, srm_test
from tools.experiments.sequential import SequentialEffect, at_this_look

CONTROL, TREATED = "control", "treated"
MARGIN_COVERED = 0.9
"""Profit is not computed when fewer of the buyers than this have lines with a known margin."""


@dataclass(frozen=True)
class Measurement:
    """What one campaign changed. Effects are per assigned customer; totals are for all treated.

    `profit` counts margin (net of discounts) less contact costs and rewards, before the fixed cost; it and
    the ledger lines are None where margin is unknown. `always_valid` is there while the window is still open.
    `adjusted` is `net` (revenue without margins) less what customers differed in before, None where they bought
    nothing before. `later` is the margin per customer in the equally long stretch after the window
    (sales brought forward are missing there), None while that is not over; `net` is profit and later margin together
    and what the ledger's interval comes from. `leaked` counts control customers who were sent the campaign's message.
    """

    campaign: Campaign
    variant: str | None
    until: date
    arm_sizes: dict[str, int]
    frame: pd.DataFrame
    buyers: Effect
    revenue: Effect
    profit: Effect | None
    fixed_cost: Decimal
    sample_ratio: SampleRatio | None
    leaked: int
    unreached: int
    margin_coverage: float
    books: CampaignResult | None
    always_valid: SequentialEffect | None
    adjusted: Effect | None = None
    net: Effect | None = None
    later: Effect | None = None

    @property
    def sound(self) -> bool:
        """Whether the split held and nobody of the control group was written to: only then may a decision or a total
        rest on these figures."""
        return self.leaked == 0 and not (self.sample_ratio is not None and self.sample_ratio.mismatch)

    @property
    def running(self) -> bool:
        """Whether purchases will still count after the last day of the data."""
        return self.campaign.ended_on > self.until


def measure(
    warehouse: Any,
    campaign: Campaign,
    *,
    variant: str | None = None,
    margin_share: float | None = None,
    level: float = 0.95,
) -> Measurement:
    """The campaign, or one variant of it, against its control group (intention to treat).

    `margin_share` stands in for the margin where the data have none. Raises NotRandomised without a control
    group, NotEnoughData when an arm has fewer than 20 customers, the window has not begun or nobody bought,
    NotIdentified when customers of one arm were drawn with different probabilities, InvalidExperiment when the
    assignment was changed midway, came after purchases it is to explain, or has a propensity outside (0, 1).
    """
    require_control(campaign)
    until = window_end(warehouse, campaign)
    if until < campaign.started_on:
        raise NotEnoughData(
            f"Campaign «{campaign.title}» starts on {campaign.started_on}, the data end on {warehouse.last_day}.",
            message_ru=f"Кампания «{campaign.title}» начинается {campaign.started_on}, а данные кончаются {warehouse.last_day}.",
            argument="campaign",
        )
    frame = outcomes(warehouse, campaign)
    check_assignments(frame, campaign)
    sizes = {str(arm): int(n) for arm, n in frame["arm"].value_counts().sort_index().items()}
    control = next((arm for arm in sizes if is_control(arm)), CONTROL)
    chosen = _variant(sizes, control, variant)
    ratio = _split_check(frame, sizes, campaign)
    everybody = frame
    frame = frame[frame["arm"].isin([control, *chosen])].reset_index(drop=True)
    side = np.where(frame["arm"] == control, CONTROL, TREATED)
    n_treated, n_control = int((side == TREATED).sum()), int((side == CONTROL).sum())
    if min(n_treated, n_control) < K_ANONYMITY:
        raise NotEnoughData(
            f"«{campaign.title}»: {n_treated} treated and {n_control} control customers, at least {K_ANONYMITY} each are needed.",
            message_ru=f"«{campaign.title}»: {n_treated} в воздействии и {n_control} в контроле, нужно не меньше {K_ANONYMITY} в каждой группе.",
            argument="campaign",
        )
    frame["profit"], coverage = _profit(frame, side, margin_share)
    assumed = margin_share if coverage < MARGIN_COVERED else None
    unit = str(warehouse.currency)
    names: dict[str, Any] = {"control": CONTROL, "treatment": TREATED, "level": level}
    buyers = effect(frame["buyer"].to_numpy(), side, kind="rate", **names)
    revenue = effect(frame["revenue"].to_numpy(), side, kind="mean", unit=unit, **names)
    fixed = _share_of_fixed(campaign, sizes, control, n_treated)
    profit = None
    if coverage >= MARGIN_COVERED or assumed is not None:
        profit = effect(frame["profit"].to_numpy(), side, kind="mean", unit=unit, **names)
    always = at_every_look(profit or revenue, campaign, until) if campaign.ended_on > until else None
    books, net, later = None, profit, None
    outcome = frame["revenue" if profit is None else "profit"]
    if profit is not None:
        if later_end(warehouse, campaign) is not None:
            after = _later_margin(frame, assumed)
            outcome = frame["profit"] + after
            net = effect(outcome.to_numpy(), side, kind="mean", unit=unit, **names)
            later = (
                effect(after.to_numpy(), side, kind="mean", unit=unit, **names)
                if after.nunique() > 1
                else None
            )
        # While the window is open people look again and again: the ledger takes the interval that allows it.
        interval = always.difference if always is not None else (net or profit).difference
        books = _books(
            frame,
            campaign,
            control,
            chosen,
            (n_treated, n_control),
            fixed,
            interval,
            assumed,
            measured_later=net is not profit,
        )
    contacted = everybody["contacts"] > 0
    return Measurement(
        campaign,
        variant,
        until,
        sizes,
        frame.assign(side=side),
        buyers,
        revenue,
        profit,
        fixed,
        ratio,
        int((contacted & (everybody["arm"] == control)).sum()),
        int((~contacted & everybody["arm"].isin(chosen)).sum()) if bool(contacted.any()) else 0,
        coverage,
        books,
        always,
        _net_of_history(frame, side, outcome, unit, names),
        net,
        later,
    )


def _net_of_history(
    frame: pd.DataFrame,
    side: np.ndarray[Any, Any],
    outcome: pd.Series[float],
    unit: str,
    names: dict[str, Any],
) -> Effect | None:
    before = frame[["revenue_before", "orders_before"]].to_numpy()
    if not (before > 0).any():
        return None
    return effect(outcome.to_numpy(), side, kind="mean", covariate=before, unit=unit, **names)


def _variant(sizes: dict[str, int], control: str, variant: str | None) -> list[str]:
    treated = [arm for arm in sizes if arm != control]
    if variant is None:
        return treated
    chosen = [arm for arm in treated if arm.casefold() == variant.strip().casefold()]
    if not chosen:
        raise InvalidArgument(
            f"There is no variant {variant!r}; the campaign has: {', '.join(treated)} (and {control}).",
            message_ru=f"Варианта {variant!r} нет; в кампании: {', '.join(treated)} (и {control}).",
            argument="variant",
        )
    return chosen


def _split_check(frame: pd.DataFrame, sizes: dict[str, int], campaign: Campaign) -> SampleRatio | None:
    """Observed against planned shares; None where the propensities were not kept."""
    known = frame.dropna(subset=["propensity"])
    if known.empty:
        return None
    per_arm = known.groupby("arm")["propensity"].agg(["mean", "min", "max"])
    if bool((per_arm["max"] - per_arm["min"] > 1e-6).any()):
        raise NotIdentified(
            f"«{campaign.title}»: customers of one arm were drawn with different probabilities, so plain "
            "averages of the arms cannot be compared; measure each stratum as a campaign of its own.",
            message_ru=f"«{campaign.title}»: клиентов одной группы отбирали с разной вероятностью, поэтому средние групп "
            "сравнивать нельзя; измерьте каждую страту отдельной кампанией.",
            argument="propensity",
        )
    if set(per_arm.index) != set(sizes) or bool((per_arm["mean"] <= 0).any()):
        return None
    return srm_test(sizes, {str(arm): float(share) for arm, share in per_arm["mean"].items()})


def _profit(
    frame: pd.DataFrame, side: np.ndarray[Any, Any], margin_share: float | None
) -> tuple[pd.Series[float], float]:
    """Profit per customer, and the share of buyers whose margin is known."""
    buyers = frame["orders"] > 0
    known = float(frame.loc[buyers, "margin_known"].mean()) if bool(buyers.any()) else 1.0
    margin = frame["margin"]
    if margin_share is not None and known < MARGIN_COVERED:
        margin = (frame["revenue"] + frame["discount"]) * margin_share - frame["discount"]
    costs = (frame["contact_cost"] + frame["reward"]).where(side == TREATED, 0.0)
    return margin - costs, known


def _later_margin(frame: pd.DataFrame, assumed: float | None) -> pd.Series[float]:
    if assumed is None:
        return frame["later_margin"]
    return (frame["later_revenue"] + frame["later_discount"]) * assumed - frame["later_discount"]


def _books(
    frame: pd.DataFrame,
    campaign: Campaign,
    control: str,
    chosen: list[str],
    sizes: tuple[int, int],
    fixed: Decimal,
    per_customer: Estimate,
    assumed: float | None,
    *,
    measured_later: bool,
) -> CampaignResult:
    """The ledger lines: exact sums of the treated less those of control scaled to the same number."""
    money = money_by_arm(frame)
    scale = Decimal(sizes[0]) / Decimal(sizes[1])

    def treated(column: str) -> Decimal:
        return sum((money[arm][column] for arm in chosen), Decimal(0))

    def extra(column: str) -> Decimal:
        return treated(column) - money[control][column] * scale

    discounts = extra("discount")
    later = extra("later_margin")
    if assumed is not None:
        given = extra("later_discount")
        later = (extra("later_revenue") + given) * Decimal(str(assumed)) - given
    low, high = _total(per_customer, sizes[0], float(fixed))
    return CampaignResult(
        campaign.campaign_id,
        extra("revenue"),
        margin_share=assumed,
        incremental_margin=None if assumed is not None else extra("margin") + discounts,
        discounts=discounts,
        rewards=treated("reward"),
        contact_cost=treated("contact_cost"),
        fixed_cost=fixed,
        cannibalised=-later if measured_later else None,
        profit_low=low,
        profit_high=high,
    )


def at_every_look(watched: Effect, campaign: Campaign, until: date) -> SequentialEffect:
    """The effect per customer with an interval that holds on every day of the open window.

    Everybody was assigned at the start, so what accumulates is days: the plan is the whole window.
    """
    days = (campaign.ended_on - campaign.started_on).days + 1
    seen = (until - campaign.started_on).days + 1
    n = watched.n_treated + watched.n_control
    d = watched.difference
    return at_this_look(
        d.value,
        watched.standard_error,
        n,
        planned_customers=max(2, round(n * days / seen)),
        unit=d.unit,
        level=d.level or 0.95,
    )


def _share_of_fixed(campaign: Campaign, sizes: dict[str, int], control: str, n_treated: int) -> Decimal:
    everybody = sum(n for arm, n in sizes.items() if arm != control)
    share = campaign.fixed_cost * n_treated / everybody
    return share.quantize(Decimal("0.0001"))


def _total(per_customer: Estimate, n_treated: int, fixed: float) -> tuple[float, float]:
    """The interval of all treated together after the fixed cost."""
    low, high = per_customer.low, per_customer.high
    if low is None or high is None:
        raise ValueError("an effect in the ledger has an interval")
    return low * n_treated - fixed, high * n_treated - fixed
