"""What past campaigns changed in each segment, where customers had been assigned at random.

A customer counts in the segment of the evening before the campaign: the segment after it may be the campaign's own
doing. Splitting a randomised campaign by a state from before it keeps both arms comparable. Looking at many
segments and campaigns finds something by chance, so the intervals hold for all of them at once (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.sales import fetch
from tools.errors import InvalidArgument, MissingData, NotEnoughData, NotIdentified
from tools.experiments.campaigns import Campaign, list_campaigns
from tools.experiments.effects import Effect, effect
from tools.experiments.measurement import CONTROL, TREATED, Measurement, measure

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

LEVEL = 0.95
Placing = Callable[[date], ibis.Table]
"""Gives `customer_id` and `segment` at the end of a day."""


@dataclass(frozen=True, slots=True)
class PastPlay:
    """The profit (or, where `is_profit` is false, the revenue) that a campaign added per customer of a segment."""

    campaign: Campaign
    segment: str
    effect: Effect
    is_profit: bool

    @property
    def customers(self) -> int:
        return self.effect.n_treated + self.effect.n_control

    @property
    def low(self) -> float:
        return float(self.effect.difference.low or 0.0)

    @property
    def high(self) -> float:
        return float(self.effect.difference.high or 0.0)

    @property
    def proven(self) -> bool:
        """Profit above control beyond chance, over all the comparisons made, in groups large enough to say so."""
        return self.is_profit and self.low > 0 and not self.effect.heavy_tailed

    @property
    def promising(self) -> bool:
        """Profit above control, though the groups are too small for so skewed a figure: a hint to be repeated."""
        return self.is_profit and self.low > 0 and self.effect.heavy_tailed

    @property
    def harmful(self) -> bool:
        """Profit or revenue below control beyond chance."""
        return self.high < 0


@dataclass(frozen=True, slots=True)
class PastPlays:
    """All comparisons; `measured` campaigns entered, `left_out` (titles) could not."""

    plays: tuple[PastPlay, ...]
    measured: int
    left_out: tuple[str, ...]

    def of(self, segment: str) -> list[PastPlay]:
        """Those of one segment, the one with the best lower bound first."""
        mine = [play for play in self.plays if play.segment == segment]
        return sorted(mine, key=lambda play: (-play.low, play.campaign.campaign_id))


def past_plays(warehouse: Warehouse, placing: Placing, *, until: date) -> PastPlays:
    """Every campaign with a control group whose window was over by `until`, by the segment of its customers.

    Left out, by name: campaigns without a control group, with a broken split, too small, or started on the
    first day of the data, when nobody had a segment. A segment needs `K_ANONYMITY` customers in each arm.
    """
    if not warehouse.has("campaigns"):
        return PastPlays((), 0, ())
    found: list[tuple[Measurement, pd.DataFrame]] = []
    left_out = []
    for campaign in list_campaigns(warehouse):
        if campaign.ended_on > until:
            continue
        measured = _measured(warehouse, campaign)
        eve = campaign.started_on - timedelta(days=1)
        if measured is None or eve < warehouse.first_day:
            left_out.append(campaign.title)
            continue
        placed = fetch(placing(eve)).drop_duplicates("customer_id").set_index("customer_id")["segment"]
        frame = measured.frame.assign(segment=measured.frame["customer_id"].map(placed)).dropna(
            subset="segment"
        )
        found.append((measured, frame))
    parts = [
        (measured, str(segment), part)
        for measured, frame in found
        for segment, part in frame.groupby("segment")
        if part["side"].value_counts().reindex([CONTROL, TREATED], fill_value=0).min() >= K_ANONYMITY
    ]
    level = 1 - (1 - LEVEL) / max(len(parts), 1)
    plays = []
    for measured, segment, part in parts:
        is_profit = measured.profit is not None
        outcome = part["profit" if is_profit else "revenue"].to_numpy()
        changed = effect(
            outcome,
            part["side"].to_numpy(),
            kind="mean",
            unit=str(warehouse.currency),
            control=CONTROL,
            treatment=TREATED,
            level=level,
            allow_constant=True,
        )
        plays.append(PastPlay(measured.campaign, segment, changed, is_profit))
    return PastPlays(tuple(plays), len(found), tuple(left_out))


def _measured(warehouse: Warehouse, campaign: Campaign) -> Measurement | None:
    if not campaign.has_control:
        return None
    try:
        found = measure(warehouse, campaign)
    except (NotEnoughData, NotIdentified, InvalidArgument, MissingData):
        return None  # named among those left out
    broken = not found.sound
    return None if broken else found
