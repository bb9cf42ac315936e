"""Why did a figure move (questions 8 and 31): any figure, by any dimension, in parts that add up to the minor unit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from tools.customers.catalogue import TOOLS
from tools.customers.decomposition import rounded_parts
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "explain_change")
VALUES = ("revenue", "margin", "orders", "customers", "arpu")
DIMENSIONS = ("category", "channel", "store", "region", "segment")


def cents(value: Any) -> int:
    scaled = Decimal(str(value)) * 100
    assert scaled == scaled.to_integral_value(), f"{value} is no whole number of minor units"
    return int(scaled)


def closes(result: ToolResult) -> None:
    """Every view of the result adds up, unit by unit, to the change it explains."""
    value, previous, change = (cents(result.fact(key).value) for key in ("value", "previous", "change"))
    assert change == value - previous
    parts = [fact for fact in result.facts if fact.key.startswith("part_")]
    assert sum(cents(fact.value) for fact in parts) == change
    for table in result.tables[1:]:
        keys = [column.key for column in table.columns]
        sums = {
            key: sum(cents(row.values[keys.index(key)]) for row in table.rows)
            for key in ("before", "now", "change")
        }
        assert sums["change"] == sums["now"] - sums["before"]
        assert sums["change"] == change or result.arguments["value"] in ("revenue", "margin")
        assert abs(sums["change"] - change) <= 1


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("value", VALUES)
def test_q8_any_figure_by_any_dimension_adds_up_and_is_worded(warehouse: Any, value: str, by: str) -> None:
    result = execute(TOOL, warehouse, {"value": value, "by": by, "period": "month"})
    closes(result)
    assert len(result.tables) == 3
    for language in ("ru", "en"):
        text = words_for(result, language)
        broken = [v.sentence for v in verify_text(text, Evidence((result,)), language) if not v.holds]
        assert not broken


def test_q8_orders_customers_and_arpu_equal_plain_counts(warehouse: Any) -> None:
    lines = warehouse.table("transactions").execute()
    lines["month"] = pd.to_datetime(lines["ordered_on"]).dt.strftime("%Y-%m")
    lines["revenue"] = lines["revenue"].astype(float)
    known = lines.dropna(subset=["customer_id"])
    asked = {"start": "2026-09-01", "end": "2026-09-30"}
    wanted = {}
    for month in ("2026-08", "2026-09"):
        here = known[known["month"] == month]
        orders = here.groupby(["customer_id", "order_id"])["revenue"].sum()
        orders = orders[orders > 0].reset_index()
        n = orders["customer_id"].nunique()
        wanted[month] = {"orders": len(orders), "customers": n, "arpu": here["revenue"].sum() / n}
    for value in ("orders", "customers", "arpu"):
        result = execute(TOOL, warehouse, {"value": value, **asked})
        assert result.fact("value").value == pytest.approx(wanted["2026-09"][value], abs=0.006)
        assert result.fact("previous").value == pytest.approx(wanted["2026-08"][value], abs=0.006)
    moved = execute(TOOL, warehouse, {"value": "customers", **asked})
    new, back, left = (moved.fact(f"part_{key}").value for key in ("new", "came_back", "left"))
    assert min(new, back, -left) > 0  # type: ignore[operator, type-var]
    assert new + back + left == wanted["2026-09"]["customers"] - wanted["2026-08"]["customers"]  # type: ignore[operator]


def test_q8_a_whole_store_that_falls_silent_is_named_before_it_is_explained(
    warehouse: Any, retailer: Any
) -> None:
    result = execute(TOOL, warehouse, {"by": "store", "start": "2026-11-09", "end": "2026-11-13"})
    assert any(note.kind == "warning" and "store" in note.en for note in result.notes)
    by_category = execute(TOOL, warehouse, {"by": "category", "start": "2026-11-09", "end": "2026-11-13"})
    assert not any("vanished" in note.en for note in by_category.notes)


def test_q8_periods_of_different_length_are_warned_of(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"start": "2026-03-01", "end": "2026-03-31"})
    assert any("differ in days" in note.en and note.kind == "warning" for note in result.notes)


def test_q8_what_cannot_be_told_is_refused(tmp_path: Path) -> None:
    rows = [f"K{n},O{m}-{n},2026-0{m}-10,10" for m in (1, 2, 3) for n in range(30)]
    path = tmp_path / "transactions.csv"
    path.write_text(
        "customer_id,order_id,ordered_on,revenue\n"
        + "\n".join([*rows, "K1,z,2026-01-01,5", "K1,y,2026-03-31,5"])
    )
    ingest([path], lake=tmp_path / "lake")
    with open_warehouse(tmp_path / "lake") as opened:
        asked = {"start": "2026-03-01", "end": "2026-03-31"}
        for by in ("category", "channel", "store", "region"):
            with pytest.raises(MissingData, match="do not state"):
                execute(TOOL, opened, {**asked, "by": by})
        with pytest.raises(MissingData, match="margin"):
            execute(TOOL, opened, {**asked, "value": "margin"})
        with pytest.raises(InvalidArgument, match="by"):
            execute(TOOL, opened, {**asked, "by": "weather"})
        with pytest.raises(NotEnoughData):
            execute(TOOL, opened, {"start": "2026-01-01", "end": "2026-01-31"})
        closes(execute(TOOL, opened, {**asked, "value": "orders"}))


@settings(max_examples=60)
@given(st.lists(st.fractions(-1000, 1000, max_denominator=999), min_size=1, max_size=8), st.integers(-3, 3))
def test_q8_parts_take_the_total_that_is_shown(parts: list[Fraction], more: int) -> None:
    total = sum(rounded_parts(parts), Decimal(0)) + Decimal(more) / 100
    assert sum(rounded_parts(parts, total=total), Decimal(0)) == total
