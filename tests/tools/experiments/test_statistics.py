"""Assignment, power, effects, sample ratio and sequential looks: published numbers, coverage, properties."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments import (
    assign,
    compare_means,
    compare_rates,
    effect,
    holm,
    minimum_detectable_effect,
    power_of,
    sample_size,
    sequential_effect,
    srm_test,
)
from tools.experiments.sequential import at_this_look

PUBLISHED = json.loads((Path(__file__).parents[2] / "reference/two_rates.json").read_text())["rows"]


# assignment
def test_adding_or_reordering_customers_moves_nobody():
    ids = [f"K{i:05d}" for i in range(5000)]
    arms = dict(zip(ids, assign(ids, salt="autumn"), strict=True))
    more = [*reversed(ids), *(f"N{i}" for i in range(3000))]
    again = dict(zip(more, assign(more, salt="autumn"), strict=True))
    assert all(again[customer] == arm for customer, arm in arms.items())


def test_the_draw_is_fixed_for_ever():
    assert assign(["K000001", "K000002", "K000003", 17], salt="autumn-2026").tolist() == [
        "treatment",
        "treatment",
        "control",
        "treatment",
    ]
    assert assign(["17"], salt="x") == assign([17], salt="x")


def test_shares_are_respected_and_salts_are_independent():
    ids = range(40_000)
    first = assign(ids, salt="a", shares={"control": 0.1, "mail": 0.6, "push": 0.3})
    counts = {arm: int((first == arm).sum()) for arm in ("control", "mail", "push")}
    assert not srm_test(counts, {"control": 0.1, "mail": 0.6, "push": 0.3}).mismatch
    second = assign(ids, salt="b")
    inside = (second[first == "control"] == "control").mean()
    assert inside == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("shares", [{"a": 1.0}, {"a": 0.5, "b": 0.4}, {"a": 1.2, "b": -0.2}])
def test_impossible_shares_are_refused(shares):
    with pytest.raises(InvalidArgument, match="shares"):
        assign([1], salt="s", shares=shares)


# rates
@pytest.mark.parametrize("row", PUBLISHED)
def test_the_interval_of_two_rates_is_the_published_one(row):
    found = compare_rates(*row[:4]).difference
    assert (found.low, found.high) == (pytest.approx(row[4], abs=6e-5), pytest.approx(row[5], abs=6e-5))


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.floats(0, 1), st.floats(0, 1))
def test_interval_and_p_value_of_rates_never_contradict_each_other(n1, n0, share1, share0):
    x1, x0 = round(n1 * share1), round(n0 * share0)
    found = compare_rates(x1, n1, x0, n0)
    d = found.difference
    assert -1 <= d.low <= d.value <= d.high <= 1
    if abs(found.p_value - 0.05) > 1e-6:
        assert d.excludes_zero == (found.p_value < 0.05)
        if found.relative is not None:
            assert found.relative.excludes_zero == (found.p_value < 0.05)
    mirrored = compare_rates(x0, n0, x1, n1)
    assert mirrored.difference.low == pytest.approx(-d.high, abs=1e-9)
    assert mirrored.p_value == pytest.approx(found.p_value, abs=1e-9)


def test_the_classic_contradiction_is_gone():
    found = compare_rates(8, 40, 2, 40)
    assert found.difference.low > 0
    assert found.p_value < 0.05


def test_rates_are_covered_and_aa_tests_stay_quiet():
    rng = np.random.default_rng(3)
    x1, x0 = rng.binomial(400, 0.07, 300), rng.binomial(100, 0.04, 300)
    hits = [compare_rates(int(a), 400, int(b), 100).difference for a, b in zip(x1, x0, strict=True)]
    assert np.mean([d.low <= 0.03 <= d.high for d in hits]) > 0.93
    y1, y0 = rng.binomial(300, 0.05, 400), rng.binomial(900, 0.05, 400)
    false = np.mean(
        [compare_rates(int(a), 300, int(b), 900).p_value < 0.05 for a, b in zip(y1, y0, strict=True)]
    )
    assert false < 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 400)


# means
def test_means_are_covered_and_the_ratio_agrees_with_the_difference():
    rng = np.random.default_rng(8)
    hits = lifts = 0
    for _ in range(400):
        a, b = rng.gamma(2, 60, 120), rng.gamma(2, 50, 400)
        found = compare_means(a, b)
        hits += found.difference.low <= 20 <= found.difference.high
        lifts += found.relative.low <= 0.2 <= found.relative.high
        assert found.difference.excludes_zero == found.relative.excludes_zero == (found.p_value < 0.05)
    assert hits / 400 > 0.92
    assert lifts / 400 > 0.92


def test_a_lift_over_nothing_is_not_a_number():
    assert compare_means(np.array([1.0, 2, 3]), np.array([-1.0, 1, 0])).relative is None


# effect
def test_effect_takes_names_or_flags_and_finds_the_control_group():
    y, arm = [1, 0, 1, 0, 1, 0, 0, 1], [1, 1, 1, 0, 0, 0, 0, 1]
    named = np.where(np.array(arm) == 1, "скидка", "контроль")
    flags, names = effect(y, arm), effect(y, named)
    assert flags.difference == names.difference
    assert flags.kind == "rate"
    assert effect(y, named, control="скидка").difference.value == -flags.difference.value


def test_a_covariate_from_before_narrows_the_interval_without_moving_the_truth():
    rng = np.random.default_rng(2)
    hits, widths = 0, []
    for _ in range(200):
        before = rng.gamma(2, 100, 600)
        arm = rng.integers(0, 2, 600)
        y = before + 15 * arm + rng.normal(0, 60, 600)
        adjusted, plain = effect(y, arm, covariate=before), effect(y, arm)
        hits += adjusted.difference.low <= 15 <= adjusted.difference.high
        widths.append(adjusted.standard_error / plain.standard_error)
    assert hits / 200 > 0.91
    assert np.mean(widths) < 0.5


def test_a_skewed_mean_warns_and_a_broken_split_is_seen():
    rng = np.random.default_rng(1)
    y = rng.lognormal(3, 2, 1000)
    arm = np.array(["treatment"] * 700 + ["control"] * 300)
    found = effect(y, arm, shares={"control": 0.5, "treatment": 0.5})
    assert found.heavy_tailed
    assert found.sample_ratio.mismatch
    assert not effect(rng.normal(size=1000), arm).heavy_tailed


@pytest.mark.parametrize(
    ("y", "arm", "said"),
    [
        ([1, 2], [1, 1], "control"),
        ([1, 2, 3], ["a", "b", "a"], "control"),
        ([1, 2, 3], ["control", "b", "c"], "compared"),
        ([1, np.nan], [0, 1], "missing"),
        ([1, 2, 3], [0, 1], "arm 2"),
        ([1, 2], ["control", None], "missing"),
    ],
)
def test_effect_says_what_is_wrong(y, arm, said):
    with pytest.raises(InvalidArgument, match=said):
        effect(y, arm)


def test_a_single_customer_a_group_is_too_few_for_a_mean():
    with pytest.raises(NotEnoughData, match="at least two"):
        effect([1.5, 2.5], [0, 1])


def test_several_variants_share_one_error_rate():
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == {"a": 0.03, "b": 0.06, "c": 0.06}


# power
def test_half_a_point_at_five_per_cent_takes_31_thousand_an_arm():
    found = sample_size(base_rate=0.05, effect=0.005)
    assert (found.treatment, found.control) == (31_234, 31_234)
    back = minimum_detectable_effect(base_rate=0.05, n_treatment=31_234, n_control=31_234)
    assert back.value == pytest.approx(0.005, rel=1e-4)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 0.6), st.floats(0.002, 0.2), st.floats(0.05, 0.95), st.floats(0.5, 0.95))
def test_size_effect_and_power_are_one_equation(base, lift, share, power):
    found = sample_size(base_rate=base, effect=lift, control_share=share, power=power)
    reached = power_of(base_rate=base, effect=lift, n_treatment=found.treatment, n_control=found.control)
    assert reached >= power - 1e-9
    larger = sample_size(base_rate=base, effect=lift * 1.2, control_share=share, power=power)
    assert larger.total <= found.total
    smallest = minimum_detectable_effect(
        base_rate=base, n_treatment=found.treatment, n_control=found.control, power=power
    )
    assert smallest.value <= lift * (1 + 1e-6)


def test_the_promised_power_is_reached_by_the_test_that_is_used():
    size = sample_size(base_rate=0.08, effect=0.03, control_share=0.3)
    rng = np.random.default_rng(5)
    x1, x0 = rng.binomial(size.treatment, 0.11, 400), rng.binomial(size.control, 0.08, 400)
    won = [
        compare_rates(int(a), size.treatment, int(b), size.control).p_value < 0.05
        for a, b in zip(x1, x0, strict=True)
    ]
    assert np.mean(won) == pytest.approx(0.8, abs=0.06)


def test_means_have_a_size_too():
    found = sample_size(standard_deviation=100, effect=10)
    assert found.control == 1570  # 2 (1.95996 + 0.84162)^2 100^2 / 10^2
    assert minimum_detectable_effect(
        standard_deviation=100, n_treatment=1570, n_control=1570
    ).value == pytest.approx(10, rel=1e-3)


@pytest.mark.parametrize(
    "bad",
    [
        {"effect": 0.0, "base_rate": 0.1},
        {"effect": 0.95, "base_rate": 0.1},
        {"effect": 0.1, "base_rate": 5},
        {"effect": 0.1},
        {"effect": 0.1, "base_rate": 0.1, "power": 1.0},
    ],
)
def test_impossible_designs_are_refused(bad):
    with pytest.raises(InvalidArgument):
        sample_size(**bad)


def test_e3_several_variants_and_whole_stores_need_more_customers():
    plain = sample_size(base_rate=0.05, effect=0.01)
    three = sample_size(base_rate=0.05, effect=0.01, variants=3)
    assert three.treatment == sample_size(base_rate=0.05, effect=0.01, alpha=0.05 / 3).treatment
    assert three.total == 3 * three.treatment + three.control
    stores = sample_size(base_rate=0.05, effect=0.01, cluster_size=101, cluster_correlation=0.02)
    assert stores.control == pytest.approx(3 * plain.control, abs=3)
    back = minimum_detectable_effect(
        base_rate=0.05,
        n_treatment=stores.treatment,
        n_control=stores.control,
        cluster_size=101,
        cluster_correlation=0.02,
    )
    assert back.value == pytest.approx(0.01, rel=1e-3)
    with pytest.raises(InvalidArgument, match="cluster_correlation"):
        sample_size(base_rate=0.05, effect=0.01, cluster_size=10, cluster_correlation=2)


# sample ratio
def test_the_split_is_checked_exactly():
    assert not srm_test({"control": 5_020, "treatment": 4_980}).mismatch
    assert srm_test({"control": 5_300, "treatment": 4_700}).mismatch
    assert srm_test(
        {"treatment": 900, "control": 100}, {"control": 1, "treatment": 9}
    ).p_value == pytest.approx(1)
    assert srm_test({"a": 400, "b": 500, "c": 600}, {"a": 1, "b": 1, "c": 1}).mismatch
    with pytest.raises(InvalidArgument, match="same arms"):
        srm_test({"a": 1, "b": 2}, {"a": 1, "c": 1})


# sequential
def test_peeking_every_day_stays_within_the_error_rate():
    false = ordinary = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        arm, y = rng.integers(0, 2, 4000).astype(bool), (rng.random(4000) < 0.12).astype(float)
        looks = np.arange(400, 4001, 100) - 1
        n1, n0 = np.cumsum(arm)[looks], np.cumsum(~arm)[looks]
        p1, p0 = np.cumsum(y * arm)[looks] / n1, np.cumsum(y * ~arm)[looks] / n0
        gaps, errors = p1 - p0, np.sqrt(p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
        false += any(
            at_this_look(gap, error, int(n) + 1, planned_customers=4000, unit="pp").can_stop
            for gap, error, n in zip(gaps, errors, looks, strict=True)
        )
        ordinary += bool((np.abs(gaps) > 1.96 * errors).any())
    assert false / 300 < 0.05
    assert ordinary / 300 > 0.15  # what happens without it


def test_watching_the_purchases_of_one_mailing_day_by_day_stays_within_the_error_rate():
    """Everybody is assigned on day one and customers differ, so that days are not independent."""
    false = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        arm, rate = rng.integers(0, 2, 1200).astype(bool), rng.gamma(0.5, 0.1, 1200)
        spent = np.cumsum(rng.poisson(rate, (28, 1200)) * rng.gamma(2, 300, (28, 1200)), axis=0)
        treated, control = spent[:, arm], spent[:, ~arm]
        gaps = treated.mean(axis=1) - control.mean(axis=1)
        errors = np.sqrt(treated.var(axis=1) / arm.sum() + control.var(axis=1) / (~arm).sum())
        false += any(
            at_this_look(
                gaps[day], errors[day], 1200, planned_customers=round(1200 * 28 / (day + 1)), unit="RUB"
            ).can_stop
            for day in range(2, 28)
        )
    assert false / 200 < 0.05


def test_a_real_effect_is_found_early_and_interval_and_p_value_agree():
    rng = np.random.default_rng(0)
    arm = rng.integers(0, 2, 8000)
    y = (rng.random(8000) < 0.1 + 0.05 * arm).astype(float)
    found = [sequential_effect(y[:k], arm[:k], planned_customers=8000) for k in range(500, 8001, 500)]
    assert found[-1].can_stop
    assert all(one.can_stop == (one.p_value < 0.05) for one in found)
    ordinary = effect(y, arm).difference
    assert found[-1].difference.low < ordinary.low
    assert found[-1].difference.high > ordinary.high
