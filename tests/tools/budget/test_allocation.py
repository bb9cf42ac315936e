"""`allocate` against brute force, its own bound, re-solves and bad input."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tools.budget import allocate
from tools.errors import InvalidArgument

Floats = NDArray[np.float64]


def random_case(seed: int, customers: int, offers: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    value = rng.gamma(2.0, 3.0, (customers, offers)) - 1.0
    value[rng.random((customers, offers)) < 0.2] = np.nan
    return value, rng.gamma(2.0, 1.0, (customers, offers))


def is_feasible(
    choice: NDArray[np.intp], cost: Floats, budget: float, channel: list[str], caps: dict[str, float]
) -> bool:
    rows = np.flatnonzero(choice >= 0)
    if cost[rows, choice[rows]].sum() > budget + 1e-9:
        return False
    used = [channel[offer] for offer in choice[rows]]
    return all(used.count(name) <= cap for name, cap in caps.items())


@pytest.mark.parametrize("seed", range(12))
def test_a_small_plan_is_the_best_of_all_plans(seed: int) -> None:
    value, cost = random_case(seed, 6, 3)
    channel, caps, budget = ["email", "sms", "sms"], {"sms": 2.0}, 5.0
    best = 0.0
    for plan in product(range(-1, 3), repeat=6):
        choice = np.array(plan)
        rows = np.flatnonzero(choice >= 0)
        worth = value[rows, choice[rows]]
        if not np.isnan(worth).any() and is_feasible(choice, cost, budget, channel, caps):
            best = max(best, float(worth.sum()))
    found = allocate(value, cost, budget=budget, channel=channel, channel_caps=caps)
    assert is_feasible(found.choice, cost, budget, channel, caps)
    assert found.objective == pytest.approx(best)
    assert found.upper_bound >= best - 1e-9


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.floats(0, 60), st.integers(0, 20))
def test_every_plan_is_feasible_and_under_its_bound(
    seed: int, customers: int, budget: float, cap: int
) -> None:
    value, cost = random_case(seed, customers, 3)
    channel, caps = ["email", "sms", "push"], {"sms": float(cap)}
    found = allocate(value, cost, budget=budget, channel=channel, channel_caps=caps)
    assert is_feasible(found.choice, cost, budget, channel, caps)
    assert found.objective <= found.upper_bound + 1e-9
    chosen = np.flatnonzero(found.choice >= 0)
    assert (value[chosen, found.choice[chosen]] > 0).all()


def test_ten_thousand_customers_are_within_a_hundred_thousandth_of_the_bound() -> None:
    value, cost = random_case(1, 10_000, 6)
    channel = ["email", "email", "sms", "sms", "call", "push"]
    caps = {"email": 4_000.0, "sms": 2_500.0, "call": 500.0}
    found = allocate(value, cost, budget=3_500.0, channel=channel, channel_caps=caps)
    assert is_feasible(found.choice, cost, 3_500.0, channel, caps)
    assert found.gap <= 1e-5


def test_the_plan_does_not_depend_on_the_order_of_customers() -> None:
    value, cost = random_case(5, 4_000, 4)
    order = np.random.default_rng(0).permutation(4_000)
    straight = allocate(value, cost, budget=900.0)
    shuffled = allocate(value[order], cost[order], budget=900.0)
    np.testing.assert_array_equal(straight.choice[order], shuffled.choice)


def test_the_shadow_price_is_what_a_little_more_budget_brings() -> None:
    value, cost = random_case(2, 30_000, 4)
    base = allocate(value, cost, budget=10_000.0)
    more = allocate(value, cost, budget=10_100.0)
    assert (more.objective - base.objective) / 100.0 == pytest.approx(base.shadow_prices["budget"], rel=0.02)


def test_a_limit_that_does_not_bind_has_no_price() -> None:
    value, cost = random_case(3, 500, 3)
    found = allocate(value, cost, budget=1e9)
    assert found.shadow_prices["budget"] == pytest.approx(0.0, abs=1e-9)
    assert found.gap == pytest.approx(0.0, abs=1e-9)


def test_without_budget_only_what_is_free_is_given() -> None:
    found = allocate([[5.0, 9.0], [4.0, np.nan]], [[0.0, 1.0], [0.0, 1.0]], budget=0.0)
    assert found.choice.tolist() == [0, 0]
    assert found.spent == 0


def test_equal_customers_fill_the_cap_exactly() -> None:
    found = allocate(
        np.ones((10, 1)), np.ones((10, 1)), budget=100.0, channel=["sms"], channel_caps={"sms": 4}
    )
    assert (found.choice >= 0).sum() == 4


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"cost": [[-1.0]]}, "at least 0"),
        ({"cost": [[np.nan]]}, "cost is missing"),
        ({"cost": [[1.0, 2.0]]}, "shape"),
        ({"budget": -1.0}, "budget is -1"),
        ({"budget": float("nan")}, "budget is nan"),
        ({"channel_caps": {"sms": 1}}, "needs channel"),
        ({"channel": ["email"], "channel_caps": {"sms": 1}}, "'sms'"),
        ({"offer_caps": {3: 1}}, "offer 3"),
        ({"value": [[np.inf]]}, "infinity"),
    ],
)
def test_bad_input_is_named(changes: dict[str, object], match: str) -> None:
    arguments = {"value": [[1.0]], "cost": [[1.0]], "budget": 1.0} | changes
    value, cost = arguments.pop("value"), arguments.pop("cost")
    with pytest.raises(InvalidArgument, match=match):
        allocate(value, cost, **arguments)  # type: ignore[arg-type]
