"""`allocate` with every kind of limit: against trying every plan, against re-solves, and where nothing fits."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tools.budget import Allocation, allocate
from tools.errors import Infeasible, InvalidArgument

Floats = NDArray[np.float64]
CHANNEL = ["email", "sms", "sms"]


def random_case(seed: int, customers: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    value = np.round(rng.gamma(2.0, 3.0, (customers, 3)) - 2.0, 2)
    value[rng.random(value.shape) < 0.2] = np.nan
    return value, np.round(rng.gamma(2.0, 1.0, (customers, 3)), 2)


def keeps(given: list[tuple[int, ...]], cost: Floats, limits: dict[str, Any]) -> bool:
    """Whether these offers, customer by customer, break no limit."""
    every = [(who, offer) for who, offers in enumerate(given) for offer in offers]
    if sum(cost[pair] for pair in every) > limits["budget"] + 1e-9:
        return False
    used = [CHANNEL[offer] for _, offer in every]
    reached = [limits["segment"][who] for who, offers in enumerate(given) if offers]
    checks = [used.count(name) <= cap for name, cap in limits.get("channel_caps", {}).items()]
    checks += [used.count(name) >= least for name, least in limits.get("channel_min", {}).items()]
    checks += [reached.count(name) <= cap for name, cap in limits.get("segment_caps", {}).items()]
    checks += [reached.count(name) >= least for name, least in limits.get("segment_min", {}).items()]
    checks.append(len(every) <= limits.get("contact_cap", 10**9))
    return all(checks) and all(len(offers) <= limits.get("contacts", 1) for offers in given)


def best_of_all(value: Floats, cost: Floats, limits: dict[str, Any]) -> float | None:
    """The value of the best plan by trying every one; None where none keeps the limits."""
    options = []
    for who in range(len(value)):
        possible = [offer for offer in range(3) if not np.isnan(value[who, offer])]
        options.append(
            [
                bundle
                for size in range(limits.get("contacts", 1) + 1)
                for bundle in combinations(possible, size)
            ]
        )
    worths = [
        sum(value[who, offer] for who, offers in enumerate(plan) for offer in offers)
        for plan in product(*options)
        if keeps(list(plan), cost, limits)
    ]
    return max(worths) if worths else None


def given_in(found: Allocation) -> list[tuple[int, ...]]:
    return [tuple(int(offer) for offer in row if offer >= 0) for row in found.contacts]


LIMITS = [
    {"contacts": 2},
    {"contacts": 3, "contact_cap": 5},
    {"segment_caps": {"new": 1}},
    {"segment_min": {"old": 2}},
    {"segment_min": {"new": 2, "old": 1}, "channel_caps": {"sms": 2}},
    {"channel_min": {"sms": 3}},
    {"contacts": 2, "channel_caps": {"sms": 2}, "segment_caps": {"old": 2}, "segment_min": {"new": 1}},
]


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("seed", range(6))
def test_a_small_plan_with_these_limits_is_the_best_of_all_plans(seed: int, limits: dict[str, Any]) -> None:
    value, cost = random_case(seed, 5)
    every = {"budget": 6.0, "segment": ["new", "new", "old", "old", "old"]} | limits
    best = best_of_all(value, cost, every)
    if best is None:
        with pytest.raises(Infeasible):
            allocate(value, cost, channel=CHANNEL, **every)
        return
    found = allocate(value, cost, channel=CHANNEL, **every)
    assert keeps(given_in(found), cost, every)
    assert found.objective == pytest.approx(best, abs=1e-9)
    assert found.upper_bound >= best - 1e-9


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 3),
    st.floats(0, 400),
    st.integers(0, 120),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_every_plan_keeps_its_limits_or_says_that_none_does(
    seed: int, contacts: int, budget: float, cap: int, least: int, least_sms: int
) -> None:
    value, cost = random_case(seed, 150)
    limits: dict[str, Any] = {
        "budget": budget,
        "contacts": contacts,
        "segment": ["new"] * 50 + ["old"] * 100,
        "segment_caps": {"old": cap},
        "segment_min": {"new": least},
        "channel_min": {"sms": least_sms},
    }
    try:
        found = allocate(value, cost, channel=CHANNEL, **limits)
    except Infeasible:
        return
    assert keeps(given_in(found), cost, limits)
    assert found.objective <= found.upper_bound + 1e-9
    assert found.expected == pytest.approx(found.objective)


def test_prices_of_segment_limits_are_the_finite_differences_of_a_re_solve() -> None:
    value, cost = random_case(3, 30_000)
    segment = ["new"] * 10_000 + ["old"] * 20_000

    def solved(most: int, least: int) -> Allocation:
        return allocate(
            value,
            cost,
            budget=12_000.0,
            segment=segment,
            segment_caps={"old": most},
            segment_min={"new": least},
        )

    base = solved(4_000, 7_000)
    assert base.gap <= 1e-5
    more, less = solved(4_100, 7_000).objective, solved(3_900, 7_000).objective
    assert base.shadow_prices["segment old max"] == pytest.approx((more - less) / 200, rel=0.03)
    more, less = solved(4_000, 7_100).objective, solved(4_000, 6_900).objective
    assert base.shadow_prices["segment new min"] == pytest.approx((more - less) / 200, rel=0.03)
    assert base.shadow_prices["segment new min"] < 0


def test_limits_that_cannot_hold_together_are_named_with_the_smallest_relaxation() -> None:
    value, cost = np.ones((100, 1)), np.full((100, 1), 2.0)
    segment = ["new"] * 60 + ["old"] * 40
    with pytest.raises(Infeasible, match="lower it to 60"):
        allocate(value, cost, budget=1_000.0, segment=segment, segment_min={"new": 61})
    with pytest.raises(Infeasible, match="segment new min by 10") as refused:
        allocate(value, cost, budget=80.0, segment=segment, segment_min={"new": 50})
    assert "послабление" in refused.value.message_ru
    relaxed = allocate(value, cost, budget=100.0, segment=segment, segment_min={"new": 50})
    assert relaxed.used["segment new min"] == 50


def test_a_least_number_is_reached_even_at_a_loss() -> None:
    found = allocate(
        [[-1.0], [-3.0], [2.0]], [[0.0]] * 3, budget=0.0, segment=["a", "a", "b"], segment_min={"a": 1}
    )
    assert found.choice.tolist() == [0, -1, 0]
    assert found.shadow_prices["segment a min"] <= 0


def test_risk_aversion_prefers_what_is_known_better() -> None:
    value, deviation = [[10.0, 9.0]], [[8.0, 0.5]]
    assert allocate(value, [[0.0, 0.0]], budget=0.0).choice.tolist() == [0]
    careful = allocate(value, [[0.0, 0.0]], budget=0.0, deviation=deviation, risk_aversion=1.0)
    assert careful.choice.tolist() == [1]
    assert careful.objective == pytest.approx(8.5)
    assert careful.expected == pytest.approx(9.0)


def test_offers_below_the_margin_floor_are_not_given() -> None:
    found = allocate([[10.0, 4.0]], [[0.0, 0.0]], budget=0.0, margin=[[0.05, 0.3]], margin_floor=0.1)
    assert found.choice.tolist() == [1]


def test_equal_customers_fill_a_limit_of_two_contacts_each_exactly() -> None:
    found = allocate(
        np.ones((10, 2)),
        np.ones((10, 2)),
        budget=100.0,
        contacts=2,
        channel=["sms", "sms"],
        channel_caps={"sms": 7},
    )
    assert (found.contacts >= 0).sum() == 7
    assert found.used["sms"] == 7


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"contacts": 0}, "contacts is 0"),
        ({"segment_min": {"x": 1}}, "need segment"),
        ({"segment": ["a"], "segment_caps": {"b": 1}}, "no customer in segment 'b'"),
        ({"segment": ["a", "b"], "segment_caps": {"a": 1}}, "segment has 2 entries"),
        ({"risk_aversion": -1.0}, "risk_aversion is -1"),
        ({"risk_aversion": 1.0}, "needs deviation"),
        ({"risk_aversion": 1.0, "deviation": [[np.nan]]}, "deviation must be"),
        ({"margin_floor": 0.1}, "needs margin"),
        ({"channel_min": {"sms": 1}}, "needs channel"),
        ({"contact_cap": -1}, "contact_cap is -1"),
    ],
)
def test_limits_that_make_no_sense_are_named(changes: dict[str, Any], match: str) -> None:
    with pytest.raises(InvalidArgument, match=match):
        allocate([[1.0]], [[1.0]], budget=1.0, **changes)
