"""Where the data come from and how full they are: the map of sources and the share of lines with each field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.facts import Column, Row, Table

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

FIELDS = {
    "customer_id": ("клиент", "customer"),
    "product_id": ("товар", "product"),
    "category": ("категория", "category"),
    "quantity": ("количество", "quantity"),
    "discount": ("скидка", "discount"),
    "margin": ("маржа", "margin"),
    "store_id": ("магазин", "store"),
    "channel": ("канал", "channel"),
}
SHOWN = 20


def coverage_table(warehouse: Warehouse) -> Table:
    """Of the lines of sale: how many have each field."""
    loads = warehouse.loads.of("transactions")
    total = sum(load.accepted_file.rows for load in loads if load.accepted_file)
    rows = []
    for name, labels in FIELDS.items():
        filled = sum(load.filled.get(name, 0) for load in loads)
        rows.append(Row(name, *labels, (filled, min(1.0, filled / total) if total else 0.0)))
    columns = (
        Column("lines", "lines", "Строк с полем", "Lines with the field"),
        Column("share", "share", "Доля строк", "Share of the lines"),
    )
    return Table("coverage", "Заполненность покупок", "How full the purchases are", columns, tuple(rows))


def source_table(warehouse: Warehouse) -> Table:
    """Each loaded file: its table, rows read and accepted, first and last day; the newest twenty."""
    rows = []
    for i, load in enumerate(warehouse.loads.loads[-SHOWN:], start=1):
        label = f"{load.table}: {load.file}"
        days = [None if day is None else day.isoformat() for day in (load.first_day, load.last_day)]
        rows.append(Row(f"source_{i}", label, label, (load.read, load.accepted, *days)))
    columns = (
        Column("read", "lines", "Прочитано", "Read"),
        Column("accepted", "lines", "Принято", "Accepted"),
        Column("first_day", "date", "Первый день", "First day"),
        Column("last_day", "date", "Последний день", "Last day"),
    )
    return Table("sources", "Карта источников", "Map of sources", columns, tuple(rows))
