# ruff: noqa: S608 - names come from our own schema or from cvm_snapshot, texts pass through literal()
"""ClickHouse: a server over HTTP, or chDB (the same engine inside this process) with tables in a folder.

Sessions run in UTC, so that a time without a zone is read as it was written, and outer joins leave NULL
where nothing matched, which ClickHouse does only when told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tools.errors import MissingData, ToolError
from tools.warehouse.engines import snapshot_table
from tools.warehouse.engines.address import Address
from tools.warehouse.engines.addressed import NAME as ADDRESSED
from tools.warehouse.engines.conforming import conforming
from tools.warehouse.engines.dialects import chdb_backend, clickhouse_backend
from tools.warehouse.engines.engine import EngineUnavailable, missing_driver, unreachable
from tools.warehouse.manifest import Manifest
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis

SETTINGS = {"session_timezone": "UTC", "join_use_nulls": "1"}
DERIVED = frozenset({"customer_day", ADDRESSED})
TIMEOUT_SECONDS = 10


class Clickhouse:
    """The engine."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def current(self) -> str | None:
        with self.client() as client:
            rows = read_rows(client, self.address)
        return rows[0].snapshot if rows else None

    def pin(self, snapshot: str | None = None) -> PinnedClickhouse:
        with self.client() as client:
            row = snapshot_table.chosen(read_rows(client, self.address), snapshot, engine=self.address.shown)
            location = row.location or self.address.schema
            tables = _tables_in(client, location)
        return PinnedClickhouse(self, row, location, tables)

    @contextmanager
    def client(self) -> Iterator[Any]:
        """A connection for a few statements."""
        client = open_client(self.address)
        try:
            yield client
        finally:
            client.close()


class PinnedClickhouse:
    """One snapshot: a database of tables or views."""

    def __init__(
        self, engine: Clickhouse, row: snapshot_table.Published, location: str, tables: list[str]
    ) -> None:
        self.snapshot = row.snapshot
        self._engine, self._location = engine, location
        self._has_days, self._has_addressed = "customer_day" in tables, ADDRESSED in tables
        self._opened: list[Any] = []
        if row.manifest:
            self.manifest = Manifest.model_validate_json(row.manifest)
        else:
            backend = self.connect()
            self.manifest = snapshot_table.counted_manifest(
                row, tables, lambda name: self.table(backend, name)
            )

    def connect(self) -> Any:
        client = open_client(self._engine.address)
        self._opened.append(client)
        made = chdb_backend() if self._engine.address.kind == "chdb" else clickhouse_backend()
        return made.from_connection(client)

    def table(self, backend: Any, name: str) -> ibis.Table:
        raw = backend.table(name, database=self._location)
        # A column of zone UTC reads here as it was written; any other zone would be turned.
        zones = {dtype.timezone for dtype in raw.schema().types if dtype.is_timestamp()} - {None}
        written = "UTC" if zones == {"UTC"} else None
        return conforming(raw, name, engine=self._engine.address.shown, session_zone=written)

    def customer_day(self, backend: Any) -> ibis.Table | None:
        return backend.table("customer_day", database=self._location) if self._has_days else None

    def addressed(self, backend: Any) -> ibis.Table | None:
        return backend.table(ADDRESSED, database=self._location) if self._has_addressed else None

    def person_map(self) -> dict[str, str]:
        with self._engine.client() as client:
            return dict(
                client.query(f"SELECT customer_id, person_id FROM {self._location}.person_map").result_rows
            )

    def fault(self, error: Exception) -> ToolError | None:
        from clickhouse_connect.driver.exceptions import OperationalError
        from ibis.common.exceptions import TableNotFound

        if (
            isinstance(error, TableNotFound)
            or "UNKNOWN_TABLE" in str(error)
            or "UNKNOWN_DATABASE" in str(error)
        ):
            return snapshot_table.replaced(self.snapshot, self._engine.address.shown)
        if isinstance(error, OperationalError | OSError):
            return unreachable(self._engine.address.shown, error)
        return None

    def close(self) -> None:
        while self._opened:
            self._opened.pop().close()


def open_client(address: Address) -> Any:
    """A driver's connection. Raises EngineUnavailable."""
    try:
        import clickhouse_connect
        from clickhouse_connect.driver.exceptions import ClickHouseError
    except ImportError:
        raise missing_driver("ClickHouse", "clickhouse", "clickhouse-connect") from None
    try:
        given: dict[str, Any] = {name: _typed(value) for name, value in address.options.items()}
        if address.kind == "chdb":
            if address.path:
                given = {"path": address.path}
            return clickhouse_connect.get_client(interface="chdb", settings=SETTINGS, **given)
        return clickhouse_connect.get_client(
            host=address.host,
            port=address.port,
            username=address.user,
            password=address.password or "",
            settings=SETTINGS,
            connect_timeout=TIMEOUT_SECONDS,
            **given,
        )
    except ImportError:
        raise missing_driver("chDB", "clickhouse", "chdb") from None
    except (ClickHouseError, OSError, RuntimeError) as error:
        if address.kind == "chdb":
            raise EngineUnavailable(
                f"The chDB folder {address.path or ':memory:'} cannot be opened ({error}); one process may hold it at a time.",
                message_ru=f"Папку chDB {address.path or ':memory:'} не открыть; её держит только один процесс.",
                argument="COPILOT_WAREHOUSE",
            ) from None
        raise unreachable(address.shown, error) from None


def read_rows(client: Any, address: Address) -> list[snapshot_table.Published]:
    """What `cvm_snapshot` holds, newest first; nothing where there is no such table."""
    exists = client.query(
        f"SELECT count() FROM system.tables WHERE database = {literal(address.schema)} AND name = {literal(snapshot_table.NAME)}"
    ).result_rows[0][0]
    if not exists:
        return []
    found = client.query(f"SELECT * FROM `{address.schema}`.{snapshot_table.NAME}")
    return snapshot_table.published(found.column_names, found.result_rows, engine=address.shown)


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _tables_in(client: Any, location: str) -> list[str]:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", location):
        raise MissingData(
            f"cvm_snapshot names the database {location!r}, which is no plain name.", argument="location"
        )
    rows = client.query(f"SELECT name FROM system.tables WHERE database = {literal(location)}").result_rows
    return sorted(name for (name,) in rows if name in TABLES or name in DERIVED)


def _typed(value: str) -> str | bool:
    return {"true": True, "false": False}.get(value.lower(), value)
