"""One row per customer, out of one pass over the lines: what summary, RFM and lifecycle all start from.

The lines are added up where they are; only this row per customer comes to Python, and whatever follows
(scores, the rhythm of the base, segments) is computed from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tools.customers.frame_habits import added_up
from tools.customers.frame_lines import read_frame
from tools.customers.purchases import Lines, Transactions, customer_days, read_lines, table_of
from tools.errors import InvalidArgument

BUYING = ("purchases", "first_on", "last_on")
MONEY = ("repeat_money",)
EVERYTHING = (*BUYING, *MONEY, "gap_squares", "net")
HOLDOUT = ("frequency_holdout", "money_holdout")


@dataclass(frozen=True, slots=True)
class PurchaseHabits:
    """What each customer has bought by the end of `as_of`; give it to the functions in place of `tx`.

    `table` has one row per customer with a line, sorted by id, whose place in it is `customer_id`:
    `purchases` (purchase days, 0 where all was given back), `first_on`, `last_on`, `repeat_money` (value of
    the purchase days after the first), `gap_squares` (sum of squared days between purchases), `net` (all
    lines, exact), and `other` where a second amount was asked for. `ids` has the customers' own ids.
    """

    table: pa.Table
    ids: pa.Array | pd.Index
    as_of: date
    without_customer: int
    customers: int | None = None
    """Customers with any line, on whatever day, where that is known at no cost."""

    def require(self, *columns: str) -> None:
        """Raises InvalidArgument when a column was not asked for."""
        missing = [name for name in columns if name not in self.table.column_names]
        if missing:
            raise InvalidArgument(
                f"These habits do not hold {', '.join(missing)}; name the amount in purchase_habits(also=...).",
                argument="tx",
            )

    def require_same(self, day: date | None, argument: str) -> None:
        """Raises InvalidArgument when another day is asked for than the one they were added up for."""
        if day is not None and day != self.as_of:
            raise InvalidArgument(
                f"{argument} is {day}, but these habits are those of {self.as_of}; add them up for that day.",
                message_ru=f"{argument}: {day}, а привычки посчитаны на {self.as_of}; пересчитайте их на эту дату.",
                argument=argument,
            )

    @property
    def buyers(self) -> pa.Table:
        """Those with at least one purchase."""
        bought = pc.greater(self.table["purchases"], 0)
        return self.table if pc.all(bought).as_py() else self.table.filter(bought)

    def names(self, found: pa.Table) -> pd.Series:
        """The customers' own ids of these rows."""
        place = found["customer_id"].to_numpy()
        if len(place) == len(self.ids) and np.array_equal(place, np.arange(len(place))):
            return pd.Series(self.ids) if isinstance(self.ids, pd.Index) else self.ids.to_pandas()
        ids: pd.Series = (
            pd.Series(self.ids.take(place))
            if isinstance(self.ids, pd.Index)
            else self.ids.take(pa.array(place)).to_pandas()
        )
        return ids

    def frame(self, found: pa.Table) -> pd.DataFrame:
        """These rows with the customers' own ids."""
        frame: pd.DataFrame = found.to_pandas()
        frame["customer_id"] = self.names(found)
        return frame


def compute_here(expression: ibis.Table) -> pa.Table:
    """Executes an expression over tables of this process; rows come in the order of `customer_id`, if any."""
    found: pa.Table = ibis.duckdb.connect().to_pyarrow(expression)
    if "customer_id" in found.column_names:
        found = found.take(pa.array(np.argsort(found["customer_id"].to_numpy(), kind="stable")))
    return found


