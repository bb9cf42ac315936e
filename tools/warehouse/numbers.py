"""Reads a number as people and programs write it, and refuses one that could mean two things."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

CURRENCY_SIGNS = {
    "RUB": ("₽", "руб.", "руб", "рублей", "р.", "р", "RUB", "RUR"),
    "GBP": ("£", "GBP"),
    "USD": ("$", "USD", "US$"),
    "EUR": ("€", "EUR", "евро"),
    "KZT": ("₸", "тг", "KZT"),
    "BYN": ("BYN", "Br"),
    "UAH": ("₴", "грн", "UAH"),
    "CNY": ("¥", "CNY"),
    "TRY": ("₺", "TRY"),
}
CURRENCY_NUMBERS = {
    "RUB": "643",
    "GBP": "826",
    "USD": "840",
    "EUR": "978",
    "KZT": "398",
    "BYN": "933",
    "CNY": "156",
}
CURRENCY_COLUMN = re.compile(
    r"^(currency|currency.?code|iso.?currency|валюта|код валюты|валюта (документа|операции|платежа|чека))$",
    re.IGNORECASE,
)
SPACES = re.compile("[\u00a0\u202f\u2009\u2007]")


def read_number(text: str, *, decimal: str = ".", thousands: str = "", currency: str = "") -> str | None:
    """The number as plain text (`-1234.56`), or None when it is none or could be read in two ways.

    `1 234,56` and `1,234.56` mean one thing whatever the decimal sign is; `1,234` does not, so it is read
    only where `decimal` or `thousands` says what the comma is. Brackets and a trailing minus are negative
    numbers. A sign of the file's own currency may stand beside the number; another one is refused.
    Scientific notation is refused: a spreadsheet has already cut its digits.
    """
    tidy = SPACES.sub(" ", text).replace("−", "-").replace("–", "-").replace("’", "'").strip()
    for sign in sorted(signs_of(currency), key=len, reverse=True):
        if tidy.lower().endswith(sign.lower()):
            tidy = tidy[: -len(sign)].strip()
        elif tidy.lower().startswith(sign.lower()):
            tidy = tidy[len(sign) :].strip()
    minus = tidy.startswith("-")
    if tidy.startswith("(") and tidy.endswith(")"):
        tidy, minus = tidy[1:-1].strip(), True
    elif tidy.endswith("-"):
        tidy, minus = tidy[:-1].strip(), True
    digits = _digits(tidy.removeprefix("-").removeprefix("+").strip(), decimal, thousands)
    return None if digits is None else ("-" if minus else "") + digits


def signs_of(currency: str) -> tuple[str, ...]:
    """How this currency is written beside an amount."""
    return CURRENCY_SIGNS.get(currency, (currency,) if currency else ())


def words_of(currency: str) -> tuple[str, ...]:
    """How this currency is written in a column of its own, in lower case."""
    number = CURRENCY_NUMBERS.get(currency)
    return tuple(sign.lower() for sign in (currency, *signs_of(currency), *((number,) if number else ())))


def foreign_signs(currency: str) -> str:
    """A pattern for an amount that carries the sign of another currency."""
    own = {sign.lower() for sign in signs_of(currency)}
    signs = [
        re.escape(s)
        for c, all_ in CURRENCY_SIGNS.items()
        if c != currency
        for s in all_
        if s.lower() not in own
    ]
    return rf"(?i)^[-+(]?\s*({'|'.join(signs)})[\s\d.,-]|\d\s*({'|'.join(signs)})\)?$"


def plain_numbers(
    column: pa.Array, *, decimal: str = ".", thousands: str = "", currency: str = ""
) -> pa.Array:
    """A whole column: plain numbers all at once, each other distinct text by `read_number`."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    point = "[.]" if decimal == "." else "[,]"
    plain = pc.fill_null(pc.match_substring_regex(column, f"^[+-]?[0-9]+({point}[0-9]+)?$"), False)
    out = column if decimal == "." else pc.replace_substring(column, ",", ".")
    if pc.all(plain).as_py():
        return out
    odd = pc.unique(column.filter(pc.invert(plain))).drop_null()
    read = [read_number(v, decimal=decimal, thousands=thousands, currency=currency) for v in odd.to_pylist()]
    found = pc.take(pa.array(read, pa.string()), pc.index_in(column, value_set=odd))
    return pc.if_else(plain, out, found)


def _digits(text: str, decimal: str, thousands: str) -> str | None:
    plain, spaced, by_other, by_thousands, by_point, swapped = _patterns(decimal, thousands)
    other = "," if decimal == "." else "."
    if plain.fullmatch(text):
        return _with_point(text, decimal)
    if spaced.fullmatch(text):
        return _with_point(text.replace(" ", "").replace("'", ""), decimal if decimal in text else other)
    if by_point.fullmatch(text):
        return _with_point(text.replace(decimal, ""), other)
    if by_other.fullmatch(text) or by_thousands.fullmatch(text):
        return _with_point(text.replace(other, ""), decimal)
    if swapped.fullmatch(text):
        return _with_point(text, other)
    return None


def _with_point(text: str, sign: str) -> str:
    whole, _, fraction = text.partition(sign)
    return f"{whole or '0'}.{fraction}" if fraction else whole


@cache
def _patterns(decimal: str, thousands: str) -> tuple[re.Pattern[str], ...]:
    point, other = re.escape(decimal), re.escape("," if decimal == "." else ".")
    grouping = thousands in (",", ".") and thousands != decimal
    few = r"\d+" if not grouping else r"\d{1,2}|\d{4,}"
    sources = (
        rf"\d+({point}\d*)?|{point}\d+",
        rf"\d{{1,3}}([ ']\d{{3}})+({point}\d+|{other}\d{{1,2}})?",
        rf"\d{{1,3}}({other}\d{{3}}){{2,}}({point}\d+)?|\d{{1,3}}({other}\d{{3}})+{point}\d+",
        rf"\d{{1,3}}({other}\d{{3}})+" if grouping else r"(?!)",
        rf"\d{{1,3}}({point}\d{{3}})+{other}\d+",
        rf"0?{other}({few})|\d+{other}(\d{{1,2}}|\d{{4,}})",
    )
    return tuple(re.compile(source, re.ASCII) for source in sources)
