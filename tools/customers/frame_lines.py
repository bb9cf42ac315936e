"""Lines of receipts out of a DataFrame, checked, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from tools.columns import require_columns
from tools.errors import InvalidArgument, NotEnoughData


@dataclass(frozen=True, slots=True)
class FrameLines:
    """The lines that name a customer: their `customer`, `bought_on` (datetime64[D]), `amount` and, where asked
    for, `other` (float; NaN is unknown). `without_customer` counts the lines that name nobody and were left out.
    """

    customer: pd.Series
    bought_on: np.ndarray[Any, Any]
    amount: np.ndarray[Any, Any]
    other: np.ndarray[Any, Any] | None
    without_customer: int
    first_day: date
    last_day: date


def read_frame(tx: pd.DataFrame, customer: str, time: str, value: str | None, also: str | None) -> FrameLines:
    """The lines of a DataFrame; columns and errors are those of `tools.customers.purchases.read_lines`."""
    needed = [customer, time, *(name for name in (value, also) if name is not None)]
    require_columns(map(str, tx.columns), needed, what="tx")
    nameless = tx[customer].isna().to_numpy()
    without = int(nameless.sum())
    if without == len(tx):
        raise no_lines(len(tx))
    days = _days(tx[time], time)
    amount = _amounts(tx[value], value) if value else np.zeros(len(tx))
    other = None if also is None else tx[also].to_numpy(dtype=float, na_value=np.nan)
    names = tx[customer]
    if without:
        names, days, amount = names[~nameless], days[~nameless], amount[~nameless]
        other = None if other is None else other[~nameless]
    return FrameLines(names, days, amount, other, without, days.min().item(), days.max().item())


def no_lines(lines: int) -> NotEnoughData:
    """That none of so many lines names a customer."""
    return NotEnoughData(
        f"There is no line with a customer among {lines} lines of tx.",
        message_ru=f"Среди {lines} строк продаж нет ни одной с известным клиентом.",
        argument="tx",
    )


def _days(column: pd.Series, name: str) -> np.ndarray[Any, Any]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        raise InvalidArgument(
            f"{name} holds numbers ({column.iloc[0]!r}), not dates; convert it first, for instance with "
            f"pd.to_datetime(tx[{name!r}].astype(str)).",
            argument=name,
        )
    try:
        if isinstance(column.dtype, pd.PeriodDtype):
            column = column.dt.to_timestamp()
        dates = column if hasattr(column, "dt") else pd.to_datetime(column, errors="coerce", format="ISO8601")
    except (ValueError, TypeError):
        dates = pd.to_datetime(column.astype("string"), errors="coerce", format="ISO8601")
    if not hasattr(dates, "dt"):
        raise InvalidArgument(f"{name} mixes time zones; bring it to the business's own zone.", argument=name)
    unreadable = dates.isna().to_numpy()
    if unreadable.any():
        at = int(unreadable.argmax())
        raise InvalidArgument(
            f"{name}: {int(unreadable.sum())} of {len(column)} values are not dates, the first is "
            f"{column.iloc[at]!r} in row {at}; ISO dates such as 2026-03-31 are needed.",
            message_ru=f"{name}: {int(unreadable.sum())} из {len(column)} значений не даты, первое — "
            f"{column.iloc[at]!r} в строке {at}; нужны даты вида 2026-03-31.",
            argument=name,
        )
    if dates.dt.tz is not None:
        dates = dates.dt.tz_localize(None)
    return dates.to_numpy().astype("datetime64[D]")


def _amounts(column: pd.Series, name: str) -> np.ndarray[Any, Any]:
    try:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise InvalidArgument(
            f"{name} holds values that are not numbers, such as {column.iloc[0]!r}.", argument=name
        ) from None
    wrong = ~np.isfinite(numbers)
    if wrong.any():
        at = int(wrong.argmax())
        raise InvalidArgument(
            f"{name}: {int(wrong.sum())} of {len(column)} values are empty or infinite, the first in row {at}; "
            "fill them or leave those lines out.",
            message_ru=f"{name}: {int(wrong.sum())} из {len(column)} значений пустые или бесконечные, первое в "
            f"строке {at}; заполните их или уберите эти строки.",
            argument=name,
        )
    return numbers
