"""The approval queue: a second person decides on one hash at a time, and may take the decision back.

The database repeats every rule of this module; here they are said in words that people understand.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from copilot.domain.approval import Approval, Card, Forecast, QueueItem
from copilot.domain.campaign import Content, Copy, Draft, Flag, Sample, Step
from copilot.domain.people import Person
from copilot.errors import BadRequest, Conflict, NotAllowed, NotFound
from copilot.ports import Ports
from copilot.services.changes import what_changed


def queue(ports: Ports) -> list[QueueItem]:
    """What waits for a decision first, oldest first; then what was decided, latest first."""
    items = []
    names = {person.id: person.name for person in ports.people.listing()}
    now = ports.clock()
    for content in ports.campaigns.contents():
        draft = ports.campaigns.draft(content.draft_id)
        given = ports.campaigns.approvals(content.id)
        items.append(
            QueueItem(
                content_id=content.id,
                draft_id=content.draft_id,
                title=str(content.data["title"]),
                author_name=names.get(content.author_id, content.author_id),
                submitted_at=content.submitted_at,
                reach=content.reach,
                cost=content.cost,
                state=state_of(content, draft, given, now=now),
                approvals=len(live_approvals(given, now=now)),
                approvals_needed=int(content.data["approvals_needed"]),
            )
        )
    waiting = sorted((i for i in items if i.state == "submitted"), key=lambda item: item.submitted_at)
    decided = sorted(
        (i for i in items if i.state != "submitted"), key=lambda item: item.submitted_at, reverse=True
    )
    return waiting + decided


def card(ports: Ports, content_id: str) -> Card:
    """Everything an approver needs on one screen, read from the hashed content itself."""
    content = _content(ports, content_id)
    draft = ports.campaigns.draft(content.draft_id)
    given = ports.campaigns.approvals(content_id)
    author = ports.people.get(content.author_id)
    data, plan = content.data, content.data["plan"]
    earlier = [
        c
        for c in ports.campaigns.contents(draft_id=content.draft_id)
        if c.submitted_at < content.submitted_at
    ]
    return Card(
        content_id=content.id,
        draft_id=content.draft_id,
        sha256=content.sha256,
        title=str(data["title"]),
        summary_ru=_summary(content, "ru"),
        summary_en=_summary(content, "en"),
        author_name=author.name if author else content.author_id,
        submitted_at=content.submitted_at,
        expires_after_hours=int(data["approval_hours"]),
        currency=str(data["plan"]["budget"]["cost"]["unit"]),
        reach=content.reach,
        control=int(data["audience"]["control"]["value"]),
        cost=content.cost,
        worst_case=Decimal(data["worst_case"]),
        forecast=_forecast(plan),
        flags=tuple(Flag(**flag) for flag in data["flags"]),
        waterfall=tuple(Step(**step) for step in data["waterfall"]),
        copies=tuple(Copy(**copy) for copy in data["copies"]),
        samples=tuple(Sample(**sample) for sample in data["samples"]),
        stop_rules=_stop_rules(plan["stop_rules"], str(data["language"])),
        legal=tuple(plan["legal"]),
        changes=what_changed(earlier[0], content) if earlier else (),
        approvals=tuple(given),
        approvals_needed=int(data["approvals_needed"]),
        state=state_of(content, draft, given, now=ports.clock()),
        body=data,
    )


def approve(
    ports: Ports,
    person: Person,
    content_id: str,
    sha256: str,
    comment: str | None = None,
    dwell_seconds: float | None = None,
) -> Approval:
    """Approves exactly this hash for the approval hours that the content itself names.

    NotAllowed for its author and for people who are no approvers; Conflict when the hash is another one, the
    content was edited or decided meanwhile, or this person has approved already.
    """
    content = _decidable(ports, person, content_id, sha256)
    now = ports.clock()
    given = ports.campaigns.approvals(content_id)
    live = live_approvals(given, now=now)
    if any(approval.approver_id == person.id for approval in live):
        raise Conflict(
            "You have approved this already; another person is needed.",
            message_ru="Вы уже согласовали; нужен другой человек.",
        )
    if any(flag["level"] == "red" for flag in content.data["flags"]):
        raise Conflict(
            "A red flag is up, so this cannot be approved.",
            message_ru="Есть красный флаг, согласовать нельзя.",
        )
    if datetime.fromisoformat(content.data["plan"]["window"]["end"]) <= now:
        raise Conflict(
            "The sending window is over; the author must submit again.",
            message_ru="Окно отправки прошло; автору нужно отправить на согласование заново.",
        )
    approval = Approval(
        id=f"a{secrets.token_hex(8)}",
        content_id=content.id,
        sha256=content.sha256,
        approver_id=person.id,
        decision="approved",
        reason=comment,
        decided_at=now,
        expires_at=now + timedelta(hours=int(content.data["approval_hours"])),
    )
    needed = int(content.data["approvals_needed"])
    with ports.campaigns.together():
        _store(ports, approval, dwell_seconds=dwell_seconds)
        if len(live) + 1 >= needed:
            _move_draft(ports, content, "approved", now)
    return approval


def reject(ports: Ports, person: Person, content_id: str, sha256: str, reason: str) -> Approval:
    """Rejects this hash for good; the author reads the reason, edits and submits again."""
    if not reason.strip():
        raise BadRequest("A rejection needs a reason.", message_ru="Отказу нужна причина.")
    content = _decidable(ports, person, content_id, sha256)
    now = ports.clock()
    approval = Approval(
        f"a{secrets.token_hex(8)}",
        content.id,
        content.sha256,
        person.id,
        "rejected",
        reason.strip(),
        now,
        None,
    )
    with ports.campaigns.together():
        _store(ports, approval)
        _move_draft(ports, content, "rejected", now)
    return approval


def revoke(ports: Ports, person: Person, approval_id: str, reason: str) -> Approval:
    """Takes an approval back; what has not left yet stays in the house. Any approver but the author may."""
    if not reason.strip():
        raise BadRequest(
            "Taking an approval back needs a reason.", message_ru="Отзыву согласования нужна причина."
        )
    taken = ports.campaigns.approval(approval_id)
    if taken is None or taken.decision != "approved":
        raise NotFound("There is no such approval.", message_ru="Такого согласования нет.")
    content = _content(ports, taken.content_id)
    _may_decide(person, content)
    now = ports.clock()
    if any(given.revokes == approval_id for given in ports.campaigns.approvals(content.id)):
        raise Conflict("This approval was taken back already.", message_ru="Это согласование уже отозвано.")
    revocation = Approval(
        id=f"a{secrets.token_hex(8)}",
        content_id=content.id,
        sha256=content.sha256,
        approver_id=person.id,
        decision="revoked",
        reason=reason.strip(),
        decided_at=now,
        expires_at=None,
        revokes=approval_id,
    )
    with ports.campaigns.together():
        _store(ports, revocation)
        left = len(live_approvals(ports.campaigns.approvals(content.id), now=now))
        draft = ports.campaigns.draft(content.draft_id)
        if (
            draft is not None
            and draft.content_id == content.id
            and left < int(content.data["approvals_needed"])
        ):
            if draft.state == "approved":
                _move_draft(ports, content, "submitted", now)
            elif draft.state == "sending":
                ports.deliveries.stop(content.id, "approval_revoked", now=now)
                _move_draft(ports, content, "stopped", now)
    return revocation


def live_approvals(given: list[Approval], *, now: datetime) -> list[Approval]:
    """Approvals in force: one a person, not expired, not revoked; none once somebody rejected."""
    if any(approval.decision == "rejected" for approval in given):
        return []
    revoked = {approval.revokes for approval in given if approval.decision == "revoked"}
    live = {
        approval.approver_id: approval
        for approval in given
        if approval.decision == "approved"
        and approval.id not in revoked
        and approval.expires_at is not None
        and approval.expires_at > now
    }
    return list(live.values())


def is_approved(content: Content, draft: Draft | None, given: list[Approval], *, now: datetime) -> bool:
    """Whether this content may be sent at this moment."""
    return (
        draft is not None
        and draft.content_id == content.id
        and draft.state in ("approved", "sending")
        and hashlib.sha256(content.body.encode()).hexdigest() == content.sha256
        and len(live_approvals(given, now=now)) >= int(content.data["approvals_needed"])
    )


def state_of(content: Content, draft: Draft | None, given: list[Approval], *, now: datetime) -> str:
    """`submitted` while it waits for a decision, else `approved`, `rejected`, `voided` by an edit, `expired`,
    `sending`, `finished` or `stopped`."""
    if any(approval.decision == "rejected" for approval in given):
        return "rejected"
    if draft is None or draft.content_id != content.id:
        return "voided"
    if draft.state in ("sending", "finished", "stopped"):
        return draft.state
    if draft.state == "approved":
        enough = len(live_approvals(given, now=now)) >= int(content.data["approvals_needed"])
        return "approved" if enough else "expired"
    if datetime.fromisoformat(content.data["plan"]["window"]["end"]) <= now:
        return "expired"
    return "submitted"


def _decidable(ports: Ports, person: Person, content_id: str, sha256: str) -> Content:
    content = _content(ports, content_id)
    _may_decide(person, content)
    if not hmac.compare_digest(sha256.encode(), content.sha256.encode()):
        raise Conflict(
            "This is not the content you have read; open the card again.",
            message_ru="Это не то, что вы прочитали; откройте карточку заново.",
        )
    if hashlib.sha256(content.body.encode()).hexdigest() != content.sha256:
        raise Conflict(
            "The stored content does not match its hash.",
            message_ru="Сохранённое содержимое не совпадает со своим хешем.",
        )
    draft = ports.campaigns.draft(content.draft_id)
    state = state_of(content, draft, ports.campaigns.approvals(content_id), now=ports.clock())
    if state not in ("submitted", "expired"):
        raise Conflict(
            f"This campaign is {state}; there is nothing to decide.",
            message_ru=f"Кампания уже в состоянии «{state}», решать нечего.",
        )
    return content


def _may_decide(person: Person, content: Content) -> None:
    if not person.may_approve:
        raise NotAllowed(
            "Only approvers decide on campaigns.", message_ru="Решения принимают только согласующие."
        )
    if person.id == content.author_id:
        raise NotAllowed(
            "Nobody decides on their own campaign.",
            message_ru="Свою кампанию согласовать нельзя: нужен другой человек.",
        )


def _store(ports: Ports, approval: Approval, *, dwell_seconds: float | None = None) -> None:
    ports.campaigns.add_approval(approval)
    ports.audit.append(
        f"campaign.{approval.decision}",
        person_id=approval.approver_id,
        at=approval.decided_at,
        data={
            "approval_id": approval.id,
            "content_id": approval.content_id,
            "sha256": approval.sha256,
            "reason": approval.reason,
            "expires_at": approval.expires_at,
            "revokes": approval.revokes,
            "dwell_seconds": dwell_seconds,
        },
    )


def _move_draft(ports: Ports, content: Content, state: str, now: datetime) -> None:
    from dataclasses import replace

    draft = ports.campaigns.draft(content.draft_id)
    if draft is None or draft.content_id != content.id:
        raise Conflict("The campaign was edited meanwhile.", message_ru="Кампанию тем временем изменили.")
    ports.campaigns.save_draft(replace(draft, state=state, updated_at=now))  # type: ignore[arg-type]


def _content(ports: Ports, content_id: str) -> Content:
    content = ports.campaigns.content(content_id)
    if content is None:
        raise NotFound(
            f"There is no content {content_id}.",
            message_ru=f"Такой кампании на согласовании нет: {content_id}.",
        )
    return content


def _forecast(plan: dict[str, object]) -> Forecast | None:
    forecast = plan["forecast"]
    assert isinstance(forecast, dict)
    profit, loss = forecast["profit"], forecast["loss_probability"]
    if profit is None or loss is None:
        return None
    grade = str(profit.get("evidence", "E"))
    method = (
        "measured with a control group" if grade == "A" else "assumption, such an offer is not measured yet"
    )
    return Forecast(
        profit["low"], profit["value"], profit["high"], profit["level"], loss["value"], method, grade
    )


def _stop_rules(rules: dict[str, float], language: str) -> tuple[str, ...]:
    from copilot.grounding.formats import format_value

    failed, unsubscribed, complained = (
        format_value(rules[f"{name}_share"], "share", language, "percent")
        for name in ("failed", "unsubscribed", "complained")
    )
    if language == "ru":
        return (
            f"Ошибок доставки больше {failed} после {rules['failed_after']} попыток",
            f"Отписок больше {unsubscribed} после {rules['answers_after']} сообщений",
            f"Жалоб больше {complained} после {rules['answers_after']} сообщений",
            "Согласование отозвано или истекло, черновик изменён, окно отправки прошло",
        )
    return (
        f"More than {failed} failed deliveries after {rules['failed_after']} attempts",
        f"More than {unsubscribed} unsubscribes after {rules['answers_after']} messages",
        f"More than {complained} complaints after {rules['answers_after']} messages",
        "Approval revoked or expired, draft edited, sending window over",
    )


def _summary(content: Content, language: str) -> str:
    from copilot.grounding.formats import format_value

    data = content.data
    window_end = datetime.fromisoformat(data["plan"]["window"]["end"]).date()
    unit = data["plan"]["budget"]["cost"]["unit"]
    cost = format_value(float(content.cost), unit, language, "money")
    if language == "ru":
        return f"{data['title']}: получателей {content.reach}, отправка до {window_end:%d.%m.%Y}, затраты до {cost}"
    return f"{data['title']}: {content.reach} recipients, sent by {window_end:%Y-%m-%d}, cost up to {cost}"
