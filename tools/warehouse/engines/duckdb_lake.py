# ruff: noqa: S608 - names come from our own schema, texts pass through quoted()
"""DuckDB inside this process, over the lake's Parquet files: the engine unless another is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.errors import ToolError
from tools.warehouse.customer_day import customer_day_files, customer_day_view
from tools.warehouse.engines.addressed import valid_addresses
from tools.warehouse.engines.lake_files import existing, files_of, pinned_manifest
from tools.warehouse.manifest import Manifest, read_manifest
from tools.warehouse.persons import view_of_persons
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis


class DuckdbLake:
    """The engine."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake

    def current(self) -> str | None:
        manifest = read_manifest(self._lake)
        return manifest.snapshot if manifest is not None and manifest.loads else None

    def pin(self, snapshot: str | None = None) -> PinnedDuckdb:
        return PinnedDuckdb(self._lake, pinned_manifest(self._lake, snapshot))


class PinnedDuckdb:
    """A private database with one view a table; every thread gets its own cursor."""

    def __init__(self, lake: Path, manifest: Manifest) -> None:
        import duckdb

        self.manifest, self.snapshot, self.lake = manifest, manifest.snapshot, lake
        self._database = duckdb.connect()
        self._database.execute("SET TimeZone = 'UTC'")
        merged = manifest.persons.person_map
        if merged is not None:
            path = quoted(str(existing(lake, merged)))
            self._database.execute(f"CREATE TABLE person_map AS SELECT * FROM read_parquet({path})")
        for name in TABLES:
            if files := files_of(manifest, lake, name):
                columns = ", ".join(f'"{column}"' for column in TABLES[name].names)
                paths = ", ".join(quoted(str(path)) for path in files)
                rows = f"SELECT {columns} FROM read_parquet([{paths}])"
                if merged is not None and "customer_id" in TABLES[name].names:
                    rows = view_of_persons(name, TABLES[name].names, rows)
                self._database.execute(f"CREATE VIEW {name} AS {rows}")
        files = customer_day_files(lake, manifest)
        self._has_days = bool(files)
        if files:
            days = customer_day_view(files, merged=merged is not None)
            self._database.execute(f"CREATE VIEW customer_day AS {days}")

    def connect(self) -> Any:
        import ibis

        return ibis.duckdb.from_connection(self._database.cursor())

    def table(self, backend: Any, name: str) -> ibis.Table:
        return backend.table(name)

    def customer_day(self, backend: Any) -> ibis.Table | None:
        return backend.table("customer_day") if self._has_days else None

    def addressed(self, backend: Any) -> ibis.Table | None:  # noqa: ARG002 - Ibis hands the rows over
        import ibis

        pairs = valid_addresses(self.lake, self.snapshot)
        return None if pairs is None else ibis.memtable(pairs)

    def person_map(self) -> dict[str, str]:
        return dict(
            self._database.cursor().execute("SELECT customer_id, person_id FROM person_map").fetchall()
        )

    def fault(self, error: Exception) -> ToolError | None:  # noqa: ARG002 - no server that could be away
        return None

    def close(self) -> None:
        self._database.close()


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
