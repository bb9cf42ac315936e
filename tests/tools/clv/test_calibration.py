"""Probabilities against what happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools.clv.calibration import reliability
from tools.clv.catalogue import CHURN_RISK
from tools.errors import InvalidArgument
from tools.tool import execute


def test_true_probabilities_are_reliable_and_flattened_ones_are_not() -> None:
    rng = np.random.default_rng(4)
    true = rng.beta(0.6, 1.2, 20_000)
    happened = (rng.random(true.size) < true).astype(float)
    good = reliability(true, happened)
    assert good.calibration_error < 0.012
    assert good.brier == pytest.approx(np.mean(true * (1 - true)), abs=0.005)
    assert 0 < good.skill < 1
    bad = reliability(true**3, happened)
    assert bad.calibration_error > 0.05
    assert bad.brier > good.brier


def test_one_share_for_everybody_has_no_skill() -> None:
    happened = np.array([1.0, 0, 0, 0])
    flat = reliability(np.full(4, 0.25), happened)
    assert flat.brier == pytest.approx(flat.brier_of_rate)
    assert flat.skill == pytest.approx(0)
    weighted = reliability([0.25, 0.25], [1, 0], [1, 3])
    assert weighted.brier == pytest.approx(flat.brier)


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="probability"):
        reliability([1.2], [1])
    with pytest.raises(InvalidArgument, match="0 or 1"):
        reliability([0.2], [0.5])
    with pytest.raises(InvalidArgument, match="as many"):
        reliability([0.2, 0.3], [1])


def test_the_probability_to_buy_is_calibrated_on_the_retailer(warehouse: Any) -> None:
    result = execute(CHURN_RISK, warehouse, {})
    assert result.fact("brier").value < 0.8 * result.fact("brier_of_rate").value
    assert result.fact("calibration_error").value < 0.12
    assert "reliability" in {table.key for table in result.tables}