def as_float(amounts: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """Exact amounts as the nearest floats; the cast of a wide decimal may miss them by one in the last place."""
    if not pa.types.is_decimal(amounts.type):
        return np.asarray(amounts, dtype="float64")
    whole = pc.cast(amounts, pa.decimal128(38, amounts.type.scale)).combine_chunks()
    words = np.frombuffer(whole.buffers()[1], dtype="<i8").reshape(-1, 2)[whole.offset :][: len(whole)]
    low, high = words[:, 0], words[:, 1]
    out: np.ndarray[Any, Any] = low / 10.0**whole.type.scale
    wide = np.flatnonzero((high != low >> 63) | (np.abs(low) > 2**53))
    out[wide] = [float(whole[int(at)].as_py()) for at in wide]
    return out


def purchase_habits(
    tx: Transactions,
    *,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str | None = "revenue",
    also: str | None = None,
    as_of: date | str | None = None,
) -> PurchaseHabits:
    """What each customer has bought by the end of `as_of` (default: the last day of the data).

    `customer_summary`, `rfm_segments` and `lifecycle_segments` take the result in place of `tx`, so that the
    lines are read once for all three. `tx`, `customer`, `time` and `value` are as for `customer_summary`;
    `also` names the amount that RFM is to add up instead of `value`.
    Raises InvalidArgument or NotEnoughData (both ToolError) naming the column or argument at fault.
    """
    from tools.customers.summary import as_day

    return read_habits(
        tx, customer=customer, time=time, value=value, also=also, end=as_day(as_of, "as_of"), remember=False
    )


def read_habits(
    tx: Transactions,
    *,
    customer: str,
    time: str,
    value: str | None,
    also: str | None = None,
    end: date | None = None,
    until: date | None = None,
    columns: tuple[str, ...] = EVERYTHING,
    remember: bool = True,
    argument: str = "as_of",
) -> PurchaseHabits:
    """The habits at the end of a day (None: the last of the data), with at least these columns.

    `until` adds those of HOLDOUT. `remember` keeps what was added up of an engine's table for the next question.
    """
    if isinstance(tx, pd.DataFrame):
        frame = read_frame(tx, customer, time, value, also)
        end = end or frame.last_day
        _require_days(frame.first_day, end, until, argument)
        if (found := added_up(frame, end, until=until)) is not None:
            return PurchaseHabits(found.table, found.ids, end, frame.without_customer, found.customers)
        return _added_up(table_of(frame), end, columns, also=also is not None, until=until)
    remember = remember and until is None
    lines = read_lines(tx, customer=customer, time=time, value=value, also=also, remember=remember)
    end = end or lines.last_day
    _require_days(lines.first_day, end, until, argument)
    if lines.content is None:
        return _added_up(lines, end, columns, also=also is not None, until=until)
    return _remembered(lines, end, also=also is not None)


def _require_days(first: date, end: date, until: date | None, argument: str) -> None:
    if until is not None and until <= end:
        raise InvalidArgument(
            f"holdout_end {until} is not after {argument} {end}.",
            message_ru=f"holdout_end {until} не позже {argument} {end}.",
            argument="holdout_end",
        )
    if end < first:
        raise InvalidArgument(
            f"{argument} {end} is before the first purchase on {first}.",
            message_ru=f"{argument} {end} раньше первой покупки {first}.",
            argument=argument,
        )


def _remembered(lines: Lines, end: date, *, also: bool) -> PurchaseHabits:
    assert lines.content is not None
    backend = lines.table.get_backend()
    content = (end, also, *lines.content)
    known, habits = _LAST.get(backend, (None, None))
    if habits is None or known != content:
        habits = _added_up(lines, end, EVERYTHING, also=also)
        _LAST[backend] = (content, habits)
    return habits


_LAST: WeakKeyDictionary[Any, tuple[Any, PurchaseHabits]] = WeakKeyDictionary()
"""The habits last added up on a DuckDB, with a checksum of the lines that they came from: whoever asks for
summary, RFM and lifecycle one after the other has the lines added up once."""


def _added_up(
    lines: Lines, end: date, columns: tuple[str, ...], *, also: bool, until: date | None = None
) -> PurchaseHabits:
    last = until or end
    seen = lines.table if last >= lines.last_day else lines.table.filter(lines.table.bought_on <= last)
    wanted = ("customer_id", *columns, *(("other",) if also else ()), *(HOLDOUT if until else ()))
    each = customer_habits(customer_days(seen), end if until else None, columns=columns)
    found = lines.fetch(each.select(*wanted))
    ids = found["customer_id"].combine_chunks()
    order = pc.sort_indices(ids)
    found, ids = found.take(order), ids.take(order)
    if lines.ids is not None:
        ids = lines.ids.take(ids.to_numpy())
    place = pa.array(np.arange(len(found), dtype=np.int64))
    return PurchaseHabits(
        found.set_column(0, "customer_id", place),
        ids=ids,
        as_of=end,
        without_customer=lines.without_customer,
        customers=None if lines.ids is None else len(lines.ids),
    )


def customer_habits(
    days: ibis.Table, end: date | None = None, *, columns: tuple[str, ...] = EVERYTHING
) -> ibis.Table:
    """The same as an expression, from the table that `customer_days` gives.

    Without `end` nothing in `days` may be later than the day of the look; with it, what is later is held out.
    Only what `columns` names of EVERYTHING is computed: `gap_squares` costs a pass in the order of the days.
    """
    bought = (days.amount > 0) | (days.smallest >= 0)
    if end is None:
        each, seen = days.mutate(bought=bought), None
    else:
        by_then = days.bought_on <= ibis.literal(end)
        each = days.mutate(seen=by_then, bought=bought & by_then, held_out=bought & ~by_then)
        seen = each.seen
    if "gap_squares" in columns:
        order = ibis.window(group_by=[each.customer_id, each.bought], order_by=each.bought_on)
        each = each.mutate(gap=each.bought_on.delta(each.bought_on.lag().over(order), unit="day"))
    bought, seen = each.bought, None if seen is None else each.seen
    sums: dict[str, Any] = {
        "purchases": bought.sum().cast("int64"),
        "first_on": each.bought_on.min(where=bought),
        "last_on": each.bought_on.max(where=bought),
    }
    if "repeat_money" in columns:
        first = each.amount.argmin(each.bought_on, where=bought)
        sums["repeat_money"] = (each.amount.sum(where=bought) - first).cast("float64")
    if "gap_squares" in columns:
        sums["gap_squares"] = (each.gap * each.gap).sum(where=bought).fill_null(0).cast("int64")
    if "net" in columns:
        sums["net"] = each.amount.sum(where=seen).fill_null(0)
    if "other" in days.columns:
        sums["other"] = each.other.sum(where=seen).fill_null(0)
    if end is not None:
        sums["frequency_holdout"] = each.held_out.sum().cast("int64")
        sums["money_holdout"] = each.amount.sum(where=each.held_out).fill_null(0).cast("float64")
    return each.group_by("customer_id").aggregate(**sums)
