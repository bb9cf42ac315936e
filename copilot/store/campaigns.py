"""Drafts with their versions, frozen audiences and contents, and the decisions on them.

What may be sent hangs on three rows: content <- approval <- delivery, tied by composite foreign keys and by
the triggers of `locks.py`. Contents, approvals and audiences are append-only in the database itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, cast, get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from copilot.domain.approval import Approval, Decision
from copilot.domain.campaign import (
    Arm,
    Content,
    Copy,
    Draft,
    DraftState,
    Flag,
    Member,
    Sample,
    Step,
    audience_digest,
)
from copilot.errors import Conflict
from copilot.store.base import Base, one_of
from copilot.store.database import Database, parts
from copilot.store.types import UTC, Json, Money


class DraftRow(Base):
    """The current version of a draft. `content_id` names what it was frozen to; an edit clears it."""

    __tablename__ = "draft"
    __table_args__ = (one_of("state", get_args(DraftState)),)

    id: Mapped[str] = mapped_column(primary_key=True)
    author_id: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    content_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UTC, index=True)
    data: Mapped[Any] = mapped_column(Json)


class DraftVersionRow(Base):
    """Every version as it was first saved: the proposal and each edit stay readable."""

    __tablename__ = "draft_version"

    draft_id: Mapped[str] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[Any] = mapped_column(Json)


class AudienceRow(Base):
    """A frozen list of people, named by its digest."""

    __tablename__ = "audience"

    id: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]


class MemberRow(Base):
    """One person of it, as a customer id and nothing else."""

    __tablename__ = "audience_member"
    __table_args__ = (one_of("arm", ("treatment", "control")),)

    audience_id: Mapped[str] = mapped_column(ForeignKey("audience.id"), primary_key=True)
    customer_id: Mapped[str] = mapped_column(primary_key=True)
    arm: Mapped[str]
    variant: Mapped[str]


def _equals_body(column: str, path: str, kind: str) -> list[CheckConstraint]:
    """A CHECK that a column repeats what the hashed body says, in the words of either engine.

    IS and IS NOT DISTINCT FROM, because a CHECK lets NULL pass.
    """
    keys = ",".join(path.split("."))
    sqlite = f"json_extract(body, '$.{path}')"
    postgres = f"(body::jsonb #>> '{{{keys}}}')"
    if kind == "money":
        sqlite = f"CAST(round({sqlite} * 10000) AS INTEGER)"
        postgres = f"({postgres}::numeric * 10000)"
    elif kind == "int":
        postgres = f"{postgres}::bigint"
    return [
        CheckConstraint(f"{column} IS {sqlite}", name=f"{column}_in_body").ddl_if(dialect="sqlite"),
        CheckConstraint(f"{column} IS NOT DISTINCT FROM {postgres}", name=f"{column}_in_body").ddl_if(
            dialect="postgresql"
        ),
    ]


class ContentRow(Base):
    """What was submitted: canonical JSON, its hash, and the few leaves that the triggers read."""

    __tablename__ = "content"
    __table_args__ = (
        UniqueConstraint("id", "sha256", "author_id"),
        ForeignKeyConstraint(["draft_id"], ["draft.id"]),
        ForeignKeyConstraint(["audience_id"], ["audience.id"]),
        CheckConstraint("approvals_needed >= 1", name="approvals_needed"),
        CheckConstraint("reach >= 0 AND cost >= 0", name="size"),
        CheckConstraint(
            "sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')", name="sha256_of_body"
        ).ddl_if(dialect="postgresql"),
        *_equals_body("draft_id", "draft_id", "text"),
        *_equals_body("author_id", "author_id", "text"),
        *_equals_body("audience_id", "audience.id", "text"),
        *_equals_body("audience_rule", "audience.rule", "text"),
        *_equals_body("approvals_needed", "approvals_needed", "int"),
        *_equals_body("reach", "reach", "int"),
        *_equals_body("cost", "cost", "money"),
        Index(None, "author_id", "audience_rule", "submitted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(index=True)
    author_id: Mapped[str]
    body: Mapped[str]
    sha256: Mapped[str]
    submitted_at: Mapped[datetime] = mapped_column(UTC)
    audience_id: Mapped[str]
    audience_rule: Mapped[str]
    approvals_needed: Mapped[int]
    reach: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(Money)


class ApprovalRow(Base):
    """One person's decision on one hash."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("id", "content_id", "sha256", "decision"),
        ForeignKeyConstraint(
            ["content_id", "sha256", "author_id"], ["content.id", "content.sha256", "content.author_id"]
        ),
        one_of("decision", get_args(Decision)),
        CheckConstraint("approver_id <> author_id", name="four_eyes"),
        CheckConstraint("(decision = 'approved') = (expires_at IS NOT NULL)", name="expiry"),
        CheckConstraint("(decision = 'revoked') = (revokes IS NOT NULL)", name="revokes"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    content_id: Mapped[str] = mapped_column(index=True)
    sha256: Mapped[str]
    author_id: Mapped[str]
    approver_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime] = mapped_column(UTC)
    expires_at: Mapped[datetime | None] = mapped_column(UTC)
    revokes: Mapped[str | None] = mapped_column(ForeignKey("approval.id"), index=True)


