"""Campaigns: the list, one draft with its parts, editing the copies, submitting, and delivery."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from copilot.domain.campaign import Draft, DraftRequest
from copilot.errors import BadRequest, NotFound
from copilot.web.pages.approvals import worst_first
from copilot.web.pictures import size_steps
from copilot.web.rendering import page
from copilot.web.visitor import App, SignedIn

router = APIRouter(prefix="/campaigns")
SEGMENTS = ("about_to_leave", "loyal", "rare", "first_time", "long_inactive", "prospect")
CHANNELS = ("email", "sms", "push")


@router.get("")
def listing(request: Request, copilot: App) -> HTMLResponse:
    """All campaigns, the latest first."""
    drafts = sorted(copilot.ports.campaigns.drafts(), key=lambda draft: draft.updated_at, reverse=True)
    return page(
        request,
        "campaigns.html",
        drafts=drafts,
        people=_names(copilot),
        segments=SEGMENTS,
        channels=CHANNELS,
    )


@router.post("")
def draft(
    copilot: App,
    visitor: SignedIn,
    brief: Annotated[str, Form(max_length=4000)] = "",
    segment: Annotated[str, Form()] = "about_to_leave",
    channel: Annotated[str, Form()] = "email",
    budget: Annotated[str, Form(max_length=40)] = "",
    discount: Annotated[str, Form(max_length=40)] = "",
) -> RedirectResponse:
    """Drafts a campaign; nothing is sent. Without a discount the economics choose one."""
    from copilot.services import campaigns

    if not brief.strip():
        raise BadRequest(
            "Say what the campaign is to achieve.", message_ru="Напишите, чего должна достичь кампания."
        )
    percent = _amount(discount, what_en="The discount", what_ru="Скидка")
    request = DraftRequest(
        brief=brief.strip(),
        segment=segment,
        channel=channel,
        budget=_amount(budget, what_en="The budget", what_ru="Бюджет"),
        discount_share=None if percent is None else float(percent / 100),
        language="en" if visitor.language == "en" else "ru",
    )
    made = campaigns.draft(copilot.ports, visitor.person, request)
    return RedirectResponse(f"/campaigns/{made.id}", status_code=303)


@router.get("/{draft_id}")
def campaign(request: Request, draft_id: str, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """One campaign with everything that was planned, and where its messages are."""
    found = _found(copilot, draft_id)
    counts = None
    if found.content_id is not None:
        from copilot.services import delivery

        counts = delivery.counts(copilot.ports, found.content_id)
    return page(
        request,
        "campaign.html",
        draft=found,
        steps=size_steps(found.waterfall),
        samples=worst_first(found.samples),
        counts=counts if counts is not None and counts.planned else None,
        people=_names(copilot),
        may_edit=visitor.person.id == found.author_id,
        may_stop=found.state in ("approved", "sending")
        and (visitor.person.id == found.author_id or visitor.person.role != "marketer"),
    )


@router.post("/{draft_id}/copies/{variant}")
def edit_copy(
    draft_id: str,
    variant: str,
    copilot: App,
    visitor: SignedIn,
    subject: Annotated[str, Form(max_length=500)],
    body: Annotated[str, Form(max_length=20_000)],
    preheader: Annotated[str, Form(max_length=500)] = "",
) -> RedirectResponse:
    """Changes one variant of the message. The checks run again and an approval, if there was one, is void."""
    from copilot.services import campaigns

    found = _found(copilot, draft_id)
    if all(copy.variant != variant for copy in found.copies):
        raise NotFound(f"There is no variant {variant!r}.", message_ru=f"Варианта {variant!r} нет.")
    edited = {
        "variant": variant,
        "subject": subject.strip(),
        "preheader": preheader.strip(),
        "body": _lines(body),
    }
    copies = [
        edited
        if copy.variant == variant
        else {
            "variant": copy.variant,
            "subject": copy.subject,
            "preheader": copy.preheader,
            "body": copy.body,
        }
        for copy in found.copies
    ]
    campaigns.edit(copilot.ports, visitor.person, draft_id, {"copies": copies})
    return RedirectResponse(f"/campaigns/{draft_id}", status_code=303)


@router.post("/{draft_id}/stop")
def stop(
    draft_id: str, copilot: App, visitor: SignedIn, reason: Annotated[str, Form(max_length=2000)] = ""
) -> RedirectResponse:
    """Ends a campaign under way; what has not left never will."""
    from copilot.services import delivery

    if not reason.strip():
        raise BadRequest(
            "Say why the campaign is stopped.", message_ru="Напишите, почему кампания останавливается."
        )
    delivery.stop(copilot.ports, visitor.person, _content_id(copilot, draft_id), reason.strip())
    return RedirectResponse(f"/campaigns/{draft_id}", status_code=303)


@router.post("/{draft_id}/doubt")
def resolve_doubt(
    draft_id: str,
    copilot: App,
    visitor: SignedIn,
    decision: Annotated[Literal["sent", "failed", "waiting"], Form()],
) -> RedirectResponse:
    """A person's decision on messages that may have left before a crash."""
    from copilot.services import delivery

    delivery.resolve_doubt(copilot.ports, visitor.person, _content_id(copilot, draft_id), decision)
    return RedirectResponse(f"/campaigns/{draft_id}", status_code=303)


@router.post("/{draft_id}/submit")
def submit(draft_id: str, copilot: App, visitor: SignedIn) -> RedirectResponse:
    """Freezes the draft and puts it in the approval queue."""
    from copilot.services import campaigns

    content = campaigns.submit(copilot.ports, visitor.person, draft_id)
    return RedirectResponse(f"/approvals/{content.id}", status_code=303)


def _found(copilot: App, draft_id: str) -> Draft:
    found = copilot.ports.campaigns.draft(draft_id)
    if found is None:
        raise NotFound(f"There is no campaign {draft_id}.", message_ru=f"Кампании {draft_id} нет.")
    return found


def _content_id(copilot: App, draft_id: str) -> str:
    content_id = _found(copilot, draft_id).content_id
    if content_id is None:
        raise NotFound(
            "This campaign was not submitted.", message_ru="Эта кампания не отправлялась на согласование."
        )
    return content_id


def _amount(text: str, *, what_en: str, what_ru: str) -> Decimal | None:
    """A number as people type it: `300 000`, `1,5`, `10 %`. Empty means none."""
    plain = re.sub(r"[\s%₽]", "", text).replace(",", ".")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise BadRequest(f"{what_en} {text!r} is not a number.", message_ru=f"{what_ru}: {text!r} не число.")
    return number


def _names(copilot: App) -> dict[str, str]:
    return {person.id: person.name for person in copilot.ports.people.listing()}


def _lines(text: str) -> str:
    """Forms send Windows line ends; the copy is hashed and counted without them."""
    return text.replace("\r\n", "\n").strip()
