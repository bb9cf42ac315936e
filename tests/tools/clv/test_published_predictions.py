"""Predictions against workbooks and manuals of others; origins are in tests/reference/clv_predictions.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.clv import BetaGeoBetaBinomial, BetaGeoNBD, GammaGamma, ParetoNBD

REFERENCE = Path(__file__).parents[2] / "reference"
KNOWN: dict[str, Any] = json.loads((REFERENCE / "clv_predictions.json").read_text(encoding="utf-8"))
FITTED: dict[str, Any] = json.loads((REFERENCE / "clv.json").read_text(encoding="utf-8"))
# parameters of CDNOW with more digits than the article prints, of the same fit
BG = BetaGeoNBD.from_params(r=0.242593, alpha=4.413532, a=0.792918, b=2.425880)
PARETO = ParetoNBD.from_params(r=0.5533971, alpha=10.5801985, s=0.6060625, beta=11.6562237)


@pytest.fixture(scope="module")
def donations() -> tuple[BetaGeoBetaBinomial, Any, Any, Any]:
    gifts, last, people = np.array(FITTED["bg_bb_donations"]["counts"], dtype=float).T
    return BetaGeoBetaBinomial().fit(gifts, last, np.full(gifts.size, 6), people), gifts, last, people


def test_bg_nbd_expects_what_the_workbook_does() -> None:
    known = KNOWN["bg_nbd_expected"]
    np.testing.assert_allclose(BG.expected_purchases_new(known["weeks"]), known["expected"], atol=5e-4)


def test_pareto_nbd_gives_the_manual_s_probability_alive() -> None:
    known = KNOWN["pareto_nbd_alive"]
    rounded = ParetoNBD.from_params(**known["rounded"])
    assert rounded.probability_alive(0, 0, 39) == pytest.approx(known["alive_rounded"], abs=5e-8)
    assert rounded.probability_alive(23, 39, 39) == 1
    assert PARETO.probability_alive(0, 0, 39) == pytest.approx(known["alive_fitted"], abs=5e-8)


def test_pareto_nbd_expects_of_a_loyal_customer_what_the_walkthrough_does() -> None:
    known = KNOWN["pareto_nbd_customer"]
    history = known["frequency"], known["recency"], known["T"]
    assert PARETO.expected_purchases(known["horizon"], *history) == pytest.approx(known["expected"], abs=5e-3)
    assert PARETO.probability_alive(*history) == pytest.approx(known["alive"], abs=5e-5)
    assert PARETO.expected_purchases_new(known["horizon"]) == pytest.approx(known["expected_new"], abs=5e-4)


def test_pareto_nbd_expects_of_new_customers_what_the_manual_does() -> None:
    rounded = ParetoNBD.from_params(**KNOWN["pareto_nbd_alive"]["rounded"])
    known = KNOWN["pareto_nbd_expected"]["expected"]
    np.testing.assert_allclose(rounded.expected_purchases_new(np.arange(10)), known, atol=5e-9)


def test_pareto_nbd_is_smooth_where_the_published_form_underflows() -> None:
    known = KNOWN["pareto_nbd_many_purchases"]
    model = ParetoNBD.from_params(**known["parameters"])
    found = model.expected_purchases(10, known["frequency"], [200, 200], [200, 200])
    np.testing.assert_allclose(found, known["expected"], rtol=1e-12)


def test_bg_bb_gives_the_paper_s_table_and_the_workbook_s_totals(donations: Any) -> None:
    model, gifts, last, people = donations
    known, totals = KNOWN["bg_bb_alive"], KNOWN["bg_bb_totals"]
    alive = model.probability_alive(known["frequency"], known["recency"], [6, 6, 6])
    np.testing.assert_allclose(alive, known["alive"], atol=5e-3)
    ahead = model.expected_purchases(5, gifts, last, np.full(gifts.size, 6))
    assert np.sum(people * ahead) == pytest.approx(totals["five_years"], abs=0.5)
    none, six = people.sum() * model.probability_of_purchases([0, 6], 6)
    assert none == pytest.approx(totals["people_with_none"], abs=0.5)
    assert six == pytest.approx(totals["people_with_six"], abs=0.5)


def test_gamma_gamma_expects_of_customers_what_the_workbook_does() -> None:
    known = KNOWN["gamma_gamma_customers"]
    model = GammaGamma.from_params(**FITTED["gamma_gamma_cdnow"]["parameters"])
    np.testing.assert_allclose(
        model.expected_spend(known["frequency"], known["mean_spend"]), known["expected"], atol=0.06
    )
