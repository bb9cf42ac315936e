"""Comparisons without a draw: adjusted for what is known, bounded for what is not, never called an effect."""

from __future__ import annotations

import numpy as np
import pytest

from tools.errors import NotEnoughData
from tools.experiments import observational_effect
from tools.experiments.observational import e_value


def chosen(rng: np.random.Generator, n: int = 3000, *, pull: float = 1.0, hidden: float = 0.0):
    """Loyal customers are treated more often and buy more anyway; the treatment adds 5."""
    loyal, secret = rng.gamma(2, 1, n), rng.normal(size=n)
    chance = 1 / (1 + np.exp(-(pull * (loyal - 2) + hidden * secret)))
    treated = (rng.random(n) < chance).astype(int)
    outcome = 20 * loyal + 10 * hidden * secret + 5 * treated + rng.normal(0, 10, n)
    return outcome, treated, loyal


def test_e5_what_is_recorded_is_adjusted_for_and_the_interval_holds():
    found = [observational_effect(*chosen(np.random.default_rng(seed))) for seed in range(60)]
    assert np.mean([one.difference.low <= 5 <= one.difference.high for one in found]) > 0.85
    assert all(one.naive > 15 for one in found)
    assert {one.grade for one in found} == {"C"}
    assert observational_effect(*chosen(np.random.default_rng(0))) == found[0]


def test_what_is_not_recorded_still_misleads_which_is_why_the_grade_is_not_a():
    found = observational_effect(*chosen(np.random.default_rng(1), hidden=1.0))
    assert found.difference.low > 5


def test_groups_that_do_not_overlap_are_not_compared():
    with pytest.raises(NotEnoughData, match="at random"):
        observational_effect(*chosen(np.random.default_rng(2), pull=20.0))


def test_the_published_e_value():
    # VanderWeele and Ding (2017), the worked example: 3.9 + sqrt(3.9 x 2.9) = 7.26.
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))
    assert e_value(1.0) == 1.0
