"""Excel sheets and JSON lines: sources whose rows come one by one as Python values."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from tools.errors import InvalidMapping, UnreadableFile
from tools.warehouse.cells import as_text
from tools.warehouse.chunks import CHUNK_ROWS, Chunk, no_rows, unique_names
from tools.warehouse.decoding import TextBlocks, damaged, encoding_of, sample_of
from tools.warehouse.lines import SPOILT, Refused, readable
from tools.warehouse.mapping import FileFormat


@dataclass
class _RowSource:
    """Shared by formats whose rows come one by one as Python values."""

    path: Path
    columns: tuple[str, ...] = ()

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

    def first_rows(self, count: int) -> list[list[str]]:
        """The first rows of the sheet, blank ones in their places."""
        return [[value or "" for value in row] for _, row in islice(self._rows(), count)]

    def _rows(self) -> Iterator[tuple[int, list[str | None]]]:
        sheet = self._book[self.sheet]
        if hasattr(sheet, "reset_dimensions"):
            sheet.reset_dimensions()  # some programs write a wrong size into the file
        try:
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [None if v is None else as_text(v) or None for v in row]
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
        for data, _ in blocks:
            text = data.decode("utf-8", "surrogateescape")
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
                rows.append((number, [None if v is None else as_text(v) for v in values]))
            yield self._chunk(rows, refused, min(1.0, blocks.done / total))


def _parsed(line: str) -> Any:
    try:
        return json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
