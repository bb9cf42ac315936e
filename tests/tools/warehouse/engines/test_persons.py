"""Merged customers are one person on every engine: the lake's engines translate in Ibis what DuckDB has in SQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.warehouse.engines.conftest import ENGINES
from tests.tools.warehouse.engines.merged import merge
from tests.tools.warehouse.engines.reference import outcome
from tests.tools.warehouse.engines.test_parity import differences
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.engines.publish import publish
from tools.warehouse.schema import TABLES

CUSTOMERS = """customer_id,registered_on,region,city,learnt_on
M1,2025-03-01,Москва,,2025-03-01
M2,2024-02-29,,Тверь,2025-06-01
M3,,Москва,Клин,
M4,2025-01-01,Тула,Тула,2025-06-01
M5,2025-01-02,Омск,Омск,2025-06-01
M6,1990-01-01,,,2025-06-02
M7,2025-05-05,Пермь,Пермь,2025-06-02
"""
"""M1-M3: nobody has all attributes, one day of learning is unknown. M4 and M5: learnt on one day, so that the
smaller id decides. M6 knows nothing. M7 is alone."""
ASSIGNMENTS = """experiment_id,customer_id,arm,propensity,assigned_at
E1,M1,control,0.5,2025-07-02 10:00
E1,M2,treatment,0.5,2025-07-01 23:59
E1,M4,treatment,0.5,2025-07-01 10:00
E1,M5,control,0.5,2025-07-01 10:00
E2,M5,control,0.5,2025-07-03 10:00
E1,M7,control,0.5,2025-07-03 10:00
"""
ADDRESSES = """customer_id,channel,address,valid
M1,email,a@example.com,false
M2,email,b@example.com,true
M3,sms,+79161234567,true
M4,email,c@example.com,false
M7,email,d@example.com,true
"""
PEOPLE = {"M1": "M2", "M2": "M2", "M3": "M2", "M4": "M5", "M5": "M5", "M6": "M6x", "M6x": "M6x"}
BUYERS = {f"K{n:06d}": f"K{n - n % 3 + 1:06d}" for n in range(1, 600)}
"""The retailer's customers, three a person."""
TOOLS = ("describe_base", "consent_check", "reachability", "lifecycle_segments")


@pytest.fixture(scope="module")
def merged_lake(engines_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("merged")
    lake = folder / "lake"
    shutil.copytree(engines_lake, lake)
    for table, text in (("customers", CUSTOMERS), ("assignments", ASSIGNMENTS), ("addresses", ADDRESSES)):
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        report = ingest([folder / f"{table}.csv"], lake=lake, table=table)
        assert report.accepted == text.count("\n") - 1, report.reasons
    merge(lake, PEOPLE | BUYERS)
    return lake


@pytest.fixture(scope="module")
def merged_here(merged_lake: Path) -> Iterator[Any]:
    with open_warehouse(merged_lake) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def merged_there(address: str, merged_lake: Path) -> Iterator[Any]:
    if address.startswith("postgresql"):
        address += "?schema=merged"
        publish(merged_lake, address)
    with open_warehouse(merged_lake, engine=address) as warehouse:
        yield warehouse


def rows(warehouse: Any, name: str) -> list[str]:
    """All rows of a table as texts, in an order of their own."""
    return sorted(map(repr, warehouse.table(name).to_pyarrow().to_pylist()))


def test_the_planted_people_have_what_was_known_of_them(merged_here: Any) -> None:
    table = merged_here.table("customers")
    found = {row["customer_id"]: row for row in table.to_pyarrow().to_pylist()}
    assert "M1" not in found
    assert [str(found["M2"][c]) for c in ("registered_on", "region", "city", "learnt_on")] == [
        "2024-02-29", "Москва", "Тверь", "2025-06-01",
    ]  # fmt: skip
    assert (found["M5"]["region"], str(found["M5"]["registered_on"])) == ("Тула", "2025-01-01")
    assert (str(found["M6x"]["registered_on"]), found["M6x"]["city"]) == ("1990-01-01", None)
    arms = merged_here.table("assignments").to_pyarrow().to_pylist()
    drawn = {(row["experiment_id"], row["customer_id"]): row["arm"] for row in arms}
    assert drawn["E1", "M2"] == drawn["E1", "M5"] == "treatment"
    assert drawn["E2", "M5"] == drawn["E1", "M7"] == "control"


@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_every_table_names_the_same_persons(merged_there: Any, merged_here: Any) -> None:
    assert merged_there.person_map == merged_here.person_map == PEOPLE | BUYERS
    for name in TABLES:
        assert merged_there.has(name) == merged_here.has(name)
        if merged_here.has(name):
            assert merged_there.rows(name) == merged_here.rows(name), name
            assert rows(merged_there, name) == rows(merged_here, name), name


@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_persons_are_reached_by_the_best_of_their_addresses(merged_there: Any, merged_here: Any) -> None:
    found = []
    for warehouse in (merged_here, merged_there):
        frame = warehouse.connection.execute(warehouse.addressed())
        mine = frame[frame["customer_id"].str.startswith("M")]
        found.append(sorted(map(tuple, mine[["customer_id", "channel"]].to_numpy())))
    assert found[0] == found[1] == [("M2", "email"), ("M2", "sms"), ("M7", "email")]


@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_tools_count_persons_alike(merged_there: Any, merged_here: Any, name: str) -> None:
    here = outcome(merged_here, name, 0)
    assert isinstance(here, dict), here
    assert not differences(here, outcome(merged_there, name, 0))
