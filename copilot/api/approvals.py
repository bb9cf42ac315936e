"""The approval queue: cards, approving and rejecting one hash at a time. There is no bulk approval."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from copilot.api import PREFIX
from copilot.api.access import App, Caller

router = APIRouter(prefix=f"{PREFIX}/approvals", tags=["approvals"])


class Yes(BaseModel):
    """An approval of exactly this hash."""

    model_config = ConfigDict(extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="The hash on the card that was read.")
    comment: str | None = Field(None, max_length=2000)


class No(BaseModel):
    """A rejection, with the reason."""

    model_config = ConfigDict(extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    reason: str = Field(min_length=1, max_length=2000)


class Withdrawal(BaseModel):
    """Why an approval no longer holds."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2000)


@router.get("")
def queue(copilot: App) -> list[dict[str, Any]]:
    """What waits for a decision."""
    from copilot.services import approvals

    return [asdict(item) for item in approvals.queue(copilot.ports)]


@router.get("/{content_id}")
def card(content_id: str, copilot: App) -> dict[str, Any]:
    """Everything an approver needs, with every hashed leaf in `body`."""
    from copilot.services import approvals

    return asdict(approvals.card(copilot.ports, content_id))


@router.post("/{content_id}/approve", status_code=201)
def approve(content_id: str, body: Yes, copilot: App, person: Caller) -> dict[str, Any]:
    """Approves this hash. 403 for the author and for whoever is no approver, 409 when the hash has changed."""
    from copilot.services import approvals

    return asdict(approvals.approve(copilot.ports, person, content_id, body.sha256, comment=body.comment))


@router.post("/{content_id}/reject", status_code=201)
def reject(content_id: str, body: No, copilot: App, person: Caller) -> dict[str, Any]:
    """Rejects this hash with a reason."""
    from copilot.services import approvals

    return asdict(approvals.reject(copilot.ports, person, content_id, body.sha256, body.reason))


@router.post("/decisions/{approval_id}/revoke", status_code=201)
def revoke(approval_id: str, body: Withdrawal, copilot: App, person: Caller) -> dict[str, Any]:
    """Takes an approval back; what has not been sent yet will not be."""
    from copilot.services import approvals

    return asdict(approvals.revoke(copilot.ports, person, approval_id, body.reason))
