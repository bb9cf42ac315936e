"""Finds the ordinary lines of a block of text and cuts all of them at once.

A line is ordinary when it has the right number of fields and either no quote at all or quotes that enclose
whole fields. Those are nearly all lines of nearly all files, and Arrow cuts them at the speed of the memory;
whatever else there is goes line by line through `lines`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NEWLINE, RETURN, ZERO = 10, 13, 0
WIDEST = 200
"""Beyond so many columns the pattern of a quoted line would outgrow the matcher's memory."""


@dataclass(frozen=True, slots=True)
class Block:
    """UTF-8 text of whole lines, each ended by a line feed, and where the lines begin."""

    data: bytes
    starts: np.ndarray
    """Offsets of the lines and, last, of the end."""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def line(self, i: int) -> str:
        """The text of a line without its end; bytes that are no UTF-8 become lone surrogates."""
        text = self.data[self.starts[i] : self.starts[i + 1] - 1].decode("utf-8", "surrogateescape")
        return text.removesuffix("\r")

    def upto(self, i: int) -> Block:
        """The first i lines."""
        return Block(self.data[: self.starts[i]], self.starts[: i + 1])

    def texts(self) -> pa.Array:
        """All lines with their ends, without copying them."""
        return pa.StringArray.from_buffers(
            len(self), pa.py_buffer(self.starts.astype(np.int32)), pa.py_buffer(self.data)
        )


def block_of(data: bytes) -> Block:
    """The lines of a text; a last one without a line feed gets one."""
    if data and not data.endswith(b"\n"):
        data += b"\n"
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE) + 1
    return Block(data, np.concatenate((np.zeros(1, np.int64), ends)))


def spoilt_lines(block: Block) -> np.ndarray:
    """Which lines have a zero byte or bytes that are no UTF-8."""
    spoilt = np.zeros(len(block), bool)
    if b"\x00" in block.data:
        spoilt[_lines_at(block, np.flatnonzero(np.frombuffer(block.data, np.uint8) == ZERO))] = True
    at = 0
    while True:
        try:
            # A view, so that a block with many bad lines is not copied for each of them.
            str(memoryview(block.data)[at:], "utf-8")
        except UnicodeDecodeError as error:
            i = int(np.searchsorted(block.starts, at + error.start, "right")) - 1
            spoilt[i] = True
            at = int(block.starts[i + 1])
        else:
            return spoilt


def lone_returns(block: Block) -> np.ndarray:
    """Which lines have a carriage return that no line feed follows."""
    out = np.zeros(len(block), bool)
    if block.data.count(b"\r") != block.data.count(b"\r\n"):
        marks = np.frombuffer(block.data, np.uint8)
        at = np.flatnonzero(marks[:-1] == RETURN)
        out[_lines_at(block, at[marks[at + 1] != NEWLINE])] = True
    return out


def ordinary_lines(
    block: Block, separator: bytes, quote: bytes, width: int, *, but: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Two masks: ordinary lines without a quote, and those with quotes around whole fields."""
    none = np.zeros(len(block), bool)
    if len(separator) != 1 or len(quote) > 1 or width < 2:
        return none, none
    marks = np.frombuffer(block.data, np.uint8)
    cuts = np.flatnonzero(marks == separator[0])
    counts = np.diff(np.searchsorted(cuts, block.starts))
    bare = (counts == width - 1) & ~but
    if not quote or quote not in block.data:
        return bare, none
    with_quote = none.copy()
    with_quote[_lines_at(block, np.flatnonzero(marks == quote[0]))] = True
    bare &= ~with_quote
    if width > WIDEST:
        return bare, none
    asked = np.flatnonzero(with_quote & ~but)
    q, s = re.escape(quote.decode()), re.escape(separator.decode())
    field = f"(?:{q}(?:[^{q}]|{q}{q})*{q}|[^{q}{s}\\r\\n]*)"
    pattern = f"^{field}(?:{s}{field}){{{width - 1}}}\\r?\\n\\z"
    fits = pc.match_substring_regex(block.texts().take(pa.array(asked)), pattern)
    quoted = none.copy()
    quoted[asked[fits.to_numpy(zero_copy_only=False)]] = True
    return bare, quoted


def cut(block: Block, which: np.ndarray, separator: bytes, quote: bytes, width: int) -> list[pa.ChunkedArray]:
    """The fields of these ordinary lines, one array a column."""
    from pyarrow import csv

    names = [f"c{i}" for i in range(width)]
    data = chosen(block, which)
    table = csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        parse_options=csv.ParseOptions(
            delimiter=separator.decode(),
            quote_char=quote.decode() if quote else False,
            double_quote=bool(quote),
            newlines_in_values=False,
            ignore_empty_lines=False,
        ),
        convert_options=csv.ConvertOptions(
            check_utf8=False, column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    if table.num_rows != int(which.sum()):
        raise AssertionError(f"{table.num_rows} records came out of {int(which.sum())} lines")
    return [table.column(name) for name in names]


def chosen(block: Block, which: np.ndarray) -> bytes:
    """The bytes of some of the lines."""
    if which.all():
        return block.data
    marks = np.frombuffer(block.data, np.uint8)
    return bytes(marks[np.repeat(which, np.diff(block.starts))])


def _lines_at(block: Block, positions: np.ndarray) -> np.ndarray:
    return np.unique(np.searchsorted(block.starts, positions, "right") - 1)
