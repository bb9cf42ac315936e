"""The profit ledger: entries are added, never changed; the database itself checks that each one closes."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from copilot.domain.ledger import LedgerEntry
from copilot.store.base import Base
from copilot.store.database import Database
from copilot.store.types import UTC, Money

CLOSES = "profit IS NULL OR profit = margin - discounts - rewards - contact_cost - fixed_cost - coalesce(cannibalised, 0)"
NAMES = tuple(field.name for field in fields(LedgerEntry))


class LedgerRow(Base):
    """One entry."""

    __tablename__ = "ledger_entry"
    __table_args__ = (CheckConstraint(CLOSES, name="closes"), CheckConstraint("version >= 1", name="version"))

    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date]
    currency: Mapped[str]
    revenue: Mapped[Decimal | None] = mapped_column(Money)
    margin: Mapped[Decimal | None] = mapped_column(Money)
    discounts: Mapped[Decimal] = mapped_column(Money)
    rewards: Mapped[Decimal] = mapped_column(Money)
    contact_cost: Mapped[Decimal] = mapped_column(Money)
    fixed_cost: Mapped[Decimal] = mapped_column(Money)
    cannibalised: Mapped[Decimal | None] = mapped_column(Money)
    profit: Mapped[Decimal | None] = mapped_column(Money)
    profit_low: Mapped[Decimal | None] = mapped_column(Money)
    profit_high: Mapped[Decimal | None] = mapped_column(Money)
    verdict: Mapped[str]
    gate: Mapped[str]
    snapshot: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(UTC)
    person_id: Mapped[str | None]


class ProfitLedger:
    """Implements `copilot.ports.LedgerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: LedgerEntry) -> None:
        """Adds an entry; a version that is there already is refused by the database."""
        with self._database.write() as session:
            session.add(LedgerRow(**{name: getattr(entry, name) for name in NAMES}))

    def listing(self, campaign_id: str | None = None) -> list[LedgerEntry]:
        """All entries, or those of one campaign, by start of the campaign and version."""
        wanted = select(LedgerRow).order_by(LedgerRow.started_on, LedgerRow.campaign_id, LedgerRow.version)
        if campaign_id is not None:
            wanted = wanted.where(LedgerRow.campaign_id == campaign_id)
        with self._database.read() as session:
            return [
                LedgerEntry(**{name: getattr(row, name) for name in NAMES}) for row in session.scalars(wanted)
            ]
