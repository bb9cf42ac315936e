"""The tools on money on the simulated retailer's warehouse."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tools.budget.catalogue import ALLOCATE, DISCOUNTS, ECONOMIC_PLAN, OFFER, WHAT_IF
from tools.budget.measured import Worth, shrunk
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotRandomised
from tools.tool import execute


def test_the_plan_keeps_the_budget_and_rests_on_randomised_campaigns(warehouse: Any) -> None:
    result = execute(ALLOCATE, warehouse, {"budget": 300})
    assert result.fact("spent").value <= 300
    assert result.fact("expected_profit").evidence == "E"
    assert result.fact("campaigns_measured").value >= 1
    evidence = next(table for table in result.tables if table.key == "evidence")
    assert len(evidence.rows) == result.fact("campaigns_measured").value
    plan = next(table for table in result.tables if table.key == "plan")
    assert all(row.values[0] >= K_ANONYMITY for row in plan.rows)


def test_more_money_never_brings_less_and_a_cut_never_more(warehouse: Any) -> None:
    result = execute(WHAT_IF, warehouse, {"budget": 200})
    curve = next(table for table in result.tables if table.key == "curve")
    profits = [row.values[1] for row in curve.rows]
    assert all(later >= earlier - 1 for earlier, later in pairwise(profits))
    assert result.fact("profit_minus_20").value <= 0 <= result.fact("profit_plus_20").value
    assert result.fact("profit_minus_20").is_change


def test_a_channel_that_was_never_measured_is_refused(warehouse: Any) -> None:
    with pytest.raises(InvalidArgument, match="measured channels"):
        execute(ALLOCATE, warehouse, {"budget": 100, "channels": ["telegram"]})


def test_without_a_finished_randomised_campaign_there_is_no_plan(warehouse: Any) -> None:
    early = warehouse.first_day.isoformat()
    with pytest.raises(NotRandomised, match="pilot"):
        execute(ALLOCATE, warehouse, {"budget": 100, "as_of": early})


def test_the_terms_of_an_offer_come_from_the_data_unless_given(warehouse: Any) -> None:
    found = execute(OFFER, warehouse, {"discount_share": 0.1})
    assert 0 < found.fact("margin_share").value < 1
    assert found.fact("average_order").value > 0
    given = execute(OFFER, warehouse, {"discount_share": 0.1, "margin_share": 0.5, "average_order": 800})
    assert given.fact("margin_per_order_after").value == pytest.approx(320)


def test_noisy_kinds_are_drawn_to_the_common_effect_and_clear_ones_are_not() -> None:
    noise = shrunk({"a": Worth(10, 20, 500), "b": Worth(-10, 20, 500)})
    assert noise["a"].mean == pytest.approx(noise["b"].mean)
    clear = shrunk({"a": Worth(100, 1, 500), "b": Worth(-100, 1, 500)})
    assert clear["a"].mean == pytest.approx(100, abs=0.1)


def test_e9_a_budget_is_defended_with_what_was_measured(warehouse: Any) -> None:
    found = execute(ECONOMIC_PLAN, warehouse, {"months": 36, "people_per_month": 1_000})
    assert found.fact("npv_p10").value <= found.fact("npv").value <= found.fact("npv_p90").value
    assert found.fact("campaigns_measured").value >= 1
    years = next(table for table in found.tables if table.key == "years")
    total = years.rows[-1].values
    for column, value in enumerate(total):
        assert value == pytest.approx(sum(row.values[column] for row in years.rows[:-1]), abs=0.01)
    course = next(table for table in found.tables if table.key == "course")
    assert len(course.rows) == 37
    assert found.fact("profit_minus_20").is_change


def test_e8_a_budget_for_the_whole_plan_is_spent_to_the_end(warehouse: Any) -> None:
    found = execute(ECONOMIC_PLAN, warehouse, {"months": 24, "budget": 1_000_000})
    assert found.fact("cost_total").value == pytest.approx(1_000_000, abs=1)
    with pytest.raises(InvalidArgument, match="below the cost"):
        execute(ECONOMIC_PLAN, warehouse, {"months": 24, "budget": 10, "people_per_month": 100})


def test_e8_without_a_measured_campaign_the_effect_must_be_stated(warehouse: Any) -> None:
    early = {"as_of": warehouse.first_day.isoformat()}
    with pytest.raises(NotRandomised, match="effect_per_month"):
        execute(ECONOMIC_PLAN, warehouse, early)
    stated = execute(ECONOMIC_PLAN, warehouse, early | {"effect_per_month": 50_000})
    assert "campaigns_measured" not in {fact.key for fact in stated.facts}
    assert stated.fact("payback").value >= 0


def test_e11_mass_and_targeted_discounts_add_up_and_nothing_is_claimed_of_acquisition(warehouse: Any) -> None:
    found = execute(DISCOUNTS, warehouse, {})
    assert found.fact("mass_share").value + found.fact("targeted_share").value == pytest.approx(1)
    assert 0 < found.fact("orders_share").value < 1
    months = next(table for table in found.tables if table.key == "months")
    assert sum(row.values[3] for row in months.rows) == pytest.approx(found.fact("given").value)
    assert any("nothing here says that keeping is cheaper" in note.en for note in found.notes)
    part = execute(DISCOUNTS, warehouse, {"channel": warehouse.values("transactions", "channel")[0]})
    assert "mass_share" not in {fact.key for fact in part.facts}


def test_more_contacts_a_customer_and_looser_caps_never_bring_less(warehouse: Any) -> None:
    one = execute(ALLOCATE, warehouse, {"budget": 400, "channel_caps": {"sms": 20}})
    two = execute(ALLOCATE, warehouse, {"budget": 400, "channel_caps": {"sms": 20}, "contacts": 2})
    assert two.fact("expected_profit").value >= one.fact("expected_profit").value - 1e-6
    assert one.fact("next_money_brings").value >= -1e-6
    assert one.fact("next_sms_brings").value >= -1e-6
