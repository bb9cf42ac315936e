"""Effects with what was known before: covariates, strata, clusters, ratios, heavy tails, variants, segments."""

from __future__ import annotations

import numpy as np
import pytest

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments import benjamini_hochberg, effect, segment_effects, sequential_effect, variant_effects


def money(rng: np.random.Generator, n: int, *, buyers: float = 0.1, sigma: float = 1.0) -> np.ndarray:
    return np.where(rng.random(n) < buyers, rng.lognormal(3, sigma, n), 0.0)


def share_covered(draw, truth: float, *, runs: int) -> float:
    found = [draw(np.random.default_rng(seed)).difference for seed in range(runs)]
    return float(np.mean([one.low <= truth <= one.high for one in found]))


def test_e5_covariates_and_strata_narrow_the_interval_and_keep_its_coverage():
    widths: list[float] = []

    def draw(rng):
        before = rng.gamma(2, 50, (800, 2))
        city = rng.integers(0, 4, 800)
        arm = (rng.random(800) < 0.8).astype(int)
        y = before @ [1.0, 0.5] + 40 * city + 10 * arm + rng.normal(0, 30, 800)
        found = effect(y, arm, covariate=before, strata=city)
        widths.append(found.standard_error / effect(y, arm).standard_error)
        assert found.variance_kept == pytest.approx(widths[-1] ** 2)
        return found

    assert share_covered(draw, 10, runs=250) > 0.915
    assert np.mean(widths) < 0.45


def test_e5_with_unequal_arms_a_covariate_never_costs_precision():
    # The pooled slope would: the covariate works the other way round in the small arm.
    rng = np.random.default_rng(4)
    arm = (rng.random(20_000) < 0.9).astype(int)
    before = rng.normal(size=20_000)
    y = np.where(arm == 1, before, -before) + rng.normal(size=20_000)
    assert effect(y, arm, covariate=before).standard_error <= effect(y, arm).standard_error


def test_strata_undo_a_draw_with_another_share_in_each():
    rng = np.random.default_rng(9)
    vip = rng.random(40_000) < 0.3
    arm = (rng.random(40_000) < np.where(vip, 0.9, 0.2)).astype(int)
    y = 100.0 * vip + 5 * arm + rng.normal(0, 10, 40_000)
    assert effect(y, arm).difference.value > 40
    assert effect(y, arm, strata=vip).difference.value == pytest.approx(5, abs=0.5)


def test_strata_that_lack_an_arm_are_put_together():
    y, arm = [1.0, 2, 3, 4, 9, 7, 5, 6], [0, 0, 1, 1, 0, 1, 0, 1]
    found = effect(y, arm, strata=["a", "a", "a", "a", "b", "b", "c", "c"])
    assert "2 strata" in found.difference.method
    with pytest.raises(NotEnoughData, match="stratum"):
        effect([1.0, 2, 3, 4], [0, 1, 1, 0], strata=["a", "b", "c", "d"])


def test_e3_whole_stores_are_compared_as_stores():
    def draw(rng, *, known=True):
        store = np.repeat(np.arange(40), rng.integers(20, 120, 40))
        arm = (np.arange(40) % 2)[store]
        y = rng.normal(0, 5, 40)[store] + rng.normal(0, 10, store.size)
        return effect(y, arm, clusters=store if known else None)

    assert share_covered(draw, 0, runs=200) > 0.9
    assert share_covered(lambda rng: draw(rng, known=False), 0, runs=200) < 0.6
    found = draw(np.random.default_rng(0))
    assert found.clusters == 40
    assert found.difference.n == found.n_treated + found.n_control


def test_clusters_with_both_arms_are_named():
    with pytest.raises(InvalidArgument, match=r"S1.*strata"):
        effect([1, 2, 3, 4.0], [0, 1, 0, 1], clusters=["S1", "S1", "S2", "S2"])


