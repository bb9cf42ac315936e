"""Which lines a question is about: period, channel, category, region."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tools.errors import InvalidArgument, MissingData
from tools.warehouse.connect import Warehouse

if TYPE_CHECKING:
    import ibis

SHOWN = 12


def select_transactions(
    warehouse: Warehouse,
    *,
    start: date | None = None,
    end: date | None = None,
    channel: str | None = None,
    category: str | None = None,
    region: str | None = None,
    known_customers: bool = True,
) -> ibis.Table:
    """The lines of `transactions` with these properties; both days are included.

    `known_customers` leaves out lines on which nobody was recognised. Names are compared without regard to
    case. `region` is a region or a city of the table `customers`. Raises InvalidArgument naming the known
    values when a name does not occur, MissingData when the data do not have that column at all.
    """
    lines = within_days(warehouse.table("transactions"), "ordered_on", start, end)
    for column, wanted in (("channel", channel), ("category", category)):
        if wanted is not None:
            known = _known(warehouse, "transactions", column)
            lines = lines.filter(lines[column].isin(_matching(known, wanted, argument=column)))
    lines = of_region(lines, warehouse, region)
    if known_customers:
        if not warehouse.has_values("transactions", "customer_id"):
            raise MissingData(
                "The purchases name no customer, so nothing can be said about customers. Load customer_id.",
                message_ru="В покупках не указан клиент, поэтому о клиентах ничего сказать нельзя. Загрузите customer_id.",
                argument="customer_id",
            )
        lines = lines.filter(lines.customer_id.notnull())
    return lines


def within_days(rows: ibis.Table, column: str, start: date | None, end: date | None) -> ibis.Table:
    """The rows from `start` to `end`, both included. Raises InvalidArgument where the one is after the other."""
    if start is not None and end is not None and start > end:
        raise InvalidArgument(
            f"The period ends before it starts: {start} to {end}.",
            message_ru=f"Период кончается раньше, чем начинается: {start} – {end}.",
            argument="start",
        )
    if start is not None:
        rows = rows.filter(rows[column] >= _day(start))
    if end is not None:
        rows = rows.filter(rows[column] <= _day(end))
    return rows


def of_region(rows: ibis.Table, warehouse: Warehouse, region: str | None) -> ibis.Table:
    """The rows of the customers of a region or a city; all rows where none is named."""
    if region is None:
        return rows
    return rows.semi_join(_customers_of(warehouse, region), "customer_id")


def _day(value: date) -> Any:
    import ibis

    return ibis.date(value.year, value.month, value.day)


def _known(warehouse: Warehouse, table: str, column: str) -> tuple[str, ...]:
    if not warehouse.has_values(table, column):
        raise MissingData(
            f"The data do not name the {column} of a purchase, so one cannot be chosen.",
            message_ru=f"В данных не указано поле {column}, поэтому выбрать по нему нельзя.",
            argument=column,
        )
    return warehouse.values(table, column)


def _customers_of(warehouse: Warehouse, region: str) -> ibis.Table:
    customers = warehouse.table("customers")
    columns = [name for name in ("region", "city") if warehouse.has_values("customers", name)]
    if not columns:
        raise MissingData(
            "The data do not name the region of a customer, so one cannot be chosen.",
            message_ru="В данных не указан регион клиента, поэтому выбрать по нему нельзя.",
            argument="region",
        )
    for column in columns:
        known = warehouse.values("customers", column)
        if any(value.casefold() == region.strip().casefold() for value in known):
            return customers.filter(customers[column].isin(_matching(known, region, argument="region")))
    _matching(tuple(v for c in columns for v in warehouse.values("customers", c)), region, argument="region")
    raise AssertionError("unreachable: an unknown region was refused above")


def _matching(known: tuple[str, ...], wanted: str, *, argument: str) -> list[str]:
    found = [value for value in known if value.casefold() == wanted.strip().casefold()]
    if found:
        return found
    near = get_close_matches(wanted.casefold(), [value.casefold() for value in known], n=SHOWN, cutoff=0.5)
    first = [value for value in known if value.casefold() in near]
    shown = (first + [value for value in known if value not in first])[:SHOWN]
    more = f" (+{len(known) - SHOWN})" if len(known) > SHOWN else ""
    raise InvalidArgument(
        f"There is no {argument} {wanted!r}; known are: {', '.join(shown)}{more}.",
        message_ru=f"Значения {argument} = {wanted!r} в данных нет; есть: {', '.join(shown)}{more}.",
        argument=argument,
    )
