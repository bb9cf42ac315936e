"""PostgreSQL, and what speaks its protocol and dialect."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tools.errors import ToolError
from tools.warehouse.engines import snapshot_table
from tools.warehouse.engines.address import Address
from tools.warehouse.engines.addressed import NAME as ADDRESSED
from tools.warehouse.engines.conforming import conforming
from tools.warehouse.engines.dialects import postgresql_backend
from tools.warehouse.engines.engine import missing_driver, unreachable
from tools.warehouse.manifest import Manifest
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis

DERIVED = frozenset({"customer_day", ADDRESSED})
TIMEOUT_SECONDS = 10
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


class Postgresql:
    """The engine."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def current(self) -> str | None:
        with self.connection() as connection:
            rows = read_rows(connection, self.address)
        return rows[0].snapshot if rows else None

    def pin(self, snapshot: str | None = None) -> PinnedPostgresql:
        with self.connection() as connection:
            row = snapshot_table.chosen(
                read_rows(connection, self.address), snapshot, engine=self.address.shown
            )
            tables = _tables_in(connection, row.location or self.address.schema)
        return PinnedPostgresql(self.address, row, tables)

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A connection for a few statements."""
        connection = open_connection(self.address)
        try:
            yield connection
        finally:
            connection.close()


class PinnedPostgresql:
    """One snapshot: a schema of tables or views."""

    def __init__(self, address: Address, row: snapshot_table.Published, tables: list[str]) -> None:
        self.snapshot = row.snapshot
        self._address, self._location = address, row.location or address.schema
        self._has_days, self._has_addressed = "customer_day" in tables, ADDRESSED in tables
        self._opened: list[Any] = []
        self._lock = threading.Lock()
        if row.manifest:
            self.manifest = Manifest.model_validate_json(row.manifest)
        else:
            backend = self.connect()
            self.manifest = snapshot_table.counted_manifest(
                row, tables, lambda name: self.table(backend, name)
            )

    def connect(self) -> Any:
        connection = open_connection(self._address)
        with self._lock:
            self._opened.append(connection)
        backend = postgresql_backend().from_connection(connection)
        connection.execute("SELECT set_config('TimeZone', %s, false)", (self._address.time_zone or "UTC",))
        return backend

    def table(self, backend: Any, name: str) -> ibis.Table:
        raw = backend.table(name, database=self._location)
        return conforming(raw, name, engine=self._address.shown, session_zone=self._address.time_zone)

    def customer_day(self, backend: Any) -> ibis.Table | None:
        return backend.table("customer_day", database=self._location) if self._has_days else None

    def addressed(self, backend: Any) -> ibis.Table | None:
        return backend.table(ADDRESSED, database=self._location) if self._has_addressed else None

    def person_map(self) -> dict[str, str]:
        from psycopg import sql

        connection = open_connection(self._address)
        with connection:
            query = sql.SQL("SELECT customer_id, person_id FROM {}").format(
                sql.Identifier(self._location, "person_map")
            )
            return dict(connection.execute(query).fetchall())

    def fault(self, error: Exception) -> ToolError | None:
        import psycopg
        from ibis.common.exceptions import TableNotFound

        gone = psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName | TableNotFound
        if isinstance(error, gone):
            return snapshot_table.replaced(self.snapshot, self._address.shown)
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return unreachable(self._address.shown, error)
        return None

    def close(self) -> None:
        with self._lock:
            while self._opened:
                self._opened.pop().close()


def open_connection(address: Address) -> Any:
    """A driver's connection in autocommit. Raises EngineUnavailable."""
    try:
        import psycopg
    except ImportError:
        raise missing_driver("PostgreSQL", "postgres", "psycopg") from None
    given: dict[str, Any] = {
        "host": address.host,
        "port": address.port,
        "user": address.user,
        "password": address.password,
        "dbname": address.path.lstrip("/") or None,
        "application_name": "cvm-copilot",
        "connect_timeout": TIMEOUT_SECONDS,
        **address.options,
    }
    try:
        return psycopg.connect(
            autocommit=True, **{name: value for name, value in given.items() if value is not None}
        )
    except (psycopg.Error, OSError) as error:
        raise unreachable(address.shown, error) from None


def read_rows(connection: Any, address: Address) -> list[snapshot_table.Published]:
    """What `cvm_snapshot` holds, newest first; nothing where there is no such table."""
    from psycopg import sql

    name = sql.Identifier(address.schema, snapshot_table.NAME)
    if connection.execute("SELECT to_regclass(%s)", (name.as_string(connection),)).fetchone()[0] is None:
        return []
    found = connection.execute(sql.SQL("SELECT * FROM {}").format(name))
    columns = [column.name for column in found.description]
    return snapshot_table.published(columns, found.fetchall(), engine=address.shown)


def _tables_in(connection: Any, location: str) -> list[str]:
    rows = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relkind IN ('r', 'v', 'm', 'p', 'f')",
        (location,),
    )
    return sorted(name for (name,) in rows if name in TABLES or name in DERIVED)
