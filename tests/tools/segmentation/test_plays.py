"""Every segment has a play or a reason to be left alone; what was measured in it decides, over all looks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.segmentation.segment_lake import lake_of, sales
from tools.segmentation.audience import lifecycle_table
from tools.segmentation.catalogue import TOOLS
from tools.segmentation.lifecycle import LIFECYCLE
from tools.segmentation.past_plays import past_plays
from tools.segmentation.plays import LIFECYCLE_PLAYS, rfm_plays
from tools.segmentation.plays_tool import VERDICTS
from tools.segmentation.rfm_names import DEFINITION
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "segment_plays")
CUSTOMERS, START, END = 4_000, 300, 327


def planted(tmp_path: Path, *, effect: float) -> Any:
    """Half buy monthly, half bought once long ago. A coin decides who got a letter on day 300; it makes
    `effect` of the sleepers buy for 100 at a margin of 40, and moves nobody else."""
    rng = np.random.default_rng(3)
    names = np.array([f"K{i:05d}" for i in range(CUSTOMERS)])
    monthly = np.arange(CUSTOMERS) % 2 == 0
    treated = rng.random(CUSTOMERS) < 0.5
    who, day = [], []
    for month in range(12):
        who.append(names[monthly])
        day.append(30 * month + rng.integers(0, 5, monthly.sum()))
    who.append(names[~monthly])
    day.append(rng.integers(0, 20, (~monthly).sum()))
    moved = ~monthly & (rng.random(CUSTOMERS) < np.where(treated, 0.25 + effect, 0.25))
    who.append(names[moved])
    day.append(rng.integers(START, END, moved.sum()))
    customer, days = np.concatenate(who), np.concatenate(day)
    tx = sales(customer, days, 100.0, margin=40.0)
    started, ended = (str(date.fromordinal(date(2025, 1, 1).toordinal() + d)) for d in (START, END))
    campaign = {"campaign_id": "C1", "name": "Будильник", "started_on": started, "ended_on": ended}
    assigned = pd.DataFrame(
        {
            "experiment_id": "C1",
            "customer_id": names,
            "arm": np.where(treated, "treatment", "control"),
            "propensity": 0.5,
            "assigned_on": started,
        }
    )
    sent = pd.DataFrame(
        {"customer_id": names[treated], "campaign_id": "C1", "channel": "email", "sent_at": started}
    )
    sent = sent.assign(contact_id=[f"M{i}" for i in range(len(sent))], status="delivered", cost=0.0)
    campaigns = pd.DataFrame([campaign])
    return lake_of(tmp_path, transactions=tx, campaigns=campaigns, assignments=assigned, contacts=sent)


def rows(result: Any, table: str) -> dict[str, dict[str, Any]]:
    found = next(t for t in result.tables if t.key == table)
    keys = [column.key for column in found.columns]
    return {row.key: dict(zip(keys, row.values, strict=True)) | {"label": row.label_en} for row in found.rows}


def test_m22_every_segment_of_both_schemes_has_a_play() -> None:
    assert set(LIFECYCLE_PLAYS) == {segment.key for segment in LIFECYCLE}
    plays = rfm_plays(DEFINITION)
    assert set(plays) == {segment.key for segment in DEFINITION.named}
    assert plays["champions"].key == "reward"
    assert plays["at_risk"].key == "trigger"
    assert plays["lost"].key == "wake"


@pytest.mark.parametrize("scheme", ["lifecycle", "rfm"])
def test_m22_every_segment_of_the_base_gets_a_play_and_a_verdict_with_a_reason(
    warehouse: Any, scheme: str
) -> None:
    result = execute(TOOL, warehouse, {"scheme": scheme})
    plays = rows(result, "plays")
    steps = [note for note in result.notes if note.kind == "next_step"]
    assert len(steps) == len(plays) >= 5
    for row in plays.values():
        assert any(row["label"].endswith(en) for _, en in VERDICTS.values())
    assert sum(result.fact(f"to_{verdict}").value for verdict in VERDICTS) == len(plays)  # type: ignore[misc]


def test_m22_a_planted_effect_is_found_in_its_segment_alone(tmp_path: Path) -> None:
    base = planted(tmp_path, effect=0.15)
    result = execute(TOOL, base, {})
    plays = rows(result, "plays")
    assert "repeat: profit is proven" in plays["long_inactive"]["label"]
    # 15 % more buyers at a margin of 40: six a customer.
    assert plays["long_inactive"]["low"] < 6 < plays["long_inactive"]["high"]
    assert "repeat" not in plays["loyal"]["label"]
    assert plays["loyal"]["low"] <= 0 <= plays["loyal"]["high"]


def test_m22_without_an_effect_the_default_is_a_test_and_sure_things_are_left_alone(tmp_path: Path) -> None:
    result = execute(TOOL, planted(tmp_path, effect=0.0), {})
    assert result.fact("to_repeat").value == 0
    assert result.fact("measured").value == 1
    plays = rows(result, "plays")
    assert "test against a control group" in plays["long_inactive"]["label"]
    # Everybody of the monthly half has bought within the last four weeks, as every month.
    assert plays["loyal"]["base_rate"] == 1
    assert "leave alone" in plays["loyal"]["label"]
    assert any("buy anyway, a message has nothing to add" in note.en for note in result.notes)


def test_m22_customers_count_in_the_segment_of_the_evening_before(tmp_path: Path) -> None:
    base = planted(tmp_path, effect=0.5)
    found = past_plays(base, lambda day: lifecycle_table(base, day)[0], until=base.last_day)
    # Most treated sleepers are awake at the end; by their state before, none of them is missing.
    sleepers = next(play for play in found.plays if play.segment == "long_inactive")
    assert sleepers.customers == CUSTOMERS // 2
    assert sleepers.proven


def test_m22_campaigns_without_control_are_named_and_not_measured(warehouse: Any) -> None:
    found = past_plays(warehouse, lambda day: lifecycle_table(warehouse, day)[0], until=warehouse.last_day)
    assert found.left_out
    assert not {play.campaign.title for play in found.plays} & set(found.left_out)
