"""Every tool says the same on every engine: whole numbers and texts exactly, sums to 1e-9."""

from __future__ import annotations

import math
from typing import Any

import ibis
import pandas as pd
import pytest

from tests.tools.warehouse.engines.conftest import ENGINES
from tests.tools.warehouse.engines.planted import arrow_lines
from tests.tools.warehouse.engines.reference import ASKED, Reference, outcome
from tools.catalogue import tools
from tools.customers import customer_summary
from tools.segmentation import affinity, lifecycle_segments, rfm_segments, segment_migration

TOLERANCE = 1e-9
CASES = [(name, number) for name in tools() for number in range(len(ASKED.get(name, ({},))))]


def differences(here: Any, there: Any, path: str = "") -> list[str]:
    """Where two results differ by more than the last digits of a sum."""
    if isinstance(here, dict) and isinstance(there, dict):
        keys = sorted(here.keys() | there.keys())
        return [line for key in keys for line in differences(here.get(key), there.get(key), f"{path}.{key}")]
    if isinstance(here, list | tuple) and isinstance(there, list | tuple) and len(here) == len(there):
        pairs = enumerate(zip(here, there, strict=True))
        return [line for i, (a, b) in pairs for line in differences(a, b, f"{path}[{i}]")]
    if isinstance(here, float) and isinstance(there, float):
        same = math.isclose(here, there, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
        return [] if same or (math.isnan(here) and math.isnan(there)) else [f"{path}: {here!r} != {there!r}"]
    return [] if here == there and type(here) is type(there) else [f"{path}: {here!r} != {there!r}"]


@pytest.mark.parametrize(("name", "number"), CASES, ids=lambda value: str(value))
@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_a_tool_answers_the_same_on_every_engine(
    there: Any, reference: Reference, name: str, number: int
) -> None:
    expected = reference.result(name, number)
    if isinstance(expected, tuple):
        assert "was not accepted" not in expected[1], f"add arguments for {name} to ASKED: {expected[1]}"
    assert not differences(expected, outcome(there, name, number))


def test_most_tools_answer_on_this_base(reference: Reference) -> None:
    """Else the test above compares one refusal with another."""
    answered = [name for name in tools() if isinstance(reference.result(name, 0), dict)]
    assert len(answered) >= 0.85 * len(tools())


@pytest.fixture(scope="session")
def planted(there: Any) -> ibis.Table:
    """The planted lines as a table of the engine, made with its own means and not with ours."""
    rows = arrow_lines()
    backend = there.connection
    if backend.name == "clickhouse":
        columns = {
            name: "Nullable(DateTime64(6))" if name == "ordered_at" else "Nullable(String)"
            for name in rows.column_names
        }
        columns |= {
            "revenue": "Nullable(Decimal(18, 4))",
            "margin": "Nullable(Decimal(18, 4))",
            "ordered_on": "Nullable(Date32)",
        }
        spelled = ", ".join(f"{name} {dtype}" for name, dtype in columns.items())
        backend.con.command(
            f"CREATE OR REPLACE TABLE default.planted ({spelled}) ENGINE = MergeTree ORDER BY tuple()"
        )
        backend.con.insert_arrow("planted", rows, database="default")
        return ibis.clickhouse.from_connection(backend.con).table("planted", database="default")
    if backend.name == "pyspark":
        backend._session.createDataFrame(rows).createOrReplaceTempView("planted")
        return backend.table("planted")
    return backend.create_table("planted", rows, temp=True)


@pytest.fixture(scope="session")
def planted_here() -> ibis.Table:
    return ibis.duckdb.connect().create_table("planted", arrow_lines())


LIBRARY = {
    "customer_summary": lambda tx: customer_summary(
        tx, observation_end="2026-02-28", holdout_end="2026-05-31"
    ),
    "customer_summary by week": lambda tx: customer_summary(tx, time="ordered_on", unit="W"),
    "rfm_segments": lambda tx: rfm_segments(tx, as_of="2026-03-31"),
    "rfm_segments by margin": lambda tx: rfm_segments(tx.filter(tx.margin.notnull()), monetary="margin"),
    "lifecycle_segments": lambda tx: lifecycle_segments(tx, as_of="2026-03-31"),
    "affinity": lambda tx: affinity(tx.filter(tx.category.notnull())).pairs,
}


@pytest.mark.parametrize("asked", LIBRARY)
@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_a_library_function_takes_a_table_of_any_engine(
    planted: ibis.Table, planted_here: ibis.Table, asked: str
) -> None:
    here, found = LIBRARY[asked](planted_here), LIBRARY[asked](planted)
    assert len(here) >= 3
    pd.testing.assert_frame_equal(here, found, rtol=TOLERANCE, atol=0, check_dtype=True)


@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_migration_between_two_days_is_the_same(planted: ibis.Table, planted_here: ibis.Table) -> None:
    found = [segment_migration(tx, start="2025-09-30", end="2026-03-31") for tx in (planted_here, planted)]
    assert str(found[0]) == str(found[1])


@pytest.mark.parametrize("address", ENGINES, indirect=True)
def test_planted_rows_are_read_as_they_were_written(planted: ibis.Table) -> None:
    rows = arrow_lines()
    counted = planted.group_by("channel").aggregate(n=planted.count(), total=planted.revenue.sum())
    found = {row["channel"]: (row["n"], row["total"]) for row in counted.to_pyarrow().to_pylist()}
    for channel in ["", None, "Магазин", "магазин", "МАГАЗИН"]:
        mine = [row for row in rows.to_pylist() if row["channel"] == channel]
        assert found[channel] == (len(mine), sum(row["revenue"] for row in mine)), channel
    days = planted.group_by(day=planted.ordered_on).aggregate(first=planted.ordered_at.min())
    for row in days.to_pyarrow().to_pylist():
        assert row["first"].date() == row["day"]
