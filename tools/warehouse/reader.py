"""Finds out what a file is and opens it; a Parquet file is read here, the others in their own modules.

Values stay as they are in the file: text for text formats, their own types for Parquet. What they mean is
decided later, in `conversion`, so that every refusal can quote the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from tools.errors import UnreadableFile
from tools.warehouse.cells import as_text
from tools.warehouse.chunks import CHUNK_ROWS, Chunk, Source, no_rows, unique_names
from tools.warehouse.decoding import MAGIC, NOT_TEXT, damaged
from tools.warehouse.mapping import FileFormat
from tools.warehouse.row_sources import ExcelSource, JsonSource
from tools.warehouse.text_source import TextSource

READ_BYTES = 1 << 20
ENDINGS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}


def open_source(path: Path, fmt: FileFormat) -> Source:
    """Finds out what the file is and reads its header. Raises UnreadableFile or NotEnoughData."""
    _must_be_a_file(path)
    kind = fmt.format or _kind_of(path)
    if kind == "parquet":
        return ParquetSource(path)
    if kind == "excel":
        return ExcelSource(path, fmt)
    if kind == "jsonl":
        return JsonSource(path, fmt)
    return TextSource(path, fmt)


def _kind_of(path: Path) -> str:
    """What the file is by its first bytes, whatever its name ends with; the ending decides between texts."""
    by_name = ENDINGS.get(path.suffix.lower(), "csv")
    with path.open("rb") as handle:
        start = handle.read(4096)
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in start:
        return "excel"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    readable = bool(text) and not NOT_TEXT.search(text) and not any(text.startswith(m) for m in MAGIC)
    if not readable:
        return by_name
    return "jsonl" if text.startswith((b'{"', b"{ ", b"{}", b"[{")) else "csv"


def _must_be_a_file(path: Path) -> None:
    if path.is_dir():
        raise UnreadableFile(
            f"{path} is a folder; name the files in it.",
            message_ru=f"{path} – папка; укажите файлы в ней.",
            argument=str(path),
        )
    if not path.exists():
        raise UnreadableFile(f"There is no file {path}.", message_ru=f"Файла {path} нет.", argument=str(path))
    try:
        empty = path.stat().st_size == 0
        path.open("rb").close()
    except OSError as error:
        raise UnreadableFile(
            f"{path.name} cannot be opened: {error.strerror}.",
            message_ru=f"Файл {path.name} не открывается: {error.strerror}.",
            argument=path.name,
        ) from None
    if empty or not path.is_file():
        raise UnreadableFile(
            f"{path.name} is empty.", message_ru=f"Файл {path.name} пуст.", argument=path.name
        )


class ParquetSource:
    """A Parquet file, batch by batch, with the types it has."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self.path = path
        try:
            self._file = pq.ParquetFile(path, buffer_size=READ_BYTES)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged(path, error) from None
        self.columns = unique_names(self._file.schema_arrow.names)
        if self._file.metadata.num_rows == 0:
            raise no_rows(path)

    def chunks(self) -> Iterator[Chunk]:
        total, done = self._file.metadata.num_rows, 0
        batches = self._file.iter_batches(batch_size=CHUNK_ROWS)
        while True:
            try:
                batch = next(batches, None)
            except (pa.ArrowException, OSError) as error:
                raise damaged(self.path, error) from None
            if batch is None:
                break
            lines = pa.array(range(done + 1, done + 1 + batch.num_rows), pa.int64())
            done += batch.num_rows
            columns = [_plain(column) for column in batch.columns]
            names = [*(f"c{i}" for i in range(len(columns))), "_line"]
            yield Chunk(pa.table([*columns, lines], names=names), (), done / total)


def _plain(column: pa.Array) -> pa.Array:
    """Types that SQL would not understand become text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if (
        pa.types.is_nested(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_decimal256(kind)
    ):
        return pa.array([None if v is None else as_text(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    return column
