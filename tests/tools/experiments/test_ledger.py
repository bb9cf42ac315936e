"""The profit ledger closes to the last minor unit and calls things by their names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument
from tools.experiments import CampaignResult, profit_ledger

MONEY = st.decimals(-10_000_000, 10_000_000, places=4)
COST = st.decimals(0, 10_000_000, places=4)


def test_a_hand_computed_campaign():
    result = CampaignResult(
        "autumn",
        Decimal("100000"),
        margin_share=Decimal("0.40"),
        discounts=Decimal("20000"),
        rewards=Decimal("1000"),
        contact_cost=Decimal("412.32"),
        fixed_cost=Decimal("5000"),
        cannibalised=Decimal("1500"),
        profit_low=Decimal("8000"),
        profit_high=Decimal("32000"),
    )
    row = profit_ledger([result]).rows[0]
    assert row.margin == Decimal("48000.00")  # 40 % of sales at list price, 120,000
    assert row.profit == Decimal("20087.68")
    assert row.spend == Decimal("26412.32")
    assert row.roi == row.profit / row.spend
    assert row.verdict == "proven"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(MONEY, MONEY, COST, COST, COST), min_size=1, max_size=6))
def test_every_row_and_the_total_close_exactly(campaigns):
    ledger = profit_ledger(
        CampaignResult(
            f"c{i}",
            revenue,
            incremental_margin=margin,
            rewards=reward,
            contact_cost=contact,
            fixed_cost=fixed,
        )
        for i, (revenue, margin, reward, contact, fixed) in enumerate(campaigns)
    )
    for row in ledger.rows:
        assert row.profit == row.margin - row.discounts - row.rewards - row.contact_cost - row.fixed_cost
        assert ledger.balances.get(f"profit:{row.campaign}", 0) == row.profit
    assert ledger.profit == sum(row.profit for row in ledger.rows)
    assert sum(ledger.balances.values()) == 0


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(1, 5, "proven"), (-5, -1, "harmful"), (-1, 5, "not_yet"), (None, None, "not_yet")],
)
def test_the_verdict_is_the_intervals(low, high, verdict):
    result = CampaignResult("c", 10, margin_share=0.5, profit_low=low, profit_high=high)
    assert profit_ledger([result]).rows[0].verdict == verdict


def test_what_was_not_measured_stays_out_of_the_total_and_free_campaigns_have_no_roi():
    ledger = profit_ledger(
        [
            CampaignResult("measured", 100, margin_share=0.5),
            CampaignResult("blind", None, contact_cost=40, fixed_cost=2),
        ]
    )
    assert ledger.profit == Decimal("50.00")
    assert ledger.unmeasured_spend == Decimal("42.00")
    assert ledger.rows[0].roi is None
    assert ledger.rows[1].verdict == "unmeasured"


def test_impossible_books_are_refused():
    with pytest.raises(InvalidArgument, match="twice"):
        profit_ledger([CampaignResult("c", 1, margin_share=1), CampaignResult("c", 1, margin_share=1)])
    with pytest.raises(InvalidArgument, match="contact_cost"):
        profit_ledger([CampaignResult("c", 1, margin_share=1, contact_cost=-1)])
    with pytest.raises(InvalidArgument, match="margin"):
        profit_ledger([CampaignResult("c", 1)])
