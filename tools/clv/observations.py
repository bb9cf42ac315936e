"""Which customers a purchase model sees: checked, and grouped into unique (frequency, recency, T) cells.

Grouping first, in one canonical order, is what makes a fit fast and bit-identical whatever the order of
the rows: a million customers of a weekly base are about a hundred thousand cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.clv.grid import Coded, Floats, Index, by_rank, coded, those_used
from tools.clv.suspicions import warn_of_units
from tools.errors import InvalidArgument, NotEnoughData

__all__ = ["Cells", "Floats", "Index", "Observed", "as_column", "checked", "group", "observed", "refuse"]

SHOWN = 3  # offending rows that an error lists


@dataclass(frozen=True, slots=True)
class Cells:
    """Unique (frequency, recency, T) with how many customers share each, in lexicographic order.

    `x`, `t_x` and `T` hold the distinct values of each column; `ix`, `it`, `iage` say which of them a cell has.
    """

    x: Floats
    t_x: Floats
    T: Floats
    ix: Index
    it: Index
    iage: Index
    weight: Floats

    @property
    def n(self) -> float:
        """Total weight, that is the number of customers."""
        return float(self.weight.sum())

    @property
    def frequency(self) -> Floats:
        return self.x[self.ix]

    @property
    def recency(self) -> Floats:
        return self.t_x[self.it]

    @property
    def age(self) -> Floats:
        return self.T[self.iage]


def group(frequency: Any, recency: Any, T: Any, weights: Any = None, *, calendar_time: bool = True) -> Cells:
    """Checks the columns and groups equal customers. Customers of weight zero are left out.

    Warns (SuspiciousData) of what look like mixed units; not where recency and T count chances, not time.
    """
    seen = observed(frequency, recency, T)
    x, t_x, age = seen.x, seen.t_x, seen.T
    weight = None if weights is None else checked_weights(weights, x.size)
    cells = seen.coded or by_rank(x, t_x, age)
    if weight is not None and not weight.all():
        kept = weight > 0
        x, t_x, age, weight, cells = x[kept], t_x[kept], age[kept], weight[kept], cells.of(kept)
    if x.size == 0:
        raise NotEnoughData(
            "There are no customers to fit a purchase model on.",
            message_ru="Нет ни одного покупателя, по которому можно обучить модель.",
            argument="frequency",
        )
    if not cells.table_fits:
        cells = cells.narrowed()
    found, total = _sum_by_key(cells, weight)
    (ix, ux), (it, ut), (iage, ua) = (
        those_used(place, values)
        for place, values in zip(cells.places(found), (cells.x, cells.t_x, cells.T), strict=True)
    )
    grouped = Cells(x=ux, t_x=ut, T=ua, ix=ix, it=it, iage=iage, weight=total)
    if calendar_time:
        whole_times = bool((ut % 1 == 0).all() and (ua % 1 == 0).all())
        warn_of_units(
            grouped.frequency, grouped.recency, grouped.age,
            whole_times=whole_times, rows_where=_rows_of(x, t_x),
        )  # fmt: skip
    return grouped


def _rows_of(x: Floats, t_x: Floats) -> Callable[[], tuple[int, ...]]:
    """The first rows with more purchases than units of time, looked for only when a warning shows them."""
    return lambda: tuple(int(row) for row in np.flatnonzero(x > t_x)[:SHOWN])


def as_data(frequency: Any, recency: Any, T: Any, weights: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """The checked columns with their weights, row by row."""
    x, t_x, age = checked(frequency, recency, T)
    return x, t_x, age, np.ones(x.size) if weights is None else checked_weights(weights, x.size)


@dataclass(frozen=True, slots=True)
class Observed:
    """Checked columns and, where they are on a grid, the cell of each customer."""

    x: Floats
    t_x: Floats
    T: Floats
    coded: Coded | None


def checked(frequency: Any, recency: Any, T: Any) -> tuple[Floats, Floats, Floats]:
    """The three columns as float arrays of one length, or InvalidArgument naming the first that is wrong."""
    seen = observed(frequency, recency, T)
    return seen.x, seen.t_x, seen.T


def observed(frequency: Any, recency: Any, T: Any) -> Observed:
    """The three columns as float arrays of one length with their cells, or InvalidArgument naming what is wrong."""
    x, t_x, age = (
        _as_floats(values, name)
        for values, name in ((frequency, "frequency"), (recency, "recency"), (T, "T"))
    )
    if not x.size == t_x.size == age.size:
        raise InvalidArgument(
            f"frequency, recency and T must have one length; they have {x.size}, {t_x.size} and {age.size}.",
            message_ru=f"frequency, recency и T должны быть одной длины, а у них {x.size}, {t_x.size} и {age.size}.",
            argument="recency",
        )
    _refuse_other_labels(frequency, recency, T)
    cells = coded(x, t_x, age)
    if cells is None:  # off the grid, or wrong: then say what is
        x, t_x, age = (
            _not_negative(column, name) for column, name in ((x, "frequency"), (t_x, "recency"), (age, "T"))
        )
        _refuse_impossible(x, t_x, age)
    return Observed(x, t_x, age, cells)


def _refuse_impossible(x: Floats, t_x: Floats, age: Floats) -> None:
    """InvalidArgument for histories that cannot be."""
    refuse(
        x != np.floor(x),
        "frequency",
        x,
        "must hold whole numbers of repeat purchases",
        "нужны целые числа повторных покупок",
    )
    refuse(
        t_x > age,
        "recency",
        t_x,
        "cannot be later than T, the customer's age, in the same time unit" + _other_unit(t_x, age),
        "не может быть больше T, возраста покупателя в тех же единицах времени (recency – время от первой покупки до последней)",
    )
    refuse(
        (x == 0) & (t_x > 0),
        "recency",
        t_x,
        "must be 0 for a customer who never came back (frequency 0)",
        "должно быть 0 у того, кто не вернулся (frequency 0)",
    )
    refuse(
        (x > 0) & (t_x == 0),
        "recency",
        t_x,
        "must be above 0 for a customer who came back: purchases of the first day are one purchase, and recency counts from "
        "the first purchase to the last",
        "должно быть больше 0 у того, кто вернулся: покупки первого дня – одна покупка, recency – время от первой покупки до последней",
    )


def _other_unit(t_x: Floats, age: Floats) -> str:
    """A hint where recency looks like days beside T in weeks or months."""
    late = t_x > age
    if not late.any() or late.sum() <= 0.2 * np.sum(t_x > 0):
        return ""
    factor = float(t_x.max() / max(age.max(), 1e-300))
    unit = "weeks" if 3.5 <= factor <= 14 else "months" if 14 < factor <= 62 else None
    return (
        f"; {late.mean():.0%} of rows break this, as if recency were in days and T in {unit}" if unit else ""
    )


def _refuse_other_labels(*columns: Any) -> None:
    """InvalidArgument where pandas columns carry different row labels: they would be matched by position."""
    labels = [column.index for column in columns if hasattr(column, "index") and hasattr(column, "to_numpy")]
    if any(not labels[0].equals(other) for other in labels[1:]):
        raise InvalidArgument(
            "frequency, recency and T carry different row labels (index), so a row would mix customers; "
            "take them from one table, or pass arrays that are in one order.",
            message_ru="У frequency, recency и T разные метки строк (index): в строке смешались бы разные покупатели. "
            "Возьмите их из одной таблицы или передайте массивы в одном порядке.",
            argument="recency",
        )


def checked_weights(weights: Any, size: int) -> Floats:
    """Weights as a float array of the right length, none negative."""
    weight = as_column(weights, "weights")
    if weight.size != size:
        raise InvalidArgument(
            f"weights has {weight.size} entries for {size} customers.",
            message_ru=f"В weights {weight.size} значений на {size} покупателей.",
            argument="weights",
        )
    return weight


def as_column(values: Any, name: str) -> Floats:
    """A one-dimensional array of finite, non-negative floats."""
    return _not_negative(_as_floats(values, name), name)


def _as_floats(values: Any, name: str) -> Floats:
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        came = _first_that_is_no_number(values)
        raise InvalidArgument(
            f"{name} must hold numbers{came}.",
            message_ru=f"В {name} должны быть числа{came}.",
            argument=name,
        ) from None
    if column.ndim != 1:
        raise InvalidArgument(
            f"{name} must be one-dimensional, it has shape {column.shape}.",
            message_ru=f"{name} должен быть одномерным, а не {column.shape}.",
            argument=name,
        )
    return column


def _not_negative(column: Floats, name: str) -> Floats:
    """The column if all of it is finite and at least 0."""
    if column.size and not (column.min() >= 0 and column.max() < np.inf):  # false for NaN too
        refuse(
            ~np.isfinite(column),
            name,
            column,
            "must be finite: leave out or fill rows without a value",
            "нужны конечные числа: уберите или заполните строки без значения",
        )
        refuse(column < 0, name, column, "cannot be negative", "не может быть отрицательным")
    if np.signbit(column).any():
        column = column + 0.0  # turns -0.0 into 0.0, so that both are one value when grouped
    return column


def _first_that_is_no_number(values: Any) -> str:
    try:
        for place, value in enumerate(values):
            try:
                float(value)
            except (TypeError, ValueError):
                return f"; row {place} is {value!r}"
    except TypeError:
        return f"; it is {values!r}"
    return ""


def refuse(
    wrong: npt.NDArray[np.bool_], name: str, column: Floats, rule: str, rule_ru: str | None = None
) -> None:
    """Raises InvalidArgument that shows the first offending rows, counted from 0, and their values."""
    if wrong.any():
        places = np.flatnonzero(wrong)[:SHOWN]
        shown = ", ".join(f"{column[place]:g} in row {place}" for place in places)
        shown_ru = ", ".join(f"{column[place]:g} в строке {place}" for place in places)
        count = int(wrong.sum())
        more, more_ru = ("", "") if count <= SHOWN else (f" ({count} such rows)", f" (всего строк: {count})")
        raise InvalidArgument(
            f"{name} {rule}; it is {shown}{more}.",
            message_ru=f"{name}: {rule_ru or rule}; получено {shown_ru}{more_ru}.",
            argument=name,
        )


def _sum_by_key(cells: Coded, weight: Floats | None) -> tuple[Index, Floats]:
    """Distinct cells in ascending order with their total weight; fractions are added in one fixed order."""
    key = cells.key
    if weight is not None and not np.array_equal(weight, np.floor(weight)):
        order = np.lexsort((weight, key))
        found, first = np.unique(key[order], return_index=True)
        return found, np.add.reduceat(weight[order], first)
    if cells.table_fits:
        total = np.bincount(key, weights=weight, minlength=cells.span)
        found = np.flatnonzero(total > 0)
        return found, total[found].astype(np.float64)
    found, place = np.unique(key, return_inverse=True)
    return found, np.bincount(place, weights=weight).astype(np.float64)
