"""Readiness (D11): ten thousand customers, five criteria, fragmented data, and what a test could show."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.experiments.power import minimum_detectable_effect
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.catalogue import TOOLS
from tools.warehouse.readiness_goals import Goal

TOOL = next(tool for tool in TOOLS if tool.name == "readiness")
OTHERS = {
    "customers": "customer_id,region\nK1,Москва\n",
    "consents": "customer_id,channel,purpose,status,at\nK1,email,advertising,granted,2026-01-01 10:00\n",
    "contacts": "contact_id,customer_id,campaign_id,channel,sent_on,cost,status\nM1,K1,c,email,2026-01-01,1,delivered\n",
    "assignments": "experiment_id,customer_id,arm,propensity,assigned_on\nc,K1,control,0.5,2026-01-01\n",
}


def base(folder: Path, customers: int, *, known: int | None = None, whole: bool = True) -> Path:
    """One purchase a customer over eight weeks; of `known` customers only, if given; with all tables, or sales alone."""
    n = np.arange(customers)
    day = pd.Timestamp("2026-01-01") + pd.to_timedelta(n % 56, unit="D")
    frame = pd.DataFrame(
        {
            "customer_id": [f"K{i}" if known is None or i < known else None for i in n],
            "order_id": [f"O{i}" for i in n],
            "ordered_on": day,
            "product_id": "P",
            "quantity": 1.0,
            "revenue": 100.0 + n % 7,
            "margin": 30.0,
            "channel": "online",
        }
    )
    frame.to_parquet(folder / "transactions.parquet")
    ingest([folder / "transactions.parquet"], lake=folder / "lake")
    for name, text in OTHERS.items() if whole else ():
        path = folder / f"{name}.csv"
        path.write_text(text)
        ingest([path], lake=folder / "lake")
    return folder / "lake"


def ask(lake: Path, **arguments: Any) -> ToolResult:
    with open_warehouse(lake) as warehouse:
        return execute(TOOL, warehouse, arguments)


@pytest.mark.parametrize(
    ("customers", "people", "level"),
    [
        (9_999, {"has_team": True, "has_goals": True, "has_loyalty": True}, "not_ready"),
        (10_000, {"has_team": True, "has_goals": True}, "ready"),
        (10_000, {"has_team": True}, "ask_people"),
        (10_000, {"has_team": True, "has_loyalty": True}, "ask_people"),
        (20_000, {"has_team": True, "has_loyalty": True}, "ready"),
        (20_000, {"has_team": True}, "ask_people"),
        (20_000, {"has_team": True, "has_loyalty": True, "has_goals": False}, "ask_people"),
    ],
)
def test_d11_the_level_at_the_borders(
    tmp_path: Path, customers: int, people: dict[str, bool], level: str
) -> None:
    result = ask(base(tmp_path, customers), **people)
    assert result.fact("customers").value == customers
    assert result.fact("level").value == level
    assert result.fact("customers_missing").value == max(0, 10_000 - customers)


@pytest.mark.parametrize("customers", [30_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_d11_fragmented_data_are_not_ready_at_any_size(tmp_path: Path, customers: int) -> None:
    result = ask(base(tmp_path, customers, whole=False), has_team=True, has_goals=True, has_loyalty=True)
    assert result.fact("customers").value == customers
    assert result.fact("level").value == "not_ready"
    assert any("consents, contacts, assignments" in note.en for note in result.notes)


def test_d11_unrecognised_customers_are_fragmented_data(tmp_path: Path) -> None:
    result = ask(base(tmp_path, 40_000, known=15_000), has_team=True, has_goals=True)
    assert result.fact("level").value == "not_ready"
    assert result.fact("criteria.structured_data.status").value == "not_met"
    assert any("Recognise the customer" in note.en for note in result.notes)


def test_d11_what_only_people_know_is_asked_and_never_assumed(tmp_path: Path) -> None:
    result = ask(base(tmp_path, 12_000))
    assert result.fact("level").value == "ask_people"
    asked = [note.en for note in result.notes if note.kind == "next_step"]
    assert sum("Please say" in text for text in asked) == 3


def test_d11_the_smallest_effect_is_that_of_the_own_base(tmp_path: Path) -> None:
    result = ask(base(tmp_path, 12_000), weeks=4, control_share=0.2, goal_lift=0.1)
    rate = result.fact("base_rate").value
    assert rate == pytest.approx(0.5, abs=0.001)  # four of the eight weeks
    from_experiments = minimum_detectable_effect(n_treatment=9_600, n_control=2_400, base_rate=rate)
    assert result.fact("smallest_effect").value == pytest.approx(from_experiments.value, rel=0.02)
    assert result.fact("goals.conversion.needed").value == math.ceil(
        (2.8015852 / (0.1 * rate)) ** 2 * rate * (1 - rate) / (0.2 * 0.8)  # type: ignore[operator]
    )
    assert result.fact("money_goals.revenue.now").value == pytest.approx(51.5, abs=0.1)


def test_d11_power_grows_with_the_lift_and_is_eighty_per_cent_at_the_smallest_effect() -> None:
    goal = Goal("conversion", 0.05, math.sqrt(0.05 * 0.95), 62_400)
    assert goal.smallest(0.5) == pytest.approx(0.005, rel=0.03)
    assert goal.power(goal.smallest(0.5) / 0.05, 0.5) == pytest.approx(0.8, abs=1e-6)
    powers = [goal.power(lift, 0.5) for lift in (0.01, 0.05, 0.1, 0.2)]
    assert powers == sorted(powers)
    assert goal.needed(goal.smallest(0.5) / 0.05, 0.5) == pytest.approx(62_400, abs=1)
