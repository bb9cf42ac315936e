"""Intervals hold as often as they say, also for money of few buyers and at every look of a running test."""

from __future__ import annotations

import pytest

from evals.benchmarks.coverage import SIZES, TRUTH, fixed, stopped

NOISE = 0.01  # two standard errors of a share of 5 % in 2,000 runs


def test_e5_a_quick_look_at_coverage() -> None:
    found = fixed("binary 1 %", (2000, 2000), runs=100)
    assert found.held > 0.88
    assert found.false < 0.12
    assert stopped("normal", customers=2000, runs=60).false < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("sizes", SIZES[:3])
def test_e5_intervals_hold_within_a_point_of_nominal(name: str, sizes: tuple[int, int]) -> None:
    found = fixed(name, sizes, runs=2000)
    assert abs(found.held - 0.95) < 0.01 + NOISE
    assert found.false < 0.05 + NOISE


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTH)
def test_e5_stopping_at_the_first_significant_look_is_safe(name: str) -> None:
    found = stopped(name, customers=10_000, runs=2000)
    assert found.held > 0.95 - NOISE
    assert found.false < 0.05
    assert found.welch_false > 0.15
