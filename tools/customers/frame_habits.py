"""The habits of the customers of a DataFrame, by sorting one integer a line.

The integer is the customer's code and the day, and the line's place where that still fits; the sums are of whole
ten-thousandths. So everything is exact, and the result is the one that an engine computes from the expression
`tools.customers.habits.customer_habits`, in a fraction of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tools.customers.frame_lines import FrameLines
from tools.customers.money_units import MINOR, as_decimals, whole_units
from tools.customers.ordered_codes import ordered_codes

Numbers = np.ndarray[Any, Any]
SUM_BITS, EXACT_BITS, WIDE = 62, 53, 38
"""Sums stay below the first, sums that become floats below the second; sums are decimals of so many digits."""


@dataclass(frozen=True, slots=True)
class FrameHabits:
    """`table` with the columns of `PurchaseHabits`, the customers' own `ids` in its order, and how many
    `customers` have a line on any day."""

    table: pa.Table
    ids: pd.Index
    customers: int


@dataclass(frozen=True, slots=True)
class _Days:
    """One row per customer and day with a line, sorted; `who` counts the customers from 0."""

    who: Numbers
    on: Numbers
    amount: Numbers
    bought: Numbers | None
    """Whether the day is a purchase; None where all are."""
    other: Numbers | None


def added_up(lines: FrameLines, end: date, *, until: date | None = None) -> FrameHabits | None:
    """The habits at the end of `end`, with those of HOLDOUT where `until` is given; None where the amounts are
    not whole ten-thousandths or their sums are too large for integers, so that an engine has to add them up."""
    amount = whole_units(lines.amount)
    other = None if lines.other is None else whole_units(lines.other)
    if amount is None or (other is None) != (lines.other is None):
        return None
    if any(np.abs(each).sum(dtype=float) >= 1 << SUM_BITS for each in (amount, other) if each is not None):
        return None
    days, ids = _by_day(lines, amount, other)
    customers, last = len(ids), until or end
    if last < lines.last_day:
        days, kept = _until(days, np.datetime64(last, "D").astype(np.int64))
        ids = ids[kept]
    columns = _by_customer(days, len(ids), end, holdout=until is not None)
    return None if columns is None else FrameHabits(pa.table(columns), ids, customers)


def _by_day(lines: FrameLines, amount: Numbers, other: Numbers | None) -> tuple[_Days, pd.Index]:
    first_day = int(np.datetime64(lines.first_day, "D").astype(np.int64))
    day_bits = (lines.last_day - lines.first_day).days.bit_length()
    keys = ordered_codes(lines.customer)
    keys <<= day_bits
    keys += lines.bought_on.view(np.int64)
    keys -= first_day
    keys, rows = _sorted(keys)
    starts = _starts(keys)
    keys = keys[starts]
    who = keys >> day_bits
    begins = _starts(who)
    ids = pd.Index(lines.customer.take(rows[starts[begins]]), name=None).rename(None)
    amount = amount[rows]
    net = _sums(amount, starts)
    days = _Days(
        who=np.repeat(np.arange(len(begins)), _sizes(begins, len(who))),
        on=(keys & ((1 << day_bits) - 1)) + first_day,
        amount=net,
        bought=_bought(net, np.flatnonzero(amount < 0), starts),
        other=None if other is None else _sums(other[rows], starts),
    )
    return days, ids


def _bought(net: Numbers, given_back: Numbers, starts: Numbers) -> Numbers | None:
    """Which days are purchases, from the net value of each and the places of the lines below zero."""
    if not len(given_back):
        return None
    free_of_returns = np.ones(len(net), dtype=bool)
    free_of_returns[np.searchsorted(starts, given_back, side="right") - 1] = False
    return (net > 0) | free_of_returns


def _sorted(keys: Numbers) -> tuple[Numbers, Numbers]:
    """The keys in order, and the place each had; equal keys may stand in any order."""
    row_bits = len(keys).bit_length()
    if int(keys.max()).bit_length() + row_bits > 63:
        rows = np.argsort(keys)
        return keys[rows], rows
    keys <<= row_bits
    keys |= np.arange(len(keys))
    keys.sort()
    rows = keys & ((1 << row_bits) - 1)
    keys >>= row_bits
    return keys, rows


def _starts(values: Numbers) -> Numbers:
    """Where runs of equal values begin."""
    new = np.empty(len(values), dtype=bool)
    new[:1] = True
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.flatnonzero(new)


def _sizes(starts: Numbers, total: int) -> Numbers:
    return np.diff(starts, append=total)


def _until(days: _Days, last: Any) -> tuple[_Days, Numbers]:
    """The days up to this one, and the numbers of the customers who have any; they are counted anew."""
    seen = np.flatnonzero(days.on <= last)
    kept, who = np.unique(days.who[seen], return_inverse=True)
    bought, other = (None if each is None else each[seen] for each in (days.bought, days.other))
    return _Days(who, days.on[seen], days.amount[seen], bought, other), kept


def _by_customer(days: _Days, customers: int, end: date, *, holdout: bool) -> dict[str, pa.Array] | None:
    """The columns of the habits; None where a sum that becomes a float is beyond the whole numbers of floats."""
    by_then = days.on <= np.datetime64(end, "D").astype(np.int64) if holdout else None
    chosen = days.bought if by_then is None else by_then if days.bought is None else days.bought & by_then
    at = np.arange(len(days.who)) if chosen is None else np.flatnonzero(chosen)
    who, on, amount = days.who[at], days.on[at], days.amount[at]
    starts = _starts(who)
    buyers, sizes = who[starts], _sizes(starts, len(who))
    gaps = np.diff(on, prepend=on[:1])
    gaps[starts] = 0
    repeat = _sums(amount, starts) - amount[starts]
    if len(repeat) and np.abs(repeat).max() > 1 << EXACT_BITS:
        return None

    def placed(values: Numbers) -> Numbers:
        if len(buyers) == customers:
            return values
        out = np.zeros(customers, dtype=values.dtype)
        out[buyers] = values
        return out

    nobody = None
    if len(buyers) < customers:
        nobody = np.ones(customers, dtype=bool)
        nobody[buyers] = False
    first, last = (placed(on[where].astype(np.int32)) for where in (starts, starts + sizes - 1))
    everyone = _starts(days.who)
    columns = {
        "customer_id": pa.array(np.arange(customers)),
        "purchases": pa.array(placed(sizes)),
        "first_on": pa.array(first, mask=nobody).cast(pa.date32()),
        "last_on": pa.array(last, mask=nobody).cast(pa.date32()),
        "repeat_money": pa.array(placed(repeat / MINOR), mask=nobody),
        "gap_squares": pa.array(placed(_sums(gaps * gaps, starts))),
    }
    for name, total in (("net", days.amount), ("other", days.other)):
        if total is not None:
            seen = total if by_then is None else np.where(by_then, total, 0)
            columns[name] = as_decimals(_sums(seen, everyone), precision=WIDE)
    if by_then is not None:
        later = ~by_then if days.bought is None else days.bought & ~by_then
        money = _sums(np.where(later, days.amount, 0), everyone)
        if np.abs(money).max() > 1 << EXACT_BITS:
            return None
        columns["frequency_holdout"] = pa.array(_sums(later.astype(np.int64), everyone))
        columns["money_holdout"] = pa.array(money / MINOR)
    return columns


def _sums(values: Numbers, starts: Numbers) -> Numbers:
    return np.add.reduceat(values, starts) if len(starts) else values[:0]