def test_a_ratio_is_compared_by_the_delta_method():
    def draw(rng):
        orders = rng.poisson(3, 1500) + 1
        arm = rng.integers(0, 2, 1500)
        revenue = orders * rng.gamma(4, 25, 1500) * (1 + 0.1 * arm)
        return effect(revenue, arm, denominator=orders)

    assert share_covered(draw, 10, runs=300) > 0.92
    one = draw(np.random.default_rng(1))
    assert one.difference.value == pytest.approx(one.treated_mean - one.control_mean)
    with pytest.raises(NotEnoughData, match="denominator"):
        effect([1, 2, 3, 4.0], [0, 1, 0, 1], denominator=[0, 1, 0, 1])


def test_e5_money_with_a_small_control_group_is_covered_where_welch_is_not():
    welch = 0

    def draw(rng):
        nonlocal welch
        arm = np.repeat([1, 0], [3600, 400])
        y = money(rng, 4000, buyers=0.05)
        a, b = y[arm == 1], y[arm == 0]
        error = np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
        welch += abs(a.mean() - b.mean()) <= 1.96 * error
        return effect(y, arm)

    assert share_covered(draw, 0, runs=500) > 0.92
    assert welch / 500 < 0.92
    assert "shape" in draw(np.random.default_rng(0)).difference.method


def test_one_whale_does_not_prove_a_campaign():
    rng = np.random.default_rng(3)
    y = money(rng, 4000)
    arm = rng.integers(0, 2, 4000)
    whales = np.flatnonzero(arm == 1)[:3]
    y[whales] = 9_000
    found = effect(y, arm)
    assert found.winsorised is not None
    assert abs(found.winsorised.value) < abs(found.difference.value) / 2
    assert found.winsorised.high - found.winsorised.low < found.difference.high - found.difference.low


def test_e3_several_variants_share_one_error_rate():
    false = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        arm = rng.choice(["control", "a", "b", "c"], 1200)
        found = variant_effects(rng.normal(size=1200), arm)
        false += min(found.adjusted_p.values()) < 0.05
    assert false / 300 < 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 300)
    rng = np.random.default_rng(0)
    arm = rng.choice(["контроль", "почта", "пуш"], 6000)
    y = rng.normal(size=6000) + 0.3 * (arm == "пуш")
    assert variant_effects(y, arm).best == "пуш"


def test_segments_are_believed_by_their_false_discovery_rate():
    rng = np.random.default_rng(5)
    segment = rng.integers(0, 20, 20_000)
    arm = rng.integers(0, 2, 20_000)
    y = rng.normal(size=20_000) + 0.6 * arm * (segment == 7)
    found = segment_effects(y, arm, segment)
    assert found[0].segment == "7"
    assert found[0].q_value < 0.001
    assert found[0].differs_q < 0.001
    assert sum(row.q_value < 0.05 for row in found) <= 3
    with pytest.raises(NotEnoughData, match="segment"):
        segment_effects(y[:40], arm[:40], segment[:40])


def test_benjamini_hochberg_on_the_papers_fifteen_p_values():
    # Benjamini and Hochberg (1995), section 4.1: at q = 0.05 the first four of fifteen are rejected.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    adjusted = benjamini_hochberg({str(i): p for i, p in enumerate(published)})
    assert [name for name, q in adjusted.items() if q <= 0.05] == ["0", "1", "2", "3"]


def test_the_same_outcome_for_everybody_is_no_comparison():
    with pytest.raises(NotEnoughData, match="0 for all 4 customers"):
        effect([0, 0, 0, 0], [0, 1, 0, 1])
    early = sequential_effect([0, 0, 0, 0], [0, 1, 0, 1]).difference
    assert (early.low, early.high) == (-1, 1)


def test_an_empty_arm_is_named():
    with pytest.raises(InvalidArgument, match="one arm only"):
        effect([1, 0, 1], ["control"] * 3)
