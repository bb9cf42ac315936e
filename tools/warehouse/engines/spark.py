"""Spark 4: inside this process or on a cluster, over the lake's Parquet files or over tables of its catalogue.

Spark's TIMESTAMP is an instant that each session shows on its own clock: read under another zone than the
one it was written in, a tenth of all recencies change. The lake's times are without a zone (TIMESTAMP_NTZ);
a catalogue's TIMESTAMP column is refused unless the address names the zone it shall be read in.
"""

from __future__ import annotations

import itertools
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.errors import ToolError
from tools.warehouse.engines import snapshot_table
from tools.warehouse.engines.address import Address
from tools.warehouse.engines.addressed import valid_addresses
from tools.warehouse.engines.conforming import conforming
from tools.warehouse.engines.dialects import spark_backend
from tools.warehouse.engines.engine import missing_driver, unreachable
from tools.warehouse.engines.lake_files import existing, pinned_manifest
from tools.warehouse.engines.persons import of_persons
from tools.warehouse.manifest import Manifest, Stored, read_manifest
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis

APPLICATION = "cvm-copilot"
OPENED = itertools.count(1)
LOCAL_CONFIGURATION = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # Two hundred shuffle partitions, the default, are made for clusters.
    "spark.sql.shuffle.partitions": "8",
}
CONFIGURATION = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class Spark:
    """The engine."""

    def __init__(self, address: Address, lake: Path) -> None:
        self.address, self._lake = address, lake

    def current(self) -> str | None:
        if self.address.own_tables:
            rows = self._rows(open_session(self.address))
            return rows[0].snapshot if rows else None
        manifest = read_manifest(self._lake)
        return manifest.snapshot if manifest is not None and manifest.loads else None

    def pin(self, snapshot: str | None = None) -> PinnedSpark:
        if not self.address.own_tables:
            manifest = pinned_manifest(self._lake, snapshot)
            session = open_session(self.address)
            return PinnedSpark(
                session, self._lake, self.address, manifest.snapshot, manifest, self._views(session, manifest)
            )
        session = open_session(self.address)
        row = snapshot_table.chosen(self._rows(session), snapshot, engine=self.address.shown)
        location = row.location or self.address.schema
        names = {name for name in TABLES if session.catalog.tableExists(f"{location}.{name}")}
        views = {name: f"{location}.{name}" for name in names}
        pinned = PinnedSpark(
            session,
            self._lake,
            self.address,
            row.snapshot,
            Manifest(currency=row.currency, time_zone=row.time_zone),
            views,
        )
        if row.manifest:
            pinned.manifest = Manifest.model_validate_json(row.manifest)
        else:
            backend = pinned.connect()
            pinned.manifest = snapshot_table.counted_manifest(
                row, sorted(names), lambda name: pinned.table(backend, name)
            )
        return pinned

    def _rows(self, session: Any) -> list[snapshot_table.Published]:
        name = f"{self.address.schema}.{snapshot_table.NAME}"
        if not session.catalog.tableExists(name):
            return []
        found = session.table(name)
        return snapshot_table.published(found.columns, found.collect(), engine=self.address.shown)

    def _views(self, session: Any, manifest: Manifest) -> dict[str, str]:
        """One temporary view a table, over exactly the files of the snapshot."""
        views = {}
        for name in TABLES:
            files = [load.accepted_file for load in manifest.of(name) if load.accepted_file]
            if files:
                views[name] = self._view(session, manifest.snapshot, name, files)
        if manifest.persons.person_map is not None:
            views["person_map"] = self._view(
                session, manifest.snapshot, "person_map", [manifest.persons.person_map]
            )
        return views

    def _view(self, session: Any, snapshot: str, name: str, files: list[Stored]) -> str:
        # A number of its own: who closes one reader of a snapshot must not take the views from another.
        view = f"lake_{snapshot}_{next(OPENED)}_{name}"
        session.read.parquet(*(self._where(stored) for stored in files)).createOrReplaceTempView(view)
        return view

    def _where(self, stored: Stored) -> str:
        """A file as Spark sees it: below `?lake=` on a cluster, on this machine otherwise."""
        if self.address.lake is not None:
            return f"{self.address.lake.rstrip('/')}/{stored.path}"
        return existing(self._lake, stored).resolve().as_uri()


class PinnedSpark:
    """One snapshot: views over the lake's files, or tables of the catalogue."""

    def __init__(
        self,
        session: Any,
        lake: Path,
        address: Address,
        snapshot: str,
        manifest: Manifest,
        views: dict[str, str],
    ) -> None:
        self.lake, self.snapshot, self.manifest = lake, snapshot, manifest
        self._session, self._address, self._views = session, address, views

    def connect(self) -> Any:
        return spark_backend()().connect(self._session)

    def table(self, backend: Any, name: str) -> ibis.Table:
        location, _, plain = self._views[name].rpartition(".")
        raw = backend.table(plain, database=location or None)
        table = conforming(raw, name, engine=self._address.shown, session_zone=self._address.time_zone)
        if "person_map" in self._views:
            return of_persons(name, table, backend.table(self._views["person_map"]))
        return table

    def customer_day(self, backend: Any) -> ibis.Table | None:  # noqa: ARG002
        return None  # added up from the lines: these engines are not asked for short answers

    def addressed(self, backend: Any) -> ibis.Table | None:  # noqa: ARG002 - Ibis hands the rows over
        import ibis

        pairs = valid_addresses(self.lake, self.snapshot)
        return None if pairs is None else ibis.memtable(pairs)

    def person_map(self) -> dict[str, str]:
        rows = self._session.table(self._views["person_map"]).select("customer_id", "person_id").collect()
        return {row.customer_id: row.person_id for row in rows}

    def fault(self, error: Exception) -> ToolError | None:  # noqa: ARG002 - no server that could be away
        return None

    def close(self) -> None:
        """The session stays: starting one takes ten seconds, and others of this process may be using it."""
        if not self._address.own_tables:
            for view in self._views.values():
                self._session.catalog.dropTempView(view)


def open_session(address: Address) -> Any:
    """The process's Spark session. Raises EngineUnavailable."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise missing_driver("Spark", "spark", "pyspark") from None
    settings = {**CONFIGURATION, "spark.sql.session.timeZone": address.time_zone or "UTC"}
    if address.scheme == "spark+local":
        settings |= LOCAL_CONFIGURATION
    settings |= {name: value for name, value in address.options.items() if name.startswith("spark.")}
    builder = SparkSession.builder.appName(APPLICATION).master(_master(address))
    for name, value in settings.items():
        builder = builder.config(name, value)
    # What is fetched through Arrow is proven on pandas 3 by the tests of the engines.
    warnings.filterwarnings(
        "ignore", message="PySpark does not yet fully support pandas", category=FutureWarning
    )
    warnings.filterwarnings("ignore", message="The copy keyword is deprecated", module="pyspark")
    # Workers import what the driver imports; another Python on the path would not have it.
    os.environ.setdefault("PYSPARK_PYTHON", _python())
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    except (PySparkException, OSError, RuntimeError) as error:
        raise unreachable(address.shown, error) from None
    return session


def _master(address: Address) -> str:
    if address.scheme == "spark+local":
        return f"local[{address.host or '*'}]"
    if address.scheme == "spark+yarn":
        return "yarn"
    return f"spark://{address.host}:{address.port or 7077}"


def _python() -> str:
    import sys

    return sys.executable
