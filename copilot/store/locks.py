"""The triggers that make an unapproved send impossible in the database itself, on both engines.

They are dropped and created anew after every migration: SQLite loses the triggers of a table that Alembic
recreates, without a word. Before anything is sent, what the database holds is compared with what is
written here; a missing or changed trigger stops all sending.

The triggers repeat what the composite foreign keys already say, because a raw SQLite client has foreign
keys switched off by default.
"""

from __future__ import annotations

from sqlalchemy import Connection

from copilot.domain.delivery import ALLOWED
from copilot.store import locks_postgresql, locks_sqlite

APPEND_ONLY = ("content", "approval", "audience", "audience_member", "draft_version", "audit", "ledger_entry")
FIXED_IN_DELIVERY = (
    "id", "content_id", "sha256", "approval_id", "decision", "recipient", "channel", "variant", "key", "planned_at",
)  # fmt: skip
TRANSITIONS = tuple(sorted(f"{before}>{after}" for before, others in ALLOWED.items() for after in others))
"""`waiting>claimed` and so on: what a trigger lets the state of a delivery do."""


def install_triggers(connection: Connection) -> None:
    """Drops all our triggers and creates them as this version wants them."""
    if connection.dialect.name == "sqlite":
        locks_sqlite.install(connection, APPEND_ONLY, FIXED_IN_DELIVERY, TRANSITIONS)
    else:
        locks_postgresql.install(connection, APPEND_ONLY, FIXED_IN_DELIVERY, TRANSITIONS)


def differing(connection: Connection) -> list[str]:
    """Names of triggers that are missing, switched off or not as this version wrote them."""
    if connection.dialect.name == "sqlite":
        return locks_sqlite.differing(connection, APPEND_ONLY, FIXED_IN_DELIVERY, TRANSITIONS)
    return locks_postgresql.differing(connection, APPEND_ONLY, FIXED_IN_DELIVERY, TRANSITIONS)
