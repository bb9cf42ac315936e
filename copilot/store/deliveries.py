"""The two-stage outbox: claim, commit the intent, send, settle.

A worker that dies between claim and intent loses nothing: its lease ends and the row waits again. One that
dies after the intent leaves at most one small batch `in_doubt`, visible to people; nothing is repeated
silently. Processes need no coordinator: each recovers what the others left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    and_,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from copilot.domain.approval import Approval
from copilot.domain.campaign import Content
from copilot.domain.delivery import Counts, DeliveryState
from copilot.errors import BadRequest, Unsafe
from copilot.ports import PlannedDelivery
from copilot.store import locks
from copilot.store.base import Base, one_of
from copilot.store.database import Database, parts
from copilot.store.types import UTC

MOST_ATTEMPTS = 8
LOOK_UP = 500  # ids in one IN (...)
INTENT_LOCK = 0x43564D49  # PostgreSQL: intents are committed one after another, so that caps hold


class DeliveryRow(Base):
    """One message of one content to one person."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("content_id", "recipient"),
        ForeignKeyConstraint(
            ["approval_id", "content_id", "sha256", "decision"],
            ["approval.id", "approval.content_id", "approval.sha256", "approval.decision"],
        ),
        CheckConstraint("decision = 'approved'", name="approved_only"),
        one_of("state", get_args(DeliveryState)),
        Index(None, "state", "not_before"),
        Index(None, "recipient", "started_at"),
        Index(None, "content_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    content_id: Mapped[str]
    sha256: Mapped[str]
    approval_id: Mapped[str]
    decision: Mapped[str]
    recipient: Mapped[str]
    channel: Mapped[str]
    variant: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None] = mapped_column(UTC)
    not_before: Mapped[datetime | None] = mapped_column(UTC)
    attempts: Mapped[int]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    planned_at: Mapped[datetime] = mapped_column(UTC)
    started_at: Mapped[datetime | None] = mapped_column(UTC)
    moved_at: Mapped[datetime] = mapped_column(UTC)


class SuppressionRow(Base):
    """A person who must not be written to on a channel, and why."""

    __tablename__ = "suppression"

    customer_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    content_id: Mapped[str | None] = mapped_column(index=True)
    """The campaign whose message it answers, so that its stop rule sees it."""
    at: Mapped[datetime] = mapped_column(UTC)


