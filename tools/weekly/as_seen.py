"""The warehouse as it stood at the end of a day: nothing later can be seen, by any tool."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

DAY_OF = {
    "transactions": "ordered_on",
    "customers": "registered_on",
    "consents": "at",
    "contacts": "sent_on",
    "assignments": "assigned_on",
    "campaigns": "started_on",
    "offers": "valid_from",
    "redemptions": "redeemed_on",
    "surveys": "asked_on",
    "feedback": "written_on",
}
"""Column that says when a row became known; tables that are not named here have no time."""


class AsSeen:
    """Stands in for a warehouse. Its snapshot names the day, so that runs on it are told apart from others.

    Rows without a date are kept. What a source corrected later is seen corrected: the lake does not keep
    when a file came in.
    """

    def __init__(self, warehouse: Warehouse, day: date) -> None:
        self._warehouse, self._day = warehouse, day
        self.snapshot = f"{warehouse.snapshot}@{day.isoformat()}"
        self.last_day = day
        self._has: dict[str, bool] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)

    def has(self, name: str) -> bool:
        """Whether the table held a row by that day."""
        if name not in self._has:
            self._has[name] = self._warehouse.has(name) and bool(self.table(name).limit(1).count().execute())
        return self._has[name]

    def table(self, name: str) -> ibis.Table:
        """The table's rows up to and including that day."""
        table = self._warehouse.table(name)
        column = DAY_OF.get(name)
        if column is None:
            return table
        after = self._day + timedelta(days=1)
        seen = table[column] < ibis.literal(after).cast(table[column].type())
        return table.filter(seen | table[column].isnull())

    def customer_day(self) -> ibis.Table | None:
        """The customer days up to and including that day."""
        days = self._warehouse.customer_day()
        return None if days is None else days.filter(days.bought_on <= ibis.literal(self._day))


def as_seen(warehouse: Warehouse, day: date | None) -> Warehouse:
    """The warehouse itself when `day` is its last day or left out, otherwise the same without what came later."""
    if day is None or day >= warehouse.last_day:
        return warehouse
    return AsSeen(warehouse, day)  # type: ignore[return-value]  # stands in for it by duck typing
