"""The approval queue and the card on which a second person decides within a minute."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from copilot.domain.approval import Approval, Card
from copilot.domain.campaign import Sample
from copilot.errors import BadRequest, NotFound
from copilot.web.pictures import loss_bar, size_steps
from copilot.web.rendering import page
from copilot.web.visitor import App, SignedIn, Visitor

router = APIRouter(prefix="/approvals")
WORST_FIRST = {"longest": 0, "empty": 1, "typical": 2}


@router.get("")
def queue(request: Request, copilot: App) -> HTMLResponse:
    """What waits for a decision, and what was decided lately."""
    from copilot.services import approvals

    items = approvals.queue(copilot.ports)
    waiting = [item for item in items if item.state == "submitted"]
    decided = [item for item in items if item.state != "submitted"][:20]
    return page(
        request, "approvals.html", waiting=waiting, decided=decided, currency=copilot.settings.currency
    )


@router.get("/{content_id}")
def card(request: Request, content_id: str, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """The 60-second card."""
    from copilot.services import approvals

    shown = approvals.card(copilot.ports, content_id)
    now = copilot.ports.clock()
    live = approvals.live_approvals(list(shown.approvals), now=now)
    content = copilot.ports.campaigns.content(content_id)
    if content is None:
        raise NotFound("There is no such campaign.", message_ru="Такой кампании нет.")
    return page(
        request,
        "approval.html",
        card=shown,
        reason=why_no_buttons(shown, live, visitor, author_id=content.author_id, now=now),
        samples=worst_first(shown.samples),
        loss=loss_bar(shown.forecast.probability_of_loss) if shown.forecast else "",
        steps=size_steps(shown.waterfall),
        shown_at=now.isoformat(),
        shown_at_proof=visitor.sign(f"{content_id} {now.isoformat()}"),
        approved_count=len(live),
        revocable=_revocable(shown, live, visitor, author_id=content.author_id),
        people={person.id: person.name for person in copilot.ports.people.listing()},
    )


@router.post("/{content_id}/approve")
def approve(
    content_id: str,
    copilot: App,
    visitor: SignedIn,
    sha256: Annotated[str, Form()],
    shown_at: Annotated[str, Form()] = "",
    shown_at_proof: Annotated[str, Form()] = "",
    comment: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Approves exactly the hash that the card showed."""
    from copilot.services import approvals

    approvals.approve(
        copilot.ports,
        visitor.person,
        content_id,
        sha256,
        comment=comment.strip() or None,
        dwell_seconds=_dwell(copilot, visitor, content_id, shown_at, shown_at_proof),
    )
    return RedirectResponse(f"/approvals/{content_id}", status_code=303)


@router.post("/{content_id}/reject")
def reject(
    content_id: str,
    copilot: App,
    visitor: SignedIn,
    sha256: Annotated[str, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Rejects with a reason that the author gets to read."""
    from copilot.services import approvals

    if not reason.strip():
        raise BadRequest(
            "Say why: the author needs the reason to improve the campaign.",
            message_ru="Напишите причину: автору нужно знать, что исправить.",
        )
    approvals.reject(copilot.ports, visitor.person, content_id, sha256, reason.strip())
    return RedirectResponse(f"/approvals/{content_id}", status_code=303)


@router.post("/{content_id}/revoke")
def revoke(
    content_id: str,
    copilot: App,
    visitor: SignedIn,
    approval_id: Annotated[str, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Takes an approval back; what has not left the house stays in."""
    from copilot.services import approvals

    if not reason.strip():
        raise BadRequest(
            "Say why the approval is withdrawn.", message_ru="Напишите, почему согласование отзывается."
        )
    if all(given.id != approval_id for given in copilot.ports.campaigns.approvals(content_id)):
        raise NotFound("There is no such approval.", message_ru="Такого согласования нет.")
    approvals.revoke(copilot.ports, visitor.person, approval_id, reason.strip())
    return RedirectResponse(f"/approvals/{content_id}", status_code=303)


def why_no_buttons(
    card: Card, live: Sequence[Approval], visitor: Visitor, *, author_id: str, now: datetime
) -> str | None:
    """The key of the reason why this person cannot decide here, or None when they can.

    The page only explains; the service and the database refuse on their own.
    """
    person = visitor.person
    is_over = datetime.fromisoformat(card.body["plan"]["window"]["end"]) <= now
    if card.state not in ("submitted", "expired") or is_over:
        return "window" if is_over and card.state == "expired" else f"state.{card.state}"
    if any(flag.level == "red" for flag in card.flags):
        return "red"
    if author_id == person.id:
        return "author"
    if not person.may_approve:
        return "role"
    if any(given.approver_id == person.id for given in live):
        return "already"
    return None


def _revocable(card: Card, live: Sequence[Approval], visitor: Visitor, *, author_id: str) -> str | None:
    """The approval that this person may still withdraw, their own first."""
    if not visitor.person.may_approve or visitor.person.id == author_id:
        return None
    if card.state not in ("submitted", "approved", "sending"):
        return None
    own_first = sorted(live, key=lambda given: given.approver_id != visitor.person.id)
    return own_first[0].id if own_first else None


def worst_first(samples: tuple[Sample, ...]) -> list[Sample]:
    """The rendering that is most likely to break comes first."""
    return sorted(samples, key=lambda sample: (WORST_FIRST.get(sample.kind, 3), sample.variant))


def _dwell(copilot: App, visitor: Visitor, content_id: str, shown_at: str, proof: str) -> float | None:
    """Seconds between showing the card and the decision; None when the form's times are not our own."""
    if not hmac.compare_digest(proof.encode(), visitor.sign(f"{content_id} {shown_at}").encode()):
        return None
    return max(0.0, (copilot.ports.clock() - datetime.fromisoformat(shown_at)).total_seconds())
