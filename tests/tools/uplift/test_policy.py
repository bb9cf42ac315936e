"""Who is treated, and what a rule is worth against everybody and nobody."""

from __future__ import annotations

import numpy as np
import pytest

from tools.errors import InvalidArgument
from tools.uplift import policy_value, who_to_treat


def test_only_customers_who_pay_for_their_contact_are_treated_best_first():
    choice = who_to_treat([0.10, 0.02, -0.05, 0.30], value=100, cost=5)
    assert choice.treat.tolist() == [True, False, False, True]
    assert choice.expected_gain == pytest.approx(30)
    assert who_to_treat([0.10, 0.02, -0.05, 0.30], value=100, cost=5, at_most=1).treat.tolist() == [
        False,
        False,
        False,
        True,
    ]
    assert who_to_treat([-0.1, -0.2], at_most=0.9).n == 0
    with pytest.raises(InvalidArgument, match="at_most"):
        who_to_treat([0.1], at_most=1.5)


def simulate(seed: int, n: int = 1500) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    t = (rng.random(n) < 0.7).astype(int)
    return x, t, 2 * x + t * x + rng.normal(size=n), (x > 0).astype(int)


@pytest.mark.parametrize("doubly_robust", [False, True])
def test_the_value_of_a_rule_is_covered_as_often_as_it_says(doubly_robust):
    truth = np.sqrt(1 / (2 * np.pi))  # E[x; x > 0], what the rule gains over nobody
    hits = 0
    for seed in range(200):
        x, t, y, rule = simulate(seed)
        models = {"mu_treated": 3 * x, "mu_control": 2 * x} if doubly_robust else {}
        found = policy_value(y, t, rule, 0.7, **models)
        hits += found.over_none.low <= truth <= found.over_none.high
    assert hits / 200 > 0.91


def test_treating_all_gains_nothing_over_all_and_costs_are_paid():
    x, t, y, _ = simulate(1)
    everybody = policy_value(y, t, np.ones(x.size), 0.7, cost=0.4)
    assert everybody.over_all.value == 0
    free = policy_value(y, t, np.ones(x.size), 0.7)
    assert free.over_none.value - everybody.over_none.value == pytest.approx(0.4)
    nobody = policy_value(y, t, np.zeros(x.size), 0.7, cost=0.4)
    assert nobody.over_none.value == 0


def test_good_predictions_narrow_the_interval():
    x, t, y, rule = simulate(2)
    plain = policy_value(y, t, rule, 0.7).value
    robust = policy_value(y, t, rule, 0.7, mu_treated=3 * x, mu_control=2 * x).value
    assert robust.high - robust.low < plain.high - plain.low


def test_a_rule_that_is_not_yes_or_no_is_refused():
    with pytest.raises(InvalidArgument, match="policy"):
        policy_value([1, 2, 3], [0, 1, 1], [0.5, 1, 0])
