"""Conversations and the events of each answer, so that a reader who reconnects misses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from copilot.errors import NotFound
from copilot.ports import Turn
from copilot.store.base import Base
from copilot.store.database import Database
from copilot.store.types import UTC, Json


class TurnRow(Base):
    """One question and, once there is one, its answer."""

    __tablename__ = "turn"
    __table_args__ = (Index(None, "conversation_id", "asked_at"), Index(None, "person_id", "asked_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    person_id: Mapped[str | None]
    question: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(UTC)
    answer: Mapped[Any | None] = mapped_column(Json)


class EventRow(Base):
    """One event of a running answer."""

    __tablename__ = "turn_event"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turn.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    data: Mapped[Any] = mapped_column(Json)


class Conversations:
    """Implements `copilot.ports.ConversationStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_turn(self, turn: Turn) -> None:
        """Stores a question."""
        with self._database.write() as session:
            session.add(TurnRow(**{name: getattr(turn, name) for name in Turn.__slots__}))

    def finish_turn(self, turn_id: str, answer: Mapping[str, Any]) -> None:
        """Stores the answer to a question."""
        with self._database.write() as session:
            done = session.scalar(
                update(TurnRow).where(TurnRow.id == turn_id).values(answer=answer).returning(TurnRow.id)
            )
            if done is None:
                raise NotFound(f"There is no question {turn_id}.", message_ru=f"Вопрос {turn_id} не найден.")

    def turn(self, turn_id: str) -> Turn | None:
        """One question with its answer."""
        with self._database.read() as session:
            row = session.get(TurnRow, turn_id)
            return None if row is None else _turn(row)

    def turns(self, conversation_id: str) -> list[Turn]:
        """A conversation in order."""
        wanted = select(TurnRow).where(TurnRow.conversation_id == conversation_id)
        with self._database.read() as session:
            return [_turn(row) for row in session.scalars(wanted.order_by(TurnRow.asked_at, TurnRow.id))]

    def conversations(self, person_id: str) -> list[Turn]:
        """The first question of each of this person's conversations, the latest conversation first."""
        position = func.row_number().over(
            partition_by=TurnRow.conversation_id, order_by=(TurnRow.asked_at, TurnRow.id)
        )
        ranked = (
            select(TurnRow.id, position.label("position")).where(TurnRow.person_id == person_id).subquery()
        )
        first = (
            select(TurnRow)
            .join(ranked, ranked.c.id == TurnRow.id)
            .where(ranked.c.position == 1)
            .order_by(TurnRow.asked_at.desc(), TurnRow.id)
        )
        with self._database.read() as session:
            return [_turn(row) for row in session.scalars(first)]

    def add_event(self, turn_id: str, kind: str, data: Mapping[str, Any]) -> int:
        """Appends an event and returns its number within the turn, counted from 1."""
        with self._database.write() as session:
            if not self._database.is_sqlite:  # two writers of one turn take turns
                session.execute(select(TurnRow.id).where(TurnRow.id == turn_id).with_for_update())
            last = session.scalar(select(func.max(EventRow.number)).where(EventRow.turn_id == turn_id))
            number = (last or 0) + 1
            session.add(EventRow(turn_id=turn_id, number=number, kind=kind, data=data))
            return number

    def events(self, turn_id: str, *, after: int = 0) -> list[tuple[int, str, Mapping[str, Any]]]:
        """The events with a number above `after`, in order."""
        wanted = select(EventRow).where(EventRow.turn_id == turn_id, EventRow.number > after)
        with self._database.read() as session:
            rows = session.scalars(wanted.order_by(EventRow.number))
            return [(row.number, row.kind, row.data) for row in rows]


def _turn(row: TurnRow) -> Turn:
    return Turn(**{name: getattr(row, name) for name in Turn.__slots__})
