"""The audit chain: each entry carries the hash of the one before, so that a changed one is found.

A chain alone does not show that its tail was cut off; that is why the weekly report quotes the head.
Entries hold decisions and summaries, never a row per message and never personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC as ZONE
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Mapped, mapped_column

from copilot.store.base import Base
from copilot.store.database import Database
from copilot.store.types import UTC, Json
from tools.facts import digest

GENESIS = "0" * 64
CHAIN_LOCK = 0x43564D41  # one writer at a time on PostgreSQL


class AuditRow(Base):
    """One entry."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prev: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    person_id: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(UTC)
    data: Mapped[Any] = mapped_column(Json)


class Audit:
    """Implements `copilot.ports.AuditLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, kind: str, *, person_id: str | None, at: datetime, data: Mapping[str, Any]) -> str:
        """Adds an entry and returns its hash, the new head of the chain."""
        with self._database.write() as session:
            if not self._database.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
            last = session.execute(
                select(AuditRow.seq, AuditRow.hash).order_by(AuditRow.seq.desc()).limit(1)
            ).first()
            seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
            entry = AuditRow(seq=seq, prev=prev, kind=kind, person_id=person_id, at=at, data=dict(data))
            entry.hash = _hash(entry)
            session.add(entry)
            session.flush()
            return entry.hash

    def verify(self) -> tuple[int, int | None]:
        """Number of entries, and the number of the first broken one or None."""
        count, prev = 0, GENESIS
        with self._database.read() as session:
            entries = session.scalars(
                select(AuditRow).order_by(AuditRow.seq).execution_options(yield_per=2000)
            )
            broken: int | None = None
            for entry in entries:
                count += 1
                sound = entry.seq == count and entry.prev == prev and entry.hash == _hash(entry)
                if broken is None and not sound:
                    broken = count
                prev = entry.hash
        return count, broken

    def tail(self, limit: int = 50) -> list[Mapping[str, Any]]:
        """The latest entries, newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit))
            return [
                {name: getattr(row, name) for name in ("seq", "hash", "kind", "person_id", "at", "data")}
                for row in rows
            ]


def _hash(row: AuditRow) -> str:
    return digest(
        {
            "seq": row.seq,
            "prev": row.prev,
            "kind": row.kind,
            "person_id": row.person_id,
            "at": row.at.astimezone(ZONE).isoformat(),
            "data": row.data,
        }
    )
