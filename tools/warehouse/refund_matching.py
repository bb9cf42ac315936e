# ruff: noqa: S608 - names come from our own schema, texts pass through quoted()
"""Matches all refunds of a load, in memory that does not grow with the load.

DuckDB sorts the lines by customer, product and time, on the disk where they do not fit; one customer's
product after the other is then settled by `refunds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from tools.warehouse.refunds import Line, match_refunds
from tools.warehouse.values import quoted

BATCH_ROWS = 50_000
USABLE = "customer_id IS NOT NULL AND product_id IS NOT NULL AND quantity <> 0"
COLUMNS = (
    "customer_id, product_id, ordered_at, order_id, CAST(abs(quantity) * 1000 AS BIGINT) AS pieces, "
    "refund, refund_of"
)


class Database(Protocol):
    """Runs SQL and takes in Arrow tables: the staging database."""

    def run(self, sql: str) -> Any: ...

    def insert(self, table: str, incoming: pa.Table, select: str) -> None: ...


def match_all(db: Database, folder: Path, earlier: Sequence[Path]) -> None:
    """Fills `refund_matches` (file, file_line, found) for the accepted refunds in `judged`.

    `earlier` are the accepted files of the lake, whose sales can be taken back too.
    """
    returned = (
        "SELECT DISTINCT customer_id, product_id FROM judged "
        f"WHERE outcome = 'accepted' AND refund AND refund_of IS NULL AND {USABLE}"
    )
    before = ""
    if earlier:
        files = ", ".join(quoted(str(path)) for path in earlier)
        columns = COLUMNS.replace("refund, ", "kind = 'refund' AS refund, ")
        before = (
            f" UNION ALL SELECT -1 AS file, -1 AS file_line, {columns} "
            f"FROM read_parquet([{files}], union_by_name=true) WHERE {USABLE}"
        )
    here = f"SELECT file, file_line, {COLUMNS} FROM judged WHERE outcome = 'accepted' AND {USABLE}"
    sorted_lines = folder / "refund-candidates.parquet"
    db.run(
        "COPY (SELECT customer_id, product_id, file, file_line, order_id, pieces, refund, refund_of "
        f"FROM ({here}{before}) SEMI JOIN ({returned}) USING (customer_id, product_id) "
        "ORDER BY customer_id, product_id, ordered_at, refund, order_id, file, file_line) "
        f"TO {quoted(str(sorted_lines))} (FORMAT parquet, COMPRESSION lz4)"
    )
    found: list[tuple[int, int, str]] = []
    for match in _matches(sorted_lines):
        found.append(match)
        if len(found) == BATCH_ROWS:
            _store(db, found)
            found = []
    _store(db, found)
    sorted_lines.unlink()


def _matches(path: Path) -> Iterator[tuple[int, int, str]]:
    """(file, file_line, order) of each refund of this load whose sale was found."""
    for _, rows in groupby(_rows(path), key=lambda row: row[:2]):
        own: list[tuple[int, int]] = []
        for key, order in match_refunds(_lines(rows, own)):
            if own[key][0] >= 0:
                yield (*own[key], order)


def _lines(rows: Iterator[tuple[Any, ...]], own: list[tuple[int, int]]) -> Iterator[Line]:
    """The lines of one customer and product; `own` notes where the line with each key stands."""
    for _, _, file, file_line, *rest in rows:
        own.append((file, file_line))
        yield Line(len(own) - 1, *rest)


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _store(db: Database, found: list[tuple[int, int, str]]) -> None:
    if found:
        files, numbers, orders = zip(*found, strict=True)
        table = pa.table({"file": files, "file_line": numbers, "found": orders})
        db.insert("refund_matches", table, "SELECT * FROM incoming")
