"""A real randomised e-mail test (Hillstrom 2008), from the split to the ledger, as docs/experiments.md tells it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from tools.experiments import (
    CampaignResult,
    effect,
    profit_ledger,
    segment_effects,
    srm_test,
    variant_effects,
)

NAMES = {"Womens E-Mail": "women", "Mens E-Mail": "men", "No E-Mail": "control"}


@pytest.mark.shared_data
def test_e3_hillstrom_from_the_split_to_the_ledger(shared_data: Path) -> None:
    frame = pd.read_csv(shared_data / "hillstrom_email_60pct.csv.gz")
    arm = frame["segment"].map(NAMES).to_numpy()
    assert not srm_test(pd.Series(arm).value_counts().to_dict()).mismatch
    found = variant_effects(frame["spend"], arm)
    assert found.best == "men"
    assert max(found.adjusted_p.values()) < 0.001
    men = found.effects["men"]
    assert men.difference.value == pytest.approx(0.971, abs=0.001)
    adjusted = effect(frame["spend"], arm, treatment="men", covariate=frame[["history", "recency"]])
    assert adjusted.difference.value == pytest.approx(men.difference.value, abs=0.02)
    visits = segment_effects(frame["visit"], arm, frame["history_segment"], treatment="women")
    assert sum(row.q_value < 0.05 for row in visits) == 4
    assert min(row.differs_q for row in visits) > 0.5
    spend = frame["spend"].to_numpy()
    extra = spend[arm == "men"].sum() - spend[arm == "control"].sum() * men.n_treated / men.n_control
    cost = Decimal(men.n_treated) * Decimal("0.10")
    low, high = (0.3 * end * men.n_treated - float(cost) for end in (men.difference.low, men.difference.high))
    books = CampaignResult(
        "men", extra, margin_share=0.3, contact_cost=cost, profit_low=low, profit_high=high
    )
    row = profit_ledger([books]).rows[0]
    assert (row.profit, row.verdict) == (Decimal("2447.75"), "proven")
