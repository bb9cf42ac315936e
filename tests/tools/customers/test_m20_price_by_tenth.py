"""Price, volume, mix and customers by tenth of spend (M20): the parts of every tenth add up, and so do the tenths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tools.customers.test_price_effect import world
from tools.customers.catalogue import TOOLS
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "price_effect")


def cents(value: Any) -> int:
    return round(100 * float(value))


@pytest.mark.parametrize("arguments", [{}, {"value": "revenue"}, {"changed_on": "2026-08-03"}])
def test_m20_the_parts_of_each_tenth_add_up_to_its_change(warehouse: Any, arguments: dict[str, str]) -> None:
    result = execute(TOOL, warehouse, arguments)
    table = next(table for table in result.tables if table.key == "tenth_parts")
    assert len(table.rows) == 11
    for row in table.rows:
        *parts, change = row.values
        assert sum(cents(part) for part in parts) == cents(change)
    # all tenths and the newcomers are all sales to known customers: the change without returns and the unknown
    others = sum(cents(result.fact(f"part_{key}").value) for key in ("returns", "rest"))
    whole = cents(result.fact("change").value) - others
    assert abs(sum(cents(row.values[-1]) for row in table.rows) - whole) <= len(table.rows)


def test_m20_profit_up_while_the_loyal_left_shows_in_the_upper_tenths(tmp_path: Path) -> None:
    result = world(tmp_path, leavers="core")
    assert result.fact("change").value > 0  # type: ignore[operator]
    assert result.fact("reading").value == "contradicted"
    table = next(table for table in result.tables if table.key == "tenth_parts")
    at = [column.key for column in table.columns].index("buyers")
    lost = {row.key: float(row.values[at] or 0) for row in table.rows}
    assert sum(lost[f"tenth_{t}"] for t in (8, 9, 10)) < 2 * sum(lost[f"tenth_{t}"] for t in (1, 2, 3)) < 0
    price = [column.key for column in table.columns].index("price")
    assert all(float(row.values[price] or 0) > 0 for row in table.rows if row.key != "newcomers")
