"""Checks the three columns of every uplift question: outcome, treatment and score or features."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def numbers(values: ArrayLike, *, name: str) -> Floats:
    """A finite one-dimensional float array. Raises InvalidArgument naming `name`."""
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InvalidArgument(
            f"{name} must hold numbers only.",
            message_ru=f"В {name} должны быть только числа.",
            argument=name,
        ) from None
    if column.ndim != 1:
        raise InvalidArgument(
            f"{name} must have one dimension, it has shape {column.shape}.",
            message_ru=f"{name} должен быть одномерным, а его форма {column.shape}.",
            argument=name,
        )
    if column.size == 0:
        raise InvalidArgument(f"{name} is empty.", message_ru=f"{name} пуст.", argument=name)
    broken = int(np.size(column) - np.isfinite(column).sum())
    if broken:
        raise InvalidArgument(
            f"{name} has {broken} missing or infinite value(s); drop or fill these rows first.",
            message_ru=f"В {name} пропущенных или бесконечных значений: {broken}; уберите или заполните эти строки.",
            argument=name,
        )
    return column


def treatment_flags(treatment: ArrayLike) -> Flags:
    """Treatment as booleans. Raises InvalidArgument unless it is 0/1 with both arms present."""
    column = numbers(treatment, name="treatment")
    odd = np.unique(column[(column != 0) & (column != 1)])
    if odd.size:
        shown = ", ".join(f"{value:g}" for value in odd[:3])
        raise InvalidArgument(
            f"treatment must be 0 (control) or 1 (treated); it also holds {shown}.",
            message_ru=f"treatment должен быть 0 (контроль) или 1 (воздействие); встретилось ещё {shown}.",
            argument="treatment",
        )
    treated: Flags = column == 1
    if treated.all() or not treated.any():
        arm = "treated" if treated.all() else "control"
        raise InvalidArgument(
            f"treatment holds one arm only ({arm}); an effect needs both.",
            message_ru=f"В treatment только одна группа ({arm}); для эффекта нужны обе.",
            argument="treatment",
        )
    return treated


def same_length(**columns: Any) -> int:
    """The common length of the columns. Raises InvalidArgument with all lengths otherwise."""
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise InvalidArgument(
            f"All columns must have the same length; they have {shown}.",
            message_ru=f"Длины колонок должны совпадать; сейчас {shown}.",
            argument=next(iter(lengths)),
        )
    return next(iter(lengths.values()))


def is_binary(outcome: Floats) -> bool:
    """Whether an outcome holds nothing but 0 and 1."""
    return bool(((outcome == 0) | (outcome == 1)).all())


def each(values: ArrayLike | float, n: int, name: str) -> Floats:
    """One number a customer, from one number or a column of n. Raises InvalidArgument naming `name`."""
    column = np.broadcast_to(np.asarray(values, dtype=np.float64), (n,)) if np.ndim(values) == 0 else values
    checked = numbers(column, name=name)
    if checked.size != n:
        raise InvalidArgument(
            f"{name} has {checked.size} values for {n} customers.",
            message_ru=f"В {name} значений {checked.size}, а клиентов {n}.",
            argument=name,
        )
    return checked
