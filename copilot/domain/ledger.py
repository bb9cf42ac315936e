"""The kept profit ledger: what each campaign was found to have earned, and every correction of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What one campaign earned, as computed at one moment from one snapshot; never changed afterwards.

    `version` counts the entries of a campaign from 1; each later one restates the one before, for `reason`.
    `profit` is margin - discounts - rewards - contact_cost - fixed_cost - cannibalised, to the minor unit; the money
    of an unmeasured campaign is None but for its costs. `gate` says what the interval allows: `scale`, `continue the
    test`, `stop` or `not measured`.
    """

    campaign_id: str
    version: int
    name: str
    started_on: date
    ended_on: date
    currency: str
    revenue: Decimal | None
    margin: Decimal | None
    discounts: Decimal
    rewards: Decimal
    contact_cost: Decimal
    fixed_cost: Decimal
    cannibalised: Decimal | None
    profit: Decimal | None
    profit_low: Decimal | None
    profit_high: Decimal | None
    verdict: str
    gate: str
    snapshot: str
    reason: str
    recorded_at: datetime
    person_id: str | None = None
