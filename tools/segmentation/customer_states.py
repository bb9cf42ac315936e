"""Where every customer stands on a day, recorded so that later nobody has to guess what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tools.customers.habits import purchase_habits
from tools.customers.sales import fetch
from tools.customers.selected_days import selected_days
from tools.errors import InvalidArgument
from tools.segmentation import lifecycle
from tools.segmentation.audience import people_of
from tools.segmentation.lifecycle import lifecycle_segments
from tools.segmentation.migration import Migration, moves_between
from tools.segmentation.rfm import rfm_segments
from tools.segmentation.stored_rules import rfm_definition
from tools.warehouse.connect import Warehouse, open_warehouse
from tools.warehouse.customer_day import with_customer_days
from tools.warehouse.engines.lake_files import pinned_manifest
from tools.warehouse.lake import publish, writing
from tools.warehouse.states import utc, with_states

if TYPE_CHECKING:
    from tools.warehouse.manifest import StateRecord

WEEK = timedelta(days=7)
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Restated:
    """What was recorded of a day, held against the same day on the present data under the present rules."""

    recorded: int
    """Customers in the record."""
    moved: int
    """Customers who stand elsewhere today, those in only one of the two included."""
    migration: Migration
    """From the recorded lifecycle segment to the present one; `outside` is who is in one of the two alone."""


def customer_states(warehouse: Warehouse, as_of: date) -> pd.DataFrame:
    """The state of everybody known at the end of `as_of`, in one pass over the customer days.

    Returns, sorted by id: `customer_id`, `lifecycle` (segment, prospects included), `purchases`, `first_on`,
    `last_on`, `usual_gap_days`, and for buyers `monetary` (net revenue), `r`, `f`, `m`, `rfm` (segment).
    """
    if not warehouse.first_day <= as_of <= warehouse.last_day:
        raise InvalidArgument(
            f"as_of {as_of} is outside the data, {warehouse.first_day} to {warehouse.last_day}.",
            message_ru=f"Дата {as_of} вне данных: {warehouse.first_day} – {warehouse.last_day}.",
            argument="as_of",
        )
    days = selected_days(warehouse, end=as_of)
    habits = purchase_habits(days, time="bought_on", value="amount", as_of=as_of)
    people = fetch(people_of(warehouse, as_of))
    stages = lifecycle_segments(habits, customers=people, as_of=as_of)
    scores = rfm_segments(habits, as_of=as_of, definition=rfm_definition(warehouse))
    states = stages.rename(columns={"segment": "lifecycle"}).drop(columns="silent_days")
    scores = scores.rename(columns={"segment": "rfm"}).drop(columns=["recency_days", "frequency"])
    out = states.merge(scores, on="customer_id", how="left")
    out.attrs = {}
    return out.astype(dict.fromkeys(("r", "f", "m"), "Int8") | {"purchases": "int64"})


def rules_version(warehouse: Warehouse) -> str:
    """The versions of all definitions that the states follow."""
    return f"{lifecycle.DEFINITION.version} {rfm_definition(warehouse).version}"


def record_states(
    lake: Path, as_of: Sequence[date], *, computed_at: datetime, code_version: str
) -> list[StateRecord]:
    """Computes and stores the states of these days on the newest snapshot; one swap of the manifest for all.

    `computed_at` is the caller's clock, with a time zone. A day that was recorded before under the same data,
    rules and code is not recorded again; under others it gets a further record beside the old one.
    Raises ToolError; then nothing was stored. A killed process leaves the records there were.
    """
    moment, records = utc(computed_at), []
    with writing(lake) as folder:
        manifest = with_customer_days(lake, folder, pinned_manifest(lake))
        publish(lake, manifest)
        with open_warehouse(lake) as warehouse:
            rules = rules_version(warehouse)
            for day in dict.fromkeys(as_of):
                versions = (warehouse.snapshot, rules, code_version)
                known = [r for r in manifest.states if r.as_of == day][-1:]
                if known and known[0].versions == versions:
                    records += known
                    continue
                states = customer_states(warehouse, day)
                manifest, record = with_states(
                    lake,
                    folder,
                    manifest,
                    states,
                    as_of=day,
                    computed_at=moment,
                    rules_version=rules,
                    code_version=code_version,
                )
                records.append(record)
        publish(lake, manifest)
    return records


def restated(warehouse: Warehouse, as_of: date, computed_at: datetime) -> Restated:
    """How far the present data and rules disagree with exactly this record.

    Raises MissingData where there is no such record.
    """
    then = warehouse.recorded_states(as_of, computed_at)
    now = customer_states(warehouse, as_of)
    migration = moves_between(
        then.rename(columns={"lifecycle": "segment"}), now.rename(columns={"lifecycle": "segment"})
    )
    moves = migration.moves
    moved = int(moves.loc[moves["before"] != moves["after"], "customers"].sum())
    return Restated(len(then), moved, migration)


def closed_weeks(first_day: date, last_day: date, *, since: date | None = None) -> list[date]:
    """The Sundays on which a whole week of the data ends, from `since` on (default: the newest one alone)."""
    newest = last_day - timedelta(days=(last_day.weekday() - SUNDAY) % 7)
    weeks = []
    while newest - timedelta(days=6) >= first_day and (since is None or newest >= since):
        weeks.append(newest)
        if since is None:
            break
        newest -= WEEK
    return weeks[::-1]
