"""Dates of birth in any usual form -> eight digits, year first."""

from __future__ import annotations

import re

DAY_FIRST = re.compile(r"^(\d{1,2})[./\-\s](\d{1,2})[./\-\s](\d{4})(?:\D.*)?$")
YEAR_FIRST = re.compile(r"^(\d{4})[./\-\s]?(\d{1,2})[./\-\s]?(\d{1,2})(?:[T\s].*|\.0)?$")
NOBODYS = frozenset(
    {"19000101", "19700101", "18991230", "18991231", "19010101", "19040101", "00010101", "99991231"}
)
"""What systems write when they know no date."""
WOMAN = frozenset(["ж", "жен", "женский", "female", "f", "w", "woman", "женщина", "2"])
MAN = frozenset(["м", "муж", "мужской", "male", "m", "man", "мужчина", "1"])


def normalise_birth(text: str) -> tuple[str, ...]:
    """`19800305` for 5 March 1980; empty where it is no date, or one that stands for none.

    Two numbers that could both be the month are read day first. A day that no calendar has (a typing
    error) is kept as it is: it is still the same error in a copy.
    """
    plain = text.strip()
    if match := YEAR_FIRST.match(plain):
        year, month, day = match[1], match[2], match[3]
    elif match := DAY_FIRST.match(plain):
        day, month, year = match[1], match[2], match[3]
        if int(month) > 12 >= int(day):
            day, month = month, day
    else:
        return ()
    found = f"{year}{int(month):02d}{int(day):02d}"
    return () if found in NOBODYS or not 1850 <= int(year) <= 2100 else (found,)


def normalise_sex(text: str) -> tuple[str, ...]:
    """`f` or `m`; empty for anything else."""
    plain = text.strip().casefold().strip(".")
    return ("f",) if plain in WOMAN else ("m",) if plain in MAN else ()
