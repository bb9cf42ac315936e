"""Bytes to physical lines: which encoding a text file has, and lines in blocks of bounded size."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tools.errors import InvalidMapping, UnreadableFile

SAMPLE_BYTES = 1 << 20
BLOCK_BYTES = 2 << 20
LONGEST_LINE = 64 << 20
ONE_BYTE = re.compile(r"^(cp\d+|windows.?\d+|koi8.*|iso.?8859.*|latin.*|mac.*|ascii)$")
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MAGIC = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "old Excel (.xls)",
    b"PK\x03\x04": "ZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
}


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes; a gzip file is unpacked on the way."""
    with path.open("rb") as handle:
        packed = handle.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def sample_of(path: Path) -> bytes:
    """The first megabyte. Raises UnreadableFile when the file is empty, damaged or no text at all."""
    with open_bytes(path) as handle:
        try:
            sample = handle.read(SAMPLE_BYTES)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged(path, error) from None
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise UnreadableFile(
            f"{path.name} is empty.", message_ru=f"Файл {path.name} пуст.", argument=path.name
        )
    kind = next((name for magic, name in MAGIC.items() if sample.startswith(magic)), None)
    strange = len(NOT_TEXT.findall(sample[:65536]))
    utf16 = guess_utf16(sample) is not None
    if kind is not None or (not utf16 and strange > 0.02 * min(len(sample), 65536) + 2):
        what = f"a {kind} file" if kind else "binary data"
        raise UnreadableFile(
            f"{path.name} is {what}, not a table: save it as CSV, Excel (.xlsx), Parquet or JSON lines.",
            message_ru=f"Файл {path.name} – не таблица{f' ({kind})' if kind else ', а двоичные данные'}: сохраните его как CSV, Excel (.xlsx), Parquet или JSON lines.",
            argument=path.name,
        )
    return sample


def damaged(path: Path, error: BaseException) -> UnreadableFile:
    """The error for a file that breaks off or does not unpack."""
    detail = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
    return UnreadableFile(
        f"{path.name} is damaged and cannot be read to its end: {detail}.",
        message_ru=f"Файл {path.name} повреждён и не читается до конца: {detail}.",
        argument=path.name,
    )


def encoding_of(sample: bytes, wanted: str | None) -> str:
    """The encoding to read with: the wanted one, or a guess from the byte order mark and the bytes.

    Without a mark, text that is valid UTF-8 is UTF-8; otherwise the one-byte alphabets are told apart by
    how often high bytes stand in rows, as Russian letters do and single Western accents do not.
    """
    if wanted is not None:
        try:
            name = codecs.lookup(wanted).name
            b"".decode(name)  # refuses codecs that are no text encodings
        except LookupError:
            raise InvalidMapping(
                f"The encoding {wanted!r} is unknown; common ones are utf-8, cp1251, utf-16, cp866.",
                message_ru=f"Кодировка {wanted!r} неизвестна; обычные: utf-8, cp1251, utf-16, cp866.",
                argument="encoding",
            ) from None
        return "utf-8-sig" if name == "utf-8" else name
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if (utf16 := guess_utf16(sample)) is not None:
        return utf16
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _one_byte(sample)
    return "utf-8-sig"


def guess_utf16(sample: bytes) -> str | None:
    """utf-16 by its mark, or by zero bytes that stand on one side only; None for anything else."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = sample[: len(sample[:4096]) // 2 * 2]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.3 * len(head) / 2 and even < 0.02 * len(head):
        return "utf-16-le"
    if even > 0.3 * len(head) / 2 and odd < 0.02 * len(head):
        return "utf-16-be"
    return None


def _one_byte(sample: bytes) -> str:
    high = [byte for byte in sample if byte >= 0x80]
    valid = sample.decode("utf-8", errors="ignore")
    multibyte = sum(1 for letter in valid if ord(letter) >= 0x80)
    if multibyte * 2 > len(high) * 0.6:
        return "utf-8-sig"  # UTF-8 with some spoilt bytes: those lines are refused one by one
    runs = re.findall(rb"[\x80-\xff]+", sample)
    in_rows = sum(len(run) for run in runs if len(run) > 1)
    if in_rows < 0.5 * len(high):
        return "cp1252"
    scores = {"cp1251": 0.0, "koi8-r": 0.0, "cp866": 0.0}
    for name in scores:
        text = b" ".join(runs[:5000]).decode(name, errors="replace")
        small = sum(1 for c in text if "а" <= c <= "я" or c == "ё")
        shouting = sum(1 for word in re.findall(r"[а-яё][А-ЯЁ]", text))
        scores[name] = small - 3 * shouting
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > scores["cp1251"] else "cp1251"


class TextBlocks:
    """Whole physical lines of a text file, block by block, and how many bytes have been read."""

    def __init__(self, path: Path, encoding: str, *, carriage_returns: bool = False) -> None:
        self.path, self.encoding, self.done = path, encoding, 0
        self.carriage_returns = carriage_returns
        self.lenient = (
            "surrogateescape" if encoding.startswith("utf-8") or ONE_BYTE.match(encoding) else "replace"
        )

    def beginning(self) -> str:
        """Up to a megabyte of text from the start, for a look at headers and values."""
        parts: list[bytes] = []
        for data, _ in self:
            parts.append(data[:SAMPLE_BYTES])
            if sum(map(len, parts)) >= SAMPLE_BYTES:
                break
        return b"".join(parts).decode("utf-8", "surrogateescape")

    def __iter__(self) -> Iterator[tuple[bytes, bool]]:
        """UTF-8 that ends at the end of a line, and whether it is the last block.

        Bytes that the file's encoding does not have come out as bytes that are no UTF-8 either, so that the
        line they stand on can be refused alone.
        """
        decoder = None if self.encoding == "utf-8-sig" else codecs.getincrementaldecoder(self.encoding)
        decode = None if decoder is None else decoder(errors=self.lenient)
        pending: list[bytes] = []
        size = 0
        with open_bytes(self.path) as handle:
            while True:
                try:
                    data = handle.read(BLOCK_BYTES)
                except (OSError, EOFError, zlib.error) as error:
                    raise damaged(self.path, error) from None
                last = not data
                if not self.done:
                    data = data.removeprefix(codecs.BOM_UTF8) if decode is None else data
                self.done += len(data)
                if decode is not None:
                    text = decode.decode(data, final=last)
                    if self.lenient == "replace":
                        text = text.replace("\ufffd", "\udcff")
                    data = text.encode("utf-8", "surrogatepass")
                if self.carriage_returns:
                    data = data.replace(b"\r", b"\n")
                if last:
                    yield b"".join(pending) + data, True
                    return
                cut = data.rfind(b"\n") + 1
                if cut:
                    yield b"".join([*pending, data[:cut]]), False
                    pending, size = [data[cut:]], len(data) - cut
                else:
                    pending.append(data)
                    size += len(data)
                    if size > LONGEST_LINE:
                        raise UnreadableFile(
                            f"{self.path.name} has no line ends within {LONGEST_LINE >> 20} MB.",
                            message_ru=f"В файле {self.path.name} нет концов строк на протяжении {LONGEST_LINE >> 20} МБ.",
                            argument=self.path.name,
                        )
