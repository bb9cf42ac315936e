"""What the measured campaigns of the last year brought and cost in a month: the base of a plan for years."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tools.budget.economics import Z90, Spread
from tools.errors import NotEnoughData, NotIdentified, NotRandomised
from tools.experiments.campaigns import Campaign, list_campaigns
from tools.experiments.ledger import profit_ledger
from tools.experiments.measurement import measure

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

YEAR = 365
DAYS_PER_MONTH = YEAR / 12
SHORTEST_DAYS = 28
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Programme:
    """A month of the measured campaigns: incremental margin after discounts and rewards, and what contacts and
    campaigns cost. `since` is the start of the first one."""

    effect_per_month: Spread
    contacts_per_month: float
    campaigns: int
    customers: int
    since: date


def measured_programme(warehouse: Warehouse, as_of: date) -> Programme:
    """The randomised campaigns that ended in the year before `as_of`, per month from the first one's start.

    Assumes that campaigns are independent of one another, so that their variances add. Raises NotRandomised when none
    of them had a control group and a known margin: then nothing says what the programme brings.
    """
    books, treated = [], 0
    started: list[date] = []
    for campaign in list_campaigns(warehouse) if warehouse.has("campaigns") else ():
        if not _counts(campaign, as_of):
            continue
        try:
            found = measure(warehouse, campaign)
        except (NotEnoughData, NotIdentified):
            continue
        if found.books is None or not found.sound:
            continue
        books.append(found.books)
        treated += found.buyers.n_treated
        started.append(campaign.started_on)
    if not books:
        raise NotRandomised(
            "No campaign of the last year had a random control group and a known margin, so nothing says what the programme "
            "brings. Say effect_per_month, or run a pilot with a control group first.",
            message_ru="Ни у одной кампании за год не было случайной контрольной группы и известной маржи, поэтому неизвестно, что "
            "приносит программа. Назовите эффект в месяц (effect_per_month) или сначала проведите пилот с контролем.",
            argument="effect_per_month",
        )
    months = max((as_of - min(started)).days + 1, SHORTEST_DAYS) / DAYS_PER_MONTH
    rows = profit_ledger(books).rows
    cost = float(sum(row.contact_cost + row.fixed_cost for row in rows))
    effect = float(sum(row.profit for row in rows if row.profit is not None)) + cost
    variance = sum(
        (float(row.profit_high - row.profit_low) / 2 / Z95) ** 2
        for row in rows
        if row.profit_high is not None and row.profit_low is not None
    )
    reach = Z90 * math.sqrt(variance)
    return Programme(
        Spread(effect / months, (effect - reach) / months, (effect + reach) / months),
        cost / months,
        len(books),
        treated,
        min(started),
    )


def _counts(campaign: Campaign, as_of: date) -> bool:
    recent = as_of - timedelta(days=YEAR) < campaign.started_on
    return campaign.has_control and recent and campaign.ended_on <= as_of
