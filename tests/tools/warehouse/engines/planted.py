# ruff: noqa: DTZ001 - times without a zone are the point
"""Rows that engines are known to read differently: every one of them has once given a wrong figure somewhere.

Empty, NULL and Cyrillic names; customers that nobody recognised; returns on the same day and later; exact
midnights, the last microsecond of a month, the hour that daylight saving leaves out; ids that are texts of
digits with leading zeros or beyond 2^53; sums that binary fractions would miss.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

CUSTOMERS = ["007", "0000012", "9007199254740993", "9007199254740992", "Клиент-1", "клиент-1", " x", "x"]
CHANNELS = ["store", "online", "Магазин", "магазин", "МАГАЗИН", "", None]
CATEGORIES = ["Хлеб", "Ёлки", "bread", "Bread", None]
MOMENTS = [
    datetime(2026, 1, 1),  # midnight, and a year's first
    datetime(2026, 1, 31, 23, 59, 59, 999999),  # one microsecond before the month ends
    datetime(2026, 2, 1),
    datetime(2026, 2, 28, 23, 59, 59, 999999),
    datetime(2026, 3, 29, 2, 30),  # left out by daylight saving in Europe
    datetime(2026, 3, 8, 2, 30),  # and in New York
    datetime(2025, 10, 26, 2, 30),  # told twice
    datetime(2024, 2, 29, 12),
    datetime(2026, 3, 31, 21, 0),  # another day in Moscow than in UTC, were it an instant
]
CENTS = ["0.1000", "0.2000", "-0.3000", "19.9900", "0.0001", "4567.8900", "-19.9900", "0.0000", "5.0000"]
FIRST = date(2024, 2, 29)


def lines() -> pd.DataFrame:
    """Some 2,600 lines of receipts: the planted moments, and a year of purchases of 40 plain customers."""
    rows = [*_planted(), *_plain()]
    frame = pd.DataFrame(
        rows, columns=["customer_id", "order_id", "ordered_at", "category", "channel", "revenue"]
    )
    frame.insert(3, "ordered_on", frame["ordered_at"].map(lambda moment: moment.date()))
    frame["margin"] = [None if i % 7 == 0 else value / 4 for i, value in enumerate(frame["revenue"])]
    return frame


def arrow_lines() -> pa.Table:
    """The same in exact types."""
    frame = lines()
    types = {
        "customer_id": pa.string(),
        "order_id": pa.string(),
        "ordered_at": pa.timestamp("us"),
        "ordered_on": pa.date32(),
        "category": pa.string(),
        "channel": pa.string(),
        "revenue": pa.decimal128(18, 4),
        "margin": pa.decimal128(18, 4),
    }
    arrays = {}
    for name, dtype in types.items():
        column = frame[name].astype(object).where(frame[name].notna(), None).tolist()
        if dtype == pa.decimal128(18, 4):
            column = [None if v is None else v.quantize(Decimal("0.0001")) for v in column]
        arrays[name] = pa.array(column, dtype)
    return pa.table(arrays)


def write_files(folder: Path) -> Path:
    """A file for the ingest, with the planted lines as sales and refunds of a shop."""
    table = arrow_lines()
    target = folder / "transactions_planted.parquet"
    pq.write_table(table.drop_columns(["ordered_on"]), target)
    return target


def _planted() -> Iterator[tuple[object, ...]]:
    number = 0
    for c, customer in enumerate([*CUSTOMERS, None]):
        for m, moment in enumerate(MOMENTS):
            for k in range(1 + (c + m) % 3):
                number += 1
                channel = CHANNELS[(c + m + k) % len(CHANNELS)]
                category = CATEGORIES[(c * m + k) % len(CATEGORIES)]
                amount = Decimal(CENTS[(c + 2 * m + k) % len(CENTS)])
                yield customer, f"P{number:05d}", moment, category, channel, amount


def _plain() -> Iterator[tuple[object, ...]]:
    for customer in range(40):
        pace = 3 + customer % 17
        for visit in range(min(2 + (customer * 7) % 60, 560 // pace)):
            day = FIRST + timedelta(days=320 + customer + visit * pace)
            moment = datetime(day.year, day.month, day.day, (customer + visit) % 24, (visit * 7) % 60)
            amount = Decimal(100 + (customer * 37 + visit * 13) % 900) / 10
            order = f"O{customer:03d}-{visit:03d}"
            yield f"C{customer:03d}", order, moment, CATEGORIES[visit % 4], CHANNELS[visit % 3], amount
            yield (
                f"C{customer:03d}",
                order,
                moment,
                CATEGORIES[(visit + customer) % 4],
                CHANNELS[visit % 3],
                amount / 2,
            )
            if (customer + visit) % 11 == 0:
                back = moment + timedelta(days=(visit % 3) * 2)
                yield (
                    f"C{customer:03d}",
                    f"R{order}",
                    back,
                    CATEGORIES[visit % 4],
                    CHANNELS[visit % 3],
                    -amount,
                )
