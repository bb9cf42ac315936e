"""Opens a file of any supported format as chunks of raw columns, with the line each row stands on.

Values stay as they are in the file: text for text formats, their own types for Parquet. What they mean is
decided later, in `conversion`, so that every refusal can quote the file.
"""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from tools.errors import InvalidMapping, NotEnoughData, UnreadableFile
from tools.warehouse.decoding import TextBlocks, damaged, encoding_of, sample_of
from tools.warehouse.lines import SPOILT, LineSplitter, Refused, readable
from tools.warehouse.mapping import FileFormat

CHUNK_ROWS = 100_000
SEPARATORS = (";", "\t", ",", "|")
ENDINGS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}


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


def open_source(path: Path, fmt: FileFormat) -> Source:
    """Finds out what the file is and reads its header. Raises UnreadableFile or NotEnoughData."""
    _must_be_a_file(path)
    with path.open("rb") as handle:
        magic = handle.read(4)
    kind = fmt.format or ("parquet" if magic == b"PAR1" else ENDINGS.get(path.suffix.lower(), "csv"))
    if kind == "parquet":
        return ParquetSource(path)
    if kind == "excel":
        return ExcelSource(path, fmt)
    if kind == "jsonl":
        return JsonSource(path, fmt)
    return TextSource(path, fmt)


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


class TextSource:
    """CSV, TSV, any separator, or columns divided by spaces."""

    def __init__(self, path: Path, fmt: FileFormat) -> None:
        self.path, self.fmt = path, fmt
        sample = sample_of(path)
        self.encoding = encoding_of(sample, fmt.encoding)
        self.carriage_returns = b"\r" in sample and b"\n" not in sample
        head = self._head()
        useful = [line for line in head if line.strip()]
        if not useful:
            raise UnreadableFile(
                f"{path.name} is empty.", message_ru=f"Файл {path.name} пуст.", argument=path.name
            )
        self.separator = self._separator(useful)
        self.header_lines = 0
        if fmt.header and fmt.columns is None:
            position = next(i for i, line in enumerate(head) if line.strip())
            names = self._fields(head[position])
            if (
                names
                and not names[-1].strip()
                and all(line.rstrip().endswith(self.separator) for line in useful)
            ):
                names = names[:-1]
            self.header_lines = position + 1
        else:
            names = list(fmt.columns or ())
            if fmt.header:
                self.header_lines = next(i for i, line in enumerate(head) if line.strip()) + 1
            elif not names:
                names = [f"column_{n}" for n in range(1, len(self._fields(useful[0])) + 1)]
        self.columns = unique_names(names)
        if len(useful) < 2 and fmt.header:
            raise no_rows(path)

    def chunks(self) -> Iterator[Chunk]:
        splitter = LineSplitter(self.separator, self.fmt.quote, len(self.columns))
        to_skip = self.fmt.skip_lines + self.header_lines
        blocks = self._blocks()
        total = self.path.stat().st_size
        rest = ""
        for text, last in blocks:
            text = rest + text
            while to_skip and text:
                _, _, text = text.partition("\n")
                to_skip -= 1
                splitter.next_line += 1
            if not text:
                continue
            before, blank, joined = splitter.next_line, splitter.blank, splitter.joined
            records, rest = splitter.records(text, last=last)
            used = splitter.next_line - before
            if used != records.read + splitter.blank - blank + splitter.joined - joined:
                raise AssertionError(f"{self.path.name}: {used} lines, {records.read} records")
            cells = {f"c{i}": column for i, column in enumerate(records.columns)}
            table = pa.table({**cells, "_line": records.lines, "_raw": records.raw})
            yield Chunk(table, records.refused, min(1.0, blocks.done / max(total, 1)))

    def _blocks(self) -> TextBlocks:
        return TextBlocks(self.path, self.encoding, carriage_returns=self.carriage_returns)

    def _head(self) -> list[str]:
        lines = self._blocks().beginning().replace("\r\n", "\n").split("\n")[self.fmt.skip_lines :][:200]
        return [readable(line) if "\x00" in line else line for line in lines]

    def _separator(self, lines: list[str]) -> str:
        wanted = self.fmt.separator
        if wanted == "whitespace" or (wanted and len(wanted) == 1 and wanted not in ("\n", "\r")):
            return wanted
        if wanted is not None:
            raise InvalidMapping(
                f'The separator is one character or "whitespace", not {wanted!r}.',
                message_ru=f'Разделитель – один знак или "whitespace", а не {wanted!r}.',
                argument="separator",
            )
        counts = {s: [len(self._fields(line, s)) for line in lines[:50]] for s in SEPARATORS}

        # Best is the separator that gives the header several fields and most lines just as many.
        def fit(separator: str) -> tuple[int, int]:
            widths = counts[separator]
            return (sum(1 for w in widths if w == widths[0]) if widths[0] > 1 else 0, widths[0])

        best = max(SEPARATORS, key=fit)
        if fit(best)[0] == 0 and not self.fmt.header and len(lines[0].split()) > 1:
            return "whitespace"
        return best if fit(best)[0] else ","

    def _fields(self, line: str, separator: str | None = None) -> list[str]:
        separator = separator or self.separator
        if separator == "whitespace":
            return line.split()
        try:
            return next(
                csv.reader(
                    [line],
                    delimiter=separator,
                    quotechar=self.fmt.quote or None,
                    quoting=csv.QUOTE_MINIMAL if self.fmt.quote else csv.QUOTE_NONE,
                ),
                [],
            )
        except csv.Error:
            return line.split(separator)


