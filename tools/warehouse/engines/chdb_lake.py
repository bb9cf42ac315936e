# ruff: noqa: S608 - names come from our own schema, texts pass through literal()
"""chDB (ClickHouse inside this process) over the lake's Parquet files, in place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.errors import ToolError
from tools.warehouse.engines.address import Address
from tools.warehouse.engines.addressed import NAME as ADDRESSED
from tools.warehouse.engines.addressed import valid_addresses
from tools.warehouse.engines.clickhouse import literal, open_client
from tools.warehouse.engines.conforming import conforming
from tools.warehouse.engines.dialects import chdb_backend
from tools.warehouse.engines.lake_files import existing, files_of, pinned_manifest
from tools.warehouse.engines.persons import of_persons
from tools.warehouse.manifest import Manifest, read_manifest
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis


class ChdbLake:
    """The engine. A process has one chDB, so every snapshot is a database of views in it."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake

    def current(self) -> str | None:
        manifest = read_manifest(self._lake)
        return manifest.snapshot if manifest is not None and manifest.loads else None

    def pin(self, snapshot: str | None = None) -> PinnedChdb:
        return PinnedChdb(self._lake, pinned_manifest(self._lake, snapshot))


class PinnedChdb:
    """One snapshot."""

    def __init__(self, lake: Path, manifest: Manifest) -> None:
        self.lake, self.manifest, self.snapshot = lake, manifest, manifest.snapshot
        self._client = open_client(Address("chdb"))
        self._database = f"lake_{self.snapshot}"
        self._client.command(f"CREATE DATABASE IF NOT EXISTS {self._database}")
        self._merged = manifest.persons.person_map is not None
        if manifest.persons.person_map is not None:
            path = existing(lake, manifest.persons.person_map).resolve()
            self._client.command(
                f"CREATE OR REPLACE VIEW {self._database}.person_map AS SELECT customer_id, person_id "
                f"FROM file({literal(str(path))}, 'Parquet')"
            )
        for name, schema in TABLES.items():
            if files := files_of(manifest, lake, name):
                columns = ", ".join(
                    f"CAST(`{column}` AS {clickhouse_type(dtype)}) AS `{column}`"
                    for column, dtype in schema.items()
                )
                parts = " UNION ALL ".join(
                    f"SELECT {columns} FROM file({literal(str(path.resolve()))}, 'Parquet')" for path in files
                )
                self._client.command(f"CREATE OR REPLACE VIEW {self._database}.{name} AS {parts}")

    def connect(self) -> Any:
        return chdb_backend().from_connection(self._client)

    def table(self, backend: Any, name: str) -> ibis.Table:
        raw = backend.table(name, database=self._database)
        # Parquet's times without a zone come out as UTC, which is how they are read: as written.
        table = conforming(raw, name, engine="chdb://", session_zone="UTC")
        if self._merged:
            return of_persons(name, table, backend.table("person_map", database=self._database))
        return table

    def customer_day(self, backend: Any) -> ibis.Table | None:  # noqa: ARG002
        return None  # added up from the lines: these engines are not asked for short answers

    def addressed(self, backend: Any) -> ibis.Table | None:
        pairs = valid_addresses(self.lake, self.snapshot)
        if pairs is None:
            return None
        # Ibis cannot hand rows over to chDB, so they are put into a table.
        self._client.command(
            f"CREATE OR REPLACE TABLE {self._database}.{ADDRESSED} (customer_id Nullable(String), "
            "channel Nullable(String)) ENGINE = Memory"
        )
        columns = ["customer_id", "channel"]
        self._client.insert(
            ADDRESSED, pairs.to_numpy().tolist(), column_names=columns, database=self._database
        )
        return backend.table(ADDRESSED, database=self._database)

    def person_map(self) -> dict[str, str]:
        rows = self._client.query(
            f"SELECT customer_id, person_id FROM {self._database}.person_map"
        ).result_rows
        return dict(rows)

    def fault(self, error: Exception) -> ToolError | None:  # noqa: ARG002 - no server that could be away
        return None

    def close(self) -> None:
        self._client.close()


def clickhouse_type(dtype: Any) -> str:
    """A canonical type as ClickHouse writes it; every column may be NULL, times have no zone of their own."""
    if dtype.is_timestamp():
        return "Nullable(DateTime64(6))"
    if dtype.is_date():
        return "Nullable(Date32)"
    if dtype.is_decimal():
        return f"Nullable(Decimal({dtype.precision}, {dtype.scale}))"
    plain = {"string": "String", "int64": "Int64", "float64": "Float64", "boolean": "Bool"}
    return f"Nullable({plain[str(dtype)]})"
