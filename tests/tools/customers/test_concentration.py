"""Shares of the top, Gini and how many are needed, from a histogram."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.customers.concentration import Concentration
from tools.customers.crowds import merge_small, require_crowd, slugs
from tools.errors import InvalidArgument, NotEnoughData

amounts = st.lists(st.integers(-50, 10_000), min_size=1, max_size=60).filter(lambda x: sum(x) > 0)


@given(amounts, st.floats(0.05, 1.0))
def test_needed_is_the_smallest_number_that_reaches_the_share(values: list[int], share: float) -> None:
    spread = Concentration.of(values)
    needed = spread.needed_for(share)
    ordered = sorted(values, reverse=True)
    sums = np.cumsum(ordered)
    assert sums[needed - 1] >= share * sum(values) - 1e-6
    assert needed == 1 or sums[needed - 2] < share * sum(values) + 1e-6
    assert spread.amount_of_top(needed) == sums[needed - 1]


@given(amounts)
def test_a_histogram_gives_what_single_amounts_give(values: list[int]) -> None:
    distinct, held = np.unique(values, return_counts=True)
    one, two = Concentration.of(values), Concentration.of(distinct, held)
    assert one.gini == pytest.approx(two.gini)
    assert [one.share_of_top(t) for t in (0.01, 0.2, 0.5)] == [two.share_of_top(t) for t in (0.01, 0.2, 0.5)]


def test_gini_is_zero_for_equals_and_near_one_for_a_monopoly() -> None:
    assert Concentration.of([5] * 100).gini == pytest.approx(0)
    assert Concentration.of([0] * 99 + [5]).gini == pytest.approx(0.99)


def test_gini_equals_the_mean_absolute_difference() -> None:
    values = np.array([1, 2, 3, 10, 40])
    wanted = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
    assert Concentration.of(values).gini == pytest.approx(wanted)


def test_no_positive_total_no_shares() -> None:
    with pytest.raises(NotEnoughData, match="do not add up"):
        Concentration.of([3, -5])
    with pytest.raises(InvalidArgument, match="a fraction above 0"):
        Concentration.of([3]).needed_for(80)


def test_small_rows_are_merged_until_the_rest_may_be_shown() -> None:
    import pandas as pd

    frame = pd.DataFrame({"customers": [500, 30, 5, 4], "amount": [10, 20, 30, 40]}, index=list("abcd"))
    got = merge_small(frame)
    assert got.to_dict("index") == {
        "a": {"customers": 500, "amount": 10},
        "other": {"customers": 39, "amount": 90},
    }
    overlapping = merge_small(frame.assign(customers=[500, 30, 19, 19]), disjoint=False)
    assert list(overlapping.index) == ["a", "other"]
    assert merge_small(frame.assign(customers=100)) is not None
    with pytest.raises(NotEnoughData, match="has 19 customers"):
        require_crowd(19)


def test_slugs_are_latin_and_all_different() -> None:
    assert slugs(["Зоотовары", "Dom & kukhnya", "Дом и кухня!", "Дом и кухня", "???"]) == [
        "zootovary", "dom_kukhnya", "dom_i_kukhnya", "dom_i_kukhnya_2", "item",
    ]  # fmt: skip
