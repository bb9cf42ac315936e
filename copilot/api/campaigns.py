"""Campaigns: draft, edit, submit, and where their messages are."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from copilot.api import PREFIX
from copilot.api.access import App, Caller
from copilot.domain.campaign import DraftRequest
from copilot.errors import NotFound

router = APIRouter(prefix=f"{PREFIX}/campaigns", tags=["campaigns"])


class Brief(BaseModel):
    """What the campaign is to achieve."""

    model_config = ConfigDict(extra="forbid")

    brief: str = Field(min_length=1, max_length=4000)
    segment: str = Field("about_to_leave", description="Key of a lifecycle segment.")
    budget: Decimal | None = Field(None, ge=0)
    channel: str = "email"
    discount_share: float | None = Field(None, ge=0, lt=1, description="None: the economics choose.")
    language: Literal["ru", "en"] = "ru"
    tone: Literal["friendly", "neutral", "formal"] = "friendly"


@router.get("")
def listing(copilot: App) -> list[dict[str, Any]]:
    """All campaigns, the newest first."""
    drafts = sorted(copilot.ports.campaigns.drafts(), key=lambda draft: draft.updated_at, reverse=True)
    return [
        {
            "id": draft.id,
            "title": draft.title,
            "state": draft.state,
            "author_id": draft.author_id,
            "version": draft.version,
            "content_id": draft.content_id,
            "updated_at": draft.updated_at,
        }
        for draft in drafts
    ]


@router.post("", status_code=201)
def draft(body: Brief, copilot: App, person: Caller) -> dict[str, Any]:
    """Drafts a campaign: audience, offer economics, copies, forecast, measurement. Nothing is sent."""
    from copilot.services import campaigns

    return asdict(campaigns.draft(copilot.ports, person, DraftRequest(**body.model_dump())))


@router.get("/{draft_id}")
def read(draft_id: str, copilot: App) -> dict[str, Any]:
    """One campaign with all its parts."""
    found = copilot.ports.campaigns.draft(draft_id)
    if found is None:
        raise NotFound(f"There is no campaign {draft_id}.", message_ru=f"Кампании {draft_id} нет.")
    return asdict(found)


@router.patch("/{draft_id}")
def edit(
    draft_id: str, changes: Annotated[dict[str, Any], Body()], copilot: App, person: Caller
) -> dict[str, Any]:
    """Changes parts of a draft. An edit voids an approval that was given."""
    from copilot.services import campaigns

    return asdict(campaigns.edit(copilot.ports, person, draft_id, changes))


@router.post("/{draft_id}/submit")
def submit(draft_id: str, copilot: App, person: Caller) -> dict[str, Any]:
    """Freezes the draft, hashes it and puts it in the approval queue."""
    from copilot.services import campaigns

    content = campaigns.submit(copilot.ports, person, draft_id)
    return {"content_id": content.id, "draft_id": content.draft_id, "sha256": content.sha256}


@router.get("/{draft_id}/delivery")
def delivery(draft_id: str, copilot: App) -> dict[str, Any]:
    """Where the planned messages are; the numbers always add up."""
    found = copilot.ports.campaigns.draft(draft_id)
    if found is None or found.content_id is None:
        raise NotFound(
            "Nothing was submitted under this campaign.",
            message_ru="По этой кампании ничего не отправлено на согласование.",
        )
    from copilot.services import delivery as service

    counts = service.counts(copilot.ports, found.content_id)
    return {**asdict(counts), "closes": counts.closes}
