"""Freezes a draft: one canonical JSON of all that will be sent and all that was promised, and its hash."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal

from copilot.domain.campaign import Content, Draft, freeze
from copilot.ports import Ports

SPLIT_DAYS = 7
"""What one author submits to one audience within these days counts as one campaign."""


def frozen(ports: Ports, made: Draft, *, now: datetime) -> Content:
    """The content of a draft. It holds customer ids only as a digest; the list is stored beside it."""
    plan = made.plan
    reach = int(plan["audience"]["treated"]["value"])
    cost = _money(plan["budget"]["cost"]["value"])
    settings = ports.settings
    limits = {"reach": settings.two_approvers_above_reach, "cost": str(settings.two_approvers_above_cost)}
    others = submitted_lately(ports, made, rule=plan["audience"]["rule"], now=now)
    total_reach = reach + sum(content.reach for content in others)
    total_cost = cost + sum((content.cost for content in others), Decimal(0))
    two = total_reach > settings.two_approvers_above_reach or total_cost > settings.two_approvers_above_cost
    body, sha256 = freeze(
        {
            "schema": 1,
            "draft_id": made.id,
            "version": made.version,
            "author_id": made.author_id,
            "submitted_at": now.isoformat(),
            "title": made.title,
            "language": made.language,
            "request": dict(made.request),
            "channel": plan["channel"]["name"],
            "copies": [asdict(copy) for copy in made.copies],
            "samples": [asdict(sample) for sample in made.samples],
            "waterfall": [asdict(step) for step in made.waterfall],
            "flags": [asdict(flag) for flag in made.flags],
            "audience": plan["audience"],
            "plan": {name: part for name, part in plan.items() if name != "audience"},
            "reach": reach,
            "cost": str(cost),
            "worst_case": str(_money(plan["economics"]["worst_case"]["value"])),
            "limits": limits,
            "approvals_needed": 2 if two else 1,
            "counted_with": sorted(content.id for content in others),
            "approval_hours": settings.approval_hours,
        }
    )
    return Content(
        id=f"c{sha256[:12]}",
        draft_id=made.id,
        author_id=made.author_id,
        body=body,
        sha256=sha256,
        submitted_at=now,
        reach=reach,
        cost=cost,
        data=json.loads(body),
    )


def submitted_lately(ports: Ports, made: Draft, *, rule: str, now: datetime) -> list[Content]:
    """Other campaigns of this author to this audience that are in force and not older than a week."""
    found = []
    for content in ports.campaigns.contents():
        if (
            content.author_id != made.author_id
            or content.draft_id == made.id
            or content.data["audience"]["rule"] != rule
            or content.submitted_at <= now - timedelta(days=SPLIT_DAYS)
        ):
            continue
        its_draft = ports.campaigns.draft(content.draft_id)
        rejected = any(a.decision == "rejected" for a in ports.campaigns.approvals(content.id))
        if its_draft is not None and its_draft.content_id == content.id and not rejected:
            found.append(content)
    return found


def _money(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal("0.0001"))
