"""Reports as they were shown, byte for byte."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from copilot.domain.report import Report
from copilot.errors import Conflict
from copilot.store.base import Base
from copilot.store.database import Database
from copilot.store.types import UTC


class ReportRow(Base):
    """One report with the digest of its HTML."""

    __tablename__ = "report"
    __table_args__ = (Index(None, "kind", "as_of"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    as_of: Mapped[date]
    snapshot: Mapped[str]
    title: Mapped[str]
    html: Mapped[str]
    sha256: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UTC)
    author_id: Mapped[str | None]


class Reports:
    """Implements `copilot.ports.ReportStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: Report) -> None:
        """Stores a report; Conflict when the id is known with other bytes."""
        with self._database.write() as session:
            known = session.get(ReportRow, report.id)
            if known is None:
                session.add(ReportRow(**{name: getattr(report, name) for name in Report.__slots__}))
            elif known.sha256 != report.sha256:
                raise Conflict(
                    f"Report {report.id} is stored with other bytes; a report never changes.",
                    message_ru=f"Отчёт {report.id} уже сохранён с другим содержимым; отчёты не меняются.",
                )

    def get(self, report_id: str) -> Report | None:
        """The report with this id."""
        with self._database.read() as session:
            row = session.get(ReportRow, report_id)
            return None if row is None else _report(row)

    def listing(self) -> list[Report]:
        """All reports, newest first."""
        newest = select(ReportRow).order_by(ReportRow.created_at.desc(), ReportRow.id)
        with self._database.read() as session:
            return [_report(row) for row in session.scalars(newest)]


def _report(row: ReportRow) -> Report:
    return Report(**{name: getattr(row, name) for name in Report.__slots__})
