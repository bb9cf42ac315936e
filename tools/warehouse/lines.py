"""Physical lines to records of fields, without losing one.

Lines without a quote are split all at once by Arrow. A line with a quote is read alone; when its quote stays
open, the lines after it are joined on, at most twenty, and only where the whole then reads as one record.
Otherwise that single line is refused, so that a stray quote never swallows good lines.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

MOST_JOINED = 20
SHOWN = 300
SPOILT = re.compile("[\ud800-\udfff\x00]")


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not be read: where, what it said, why."""

    line: int
    value: str
    reason: str
    column: str = ""


@dataclass(slots=True)
class Records:
    """Some records of a file: one array a column, the line each began on, and what was refused."""

    columns: list[pa.Array]
    lines: pa.Array
    raw: pa.Array
    """The record as it stood in the file: equal text is an exact duplicate."""
    refused: list[Refused] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Records that were there, readable or not."""
        return len(self.lines) + len(self.refused)


@dataclass(slots=True)
class LineSplitter:
    """Cuts blocks of text into records of `width` fields; remembers what a block leaves open."""

    separator: str
    quote: str
    width: int
    next_line: int = 1
    blank: int = 0
    joined: int = 0
    """Physical lines beyond the first of each record."""

    def records(self, text: str, *, last: bool) -> tuple[Records, str]:
        """The records of this block, and the text to put before the next one (an open quoted record)."""
        lines = text.replace("\r\n", "\n").split("\n")
        if not last or lines[-1] == "":
            lines.pop()
        rest = ""
        out: dict[int, list[str]] = {}
        raw: dict[int, str] = {}
        refused: list[Refused] = []
        skip: set[int] = set()
        simple: list[int] = []
        self.blank += sum(1 for line in lines if not line.strip())
        quoted = bool(self.quote) and self.separator != "whitespace" and self.quote in text
        spoilt = SPOILT.search(text) is not None
        if not quoted and not spoilt:
            return self._finish(self._plain(lines, range(len(lines))), out, raw, refused, len(lines)), rest
        for i, line in enumerate(lines):
            if i in skip:
                continue
            if not line.strip():
                continue
            if spoilt and SPOILT.search(line):
                reason = "zero_byte" if "\x00" in line else "wrong_encoding"
                refused.append(Refused(self.next_line + i, readable(line), reason))
            elif quoted and self.quote in line:
                fields, used = self._quoted(lines, i, whole=last)
                if used > 1 and not last and i + used > len(lines):
                    rest = "\n".join(lines[i:]) + "\n"
                    lines = lines[:i]
                    self.blank -= sum(1 for later in rest.split("\n")[:-1] if not later.strip())
                    break
                if fields is None:
                    refused.append(Refused(self.next_line + i, readable(line), "open_quote"))
                elif len(fields) != self.width:
                    refused.append(Refused(self.next_line + i, readable(line), "field_count"))
                else:
                    out[i], raw[i] = fields, "\n".join(lines[i : i + used])
                    skip.update(range(i + 1, i + used))
                    self.joined += used - 1
                    self.blank -= sum(1 for later in lines[i + 1 : i + used] if not later.strip())
            else:
                simple.append(i)
        return self._finish(self._plain(lines, simple), out, raw, refused, len(lines)), rest

    def _plain(self, lines: list[str], which: Sequence[int]) -> Records:
        texts = pa.array(lines if len(which) == len(lines) else [lines[i] for i in which], pa.string())
        numbers = pa.array(which, pa.int64())
        kept = pc.not_equal(pc.utf8_trim_whitespace(texts), "")
        texts, numbers = texts.filter(kept), numbers.filter(kept)
        raw = texts
        if self.separator == "whitespace":
            parts = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(texts))
        else:
            count = pc.count_substring(texts, self.separator)
            trailing = pc.and_(pc.equal(count, self.width), pc.ends_with(texts, self.separator))
            if pc.any(trailing).as_py():
                texts = pc.if_else(trailing, pc.utf8_slice_codeunits(texts, 0, -1), texts)
            parts = pc.split_pattern(texts, self.separator)
        right = pc.equal(pc.list_value_length(parts), self.width)
        wrong = pc.invert(right)
        refused = [
            Refused(self.next_line + n, readable(t), "field_count")
            for n, t in zip(numbers.filter(wrong).to_pylist(), raw.filter(wrong).to_pylist(), strict=True)
        ]
        parts = parts.filter(right)
        columns = [pc.list_element(parts, i) for i in range(self.width)]
        return Records(columns, pc.add(numbers.filter(right), self.next_line), raw.filter(right), refused)

    def _quoted(self, lines: list[str], i: int, *, whole: bool) -> tuple[list[str] | None, int]:
        """The fields of the record that begins at line i and how many lines it takes. None: it is broken.

        When the record is still open at the end of a block that is not the last, the count reaches beyond
        the block and the caller waits for more text.
        """
        fields = self._strict(lines[i])
        if fields is not None:
            return self._without_trailing(fields, lines[i]), 1
        for last in range(i + 1, min(i + 1 + MOST_JOINED, len(lines))):
            if SPOILT.search(lines[last]):
                break
            if self.quote not in lines[last]:
                if self.width > 1 and lines[last].count(self.separator) == self.width - 1:
                    break  # a whole record of its own: the quote above was a stray one
                continue
            joined = self._strict("\n".join(lines[i : last + 1]))
            if joined is not None and len(joined) == self.width:
                return joined, last + 1 - i
        else:
            if not whole and i + MOST_JOINED >= len(lines) and lines[i].count(self.quote) % 2:
                return None, len(lines) - i + 1
        return self._loose(lines[i]), 1

    def _strict(self, text: str) -> list[str] | None:
        try:
            return next(csv.reader([text], delimiter=self.separator, quotechar=self.quote, strict=True), None)
        except csv.Error:
            return None

    def _loose(self, line: str) -> list[str] | None:
        """A line whose inner quotes are not doubled, such as `"ООО "Ромашка"";12`; None while one is open."""
        if line.count(self.quote) % 2:
            fields = line.split(self.separator)
            stray = [f for f in fields if self.quote in f]
            # A single inch mark or apostrophe inside a field that no quote opens belongs to the text.
            return fields if not any(f.lstrip().startswith(self.quote) for f in stray) else None
        fields = self._without_trailing(line.split(self.separator), line)
        if len(fields) == self.width and all(field.count(self.quote) % 2 == 0 for field in fields):
            return [self._unquoted(field) for field in fields]
        try:
            fields = next(csv.reader([line], delimiter=self.separator, quotechar=self.quote), [])
        except csv.Error:
            return None
        return self._without_trailing(fields, line)

    def _unquoted(self, text: str) -> str:
        inner = text.strip()
        if len(inner) > 1 and inner.startswith(self.quote) and inner.endswith(self.quote):
            inner = inner[1:-1]
        return inner.replace(self.quote * 2, self.quote)

    def _without_trailing(self, fields: list[str], line: str) -> list[str]:
        return fields[:-1] if len(fields) == self.width + 1 and line.endswith(self.separator) else fields

    def _finish(
        self,
        plain: Records,
        out: dict[int, list[str]],
        raw: dict[int, str],
        refused: list[Refused],
        used: int,
    ) -> Records:
        plain.refused.extend(refused)
        if out:
            numbers = pa.array([self.next_line + i for i in out], pa.int64())
            cells = [pa.array([row[c] for row in out.values()], pa.string()) for c in range(self.width)]
            plain.columns = [
                pa.concat_arrays([_one(a), b]) for a, b in zip(plain.columns, cells, strict=True)
            ]
            plain.lines = pa.concat_arrays([_one(plain.lines), numbers])
            plain.raw = pa.concat_arrays([_one(plain.raw), pa.array(list(raw.values()), pa.string())])
        self.next_line += used
        return plain


def readable(line: str) -> str:
    """The beginning of a line as valid text: bytes that were none are shown as question marks."""
    return line[:SHOWN].encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")


def _one(array: Any) -> Any:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
