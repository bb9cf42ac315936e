"""Physical lines to records of fields, without losing one.

Ordinary lines are cut all at once by Arrow (`plain_lines`). Any other line is read alone; when its quote stays
open, the lines after it are joined on, at most twenty, and only where the whole then reads as one record.
Otherwise that single line is refused, so that a stray quote never swallows good lines.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tools.warehouse.plain_lines import Block, block_of, cut, lone_returns, ordinary_lines, spoilt_lines
from tools.warehouse.totals import is_total

MOST_JOINED = 20
NARROW = 3
"""With so few columns any sentence may look like a whole record, so it does not end an open quote."""
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

    columns: list[Any]
    lines: pa.Array
    raw: Any
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
    header: tuple[str, ...] = ()
    """Names whose second coming in the middle of the file is no row of it."""
    next_line: int = 1
    blank: int = 0
    joined: int = 0
    """Physical lines beyond the first of each record."""
    changed: bool = False
    """Another header has been met: what follows stands in other columns."""

    def records(self, data: bytes, *, last: bool) -> tuple[Records, bytes]:
        """The records of this block of UTF-8, and the bytes to put before the next one (an open record)."""
        block = block_of(data)
        spoilt = spoilt_lines(block)
        if self.separator != "whitespace":
            block, spoilt = self._with_returns_as_ends(block, spoilt)
        header = self._headers(block, spoilt)
        if self.separator == "whitespace":
            bare, quoted = self._words(block, but=spoilt | header), np.zeros(len(block), bool)
        else:
            bare, quoted = ordinary_lines(
                block,
                self.separator.encode(),
                self.quote.encode(),
                self.width,
                but=spoilt | header | lone_returns(block),
            )
        whole_lines = bare | quoted
        out: dict[int, list[str]] = {}
        raw: dict[int, str] = {}
        refused: list[Refused] = []
        skip: set[int] = set()
        done = len(block)
        for i in np.flatnonzero(~whole_lines).tolist():
            if i in skip:
                continue
            line = block.line(i)
            if not line.strip():
                self.blank += 1
            elif spoilt[i]:
                reason = "zero_byte" if "\x00" in line else "wrong_encoding"
                refused.append(self._refusal(i, line, reason))
            elif header[i]:
                refused.append(self._refusal(i, line, self._header_reason(line)))
            else:
                fields, used = self._odd(block, i, whole_lines, whole=last)
                if i + used > len(block):
                    done = i
                    break
                if fields is None:
                    refused.append(self._refusal(i, line, "open_quote"))
                elif len(fields) != self.width:
                    refused.append(
                        self._refusal(i, line, "total_line" if is_total(fields) else "field_count")
                    )
                else:
                    out[i], raw[i] = fields, "\n".join(block.line(j) for j in range(i, i + used))
                    skip.update(range(i + 1, i + used))
                    bare[i + 1 : i + used] = quoted[i + 1 : i + used] = False
                    self.joined += used - 1
        rest = block.data[block.starts[done] :]
        block, bare, quoted = block.upto(done), bare[:done], quoted[:done]
        return self._gathered(block, bare, quoted, out, raw, refused), rest

    def _words(self, block: Block, *, but: np.ndarray) -> np.ndarray:
        """Lines of columns divided by spaces that have as many words as there are columns."""
        counts = pc.list_value_length(pc.utf8_split_whitespace(pc.utf8_trim_whitespace(_valid(block, but))))
        fits: np.ndarray = pc.equal(counts, self.width).to_numpy(zero_copy_only=False) & ~but
        return fits

    def _with_returns_as_ends(self, block: Block, spoilt: np.ndarray) -> tuple[Block, np.ndarray]:
        """A lone carriage return ends a line where both sides of it are whole records."""
        lone = lone_returns(block) & ~spoilt
        found = False
        data = bytearray(block.data)
        for i in np.flatnonzero(lone).tolist():
            parts = [part for part in block.line(i).split("\r") if part.strip()]
            if len(parts) > 1 and all(len(self._strict(part) or ()) == self.width for part in parts):
                start, end = int(block.starts[i]), int(block.starts[i + 1]) - 1
                end -= block.data[end - 1 : end] == b"\r"
                data[start:end] = data[start:end].replace(b"\r", b"\n")
                found = True
        if not found:
            return block, spoilt
        again = block_of(bytes(data))
        return again, spoilt_lines(again)

    def _headers(self, block: Block, spoilt: np.ndarray) -> np.ndarray:
        """Lines that are the header again, or another one, and all lines that stand under another one."""
        out = np.zeros(len(block), bool)
        if self.changed:
            return ~spoilt
        names = {name.casefold() for name in self.header}
        if len(names) < 2:
            return out
        longest = max((word for name in self.header for word in name.split()), key=len).encode()
        at = block.data.find(longest)
        while at >= 0:
            i = int(np.searchsorted(block.starts, at, "right")) - 1
            line = block.line(i)
            if self._is_header(line, names):
                out[i] = True
                if not self._is_own_header(line):
                    out[i:] = ~spoilt[i:]
                    return out
            at = block.data.find(longest, int(block.starts[i + 1]))
        return out

    def _is_header(self, line: str, names: set[str]) -> bool:
        fields = self._names_in(line)
        known = sum(name in names for name in fields)
        return known >= 2 and known * 5 >= 3 * max(len(fields), 1)

    def _is_own_header(self, line: str) -> bool:
        return self._names_in(line) == [name.casefold() for name in self.header]

    def _names_in(self, line: str) -> list[str]:
        if self.separator == "whitespace":
            fields = line.split()
        else:
            fields = self._strict(line) or line.split(self.separator)
        while fields and not fields[-1].strip():
            fields = fields[:-1]
        return [" ".join(f.replace("\ufeff", "").split()).casefold() for f in fields]

    def _header_reason(self, line: str) -> str:
        if not self.changed and self._is_own_header(line):
            return "repeated_header"
        self.changed = True
        return "columns_changed"

    def _odd(
        self, block: Block, i: int, whole_lines: np.ndarray, *, whole: bool
    ) -> tuple[list[str] | None, int]:
        line = block.line(i)
        if self.separator == "whitespace":
            return line.split(), 1
        if not self.quote or self.quote not in line:
            return self._without_trailing(line.split(self.separator)), 1
        return self._quoted(block, i, whole_lines, whole=whole)

    def _quoted(
        self, block: Block, i: int, whole_lines: np.ndarray, *, whole: bool
    ) -> tuple[list[str] | None, int]:
        """The fields of the record that begins at line i and how many lines it takes. None: it is broken.

        When the record is still open at the end of a block that is not the last, the count reaches beyond
        the block and the caller waits for more text.
        """
        line = block.line(i)
        fields = self._strict(line)
        if fields is not None:
            return self._without_trailing(fields), 1
        text = line
        for last in range(i + 1, min(i + 1 + MOST_JOINED, len(block))):
            if whole_lines[last] and self.width > NARROW:
                break  # a whole record of its own: the quote above was a stray one
            further = block.line(last)
            if SPOILT.search(further):
                break
            text += "\n" + further
            if self.quote not in further:
                continue
            joined = self._strict(text)
            if joined is not None and len(joined) == self.width:
                return joined, last + 1 - i
        else:
            if not whole and i + MOST_JOINED >= len(block) and line.count(self.quote) % 2:
                return None, len(block) - i + 1
        return self._loose(line), 1

    def _strict(self, text: str) -> list[str] | None:
        if not self.quote:
            return text.split(self.separator)
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
        fields = self._without_trailing(line.split(self.separator))
        if len(fields) == self.width and all(field.count(self.quote) % 2 == 0 for field in fields):
            return [self._unquoted(field) for field in fields]
        try:
            fields = next(csv.reader([line], delimiter=self.separator, quotechar=self.quote), [])
        except csv.Error:
            return None
        return self._without_trailing(fields)

    def _unquoted(self, text: str) -> str:
        inner = text.strip()
        if len(inner) > 1 and inner.startswith(self.quote) and inner.endswith(self.quote):
            inner = inner[1:-1]
        return inner.replace(self.quote * 2, self.quote)

    def _without_trailing(self, fields: list[str]) -> list[str]:
        """The fields without the empty ones that separators at the end of the line make."""
        while len(fields) > self.width and not fields[-1].strip():
            fields = fields[:-1]
        return fields

    def _refusal(self, i: int, line: str, reason: str) -> Refused:
        return Refused(self.next_line + i, readable(line), reason)

    def _gathered(
        self,
        block: Block,
        bare: np.ndarray,
        quoted: np.ndarray,
        out: dict[int, list[str]],
        raw: dict[int, str],
        refused: list[Refused],
    ) -> Records:
        parts: list[tuple[list[Any], np.ndarray, Any]] = []
        for which, quote in ((bare, b""), (quoted, self.quote.encode())):
            if not which.any():
                continue
            texts = pc.utf8_rtrim(block.texts().filter(pa.array(which)), characters="\r\n")
            if self.separator == "whitespace":
                words = pc.utf8_split_whitespace(pc.utf8_trim_whitespace(texts))
                columns = [pc.list_element(words, c) for c in range(self.width)]
            else:
                columns = cut(block, which, self.separator.encode(), quote, self.width)
            parts.append((columns, np.flatnonzero(which), texts))
        if out or not parts:
            cells = [pa.array([row[c] for row in out.values()], pa.string()) for c in range(self.width)]
            numbers = np.fromiter(out, np.int64, len(out))
            parts.append((cells, numbers, pa.array(list(raw.values()), pa.string())))
        columns = [
            pa.chunked_array([c for part in parts for c in _pieces(part[0][n])]) for n in range(self.width)
        ]
        lines = pa.array(np.concatenate([numbers for _, numbers, _ in parts]) + self.next_line)
        texts = pa.chunked_array([piece for part in parts for piece in _pieces(part[2])])
        self.next_line += len(block)
        return Records(columns, lines, texts, refused)


def readable(line: str) -> str:
    """The beginning of a line as valid text: bytes that were none are shown as question marks."""
    return line[:SHOWN].encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")


def _valid(block: Block, but: np.ndarray) -> pa.Array:
    texts = block.texts()
    return pc.if_else(pa.array(but), "", texts) if but.any() else texts


def _pieces(array: Any) -> list[pa.Array]:
    return list(array.chunks) if isinstance(array, pa.ChunkedArray) else [array]