class Deliveries:
    """Implements `copilot.ports.DeliveryStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self) -> None:
        """Unsafe when a trigger that guards sending is missing or is not the one this version installs."""
        with self._database.read() as session:
            wrong = locks.differing(session.connection())
        if wrong:
            names = ", ".join(wrong)
            raise Unsafe(
                f"Nothing is sent: safeguards of the database are missing or changed ({names}). Find out who did it, then run `copilot doctor --repair`.",
                message_ru=f"Отправка остановлена: в базе нет защитных триггеров или они изменены ({names}). Выясните, кто это сделал, затем запустите `copilot doctor --repair`.",
            )

    def repair(self) -> None:
        """Installs all triggers anew; meant for a person who knows why they were gone."""
        with self._database.write() as session:
            locks.install_triggers(session.connection())

    def plan(
        self, content: Content, approval: Approval, rows: Iterable[PlannedDelivery], *, now: datetime
    ) -> int:
        """Writes one waiting row a recipient; the database refuses them without a live approval.

        Returns how many were new: planning twice changes nothing.
        """
        self.check()
        planned = 0
        with self._database.write() as session:
            taken = set(
                session.scalars(select(DeliveryRow.recipient).where(DeliveryRow.content_id == content.id))
            )
            fresh = (row for row in rows if row.recipient not in taken)
            for part in parts(fresh, 2000):
                session.execute(insert(DeliveryRow), [_planned(row, content, approval, now) for row in part])
                planned += len(part)
        return planned

    def open_contents(self) -> list[str]:
        """Contents with messages that are not settled yet."""
        busy = select(DeliveryRow.content_id).where(DeliveryRow.state.in_(("waiting", "claimed", "sending")))
        with self._database.read() as session:
            return sorted(session.scalars(busy.distinct()))

    def claim(self, worker: str, *, limit: int, now: datetime, lease_seconds: int) -> list[PlannedDelivery]:
        """Takes up to `limit` waiting messages for this worker; others pass over them meanwhile."""
        self.check()
        due = (
            select(DeliveryRow.id)
            .where(
                DeliveryRow.state == "waiting",
                or_(DeliveryRow.not_before.is_(None), DeliveryRow.not_before <= now),
            )
            .order_by(DeliveryRow.content_id, DeliveryRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        take = (
            update(DeliveryRow)
            .where(DeliveryRow.id.in_(due))
            .values(
                state="claimed",
                worker=worker,
                lease_until=now + timedelta(seconds=lease_seconds),
                moved_at=now,
            )
            .returning(DeliveryRow)
            .execution_options(synchronize_session=False)
        )
        with self._database.write() as session:
            rows = [_delivery(row) for row in session.scalars(take)]
        return sorted(rows, key=lambda row: (row.content_id, row.id))

    def intend(
        self,
        worker: str,
        ids: Sequence[str],
        *,
        now: datetime,
        lease_seconds: int,
        cap: tuple[datetime, int] | None = None,
        once: tuple[datetime, Sequence[str]] | None = None,
        persons: Mapping[str, Sequence[str]] | None = None,
    ) -> list[str]:
        """Commits that these claimed messages are about to leave; returns those that may.

        Whoever would get more messages than `cap` allows since its date, or the same message a second time
        (`once`), is skipped here and not by the caller, because two workers could otherwise each see room
        for one more. All ids of one person (`persons`) count together.
        """
        with self._database.write() as session:
            if not self._database.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INTENT_LOCK})
            mine = {
                row.id: row.recipient
                for row in session.execute(
                    select(DeliveryRow.id, DeliveryRow.recipient)
                    .where(_held_by(worker, "claimed", ids))
                    .order_by(DeliveryRow.id)
                )
            }
            ids_of = {name: tuple((persons or {}).get(name, (name,))) for name in mine.values()}
            everybody = sorted({one for ids_ in ids_of.values() for one in ids_})
            twice: list[str] = []
            if once is not None:
                told = _told(session, everybody, *once)
                for delivery_id, recipient in mine.items():
                    if not told.isdisjoint(ids_of[recipient]):
                        twice.append(delivery_id)
                    told.update(ids_of[recipient])
            over: list[str] = []
            if cap is not None:
                since, most = cap
                seen = _recent(session, everybody, since)
                for delivery_id, recipient in mine.items():
                    if delivery_id in twice:
                        continue
                    seen[recipient] = seen.get(recipient, 0) + 1
                    if sum(seen.get(one, 0) for one in ids_of[recipient]) > most:
                        over.append(delivery_id)
            for kept_back, reason in ((twice, "same_message"), (over, "cap")):
                _move(
                    session,
                    kept_back,
                    state="skipped",
                    reason=reason,
                    worker=None,
                    lease_until=None,
                    moved_at=now,
                )
            allowed = [delivery_id for delivery_id in mine if delivery_id not in {*over, *twice}]
            _move(
                session,
                allowed,
                state="sending",
                lease_until=now + timedelta(seconds=lease_seconds),
                attempts=DeliveryRow.attempts + 1,
                started_at=now,
                moved_at=now,
            )
            return allowed

    def settle(self, worker: str, outcomes: Mapping[str, tuple[str, str | None]], *, now: datetime) -> int:
        """Writes down what became of each message: `sent`, `failed`, `waiting` (again later) or `in_doubt`.

        Only of messages this worker still holds: one that was thought dead cannot overwrite its successor.
        Waiting doubles from one minute to one hour; after eight attempts the message has failed.
        """
        changes = []
        with self._database.write() as session:
            held = select(DeliveryRow.id, DeliveryRow.attempts).where(
                _held_by(worker, "sending", list(outcomes))
            )
            for delivery_id, attempts in session.execute(held).all():
                state, detail = outcomes[delivery_id]
                if state not in ("sent", "failed", "waiting", "in_doubt"):
                    raise BadRequest(f"A message cannot be settled as {state!r}.")
                not_before = None
                if state == "waiting" and attempts >= MOST_ATTEMPTS:
                    state, detail = "failed", f"gave up after {attempts} attempts: {detail}"
                elif state == "waiting":
                    not_before = now + timedelta(minutes=min(2 ** (attempts - 1), 60))
                changes.append(
                    {
                        "id": delivery_id,
                        "state": state,
                        "detail": detail,
                        "not_before": not_before,
                        "worker": None,
                        "lease_until": None,
                        "moved_at": now,
                    }
                )
            if changes:
                session.execute(update(DeliveryRow), changes)
        return len(changes)

    def skip(self, worker: str, reasons: Mapping[str, str], *, now: datetime) -> int:
        """Gives up claimed messages for good, each with its reason."""
        skipped = 0
        with self._database.write() as session:
            held = select(DeliveryRow.id).where(_held_by(worker, "claimed", list(reasons)))
            mine = set(session.scalars(held))
            for reason in sorted(set(reasons.values())):
                ids = [delivery_id for delivery_id in mine if reasons[delivery_id] == reason]
                skipped += _move(
                    session, ids, state="skipped", reason=reason, worker=None, lease_until=None, moved_at=now
                )
        return skipped

    def postpone(self, worker: str, until: Mapping[str, datetime], *, now: datetime) -> int:
        """Puts claimed messages back until a later moment, for example the end of the quiet hours."""
        moved = 0
        with self._database.write() as session:
            held = select(DeliveryRow.id).where(_held_by(worker, "claimed", list(until)))
            for delivery_id in session.scalars(held).all():
                moved += _move(
                    session,
                    [delivery_id],
                    state="waiting",
                    not_before=until[delivery_id],
                    worker=None,
                    lease_until=None,
                    moved_at=now,
                )
        return moved

    def stop(self, content_id: str, reason: str, *, now: datetime) -> int:
        """Skips everything of a content that has not left yet."""
        unsent = update(DeliveryRow).where(
            DeliveryRow.content_id == content_id, DeliveryRow.state.in_(("waiting", "claimed"))
        )
        with self._database.write() as session:
            stopped = session.scalars(
                unsent.values(
                    state="skipped", reason=reason, worker=None, lease_until=None, moved_at=now
                ).returning(DeliveryRow.id)
            )
            return len(stopped.all())

    def recover(self, *, now: datetime) -> tuple[int, int]:
        """Ends expired leases: (claims that wait again, intents that are now in doubt)."""
        ended = and_(DeliveryRow.lease_until.is_not(None), DeliveryRow.lease_until <= now)
        counts = []
        with self._database.write() as session:
            for state, becomes in (("claimed", "waiting"), ("sending", "in_doubt")):
                change = update(DeliveryRow).where(ended, DeliveryRow.state == state)
                back = session.scalars(
                    change.values(state=becomes, worker=None, lease_until=None, moved_at=now).returning(
                        DeliveryRow.id
                    )
                )
                counts.append(len(back.all()))
        return counts[0], counts[1]

    def in_doubt(self, content_id: str) -> list[PlannedDelivery]:
        """Messages that may or may not have left; a person decides on them."""
        wanted = select(DeliveryRow).where(
            DeliveryRow.content_id == content_id, DeliveryRow.state == "in_doubt"
        )
        with self._database.read() as session:
            return [_delivery(row) for row in session.scalars(wanted.order_by(DeliveryRow.id))]

    def resolve(self, ids: Sequence[str], state: str, *, now: datetime) -> int:
        """A person's decision on messages in doubt: `sent`, `failed`, or `waiting` to send again."""
        if state not in ("sent", "failed", "waiting"):
            raise BadRequest(f"Doubt ends as sent, failed or waiting, not as {state!r}.")
        with self._database.write() as session:
            doubtful = select(DeliveryRow.id).where(
                DeliveryRow.id.in_(list(ids)), DeliveryRow.state == "in_doubt"
            )
            return _move(session, session.scalars(doubtful).all(), state=state, moved_at=now)

    def counts(self, content_id: str) -> Counts:
        """Where the planned messages of a content are. Claimed and sending ones count as waiting: until
        they are settled nobody knows more."""
        grouped = (
            select(DeliveryRow.state, DeliveryRow.reason, func.count())
            .where(DeliveryRow.content_id == content_id)
            .group_by(DeliveryRow.state, DeliveryRow.reason)
        )
        by_state: dict[str, int] = {}
        skipped: dict[str, int] = {}
        with self._database.read() as session:
            for state, reason, number in session.execute(grouped):
                by_state[state] = by_state.get(state, 0) + number
                if state == "skipped":
                    skipped[reason or "unknown"] = skipped.get(reason or "unknown", 0) + number
        return Counts(
            planned=sum(by_state.values()),
            sent=by_state.get("sent", 0),
            failed=by_state.get("failed", 0),
            in_doubt=by_state.get("in_doubt", 0),
            waiting=sum(by_state.get(state, 0) for state in ("waiting", "claimed", "sending")),
            skipped=dict(sorted(skipped.items())),
        )

    def recent_contacts(self, recipients: Sequence[str], *, since: datetime) -> dict[str, int]:
        """How many messages each person got, or may have got, since a moment."""
        with self._database.read() as session:
            return _recent(session, recipients, since)

    def by_key(self, key: str) -> PlannedDelivery | None:
        """The message that carries this key in its unsubscribe link."""
        with self._database.read() as session:
            row = session.scalar(select(DeliveryRow).where(DeliveryRow.key == key))
            return None if row is None else _delivery(row)

    def suppress(
        self, customer_id: str, channel: str, reason: str, *, now: datetime, content_id: str | None = None
    ) -> bool:
        """From now on this person gets nothing on this channel; False when that was so already."""
        with self._database.write() as session:
            if session.get(SuppressionRow, (customer_id, channel)) is not None:
                return False
            session.add(
                SuppressionRow(
                    customer_id=customer_id, channel=channel, reason=reason, content_id=content_id, at=now
                )
            )
            return True

    def refusals(self, content_id: str) -> dict[str, int]:
        """How many people answered a campaign by unsubscribing or complaining, by reason."""
        counted = (
            select(SuppressionRow.reason, func.count())
            .where(SuppressionRow.content_id == content_id)
            .group_by(SuppressionRow.reason)
        )
        with self._database.read() as session:
            return {row.reason: row[1] for row in session.execute(counted)}

    def suppressed(self, customer_ids: Sequence[str], channel: str) -> dict[str, str]:
        """Who of these must not be written to on this channel, and why."""
        found: dict[str, str] = {}
        with self._database.read() as session:
            for part in parts(customer_ids, LOOK_UP):
                wanted = select(SuppressionRow.customer_id, SuppressionRow.reason).where(
                    SuppressionRow.channel == channel, SuppressionRow.customer_id.in_(part)
                )
                found.update({row.customer_id: row.reason for row in session.execute(wanted)})
        return found


