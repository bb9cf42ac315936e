"""Spend plans on a world with known response curves, and on pasts that cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.budget import spend_plan
from tools.budget.catalogue import SPEND
from tools.budget.response import carried_over
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified
from tools.tool import execute

HEIGHT = np.array([20_000.0, 8_000.0, 30_000.0])
HALF = np.array([1_500.0, 300.0, 6_000.0])
CARRY = np.array([0.5, 0.1, 0.3])


def world(seed: int, weeks: int = 130) -> tuple[pd.DataFrame, pd.Series]:
    """Three channels with saturation and carry-over, a trend, a season and noise."""
    rng = np.random.default_rng(seed)
    spend = rng.gamma(1.5, 1, (weeks, 3)) * np.array([1000, 400, 3000])
    spend[rng.random((weeks, 3)) < 0.3] = 0
    t = np.arange(weeks)
    outcome = 100_000 + 5_000 * np.sin(2 * np.pi * t / 52) + 50 * t + rng.normal(0, 2_000, weeks)
    for c in range(3):
        stock = carried_over(spend[:, c], CARRY[c])
        outcome = outcome + HEIGHT[c] * stock / (stock + HALF[c])
    index = pd.date_range("2023-01-02", periods=weeks, freq="W-MON")
    return pd.DataFrame(spend, columns=["tv", "social", "search"], index=index), pd.Series(
        outcome, index=index
    )


def gain(now: np.ndarray[Any, Any], plan: np.ndarray[Any, Any]) -> float:
    return float((HEIGHT * plan / (plan + HALF) - HEIGHT * now / (now + HALF)).sum())


def test_the_plan_nearly_reaches_what_the_true_curves_allow_and_its_intervals_hold_the_truth() -> None:
    held = shares = 0.0
    for seed in range(3):
        spend, outcome = world(seed)
        found = spend_plan(spend, outcome)
        now = np.array([channel.current for channel in found.channels])
        plan = np.array([channel.planned for channel in found.channels])
        assert plan.sum() == pytest.approx(now.sum())
        assert found.r_hat < 1.1
        best = max(
            gain(now, np.array([a, b, now.sum() - a - b]))
            for a in np.linspace(0.5 * now[0], 1.5 * now[0], 41)
            for b in np.linspace(0.5 * now[1], 1.5 * now[1], 41)
            if 0.5 * now[2] <= now.sum() - a - b <= 1.5 * now[2]
        )
        shares += gain(now, plan) / best / 3
        truth = HEIGHT * now / (now + HALF)
        held += (
            sum(
                (c.response.low or 0) <= value <= (c.response.high or 0)
                for c, value in zip(found.channels, truth, strict=True)
            )
            / 9
        )
    assert shares > 0.9
    assert held >= 0.6  # 80 % intervals; 9 of them


def test_the_shadow_price_is_the_gain_of_a_little_more_money_and_returns_diminish() -> None:
    spend, outcome = world(0)
    less, more = (spend_plan(spend, outcome, budget=budget) for budget in (5_000, 5_100))
    response = {plan.budget: plan.frontier[2][1] for plan in (less, more)}
    assert (response[5_100] - response[5_000]) / 100 == pytest.approx(less.shadow_price, rel=0.05)
    budgets, reached = zip(*[(point[0], point[1]) for point in less.frontier], strict=True)
    slopes = np.diff(reached) / np.diff(budgets)
    assert (np.diff(slopes) < 0).all()


def test_the_same_past_gives_the_same_plan() -> None:
    spend, outcome = world(3)
    assert spend_plan(spend, outcome) == spend_plan(spend, outcome)


def test_a_channel_that_does_nothing_gets_no_more_money() -> None:
    spend, outcome = world(1)
    noise = np.random.default_rng(9).gamma(2, 1_000, len(spend))
    found = spend_plan(spend.assign(radio=noise), outcome)
    radio = next(channel for channel in found.channels if channel.channel == "radio")
    assert radio.planned <= radio.current
    assert radio.response.value < 2_000


def test_pasts_that_cannot_tell_are_refused_with_the_reason() -> None:
    spend, outcome = world(2)
    with pytest.raises(NotEnoughData, match="12 periods cannot tell"):
        spend_plan(spend[:12], outcome[:12])
    with pytest.raises(NotIdentified, match="tv hardly varied"):
        spend_plan(spend.assign(tv=1_000.0), outcome)
    with pytest.raises(NotIdentified, match=r"together.*: double \+ tv"):
        spend_plan(spend.assign(double=2 * spend["tv"]), outcome)
    with pytest.raises(InvalidArgument, match="same periods"):
        spend_plan(spend.set_axis([f"p{i}" for i in range(len(spend))]), outcome)
    with pytest.raises(InvalidArgument, match="Spend of tv"):
        spend_plan(spend.assign(tv=spend["tv"].where(spend.index != spend.index[5], -1.0)), outcome)
    with pytest.raises(InvalidArgument, match="outside"):
        spend_plan(spend, outcome, budget=1e9)
    pennies = spend / 10_000
    with pytest.raises(NotIdentified, match="too small beside"):
        spend_plan(pennies, outcome * 0 + np.random.default_rng(0).normal(100_000, 5_000, len(outcome)))


def test_an_incomplete_last_period_is_left_out_and_named() -> None:
    spend, outcome = world(0)
    spend.iloc[-1], outcome.iloc[-1] = spend.iloc[-1] * 0.1, outcome.iloc[-1] * 0.1
    found = spend_plan(spend, outcome)
    assert found.left_out == (str(spend.index[-1]),)


def test_the_tool_refuses_where_only_pennies_were_spent(warehouse: Any) -> None:
    with pytest.raises((NotIdentified, NotEnoughData)):
        execute(SPEND, warehouse, {})


@pytest.mark.shared_data
def test_monthly_advertising_costs_that_meet_no_outcome_are_refused(shared_data: Path) -> None:
    costs = pd.read_csv(shared_data / "ad_costs_rub_2022_10_2023_09.csv", sep=";")
    costs["month"] = costs["month"].str[:7]
    spend = costs.pivot_table(
        index="month", columns="source_medium", values="total_cost_rub", aggfunc="sum"
    ).fillna(0)
    users = costs.groupby("month")["user_id_cnt"].sum().astype(float)
    with pytest.raises(NotEnoughData, match="periods cannot tell 21 channels"):
        spend_plan(spend, users, period="M")
    by_source = costs.groupby("source_medium")["user_id_cnt"].sum().astype(float)
    with pytest.raises(InvalidArgument, match="same periods"):
        spend_plan(spend, by_source, period="M")
