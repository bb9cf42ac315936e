"""Budgets compared, the winner's curse, plans over blocks, and the choice as one expression in the engine."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from tools.budget import OfferColumns, allocate, allocate_blocks, choices_at, frontier, shrunken
from tools.errors import InvalidArgument, NotEnoughData

Floats = NDArray[np.float64]
CHANNEL = ["email", "sms", "call"]


def case(customers: int, seed: int = 0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    value = rng.gamma(2.0, 3.0, (customers, 3)) - 2.0
    value[rng.random(value.shape) < 0.15] = np.nan
    return value, rng.gamma(2.0, 1.0, (customers, 3))


def in_blocks(value: Floats, cost: Floats, size: int) -> Iterator[tuple[Floats, Floats]]:
    for start in range(0, len(value), size):
        yield value[start : start + size], cost[start : start + size]


def test_returns_diminish_along_the_frontier_and_intervals_widen_with_common_errors() -> None:
    value, cost = case(3_000)
    deviation = np.where(np.isnan(value), np.nan, 2.0)
    points = frontier(value, cost, [200, 400, 800, 1_600, 3_200], deviation=deviation)
    profit = [point.profit.value for point in points]
    slopes = np.diff(profit) / np.diff([point.budget for point in points])
    assert (np.diff(slopes) < 0).all()
    assert [point.marginal for point in points] == sorted((p.marginal for p in points), reverse=True)
    alone = frontier(value, cost, [800], deviation=deviation, common_share=0.0)[0].profit
    together = points[2].profit
    assert alone.low is not None
    assert together.low is not None
    assert together.low < alone.low < alone.value


def test_e9_shrunken_effects_promise_what_they_keep_and_raw_ones_do_not() -> None:
    ratios, raw = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        truth = rng.normal(1.0, 2.0, (4_000, 3))
        error = rng.uniform(1.0, 4.0, truth.shape)
        seen = truth + error * rng.standard_normal(truth.shape)
        cost = np.ones_like(truth)
        for effect, into in ((shrunken(seen, error)[0], ratios), (seen, raw)):
            plan = allocate(effect, cost, budget=1_500.0)
            who = np.flatnonzero(plan.choice >= 0)
            into.append(float(truth[who, plan.choice[who]].sum()) / plan.expected)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.05)
    assert np.mean(raw) < 0.7


def test_effects_that_differ_by_noise_alone_are_drawn_to_one() -> None:
    rng = np.random.default_rng(1)
    seen = 3.0 + rng.standard_normal((2_000, 1))
    mean, spread = shrunken(seen, np.ones_like(seen))
    assert np.ptp(mean) < 0.5
    assert spread.max() < 0.3
    with pytest.raises(InvalidArgument, match="above 0"):
        shrunken(seen, seen * 0)


@pytest.mark.parametrize("size", [700, 30_000])
def test_a_plan_over_blocks_is_that_of_the_whole(size: int) -> None:
    value, cost = case(30_000)
    limits = {"channel": CHANNEL, "channel_caps": {"sms": 3_000, "call": 500}}
    whole = allocate(value, cost, budget=9_000.0, **limits)
    streamed = allocate_blocks(lambda: in_blocks(value, cost, size), budget=9_000.0, **limits)
    choice = np.concatenate(list(streamed.choices()))
    who = np.flatnonzero(choice >= 0)
    assert cost[who, choice[who]].sum() <= 9_000.0 + 1e-6
    assert (choice == 1).sum() <= 3_000
    assert (choice == 2).sum() <= 500
    assert not np.isnan(value[who, choice[who]]).any()
    assert streamed.objective == pytest.approx(value[who, choice[who]].sum())
    assert streamed.objective >= whole.objective * (1 - 1e-4)
    assert streamed.upper_bound >= whole.objective * (1 - 1e-9)
    assert streamed.gap <= 1e-4
    assert streamed.customers == 30_000


def test_blocks_larger_than_the_sample_keep_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.budget.streams.SAMPLE", 2_000)
    value, cost = case(20_000, seed=2)
    streamed = allocate_blocks(
        lambda: in_blocks(value, cost, 3_000),
        budget=4_000.0,
        channel=CHANNEL,
        channel_caps={"email": 0, "sms": 900},
    )
    choice = np.concatenate(list(streamed.choices()))
    assert (choice == 0).sum() == 0
    assert (choice == 1).sum() <= 900
    assert streamed.spent <= 4_000.0
    assert streamed.gap <= 1e-3


def test_blocks_of_equal_customers_and_of_nobody() -> None:
    value, cost = np.ones((1_000, 1)), np.ones((1_000, 1))
    found = allocate_blocks(lambda: in_blocks(value, cost, 300), budget=250.0)
    assert found.spent == 250
    assert found.gap <= 1e-9
    with pytest.raises(NotEnoughData, match="no customer"):
        allocate_blocks(lambda: iter(()), budget=1.0)


def test_the_choice_at_given_prices_is_one_expression_that_runs_in_the_engine() -> None:
    value, cost = case(5_000, seed=3)
    limits = {"channel": CHANNEL, "channel_caps": {"sms": 600}}
    plan = allocate(value, cost, budget=1_500.0, **limits)
    columns = {f"v{j}": value[:, j] for j in range(3)} | {f"c{j}": cost[:, j] for j in range(3)}
    table = ibis.memtable(pd.DataFrame(columns).assign(customer_id=range(5_000)))
    offers = [OfferColumns(f"v{j}", f"c{j}", CHANNEL[j]) for j in range(3)]
    found = choices_at(table, offers, plan.shadow_prices).execute().sort_values("customer_id")
    # At the prices all but the few who are indifferent choose what the plan gives them.
    assert (found["choice"].to_numpy() != plan.choice).sum() <= 5
    with pytest.raises(InvalidArgument, match="no column v9"):
        choices_at(table, [OfferColumns("v9", "c0")], plan.shadow_prices)