def _planned(row: PlannedDelivery, content: Content, approval: Approval, now: datetime) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in PlannedDelivery.__slots__},
        "sha256": content.sha256,
        "approval_id": approval.id,
        "decision": approval.decision,
        "state": "waiting",
        "attempts": 0,
        "planned_at": now,
        "moved_at": now,
    }


def _delivery(row: DeliveryRow) -> PlannedDelivery:
    return PlannedDelivery(**{name: getattr(row, name) for name in PlannedDelivery.__slots__})


def _held_by(worker: str, state: str, ids: Sequence[str]) -> Any:
    return and_(DeliveryRow.worker == worker, DeliveryRow.state == state, DeliveryRow.id.in_(list(ids)))


def _move(session: Session, ids: Sequence[str], **values: Any) -> int:
    if not ids:
        return 0
    change = update(DeliveryRow).where(DeliveryRow.id.in_(list(ids))).values(**values)
    moved = session.scalars(change.returning(DeliveryRow.id).execution_options(synchronize_session=False))
    return len(moved.all())


def _told(session: Session, recipients: Sequence[str], since: datetime, contents: Sequence[str]) -> set[str]:
    """Who of these got, or may have got, a message of one of these contents since a moment."""
    found: set[str] = set()
    for part in parts(recipients, LOOK_UP):
        wanted = select(DeliveryRow.recipient).where(
            DeliveryRow.recipient.in_(part),
            DeliveryRow.content_id.in_(list(contents)),
            DeliveryRow.started_at >= since,
            DeliveryRow.state.in_(("sending", "sent", "in_doubt")),
        )
        found.update(session.scalars(wanted))
    return found


def _recent(session: Session, recipients: Sequence[str], since: datetime) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(recipients, LOOK_UP):
        wanted = (
            select(DeliveryRow.recipient, func.count())
            .where(
                DeliveryRow.recipient.in_(part),
                DeliveryRow.started_at >= since,
                DeliveryRow.state.in_(("sending", "sent", "in_doubt")),
            )
            .group_by(DeliveryRow.recipient)
        )
        found.update((recipient, number) for recipient, number in session.execute(wanted))
    return found
