# ruff: noqa: S608 - names come from our own schema, texts pass through literal()
"""Publishing into ClickHouse or a chDB folder: tables of a database of their own, then one inserted row."""

from __future__ import annotations

import secrets
from typing import Any

from tools.warehouse.engines.address import Address
from tools.warehouse.engines.chdb_lake import clickhouse_type
from tools.warehouse.engines.clickhouse import Clickhouse, literal, read_rows
from tools.warehouse.engines.engine import unreachable
from tools.warehouse.engines.publish import KEPT, Progress, Source, checked
from tools.warehouse.engines.snapshot_table import COLUMNS, NAME, Published

ORDER = {
    "transactions": "customer_id, ordered_on",
    "contacts": "customer_id, sent_on",
    "customer_day": "customer_id, bought_on",
}
LEFT_OVER_HOURS = 24


class ClickhouseTarget:
    """Takes a snapshot in; see `publish.Target`."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._engine = Clickhouse(address)

    def find(self, snapshot: str) -> Published | None:
        with self._engine.client() as client:
            rows = read_rows(client, self.address)
        return next((row for row in rows if row.snapshot == snapshot), None)

    def make_current(self, snapshot: str) -> None:
        with self._engine.client() as client:
            rows = read_rows(client, self.address)
            if rows[0].snapshot != snapshot:
                row = next(row for row in rows if row.snapshot == snapshot)
                self._announce(client, row, position=rows[0].position + 1)

    def take(self, source: Source, progress: Progress) -> dict[str, int]:
        from clickhouse_connect.driver.exceptions import ClickHouseError

        try:
            with self._engine.client() as client:
                return self._take(client, source, progress)
        except (ClickHouseError, OSError) as error:
            raise unreachable(self.address.shown, error) from error

    def _take(self, client: Any, source: Source, progress: Progress) -> dict[str, int]:
        schema = self.address.schema
        client.command(f"CREATE DATABASE IF NOT EXISTS {schema}")
        client.command(
            f"CREATE TABLE IF NOT EXISTS {schema}.{NAME} (position Int64, snapshot String, currency String, time_zone String, "
            "location String, manifest String) ENGINE = MergeTree ORDER BY position"
        )
        # A name of its own for each attempt: two at the same time, or one cut off, never share a table.
        location = f"{schema}_{source.snapshot}_{secrets.token_hex(4)}"
        client.command(f"CREATE DATABASE {location}")
        rows = {name: self._copy(client, source, location, name, progress) for name in source.tables}
        self._copy_persons(client, source, location)
        known = read_rows(client, self.address)
        newest = known[0].position if known else 0
        self._announce(client, source.row(position=newest + 1, location=location), position=newest + 1)
        self._clear_away(client)
        return rows

    def _copy(self, client: Any, source: Source, location: str, name: str, progress: Progress) -> int:
        columns = ", ".join(f"`{c}` {clickhouse_type(dtype)}" for c, dtype in source.schema(name).items())
        client.command(
            f"CREATE TABLE {location}.{name} ({columns}) ENGINE = MergeTree ORDER BY ({ORDER.get(name, 'tuple()')}) "
            "SETTINGS allow_nullable_key = 1"
        )
        sent = 0
        for batch in source.batches(name):
            client.insert_arrow(name, batch, database=location)
            sent += batch.num_rows
            progress(name, sent)
        arrived = client.query(f"SELECT count() FROM {location}.{name}").result_rows[0][0]
        return checked(name, sent, int(arrived))

    def _copy_persons(self, client: Any, source: Source, location: str) -> None:
        if pairs := source.person_map():
            client.command(
                f"CREATE TABLE {location}.person_map (customer_id String, person_id String) ENGINE = MergeTree ORDER BY customer_id"
            )
            client.insert("person_map", pairs, column_names=["customer_id", "person_id"], database=location)

    def _announce(self, client: Any, row: Published, *, position: int) -> None:
        cells = (position, row.snapshot, row.currency, row.time_zone, row.location, row.manifest)
        client.insert(NAME, [cells], column_names=list(COLUMNS), database=self.address.schema)

    def _clear_away(self, client: Any) -> None:
        """Drops what is neither current nor the one before, and what a publication cut off long ago has left."""
        schema = self.address.schema
        kept: list[str] = []
        for row in read_rows(client, self.address):
            if row.snapshot not in kept:
                kept.append(row.snapshot)
        rows = read_rows(client, self.address)
        needed = {row.location for row in rows if row.snapshot in kept[:KEPT]}
        gone = {row.location for row in rows} - needed - {""}
        left_over = client.query(
            f"SELECT database FROM system.tables WHERE match(database, {literal(f'^{schema}_s[0-9a-f]+_[0-9a-f]+$')}) "
            f"GROUP BY database HAVING max(metadata_modification_time) < now() - INTERVAL {LEFT_OVER_HOURS} HOUR"
        ).result_rows
        gone |= {name for (name,) in left_over} - needed
        for location in sorted(gone):
            client.command(f"DROP DATABASE IF EXISTS {location}")
        for row in rows:
            if row.snapshot not in kept[:KEPT] and row.location:
                client.command(
                    f"ALTER TABLE {schema}.{NAME} DELETE WHERE snapshot = {literal(row.snapshot)} SETTINGS mutations_sync = 1"
                )
