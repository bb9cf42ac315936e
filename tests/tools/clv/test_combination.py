"""The combined forecast, its rolling comparison with the plain models, and what intervals it needs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv import BetaGeoNBD
from tools.clv.backtest import accuracy, backtest, rank_correlation
from tools.clv.combination import combine
from tools.clv.drift import class_factors, drift_of
from tools.clv.history import History
from tools.clv.horizon import days_ahead, months_later
from tools.clv.purchase_counts import PurchaseCounts, counts_learnt
from tools.clv.rolling import Plain, compare_at, rolling
from tools.customers import customer_summary
from tools.errors import InvalidArgument


@pytest.fixture(scope="module")
def purchases() -> pd.DataFrame:
    """Receipts of 400 customers of a Pareto/NBD with planted rates, over 60 weeks."""
    rng = np.random.default_rng(5)
    rows = []
    for customer in range(400):
        rate, stay = rng.gamma(0.9, 0.16), rng.exponential(60)
        day = int(rng.integers(0, 140))
        first = day
        while day < 420 and (day - first) / 7 <= stay:
            rows.append((customer, date(2025, 1, 1) + timedelta(days=day), float(rng.gamma(4, 5))))
            day += 1 + int(rng.exponential(7 / rate))
    return pd.DataFrame(rows, columns=["customer_id", "ordered_at", "revenue"])


def test_cells_hold_every_customer_and_purchase(purchases: pd.DataFrame) -> None:
    history = History.of(purchases)
    day = date(2025, 9, 30)
    window = history.window(day, 91)
    summary = customer_summary(purchases, observation_end=day, unit="W", holdout_end=day + timedelta(days=91))
    assert window.customers.sum() == len(summary)
    assert window.bought_later == summary["frequency_holdout"].sum()
    fitted = BetaGeoNBD().fit(summary["frequency"], summary["recency"], summary["T"])
    assert history.model(day, BetaGeoNBD).params_ == fitted.params_
    weekly = History.of(purchases, grid="W").window(day, 91)
    assert len(weekly.cells) < len(window.cells)
    assert (weekly.recency <= weekly.age).all()
    assert weekly.bought_later == window.bought_later


def test_a_history_refuses_to_look_past_what_was_known(purchases: pd.DataFrame) -> None:
    known = History.of(purchases).before(date(2025, 9, 30))
    with pytest.raises(InvalidArgument, match="looks past"):
        known.window(date(2025, 9, 1), 60)


def test_what_comes_after_an_origin_changes_nothing_at_it(purchases: pd.DataFrame) -> None:
    """The same forecast from the whole history and from one that was cut off at the origin."""
    day = date(2025, 10, 15)
    cut = purchases[purchases["ordered_at"] <= day]
    forecasts = []
    for tx in (purchases, cut, cut.sample(frac=1, random_state=3)):
        history = History.of(tx).before(day)
        forecasts.append(combine(history, day, 91).expected(history.window(day), 13))
    assert np.array_equal(forecasts[0], forecasts[1])
    assert np.array_equal(forecasts[0], forecasts[2])


def test_the_combination_keeps_the_total_and_treats_one_time_buyers_alike(purchases: pd.DataFrame) -> None:
    history = History.of(purchases)
    day = date(2025, 10, 15)
    window, made = history.window(day), combine(history.before(day), day, 91)
    expected = made.expected(window, 13)
    plain = Plain(made.total).expected(window, 13)
    assert np.sum(expected * window.customers) == pytest.approx(np.sum(plain * window.customers))
    assert np.ptp(expected[window.frequency == 0]) < 1e-12
    assert (expected > 0).all()


def test_rolling_origins_are_newest_first_and_name_a_champion(purchases: pd.DataFrame) -> None:
    found = rolling(History.of(purchases), 91)
    days = [origin.day for origin in found.origins]
    assert days == sorted(days, reverse=True)
    assert len(days) >= 2
    assert found.champion in found.candidates
    for origin in found.origins:
        test = origin.backtest(found.champion)
        assert sum(band.customers for band in test.bands) == test.customers
        assert test.model == origin.scores[found.champion]


def test_a_history_too_short_has_no_origins(purchases: pd.DataFrame) -> None:
    history = History.of(purchases).before(date(2025, 3, 1))
    assert rolling(history, 91).origins == ()
    assert rolling(history, 91).champion is None


def test_weights_stand_for_rows() -> None:
    rng = np.random.default_rng(1)
    predicted, actual = rng.gamma(1, 1, 50).round(1), rng.poisson(1, 50).astype(float)
    weight = rng.integers(1, 5, 50).astype(float)
    spread_out = [np.repeat(column, weight.astype(int)) for column in (predicted, actual)]
    one, many = accuracy(predicted, actual, weight), accuracy(*spread_out)
    for name in ("mean_absolute_error", "root_mean_squared_error", "bias", "spearman"):
        assert getattr(one, name) == pytest.approx(getattr(many, name))
    from scipy.stats import spearmanr

    assert rank_correlation(predicted, actual) == pytest.approx(spearmanr(predicted, actual).statistic)


def test_the_backtest_shows_the_mean_beside_the_naive_rate(purchases: pd.DataFrame) -> None:
    summary = customer_summary(purchases, observation_end="2025-09-30", unit="W", holdout_end="2025-12-30")
    columns = [summary[name] for name in ("frequency", "recency", "T", "frequency_holdout")]
    test = backtest(BetaGeoNBD, *columns, horizon=13)
    assert test.mean.spearman == 0
    assert test.model.root_mean_squared_error < test.mean.root_mean_squared_error


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_counts_drawn_from_the_distribution_are_covered_at_the_level(level: float) -> None:
    rng = np.random.default_rng(2)
    n = 20_000
    frequency, expected = rng.poisson(2, n).astype(float), rng.gamma(1, 1, n)
    counts = PurchaseCounts(once=0.7, repeat=1.3, power=0.5, spread=0.1)
    shape = counts.shape(frequency)
    drawn = rng.poisson(rng.gamma(shape, expected / shape)).astype(float)
    assert counts.coverage(drawn, expected, frequency, np.ones(n), level) == pytest.approx(level, abs=0.012)
    low, high = counts.interval(expected, frequency, level)
    assert np.mean((drawn >= low) & (drawn <= high)) >= level
    assert np.allclose(counts.none(expected, frequency), counts.at_most(np.zeros(n), expected, frequency))


def test_the_shapes_of_counts_are_recovered(purchases: pd.DataFrame) -> None:
    history = History.of(purchases)
    origin = compare_at(history, date(2025, 10, 1), 91)
    assert origin is not None
    learnt = counts_learnt(origin.window, origin.forecasts["combination"])
    covered = learnt.coverage(
        origin.window.outcome,
        origin.forecasts["combination"],
        origin.window.frequency,
        origin.window.customers,
    )
    assert covered == pytest.approx(0.8, abs=0.05)
    assert learnt.over(26).repeat < learnt.repeat


def test_drift_is_shrunk_where_little_is_known_and_widens_with_sampling() -> None:
    nothing, calm, wild = drift_of([]), drift_of([0.01] * 8), drift_of([0.3, -0.3] * 4)
    assert calm.spread < nothing.spread < wild.spread
    low, high = wild.factors(0.8)
    wider = wild.factors(0.8, sampling=0.5)
    assert wider[0] < low < 1 < high < wider[1]
    factor, left = class_factors(np.array([0.3, 0.3, 0.3]))
    assert 1.2 < factor < np.exp(0.3)
    assert left.spread < drift_of([0.3, 0.3, 0.3]).spread
    assert class_factors(np.array([]))[0] == 1.0


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 15), 12, date(2027, 11, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 1), 0.5, date(2026, 1, 17)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: float, reached: date) -> None:
    assert months_later(day, months) == reached
    assert days_ahead(day, months) == (reached - day).days


@pytest.mark.shared_data
def test_on_cdnow_the_combination_ranks_better_than_every_model_at_no_larger_error(shared_data: Path) -> None:
    """39 weeks to learn, 39 to check: Pareto/NBD .7545 and .4597, naive rate .4898 (docs/clv.md)."""
    tx = pd.read_csv(
        shared_data / "cdnow_sample.txt",
        sep=r"\s+",
        header=None,
        names=["old", "customer_id", "day", "cds", "revenue"],
    )
    tx["ordered_at"] = pd.to_datetime(tx["day"].astype(str))
    history = History.of(tx)
    origin = compare_at(history, date(1997, 9, 30), 273)
    assert origin is not None
    scores: dict[str, Any] = dict(origin.scores)
    ours = scores.pop("combination")
    assert ours.mean_absolute_error < min(score.mean_absolute_error for score in scores.values())
    assert ours.spearman > max(score.spearman for score in scores.values()) + 0.03
    assert ours.spearman > origin.backtest("combination").naive.spearman
    assert abs(ours.bias) <= abs(scores["BG/NBD"].bias) + 1e-9
