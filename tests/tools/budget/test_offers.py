"""Economics of an offer against arithmetic done by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.budget import offer_economics
from tools.errors import InvalidArgument

TERMS = {"margin_share": 0.4, "average_order": 1_000.0, "base_conversion": 0.1, "contact_cost": 5.0}


def test_break_even_by_hand() -> None:
    found = offer_economics(discount_share=0.2, **TERMS)
    # 10 % buy anyway and bring 400 each: 40 a head. With the offer an order brings 200, a contact costs 5.
    assert found.margin_per_order_after == pytest.approx(200)
    assert found.break_even_conversion == pytest.approx(45 / 200)
    assert found.break_even_uplift == pytest.approx(0.125)
    assert found.given_away == pytest.approx(20)
    assert found.reminder_break_even_uplift == pytest.approx(5 / 400)
    assert found.largest_discount == pytest.approx(0.4)
    assert not found.eats_margin


def test_a_discount_above_the_margin_can_never_pay() -> None:
    found = offer_economics(discount_share=0.45, **TERMS)
    assert found.eats_margin
    assert found.break_even_conversion is None


@given(st.floats(0, 0.39), st.floats(0.01, 0.3))
def test_at_break_even_the_profit_is_that_of_doing_nothing(discount: float, conversion: float) -> None:
    found = offer_economics(discount_share=discount, **TERMS | {"base_conversion": conversion})
    if found.break_even_conversion is not None:
        with_offer = found.break_even_conversion * found.margin_per_order_after - 5
        assert with_offer == pytest.approx(conversion * 400, abs=1e-6)


@pytest.mark.parametrize(
    "changes", [{"discount_share": 1.2}, {"margin_share": 0}, {"average_order": 0}, {"contact_cost": -1}]
)
def test_impossible_terms_are_named(changes: dict[str, float]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        offer_economics(**{"discount_share": 0.1} | TERMS | changes)
    assert refused.value.argument in changes


def test_e10_a_floor_of_the_margin_limits_the_discount() -> None:
    # 40 % margin: at 25 % off an order of 1000 costs 750 and keeps 150, a fifth of the price paid.
    at_floor = offer_economics(discount_share=0.25, margin_floor=0.2, **TERMS)
    assert at_floor.largest_discount_at_floor == pytest.approx(0.25)
    assert not at_floor.below_floor
    assert offer_economics(discount_share=0.26, margin_floor=0.2, **TERMS).below_floor
    assert offer_economics(discount_share=0.0, margin_floor=0.5, **TERMS).largest_discount_at_floor < 0