class Campaigns:
    """Implements `copilot.ports.CampaignStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside, to any store of this database, is committed at once or not at all."""
        with self._database.write():
            yield

    def save_draft(self, draft: Draft) -> None:
        """Saves a new draft, the next version of a known one, or a new state of the same version.

        Conflict when somebody else saved a version in between.
        """
        data = asdict(draft)
        with self._database.write() as session:
            row = session.get(DraftRow, draft.id, with_for_update=True)
            known = 0 if row is None else row.version
            if draft.version not in ({1} if row is None else {known, known + 1}):
                raise Conflict(
                    f"Draft {draft.id} is at version {known} by now; load it again and repeat the change.",
                    message_ru=f"Черновик {draft.id} уже в версии {known}: откройте его заново и повторите правку.",
                )
            values = {
                "author_id": draft.author_id,
                "state": draft.state,
                "version": draft.version,
                "content_id": draft.content_id,
                "created_at": draft.created_at,
                "data": data,
            }
            if row is None:
                session.add(DraftRow(id=draft.id, **values))
            else:
                for name, value in values.items():
                    setattr(row, name, value)
            session.flush()
            if draft.version == known + 1:
                session.add(DraftVersionRow(draft_id=draft.id, version=draft.version, data=data))

    def draft(self, draft_id: str) -> Draft | None:
        """The current version of a draft."""
        with self._database.read() as session:
            row = session.get(DraftRow, draft_id)
            return None if row is None else _draft(row.data)

    def drafts(self) -> list[Draft]:
        """All drafts, newest first."""
        newest = select(DraftRow).order_by(DraftRow.created_at.desc(), DraftRow.id)
        with self._database.read() as session:
            return [_draft(row.data) for row in session.scalars(newest)]

    def versions(self, draft_id: str) -> list[Draft]:
        """Every version of a draft as first saved, oldest first."""
        wanted = select(DraftVersionRow).where(DraftVersionRow.draft_id == draft_id)
        with self._database.read() as session:
            return [_draft(row.data) for row in session.scalars(wanted.order_by(DraftVersionRow.version))]

    def add_audience(self, audience_id: str, members: Iterable[Member]) -> None:
        """Stores a frozen audience under its digest; one that is known already stays as it is."""
        people = list(members)
        if audience_digest(people) != audience_id:
            raise Conflict("The audience's name is not its digest.")
        with self._database.write() as session:
            if session.get(AudienceRow, audience_id) is not None:
                return
            session.add(AudienceRow(id=audience_id, size=len(people)))
            session.flush()
            for part in parts(people, 5000):
                session.execute(insert(MemberRow), [{"audience_id": audience_id, **asdict(m)} for m in part])

    def audience(self, audience_id: str) -> list[Member]:
        """The people of a frozen audience, by customer id."""
        wanted = (
            select(MemberRow.customer_id, MemberRow.arm, MemberRow.variant)
            .where(MemberRow.audience_id == audience_id)
            .order_by(MemberRow.customer_id)
        )
        with self._database.read() as session:
            return [Member(name, cast(Arm, arm), variant) for name, arm, variant in session.execute(wanted)]

    def add_content(self, content: Content) -> None:
        """Stores a frozen content; the database checks its hash and the leaves it repeats."""
        with self._database.write() as session:
            session.add(
                ContentRow(
                    id=content.id,
                    draft_id=content.draft_id,
                    author_id=content.author_id,
                    body=content.body,
                    sha256=content.sha256,
                    submitted_at=content.submitted_at,
                    audience_id=content.data["audience"]["id"],
                    audience_rule=content.data["audience"]["rule"],
                    approvals_needed=content.data["approvals_needed"],
                    reach=content.reach,
                    cost=content.cost,
                )
            )

    def content(self, content_id: str) -> Content | None:
        """A frozen content."""
        with self._database.read() as session:
            row = session.get(ContentRow, content_id)
            return None if row is None else _content(row)

    def contents(self, *, draft_id: str | None = None) -> list[Content]:
        """Frozen contents, newest first; those of one draft or all."""
        wanted = select(ContentRow).order_by(ContentRow.submitted_at.desc(), ContentRow.id)
        if draft_id is not None:
            wanted = wanted.where(ContentRow.draft_id == draft_id)
        with self._database.read() as session:
            return [_content(row) for row in session.scalars(wanted)]

    def add_approval(self, approval: Approval) -> None:
        """Stores a decision; the database refuses one that does not fit its content."""
        with self._database.write() as session:
            content = session.get(ContentRow, approval.content_id)
            author_id = "" if content is None else content.author_id
            session.add(
                ApprovalRow(
                    **{name: getattr(approval, name) for name in Approval.__slots__}, author_id=author_id
                )
            )

    def approvals(self, content_id: str) -> list[Approval]:
        """All decisions on a content, in order."""
        wanted = select(ApprovalRow).where(ApprovalRow.content_id == content_id)
        with self._database.read() as session:
            rows = session.scalars(wanted.order_by(ApprovalRow.decided_at, ApprovalRow.id))
            return [_approval(row) for row in rows]

    def approval(self, approval_id: str) -> Approval | None:
        """One decision."""
        with self._database.read() as session:
            row = session.get(ApprovalRow, approval_id)
            return None if row is None else _approval(row)


def _draft(data: dict[str, Any]) -> Draft:
    plain = dict(data)
    for name in ("created_at", "updated_at"):
        plain[name] = datetime.fromisoformat(plain[name])
    for name, part in (("waterfall", Step), ("copies", Copy), ("samples", Sample), ("flags", Flag)):
        plain[name] = tuple(part(**item) for item in plain[name])
    return Draft(**plain)


def _content(row: ContentRow) -> Content:
    return Content(
        id=row.id,
        draft_id=row.draft_id,
        author_id=row.author_id,
        body=row.body,
        sha256=row.sha256,
        submitted_at=row.submitted_at,
        reach=row.reach,
        cost=row.cost,
        data=json.loads(row.body),
    )


def _approval(row: ApprovalRow) -> Approval:
    values = {name: getattr(row, name) for name in Approval.__slots__}
    return Approval(**{**values, "decision": cast(Decision, row.decision)})
