"""The parts of a change add up to the minor unit; a core that leaves contradicts the popular reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.customers.catalogue import TOOLS
from tools.customers.price_leavers import verdict
from tools.customers.price_parts import price_parts
from tools.errors import InvalidArgument, MissingData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "price_effect")
COUNTS = st.tuples(*(st.integers(0, 10_000) for _ in range(6)))


def frame(*rows: tuple[int, ...]) -> pd.DataFrame:
    columns = ["units_0", "units_1", "revenue_0", "revenue_1", "cost_0", "cost_1"]
    return pd.DataFrame(list(rows), columns=columns)


def test_prices_alone_are_all_of_the_change() -> None:
    parts = price_parts(frame((10, 10, 1000, 1100, 0, 0), (5, 5, 500, 550, 0, 0)), (4, 4), with_cost=False)
    assert float(parts.parts["price"]) == pytest.approx(150)
    assert [float(parts.parts[k]) for k in ("customers", "volume", "mix")] == pytest.approx(
        [0, 0, 0], abs=1e-9
    )
    assert parts.price_index == pytest.approx(1.1)


def test_a_new_product_is_mix_and_no_price_change() -> None:
    parts = price_parts(frame((10, 10, 1000, 1000, 0, 0), (0, 10, 0, 9000, 0, 0)), (2, 2), with_cost=False)
    assert float(parts.parts["price"]) == pytest.approx(0, abs=1e-9)
    assert parts.price_index == pytest.approx(1.0)


def test_dearer_goods_are_cost_and_not_price() -> None:
    parts = price_parts(frame((10, 10, 1000, 1000, 600, 700)), (2, 2), with_cost=True)
    assert float(parts.parts["cost"]) == pytest.approx(-100)


@given(st.lists(COUNTS, min_size=1, max_size=8), st.integers(1, 50), st.integers(1, 50))
def test_the_parts_always_add_up_exactly(rows: list[tuple[int, ...]], before: int, now: int) -> None:
    products = frame((1, 1, 5, 5, 1, 1), *rows)
    parts = price_parts(products, (before, now), with_cost=True).parts
    exact = (
        products["revenue_1"].sum()
        - products["cost_1"].sum()
        - products["revenue_0"].sum()
        + products["cost_0"].sum()
    )
    assert sum(parts.values()) == int(exact)


def test_the_tool_adds_up_to_the_minor_unit(warehouse: Any) -> None:
    for arguments in ({}, {"value": "revenue"}, {"category": "Кофе и чай"}, {"changed_on": "2026-08-03"}):
        result = execute(TOOL, warehouse, arguments)
        change = round(100 * float(result.fact("change").value))
        assert sum(round(100 * float(row.values[0])) for row in result.tables[0].rows) == change  # type: ignore[arg-type]


def test_money_by_tenth_is_the_money_of_the_known_customers(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"value": "revenue"})
    lines = warehouse.table("transactions").execute()
    day = pd.to_datetime(lines["ordered_on"])
    inside = (day >= str(result.fact("start").value)) & (day <= str(result.fact("end").value))
    wanted = lines[inside & lines["customer_id"].notna()]["revenue"].astype(float).sum()
    assert sum(row.values[4] for row in result.tables[1].rows) == pytest.approx(wanted)  # type: ignore[misc]


def world(folder: Path, *, leavers: str) -> ToolResult:
    """Three quarters of 600 customers; prices rise 50 % in the third, and one end of the base stops buying."""
    rng = np.random.default_rng(2)
    rows = []
    for quarter, month in enumerate((1, 4, 7)):
        for who in range(600):
            core, small = who >= 420, who < 180
            gone = quarter == 2 and rng.random() < 0.4 and (core if leavers == "core" else small)
            if gone or rng.random() < 0.05:
                continue
            units = 1 + who // 40
            price = 150.0 if quarter == 2 else 100.0
            rows.append(
                (
                    f"K{who}",
                    f"{quarter}-{who}",
                    f"2026-{month + who % 3:02d}-10",
                    "P1",
                    units,
                    units * price,
                    units * (price - 60),
                )
            )
    # A purchase on the last day, so that the third quarter is whole.
    rows.append(("K300", "last", "2026-09-30", "P1", 1, 150.0, 90.0))
    rows.append(("K300", "first", "2026-01-01", "P1", 1, 100.0, 40.0))
    names = ["customer_id", "order_id", "ordered_on", "product_id", "quantity", "revenue", "margin"]
    pd.DataFrame(rows, columns=names).to_csv(folder / "transactions.csv", index=False)
    ingest([folder / "transactions.csv"], lake=folder / "lake")
    with open_warehouse(folder / "lake") as opened:
        return execute(TOOL, opened, {})


def test_profit_that_rose_while_the_core_left_contradicts_the_reading(tmp_path: Path) -> None:
    result = world(tmp_path, leavers="core")
    assert result.fact("change").value > 0  # type: ignore[operator]
    assert result.fact("price_change").value == pytest.approx(0.5)
    assert result.fact("reading").value == "contradicted"
    assert any("противоречит" in note.ru and note.kind == "warning" for note in result.notes)


def test_small_baskets_alone_leaving_is_one_hypothesis_and_not_contradicted(tmp_path: Path) -> None:
    result = world(tmp_path, leavers="small")
    assert result.fact("reading").value == "consistent"
    assert any("гипотеза" in note.ru for note in result.notes)


def test_leaving_no_more_than_usual_decides_nothing() -> None:
    assert verdict((-0.02, 0.03), (-0.02, 0.02), 10.0) == "undecided"
    assert verdict((0.05, 0.2), (0.01, 0.1), 10.0) == "contradicted"


def test_days_outside_and_sales_without_products_are_refused(
    warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidArgument, match="changed_on"):
        execute(TOOL, warehouse, {"changed_on": "2030-01-01"})
    monkeypatch.setattr(type(warehouse), "has_values", lambda *_: False)
    with pytest.raises(MissingData, match="product_id"):
        execute(TOOL, warehouse, {"value": "revenue"})
