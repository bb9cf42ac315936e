"""Merges customers of a lake by hand, as `tools.identity` does it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tools.warehouse.lake import place, publish, writing
from tools.warehouse.manifest import Persons, read_manifest


def merge(lake: Path, person_of: Mapping[str, str]) -> str:
    """Makes the ids on the left the persons on the right; the person's own id is among the merged ones."""
    manifest = read_manifest(lake)
    assert manifest is not None
    with writing(lake) as staging:
        file = staging / "person_map.parquet"
        table = pa.table({"customer_id": list(person_of), "person_id": list(person_of.values())})
        pq.write_table(table, file)
        stored = place(lake, "persons", file, rows=table.num_rows)
        return publish(lake, manifest.model_copy(update={"persons": Persons(person_map=stored)}))
