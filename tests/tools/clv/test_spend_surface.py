"""The spend model's likelihood on customers put into order, against its definition customer by customer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import gammaln

from tools.clv import GammaGamma
from tools.clv.spend_surface import Payers, SpendSurface


def spenders(customers: int) -> tuple[Any, Any]:
    """Repeat buyers of the Gamma-Gamma of CDNOW, amounts in whole hundredths."""
    rng = np.random.default_rng(4)
    x = rng.geometric(0.35, customers).astype(float)
    return x, np.round(rng.gamma(6.25 * x) / (x * rng.gamma(3.74, 1 / 15.44, customers)), 2) + 0.01


WEIGHTS = {
    "equal": lambda rng: np.full(2_000, 2.0),
    "whole": lambda rng: rng.integers(0, 4, 2_000).astype(float),
    "fractions": lambda rng: rng.random(2_000),
}


@pytest.mark.parametrize("kind", WEIGHTS)
@pytest.mark.parametrize("largest", [200.0, 70_000.0])
def test_the_order_of_rows_changes_no_bit(kind: str, largest: float) -> None:
    x, mean = spenders(2_000)
    x[3] = largest
    weight = WEIGHTS[kind](np.random.default_rng(1))
    shuffle = np.random.default_rng(0).permutation(2_000)
    straight = GammaGamma().fit(x, mean, weight)
    mixed = GammaGamma().fit(x[shuffle], mean[shuffle], weight[shuffle])
    assert straight.params_ == mixed.params_
    assert straight.log_likelihood_ == mixed.log_likelihood_
    assert straight.correlation_ == mixed.correlation_
    assert straight.correlation_effect_ == mixed.correlation_effect_


@pytest.mark.parametrize("kind", WEIGHTS)
def test_the_surface_is_the_sum_over_customers_and_its_derivatives_are_exact(kind: str) -> None:
    x, mean = spenders(2_000)
    weight = WEIGHTS[kind](np.random.default_rng(1)) + 0.5
    surface = SpendSurface(Payers.of(x, mean, weight))

    def plain(point: Any) -> float:
        p, q, v = point
        each = (
            gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
            + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(x * mean + v)
        )  # fmt: skip
        return float(np.sum(weight * each))

    point = np.array([5.0, 3.0, 17.0])
    value, slope, curve = surface(point)
    assert value == pytest.approx(plain(point), rel=1e-12)
    for axis in range(3):
        step = np.zeros(3)
        step[axis] = 1e-5 * point[axis]
        there, back = point + step, point - step
        assert slope[axis] == pytest.approx(
            (plain(there) - plain(back)) / (2 * step[axis]), rel=1e-5, abs=1e-4
        )
        bent = (surface(there)[1] - surface(back)[1]) / (2 * step[axis])
        np.testing.assert_allclose(curve[axis], bent, rtol=1e-6)


def test_the_correlation_is_that_of_the_rows() -> None:
    x, mean = spenders(2_000)
    weight = np.random.default_rng(1).random(2_000)
    model = GammaGamma().fit(x, mean, weight)
    by_rows = np.cov(x, mean, aweights=weight)
    assert model.correlation_ == pytest.approx(by_rows[0, 1] / np.sqrt(by_rows[0, 0] * by_rows[1, 1]))
    money = np.sum(weight * x * mean)
    assert model.correlation_effect_ == pytest.approx(
        np.sum(weight * x * model.expected_spend(x, mean)) / money - 1, abs=1e-10
    )
