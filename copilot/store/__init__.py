"""The service's memory: one database, SQLite or PostgreSQL, that refuses unapproved sends by itself.

    store = open_store("sqlite:///copilot-home/copilot.db")

Importing this loads SQLAlchemy and nothing heavier.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilot.store import locks
from copilot.store.audit import Audit
from copilot.store.base import Base
from copilot.store.campaigns import Campaigns
from copilot.store.conversations import Conversations
from copilot.store.database import Database
from copilot.store.deliveries import Deliveries
from copilot.store.ledger import ProfitLedger
from copilot.store.migrate import migrate
from copilot.store.people import People
from copilot.store.reports import Reports
from copilot.store.runs import Runs

__all__ = ["Base", "Store", "open_store"]


@dataclass(frozen=True)
class Store:
    """All stores of one database."""

    database: Database
    runs: Runs
    people: People
    campaigns: Campaigns
    deliveries: Deliveries
    reports: Reports
    conversations: Conversations
    audit: Audit
    ledger: ProfitLedger

    def missing_safeguards(self) -> list[str]:
        """Triggers that are missing or changed; while there are any, nothing is sent."""
        with self.database.read() as session:
            return locks.differing(session.connection())

    def close(self) -> None:
        """Closes all connections."""
        self.database.close()


def open_store(url: str) -> Store:
    """Opens the database at an SQLAlchemy address, creating or migrating it where needed.

    Missing triggers are not repaired here: they stay missing until a person has looked into it, and
    `deliveries.check()`, which every plan and claim runs, raises Unsafe meanwhile.
    """
    database = Database(url)
    migrate(database)
    return Store(
        database=database,
        runs=Runs(database),
        people=People(database),
        campaigns=Campaigns(database),
        deliveries=Deliveries(database),
        reports=Reports(database),
        conversations=Conversations(database),
        audit=Audit(database),
        ledger=ProfitLedger(database),
    )
