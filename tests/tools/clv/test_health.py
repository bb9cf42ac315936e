"""Drift alarms: a planted shift rings within one period, nothing rings where nothing changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv.catalogue import MODEL_HEALTH
from tools.clv.drift import drift_of
from tools.clv.health import (
    FALSE_ALARMS,
    NEXT,
    Period,
    forecast_drift,
    input_drift,
    psi,
    replay,
    transition,
)
from tools.clv.health_tool import model_health
from tools.clv.history import History
from tools.errors import InvalidArgument, NotEnoughData
from tools.tool import execute

WEEKS = 52


def base(seed: int, *, last_rate: float = 1.0, last_worth: float = 1.0, customers: int = 1_500) -> History:
    """Customers who buy at their own steady rates for a year; in the last 28 days all rates and values are
    multiplied."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(1.5, 0.15 / 1.5, customers)
    first = np.zeros(customers, dtype=int)
    frames = []
    for start, end, factor, worth in ((1, 336, 1.0, 1.0), (336, 364, last_rate, last_worth)):
        count = rng.poisson(rates * (end - start) / 7 * factor)
        who = np.repeat(np.arange(customers), count)
        day = rng.integers(start, end, who.size)
        frames.append(
            pd.DataFrame({"customer_id": who, "day": day, "revenue": rng.gamma(4, 25, who.size) * worth})
        )
    frames.append(pd.DataFrame({"customer_id": np.arange(customers), "day": first, "revenue": 100.0}))
    tx = pd.concat(frames, ignore_index=True)
    tx["ordered_at"] = [date(2025, 1, 1) + timedelta(days=int(day)) for day in tx["day"]]
    history = History.of(tx)
    history.last_day = date(2025, 1, 1) + timedelta(days=363)
    return history


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_rings_where_nothing_changed(seed: int) -> None:
    health = model_health(base(seed))
    assert not health.alarm
    assert not any(drift.alarm for drift in health.drifts[:-2])


@pytest.mark.parametrize("rate", [0.5, 1.8])
def test_a_shift_of_the_rate_rings_within_one_period(rate: float) -> None:
    health = model_health(base(1, last_rate=rate))
    assert health.drifts[0].alarm
    assert health.charges[0].state == "frozen"
    assert health.charges[0].action == "freeze"


def test_a_shift_of_what_is_spent_rings_at_the_input() -> None:
    health = model_health(base(1, last_worth=1.6))
    assert [each.key for each in health.inputs if each.alarm] == ["worth"]
    assert health.alarm


def test_psi_of_equal_shares_is_nothing_and_of_a_moved_half_what_the_formula_says() -> None:
    assert psi([500, 500], [50, 50]) == pytest.approx(0, abs=1e-12)
    assert psi([1e9, 1e9], [3e9, 1e9]) == pytest.approx(0.25 * np.log(1.5) - 0.25 * np.log(0.5), rel=1e-6)
    with pytest.raises(InvalidArgument, match="same bins"):
        psi([1, 2], [1, 2, 3])


def test_the_rate_of_false_alarms_of_an_input_is_as_stated() -> None:
    rng = np.random.default_rng(0)
    shares = [0.4, 0.3, 0.2, 0.1]
    rang = [
        input_drift("times", [rng.multinomial(60, shares).astype(float) for _ in range(2)]).alarm
        for _ in range(2_000)
    ]
    assert np.mean(rang) <= 2.5 * FALSE_ALARMS


def test_the_rate_of_false_alarms_of_the_forecast_is_as_stated() -> None:
    """Errors of one unchanged spread; the prior is neither narrower nor wider than it."""
    rng = np.random.default_rng(0)
    rang = []
    for _ in range(4_000):
        errors = rng.normal(0, 0.08, 7)
        rang.append(forecast_drift(errors[0], drift_of(errors[1:]), 0.0).alarm)
    assert np.mean(rang) <= 1.5 * FALSE_ALARMS


def test_a_challenger_is_promoted_confirmed_and_rolled_back() -> None:
    better = {"old": 1.0, "new": 0.9}
    worse = {"old": 0.8, "new": 1.0}
    even = {"old": 1.0, "new": 1.0}
    won = [Period(losses, alarm=False) for losses in (better, better, even)]
    assert [charge.action for charge in replay(won, "old")] == ["keep", "promote", "confirm"]
    lost = [Period(losses, alarm=False) for losses in (better, better, worse)]
    after = replay(lost, "old")
    assert [charge.action for charge in after] == ["keep", "promote", "roll back"]
    assert after[-1].champion == "old"


def test_an_alarm_freezes_and_takes_a_trial_back() -> None:
    better = {"old": 1.0, "new": 0.9}
    periods = [Period(better, False), Period(better, False), Period(better, True), Period(better, False)]
    after = replay(periods, "old")
    assert [charge.action for charge in after] == ["keep", "promote", "freeze", "unfreeze"]
    assert [charge.champion for charge in after] == ["old", "new", "old", "old"]
    calm = replay([Period(better, True), Period(better, True)], "old")
    assert {charge.champion for charge in calm} == {"old"}


def test_states_change_only_as_the_table_allows() -> None:
    for state, allowed in NEXT.items():
        for to in NEXT:
            if to in allowed:
                assert transition(state, to) == to
            else:
                with pytest.raises(ValueError, match="cannot become"):
                    transition(state, to)


def test_the_tool_is_calm_on_the_simulated_retailer(warehouse: Any) -> None:
    result = execute(MODEL_HEALTH, warehouse, {})
    assert result.fact("alarm").value == 0
    assert {table.key for table in result.tables} == {"inputs", "periods"}
    soon = (warehouse.first_day + timedelta(days=100)).isoformat()
    with pytest.raises(NotEnoughData, match="periods"):
        execute(MODEL_HEALTH, warehouse, {"as_of": soon})
