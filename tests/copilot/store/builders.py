"""Campaigns at hand for the tests of the store: a draft, its frozen content, an approval, planned messages."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from copilot.domain.approval import Approval
from copilot.domain.campaign import Content, Draft, Member, audience_digest, freeze
from copilot.ports import PlannedDelivery
from copilot.store import Store

NOW = datetime.now(UTC).replace(microsecond=0)
"""The database checks expiry against its own clock too, so the tests live in the present."""
AUTHOR, APPROVER, SECOND = "author", "approver", "second"


@dataclass
class Campaign:
    """A content with its draft and, when approved, its approval."""

    content: Content
    approval: Approval | None = None


def draft_of(draft_id: str, *, author: str = AUTHOR, **more: Any) -> Draft:
    """A draft with nothing in it."""
    values: dict[str, Any] = {
        "title": "Win back",
        "author_id": author,
        "state": "draft",
        "language": "ru",
        "request": {},
        "waterfall": (),
        "copies": (),
        "samples": (),
        "flags": (),
        "plan": {},
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Draft(id=draft_id, **{**values, **more})


def content_of(
    store: Store,
    content_id: str = "c1",
    *,
    draft_id: str = "d1",
    author: str = AUTHOR,
    reach: int = 10,
    cost: str = "100",
    approvals_needed: int = 1,
    submitted_at: datetime = NOW,
    recipients: tuple[str, ...] = ("ann", "ben", "eva"),
) -> Content:
    """A content of three treated people and one control, with its draft, not yet stored."""
    members = [*(Member(name, "treatment", "A") for name in recipients), Member("zoe", "control")]
    audience = audience_digest(members)
    store.campaigns.add_audience(audience, members)
    if store.campaigns.draft(draft_id) is None:
        store.campaigns.save_draft(draft_of(draft_id, author=author))
    body, sha256 = freeze(
        {
            "draft_id": draft_id,
            "author_id": author,
            "audience": {"id": audience, "rule": "lifecycle:about_to_leave"},
            "approvals_needed": approvals_needed,
            "reach": reach,
            "cost": cost,
            "limits": {"reach": 100_000, "cost": "500000"},
            "copies": [{"variant": "A", "subject": "Мы скучаем", "body": content_id}],
        }
    )
    return Content(
        content_id, draft_id, author, body, sha256, submitted_at, reach, Decimal(cost), json.loads(body)
    )


def approval_of(content: Content, approval_id: str = "a1", **more: Any) -> Approval:
    """An approval by the first approver for three days."""
    values: dict[str, Any] = {
        "content_id": content.id,
        "sha256": content.sha256,
        "approver_id": APPROVER,
        "decision": "approved",
        "reason": None,
        "decided_at": NOW,
        "expires_at": NOW + timedelta(hours=72),
    }
    return Approval(approval_id, **{**values, **more})


def submit(store: Store, content: Content, *, state: str = "approved") -> None:
    """Stores a content as the one its draft stands for."""
    store.campaigns.add_content(content)
    draft = store.campaigns.draft(content.draft_id)
    assert draft is not None
    store.campaigns.save_draft(replace(draft, state=state, content_id=content.id))  # type: ignore[arg-type]


def rows_for(content: Content, *recipients: str) -> list[PlannedDelivery]:
    """One planned message a recipient."""
    return [
        PlannedDelivery(f"{content.id}-{name}", content.id, name, "email", "A", f"key-{content.id}-{name}")
        for name in recipients
    ]
