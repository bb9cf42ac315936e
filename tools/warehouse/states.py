"""The states of the customers as they were known at the end of a week: written once, never changed.

Recomputing a past week on the present data is not what was known then: back-dated rows, merged ids and changed
rules all move customers. So each week's states are stored whole (a few bytes a customer), named by the day
they are of and the moment they were computed; a correction is a further record. Reports cite the pair.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import InvalidArgument, MissingData
from tools.warehouse.lake import place
from tools.warehouse.manifest import Manifest, StateRecord, read_manifest

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "states"


def with_states(
    lake: Path,
    folder: Path,
    manifest: Manifest,
    states: pd.DataFrame,
    *,
    as_of: date,
    computed_at: datetime,
    rules_version: str,
    code_version: str,
) -> tuple[Manifest, StateRecord]:
    """The manifest with one more record; `folder` is for the file in the making.

    `states` has `customer_id` and whatever is to be remembered of each customer. Call it while holding the
    write lock and publish the manifest. The same states of a day under the same data, rules and code are not
    stored twice: the record there is comes back. Raises InvalidArgument for a moment without a time zone
    or one at which this day was recorded already.
    """
    moment = utc(computed_at)
    versions = (manifest.snapshot, rules_version, code_version)
    same_day = [record for record in manifest.states if record.as_of == as_of]
    if same_day and same_day[-1].versions == versions:
        return manifest, same_day[-1]
    if any(record.computed_at == moment for record in same_day):
        raise InvalidArgument(
            f"The states of {as_of} were recorded at {moment.isoformat()} already; a correction needs a later moment.",
            message_ru=f"Состояния на {as_of} уже записаны в {moment.isoformat()}; для исправления нужен более поздний момент.",
            argument="computed_at",
        )
    path = folder / "states.parquet"
    named = {"data_version": versions[0], "rules_version": rules_version, "code_version": code_version}
    whole = states.assign(as_of=as_of, computed_at=moment.replace(tzinfo=None), **named)
    whole.to_parquet(path, index=False, compression="zstd")
    record = StateRecord(
        as_of=as_of,
        computed_at=moment,
        **named,
        customers=len(states),
        file=place(lake, FOLDER, path, rows=len(states)),
    )
    return manifest.model_copy(update={"states": (*manifest.states, record)}), record


def recorded(lake: Path) -> list[StateRecord]:
    """Every record in the order in which it was made; empty where there is none."""
    manifest = read_manifest(lake)
    return list(manifest.states) if manifest is not None else []


def known_state(lake: Path, as_of: date, *, at: datetime | None = None) -> StateRecord | None:
    """The record of this day that was the newest at the moment `at` (default: now); None where there was none."""
    until = utc(at) if at is not None else None
    found = [
        record
        for record in recorded(lake)
        if record.as_of == as_of and (until is None or record.computed_at <= until)
    ]
    return found[-1] if found else None


def read_states(lake: Path, as_of: date, computed_at: datetime) -> pd.DataFrame:
    """The states of exactly this record. Raises MissingData that lists the moments there are."""
    import pandas as pd

    moment = utc(computed_at)
    of_day = [record for record in recorded(lake) if record.as_of == as_of]
    for record in of_day:
        if record.computed_at == moment:
            path = lake / record.file.path
            if path.exists():
                return pd.read_parquet(path)
            raise MissingData(
                f"The warehouse has lost its file {record.file.path}; restore a backup.",
                message_ru=f"В хранилище пропал файл {record.file.path}; восстановите копию.",
                argument=record.file.path,
            )
    moments = ", ".join(record.computed_at.isoformat() for record in of_day) or "none"
    raise MissingData(
        f"No states of {as_of} were recorded at {moment.isoformat()}; recorded were: {moments}.",
        message_ru=f"Состояний на {as_of}, записанных в {moment.isoformat()}, нет; есть: {moments}.",
        argument="computed_at",
    )


def utc(moment: datetime) -> datetime:
    """The moment in UTC. Raises InvalidArgument when it has no time zone."""
    if moment.tzinfo is None:
        raise InvalidArgument(
            f"computed_at {moment.isoformat()} has no time zone; write for instance {moment.isoformat()}+00:00.",
            message_ru=f"computed_at {moment.isoformat()}: нет часового пояса; напишите, например, {moment.isoformat()}+00:00.",
            argument="computed_at",
        )
    return moment.astimezone(UTC)
