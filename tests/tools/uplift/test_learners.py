"""The learners find known effects, work with any estimator and say what is wrong with the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift import DRLearner, SLearner, TLearner, XLearner, cross_fit, qini_auc

LEARNERS = [SLearner, TLearner, XLearner, DRLearner]


def world(n: int = 4000, *, seed: int = 0, share: float = 0.5) -> dict[str, np.ndarray]:
    """Customers whose effect is 0.5 + x0, with a baseline that depends on x1."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    t = (rng.random(n) < share).astype(int)
    effect = 0.5 + X[:, 0]
    money = 2 * X[:, 1] + t * effect + rng.normal(size=n)
    bought = (rng.random(n) < 1 / (1 + np.exp(1 - X[:, 1] - t * effect))).astype(int)
    return {"X": X, "t": t, "money": money, "bought": bought, "effect": effect}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_known_linear_effect_is_recovered(learner):
    w = world()
    predicted = learner(LinearRegression()).fit(w["X"], w["t"], w["money"]).predict(w["X"])
    assert np.abs(predicted - w["effect"]).mean() < 0.12


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("outcome", ["bought", "money"])
def test_without_an_estimator_new_customers_are_ranked_and_twice_alike(learner, outcome):
    w, new = world(), world(seed=1)
    first = learner().fit(w["X"], w["t"], w[outcome]).predict(new["X"])
    again = learner().fit(w["X"], w["t"], w[outcome]).predict(new["X"])
    np.testing.assert_array_equal(first, again)
    assert np.corrcoef(first, new["effect"])[0, 1] > 0.85
    assert qini_auc(new[outcome], first, new["t"]) > 0.05


@pytest.mark.parametrize("learner", LEARNERS)
def test_any_sklearn_estimator_will_do_pipelines_included(learner):
    w = world(500)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    for base, y in (
        (pipeline, w["bought"]),
        (HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=4), w["bought"]),
        (RandomForestRegressor(n_estimators=3), w["money"]),
    ):
        first = learner(base).fit(w["X"], w["t"], y).predict(w["X"])
        second = learner(base).fit(w["X"], w["t"], y).predict(w["X"])
        assert first.shape == (500,)
        assert np.isfinite(first).all()
        np.testing.assert_array_equal(first, second)


def test_tables_with_words_are_encoded_and_columns_found_by_name():
    w = world(1500)
    table = pd.DataFrame(w["X"], columns=["a", "b", "c"]).assign(
        city=np.where(w["X"][:, 0] > 0, "Омск", "Пермь")
    )
    model = TLearner().fit(table, w["t"], w["bought"])
    np.testing.assert_allclose(model.predict(table), model.predict(table[["city", "c", "b", "a"]]))
    unseen = table.assign(city="Тверь")
    assert np.isfinite(model.predict(unseen)).all()
    with pytest.raises(InvalidArgument, match="missing: city"):
        model.predict(table.drop(columns="city"))


def test_a_propensity_given_by_stratum_removes_the_bias_of_an_uneven_draw():
    rng = np.random.default_rng(4)
    n = 20_000
    stratum = rng.integers(0, 2, n)
    propensity = np.where(stratum == 1, 0.9, 0.1)
    t = (rng.random(n) < propensity).astype(int)
    money = 3.0 * stratum + 1.0 * t + rng.normal(size=n)
    noise = rng.normal(size=(n, 1))  # the stratum itself is not among the features
    informed = DRLearner(LinearRegression()).fit(noise, t, money, propensity).predict(noise)
    naive = DRLearner(LinearRegression()).fit(noise, t, money).predict(noise)
    assert informed.mean() == pytest.approx(1.0, abs=0.15)
    assert naive.mean() > 2


def test_an_arm_in_which_nobody_buys_is_a_constant_and_not_a_crash():
    w = world(400)
    bought = np.where(w["t"] == 1, w["bought"], 0)
    effect = TLearner().fit(w["X"], w["t"], bought).predict(w["X"])
    assert (effect >= 0).all()


@pytest.mark.parametrize("learner", LEARNERS)
def test_impossible_training_data_are_refused(learner):
    w = world(50)
    X, t, y = w["X"], w["t"], w["bought"]
    broken = X.copy()
    broken[3, 1] = np.nan
    for bad, said in (
        ((X, np.ones(50), y), "one arm only"),
        ((X, t[:49], y), "same length"),
        ((broken, t, y), "column 1"),
        ((X, t + 1, y), "0 .control. or 1"),
        ((X, t, np.where(y == 1, np.nan, 0)), "y has"),
        ((X[:, 0], t, y), "table"),
    ):
        with pytest.raises(InvalidArgument, match=said):
            learner().fit(*bad)
    with pytest.raises(InvalidArgument, match="strictly between"):
        learner().fit(X, t, y, 1.0)
    with pytest.raises(InvalidArgument, match="classifier"):
        learner(LogisticRegression()).fit(X, t, w["money"])
    with pytest.raises(InvalidArgument, match="not fitted"):
        learner().predict(X)


def test_placebo_scores_are_no_better_than_chance_on_unseen_customers():
    values = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        X, t = rng.normal(size=(500, 3)), rng.integers(0, 2, 500)
        y = (rng.random(500) < 1 / (1 + np.exp(-X[:, 0]))).astype(int)
        values.append(qini_auc(y, cross_fit(TLearner(), X, t, y).rank, t))
    assert abs(np.mean(values)) < 0.05


def test_cross_fitting_needs_customers_in_every_fold():
    with pytest.raises(NotEnoughData, match="fewer than"):
        cross_fit(TLearner(), np.ones((6, 1)), [1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 0, 1], folds=5)
