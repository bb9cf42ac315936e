"""Keeping the profit ledger: booked once, restated in the open when the data say something else."""

from __future__ import annotations

from dataclasses import replace

from copilot.domain.ledger import LedgerEntry
from copilot.domain.people import Person
from copilot.ports import Ports

GATES = {"proven": "scale", "not_yet": "continue the test", "harmful": "stop", "unmeasured": "not measured"}
"""What each verdict lets a campaign do next: while the interval covers zero it is neither scaled nor stopped."""
AMOUNTS = (
    "revenue", "margin", "discounts", "rewards", "contact_cost", "fixed_cost", "cannibalised", "profit", "profit_low",
    "profit_high", "verdict", "ended_on", "currency",
)  # fmt: skip


def record(ports: Ports, *, person: Person | None = None) -> list[LedgerEntry]:
    """Books every campaign that has started and whose newest entry, if any, differs from what the present data give.

    Nothing is overwritten: a restatement gets the next version and says what changed. Raises ToolError; then
    nothing was stored.
    """
    made = _due(ports, person)
    with ports.campaigns.together():
        for entry in made:
            ports.ledger.add(entry)
        if made:
            ports.audit.append(
                "ledger_recorded",
                person_id=person.id if person else None,
                at=made[0].recorded_at,
                data={
                    "snapshot": made[0].snapshot,
                    "booked": [e.campaign_id for e in made if e.version == 1],
                    "restated": [e.campaign_id for e in made if e.version > 1],
                },
            )
    return made


def newest(ports: Ports) -> list[LedgerEntry]:
    """The entry of each campaign that holds now."""
    return list({entry.campaign_id: entry for entry in ports.ledger.listing()}.values())


def listing(ports: Ports, campaign_id: str | None = None) -> list[LedgerEntry]:
    """Every entry, restated ones too."""
    return ports.ledger.listing(campaign_id)


def check(ports: Ports) -> list[LedgerEntry]:
    """The entries that `record` would add now: empty where the present data give what was booked."""
    return _due(ports, None)


def _due(ports: Ports, person: Person | None) -> list[LedgerEntry]:
    from tools.experiments.campaigns import list_campaigns
    from tools.experiments.ledger_tool import book_campaigns

    warehouse = ports.warehouse()
    campaigns = [c for c in list_campaigns(warehouse) if c.started_on <= warehouse.last_day]
    books, _, _ = book_campaigns(warehouse, campaigns)
    known = {entry.campaign_id: entry for entry in ports.ledger.listing()}
    titles = {campaign.campaign_id: campaign for campaign in campaigns}
    now, made = ports.clock(), []
    for row in books.rows:
        campaign, before = titles[row.campaign], known.get(row.campaign)
        entry = LedgerEntry(
            campaign_id=row.campaign,
            version=before.version + 1 if before else 1,
            name=campaign.title,
            started_on=campaign.started_on,
            ended_on=campaign.ended_on,
            currency=str(warehouse.currency),
            revenue=row.incremental_revenue,
            margin=row.margin,
            discounts=row.discounts,
            rewards=row.rewards,
            contact_cost=row.contact_cost,
            fixed_cost=row.fixed_cost,
            cannibalised=row.cannibalised,
            profit=row.profit,
            profit_low=row.profit_low,
            profit_high=row.profit_high,
            verdict=row.verdict,
            gate=GATES[row.verdict],
            snapshot=warehouse.snapshot,
            reason="booked",
            recorded_at=now,
            person_id=person.id if person else None,
        )
        changed = _changed(before, entry) if before else ["booked"]
        if changed:
            made.append(_because(entry, changed) if before else entry)
    return made


def _changed(before: LedgerEntry, now: LedgerEntry) -> list[str]:
    return [name for name in AMOUNTS if getattr(before, name) != getattr(now, name)]


def _because(entry: LedgerEntry, changed: list[str]) -> LedgerEntry:
    return replace(entry, reason=f"restated: {', '.join(changed)}")
