"""The definitions that people saved: kept in the lake, so that a snapshot pins the names it was read with.

A saved definition makes a new snapshot. A question asked again is then a new run under the new names, and a
report of an older snapshot is still built under the old ones.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tools.segmentation.rfm_definition import RfmDefinition, definition_of
from tools.segmentation.rfm_names import DEFINITION
from tools.segmentation.segments import Segment

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

TABLE, RFM = "segment_rules", "rfm"


@dataclass(frozen=True, slots=True)
class SavedRules:
    """A version of the definition with who saved it and when (naive, UTC)."""

    version: str
    definition: RfmDefinition
    author: str
    saved_at: datetime

    @property
    def saved_at_utc(self) -> datetime:
        """The moment with its time zone."""
        return self.saved_at.replace(tzinfo=UTC)


def saved_rules(warehouse: Warehouse) -> Sequence[SavedRules]:
    """Every version that somebody saved, the latest first; empty where nobody did."""
    if not warehouse.has(TABLE):
        return ()
    table = warehouse.table(TABLE)
    rows = table.filter(table.scheme == RFM).order_by(table.saved_at.desc(), table.version.desc()).execute()
    return [
        SavedRules(
            row["version"],
            definition_of(json.loads(row["definition"])),
            str(row["author"] or ""),
            row["saved_at"].to_pydatetime(),
        )
        for row in rows.to_dict("records")
    ]


def rfm_definition(warehouse: Warehouse) -> RfmDefinition:
    """The definition in force: the one saved last, otherwise the built-in one."""
    saved = saved_rules(warehouse)
    return saved[0].definition if saved else DEFINITION


def rfm_named(warehouse: Warehouse) -> tuple[Segment, ...]:
    """The RFM segments in force, in order."""
    return rfm_definition(warehouse).named


def store_rules(lake: Path, definition: RfmDefinition, *, author: str, at: datetime) -> str:
    """Puts a definition in force; returns the id of the new snapshot.

    `at` is naive, in UTC. The caller sees to it that the version is a new one. Raises LakeBusy.
    """
    import pandas as pd

    from tools.warehouse import ingest

    row = {
        "scheme": RFM,
        "version": definition.version,
        "definition": definition.to_json(),
        "author": author,
        "saved_at": pd.Timestamp(at),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{TABLE}_{definition.version}.parquet"
        pd.DataFrame([row]).to_parquet(file, index=False)
        return ingest([file], lake=lake, table=TABLE).snapshot
