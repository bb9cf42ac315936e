"""Predictions for many customers: computed once for each history, and handed out to all who share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.clv.grid import Coded, distinct, table_fits
from tools.clv.observations import Floats, observed

FEW = 2_000  # customers for whom looking for equal histories does not pay


@dataclass(frozen=True, slots=True)
class Histories:
    """Checked columns of customers to predict for; `plain` where all three came as plain numbers."""

    x: Floats
    t_x: Floats
    T: Floats
    plain: bool
    coded: Coded | None

    @classmethod
    def of(cls, frequency: Any, recency: Any, T: Any) -> Histories:
        """The columns, checked; a plain number serves all customers. Raises InvalidArgument."""
        given = [np.asarray(column) for column in (frequency, recency, T)]
        plain = all(column.ndim == 0 for column in given)
        if plain or len({column.shape for column in given}) > 1:
            given = list(np.broadcast_arrays(*(np.atleast_1d(column) for column in given)))
        seen = observed(*given)
        return cls(seen.x, seen.t_x, seen.T, plain, seen.coded)

    def each(self, function: Callable[..., Floats], *further: Any) -> Floats:
        """`function` of frequency, recency, T and what follows: numbers, or one column each.

        Where all that follows are numbers, it is evaluated once for each distinct history.
        """
        cells = self.coded
        if self.x.size < FEW or cells is None or any(np.size(value) > 1 for value in further):
            return function(self.x, self.t_x, self.T, *further)
        if not cells.table_fits:
            cells = cells.narrowed()
        if not cells.table_fits:
            return function(self.x, self.t_x, self.T, *further)
        used = np.zeros(cells.span, dtype=bool)
        used[cells.key] = True
        found = np.flatnonzero(used)
        table = np.empty(cells.span)
        ix, it, iage = cells.places(found)
        table[found] = function(cells.x[ix], cells.t_x[it], cells.T[iage], *further)
        return np.take(table, cells.key)


def by_cell(function: Callable[..., Floats], *columns: Any) -> Floats:
    """`function` of the columns, evaluated once for each distinct row and handed out to all that share it.

    A number among the columns serves all rows.
    """
    full = [place for place, column in enumerate(columns) if np.ndim(column)]
    size = columns[full[0]].size
    if size < FEW:
        return function(*columns)
    key = np.zeros(size, dtype=np.intp)
    span = 1
    for place in full:
        code, unique = distinct(columns[place])
        span *= unique.size
        if span > 2**62:
            return function(*columns)
        key = key * unique.size + code
    if table_fits(span, size):
        used = np.zeros(span, dtype=bool)
        used[key] = True
        first = np.empty(span, dtype=np.intp)
        first[key] = np.arange(size)
        cells = np.flatnonzero(used)
        table = np.empty(span)
        table[cells] = function(*_some(columns, first[cells]))
        return np.take(table, key)
    _, first, place_of = np.unique(key, return_index=True, return_inverse=True)
    return function(*_some(columns, first))[place_of]


def _some(columns: tuple[Any, ...], rows: Any) -> list[Any]:
    return [column[rows] if np.ndim(column) else column for column in columns]
