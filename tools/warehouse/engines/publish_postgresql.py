"""Publishing into PostgreSQL: COPY into a schema of the snapshot's own, all in one transaction."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tools.warehouse.engines.address import Address
from tools.warehouse.engines.engine import unreachable
from tools.warehouse.engines.postgresql import open_connection, read_rows
from tools.warehouse.engines.publish import KEPT, Progress, Source, checked
from tools.warehouse.engines.snapshot_table import NAME, Published

if TYPE_CHECKING:
    import pyarrow as pa

INDEXED = ("customer_id", "ordered_on", "sent_on")


class PostgresqlTarget:
    """Takes a snapshot in; see `publish.Target`."""

    def __init__(self, address: Address) -> None:
        self.address = address

    def find(self, snapshot: str) -> Published | None:
        with open_connection(self.address) as connection:
            rows = read_rows(connection, self.address)
        return next((row for row in rows if row.snapshot == snapshot), None)

    def make_current(self, snapshot: str) -> None:
        from psycopg import sql

        table = sql.Identifier(self.address.schema, NAME)
        with open_connection(self.address) as connection, connection.transaction():
            self._hold(connection)
            connection.execute(
                sql.SQL(
                    "UPDATE {t} SET position = (SELECT max(position) + 1 FROM {t}) WHERE snapshot = %s "
                    "AND position < (SELECT max(position) FROM {t})"
                ).format(t=table),
                (snapshot,),
            )

    def take(self, source: Source, progress: Progress) -> dict[str, int]:
        import psycopg

        try:
            with open_connection(self.address) as connection, connection.transaction():
                return self._take(connection, source, progress)
        except (psycopg.Error, OSError) as error:
            raise unreachable(self.address.shown, error) from error

    def _take(self, connection: Any, source: Source, progress: Progress) -> dict[str, int]:
        from psycopg import sql

        schema = self.address.schema
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
        connection.execute(
            sql.SQL(
                "CREATE TABLE IF NOT EXISTS {} (position bigint NOT NULL UNIQUE, snapshot text PRIMARY KEY, currency text NOT NULL, "
                "time_zone text NOT NULL, location text NOT NULL, manifest text NOT NULL)"
            ).format(sql.Identifier(schema, NAME))
        )
        self._hold(connection)
        known = read_rows(connection, self.address)
        if any(row.snapshot == source.snapshot for row in known):
            return source.rows()
        location = f"{schema}_{source.snapshot}"
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(location)))
        rows = {name: self._copy(connection, source, location, name, progress) for name in source.tables}
        self._copy_persons(connection, source, location)
        row = source.row(position=max((r.position for r in known), default=0) + 1, location=location)
        connection.execute(
            sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s, %s)").format(sql.Identifier(schema, NAME)),
            (row.position, row.snapshot, row.currency, row.time_zone, row.location, row.manifest),
        )
        for old in known[KEPT - 1 :]:
            if old.location:
                connection.execute(
                    sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(old.location))
                )
                connection.execute(
                    sql.SQL("DELETE FROM {} WHERE snapshot = %s").format(sql.Identifier(schema, NAME)),
                    (old.snapshot,),
                )
        return rows

    def _hold(self, connection: Any) -> None:
        # One publication at a time; the lock goes with the transaction.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"cvm:{self.address.schema}",))

    def _copy(self, connection: Any, source: Source, location: str, name: str, progress: Progress) -> int:
        from psycopg import sql

        target = sql.Identifier(location, name)
        columns = sql.SQL(", ").join(
            sql.SQL("{} " + postgresql_type(dtype)).format(sql.Identifier(column))
            for column, dtype in source.schema(name).items()
        )
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(target, columns))
        sent = 0
        with (
            connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(target)) as copy,
        ):
            for batch in source.batches(name):
                copy.write(as_csv(batch))
                sent += batch.num_rows
                progress(name, sent)
        for column in INDEXED:
            if column in source.schema(name).names:
                connection.execute(sql.SQL("CREATE INDEX ON {} ({})").format(target, sql.Identifier(column)))
        connection.execute(sql.SQL("ANALYZE {}").format(target))
        arrived = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(target)).fetchone()[0]
        return checked(name, sent, int(arrived))

    def _copy_persons(self, connection: Any, source: Source, location: str) -> None:
        from psycopg import sql

        pairs = source.person_map()
        if not pairs:
            return
        target = sql.Identifier(location, "person_map")
        connection.execute(sql.SQL("CREATE TABLE {} (customer_id text, person_id text)").format(target))
        with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
            for pair in pairs:
                copy.write_row(pair)


def as_csv(batch: pa.Table) -> bytes:
    """A batch as PostgreSQL reads it: an empty field is NULL, an empty text is quoted."""
    import pyarrow.csv

    sink = io.BytesIO()
    pyarrow.csv.write_csv(batch, sink, pyarrow.csv.WriteOptions(include_header=False))
    return sink.getvalue()


def postgresql_type(dtype: Any) -> str:
    """A canonical type as PostgreSQL writes it. Texts are ordered by code point, as every other engine does."""
    if dtype.is_decimal():
        return f"numeric({dtype.precision}, {dtype.scale})"
    plain = {
        "string": 'text COLLATE "C"',
        "int64": "bigint",
        "float64": "double precision",
        "boolean": "boolean",
        "date": "date",
        "timestamp": "timestamp",
    }
    return plain[str(dtype)]
