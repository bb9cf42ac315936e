"""What a snapshot is made of: one manifest names every file of every table.

The id of a snapshot is a hash over the content of its manifest, so the same data give the same id on any
machine and at any time; nothing in a manifest depends on a clock.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tools.errors import MissingData, UnreadableFile
from tools.facts import digest

SCHEMA_VERSION = 1
CURRENT = "manifest.json"
SNAPSHOTS = "snapshots"

Outcome = Literal["accepted", "set_aside", "rejected"]


class Stored(BaseModel):
    """An immutable Parquet file of the lake, by content."""

    model_config = ConfigDict(frozen=True)

    path: str
    """Relative to the lake."""
    sha256: str
    rows: int
    size: int


class Load(BaseModel):
    """One source file that was taken in: what became of its rows and where they are."""

    model_config = ConfigDict(frozen=True)

    table: str
    file: str
    file_sha256: str
    mapping_sha256: str
    read: int
    accepted: int
    accepted_without_customer: int = 0
    set_aside: int = 0
    rejected: int = 0
    refunds: int = 0
    refunds_matched: int = 0
    reasons: tuple[tuple[Outcome, str, int], ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    filled: dict[str, int] = {}
    """Rows with a value, by column."""
    accepted_file: Stored | None = None
    set_aside_file: Stored | None = None
    rejected_file: Stored | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The same bytes for the same table are the same load, under whatever mapping."""
        return self.table, self.file_sha256

    def files(self) -> list[Stored]:
        """Its Parquet files."""
        return [f for f in (self.accepted_file, self.set_aside_file, self.rejected_file) if f is not None]


class Persons(BaseModel):
    """Which customer ids are one person, and what led there. `tools.identity` writes it."""

    model_config = ConfigDict(frozen=True)

    person_map: Stored | None = None
    """Parquet: customer_id, person_id; only the ids of persons that have several. None = nobody was merged."""
    queue: Stored | None = None
    """Conflicts that wait for a person's decision; kept in the vault."""
    log: tuple[Stored, ...] = ()
    """Merges, undos and decisions in their order; parts are added and never changed or taken away."""

    def files(self) -> list[Stored]:
        """Its Parquet files."""
        return [f for f in (self.person_map, self.queue, *self.log) if f is not None]


class CustomerDay(BaseModel):
    """The lines added up by customer and day. `tools.warehouse.customer_day` writes it."""

    model_config = ConfigDict(frozen=True)

    layout: int
    sources: tuple[str, ...]
    """Paths of the files of transactions that it adds up."""
    months: dict[str, Stored]


class StateRecord(BaseModel):
    """The states of all customers on a day, as computed at a moment. `tools.warehouse.states` writes it."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    computed_at: datetime
    data_version: str
    """The snapshot that they were computed on."""
    rules_version: str
    code_version: str
    customers: int
    file: Stored

    @property
    def versions(self) -> tuple[str, str, str]:
        """What the states follow from, with the day: data, rules, code."""
        return self.data_version, self.rules_version, self.code_version


class Manifest(BaseModel):
    """All tables of the lake at one moment."""

    model_config = ConfigDict(frozen=True)

    schema_version: int = SCHEMA_VERSION
    currency: str
    time_zone: str
    loads: tuple[Load, ...] = ()
    persons: Persons = Persons()
    customer_day: CustomerDay | None = None
    """Derived from the loads, so it is no part of the snapshot's id."""
    states: tuple[StateRecord, ...] = ()
    """In the order in which they were recorded; what is there is never changed or taken away. No part of the
    snapshot's id, because they are about data and are not data."""

    @property
    def snapshot(self) -> str:
        """`s` and twelve hex digits: the same data, the same id, in whatever order they were loaded.

        Who is one person with whom is part of the data; how it came to that (the log) is not, so undoing a
        merge leads back to the snapshot before it.
        """
        plain = self.model_dump(mode="json", exclude={"customer_day", "states"})
        persons = plain.pop("persons")
        if told := {name: persons[name]["sha256"] for name in ("person_map", "queue") if persons[name]}:
            plain["persons"] = told
        plain["loads"] = sorted(
            plain["loads"], key=lambda load: (load["table"], load["file_sha256"], load["mapping_sha256"])
        )
        return "s" + digest(plain)[:12]

    def of(self, table: str) -> list[Load]:
        """The loads that hold rows of this table."""
        return [load for load in self.loads if load.table == table and load.accepted_file is not None]

    def files(self) -> list[Stored]:
        """Every Parquet file of this state."""
        loaded = [stored for load in self.loads for stored in load.files()]
        return [*loaded, *self.persons.files(), *(record.file for record in self.states)]

    def derived_files(self) -> list[Stored]:
        """Files that can be made again from the others at any time."""
        return list(self.customer_day.months.values()) if self.customer_day is not None else []

    def days(self, table: str) -> tuple[date, date] | None:
        """First and last day of a table that has days."""
        first = [load.first_day for load in self.of(table) if load.first_day is not None]
        last = [load.last_day for load in self.of(table) if load.last_day is not None]
        return (min(first), max(last)) if first and last else None


def read_manifest(lake: Path, snapshot: str | None = None) -> Manifest | None:
    """The current state of the lake, or an older one by id; None where the lake is empty.

    Raises MissingData when the named snapshot does not exist.
    """
    path = lake / CURRENT if snapshot is None else lake / SNAPSHOTS / f"{snapshot}.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if snapshot is None:
            return None
        known = ", ".join(snapshots(lake)[:5]) or "none"
        raise MissingData(
            f"There is no snapshot {snapshot} in the warehouse; known are: {known}.",
            message_ru=f"В хранилище нет снимка {snapshot}; известны: {known}.",
            argument="snapshot",
        ) from None
    try:
        return Manifest.model_validate_json(text)
    except ValueError:
        raise UnreadableFile(
            f"{path.name} of the warehouse is damaged; restore it from the folder {SNAPSHOTS}.",
            message_ru=f"Файл {path.name} хранилища повреждён; восстановите его из папки {SNAPSHOTS}.",
            argument=path.name,
        ) from None


def snapshots(lake: Path) -> list[str]:
    """Ids of all snapshots that can still be opened, newest first."""
    found = list((lake / SNAPSHOTS).glob("s*.json"))
    return [path.stem for path in sorted(found, key=lambda p: (p.stat().st_mtime_ns, p.name), reverse=True)]
