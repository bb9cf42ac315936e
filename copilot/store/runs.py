"""Tool runs: the same question on the same data is stored once and answered from here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from copilot.store.base import Base
from copilot.store.database import Database
from copilot.store.types import UTC, Json
from tools.facts import ToolResult


class RunRow(Base):
    """One run; its id is the hash of tool, version, arguments and snapshot."""

    __tablename__ = "run"
    __table_args__ = (Index(None, "tool", "computed_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tool: Mapped[str]
    snapshot: Mapped[str]
    result: Mapped[Any] = mapped_column(Json)
    computed_at: Mapped[datetime] = mapped_column(UTC)
    seconds: Mapped[float]


class Runs:
    """Implements `copilot.ports.RunStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, run_id: str) -> ToolResult | None:
        """The stored result, without computing anything."""
        with self._database.read() as session:
            row = session.get(RunRow, run_id)
            return None if row is None else ToolResult.from_json(row.result)

    def put(self, result: ToolResult, *, computed_at: datetime, seconds: float) -> None:
        """Stores a result; a run that is known already stays as it is."""
        with self._database.write() as session:
            if session.get(RunRow, result.run_id) is None:
                session.add(
                    RunRow(
                        id=result.run_id,
                        tool=result.tool,
                        snapshot=result.snapshot,
                        result=result.to_json(),
                        computed_at=computed_at,
                        seconds=seconds,
                    )
                )
