"""Brings the database to its newest form. Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from copilot.errors import Conflict
from copilot.store.database import Database
from copilot.store.locks import install_triggers

NEWEST = "0002"
"""Id of the last migration in `migrations/versions`; a test compares the two."""

MIGRATION_LOCK = 0x43564D30


def migrate(database: Database) -> bool:
    """Runs what is missing and installs the triggers; False when there was nothing to do.

    Processes that start at the same time take turns. A database that a newer version of the copilot has
    migrated is refused rather than guessed at.
    """
    with database.engine.connect() as connection:
        if _version(connection) == NEWEST:
            return False
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        version = _version(connection)
        if version == NEWEST:
            return False
        if version is not None and version > NEWEST:
            raise Conflict(
                f"The database has form {version}, this copilot knows forms up to {NEWEST}: install the newer copilot.",
                message_ru=f"База уже в формате {version}, эта версия знает форматы до {NEWEST}: установите новую версию.",
            )
        _upgrade(connection)
        install_triggers(connection)
    return True


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
