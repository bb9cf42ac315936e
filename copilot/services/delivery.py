"""Delivers approved content, and nothing else, to one recipient after another.

Each message is checked again at the moment of sending: hash, approval, window, consent, suppression, caps,
quiet hours, stop rules. The intent to send is committed before a message leaves, so a crash leaves doubt that
people can see and never a silent repeat. planned = sent + skipped + failed + in doubt + waiting, always.
"""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from copilot.domain.campaign import Content, audience_digest
from copilot.domain.delivery import Counts
from copilot.domain.people import Person
from copilot.errors import Conflict, CopilotError, NotAllowed, NotFound
from copilot.ports import PlannedDelivery, Ports
from copilot.services.approvals import is_approved, live_approvals
from copilot.services.dispatch import Dispatcher
from tools.errors import ToolError

LEASE_SECONDS = 120
CLAIMED_BATCHES = 6
PAUSE_SECONDS = 5.0
log = structlog.get_logger()


def plan(ports: Ports, content_id: str) -> int:
    """Writes one row for each treated person of an approved content; how many were new.

    Conflict without enough live approvals or when the stored audience is not the one that was hashed.
    """
    content = _content(ports, content_id)
    now = ports.clock()
    draft = ports.campaigns.draft(content.draft_id)
    given = ports.campaigns.approvals(content_id)
    if draft is None or not is_approved(content, draft, given, now=now):
        raise Conflict(
            f"{content_id} has no live approval, so nothing is planned.",
            message_ru=f"У {content_id} нет действующего согласования, отправка не планируется.",
        )
    members = ports.campaigns.audience(content.data["audience"]["id"])
    if audience_digest(members) != content.data["audience"]["id"]:
        raise Conflict(
            "The stored audience is not the approved one.",
            message_ru="Сохранённая аудитория не та, что согласована.",
        )
    rows = (
        PlannedDelivery(
            id=f"{content.id}.{key_of(content, member.customer_id)}",
            content_id=content.id,
            recipient=member.customer_id,
            channel=str(content.data["channel"]),
            variant=member.variant,
            key=key_of(content, member.customer_id),
        )
        for member in members
        if member.arm == "treatment"
    )
    approval = live_approvals(given, now=now)[0]
    with ports.campaigns.together():
        planned = ports.deliveries.plan(content, approval, rows, now=now)
        if draft.state == "approved":
            ports.campaigns.save_draft(replace(draft, state="sending", updated_at=now))
            ports.audit.append(
                "delivery.planned",
                person_id=None,
                at=now,
                data={"content_id": content.id, "sha256": content.sha256, "planned": planned},
            )
    return planned


def work(ports: Ports, worker: str, *, batch: int = 32, until_idle: bool = True) -> Counts:
    """Sends what is due; the sum of the counts of all contents that were touched.

    Stops when nothing is due, or after one round with `until_idle=False`. Raises Unsafe before anything
    is claimed when a safeguard of the database is missing.
    """
    touched: set[str] = set()
    ports.deliveries.check()
    while True:
        now = ports.clock()
        lost, doubtful = ports.deliveries.recover(now=now)
        if lost or doubtful:
            log.warning("delivery.recovered", waiting_again=lost, in_doubt=doubtful)
        claimed = ports.deliveries.claim(
            worker, limit=batch * CLAIMED_BATCHES, now=now, lease_seconds=LEASE_SECONDS
        )
        for content_id in sorted({row.content_id for row in claimed}):
            touched.add(content_id)
            mine = [row for row in claimed if row.content_id == content_id]
            _deliver(ports, worker, content_id, mine, batch)
        if not claimed or not until_idle:
            break
    for content_id in sorted(touched | set(_sending(ports))):
        _finish(ports, content_id)
    return _sum([ports.deliveries.counts(content_id) for content_id in sorted(touched)])


def run_once(ports: Ports) -> dict[str, Counts]:
    """Plans what was approved, sends what is due, and says where each campaign under way stands."""
    before = set(_sending(ports))
    for draft in ports.campaigns.drafts():
        if draft.state == "approved" and draft.content_id is not None:
            content = _content(ports, draft.content_id)
            if is_approved(content, draft, ports.campaigns.approvals(content.id), now=ports.clock()):
                plan(ports, content.id)
                before.add(content.id)
    if before:
        work(ports, worker_name())
    return {content_id: ports.deliveries.counts(content_id) for content_id in sorted(before)}


def run_forever(ports: Ports, *, stop: threading.Event | None = None) -> None:
    """Delivers until `stop` is set or the process ends; an error is logged and tried again after a pause."""
    stop = stop or threading.Event()
    while not stop.is_set():
        try:
            run_once(ports)
        except (CopilotError, ToolError) as error:
            log.error("delivery.error", error=str(error))
        stop.wait(PAUSE_SECONDS)


def counts(ports: Ports, content_id: str) -> Counts:
    """Where the planned messages of a content are."""
    return ports.deliveries.counts(content_id)


def stop(ports: Ports, person: Person, content_id: str, reason: str) -> Counts:
    """Ends a campaign: what has not left yet never will. Its author, approvers and admins may."""
    content = _content(ports, content_id)
    if person.id != content.author_id and person.role == "marketer":
        raise NotAllowed(
            "Only its author, an approver or an admin may stop a campaign.",
            message_ru="Остановить кампанию может её автор, согласующий или администратор.",
        )
    halt(ports, content, reason, person_id=person.id)
    return ports.deliveries.counts(content_id)


