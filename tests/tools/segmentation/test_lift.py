"""Differences of a segment are told from chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.segmentation.lift import benjamini_hochberg, lifts


def test_random_categories_are_hardly_ever_called_a_find() -> None:
    rng = np.random.default_rng(7)
    finds = 0
    for _ in range(40):
        shares = rng.uniform(0.02, 0.3, 40)
        counts = pd.DataFrame({"inside": rng.binomial(800, shares), "outside": rng.binomial(4000, shares)})
        finds += int(lifts(counts, inside=800, outside=4000)["notable"].any())
    assert finds / 40 <= 0.2


def test_a_real_difference_is_found_and_its_interval_holds_the_truth() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(100):
        counts = pd.DataFrame({"inside": [rng.binomial(500, 0.3)], "outside": [rng.binomial(3000, 0.15)]})
        row = lifts(counts, inside=500, outside=3000).iloc[0]
        held += row["low"] <= 2.0 <= row["high"]
        assert row["notable"]
    assert held / 100 >= 0.9


def test_nobody_on_one_side_gives_a_wide_interval_and_no_infinity() -> None:
    row = lifts(pd.DataFrame({"inside": [5], "outside": [0]}), inside=50, outside=50).iloc[0]
    assert np.isfinite(row[["ratio", "low", "high"]].astype(float)).all()


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg() -> None:
    # Benjamini and Hochberg (1995), section 3.2: of 15 tests the first four are finds at 0.05.
    p = np.array(
        [
            0.0001,
            0.0004,
            0.0019,
            0.0095,
            0.0201,
            0.0278,
            0.0298,
            0.0344,
            0.0459,
            0.3240,
            0.4262,
            0.5719,
            0.6528,
            0.7590,
            1.0,
        ]
    )
    assert int((benjamini_hochberg(p) <= 0.05).sum()) == 4
    assert benjamini_hochberg(p)[3] == pytest.approx(0.035625)
