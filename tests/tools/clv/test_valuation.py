"""Lifetime value: identities, intervals, and the backtest's arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.clv import BetaGeoNBD, GammaGamma, backtest, customer_lifetime_value
from tools.errors import InvalidArgument

MODEL = BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426)
SPEND = GammaGamma.from_params(p=6.25, q=3.74, v=15.44)


@pytest.fixture
def summary() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    age = rng.uniform(10, 50, 500)
    x = rng.poisson(1.5, 500)
    return pd.DataFrame(
        {
            "frequency": x,
            "recency": np.where(x > 0, age * rng.uniform(0.2, 1, 500), 0.0),
            "T": age,
            "monetary_value": np.where(x > 0, rng.gamma(6, 6, 500), 0.0),
        }
    )


def test_without_discount_value_is_purchases_times_spend(summary: pd.DataFrame) -> None:
    found = customer_lifetime_value(summary, model=MODEL, spend_model=SPEND)
    x, money = summary["frequency"], summary["monetary_value"]
    weeks = 365.25 / 7
    purchases = MODEL.expected_purchases(weeks, x, summary["recency"], summary["T"])
    np.testing.assert_allclose(found.values, purchases * SPEND.expected_spend(x, money))
    assert found.total.value == pytest.approx(found.values.sum())
    assert found.mean.value * 500 == pytest.approx(found.total.value)


def test_discounting_agrees_with_a_sum_over_days(summary: pd.DataFrame) -> None:
    rate, days = 0.25, np.arange(1, 366)
    found = customer_lifetime_value(
        summary, model=MODEL, spend_model=SPEND, annual_discount_rate=rate, horizon_months=365 / (365.25 / 12)
    )
    columns = summary["frequency"], summary["recency"], summary["T"]
    until = np.array([MODEL.expected_purchases(day / 7, *columns) for day in days])
    daily = np.diff(until, axis=0, prepend=0)
    discount = (1 + rate) ** -((days - 0.5) / 365.25)
    expected = (daily * discount[:, None]).sum(axis=0) * SPEND.expected_spend(
        columns[0], summary["monetary_value"]
    )
    np.testing.assert_allclose(found.values, expected, rtol=1e-5)


def test_a_higher_discount_rate_or_a_shorter_horizon_lowers_every_value(summary: pd.DataFrame) -> None:
    whole = customer_lifetime_value(summary, model=MODEL, spend_model=SPEND).values
    discounted = customer_lifetime_value(summary, model=MODEL, spend_model=SPEND, annual_discount_rate=0.2)
    shorter = customer_lifetime_value(summary, model=MODEL, spend_model=SPEND, horizon_months=6)
    assert (discounted.values < whole).all()
    assert (shorter.values < whole).all()


def test_the_interval_widens_with_the_error_that_the_backtest_found(summary: pd.DataFrame) -> None:
    plain = customer_lifetime_value(summary, spend_model=SPEND, model=MODEL).total
    wary = customer_lifetime_value(summary, spend_model=SPEND, model=MODEL, relative_model_error=0.3).total
    assert wary.value == plain.value
    assert plain.low is not None
    assert wary.low is not None
    assert plain.high is not None
    assert wary.high is not None
    assert wary.low < plain.low < plain.value < plain.high < wary.high


def test_the_unit_of_time_does_not_change_the_value(summary: pd.DataFrame) -> None:
    days = summary.assign(recency=summary["recency"] * 7, T=summary["T"] * 7)
    daily = BetaGeoNBD.from_params(r=0.243, alpha=4.414 * 7, a=0.793, b=2.426)
    weekly = customer_lifetime_value(summary, model=MODEL, spend_model=SPEND, annual_discount_rate=0.1)
    same = customer_lifetime_value(days, model=daily, spend_model=SPEND, annual_discount_rate=0.1, unit="D")
    np.testing.assert_allclose(same.values, weekly.values, rtol=1e-10)


@pytest.mark.parametrize(
    "changes",
    [{"horizon_months": 0}, {"horizon_months": float("nan")}, {"annual_discount_rate": -1}, {"unit": "Q"}],
)
def test_bad_arguments_are_named(summary: pd.DataFrame, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        customer_lifetime_value(summary, model=MODEL, spend_model=SPEND, **changes)  # type: ignore[arg-type]
    assert refused.value.argument in changes


def test_a_perfect_forecast_has_no_error() -> None:
    class Oracle:
        def fit(self, *columns: object) -> Oracle:
            return self

        def expected_purchases(self, horizon: float, frequency: object, recency: object, T: object) -> object:
            return actual

    actual = np.arange(40.0)
    found = backtest(Oracle(), actual, actual, actual + 1, actual, horizon=10)
    assert found.model.mean_absolute_error == 0
    assert found.model.bias == 0
    assert found.model.spearman == pytest.approx(1)
    assert [band.predicted for band in found.bands] == [band.actual for band in found.bands]
