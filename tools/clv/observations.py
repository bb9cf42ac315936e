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

from tools.clv.suspicions import warn_of_units
from tools.errors import InvalidArgument, NotEnoughData

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]
Codes = npt.NDArray[np.intp] | npt.NDArray[np.int32]
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
    x, t_x, age = checked(frequency, recency, T)
    weight = None if weights is None else checked_weights(weights, x.size)
    if weight is not None and not weight.all():
        kept = weight > 0
        x, t_x, age, weight = x[kept], t_x[kept], age[kept], weight[kept]
    if x.size == 0:
        raise NotEnoughData(
            "There are no customers to fit a purchase model on.",
            message_ru="Нет ни одного покупателя, по которому можно обучить модель.",
            argument="frequency",
        )
    columns = _codes(x, t_x, age)
    (cx, ux), (ct, ut), (ca, ua) = columns
    key = cx * ut.size
    key += ct
    key *= ua.size
    key += ca
    del columns, cx, ct, ca
    found, total = _sum_by_key(key, weight, ux.size * ut.size * ua.size)
    ix, ux = _those_used(found // (ut.size * ua.size), ux)
    it, ut = _those_used(found // ua.size % ut.size, ut)
    iage, ua = _those_used(found % ua.size, ua)
    cells = Cells(x=ux, t_x=ut, T=ua, ix=ix, it=it, iage=iage, weight=total)
    if calendar_time:
        whole_times = bool((ut % 1 == 0).all() and (ua % 1 == 0).all())
        warn_of_units(
            cells.frequency, cells.recency, cells.age, whole_times=whole_times, rows_where=_rows_of(x, t_x)
        )
    return cells


def _codes(*columns: Floats) -> list[tuple[Codes, Floats]]:
    """For each column a code for every value and what the codes mean, in ascending order.

    Where all columns are whole numbers or whole sevenths and the grid of all combinations is small, the code
    is the number itself: no table of what occurs is needed. Otherwise the codes are ranks.
    """
    grids = [_grid(column) for column in columns]
    if all(grid is not None for grid in grids):
        coded = [grid for grid in grids if grid is not None]
        size = float(np.prod([float(values.size) for _, values in coded]))
        if size <= min(max(8 * columns[0].size, 4_000_000), 2**31 - 1):
            return coded
    ranks: list[tuple[Codes, Floats]] = [distinct(column) for column in columns]
    return ranks


def _grid(values: Floats) -> tuple[Codes, Floats] | None:
    top = float(values.max(initial=0.0))
    for scale in (1.0, 7.0):
        if top * scale < 100_000 and _on_grid(values[:1_000], scale):
            whole = values * scale
            np.rint(whole, out=whole)
            codes = whole.astype(np.int32)
            whole /= scale
            if (whole == values).all():
                return codes, np.arange(int(codes.max(initial=0)) + 1) / scale
    return None


def _those_used(codes: Index, values: Floats) -> tuple[Index, Floats]:
    """Ranks among the values that occur, and these values."""
    seen = np.zeros(values.size, dtype=bool)
    seen[codes] = True
    rank = np.cumsum(seen, dtype=np.intp) - 1
    return rank[codes], values[seen]


def _rows_of(x: Floats, t_x: Floats) -> Callable[[], tuple[int, ...]]:
    """The first rows with more purchases than units of time, looked for only when a warning shows them."""
    return lambda: tuple(int(row) for row in np.flatnonzero(x > t_x)[:SHOWN])


def as_data(frequency: Any, recency: Any, T: Any, weights: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """The checked columns with their weights, row by row."""
    x, t_x, age = checked(frequency, recency, T)
    return x, t_x, age, np.ones(x.size) if weights is None else checked_weights(weights, x.size)


def checked(frequency: Any, recency: Any, T: Any) -> tuple[Floats, Floats, Floats]:
    """The three columns as float arrays of one length, or InvalidArgument naming the first that is wrong."""
    x = as_column(frequency, "frequency")
    t_x = as_column(recency, "recency")
    age = as_column(T, "T")
    if not x.size == t_x.size == age.size:
        raise InvalidArgument(
            f"frequency, recency and T must have one length; they have {x.size}, {t_x.size} and {age.size}.",
            message_ru=f"frequency, recency и T должны быть одной длины, а у них {x.size}, {t_x.size} и {age.size}.",
            argument="recency",
        )
    _refuse_other_labels(frequency, recency, T)
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
    return x, t_x, age


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


def distinct(values: Floats) -> tuple[Index, Floats]:
    """Each value's rank among the distinct values, and these in ascending order.

    Whole numbers and whole numbers of sevenths (days counted in weeks) are looked up in a table; anything
    else goes through a hash table. Both give the same answer, the first in a fifth of the time.
    """
    import pandas as pd

    top = float(values.max(initial=0.0))
    for scale in (1.0, 7.0):
        if top * scale < 100_000 and _on_grid(values[:1_000], scale):
            whole = np.rint(values * scale).astype(np.int32)
            if (whole / scale == values).all():
                seen = np.zeros(int(whole.max(initial=0)) + 1, dtype=bool)
                seen[whole] = True
                rank = np.cumsum(seen, dtype=np.intp) - 1
                return rank[whole], np.flatnonzero(seen) / scale
    code, unique = pd.factorize(values)
    order = np.argsort(unique)
    rank = np.empty(unique.size, dtype=np.intp)
    rank[order] = np.arange(unique.size)
    return rank[code], np.asarray(unique[order], dtype=np.float64)


def _on_grid(values: Floats, scale: float) -> bool:
    return bool((np.rint(values * scale) / scale == values).all())


def _sum_by_key(key: Codes, weight: Floats | None, size: int) -> tuple[Index, Floats]:
    """Distinct keys in ascending order with their total weight; fractions are added in one fixed order."""
    if weight is not None and not np.array_equal(weight, np.floor(weight)):
        order = np.lexsort((weight, key))
        cells, first = np.unique(key[order], return_index=True)
        return cells.astype(np.intp), np.add.reduceat(weight[order], first)
    if size <= max(8 * key.size, 4_000_000):
        total = np.bincount(key, weights=weight, minlength=size)
        cells = np.flatnonzero(total > 0)
        return cells, total[cells].astype(np.float64)
    cells, place = np.unique(key, return_inverse=True)
    return cells.astype(np.intp), np.bincount(place, weights=weight).astype(np.float64)
