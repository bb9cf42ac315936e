"""Properties that every purchase model must have, and inputs that it must refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clv import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD, ShiftedBetaGeometric
from tools.clv.staying import _by_quadrature, purchases_while_active
from tools.clv.suspicions import SuspiciousData
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified

CONTINUOUS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
KNOWN: dict[Any, dict[str, float]] = {
    BetaGeoNBD: {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    ModifiedBetaGeoNBD: {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    ParetoNBD: {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}


def base(seed: int, customers: int = 3_000) -> tuple[Any, Any, Any]:
    """Customers of a BG/NBD world with the parameters of CDNOW, observed 30 to 52 weeks, on a daily grid."""
    rng = np.random.default_rng(seed)
    age = rng.integers(210, 365, customers) / 7
    rate, leave = rng.gamma(0.5, 1 / 5.0, customers), rng.beta(0.8, 2.4, customers)
    x, t_x, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    active = np.ones(customers, dtype=bool)
    while active.any():
        now = now + rng.exponential(1, customers) / np.maximum(rate, 1e-300)
        day = np.ceil(now * 7) / 7
        bought = active & (day <= age)
        x[bought] += 1
        t_x[bought] = day[bought]
        active = bought & (rng.random(customers) > leave)
    return x, t_x, age


@pytest.mark.parametrize("model", CONTINUOUS)
def test_a_fit_does_not_depend_on_the_order_of_rows_to_the_last_bit(model: Any) -> None:
    columns = base(1, 1_500)
    shuffle = np.random.default_rng(0).permutation(1_500)
    straight, mixed = model().fit(*columns), model().fit(*(c[shuffle] for c in columns))
    assert straight.params_ == mixed.params_
    assert straight.log_likelihood_ == mixed.log_likelihood_


def test_weights_stand_for_repeated_rows() -> None:
    x, t_x, age = base(2, 800)
    double = BetaGeoNBD().fit(np.tile(x, 2), np.tile(t_x, 2), np.tile(age, 2))
    weighted = BetaGeoNBD().fit(x, t_x, age, np.full(800, 2.0))
    assert weighted.params_ == double.params_
    assert weighted.n_ == 1_600


def test_a_known_truth_is_recovered_within_four_standard_errors() -> None:
    model = BetaGeoNBD().fit(*base(3, 20_000))
    for name, truth in {"r": 0.5, "alpha": 5.0, "a": 0.8, "b": 2.4}.items():
        assert abs(model.params_[name] - truth) < 4 * model.standard_errors_[name]


@pytest.mark.parametrize("model", CONTINUOUS)
def test_another_unit_of_time_changes_nothing_but_the_unit(model: Any) -> None:
    x, t_x, age = base(4, 1_000)
    weeks, days = model().fit(x, t_x, age), model().fit(x, t_x * 7, age * 7)
    assert days.params_["alpha"] == pytest.approx(7 * weeks.params_["alpha"], rel=1e-4)
    np.testing.assert_allclose(
        days.expected_purchases(70, x, t_x * 7, age * 7), weeks.expected_purchases(10, x, t_x, age), rtol=1e-4
    )
    # densities of x events each shrink by the factor seven
    assert days.log_likelihood_ == pytest.approx(weeks.log_likelihood_ - x.sum() * np.log(7), abs=1e-4)


@pytest.mark.parametrize("model", CONTINUOUS)
def test_probabilities_of_purchases_sum_to_one_and_give_the_mean(model: Any) -> None:
    known = model.from_params(**KNOWN[model])
    counts = np.arange(1_500)
    chances = known.probability_of_purchases(counts, 39)
    assert chances.sum() == pytest.approx(1, abs=1e-9)
    assert (counts * chances).sum() == pytest.approx(known.expected_purchases_new(39), rel=1e-6)
    assert known.probability_of_purchases(0, 0) == pytest.approx(1)


@pytest.mark.parametrize("model", CONTINUOUS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_predictions_are_finite_not_negative_and_grow_with_the_horizon(model: Any, data: Any) -> None:
    tiny_to_large = st.floats(0.02, 50)
    known = model.from_params(**{name: data.draw(tiny_to_large, name) for name in model.names})
    age = data.draw(st.floats(0.1, 10_000), "T")
    x = data.draw(st.integers(0, 5_000), "x")
    t_x = 0.0 if x == 0 else age * data.draw(st.floats(0.01, 1), "share")
    alive = known.probability_alive(x, t_x, age)
    assert 0 <= alive <= 1
    short, long = (known.expected_purchases(h, x, t_x, age) for h in (1.0, 100.0))
    assert np.isfinite(long)
    assert 0 <= short <= long * (1 + 1e-9)


@pytest.mark.parametrize("a", [0.05, 0.793, 1 - 1e-9, 1.0, 1 + 1e-9, 3.0, 40.0])
@pytest.mark.parametrize("x", [0, 3, 132, 300, 5_000])
def test_the_series_and_the_integral_agree(a: float, x: int) -> None:
    s, tau, b = np.array([0.5 + x]), np.array([0.7]), np.array([2.4 + x])
    np.testing.assert_allclose(purchases_while_active(s, tau, a, b), _by_quadrature(s, tau, a, b), rtol=1e-7)


def test_expected_purchases_is_the_sum_over_the_chances_of_staying() -> None:
    """The same quantity from its definition: purchases without leaving are negative binomial, and the k-th
    is made only by those who stayed after the k - 1 before it."""
    from scipy.stats import nbinom

    s, tau, a, b = 2.7, 1.9, 0.8, 4.1
    k = np.arange(4_000)
    stays = np.exp(np.concatenate(([0.0], np.cumsum(np.log(b + k[:-1]) - np.log(a + b + k[:-1])))))
    expected = np.sum(nbinom.sf(k, s, 1 / (1 + tau)) * stays)
    found = purchases_while_active(np.array([s]), np.array([tau]), a, np.array([b]))
    assert found[0] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("model", CONTINUOUS)
def test_many_customers_get_the_same_prediction_as_one(model: Any) -> None:
    known = model.from_params(**KNOWN[model])
    x, t_x, age = base(5, 3_000)
    together = known.expected_purchases(26, x, t_x, age)
    for place in (0, 17, 2_999):
        one = known.expected_purchases(26, float(x[place]), float(t_x[place]), float(age[place]))
        assert isinstance(one, float)
        assert one == pytest.approx(together[place], rel=1e-12)


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize(
    ("columns", "argument"),
    [
        (([-1, 2], [0, 1], [5, 5]), "frequency"),
        (([1.5, 2], [1, 1], [5, 5]), "frequency"),
        (([1, 2], [1, 6], [5, 5]), "recency"),
        (([0, 2], [1, 1], [5, 5]), "recency"),
        (([1, float("nan")], [1, 1], [5, 5]), "frequency"),
        (([1, 2], [1, 1], [5, float("inf")]), "T"),
        (([1, 2, 3], [1, 1], [5, 5]), "recency"),
    ],
)
def test_bad_columns_are_named(model: Any, columns: Any, argument: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        model().fit(*columns)
    assert refused.value.argument == argument


@pytest.mark.parametrize("model", CONTINUOUS)
def test_nobody_coming_back_or_everybody_alike_is_not_identified(model: Any) -> None:
    with pytest.raises(NotIdentified, match="bought again"):
        model().fit(np.zeros(500), np.zeros(500), np.linspace(10, 50, 500))
    with pytest.raises(NotIdentified, match="histories"):
        model().fit(np.full(500, 3), np.full(500, 10), np.full(500, 20))
    with pytest.raises(NotEnoughData):
        model().fit([], [], [])


def test_customers_who_do_not_differ_give_a_prediction_and_say_so() -> None:
    rng = np.random.default_rng(0)
    age = np.full(400, 50.0)
    x = rng.poisson(4, 400).astype(float)
    t_x = np.where(x > 0, np.round(50 * rng.random(400) ** (1 / np.maximum(x, 1)), 1), 0.0)
    model = BetaGeoNBD().fit(x, np.maximum(t_x, (x > 0) * 0.1), age)
    assert model.at_limit_
    assert np.isinf([model.standard_errors_[name] for name in model.at_limit_]).all()
    assert model.expected_purchases(50, x, t_x, age).sum() == pytest.approx(x.sum(), rel=0.15)


def test_an_unfitted_model_says_that_it_is_not_fitted() -> None:
    with pytest.raises(InvalidArgument, match="not fitted"):
        BetaGeoNBD().expected_purchases_new(10)


def test_spend_is_shrunk_towards_the_mean_of_all_and_less_so_with_more_purchases() -> None:
    model = GammaGamma.from_params(p=6.25, q=3.74, v=15.44)
    everybody = model.expected_spend(0, 0)
    assert everybody == pytest.approx(6.25 * 15.44 / 2.74)
    few, many = model.expected_spend([1, 50], [100.0, 100.0])
    assert everybody < few < many < 100


def test_spend_with_an_infinite_mean_is_still_a_finite_number() -> None:
    model = GammaGamma.from_params(p=0.3, q=0.4, v=15.0)
    with pytest.warns(SuspiciousData, match="infinite"):
        spend = model.expected_spend([0, 1, 2, 5_000], [0.0, 10.0, 10.0, 10.0])
    with pytest.raises(NotIdentified, match="infinite"):
        model.mean_spend()
    assert np.isfinite(spend).all()
    assert (spend > 0).all()


def test_negative_or_missing_spend_is_refused() -> None:
    for money in ([-1.0, 2, 3], [float("nan"), 2, 3], [0.0, 2, 3]):
        with pytest.raises(InvalidArgument, match="monetary_value"):
            GammaGamma().fit([1, 2, 3], money)
    with pytest.raises(NotEnoughData):
        GammaGamma().fit([0, 0, 0], [0, 0, 0])


def test_a_contract_customer_who_left_buys_no_more() -> None:
    model = ShiftedBetaGeometric.from_params(alpha=0.668, beta=3.806)
    gone, there = model.expected_purchases(5, [2, 4], [2, 4], [4, 4])
    assert gone == 0
    assert 0 < there < 5
    counts = np.arange(6)
    assert model.probability_of_purchases(counts, 5).sum() == pytest.approx(1)
    with pytest.raises(NotIdentified):
        ShiftedBetaGeometric().fit([3, 3, 3], [3, 3, 3], [3, 3, 3])
