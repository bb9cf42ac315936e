"""The net promoter score: formula, interval in small samples, weights, regions, and who kept silent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.customers.catalogue import TOOLS
from tools.customers.net_promoter import difference, nps, score_interval
from tools.errors import InvalidArgument, NotEnoughData
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "nps")


def test_the_score_is_promoters_less_detractors() -> None:
    assert nps([10, 9, 9, 8, 7, 6, 0, 10]).value == pytest.approx(100 * (4 - 2) / 8)


def test_nobody_for_or_against_gives_the_wilson_limits() -> None:
    # With b = c = 0 Tango's statistic becomes n d^2 / (d (1 - d)) = z^2, so d = z^2 / (n + z^2).
    z2 = 1.959964**2
    assert score_interval(0, 0, 20) == pytest.approx((-z2 / (20 + z2), z2 / (20 + z2)), abs=1e-6)


@pytest.mark.parametrize("n", [15, 60])
def test_the_interval_holds_the_truth_in_small_samples(n: int) -> None:
    rng = np.random.default_rng(n)
    for promoters, detractors in ((0.5, 0.2), (0.9, 0.05), (0.3, 0.3)):
        draws = rng.multinomial(n, [promoters, detractors, 1 - promoters - detractors], 400)
        held = 0
        for b, c, _ in draws:
            low, high = score_interval(b, c, n)
            held += low - 1e-9 <= promoters - detractors <= high + 1e-9
        assert held / 400 > 0.92


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_score_and_interval_stay_on_the_scale_and_turn_with_it(scores: list[int]) -> None:
    found = nps(scores)
    assert found.low is not None
    assert found.high is not None
    assert -100 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100
    assert nps(scores, np.full(len(scores), 3.0)).low == pytest.approx(found.low)


def test_weights_move_the_score_to_the_quotas() -> None:
    scores = np.array([10] * 90 + [0] * 10)
    weights = np.array([0.5 / 90] * 90 + [0.5 / 10] * 10)
    even = nps(scores, weights)
    assert even.value == pytest.approx(0)
    assert even.high - even.low > nps(scores).high - nps(scores).low  # type: ignore[operator]


def test_the_same_answers_twice_are_no_change() -> None:
    one = nps([10, 9, 3, 8] * 30)
    assert not difference(one, one).excludes_zero


def test_impossible_scores_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="0 to 10"):
        nps([11])
    with pytest.raises(NotEnoughData, match="no score"):
        nps([])


def test_the_tool_counts_like_plain_pandas(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"start": "2026-01-01", "end": "2026-06-30"})
    frame = warehouse.table("surveys").execute()
    day = pd.to_datetime(frame["asked_on"])
    frame = frame[(day >= "2026-01-01") & (day <= "2026-06-30")].drop_duplicates("customer_id", keep="last")
    score = frame["score"]
    assert result.fact("nps").value == pytest.approx(100 * ((score >= 9).mean() - (score <= 6).mean()))
    assert result.fact("answers").value == len(frame)
    assert any(note.kind == "warning" and "kept silent" in note.en for note in result.notes)


def test_quotas_of_one_region_are_that_region_alone(warehouse: Any) -> None:
    region = "Москва"
    period = {"start": "2026-01-01", "end": "2026-09-30"}
    alone = execute(TOOL, warehouse, {**period, "region": region}).fact("nps")
    weighted = execute(TOOL, warehouse, {**period, "quotas": {region: 1.0}}).fact("nps")
    assert weighted.value == pytest.approx(alone.value)
    with pytest.raises(InvalidArgument, match="positive share"):
        execute(TOOL, warehouse, {**period, "quotas": {"Марс": 1.0}})
    with pytest.raises(InvalidArgument, match="known are"):
        execute(TOOL, warehouse, {**period, "region": "Марс"})
