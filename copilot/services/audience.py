"""Who a campaign may be sent to: from the base down to the treated, with the count after every step.

Every count comes from the data. Where there are no consents nobody is reachable, and the waterfall says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from copilot.domain.campaign import Member, Step
from copilot.ports import Ports
from copilot.services.dispatch import ids_of

if TYPE_CHECKING:
    from tools.warehouse import Warehouse

VARIANTS = ("A", "B")
CAP_DAYS = 7
LABELS = {
    "base": ("вся база", "whole base"),
    "segment": ("сегмент", "segment"),
    "life_stage": (
        "этап жизни, о котором предложение, ещё идёт",
        "still in the stage of life the offer is about",
    ),
    "consent": ("есть согласие на рекламу в канале", "consented to advertising in the channel"),
    "reachable": ("есть действующий адрес, без повторов", "with a working address, each once"),
    "allowed": (
        "без отписок, жалоб и превышения частоты",
        "not unsubscribed, no complaint, below the contact cap",
    ),
    "exclusions": ("без контрольных групп идущих тестов", "not in the control group of a running test"),
    "after_control": ("после отбора контрольной группы", "after the control group is set apart"),
    "within_budget": ("в пределах бюджета: получат сообщение", "within the budget: will get the message"),
}


@dataclass(frozen=True, slots=True)
class Eligible:
    """Who could be treated or held back, and how many were left after each step."""

    customer_ids: tuple[str, ...]
    steps: tuple[tuple[str, int], ...]
    has_consents: bool
    in_running_tests: int
    running_tests: tuple[tuple[str, str, date], ...]
    """(id, name, last day) of randomised tests whose window is still open on the data's last day."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The frozen split: treated and control, and the waterfall that led to it."""

    members: tuple[Member, ...]
    steps: tuple[Step, ...]

    @property
    def treated(self) -> int:
        """How many people get the message."""
        return sum(member.arm == "treatment" for member in self.members)

    @property
    def control(self) -> int:
        """How many are held back to measure against."""
        return len(self.members) - self.treated


def find_eligible(
    ports: Ports, warehouse: Warehouse, *, segment: str, channel: str, now: datetime, about: str = ""
) -> Eligible:
    """Goes down the waterfall up to the exclusions.

    `about` is what the campaign says it offers: where it speaks of a stage of life, those for whom the stage is over
    are left out. Raises InvalidArgument for an unknown segment, and for a channel that must be fixed before anything is sent on it.
    """
    from tools.customers.channel_health import require_sound
    from tools.customers.life_stages import outgrown
    from tools.segmentation import segment_customers

    require_sound(warehouse, channel)
    base = len(segment_customers(warehouse, "all"))
    ids = [str(customer) for customer in segment_customers(warehouse, segment)]
    steps = [("base", base), ("segment", len(ids))]
    if about and (grown := outgrown(warehouse, about, now.date())) is not None:
        _, over = grown
        ids = [customer for customer in ids if customer not in over]
        steps.append(("life_stage", len(ids)))
    known = ports.recipients().look_up(ids, channel=channel, now=now)
    ids = [customer for customer in ids if known[customer].consented]
    steps.append(("consent", len(ids)))
    ids = _one_per_address(ids, {customer: known[customer].address for customer in ids})
    steps.append(("reachable", len(ids)))
    every_id = {customer: ids_of(known[customer]) for customer in ids}
    whole = sorted({one for several in every_id.values() for one in several})
    suppressed = ports.deliveries.suppressed(whole, channel)
    recent = ports.deliveries.recent_contacts(whole, since=now - timedelta(days=CAP_DAYS))
    ids = [
        customer
        for customer in ids
        if suppressed.keys().isdisjoint(every_id[customer])
        and known[customer].suppressed is None
        and known[customer].recent_contacts + sum(recent.get(one, 0) for one in every_id[customer])
        < ports.settings.contacts_per_week
    ]
    steps.append(("allowed", len(ids)))
    tests = running_tests(warehouse)
    held_back, treated_elsewhere = _in_tests(warehouse, [key for key, _, _ in tests])
    ids = [customer for customer in ids if customer not in held_back]
    steps.append(("exclusions", len(ids)))
    return Eligible(
        tuple(ids),
        tuple(steps),
        has_consents=warehouse.has("consents"),
        in_running_tests=sum(customer in treated_elsewhere for customer in ids),
        running_tests=tests,
    )


def split(
    eligible: Eligible, *, salt: str, control_share: float, most_treated: int | None = None
) -> Audience:
    """Draws the control group by a salted hash, then keeps as many treated as the budget pays for.

    Who falls to the budget is drawn by the same kind of hash, so that those kept stay comparable with control.
    """
    from tools.experiments import assign

    ids = list(eligible.customer_ids)
    shares = {"control": control_share, "treatment": 1 - control_share}
    arms: Iterable[object] = assign(ids, salt=salt, shares=shares) if ids else []
    control = [customer for customer, arm in zip(ids, arms, strict=True) if arm == "control"]
    treated = [customer for customer, arm in zip(ids, arms, strict=True) if arm != "control"]
    after_control = len(treated)
    if most_treated is not None and most_treated < len(treated):
        treated = sorted(treated, key=lambda customer: _order(salt, customer))[:most_treated]
    even = {name: 1 / len(VARIANTS) for name in VARIANTS}
    variants: Iterable[object] = assign(treated, salt=f"{salt}:variant", shares=even) if treated else []
    members = [Member(customer, "control") for customer in control]
    members += [
        Member(customer, "treatment", str(variant))
        for customer, variant in zip(treated, variants, strict=True)
    ]
    steps = (*eligible.steps, ("after_control", after_control), ("within_budget", len(treated)))
    return Audience(
        tuple(sorted(members, key=lambda member: member.customer_id)),
        tuple(Step(key, *LABELS[key], count) for key, count in steps),
    )


def running_tests(warehouse: Warehouse) -> tuple[tuple[str, str, date], ...]:
    """Randomised campaigns whose window is not over on the last day of the data."""
    from tools.experiments.campaigns import list_campaigns

    if not warehouse.has("campaigns"):
        return ()
    day = warehouse.last_day
    return tuple(
        (campaign.campaign_id, campaign.title, campaign.ended_on)
        for campaign in list_campaigns(warehouse)
        if campaign.has_control and campaign.started_on <= day < campaign.ended_on
    )


def _in_tests(warehouse: Warehouse, keys: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
    """Customers of the control groups, and treated customers, of these tests."""
    if not keys:
        return (), ()
    from tools.experiments.campaigns import is_control

    table = warehouse.table("assignments")
    frame = table.filter(table.experiment_id.isin(list(keys))).select("customer_id", "arm").execute()
    control = {customer for customer, arm in frame.itertuples(index=False) if is_control(str(arm))}
    return control, set(frame["customer_id"]) - control


def _one_per_address(ids: Sequence[str], addresses: dict[str, str | None]) -> list[str]:
    """Drops people without an address, and of several with one address all but the first."""
    seen: set[str] = set()
    kept = []
    for customer in ids:
        address = (addresses[customer] or "").strip().casefold()
        if address and address not in seen:
            seen.add(address)
            kept.append(customer)
    return kept


def _order(salt: str, customer: str) -> bytes:
    return hashlib.sha256(f"{salt}:order\x1f{customer}".encode()).digest()
