"""The uplift metrics are those that two public libraries publish, and behave."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift import compare_scores, qini_interval
from tools.uplift.metrics import (
    perfect_qini_curve,
    qini_auc,
    qini_curve,
    uplift_at_k,
    uplift_auc,
    uplift_curve,
)

REFERENCE = json.loads((Path(__file__).parents[2] / "reference/uplift_metrics.json").read_text())
SMALL = REFERENCE["small"]
Y, T, SCORE = (np.array(SMALL[name]) for name in ("y", "treatment", "tied_score"))
UNTIED = np.arange(12, 0, -1.0)


def random_test(seed: int, n: int = 300) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    treatment = rng.integers(0, 2, n)
    return (rng.random(n) < 0.2 + 0.1 * treatment).astype(int), rng.normal(size=n), treatment


def test_curves_and_areas_equal_scikit_uplift_ties_included():
    expected = SMALL["sklift"]
    for curve, name in ((qini_curve, "qini_curve"), (uplift_curve, "uplift_curve")):
        np.testing.assert_allclose(curve(Y, SCORE, T), expected[name], rtol=1e-12)
    np.testing.assert_allclose(perfect_qini_curve(Y, T), expected["perfect_qini_curve"], rtol=1e-12)
    assert qini_auc(Y, SCORE, T) == pytest.approx(expected["qini_auc"], rel=1e-12)
    assert qini_auc(Y, SCORE, T, negative_effect=False) == pytest.approx(
        expected["qini_auc_no_negative_effect"], rel=1e-12
    )
    assert uplift_auc(Y, SCORE, T) == pytest.approx(expected["uplift_auc"], rel=1e-12)
    assert uplift_at_k(Y, SCORE, T, 0.5) == pytest.approx(expected["uplift_at_half"])
    assert uplift_at_k(Y, SCORE, T, 0.5, strategy="by_group") == pytest.approx(expected["uplift_at_half"])


def test_curves_and_areas_equal_causalml_under_its_own_name():
    expected = SMALL["causalml_untied"]
    for curve, name in ((qini_curve, "qini_curve"), (uplift_curve, "uplift_curve")):
        np.testing.assert_allclose(curve(Y, UNTIED, T, convention="causalml")[1], expected[name], rtol=1e-12)
    assert qini_auc(Y, UNTIED, T, convention="causalml") == pytest.approx(expected["qini_auc"], rel=1e-12)
    assert uplift_auc(Y, UNTIED, T, convention="causalml") == pytest.approx(expected["uplift_auc"], rel=1e-12)


@pytest.mark.shared_data
def test_the_public_hillstrom_test_gives_the_published_librarys_figures(shared_data):
    rows = pd.read_csv(shared_data / "hillstrom_email_60pct.csv.gz")
    rows = rows[rows["segment"].isin(["Womens E-Mail", "No E-Mail"])]
    y, t = rows["visit"], (rows["segment"] == "Womens E-Mail").astype(int)
    flag, history = REFERENCE["hillstrom_women"]["womens_flag"], REFERENCE["hillstrom_women"]["history"]
    assert qini_auc(y, rows["womens"], t) == pytest.approx(flag["qini_auc"], rel=1e-9)
    assert uplift_auc(y, rows["womens"], t) == pytest.approx(flag["uplift_auc"], rel=1e-9)
    score = rows["history"]
    assert qini_auc(y, score, t) == pytest.approx(history["qini_auc"], rel=1e-9)
    assert qini_auc(y, score, t, negative_effect=False) == pytest.approx(
        history["qini_auc_no_negative_effect"], rel=1e-9
    )
    assert uplift_at_k(y, score, t, 0.3) == pytest.approx(history["uplift_at_30_overall"], rel=1e-9)
    assert uplift_at_k(y, score, t, 0.3, strategy="by_group") == pytest.approx(
        history["uplift_at_30_by_group"], rel=1e-9
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_rescaling_the_score_or_shuffling_the_rows_changes_nothing(seed):
    y, u, t = random_test(seed, 120)
    order = np.random.default_rng(seed + 1).permutation(y.size)
    value = qini_auc(y, u, t)
    assert qini_auc(y, np.exp(3 * u) + 7, t) == pytest.approx(value, abs=1e-12)
    assert qini_auc(y[order], u[order], t[order]) == pytest.approx(value, abs=1e-12)
    assert qini_auc(y, np.zeros(y.size), t) == pytest.approx(0, abs=1e-12)
    assert qini_auc(y, np.where(t == 1, y, -y), t) == pytest.approx(1)
    assert value <= 1 + 1e-12


def test_a_continuous_outcome_scales_and_the_binary_path_agrees_with_it():
    y, u, t = random_test(5)
    money = y * 12.5
    assert qini_auc(money, u, t) == pytest.approx(qini_auc(y, u, t), rel=1e-12)
    with pytest.raises(InvalidArgument, match="perfect uplift curve"):
        uplift_auc(money, u, t)
    assert uplift_auc(money, u, t, convention="causalml") == pytest.approx(
        uplift_auc(y, u, t, convention="causalml")
    )


@pytest.mark.parametrize(
    ("y", "u", "t", "said"),
    [
        ([0, 1, 1], [1, 2, 3], [1, 1, 1], "one arm only"),
        ([0, 1], [1, 2, 3], [0, 1, 1], "same length"),
        ([0, 1, np.nan], [1, 2, 3], [0, 1, 1], "missing"),
        ([0, 1, 1], [1, 2, 3], [0, 1, 2], "0 .control. or 1"),
        (["a", "b", "c"], [1, 2, 3], [0, 1, 1], "numbers only"),
        ([], [], [], "empty"),
    ],
)
def test_bad_columns_are_refused_with_the_reason(y, u, t, said):
    with pytest.raises(InvalidArgument, match=said):
        qini_auc(y, u, t)


def test_an_undefined_coefficient_is_an_error_and_not_a_nan():
    with pytest.raises(NotEnoughData, match="perfect order"):
        qini_auc([0, 0, 0, 0], [1, 2, 3, 4], [0, 1, 0, 1])
    with pytest.raises(NotEnoughData, match="0 control"):
        uplift_at_k([1, 0, 0, 0], [4, 3, 2, 1], [1, 1, 0, 0], 0.5)
    with pytest.raises(InvalidArgument, match="share in"):
        uplift_at_k([1, 0, 0, 0], [4, 3, 2, 1], [1, 1, 0, 0], 1.5)


def test_a_second_model_does_not_change_the_first():
    y, u, t = random_test(3)
    alone = compare_scores(y, {"a": u}, t, rng=np.random.default_rng(1), replications=20)
    both = compare_scores(y, {"b": -u, "a": u}, t, rng=np.random.default_rng(1), replications=20)
    assert both.qini["a"] == alone.qini["a"]
    assert both.behind_best[both.best].value == 0


def test_the_interval_of_a_worthless_score_covers_zero_about_as_often_as_it_says():
    covered = 0
    for seed in range(80):
        y, u, t = random_test(seed, 300)
        found = qini_interval(y, u, t, rng=np.random.default_rng(seed), replications=100)
        covered += found.low <= 0 <= found.high
    assert 0.89 <= covered / 80 <= 1.0
