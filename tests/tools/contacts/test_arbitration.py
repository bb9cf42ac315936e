"""The next best action is the best of all on small cases, and its reason is true."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.contacts import arbitrate

NAN = float("nan")
worth = st.one_of(st.just(NAN), st.floats(-5, 20).map(lambda v: round(v, 2)))
tables = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(worth, min_size=3, max_size=3), min_size=n, max_size=n)
)


def best_of_all(
    value: np.ndarray, cost: np.ndarray, budget: float, channel: list[str], caps: dict[str, int]
) -> float:
    """The value of the best plan by trying every one."""
    best = 0.0
    for choice in product(range(-1, 3), repeat=len(value)):
        picked = [(i, c) for i, c in enumerate(choice) if c >= 0]
        if any(np.isnan(value[i, c]) for i, c in picked):
            continue
        if sum(cost[i, c] for i, c in picked) > budget + 1e-12:
            continue
        if any(sum(channel[c] == name for _, c in picked) > cap for name, cap in caps.items()):
            continue
        best = max(best, sum(value[i, c] for i, c in picked))
    return best


@settings(max_examples=80, deadline=None)
@given(tables, st.floats(0, 12), st.integers(0, 3))
def test_m14_regret_against_trying_everything_is_nothing(
    rows: list[list[float]], budget: float, cap: int
) -> None:
    value = np.array(rows)
    cost = np.where(np.isnan(value), 0.0, np.array([1.0, 2.0, 0.5]))
    channel, caps = ["email", "sms", "email"], {"sms": cap}
    found = arbitrate(value, cost, budget=budget, channel=channel, channel_caps=caps)
    assert found.plan.objective == pytest.approx(best_of_all(value, cost, budget, channel, caps), abs=1e-9)
    assert len(found.reason) == len(value)
    assert (found.second != found.choice).all() or (found.choice[found.second == found.choice] == -1).all()


def test_the_reason_says_what_kept_the_second_best_out() -> None:
    # One SMS for two customers: the first gains 9 by it over e-mail, the second 2.
    value = np.array([[1.0, 10.0], [3.0, 5.0], [4.0, NAN], [NAN, NAN], [-1.0, -2.0]])
    found = arbitrate(value, np.zeros_like(value), channel=["email", "sms"], channel_caps={"sms": 1})
    assert found.choice.tolist() == [1, 0, 0, -1, -1]
    assert found.reason[0] == "brings_less"
    assert found.reason[1] == "takes_capacity"
    assert found.second.tolist()[:3] == [0, 1, -1]
    assert found.reason[3:] == ("no_option", "nothing_pays")
    assert found.counts()["brings_less"] == 2


def test_money_that_earns_more_elsewhere_is_the_reason() -> None:
    value = np.array([[1.0, 6.0], [1.0, 4.0]])
    cost = np.array([[0.0, 5.0], [0.0, 5.0]])
    found = arbitrate(value, cost, budget=5.0)
    assert found.choice.tolist() == [1, 0]
    assert found.reason[1] == "costs_budget"
