"""Reads lines of receipts into one shape, and says what a purchase is.

A *purchase day* is a day of one customer whose net value is positive, or on which everything was free and
nothing was given back. All orders of a day are one purchase (Fader, Hardie and Lee 2005), a return on the
same day lowers it, and a day of returns alone is no purchase. Sums are decimal, so that 0.1 + 0.2 - 0.3 is
nothing and the order of the lines never matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from inspect import Parameter, Signature
from typing import Any, TypeAlias

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pandas as pd
import pyarrow as pa

from tools.columns import require_columns
from tools.customers.file_stamps import stamp_of
from tools.customers.frame_lines import FrameLines, no_lines, read_frame
from tools.customers.money_units import LARGEST, MINOR, MOST_SLACK, SLACK, as_decimals, whole_units
from tools.errors import InvalidArgument

EXACT = dt.Decimal(38, 12)
"""What a float column is added up as, unless it holds whole ten-thousandths alone (on DuckDB: but for float error)."""
MONEY = dt.Decimal(18, 4)
"""What a float column of whole ten-thousandths is added up as: the same sums in a fraction of the time."""

Transactions: TypeAlias = pd.DataFrame | ibis.Table


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of receipts as an Ibis table with `customer_id`, `bought_on` (date) and `amount` (exact).

    `ids` translates the integer keys of `customer_id` back into the caller's own identifiers; None where the
    table holds them itself. `without_customer` counts the lines that name nobody and were left out.
    """

    table: ibis.Table
    first_day: date
    last_day: date
    without_customer: int
    ids: pd.Index | None = None
    backend: Any = None
    content: tuple[Any, ...] | None = None
    """What tells these lines from others, a stamp of their files or a checksum; None where nobody asked."""

    def run(self, expression: ibis.Table) -> pd.DataFrame:
        """Executes an expression over the lines and gives back the caller's own customer ids, sorted."""
        frame: pd.DataFrame = (
            self.backend.execute(expression) if self.backend is not None else expression.execute()
        )
        if self.ids is not None and "customer_id" in frame:
            frame["customer_id"] = self.ids.take(frame["customer_id"].to_numpy())
        if "customer_id" in frame:
            frame = frame.sort_values("customer_id", kind="stable", ignore_index=True)
        return frame

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Executes an expression over the lines and gives its rows as they come, with the keys of the table."""
        found: pa.Table = (
            self.backend.to_pyarrow(expression) if self.backend is not None else expression.to_pyarrow()
        )
        return found


def read_lines(
    tx: Transactions,
    *,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str | None = "revenue",
    also: str | None = None,
    remember: bool = False,
) -> Lines:
    """The lines in one shape, checked.

    `tx` is a DataFrame or an Ibis table. `time` holds dates, naive timestamps or their ISO text; an aware
    timestamp counts for the day on its own clock. `value` is money, negative for a refund; None makes every
    line a purchase of no value. `also` is a second amount to carry along as `other` (margin, say), empty where
    it is not known. Lines without a customer are dropped and counted. Customer days (an Ibis table with
    `smallest`, read with the time `bought_on` and the value `amount`) are taken as they are.

    Raises InvalidArgument for a missing column, a date or a value that cannot be read, and NotEnoughData
    when no line is left.
    """
    if isinstance(tx, pd.DataFrame):
        return table_of(read_frame(tx, customer, time, value, also))
    if isinstance(tx, ibis.Table):
        needed = [customer, time, *(name for name in (value, also) if name is not None)]
        require_columns(tx.columns, needed, what="tx")
        return _from_table(tx, customer, time, value, also, remember=remember)
    raise InvalidArgument(
        f"tx is a {type(tx).__name__}; a pandas DataFrame or an Ibis table is needed.", argument="tx"
    )


def customer_days(lines: ibis.Table) -> ibis.Table:
    """One row per customer and day with a line: `customer_id`, `bought_on`, `amount` (net of the day),
    `smallest` (its lowest line) and, where the lines have it, `other` (net, empty where never known).

    A table that has `smallest` is one of customer days already and comes back as it is.
    """
    if "smallest" in lines.columns:
        return lines
    sums = {"amount": lines.amount.sum(), "smallest": lines.amount.min()}
    if "other" in lines.columns:
        sums["other"] = lines.other.sum()
    return lines.group_by("customer_id", "bought_on").aggregate(**sums)


def purchase_days(lines: ibis.Table) -> ibis.Table:
    """One row per customer and purchase day: `customer_id`, `bought_on`, `amount` (net of the day).

    `lines` may be customer days too.
    """
    per_day = customer_days(lines)
    bought = (per_day.amount > 0) | (per_day.smallest >= 0)
    return per_day.filter(bought).select("customer_id", "bought_on", "amount")


def table_of(frame: FrameLines) -> Lines:
    """The lines of a DataFrame for an engine."""
    keys, ids = pd.factorize(frame.customer, sort=True)
    columns = {
        "customer_id": pa.array(keys.astype(np.int64)),
        "bought_on": pa.array(frame.bought_on),
        "amount": _money(frame.amount),
    }
    if frame.other is not None:
        columns["other"] = _money(frame.other)
    table = ibis.memtable(pa.table(columns))
    inexact = [name for name in columns if pa.types.is_floating(columns[name].type)]
    return Lines(
        table.mutate(**{name: table[name].cast(EXACT) for name in inexact}),
        first_day=frame.first_day,
        last_day=frame.last_day,
        without_customer=frame.without_customer,
        ids=pd.Index(ids),
        backend=ibis.duckdb.connect(),
    )


def _money(amounts: np.ndarray[Any, Any]) -> pa.Array:
    """The amounts as decimals where all are whole ten-thousandths, otherwise as they are; NaN is empty."""
    units = whole_units(amounts)
    return pa.array(amounts, from_pandas=True) if units is None else as_decimals(units, np.isnan(amounts))


def _from_table(
    tx: ibis.Table, customer: str, time: str, value: str | None, also: str | None, *, remember: bool
) -> Lines:
    kind = tx[time].type()
    if kind.is_timestamp() and kind.timezone is not None:
        raise InvalidArgument(
            f"{time} is an instant with a time zone; store the business day beside it and pass that column.",
            argument=time,
        )
    if not (kind.is_date() or kind.is_timestamp()):
        raise InvalidArgument(f"{time} is {kind}, not a date or a naive timestamp.", argument=time)
    amount = tx[value] if value else ibis.literal(0, type="int64")
    if not amount.type().is_numeric():
        raise InvalidArgument(f"{value} is {amount.type()}, not a number.", argument=value)
    columns = {
        "customer_id": tx[customer],
        "bought_on": tx[time] if kind.is_date() else tx[time].date(),
        "amount": amount,
    }
    if also is not None:
        columns["other"] = tx[also]
    if time == "bought_on" and value == "amount" and "smallest" in tx.columns:
        columns["smallest"] = tx.smallest  # customer days, added up already
    lines = tx.select(**columns)
    floats: list[str] = [
        name for name in ("amount", "other") if name in columns and lines[name].type().is_floating()
    ]
    remember = remember and tx.get_backend().name == "duckdb"
    stamp = stamp_of(lines) if remember else None  # before anything is read, so that a later change is seen
    checksum = _checksum(lines) if remember and stamp is None else {}
    found = _state(lines, floats, checksum)
    here = lines.customer_id.notnull()
    if found["nameless"] > 0:  # what is empty on lines that are left out does not matter
        found |= _state(lines.filter(here), floats, {}) | {
            name: found[name] for name in ("line_count", "nameless")
        }
    nameless = int(found["nameless"])
    if int(found["line_count"]) == nameless:
        raise no_lines(int(found["line_count"]))
    for column, count in ((time, found["undated"]), (value, found["unpriced"])):
        if int(count) > 0:
            raise InvalidArgument(
                f"{column} is empty on {int(count)} of {int(found['line_count'])} lines; fill it or leave them out.",
                message_ru=f"{column}: пусто в {int(count)} из {int(found['line_count'])} строк; "
                "заполните или уберите их.",
                argument=column,
            )
    exact = {name: lines[name].cast(EXACT if found[f"{name}_inexact"] > 0 else MONEY) for name in floats}
    return Lines(
        lines.filter(here).mutate(**exact),
        first_day=pd.Timestamp(found["first_day"]).date(),
        last_day=pd.Timestamp(found["last_day"]).date(),
        without_customer=nameless,
        content=(lines.schema(), stamp, *map(str, found.values())) if remember else None,
    )


def _state(lines: ibis.Table, floats: list[str], checksum: dict[str, Any]) -> dict[str, Any]:
    """Counts and days of the lines. Plain ones, because DuckDB reads those from the footer of a Parquet file."""
    state = lines.aggregate(
        line_count=lines.count(),
        named=lines.customer_id.count(),
        dated=lines.bought_on.count(),
        priced=lines.amount.count(),
        first_day=lines.bought_on.min(),
        last_day=lines.bought_on.max(),
        **{f"{name}_inexact": (~_is_money(lines[name], slack=_rounds(lines))).sum() for name in floats},
        **checksum,
    )
    found: dict[str, Any] = {str(name): value for name, value in state.execute().iloc[0].items()}
    for fault, known in (("nameless", "named"), ("undated", "dated"), ("unpriced", "priced")):
        found[fault] = int(found["line_count"]) - int(found.pop(known))
    return found


def _checksum(lines: ibis.Table) -> dict[str, Any]:
    """What tells these lines from others."""

    def hashed() -> Any:
        """DuckDB's hash of several columns at once."""

    hashed.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in lines.columns]
    )
    kinds = tuple(lines.schema().types)
    of_row = ibis.udf.scalar.builtin(hashed, name="hash", signature=(kinds, dt.uint64))
    row = of_row(*(lines[name] for name in lines.columns))
    # Equal lines cancel out in the xor and not in the sum, which is of few bits lest it overflow.
    return {"row_xor": (row // 2).bit_xor(), "row_sum": (row % 2**31).sum()}


def _is_money(amount: Any, *, slack: bool) -> Any:
    """Whether a float is empty or a whole number of ten-thousandths, in arithmetic that all engines share."""
    size = amount.abs()
    size = ibis.ifelse(size < LARGEST, size, 0.5 / MINOR)
    whole = (size * MINOR + 0.5).floor() / MINOR
    if not slack:
        return amount.isnull() | (whole == size)
    return amount.isnull() | ((whole - size).abs() <= ibis.least(SLACK * size, MOST_SLACK))


def _rounds(lines: ibis.Table) -> bool:
    """Whether the engine's cast of a float to a decimal rounds; ClickHouse's cuts off."""
    return bool(lines.get_backend().name == "duckdb")
