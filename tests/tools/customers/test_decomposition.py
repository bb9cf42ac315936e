"""A change is split exactly, whatever the order of the factors."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import prod

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.customers.decomposition import product_parts, rounded_parts

levels = st.lists(st.fractions(0, 1000, max_denominator=100), min_size=3, max_size=3)


@settings(max_examples=30)
@given(levels, levels)
def test_parts_add_up_to_the_change_exactly(before: list[Fraction], after: list[Fraction]) -> None:
    assert sum(product_parts(before, after)) == prod(after) - prod(before)


@settings(max_examples=30)
@given(levels, levels)
def test_a_factor_that_did_not_move_gets_nothing_and_names_do_not_matter(
    before: list[Fraction], after: list[Fraction]
) -> None:
    after[1] = before[1]
    parts = product_parts(before, after)
    assert parts[1] == 0
    assert product_parts(before[::-1], after[::-1]) == parts[::-1]


def test_two_factors_share_their_joint_step_evenly() -> None:
    parts = product_parts([Fraction(10), Fraction(2)], [Fraction(12), Fraction(3)])
    assert parts == [Fraction(5), Fraction(11)]  # 2 * 2.5 and 1 * 11


@settings(max_examples=30)
@given(st.lists(st.fractions(-1000, 1000, max_denominator=999), min_size=1, max_size=8))
def test_rounded_parts_add_up_to_the_rounded_total(parts: list[Fraction]) -> None:
    rounded = rounded_parts(parts)
    assert abs(Fraction(sum(rounded)) - sum(parts)) <= Fraction(1, 200)
    assert all(abs(Fraction(r) - p) < Fraction(1, 100) for r, p in zip(rounded, parts, strict=True))
    assert all(r == r.quantize(Decimal("0.01")) for r in rounded)
