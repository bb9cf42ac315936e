"""What every kind of source file gives: chunks of raw columns with the line each row stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from tools.errors import NotEnoughData
from tools.warehouse.lines import Refused

CHUNK_ROWS = 100_000
JUDGED_ROWS = 60_000
"""Planning the statement that judges a chunk costs as much as judging some ten thousand rows."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of a file: the file's columns as c0, c1 ..., `_line` and, except for Parquet, `_raw`."""

    table: pa.Table
    refused: Sequence[Refused] = ()
    done_share: float = 1.0

    @property
    def read(self) -> int:
        """Records in this chunk, readable or not."""
        return int(self.table.num_rows) + len(self.refused)


class Source(Protocol):
    """An opened file: its name, its columns, its chunks."""

    path: Path
    columns: tuple[str, ...]

    def chunks(self) -> Iterator[Chunk]: ...


def gathered(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same rows in chunks of a size worth judging; only chunks with the same columns are put together."""
    parts: list[Chunk] = []
    for chunk in chunks:
        full = sum(part.table.num_rows for part in parts) >= JUDGED_ROWS
        if parts and (full or chunk.table.schema != parts[0].table.schema):
            yield _one_of(parts)
            parts = []
        parts.append(chunk)
    if parts:
        yield _one_of(parts)


def _one_of(parts: Sequence[Chunk]) -> Chunk:
    if len(parts) == 1:
        return parts[0]
    refused = [row for part in parts for row in part.refused]
    return Chunk(pa.concat_tables([part.table for part in parts]), refused, parts[-1].done_share)


def read_ahead(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The same chunks; while one of them is judged, outside the interpreter's lock, the next one is read."""
    with ThreadPoolExecutor(1) as reader:
        following = reader.submit(next, chunks, None)
        while (chunk := following.result()) is not None:
            following = reader.submit(next, chunks, None)
            yield chunk


def unique_names(names: Sequence[str]) -> tuple[str, ...]:
    """Header names as written, trimmed; an empty one is `column_3`, a repeated one gets a number."""
    out: list[str] = []
    for position, name in enumerate(names, start=1):
        clean = " ".join(name.replace("\ufeff", "").split()) or f"column_{position}"
        number, candidate = 2, clean
        while candidate in out:
            candidate, number = f"{clean}_{number}", number + 1
        out.append(candidate)
    return tuple(out)


def no_rows(path: Path) -> NotEnoughData:
    """The error for a table without a single row."""
    return NotEnoughData(
        f"{path.name} has no rows.",
        message_ru=f"В файле {path.name} нет ни одной строки.",
        argument=path.name,
    )
