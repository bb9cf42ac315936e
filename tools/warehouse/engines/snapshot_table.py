"""`cvm_snapshot`: the small table through which an engine says what it holds.

One row a snapshot; the row with the highest `position` is the current one, so that one insert makes a new
snapshot visible at once and whole. Publishing fills all columns. Whoever keeps canonical views of their own
needs only the first three, and gives a new id whenever the data behind the views have changed.

| column | |
|---|---|
| `snapshot` | id of the state |
| `currency` | ISO code of all money |
| `time_zone` | the business's time zone, in which all times are kept |
| `position` | counts up; may be left out where there is one row |
| `location` | schema or database of the tables; empty: the one of this table |
| `manifest` | what was loaded, file by file, as JSON; empty: counted from the tables |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tools.errors import MissingData
from tools.warehouse.demands import DAY_OF
from tools.warehouse.engines.engine import NotConforming
from tools.warehouse.manifest import Load, Manifest, Stored
from tools.warehouse.schema import TABLES

NAME = "cvm_snapshot"
NEEDED = ("snapshot", "currency", "time_zone")
COLUMNS = ("position", *NEEDED, "location", "manifest")


@dataclass(frozen=True, slots=True)
class Published:
    """One row of `cvm_snapshot`."""

    snapshot: str
    currency: str
    time_zone: str
    position: int = 0
    location: str = ""
    manifest: str = ""


def published(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, engine: str) -> list[Published]:
    """The rows, newest first. Raises NotConforming when the table lacks a column that it must have."""
    if not rows:  # chDB names no columns then
        return []
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise NotConforming(
            f"{NAME} in {engine} lacks the column(s) {', '.join(missing)}; docs/scale.md shows the table.",
            message_ru=f"В таблице {NAME} ({engine}) нет колонок {', '.join(missing)}; она описана в docs/scale.md.",
            argument=NAME,
        )
    found = []
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        texts = {name: str(cells.get(name) or "") for name in COLUMNS if name != "position"}
        found.append(Published(**texts, position=int(cells.get("position") or 0)))
    return sorted(found, key=lambda row: -row.position)


def chosen(rows: Sequence[Published], snapshot: str | None, *, engine: str) -> Published:
    """The current row, or the one of the named snapshot. Raises MissingData."""
    if not rows:
        raise MissingData(
            f"{engine} holds no snapshot yet: publish one with `copilot warehouse publish`.",
            message_ru=f"В {engine} ещё нет снимка: опубликуйте его командой `copilot warehouse publish`.",
            argument=NAME,
        )
    if snapshot is None:
        return rows[0]
    for row in rows:
        if row.snapshot == snapshot:
            return row
    known = ", ".join(row.snapshot for row in rows[:5])
    raise MissingData(
        f"{engine} does not hold the snapshot {snapshot}; it has: {known}.",
        message_ru=f"В {engine} нет снимка {snapshot}; есть: {known}.",
        argument="snapshot",
    )


def replaced(snapshot: str, engine: str) -> MissingData:
    """A reader kept a snapshot for so long that publishing has cleared it away."""
    return MissingData(
        f"The snapshot {snapshot} is no longer held by {engine}: newer ones were published. Ask again.",
        message_ru=f"Снимка {snapshot} в {engine} больше нет: опубликованы новые. Повторите вопрос.",
        argument="snapshot",
    )


def counted_manifest(row: Published, tables: Sequence[str], table: Callable[[str], Any]) -> Manifest:
    """What a manifest would say of tables that nobody loaded through us: one pass over each counts rows,
    filled columns and days."""
    loads = tuple(_counted(name, table(name)) for name in tables if name in TABLES)
    return Manifest(
        currency=row.currency, time_zone=row.time_zone, loads=tuple(load for load in loads if load.accepted)
    )


def _counted(name: str, table: Any) -> Load:
    figures = {f"n_{column}": table[column].count() for column in table.columns}
    day = next((column for column in (DAY_OF.get(name), "at") if column in table.columns), None)
    if day is not None:
        figures |= {"first_day": table[day].min(), "last_day": table[day].max()}
    found = table.aggregate(n_rows=table.count(), **figures).to_pyarrow().to_pylist()[0]
    rows = int(found["n_rows"] or 0)
    filled = {column: int(found[f"n_{column}"] or 0) for column in table.columns}
    return Load(
        table=name,
        file=name,
        file_sha256="",
        mapping_sha256="",
        read=rows,
        accepted=rows,
        accepted_without_customer=rows - filled.get("customer_id", rows),
        first_day=_as_day(found.get("first_day")),
        last_day=_as_day(found.get("last_day")),
        filled=filled,
        accepted_file=Stored(path=name, sha256="", rows=rows, size=0) if rows else None,
    )


def _as_day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value
