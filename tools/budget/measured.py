"""What past campaigns with a random control group say an offer is worth, kind of customer by kind of customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.errors import NotEnoughData, NotIdentified, NotRandomised
from tools.experiments.campaigns import list_campaigns
from tools.experiments.measurement import Measurement, measure

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

RECENT_DAYS = 91
SMALLEST_ARM = 100
"""Customers of a kind that each arm must have had: an effect is not carried over to kinds that were not tested."""

KINDS = {
    "one_time_recent": ("купили один раз, недавно", "bought once, recently"),
    "one_time_lapsed": ("купили один раз, давно", "bought once, long ago"),
    "repeat_recent": ("повторные, недавние", "repeat, recent"),
    "repeat_lapsed": ("повторные, давние", "repeat, lapsed"),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """Incremental profit of one contact with a customer of one kind, after contact cost and rewards."""

    mean: float
    deviation: float
    customers: int


@dataclass(frozen=True, slots=True)
class Option:
    """A past campaign that could be repeated: its channel, what a contact costs and what it brought whom."""

    key: str
    title: str
    channel: str
    cost: float
    by_kind: dict[str, Worth]
    profit: float
    """Per treated customer, over everybody in the test."""
    low: float
    high: float
    customers: int
    ended_on: date


def kinds_of(warehouse: Warehouse, day: date) -> pd.Series:
    """The kind of each customer who had bought by the end of `day`, by customer_id."""
    from tools.warehouse.selection import select_transactions

    lines = select_transactions(warehouse, end=day)
    sales = lines.filter(lines.kind == "sale").select("customer_id", "ordered_on").distinct()
    found = sales.group_by("customer_id").agg(days=sales.count(), last=sales.ordered_on.max())
    frame = found.execute().sort_values("customer_id", ignore_index=True)
    silent = (pd.Timestamp(day) - pd.to_datetime(frame["last"])).dt.days
    name = np.where(frame["days"] > 1, "repeat_", "one_time_").astype(object) + np.where(
        silent <= RECENT_DAYS, "recent", "lapsed"
    )
    return pd.Series(name, index=frame["customer_id"].to_numpy())


def measured_options(warehouse: Warehouse, *, as_of: date) -> tuple[Option, ...]:
    """Every finished campaign that was randomised and whose profit is known, newest first.

    Raises NotRandomised when there is none.
    """
    options = []
    for campaign in list_campaigns(warehouse) if warehouse.has("campaigns") else ():
        if not campaign.has_control or campaign.channel is None or campaign.ended_on > as_of:
            continue
        try:
            found = measure(warehouse, campaign)
        except (NotEnoughData, NotIdentified):
            continue
        if found.profit is None or not found.sound:
            continue
        day = campaign.started_on - timedelta(days=1)
        if day >= warehouse.first_day:
            option = _option(found, kinds_of(warehouse, day))
            if option is not None:
                options.append(option)
    if not options:
        raise NotRandomised(
            "No finished campaign had a random control group and a known profit, so nothing says what a contact brings. "
            "Run a pilot with a control group first (sample_size tells how large).",
            message_ru="Нет ни одной законченной кампании со случайной контрольной группой и известной прибылью, поэтому неизвестно, "
            "что приносит контакт. Сначала проведите пилот с контролем (размер скажет sample_size).",
            argument="campaigns",
        )
    return tuple(sorted(options, key=lambda option: (option.ended_on, option.key), reverse=True))


def _option(found: Measurement, kinds: pd.Series) -> Option | None:
    frame, profit = found.frame, found.profit
    assert profit is not None
    treated = (frame["side"] == "treated").to_numpy()
    kind = frame["customer_id"].map(kinds)
    outcome = frame["profit"].to_numpy(dtype=float)
    raw = {}
    for name in KINDS:
        inside = (kind == name).to_numpy()
        with_offer, without = outcome[inside & treated], outcome[inside & ~treated]
        if min(with_offer.size, without.size) < SMALLEST_ARM:
            continue
        error = np.sqrt(with_offer.var(ddof=1) / with_offer.size + without.var(ddof=1) / without.size)
        raw[name] = Worth(
            float(with_offer.mean() - without.mean()), float(error), with_offer.size + without.size
        )
    if not raw:
        return None
    spent = frame.loc[treated, "contact_cost"] + frame.loc[treated, "reward"]
    difference = profit.difference
    return Option(
        key=found.campaign.campaign_id,
        title=found.campaign.title,
        channel=str(found.campaign.channel),
        cost=float(spent.mean()),
        by_kind=shrunk(raw),
        profit=difference.value,
        low=float(difference.low if difference.low is not None else difference.value),
        high=float(difference.high if difference.high is not None else difference.value),
        customers=int(difference.n),
        ended_on=found.campaign.ended_on,
    )


def shrunk(raw: dict[str, Worth]) -> dict[str, Worth]:
    """Effects by kind drawn towards their common mean, the more the noisier they are.

    Without this the best-looking kind is mostly the luckiest. Source: DerSimonian and Laird (1986), "Meta-analysis
    in clinical trials", equations 8 and 9 for the spread between kinds; posterior means of a normal model.
    """
    effects = np.array([worth.mean for worth in raw.values()])
    precision = np.array([1 / max(worth.deviation, 1e-9) ** 2 for worth in raw.values()])
    common = float(np.sum(precision * effects) / precision.sum())
    spread = float(np.sum(precision * (effects - common) ** 2)) - (effects.size - 1)
    scale = float(precision.sum() - np.sum(precision**2) / precision.sum())
    between = max(0.0, spread / scale) if scale > 0 else 0.0
    out = {}
    for (name, worth), weight in zip(raw.items(), precision, strict=True):
        own = weight / (weight + 1 / between) if between > 0 else 0.0
        common_error = 1 / float(precision.sum())
        variance = own / weight + (1 - own) ** 2 * common_error
        out[name] = Worth(
            float(own * worth.mean + (1 - own) * common), float(np.sqrt(variance)), worth.customers
        )
    return out