class ParquetSource:
    """A Parquet file, batch by batch, with the types it has."""

    def __init__(self, path: Path) -> None:
        import pyarrow.parquet as pq

        self.path = path
        try:
            self._file = pq.ParquetFile(path)
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
        return pa.array([None if v is None else _as_text(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    return column


@dataclass
class _RowSource:
    """Shared by formats whose rows come one by one as Python values."""

    path: Path
    columns: tuple[str, ...] = ()
    width: int = field(default=0, init=False)

    def _chunk(self, rows: list[tuple[int, list[str | None]]], refused: list[Refused], share: float) -> Chunk:
        cells = {f"c{i}": pa.array([r[i] for _, r in rows], pa.string()) for i in range(len(self.columns))}
        raw = pa.array(["\x1f".join("\x1e" if v is None else v for v in r) for _, r in rows], pa.string())
        lines = pa.array([n for n, _ in rows], pa.int64())
        return Chunk(pa.table({**cells, "_line": lines, "_raw": raw}), tuple(refused), share)


class ExcelSource(_RowSource):
    """The first sheet with something on it, or the named one; the row numbers are those that Excel shows."""

    def __init__(self, path: Path, fmt: FileFormat) -> None:
        super().__init__(path)
        self.fmt = fmt
        self._book = self._open()
        names = self._book.sheetnames
        if fmt.sheet is not None and fmt.sheet not in names:
            raise InvalidMapping(
                f"{path.name} has no sheet {fmt.sheet!r}; it has {', '.join(names)}.",
                message_ru=f"В файле {path.name} нет листа {fmt.sheet!r}; есть {', '.join(names)}.",
                argument="sheet",
            )
        for name in [fmt.sheet] if fmt.sheet else names:
            self.sheet = name
            first = next(((n, row) for n, row in self._rows() if n > fmt.skip_lines and any(row)), None)
            if first is not None:
                break
        else:
            raise no_rows(path)
        self.start = first[0] + 1 if fmt.header else first[0]
        header = [value or "" for value in first[1]]
        while header and not header[-1]:
            header.pop()
        names_given = fmt.columns or (
            header if fmt.header else [f"column_{n + 1}" for n in range(len(header))]
        )
        self.columns = unique_names(list(names_given))

    def chunks(self) -> Iterator[Chunk]:
        rows: list[tuple[int, list[str | None]]] = []
        refused: list[Refused] = []
        total = max(int(self._book[self.sheet].max_row or 0), 1)
        width = len(self.columns)
        for number, row in self._rows():
            if number < self.start or not any(v is not None for v in row):
                continue
            if any(v is not None for v in row[width:]):
                refused.append(Refused(number, readable(" | ".join(v or "" for v in row)), "field_count"))
            else:
                rows.append((number, (row + [None] * width)[:width]))
            if len(rows) + len(refused) >= CHUNK_ROWS:
                yield self._chunk(rows, refused, min(1.0, number / max(total, number)))
                rows, refused = [], []
        yield self._chunk(rows, refused, 1.0)

    def _rows(self) -> Iterator[tuple[int, list[str | None]]]:
        sheet = self._book[self.sheet]
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()  # some programs write a wrong size into the file
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [None if v is None else _as_text(v) or None for v in row]
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its XML parser raises
            raise damaged(self.path, error) from None

    def _open(self) -> Any:
        from openpyxl import load_workbook

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return load_workbook(self.path, read_only=True, data_only=True)
        except Exception as error:  # noqa: BLE001 - a broken workbook fails in zip, XML or openpyxl
            raise damaged(self.path, error) from None


class JsonSource(_RowSource):
    """One JSON object a line. Columns are the keys of the first thousand lines."""

    def __init__(self, path: Path, fmt: FileFormat) -> None:
        super().__init__(path)
        sample = sample_of(path)
        self.encoding = encoding_of(sample, fmt.encoding)
        keys: dict[str, None] = {}
        text = TextBlocks(path, self.encoding).beginning()
        if text.lstrip().startswith("["):
            raise UnreadableFile(
                f"{path.name} is one JSON list; write one object a line (JSON lines) instead.",
                message_ru=f"{path.name} – один JSON-список; запишите по одному объекту в строке (JSON lines).",
                argument=path.name,
            )
        for line in text.split("\n")[:1000]:
            if isinstance(parsed := _parsed(line), dict):
                keys.update(dict.fromkeys(parsed))
        if not keys:
            raise UnreadableFile(
                f"{path.name} has no JSON object on its lines.",
                message_ru=f"В строках файла {path.name} нет объектов JSON.",
                argument=path.name,
            )
        self.columns = tuple(keys)

    def chunks(self) -> Iterator[Chunk]:
        number = 0
        blocks = TextBlocks(self.path, self.encoding)
        total = max(self.path.stat().st_size, 1)
        for text, _ in blocks:
            rows: list[tuple[int, list[str | None]]] = []
            refused: list[Refused] = []
            for line in text.removesuffix("\n").split("\n") if text else []:
                number += 1
                if not line.strip():
                    continue
                parsed = None if SPOILT.search(line) else _parsed(line)
                if not isinstance(parsed, dict):
                    reason = "wrong_encoding" if SPOILT.search(line) else "not_json"
                    refused.append(Refused(number, readable(line), reason))
                    continue
                values = (parsed.get(name) for name in self.columns)
                rows.append((number, [None if v is None else _as_text(v) for v in values]))
            yield self._chunk(rows, refused, min(1.0, blocks.done / total))


def _parsed(line: str) -> Any:
    try:
        return json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _as_text(value: Any) -> str:
    """One text for a typed cell that the text rules read back exactly.

    A fraction never gets exactly three digits after the point, because `1.234` could be read as a thousand
    where the file's decimal sign is the comma.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else value
        if not number.is_finite():
            return str(value)
        text = f"{number:f}"
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        return whole if not fraction else f"{whole}.{fraction}{'0' if len(fraction) == 3 else ''}"
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value).replace("\x00", "?").encode("utf-8", "replace").decode()
