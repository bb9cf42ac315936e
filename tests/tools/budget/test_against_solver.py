"""`allocate` against HiGHS, against itself re-solved, and where many customers are alike."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tools.budget import allocate
from tools.budget.dual import best_prices, linear_rows
from tools.budget.problem import state_problem

Floats = NDArray[np.float64]
CHANNEL = ["email", "email", "sms", "call"]


def case(seed: int, customers: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    value = rng.gamma(2.0, 3.0, (customers, 4)) - 1.0
    value[rng.random(value.shape) < 0.15] = np.nan
    return value, rng.gamma(2.0, 1.0, (customers, 4))


@pytest.mark.parametrize("seed", range(6))
def test_a_hundred_customers_get_the_optimum_of_an_integer_solver(seed: int) -> None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    value, cost = case(seed, 100)
    caps = {"email": 30.0, "call": 8.0}
    found = allocate(value, cost, budget=60.0, channel=CHANNEL, channel_caps=caps)
    problem = state_problem(value, cost, budget=60.0, channel=CHANNEL, channel_caps=caps, offer_caps=None)
    matrix, limits, offer, who = linear_rows(problem, np.arange(100), 60.0, problem.caps)
    best = milp(
        -problem.value[offer, who],
        constraints=LinearConstraint(matrix, -np.inf, limits),
        integrality=np.ones(offer.size),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0, "presolve": False},
    )
    assert found.objective == pytest.approx(-best.fun, rel=1e-9)
    assert found.gap <= 5e-3


@pytest.mark.parametrize("limit", ["budget", "email", "call"])
def test_every_shadow_price_is_the_finite_difference_of_a_re_solve(limit: str) -> None:
    value, cost = case(1, 40_000)
    limits = {"budget": 12_000.0, "email": 6_000.0, "call": 1_500.0}

    def solved(more: float) -> float:
        moved = limits | {limit: limits[limit] + more}
        budget = moved.pop("budget")
        return allocate(value, cost, budget=budget, channel=CHANNEL, channel_caps=moved).objective

    budget, caps = limits["budget"], {name: cap for name, cap in limits.items() if name != "budget"}
    found = allocate(value, cost, budget=budget, channel=CHANNEL, channel_caps=caps)
    step = 0.01 * limits[limit]
    slope = (solved(step) - solved(-step)) / (2 * step)
    assert found.shadow_prices[limit] == pytest.approx(slope, rel=0.02, abs=1e-3)


def test_large_prices_match_those_of_the_linear_program() -> None:
    value, cost = case(2, 2_900)
    arguments = {"budget": 900.0, "channel": CHANNEL, "channel_caps": {"email": 500.0}, "offer_caps": None}
    problem = state_problem(value, cost, **arguments)  # type: ignore[arg-type]
    exact = best_prices(problem)
    from tools.budget.dual import _descended, _polished, bound_at

    near = _polished(problem, _descended(problem))
    assert bound_at(problem, near)[0] == pytest.approx(bound_at(problem, exact)[0], rel=1e-6)


@pytest.mark.parametrize("budget", [3.0, 250.0, 333.3, 900.0, 5_000.0])
def test_kinds_of_identical_customers_use_the_whole_budget(budget: float) -> None:
    """Three kinds, two offers: the plan is a fractional knapsack over kinds, rounded down."""
    kinds = np.repeat([[9.0, 4.0], [6.0, 5.0], [1.0, 0.5]], 1_000, axis=0)
    found = allocate(kinds, np.broadcast_to([3.0, 1.0], kinds.shape), budget=budget)
    assert found.spent <= budget
    assert found.upper_bound - found.objective <= 9.0
    assert found.spent > min(budget, 9_000.0) - 3.0


def test_a_million_value_units_do_not_depend_on_the_order_of_offers() -> None:
    value, cost = case(3, 5_000)
    straight = allocate(value, cost, budget=1_500.0, channel=CHANNEL, channel_caps={"sms": 300})
    turned = allocate(
        value[:, ::-1], cost[:, ::-1], budget=1_500.0, channel=CHANNEL[::-1], channel_caps={"sms": 300}
    )
    assert turned.objective == pytest.approx(straight.objective, rel=2e-6)


def test_scaling_money_scales_the_plan_and_not_the_choice() -> None:
    value, cost = case(4, 300)
    roubles = allocate(value, cost, budget=100.0)
    kopecks = allocate(value * 100, cost * 100, budget=10_000.0)
    assert kopecks.objective == pytest.approx(100 * roubles.objective, rel=1e-5)
    assert kopecks.shadow_prices["budget"] == pytest.approx(roubles.shadow_prices["budget"], rel=1e-6)


def test_nobody_to_give_to_is_an_empty_plan() -> None:
    found = allocate(np.empty((0, 2)), np.empty((0, 2)), budget=10.0)
    assert found.objective == found.gap == 0
    nothing = allocate(np.full((5, 2), np.nan), np.zeros((5, 2)), budget=10.0)
    assert (nothing.choice == -1).all()
    losing = allocate(np.full((5, 2), -3.0), np.zeros((5, 2)), budget=10.0)
    assert (losing.choice == -1).all()
