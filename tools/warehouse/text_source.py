"""Separated text: CSV, TSV, any separator, or columns divided by spaces."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from tools.errors import InvalidMapping, UnreadableFile
from tools.warehouse.chunks import Chunk, no_rows, unique_names
from tools.warehouse.decoding import TextBlocks, encoding_of, sample_of
from tools.warehouse.lines import LineSplitter, readable
from tools.warehouse.mapping import FileFormat

SEPARATORS = (";", "\t", ",", "|")


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
        self.header: tuple[str, ...] = ()
        position = next(i for i, line in enumerate(head) if line.strip())
        if fmt.header:
            self.header_lines = position + 1
            names = self._without_blank(self._fields(head[position]), useful)
            self.header = unique_names(names) if names else ()
        if fmt.columns is not None:
            names = list(fmt.columns)
        elif not fmt.header:
            names = [f"column_{n}" for n in range(1, len(self._fields(useful[0])) + 1)]
        self.columns = unique_names(names)
        if len(useful) < 2 and fmt.header:
            raise no_rows(path)

    def chunks(self) -> Iterator[Chunk]:
        splitter = LineSplitter(self.separator, self.fmt.quote, len(self.columns), header=self.header)
        to_skip = self.fmt.skip_lines + self.header_lines
        blocks = self._blocks()
        total = self.path.stat().st_size
        rest = b""
        for data, last in blocks:
            data = rest + data if rest else data
            while to_skip and data:
                _, _, data = data.partition(b"\n")
                to_skip -= 1
                splitter.next_line += 1
            if not data:
                continue
            before, blank, joined = splitter.next_line, splitter.blank, splitter.joined
            records, rest = splitter.records(data, last=last)
            used = splitter.next_line - before
            if used != records.read + splitter.blank - blank + splitter.joined - joined:
                raise AssertionError(f"{self.path.name}: {used} lines, {records.read} records")
            cells = {f"c{i}": column for i, column in enumerate(records.columns)}
            table = pa.table({**cells, "_line": records.lines, "_raw": records.raw})
            yield Chunk(table, records.refused, min(1.0, blocks.done / max(total, 1)))

    def first_rows(self, count: int) -> list[list[str]]:
        """The fields of the first physical lines, blank ones in their places."""
        return [self._fields(line) if line.strip() else [] for line in self._head()[:count]]

    def _without_blank(self, names: list[str], lines: list[str]) -> list[str]:
        """The header without the nameless columns at its end, where nothing stands under them."""
        while names and not names[-1].strip():
            if any(field.strip() for line in lines for field in self._fields(line)[len(names) - 1 :]):
                break
            names = names[:-1]
        return names

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

        # Best is the separator that cuts most lines into the same many fields. Decimal commas cut lines too, but
        # into few, and titles above the header are not cut at all.
        def fit(separator: str) -> tuple[int, int]:
            widths = Counter(width for width in counts[separator] if width > 1)
            return max(((n * (width - 1), width) for width, n in widths.items()), default=(0, 1))

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
