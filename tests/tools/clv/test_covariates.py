"""Covariates: the truth of a simulation comes back, predictions use it, and tables are matched by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from tools.errors import InvalidArgument, NotIdentified

EFFECT = {"store": 0.0, "web": 0.5, "app": -0.3}
MODELS: tuple[Any, ...] = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)


def base(kind: Any, customers: int = 9_000, seed: int = 1) -> tuple[Any, Any, Any, pd.DataFrame]:
    """Continuous times; channel and a number move the rate, the channel moves leaving too."""
    rng = np.random.default_rng(seed)
    channel, z = rng.choice(list(EFFECT), customers, p=[0.5, 0.3, 0.2]), rng.normal(1, 1, customers)
    of_channel = np.array([EFFECT[name] for name in channel])
    age = rng.uniform(30, 52, customers)
    rate = rng.gamma(0.8, 1, customers) / (6 * np.exp(-of_channel - 0.25 * z))
    end, chance = age, np.zeros(customers)
    if kind is ParetoNBD:
        end = np.minimum(
            age, rng.exponential(1, customers) / (rng.gamma(0.7, 1, customers) / (10 * np.exp(-of_channel)))
        )
    else:
        chance = rng.beta(0.8 * np.exp(of_channel), 2.4)
    x, t_x, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    active = rng.random(customers) > chance if kind is ModifiedBetaGeoNBD else np.ones(customers, dtype=bool)
    while active.any():
        now = now + rng.exponential(1, customers) / np.maximum(rate, 1e-300)
        bought = active & (now <= end)
        x[bought] += 1
        t_x[bought] = now[bought]
        active = bought & (rng.random(customers) >= chance)
    return x, t_x, age, pd.DataFrame({"channel": channel, "z": z})


@pytest.mark.parametrize("kind", MODELS)
def test_the_truth_is_recovered_within_four_standard_errors(kind: Any) -> None:
    x, t_x, age, table = base(kind)
    model = kind().fit(x, t_x, age, covariates=table)
    truth = {"alpha": {"channel=web": 0.5, "channel=app": -0.3, "z": 0.25}}
    truth["beta" if kind is ParetoNBD else "a"] = {"channel=web": 0.5, "channel=app": -0.3, "z": 0.0}
    for parameter, effects in truth.items():
        for name, value in effects.items():
            error = model.coefficient_errors_[parameter][name]
            assert 0 < error < 0.3
            assert abs(model.coefficients_[parameter][name] - value) < 4 * error
    known = {"r": 0.8, "alpha": 6.0} | (
        {"s": 0.7, "beta": 10.0} if kind is ParetoNBD else {"a": 0.8, "b": 2.4}
    )
    for name, value in known.items():
        assert abs(model.params_[name] - value) < 4 * model.standard_errors_[name]
    plain = kind().fit(x, t_x, age)
    assert model.log_likelihood_ > plain.log_likelihood_ + 50


@pytest.mark.parametrize("kind", MODELS)
def test_no_small_change_of_parameters_or_coefficients_is_more_likely(kind: Any) -> None:
    """The likelihood at nearby points from one plain model a customer, by the published parameters of each."""
    x, t_x, age, table = base(kind, 300 if kind is not ParetoNBD else 100, seed=4)
    model = kind().fit(x, t_x, age, covariates=table, affects=("rate",))
    centre = model.coordinates_
    assert log_likelihood(model, x, t_x, age, table) == pytest.approx(model.log_likelihood_, rel=1e-10)
    for place in range(centre.size):
        for step in (-0.02, 0.02):
            moved = model.at(centre + step * np.eye(centre.size)[place])
            assert log_likelihood(moved, x, t_x, age, table) < model.log_likelihood_


def log_likelihood(model: Any, x: Any, t_x: Any, age: Any, table: pd.DataFrame) -> float:
    from tools.clv.beta_geometric import Surface
    from tools.clv.observations import group
    from tools.clv.pareto_surface import ParetoSurface

    own = np.array(model.effects_.own(np.array(list(model.params_.values())), table))
    total = 0.0
    for customer, parameters in enumerate(own.T):
        cells = group(x[[customer]], t_x[[customer]], age[[customer]])
        extra = int(isinstance(model, ModifiedBetaGeoNBD))
        surface: Any = ParetoSurface(cells) if isinstance(model, ParetoNBD) else Surface(cells, extra)
        total += surface(parameters)[0]
    return total


@pytest.mark.parametrize("kind", MODELS)
def test_predictions_are_those_of_a_plain_model_with_the_customer_s_own_parameters(kind: Any) -> None:
    x, t_x, age, table = base(kind, 2_500)
    model = kind().fit(x, t_x, age, covariates=table)
    expected = model.expected_purchases(26, x, t_x, age, covariates=table)
    alive = model.probability_alive(x, t_x, age, covariates=table)
    new = model.expected_purchases_new(52, covariates=table.head(9))
    for i in (0, 7, 8):
        own = model.effects_.own(np.array(list(model.params_.values())), table.iloc[[i]])
        plain = kind.from_params(**{name: float(p[0]) for name, p in zip(kind.names, own, strict=True)})
        assert expected[i] == pytest.approx(plain.expected_purchases(26, x[i], t_x[i], age[i]), rel=1e-9)
        assert alive[i] == pytest.approx(plain.probability_alive(x[i], t_x[i], age[i]), rel=1e-9)
        assert new[i] == pytest.approx(plain.expected_purchases_new(52), rel=1e-9)
    one = {"channel": "web", "z": 0.5}
    counts = np.arange(800)
    assert model.probability_of_purchases(counts, 39, covariates=one).sum() == pytest.approx(1, abs=1e-8)
    assert isinstance(model.expected_purchases_new(52, covariates=one), float)


def test_columns_are_found_by_name_and_rows_by_label_whatever_their_order() -> None:
    x, t_x, age, table = base(BetaGeoNBD, 2_000)
    ids = pd.Index([f"c{place}" for place in range(2_000)])
    summary = pd.DataFrame({"x": x, "t_x": t_x, "T": age}, index=ids)
    table = table.set_axis(ids)
    model = BetaGeoNBD().fit(summary.x, summary.t_x, summary["T"], covariates=table)
    turned = table[["z", "channel"]].sample(frac=1, random_state=0)
    again = BetaGeoNBD().fit(summary.x, summary.t_x, summary["T"], covariates=turned[["channel", "z"]])
    assert model.params_ == again.params_
    np.testing.assert_array_equal(
        model.expected_purchases(10, summary.x, summary.t_x, summary["T"], covariates=table),
        model.expected_purchases(10, summary.x, summary.t_x, summary["T"], covariates=turned),
    )


def test_weights_stand_for_repeated_rows_with_covariates_too() -> None:
    x, t_x, age, table = base(BetaGeoNBD, 1_000)
    double = BetaGeoNBD().fit(
        np.tile(x, 2), np.tile(t_x, 2), np.tile(age, 2), covariates=pd.concat([table, table])
    )
    weighted = BetaGeoNBD().fit(x, t_x, age, np.full(1_000, 2.0), covariates=table)
    assert weighted.params_ == pytest.approx(double.params_, rel=1e-9)
    assert weighted.log_likelihood_ == pytest.approx(double.log_likelihood_, rel=1e-12)


def test_tables_that_cannot_serve_are_named() -> None:
    x, t_x, age, table = base(BetaGeoNBD, 1_000)
    model = BetaGeoNBD().fit(x, t_x, age, covariates=table)
    with pytest.raises(InvalidArgument, match=r"'kiosk' in row 3 .*it knows store, web, app"):
        model.expected_purchases(
            10, x, t_x, age, covariates=table.assign(channel=[*["web"] * 3, "kiosk", *["app"] * 996])
        )
    with pytest.raises(InvalidArgument, match=r"needs covariates.*channel, z"):
        model.expected_purchases(10, x, t_x, age)
    with pytest.raises(InvalidArgument, match="lacks the column"):
        model.probability_alive(x, t_x, age, covariates=table[["z"]])
    with pytest.raises(InvalidArgument, match="no value in row 5"):
        BetaGeoNBD().fit(
            x, t_x, age, covariates=table.assign(z=np.where(np.arange(1_000) == 5, np.nan, table.z))
        )
    with pytest.raises(InvalidArgument, match="999 rows for 1000 customers"):
        BetaGeoNBD().fit(x, t_x, age, covariates=table.head(999))
    with pytest.raises(InvalidArgument, match="fitted without covariates"):
        BetaGeoNBD().fit(x, t_x, age).expected_purchases(10, x, t_x, age, covariates=table)
    with pytest.raises(InvalidArgument, match="affects"):
        BetaGeoNBD().fit(x, t_x, age, covariates=table, affects=("spend",))  # type: ignore[arg-type]
    with pytest.raises(NotIdentified, match="one value"):
        BetaGeoNBD().fit(x, t_x, age, covariates=table.assign(z=3))
    with pytest.raises(NotIdentified, match="repeat each other"):
        BetaGeoNBD().fit(x, t_x, age, covariates=table.assign(twice=2 * table.z))
