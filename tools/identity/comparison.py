"""How two records agree on each attribute: the same, similar (a slip of the pen), unknown, or different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from tools.identity.records import Attribute, Records

Ints = NDArray[np.int64]
Levels = NDArray[np.int8]
SAME, SIMILAR, UNKNOWN, DIFFERENT = 2, 1, 0, -1
SLIPS = ("given", "surname", "middle", "birth", "postcode", "house", "street", "locality", "address")
"""Attributes in which one or two letters may be wrong; a sex or a region is right or another."""


@dataclass(frozen=True)
class Compared:
    """Pairs of records and their agreement by attribute."""

    left: Ints
    right: Ints
    levels: Mapping[str, Levels]

    def level(self, attribute: str) -> Levels:
        """Agreement on an attribute; unknown everywhere where the table has none."""
        found = self.levels.get(attribute)
        return np.zeros(self.left.size, np.int8) if found is None else found

    def only(self, keep: NDArray[np.bool_]) -> Compared:
        """Some of the pairs."""
        return Compared(
            self.left[keep], self.right[keep], {name: levels[keep] for name, levels in self.levels.items()}
        )


def compare(records: Records, left: Ints, right: Ints) -> Compared:
    """Agreement of each pair on every attribute of the table. A given name and a surname that changed places
    are the same."""
    levels = {
        name: _levels(attribute, left, right, slips=name in SLIPS, days=name == "birth")
        for name, attribute in records.attributes.items()
    }
    if {"given", "surname"} <= set(levels):
        swapped = _swapped(records.attributes["given"], records.attributes["surname"], left, right)
        levels["given"][swapped] = SAME
        levels["surname"][swapped] = SAME
    return Compared(left, right, levels)


def _levels(attribute: Attribute, left: Ints, right: Ints, *, slips: bool, days: bool) -> Levels:
    a, b = attribute.codes[left], attribute.codes[right]
    known = (a >= 0) & (b >= 0)
    levels = np.where(~known, UNKNOWN, np.where(a == b, SAME, DIFFERENT)).astype(np.int8)
    if not slips:
        return levels
    unequal = np.flatnonzero(levels == DIFFERENT)
    if unequal.size:
        first, second = np.minimum(a[unequal], b[unequal]), np.maximum(a[unequal], b[unequal])
        pair, where = np.unique(first * len(attribute.values) + second, return_inverse=True)
        near = (similar_days if days else similar)(
            attribute.values.take(pa.array(pair // len(attribute.values))),
            attribute.values.take(pa.array(pair % len(attribute.values))),
        )
        levels[unequal[near[where]]] = SIMILAR
    return levels


def similar(first: pa.Array, second: pa.Array) -> NDArray[np.bool_]:
    """Whether two texts may be one, mistyped: one edit (two from seven letters on; neighbours that changed
    places are one), an initial for a name, or the beginning of the other from four letters on."""
    import duckdb

    frame = pa.table({"a": first, "b": second})
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.register("pairs", frame)
        found = connection.execute(
            """
            SELECT CASE
              WHEN length(a) = 1 OR length(b) = 1 THEN a[1] = b[1] AND NOT regexp_matches(a || b, '[0-9]')
              WHEN least(length(a), length(b)) >= 4 AND NOT regexp_matches(a || b, '[0-9]')
                   AND (starts_with(a, b) OR starts_with(b, a)) THEN true
              WHEN abs(length(a) - length(b)) > 2 THEN false
              WHEN least(length(a), length(b)) >= 7 AND NOT regexp_matches(a, '^[0-9]+$')
                   THEN damerau_levenshtein(a, b) <= 2
              WHEN least(length(a), length(b)) >= 3 THEN damerau_levenshtein(a, b) <= 1
              ELSE false END AS near
            FROM pairs
            """
        ).to_arrow_table()
    near: NDArray[np.bool_] = found.column("near").to_numpy()
    return near


def similar_days(first: pa.Array, second: pa.Array) -> NDArray[np.bool_]:
    """Whether two dates (eight digits) may be one, mistyped: two of year, month and day agree, day and month
    changed places, or one edit; but never ten years apart, because parents and children share names."""
    a = np.array(first.to_pylist(), dtype="U8").astype(np.int64)
    b = np.array(second.to_pylist(), dtype="U8").astype(np.int64)
    year, month, day = (a // 10_000, b // 10_000), (a // 100 % 100, b // 100 % 100), (a % 100, b % 100)
    agree = sum((x == y).astype(int) for x, y in (year, month, day))
    swapped = (year[0] == year[1]) & (month[0] == day[1]) & (day[0] == month[1])
    near: NDArray[np.bool_] = ((agree >= 2) | swapped | similar(first, second)) & (
        abs(year[0] - year[1]) < 10
    )
    return near


def _swapped(given: Attribute, surname: Attribute, left: Ints, right: Ints) -> NDArray[np.bool_]:
    names = pd.Index(given.values.to_pylist())
    of_surname = np.append(
        names.get_indexer(pd.Index(surname.values.to_pylist())), -1
    )  # surname's code as a given name's
    a, b = given.codes[left], given.codes[right]
    crossed = (of_surname[surname.codes[left]] == b) & (of_surname[surname.codes[right]] == a)
    found: NDArray[np.bool_] = crossed & (a >= 0) & (b >= 0)
    return found
