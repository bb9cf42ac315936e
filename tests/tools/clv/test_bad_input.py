"""What came, which rows, what to do: data that a model refuses, and data that it takes with a warning."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.clv.regimes import random_base
from tools.clv import (
    BetaGeoBetaBinomial,
    BetaGeoNBD,
    GammaGamma,
    ModifiedBetaGeoNBD,
    ParetoNBD,
    ShiftedBetaGeometric,
)
from tools.clv.suspicions import SuspiciousData
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified, ToolError

CONTINUOUS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)


@pytest.mark.parametrize("model", CONTINUOUS)
@pytest.mark.parametrize(
    ("columns", "argument", "message"),
    [
        (([2, 1, 0, 3], [1, 6, 0, 9], [5, 5, 5, 5]), "recency", r"6 in row 1, 9 in row 3"),
        (([0, 0, 2], [0, 4, 3], [5, 5, 5]), "recency", r"never came back.*4 in row 1"),
        (([1, 3, 2], [2, 0, 3], [5, 5, 5]), "recency", r"came back.*0 in row 1"),
        (([1, 2, 3], [1, 1, 1], [5, 5, "old"]), "T", r"row 2 is 'old'"),
        (([1, None, 3], [1, 1, 1], [5, 5, 5]), "frequency", "row 1"),
        (([1, 2, 3], [1, float("nan"), 1], [5, 5, 5]), "recency", "nan in row 1"),
        (([1, -2, 3], [1, 1, 1], [5, 5, 5]), "frequency", "-2 in row 1"),
        (([[1, 2]], [[1, 1]], [[5, 5]]), "frequency", "one-dimensional"),
        (([1, 2], [1, 1], [5]), "recency", "one length"),
    ],
)
def test_rows_that_cannot_be_are_shown(model: Any, columns: Any, argument: str, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message) as refused:
        model().fit(*columns)
    assert refused.value.argument == argument
    assert RUSSIAN.search(refused.value.message_ru)


def test_more_than_three_wrong_rows_are_counted() -> None:
    with pytest.raises(InvalidArgument, match=r"row 2 \(40 such rows\)"):
        BetaGeoNBD().fit(np.full(40, -1), np.ones(40), np.full(40, 5))


def test_days_beside_weeks_are_recognised() -> None:
    x, t_x, age = random_base(3, "bg")
    with pytest.raises(InvalidArgument, match="recency were in days and T in weeks"):
        BetaGeoNBD().fit(x, t_x * 7, age)
    with pytest.warns(SuspiciousData, match="recency looks like weeks"):
        ModifiedBetaGeoNBD().fit(x, t_x / 7, age)


def test_more_purchases_than_days_are_warned_of_with_the_rows() -> None:
    x, t_x, age = (column.copy() for column in random_base(6, "bg"))
    t_x, age = np.ceil(t_x), np.ceil(age)
    x[t_x > 0] = np.minimum(x, t_x)[t_x > 0]
    crowded = int(np.flatnonzero(t_x > 0)[0])
    x[crowded] = t_x[crowded] + 2
    with pytest.warns(SuspiciousData, match="more repeat purchases than units of time") as seen:
        BetaGeoNBD().fit(x, t_x, age)
    warning = seen[0].message
    assert isinstance(warning, SuspiciousData)
    assert warning.rows == (crowded,)
    assert RUSSIAN.search(warning.message_ru)


def test_columns_with_other_row_labels_are_not_matched_by_position() -> None:
    table = pd.DataFrame(dict(zip(("x", "t", "T"), random_base(3, "bg"), strict=True)))
    with pytest.raises(InvalidArgument, match="row labels"):
        BetaGeoNBD().fit(table.x, table.t.sort_values(), table["T"])


@pytest.mark.parametrize("model", [*CONTINUOUS, BetaGeoBetaBinomial, ShiftedBetaGeometric])
@pytest.mark.parametrize("columns", [([], [], []), ([2], [2], [2]), ([0, 0, 0], [0, 0, 0], [5, 6, 7])])
def test_nobody_one_customer_or_nobody_who_came_back_is_no_fit(model: Any, columns: Any) -> None:
    with pytest.raises((NotEnoughData, NotIdentified)) as refused:
        model().fit(*columns)
    assert RUSSIAN.search(refused.value.message_ru)


def test_more_gifts_than_chances_are_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"cannot exceed recency.*5 in row 1"):
        BetaGeoBetaBinomial().fit([1, 5, 2], [2, 4, 3], [6, 6, 6])
    with pytest.raises(InvalidArgument, match="whole number"):
        BetaGeoBetaBinomial().fit([1, 2], [1.5, 2], [6, 6])


@pytest.mark.parametrize(
    ("money", "message"),
    [
        ([5, -3, 2], "cannot be negative.*-3 in row 1"),
        ([5, 0, 2], "above 0"),
        ([5, "a lot", 2], "a lot"),
        ([5, 4], "match"),
    ],
)
def test_money_that_cannot_be_is_shown(money: Any, message: str) -> None:
    with pytest.raises(ToolError, match=message) as refused:
        GammaGamma().fit([1, 2, 3], money)
    assert refused.value.argument == "monetary_value"


def test_spend_that_rises_with_frequency_is_warned_of_with_correlation_and_effect() -> None:
    rng = np.random.default_rng(0)
    x = rng.geometric(0.3, 2_000)
    money = 20 * np.exp(0.25 * x) * rng.gamma(4, 0.25, 2_000)
    with pytest.warns(SuspiciousData, match=r"correlation \+0\.\d\d over 2000 customers.*%") as seen:
        model = GammaGamma().fit(x, money)
    assert model.correlation_ == pytest.approx(np.corrcoef(x, money)[0, 1])
    assert model.correlation_effect_ < 0
    assert isinstance(seen[0].message, SuspiciousData)
    independent = GammaGamma().fit(x, 20 * rng.gamma(4, 0.25, 2_000))
    assert abs(independent.correlation_effect_) < 0.02