def halt(ports: Ports, content: Content, reason: str, *, person_id: str | None) -> None:
    """Stops a content in one transaction: rows skipped, draft stopped, audit entry."""
    now = ports.clock()
    with ports.campaigns.together():
        draft = ports.campaigns.draft(content.draft_id)
        if draft is None or draft.content_id != content.id or draft.state not in ("approved", "sending"):
            raise Conflict("This campaign is not under way.", message_ru="Эта кампания не идёт.")
        skipped = ports.deliveries.stop(content.id, "stopped", now=now)
        ports.campaigns.save_draft(replace(draft, state="stopped", updated_at=now))
        ports.audit.append(
            "delivery.stopped",
            person_id=person_id,
            at=now,
            data={"content_id": content.id, "reason": reason, "not_sent": skipped},
        )


def resolve_doubt(ports: Ports, person: Person, content_id: str, decision: str) -> int:
    """A person's decision on messages that may have left: `sent`, `failed`, or `waiting` to send them again."""
    if not person.may_approve:
        raise NotAllowed(
            "Only approvers decide on doubtful messages.",
            message_ru="О спорных сообщениях решают только согласующие.",
        )
    now = ports.clock()
    with ports.campaigns.together():
        rows = ports.deliveries.in_doubt(content_id)
        resolved = ports.deliveries.resolve([row.id for row in rows], decision, now=now)
        ports.audit.append(
            "delivery.doubt_resolved",
            person_id=person.id,
            at=now,
            data={"content_id": content_id, "decision": decision, "messages": resolved},
        )
    return resolved


def unsubscribe(ports: Ports, key: str, *, reason: str = "unsubscribed") -> bool:
    """Ends the messages of this channel to the person whose message carries the key; True when it was known.

    Needs no login (RFC 8058): the key is the secret. Saying it twice does no harm.
    """
    row = ports.deliveries.by_key(key)
    if row is None:
        return False
    ports.deliveries.suppress(
        row.recipient, row.channel, reason, now=ports.clock(), content_id=row.content_id
    )
    return True


def key_of(content: Content, recipient: str) -> str:
    """The same for the same content and person, whoever computes it; not to be guessed without the salt."""
    salt = content.data["plan"]["control"]["salt"]
    return hashlib.sha256(f"{content.sha256}:{salt}:{recipient}".encode()).hexdigest()[:32]


def worker_name() -> str:
    """Names this process among all workers."""
    return f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident() % 10_000}"


def _deliver(ports: Ports, worker: str, content_id: str, rows: Sequence[PlannedDelivery], batch: int) -> None:
    content = _content(ports, content_id)
    dispatcher = Dispatcher(ports, content, worker)
    for start in range(0, len(rows), batch):
        now = ports.clock()
        part = rows[start : start + batch]
        reason = _why_not(ports, content, now)
        if reason is not None:
            ports.deliveries.skip(worker, {row.id: reason for row in part}, now=now)
            continue
        dispatcher.send(part)
        broken = _broken_rule(ports, content)
        if broken is not None:
            log.warning("delivery.stopped", content_id=content_id, rule=broken)
            halt(ports, content, broken, person_id=None)


def _why_not(ports: Ports, content: Content, now: datetime) -> str | None:
    """The reason why nothing of this content may leave now, or None."""
    draft = ports.campaigns.draft(content.draft_id)
    if draft is not None and draft.state == "stopped":
        return "stopped"
    if not is_approved(content, draft, ports.campaigns.approvals(content.id), now=now):
        return "approval"
    if datetime.fromisoformat(content.data["plan"]["window"]["end"]) <= now:
        return "window"
    return None


def _broken_rule(ports: Ports, content: Content) -> str | None:
    """The name of a stop rule that has been broken, or None."""
    rules: dict[str, Any] = content.data["plan"]["stop_rules"]
    now = ports.deliveries.counts(content.id)
    tried = now.sent + now.failed
    if tried >= rules["failed_after"] and now.failed > rules["failed_share"] * tried:
        return "failed_share"
    answers = ports.deliveries.refusals(content.id)
    if now.sent >= rules["answers_after"]:
        for reason in ("unsubscribed", "complained"):
            if answers.get(reason, 0) > rules[f"{reason}_share"] * now.sent:
                return f"{reason}_share"
    return None


def _finish(ports: Ports, content_id: str) -> None:
    """Marks a content whose messages are all settled, with its final counts in the audit chain."""
    content = _content(ports, content_id)
    done = ports.deliveries.counts(content_id)
    if done.waiting:
        return
    with ports.campaigns.together():
        draft = ports.campaigns.draft(content.draft_id)
        if draft is None or draft.content_id != content_id or draft.state != "sending":
            return
        now = ports.clock()
        ports.campaigns.save_draft(replace(draft, state="finished", updated_at=now))
        ports.audit.append(
            "delivery.finished",
            person_id=None,
            at=now,
            data={
                "content_id": content_id,
                "planned": done.planned,
                "sent": done.sent,
                "failed": done.failed,
                "in_doubt": done.in_doubt,
                "skipped": done.skipped,
            },
        )


def _sending(ports: Ports) -> list[str]:
    return [
        d.content_id for d in ports.campaigns.drafts() if d.state == "sending" and d.content_id is not None
    ]


def _sum(parts: Sequence[Counts]) -> Counts:
    skipped: dict[str, int] = {}
    for part in parts:
        for reason, number in part.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + number
    return Counts(
        planned=sum(part.planned for part in parts),
        sent=sum(part.sent for part in parts),
        failed=sum(part.failed for part in parts),
        in_doubt=sum(part.in_doubt for part in parts),
        waiting=sum(part.waiting for part in parts),
        skipped=skipped,
    )


def _content(ports: Ports, content_id: str) -> Content:
    content = ports.campaigns.content(content_id)
    if content is None:
        raise NotFound(f"There is no content {content_id}.", message_ru=f"Такой кампании нет: {content_id}.")
    return content
