"""`identity_summary`: ids against persons, before and after resolving, and the map of sources."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tools.catalogue import tools
from tools.identity.in_lake import resolve_lake
from tools.simulate import Retailer
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse


def summary(lake: Path) -> Any:
    with open_warehouse(lake) as warehouse:
        return execute(tools()["identity_summary"], warehouse, {})


def test_d4_sources_have_their_coverage_and_merges_are_counted(tmp_path: Path) -> None:
    made = Retailer(seed=6).generate(customers=600, duplicates=0.4)
    made.write(tmp_path / "files")
    for file in sorted((tmp_path / "files").glob("*.parquet")):
        ingest([file], lake=tmp_path / "lake")
    lake = tmp_path / "lake"
    ids = made.tables["customers"]["customer_id"].nunique()
    before = summary(lake)
    assert (before.fact("customer_ids").value, before.fact("persons").value) == (ids, ids)
    assert "identity resolve --check" in " ".join(note.en for note in before.notes)
    report = resolve_lake(lake, at="2026-11-22T09:00:00+00:00")
    after = summary(lake)
    assert after.fact("customer_ids").value == ids
    assert after.fact("persons").value == ids - report.new_merges == 600
    assert after.fact("merged").value == report.new_merges
    assert after.fact("conflicts").value == report.conflicts
    assert after.fact("several_channels").value > before.fact("several_channels").value
    rows = {row.label_en: row.values for row in after.tables[0].rows}
    assert rows["customer attributes"] == (600, 1.0)
    assert rows["ids: loyalty"] == (600, 1.0)
    site = made.tables["identities"].query("source == 'site'")["customer_id"].nunique()
    assert rows["ids: site"] == (site, site / 600)
    shutil.rmtree(lake)
