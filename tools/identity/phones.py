"""Telephone numbers as people write them -> E.164, the one form in which equal numbers are equal.

Russian habits are understood: a leading 8 for +7, ten digits without a country, `8~10` before a foreign
number, `доб.` before an extension, several numbers in one cell. An extension stays part of the number
(`;ext=12`, RFC 3966): everybody in an office has the number, not everybody the extension.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tools.errors import InvalidArgument

COUNTRIES = MappingProxyType(
    {
        "RU": ("7", "8", (10,)),
        "KZ": ("7", "8", (10,)),
        "BY": ("375", "80", (9,)),
        "UA": ("380", "0", (9,)),
        "UZ": ("998", "", (9,)),
        "KG": ("996", "0", (9,)),
        "AM": ("374", "0", (8,)),
        "GE": ("995", "0", (9,)),
        "AZ": ("994", "0", (9,)),
        "TJ": ("992", "", (9,)),
        "TM": ("993", "8", (8,)),
        "MD": ("373", "0", (8,)),
        "US": ("1", "1", (10,)),
        "CA": ("1", "1", (10,)),
        "GB": ("44", "0", (9, 10)),
        "DE": ("49", "0", (7, 8, 9, 10, 11)),
        "FR": ("33", "0", (9,)),
        "TR": ("90", "0", (10,)),
        "AU": ("61", "0", (9,)),
    }
)
"""Calling code, trunk prefix and possible lengths of a national number."""
OF_ALL = {(code, size) for code, _, sizes in COUNTRIES.values() for size in sizes if len(code) == 3}
EXTENSION = re.compile(
    r"[,;]?\s*(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|x|#)\s*[.:]?\s*(\d{1,6})\b", re.IGNORECASE
)
BETWEEN = re.compile(r"[,;/|\n\t]+|\s(?:и|или|and|or)\s")
PLAIN = r"^\+?[0-9 ().\-\x{2010}-\x{2015}\x{00a0}]{7,24}$"
TOLL_FREE = r"^\+7(?:800|804)"
RUNS = ("1234567890", "0123456789", "9876543210", "0987654321")


def normalise_phone(text: str, *, country: str = "RU") -> tuple[str, ...]:
    """The E.164 numbers in a cell, in their order; empty where none can be read without guessing."""
    code, trunk, sizes = _country(country)
    marked = EXTENSION.sub("\x01\\1 ", unicodedata.normalize("NFKC", text))
    found: dict[str, None] = {}
    for part in BETWEEN.split(marked):
        for piece in _pieces(part):
            number, _, extension = piece.partition("\x01")
            if (e164 := _one(number, code, trunk, sizes)) is not None:
                found[e164 + (f";ext={extension.strip()}" if extension.strip() else "")] = None
    return tuple(found)


def normalise_phones(texts: pa.Array, *, country: str = "RU") -> tuple[NDArray[np.int64], pa.Array]:
    """All numbers of many cells: positions into `texts` and the E.164 numbers found there.

    Ordinary Russian and plain international numbers are read by whole columns; only what is left goes
    through `normalise_phone`, which gives the same for them.
    """
    _country(country)
    trimmed = pc.utf8_trim_whitespace(texts)
    plain = pc.fill_null(pc.match_substring_regex(trimmed, PLAIN), False)
    digits = pc.replace_substring_regex(trimmed, r"[^0-9]", "")
    size = pc.utf8_length(digits)
    plus = pc.starts_with(trimmed, "+")
    eleven = pc.and_(plain, pc.equal(size, 11))
    russian = pc.match_substring_regex(digits, r"^7[3-9]")
    quick = pc.and_(eleven, russian)
    if country in ("RU", "KZ"):
        trunk = pc.and_(pc.and_(eleven, pc.invert(plus)), pc.match_substring_regex(digits, r"^8[3-79]"))
        ten = pc.and_(pc.and_(plain, pc.equal(size, 10)), pc.and_(pc.invert(plus), pc.match_substring_regex(digits, r"^[3489]")))  # fmt: skip
        national = pc.if_else(ten, digits, pc.utf8_slice_codeunits(digits, 1))
        quick = pc.or_(quick, pc.or_(trunk, ten))
    else:
        national = pc.utf8_slice_codeunits(digits, 1)
    quick = pc.fill_null(quick, False)
    done = np.flatnonzero(quick.to_numpy(zero_copy_only=False))
    fast = pc.binary_join_element_wise(
        pa.array(["+7"] * len(done), pa.string()), national.take(pa.array(done)).cast(pa.string()), ""
    )
    rest = np.flatnonzero(
        ~quick.to_numpy(zero_copy_only=False) & texts.is_valid().to_numpy(zero_copy_only=False)
    )
    positions, numbers = [], []
    for position, text in zip(rest.tolist(), texts.take(pa.array(rest)).to_pylist(), strict=True):
        for number in normalise_phone(text, country=country):
            positions.append(position)
            numbers.append(number)
    return (
        np.concatenate([done.astype(np.int64), np.array(positions, dtype=np.int64)]),
        pa.concat_arrays([fast, pa.array(numbers, pa.string())]),
    )


def placeholder_phones(numbers: pa.Array) -> NDArray[np.bool_]:
    """Which E.164 numbers belong to nobody: one digit repeated, counted up or down, or toll-free."""
    national = pc.replace_substring_regex(numbers, r"^\+7|;ext=.*$", "")
    same = pa.nulls(len(numbers), pa.bool_()).fill_null(False)
    for digit in "0123456789":
        same = pc.or_(same, pc.match_substring_regex(national, rf"{digit}{{7}}$"))
    for run in RUNS:
        same = pc.or_(same, pc.equal(national, run))
    found: NDArray[np.bool_] = pc.or_(same, pc.match_substring_regex(numbers, TOLL_FREE)).to_numpy(
        zero_copy_only=False
    )
    return found


def mask_phone(number: str) -> str:
    """A number that can be recognised by whoever knows it and by nobody else."""
    return f"{number[:2]}…{number.partition(';')[0][-2:]}"


def _country(country: str) -> tuple[str, str, tuple[int, ...]]:
    if country not in COUNTRIES:
        known = ", ".join(COUNTRIES)
        raise InvalidArgument(
            f"country = {country!r} is not known; choose the one whose numbers are written without a code: {known}.",
            message_ru=f"Страна {country!r} неизвестна; выберите ту, чьи номера пишут без кода: {known}.",
            argument="country",
        )
    return COUNTRIES[country]


def _pieces(part: str) -> list[str]:
    """One number a piece: several stand side by side where each run between spaces is long enough."""
    words = part.split()
    long = [len(re.sub(r"\D", "", word.partition("\x01")[0])) >= 10 for word in words]
    return words if len(words) > 1 and sum(long) > 1 and all(long) else [part]


def _one(text: str, code: str, trunk: str, sizes: tuple[int, ...]) -> str | None:
    text = re.sub(r"(?<![\w])[^\W\d_]+[.:]*(?![\w])", " ", re.sub(r"^(\d{10,15})\.0$", r"\1", text.strip()))
    if re.search(r"[^\W\d_]", text):
        return None  # a letter among the digits: a number that was damaged
    plus, digits = text.strip().startswith("+"), re.sub(r"\D", "", text)
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    elif not plus and trunk == "8" and digits.startswith("810") and len(digits) > 11:
        plus, digits = True, digits[3:]
    if code == "7" and len(digits) == 11 and digits[0] == "8":
        plus, digits = True, "7" + digits[1:]  # also "+8 903 ...", a slip: no country has the code 89
    if not plus:
        if len(digits) - len(code) in sizes and digits.startswith(code):
            plus = True
        elif trunk and digits.startswith(trunk) and len(digits) - len(trunk) in sizes:
            plus, digits = True, code + digits[len(trunk) :]
        elif len(digits) in sizes and not digits.startswith("0") and (code != "7" or digits[0] in "3489"):
            plus, digits = True, code + digits
        elif (digits[:3], len(digits) - 3) in OF_ALL:
            plus = True
    if not plus or not 8 <= len(digits) <= 15 or digits[0] == "0":
        return None
    if digits[0] == "7" and (len(digits) != 11 or digits[1] in "012"):
        return None
    return "+" + digits
