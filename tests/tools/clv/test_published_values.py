"""The models against the numbers in their papers; origins are in tests/reference/clv.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv import (
    BetaGeoBetaBinomial,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeometric,
    backtest,
)
from tools.customers import customer_summary

PUBLISHED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "reference" / "clv.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def cdnow(shared_data: Path) -> pd.DataFrame:
    tx = pd.read_csv(
        shared_data / "cdnow_sample.txt", sep=r"\s+", header=None, names=["old", "id", "date", "cds", "usd"]
    )
    tx["date"] = pd.to_datetime(tx["date"].astype(str))
    return customer_summary(
        tx, "id", "date", "usd", observation_end="1997-09-30", holdout_end="1998-06-30", unit="W"
    )


def columns(summary: pd.DataFrame) -> list[Any]:
    return [summary[name].to_numpy() for name in ("frequency", "recency", "T")]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("model", "name"),
    [
        (BetaGeoNBD, "bg_nbd_cdnow"),
        (ParetoNBD, "pareto_nbd_cdnow"),
        (ModifiedBetaGeoNBD, "mbg_nbd_cdnow"),
    ],
)
def test_cdnow_gives_the_published_parameters(cdnow: pd.DataFrame, model: Any, name: str) -> None:
    fitted = model().fit(*columns(cdnow))
    assert fitted.n_ == 2357
    assert fitted.params_ == pytest.approx(PUBLISHED[name]["parameters"], abs=6e-4)
    if PUBLISHED[name]["log_likelihood"] is not None:
        assert fitted.log_likelihood_ == pytest.approx(PUBLISHED[name]["log_likelihood"], abs=0.05)
    assert all(0 < error < 10 for error in fitted.standard_errors_.values())


@pytest.mark.shared_data
def test_the_first_customer_of_cdnow_is_expected_to_buy_as_published(cdnow: pd.DataFrame) -> None:
    known = PUBLISHED["bg_nbd_customer"]
    model = BetaGeoNBD().fit(*columns(cdnow))
    found = model.expected_purchases(known["horizon"], known["frequency"], known["recency"], known["T"])
    assert found == pytest.approx(known["expected"], abs=5e-4)


@pytest.mark.shared_data
def test_spend_of_cdnow_repeat_buyers_gives_the_published_parameters(cdnow: pd.DataFrame) -> None:
    model = GammaGamma().fit(cdnow["frequency"], cdnow["monetary_value"])
    assert model.n_ == PUBLISHED["gamma_gamma_cdnow"]["customers"]
    assert model.params_ == pytest.approx(PUBLISHED["gamma_gamma_cdnow"]["parameters"], abs=6e-3)


@pytest.mark.shared_data
def test_the_backtest_on_cdnow_finds_the_known_bias_of_pareto_nbd(cdnow: pd.DataFrame) -> None:
    found = backtest(ParetoNBD, *columns(cdnow), cdnow["frequency_holdout"], horizon=39)
    assert found.actual_total == 1882
    assert found.model.bias == pytest.approx(-0.115, abs=1e-3)
    assert found.model.mean_absolute_error == pytest.approx(0.7545, abs=1e-3)
    assert found.naive.bias == pytest.approx(0.557, abs=1e-3)
    assert found.beats_naive
    assert sum(band.customers for band in found.bands) == 2357


def test_donations_give_the_published_bg_bb() -> None:
    known = PUBLISHED["bg_bb_donations"]
    gifts, last, people = np.array(known["counts"], dtype=float).T
    model = BetaGeoBetaBinomial().fit(gifts, last, np.full(gifts.size, 6), people)
    assert model.n_ == 11_104
    assert model.params_ == pytest.approx(known["parameters"], abs=6e-4)
    assert model.log_likelihood_ == pytest.approx(known["log_likelihood"], abs=0.05)
    expected = known["five_more_years_of_those_who_gave_every_year"]
    assert model.expected_purchases(5, 6, 6, 6) == pytest.approx(expected, abs=5e-3)


@pytest.mark.parametrize("name", ["sbg_high_end", "sbg_regular"])
def test_renewals_give_the_published_shifted_beta_geometric(name: str) -> None:
    model = ShiftedBetaGeometric.from_survivors(PUBLISHED[name]["survivors"])
    assert model.params_ == pytest.approx(PUBLISHED[name]["parameters"], abs=6e-4)
