"""Person map, conflict queue and merge log in the lake: read, and replaced all at once with one manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tools.errors import InvalidArgument, MissingData
from tools.identity.conflicts import COLUMNS as QUEUE_COLUMNS

if TYPE_CHECKING:
    from tools.warehouse.manifest import Manifest, Persons, Stored

FOLDER = "identity"


def current_manifest(lake: Path) -> Manifest:
    """The state of the lake now. Raises MissingData where nothing was loaded yet."""
    from tools.warehouse.engines.lake_files import pinned_manifest

    return pinned_manifest(lake, None)


def read_person_map(lake: Path, manifest: Manifest) -> dict[str, str]:
    """Customer id -> person id of the persons with several ids; empty where nobody was merged."""
    from tools.warehouse.engines.lake_files import existing

    stored = manifest.persons.person_map
    if stored is None:
        return {}
    frame = pd.read_parquet(existing(lake, stored))
    return dict(zip(frame["customer_id"], frame["person_id"], strict=True))


def read_queue(lake: Path, manifest: Manifest) -> pd.DataFrame:
    """The conflicts that wait for a person, one row each."""
    from tools.warehouse.engines.lake_files import existing

    stored = manifest.persons.queue
    return (
        pd.DataFrame(columns=list(QUEUE_COLUMNS), dtype="str")
        if stored is None
        else pd.read_parquet(existing(lake, stored))
    )


def replace_persons(
    lake: Path,
    expected: Manifest,
    *,
    person_map: Mapping[str, str] | None = None,
    queue: pd.DataFrame | None = None,
    restored: Persons | None = None,
    entries: pd.DataFrame,
) -> str:
    """Writes a new state (what is None stays as it is) and the entries that explain it; the new snapshot's id.

    `restored` takes map and queue from an earlier state whose files are still there. Raises InvalidArgument
    when something else was stored since `expected` was read: what was worked out may no longer hold.
    """
    from tools.warehouse.lake import collect_orphans, publish, writing
    from tools.warehouse.manifest import read_manifest

    with writing(lake) as folder:
        now = read_manifest(lake)
        if now != expected:
            raise InvalidArgument(
                "The warehouse has changed meanwhile; start again, so that what was just loaded counts too.",
                message_ru="Хранилище тем временем изменилось; запустите ещё раз, чтобы учесть новые данные.",
                argument="lake",
            )
        persons = expected.persons
        if restored is not None:
            _check_there(lake, restored)
            persons = persons.model_copy(update={"person_map": restored.person_map, "queue": restored.queue})
        if person_map is not None:
            rows = sorted(person_map.items())
            table = pa.table({"customer_id": [c for c, _ in rows], "person_id": [p for _, p in rows]}, schema=pa.schema([("customer_id", pa.string()), ("person_id", pa.string())]))  # fmt: skip
            persons = persons.model_copy(update={"person_map": _stored(lake, folder, table, FOLDER)})
        if queue is not None:
            persons = persons.model_copy(
                update={"queue": _stored(lake, folder, _texts(queue), f"vault/{FOLDER}")}
            )
        if part := _stored(lake, folder, _texts(entries), f"vault/{FOLDER}"):
            persons = persons.model_copy(update={"log": (*persons.log, part)})
        snapshot = publish(lake, expected.model_copy(update={"persons": persons}))
        collect_orphans(lake)
    return snapshot


def _stored(lake: Path, folder: Path, table: pa.Table, target: str) -> Stored | None:
    """The table as a file of the lake; None where it has no rows."""
    from tools.warehouse.lake import place

    if not table.num_rows:
        return None
    staged = folder / f"{target.replace('/', '-')}-{table.num_columns}.parquet"
    pq.write_table(table, staged, compression="zstd")
    return place(lake, target, staged, rows=table.num_rows, private=target.startswith("vault/"))


def _texts(frame: pd.DataFrame) -> pa.Table:
    columns = {name: pa.array(frame[name].astype(object).tolist(), pa.string()) for name in frame.columns}
    return pa.table(columns)


def _check_there(lake: Path, persons: Persons) -> None:
    for stored in (persons.person_map, persons.queue):
        if stored is not None and not (lake / stored.path).exists():
            raise MissingData(
                f"The state before is no longer kept ({stored.path} was removed); run `copilot identity resolve` instead.",
                message_ru=f"Прежнее состояние больше не хранится (нет {stored.path}); запустите `copilot identity resolve`.",
                argument=stored.path,
            )
