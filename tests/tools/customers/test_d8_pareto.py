"""Who brings the money (D8): an even base is said not to be Pareto, a lopsided one is counted exactly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.customers.catalogue import TOOLS
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

TOOL = next(tool for tool in TOOLS if tool.name == "pareto")


def base(folder: Path, amounts: list[tuple[int, int]], **arguments: Any) -> ToolResult:
    """One order a customer of this revenue and margin."""
    rows = [
        f"K{n},O{n},2026-01-{n % 28 + 1:02d},{revenue},{margin}"
        for n, (revenue, margin) in enumerate(amounts)
    ]
    path = folder / "transactions.csv"
    path.write_text("customer_id,order_id,ordered_on,revenue,margin\n" + "\n".join(rows))
    ingest([path], lake=folder / "lake")
    with open_warehouse(folder / "lake") as warehouse:
        return execute(TOOL, warehouse, arguments)


def test_d8_a_uniform_base_is_not_pareto(tmp_path: Path) -> None:
    result = base(tmp_path, [(100, 30)] * 1000)
    assert result.fact("needed_share").value == 0.8
    assert result.fact("top_20_share").value == pytest.approx(0.2)
    assert result.fact("gini").value == pytest.approx(0, abs=1e-9)
    assert any("not Pareto here" in note.en for note in result.notes)


def test_d8_revenue_and_margin_are_told_apart(tmp_path: Path) -> None:
    # The first hundred bring 80 % of the revenue without margin; the margin is even over the other nine hundred.
    result = base(tmp_path, [(3600, 0)] * 100 + [(100, 50)] * 900)
    assert result.fact("needed_share").value == pytest.approx(0.1)
    assert result.fact("needed_customers").value == 100
    assert result.fact("margin_needed_share").value == pytest.approx(0.72)


@pytest.mark.parametrize(("share", "needed"), [(0.5, 63), (0.8, 100), (0.9, 550)])
def test_d8_any_share_may_be_asked_about(tmp_path: Path, share: float, needed: int) -> None:
    result = base(tmp_path, [(3600, 0)] * 100 + [(100, 50)] * 900, share=share)
    assert result.fact("needed_customers").value == needed


@pytest.mark.shared_data
def test_d8_cdnow_and_online_retail_have_their_own_curves(shared_data: Path, tmp_path: Path) -> None:
    examples = Path(__file__).parents[3] / "docs" / "examples"
    shares = {}
    for name, file in (("cdnow", "cdnow_sample.txt"), ("online_retail", "online_retail_2010_2011.parquet")):
        ingest([shared_data / file], lake=tmp_path / name, mapping=examples / f"{name}.toml")
        with open_warehouse(tmp_path / name) as warehouse:
            shares[name] = float(execute(TOOL, warehouse, {}).fact("top_20_share").value)
    assert 0.5 < shares["cdnow"] < 0.75
    assert shares["online_retail"] > 0.7
