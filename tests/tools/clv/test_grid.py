"""Customers are put into cells of a grid; the fit and the predictions must not show that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clv import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD
from tools.clv.grid import BLOCK, by_rank, coded
from tools.clv.observations import group
from tools.errors import InvalidArgument

MODELS = (
    BetaGeoNBD.from_params(r=0.243, alpha=4.414, a=0.793, b=2.426),
    ModifiedBetaGeoNBD.from_params(r=0.525, alpha=6.183, a=0.891, b=1.614),
    ParetoNBD.from_params(r=0.553, alpha=10.578, s=0.606, beta=11.669),
)


def histories(seed: int, customers: int, step: float) -> tuple[Any, Any, Any]:
    """Any valid histories with times in whole steps."""
    rng = np.random.default_rng(seed)
    age = rng.integers(30, 300, customers)
    x = np.minimum(rng.geometric(0.4, customers) - 1, age)
    last = np.where(x > 0, np.minimum(1 + rng.integers(0, 300, customers), age), 0)
    return x.astype(float), last * step, age * step


@pytest.mark.parametrize("step", [1.0, 1 / 7], ids=["days", "weeks"])
def test_a_cell_stands_for_exactly_one_history(step: float) -> None:
    x, t_x, age = histories(0, 3 * BLOCK + 17, 1.0)
    x, t_x, age = x, t_x / (1 / step), age / (1 / step)
    cells = coded(x, t_x, age)
    assert cells is not None
    ix, it, iage = cells.places(cells.key)
    np.testing.assert_array_equal(np.array([cells.x[ix], cells.t_x[it], cells.T[iage]]), [x, t_x, age])
    narrow = cells.narrowed()
    ix, it, iage = narrow.places(narrow.key)
    np.testing.assert_array_equal(np.array([narrow.x[ix], narrow.t_x[it], narrow.T[iage]]), [x, t_x, age])


@pytest.mark.parametrize("make_odd", [lambda t: t, lambda t: t * 1.0000001], ids=["grid", "any times"])
@pytest.mark.parametrize("largest", [3.0, 90_000.0])
def test_grouping_finds_the_distinct_rows_in_order_with_their_counts(make_odd: Any, largest: float) -> None:
    x, t_x, age = histories(1, 20_000, 1.0)
    x[7], t_x[7], age[7] = largest, 99_000.0, 99_500.0
    t_x, age = make_odd(t_x), make_odd(age)
    unique, counts = np.unique(np.stack([x, t_x, age]), axis=1, return_counts=True)
    cells = group(x, t_x, age, calendar_time=False)
    np.testing.assert_array_equal(np.array([cells.frequency, cells.recency, cells.age]), unique)
    np.testing.assert_array_equal(cells.weight, counts)
    ranked = by_rank(x, t_x, age)
    assert np.unique(ranked.key).size == counts.size


def test_customers_of_weight_zero_are_no_cells() -> None:
    x, t_x, age = histories(2, 5_000, 1 / 7)
    weight = np.arange(5_000) % 3 / 2
    some = weight > 0
    whole, part = group(x, t_x, age, weight), group(x[some], t_x[some], age[some], weight[some])
    np.testing.assert_array_equal(whole.weight, part.weight)
    np.testing.assert_array_equal(whole.recency, part.recency)


@pytest.mark.parametrize("row", [0, BLOCK, 3 * BLOCK + 16])
@pytest.mark.parametrize(
    ("x", "t_x", "T", "named"),
    [
        (1.5, 3, 50, "frequency"), (-1, 3, 50, "frequency"), (np.nan, 3, 50, "frequency"), (2, 60, 50, "recency"),
        (0, 3, 50, "recency"), (2, 0, 50, "recency"), (2, np.nan, 50, "recency"), (2, -1, 50, "recency"),
        (2, 3, np.inf, "T"), (2, 3, np.nan, "T"), (0, 0, -1, "T"),
    ],
)  # fmt: skip
def test_an_impossible_row_is_found_in_any_block(
    row: int, x: float, t_x: float, T: float, named: str
) -> None:
    columns = histories(3, 3 * BLOCK + 17, 1.0)
    for column, value in zip(columns, (x, t_x, T), strict=True):
        column[row] = value
    with pytest.raises(InvalidArgument, match=f"row {row}") as found:
        BetaGeoNBD().fit(*columns)
    assert found.value.argument == named
    with pytest.raises(InvalidArgument, match=f"row {row}"):
        MODELS[0].expected_purchases(10, *columns)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.title)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), step=st.sampled_from([1.0, 1 / 7, 1 / 30.4]), horizon=st.floats(0.5, 90))
def test_a_customer_of_a_large_base_is_predicted_as_if_alone(
    model: Any, seed: int, step: float, horizon: float
) -> None:
    columns = histories(seed, 6_000, step)
    expected, alive = model.expected_purchases(horizon, *columns), model.probability_alive(*columns)
    assert expected.shape == alive.shape == (6_000,)
    for row in (0, 1, 17, 5_999):
        one = [float(column[row]) for column in columns]
        assert model.expected_purchases(horizon, *one) == pytest.approx(expected[row], rel=1e-12)
        assert model.probability_alive(*one) == pytest.approx(alive[row], rel=1e-12)
    shuffle = np.random.default_rng(seed).permutation(6_000)
    mixed = model.expected_purchases(horizon, *(column[shuffle] for column in columns))
    np.testing.assert_array_equal(mixed, expected[shuffle])
    each = model.expected_purchases(np.full(6_000, horizon), *columns)
    np.testing.assert_allclose(each, expected, rtol=1e-12)
