"""The hazard of ending a contract: recovered, calibrated on unseen customers, refused where it cannot be known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tools.clv.contract_churn import checked, fit_contract_churn, value_at_risk
from tools.errors import InvalidArgument, NotEnoughData


@pytest.fixture(scope="module")
def contracts() -> tuple[pd.DataFrame, np.ndarray]:
    """8,000 contracts with a planted hazard: falls with tenure, higher from month to month."""
    rng = np.random.default_rng(3)
    n = 8_000
    tenure, kind = rng.integers(0, 72, n), rng.choice(["month", "year"], n)
    true = 0.4 * np.exp(-tenure / 20) * np.where(kind == "month", 1.0, 0.3) + 0.01
    frame = pd.DataFrame({"tenure": tenure, "contract": kind, "left": (rng.random(n) < true).astype(int)})
    return frame, true


def test_a_planted_hazard_is_recovered(contracts: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, true = contracts
    found = fit_contract_churn(frame, "left", categories=["contract"]).probability(frame)
    assert np.abs(found - true).mean() < 0.02
    assert found.sum() == pytest.approx(frame["left"].sum(), rel=0.01)
    check = checked(frame, "left", categories=["contract"])
    assert check.calibration_error < 0.02
    assert check.skill > 0.05


def test_an_unknown_category_does_not_break_it(contracts: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, _ = contracts
    hazard = fit_contract_churn(frame, "left", categories=["contract"])
    strange = hazard.probability(pd.DataFrame({"tenure": [5], "contract": ["barter"]}))
    assert 0 < strange[0] < 1


def test_bad_input_is_named(contracts: tuple[pd.DataFrame, np.ndarray]) -> None:
    frame, _ = contracts
    with pytest.raises(InvalidArgument, match="lacks the column"):
        fit_contract_churn(frame, "churned")
    with pytest.raises(InvalidArgument, match="0 or 1"):
        fit_contract_churn(frame.assign(left=2), "left")
    with pytest.raises(NotEnoughData, match="too few"):
        fit_contract_churn(frame.assign(left=0), "left")
    with pytest.raises(InvalidArgument, match="above 1"):
        value_at_risk([1.5], [10])


@pytest.mark.shared_data
def test_on_the_telco_data_the_probabilities_are_calibrated(shared_data: Path) -> None:
    frame = pd.read_csv(shared_data / "telco_churn_ibm.csv")
    frame["left"] = (frame["Churn"] == "Yes").astype(int)
    check = checked(
        frame,
        "left",
        categories=["Contract", "InternetService", "PaymentMethod"],
        numbers=["MonthlyCharges"],
    )
    assert check.calibration_error < 0.025
    assert check.brier < 0.14 < check.brier_of_rate
    assert check.expected_share == pytest.approx(check.actual_share, abs=0.003)
