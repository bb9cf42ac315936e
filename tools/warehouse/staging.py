# ruff: noqa: S608 - names come from our own schema, texts pass through quoted()
"""The private DuckDB in which the rows of one call are judged before anything is stored.

Its memory is limited and spills to the disk, so the size of the files is bounded by the disk alone. It works
in one thread: the rows then lie in the same order, and the files have the same bytes, on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from tools.warehouse.chunks import Chunk
from tools.warehouse.conversion import Conversion, stored_fields
from tools.warehouse.demands import DAY_OF, KEYS
from tools.warehouse.refund_matching import match_all
from tools.warehouse.values import quoted

MEMORY_MB, MOST_MEMORY_MB = 140, 2240
PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


class Stage:
    """Rows of one canonical table, from one or more files."""

    def __init__(self, folder: Path, table: str, *, duplicates: dict[int, str]) -> None:
        import duckdb

        self.table, self.folder = table, folder
        self.duplicates = duplicates
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{MEMORY_MB}MB",
            "threads": 1,
            "temp_directory": str(folder / f"{table}.spill"),
        }
        self.memory_mb = MEMORY_MB
        self.db = duckdb.connect(config=config)
        self.db.execute("SET TimeZone = 'UTC'")
        self.fields = stored_fields(table)
        columns = ", ".join(f'"{name}" {kind}' for name, kind in self.fields.items())
        self.run(
            f"CREATE TABLE typed (file INTEGER, file_line BIGINT, row_hash UBIGINT, {columns}, refund BOOLEAN, "
            "fault BOOLEAN, outcome VARCHAR, reason VARCHAR, bad_column VARCHAR, bad_value VARCHAR)"
        )
        self.run(
            "CREATE TABLE refused (file INTEGER, line BIGINT, bad_column VARCHAR, bad_value VARCHAR, reason VARCHAR)"
        )

    def add(self, file: int, chunk: Chunk, conversion: Conversion) -> None:
        """Judges one prepared chunk by itself: fields, rules, signs."""
        if chunk.refused:
            rows = chunk.refused
            refused = pa.table(
                {
                    "line": [r.line for r in rows],
                    "bad_column": [r.column for r in rows],
                    "bad_value": [r.value for r in rows],
                    "reason": [r.reason for r in rows],
                }
            )
            self.insert("refused", refused, f"SELECT {file}, * FROM incoming")
        if chunk.table.num_rows:
            table = chunk.table
            self.insert(
                "typed", table, f"SELECT {file}, * FROM ({conversion.sql(table.schema, chunk='incoming')})"
            )

    def settle(self, earlier: Sequence[Path]) -> None:
        """Judges the rows against each other and against what the lake holds: copies, keys, refunds."""
        kept = ", ".join(str(file) for file, rule in self.duplicates.items() if rule == "keep") or "-1"
        self._find_copies(earlier, f"NOT fault AND file NOT IN ({kept})")
        refuse = ", ".join(str(file) for file, rule in self.duplicates.items() if rule == "reject") or "-1"
        copy_outcome = f"CASE WHEN t.file IN ({refuse}) THEN 'rejected' ELSE 'set_aside' END"
        copy_reason = "CASE WHEN c.earlier THEN 'duplicate_of_earlier_load' ELSE 'duplicate' END"
        if self._one("SELECT count(*) FROM copies"):
            self.run(
                "CREATE VIEW judged AS SELECT t.* EXCLUDE (outcome, reason, bad_column, bad_value, fault), "
                f"CASE WHEN t.fault THEN t.outcome WHEN c.file IS NOT NULL THEN {copy_outcome} ELSE coalesce(t.outcome, 'accepted') END AS outcome, "
                f"CASE WHEN t.fault THEN t.reason WHEN c.file IS NOT NULL THEN {copy_reason} ELSE t.reason END AS reason, "
                "CASE WHEN NOT t.fault AND c.file IS NOT NULL THEN '' ELSE t.bad_column END AS bad_column, "
                "CASE WHEN NOT t.fault AND c.file IS NOT NULL THEN '' ELSE t.bad_value END AS bad_value "
                "FROM typed t LEFT JOIN copies c USING (file, file_line)"
            )
        else:
            self.run(
                "CREATE VIEW judged AS SELECT * EXCLUDE (outcome, fault), coalesce(outcome, 'accepted') AS outcome FROM typed"
            )
        if self.table in KEYS:
            self._one_row_a_key(copy_outcome.replace("t.", ""))
        self.run("CREATE TABLE refund_matches (file INTEGER, file_line BIGINT, found VARCHAR)")
        if self.table == "transactions":
            match_all(self, self.folder, earlier)

    def write(self, file: int, name: str, which: str, to: Path) -> int:
        """Writes the accepted, set_aside or rejected rows of one file as Parquet; returns how many."""
        select = getattr(self, f"_{which}")(file, name)
        self.run(f"COPY ({select}) TO {quoted(str(to))} {PARQUET}")
        return int(self._one(f"SELECT count(*) FROM {_parquet([to])}"))

    def reasons(self, file: int) -> list[tuple[str, str, int]]:
        """(outcome, reason, rows) for everything that was not accepted, largest first."""
        return list(
            self.run(
                f"SELECT outcome, reason, count(*) AS n FROM (SELECT outcome, reason FROM judged WHERE file = {file} AND outcome <> 'accepted' "
                f"UNION ALL SELECT 'rejected', reason FROM refused WHERE file = {file}) GROUP BY ALL ORDER BY n DESC, 1, 2"
            ).fetchall()
        )

    def examples(self, file: int, count: int) -> list[tuple[int, str, str, str]]:
        """The first refused rows, one of each reason before a second of any."""
        return list(
            self.run(
                "SELECT line, bad_column, bad_value, reason FROM (SELECT *, row_number() OVER (PARTITION BY reason "
                f"ORDER BY line) AS n FROM ({self._refusals(file)})) ORDER BY n, line LIMIT {count}"
            ).fetchall()
        )

    def facts(self, file: int) -> dict[str, Any]:
        """Counts of the accepted rows that the manifest keeps."""
        day = DAY_OF.get(self.table)
        counts = [f'count("{name}")' for name in self.fields]
        days = [f"min({day})", f"max({day})"] if day is not None else []
        sales = ["count(*)", "count(*) FILTER (refund)", "count(refund_of) FILTER (refund)"]
        wanted = [*counts, *days, *(sales if self.table == "transactions" else ())]
        found = self._row(
            f"SELECT {', '.join(wanted)} FROM judged WHERE file = {file} AND outcome = 'accepted'"
        )
        out: dict[str, Any] = {"filled": dict(zip(self.fields, found, strict=False))}
        if day is not None:
            out["first_day"], out["last_day"] = found[len(counts) : len(counts) + 2]
        if self.table == "transactions":
            total, refunds, named = found[-3:]
            matched = self._one(f"SELECT count(*) FROM refund_matches WHERE file = {file}")
            out["accepted_without_customer"] = total - out["filled"]["customer_id"]
            out["refunds"], out["refunds_matched"] = refunds, matched + named
            out["filled"]["kind"] = total
            out["filled"]["refund_of"] = out["refunds_matched"]
        return out

    def months_before(self, day: date) -> list[tuple[str, int]]:
        """Accepted rows that lie before this day, by month."""
        column = DAY_OF[self.table]
        return list(
            self.run(
                f"SELECT strftime({column}, '%Y-%m') AS month, count(*) FROM judged WHERE outcome = 'accepted' "
                f"AND {column} < DATE '{day.isoformat()}' GROUP BY month ORDER BY month"
            ).fetchall()
        )

    def without_newer(self, path: Path, to: Path) -> int | None:
        """Writes an earlier file without the keys that came anew; None when none of its keys did."""
        keys = KEYS[self.table]
        newer = f"SELECT {', '.join(keys)} FROM judged WHERE outcome = 'accepted'"
        here = " AND ".join(f"a.{key} = b.{key}" for key in keys)
        replaced = self._one(
            f"SELECT count(*) FROM {_parquet([path])} a WHERE EXISTS (SELECT 1 FROM ({newer}) b WHERE {here})"
        )
        if not replaced:
            return None
        self.run(
            f"COPY (SELECT a.* FROM {_parquet([path])} a WHERE NOT EXISTS (SELECT 1 FROM ({newer}) b WHERE {here}) "
            f"ORDER BY ALL) TO {quoted(str(to))} {PARQUET}"
        )
        return int(self._one(f"SELECT count(*) FROM {_parquet([to])}"))

    def close(self) -> None:
        """Ends the private database; its folder is removed by whoever made it."""
        self.db.close()

    def _accepted(self, file: int, name: str) -> str:
        if self.table != "transactions":
            keys = ", ".join([*KEYS.get(self.table, ()), "file_line"])
            columns = ", ".join(f'"{name}"' for name in self.fields)
            return f"SELECT {columns}, row_hash FROM judged WHERE file = {file} AND outcome = 'accepted' ORDER BY {keys}"
        own = {
            "line": "coalesce(j.line, row_number() OVER (PARTITION BY j.order_id ORDER BY j.file, j.file_line))",
            "refund_of": "coalesce(j.refund_of, m.found)",
        }
        columns = ", ".join(f"{own.get(n, 'j.' + n)} AS {n}" for n in self.fields)
        return (
            f"SELECT * EXCLUDE (file) FROM (SELECT j.file, {columns}, CASE WHEN j.refund THEN 'refund' ELSE 'sale' END AS kind, "
            f"{quoted(name)} AS source, j.file_line AS source_line, j.row_hash FROM judged j "
            "LEFT JOIN refund_matches m USING (file, file_line) WHERE j.outcome = 'accepted') "
            f"WHERE file = {file} ORDER BY ordered_at, source_line"
        )

    def _set_aside(self, file: int, name: str) -> str:
        columns = ", ".join(f'"{name}"' for name in self.fields if name != "line")
        return (
            f"SELECT {quoted(name)} AS file, file_line AS line, reason, {columns} FROM judged "
            f"WHERE file = {file} AND outcome = 'set_aside' ORDER BY file_line"
        )

    def _rejected(self, file: int, name: str) -> str:
        return (
            f'SELECT {quoted(name)} AS file, line, bad_column AS "column", bad_value AS "value", reason '
            f"FROM ({self._refusals(file)}) ORDER BY line"
        )

    @staticmethod
    def _refusals(file: int) -> str:
        return (
            "SELECT file_line AS line, bad_column, left(bad_value, 300) AS bad_value, reason FROM judged "
            f"WHERE file = {file} AND outcome = 'rejected' "
            f"UNION ALL SELECT line, bad_column, bad_value, reason FROM refused WHERE file = {file}"
        )

    def _one_row_a_key(self, outcome: str) -> None:
        keys = ", ".join(KEYS[self.table])
        latest = "learnt_on DESC NULLS LAST, " if "learnt_on" in self.fields else ""
        self.run("ALTER VIEW judged RENAME TO by_itself")
        self.run(
            f"CREATE TABLE judged AS SELECT b.* REPLACE (CASE WHEN n > 1 THEN {outcome} ELSE outcome END AS outcome, "
            "CASE WHEN n > 1 THEN 'older_version' ELSE reason END AS reason) FROM (SELECT *, CASE WHEN outcome = 'accepted' THEN "
            f"row_number() OVER (PARTITION BY outcome = 'accepted', {keys} ORDER BY {latest}file DESC, file_line DESC) ELSE 0 END AS n "
            "FROM by_itself) b"
        )

    def _find_copies(self, earlier: Sequence[Path], among: str) -> None:
        """Fills `copies` (file, file_line, earlier): only the few hashes that come twice are sorted."""
        self.run(
            f"CREATE TABLE twice AS SELECT row_hash FROM typed WHERE {among} GROUP BY row_hash HAVING count(*) > 1"
        )
        self.run("CREATE TABLE known (row_hash UBIGINT)")
        if earlier:
            self.run(
                f"INSERT INTO known SELECT DISTINCT row_hash FROM {_parquet(earlier)} "
                f"WHERE row_hash IN (SELECT row_hash FROM typed WHERE {among})"
            )
        self.run(
            "CREATE TABLE copies AS SELECT file, file_line, earlier FROM (SELECT file, file_line, "
            "row_number() OVER (PARTITION BY row_hash ORDER BY file, file_line) AS n, "
            "row_hash IN (SELECT row_hash FROM known) AS earlier FROM typed "
            f"WHERE {among} AND row_hash IN (SELECT row_hash FROM twice UNION SELECT row_hash FROM known)) "
            "WHERE n > 1 OR earlier"
        )

    def run(self, sql: str) -> Any:
        """Executes a statement; where the memory is too small even with the disk's help, with twice as much."""
        import duckdb

        while True:
            try:
                return self.db.execute(sql)
            except duckdb.OutOfMemoryException:
                if self.memory_mb >= MOST_MEMORY_MB:
                    raise
                self.memory_mb *= 2
                self.db.execute(f"SET memory_limit = '{self.memory_mb}MB'")

    def insert(self, table: str, incoming: pa.Table, select: str) -> None:
        """Takes in an Arrow table, which the SELECT calls `incoming`."""
        self.db.register("incoming", incoming)
        self.run(f"INSERT INTO {table} {select}")
        self.db.unregister("incoming")

    def _one(self, sql: str) -> int:
        return int(self._row(sql)[0])

    def _row(self, sql: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self.run(sql).fetchone()
        if row is None:
            raise AssertionError("an aggregate has one row")
        return row


def _parquet(paths: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}], union_by_name=true)"
