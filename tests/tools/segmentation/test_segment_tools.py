"""The segment tools on a simulated retailer: they agree with each other and with the library functions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import ToolResult
from tools.segmentation import lifecycle_segments, rfm_segments, segment_customers
from tools.segmentation.catalogue import TOOLS
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in TOOLS}


def run(warehouse: Any, name: str, **arguments: Any) -> ToolResult:
    return execute(BY_NAME[name], warehouse, arguments)


def cells(result: ToolResult, table: str, column: str) -> dict[str, Any]:
    found = next(t for t in result.tables if t.key == table)
    at = [c.key for c in found.columns].index(column)
    return {row.key: row.values[at] for row in found.rows}


@pytest.fixture(scope="module")
def tx(warehouse: Any) -> pd.DataFrame:
    frame: pd.DataFrame = warehouse.table("transactions").execute()
    return frame


@pytest.fixture(scope="module")
def people(warehouse: Any) -> pd.DataFrame:
    frame: pd.DataFrame = warehouse.table("customers").execute()
    return frame


def test_the_lifecycle_tool_counts_what_the_function_places(
    warehouse: Any, tx: pd.DataFrame, people: pd.DataFrame
) -> None:
    result = run(warehouse, "lifecycle_segments")
    placed = lifecycle_segments(tx, customers=people, as_of=warehouse.last_day)
    assert cells(result, "segments", "customers") == placed["segment"].value_counts().to_dict()
    assert result.fact("customers").value == len(placed)
    assert sum(cells(result, "segments", "revenue_share").values()) == pytest.approx(1)
    assert result.fact("loyal_margin").value == cells(result, "segments", "margin")["loyal"]


def test_the_rfm_tool_counts_what_the_function_places(warehouse: Any, tx: pd.DataFrame) -> None:
    counts = cells(run(warehouse, "rfm_segments"), "segments", "customers")
    assert counts == rfm_segments(tx, as_of=warehouse.last_day)["segment"].value_counts().to_dict()


def test_revenue_of_the_segments_is_that_of_the_year(warehouse: Any, tx: pd.DataFrame) -> None:
    result = run(warehouse, "lifecycle_segments")
    start = pd.Timestamp(str(result.fact("start").value))
    year = tx[(pd.to_datetime(tx["ordered_on"]) >= start) & tx["customer_id"].notna()]
    assert result.fact("revenue").value == pytest.approx(float(year["revenue"].sum()))
    assert sum(cells(result, "segments", "revenue").values()) == pytest.approx(result.fact("revenue").value)


def test_audiences_are_the_segments_and_together_the_base(
    warehouse: Any, tx: pd.DataFrame, people: pd.DataFrame
) -> None:
    counts = cells(run(warehouse, "lifecycle_segments"), "segments", "customers")
    audiences = {key: segment_customers(warehouse, key) for key in counts}
    assert {key: len(ids) for key, ids in audiences.items()} == counts
    everybody = segment_customers(warehouse, "all")
    assert sorted(everybody) == sorted(pd.concat(audiences.values()))
    assert set(everybody) == set(people["customer_id"]) | set(tx["customer_id"].dropna())
    assert everybody.is_monotonic_increasing
    assert everybody.is_unique


def test_an_audience_of_an_earlier_day_knows_nothing_later(warehouse: Any, tx: pd.DataFrame) -> None:
    day = date(2026, 3, 31)
    early = tx[pd.to_datetime(tx["ordered_on"]) <= pd.Timestamp(day)]
    placed = lifecycle_segments(early, as_of=day)
    wanted = placed["customer_id"][placed["segment"] == "loyal"]
    assert list(segment_customers(warehouse, "loyal", as_of=day)) == list(wanted)


def test_the_account_of_the_base_closes_and_agrees_with_the_segments(warehouse: Any) -> None:
    for scheme, tool in (("lifecycle", "lifecycle_segments"), ("rfm", "rfm_segments")):
        result = run(warehouse, "segment_migration", scheme=scheme)
        columns = {
            key: cells(result, "balance", key) for key in ("opening", "arrived", "left", "closing", "change")
        }
        for key in columns["opening"]:
            assert (
                columns["opening"][key] + columns["arrived"][key] - columns["left"][key]
                == columns["closing"][key]
            )
        closing = run(warehouse, tool, as_of=str(result.fact("end").value))
        assert cells(closing, "segments", "customers") == columns["closing"]
        assert sum(columns["closing"].values()) == result.fact("closing").value


def test_a_region_narrows_the_base_and_the_regions_add_up(warehouse: Any, people: pd.DataFrame) -> None:
    region = people["region"].value_counts().index[0]
    result = run(warehouse, "lifecycle_segments", region=region)
    assert result.fact("customers").value == int((people["region"] == region).sum())


def test_purchases_of_one_channel_come_with_a_warning(warehouse: Any) -> None:
    result = run(warehouse, "lifecycle_segments", channel="online")
    assert any(note.kind == "warning" and "chosen channel" in note.en for note in result.notes)
    assert "prospect" not in cells(result, "segments", "customers")


def test_a_profile_compares_each_customer_once(warehouse: Any) -> None:
    result = run(warehouse, "segment_profile", segment="loyal")
    channels = cells(result, "channels", "inside")
    assert sum(channels.values()) == pytest.approx(1)
    for table in result.tables[1:]:
        assert all(row.values[0] >= K_ANONYMITY for row in table.rows)  # type: ignore[operator]


def test_unknown_segments_are_refused_with_the_known_ones(warehouse: Any) -> None:
    with pytest.raises(InvalidArgument, match="known are all, prospect, first_time"):
        segment_customers(warehouse, "vip")
    with pytest.raises(InvalidArgument, match="name a segment"):
        run(warehouse, "segment_profile", segment="all")


def test_there_is_nothing_to_compare_before_the_data(warehouse: Any) -> None:
    with pytest.raises(NotEnoughData, match="no data before"):
        run(warehouse, "segment_migration", start=str(warehouse.first_day))
