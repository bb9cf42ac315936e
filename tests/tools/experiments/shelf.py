"""A warehouse of hand-written tables, for tests that need to know every row."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pandas as pd

from tools.errors import MissingData
from tools.warehouse.schema import TABLES


class Shelf:
    """Holds the given tables in the types of the schema; columns left out are empty."""

    snapshot = "shelf"
    currency = "RUB"
    time_zone = "Europe/Moscow"

    def __init__(self, tables: dict[str, pd.DataFrame], *, last_day: date | None = None) -> None:
        self.connection = ibis.duckdb.connect()
        self._rows: dict[str, int] = {}
        for name, frame in tables.items():
            full = frame.reindex(columns=list(TABLES[name]))
            raw = self.connection.create_table(f"raw_{name}", _plain(full))
            typed = raw.select(**{c: raw[c].cast(t) for c, t in TABLES[name].items()})
            self.connection.create_table(name, typed)
        days = pd.to_datetime(tables["transactions"]["ordered_on"])
        self.first_day: date = days.min().date()
        self.last_day: date = last_day or days.max().date()
        self._names = set(tables)

    def has(self, name: str) -> bool:
        return name in self._names

    def table(self, name: str) -> ibis.Table:
        if name not in self._names:
            raise MissingData(f"no table {name}", argument=name)
        return self.connection.table(name)

    def has_values(self, table: str, column: str) -> bool:
        if table not in self._names:
            return False
        return bool(self.connection.table(table)[column].notnull().any().execute() or False)

    def values(self, table: str, column: str) -> tuple[str, ...]:
        shown: Any = self.connection.table(table)[column].execute()
        return tuple(sorted({str(v) for v in shown.dropna()}))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy()
    for column in out.columns:
        if out[column].isna().all():
            out[column] = pd.Series([None] * len(out), dtype="str")
        elif out[column].dtype == object:
            out[column] = out[column].map(lambda v: None if v is None or v != v else str(v)).astype("str")
    return out
