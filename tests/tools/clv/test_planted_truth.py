"""Against a retailer whose truth is known: value, order of customers, who has left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tools.clv.backtest import rank_correlation
from tools.clv.calibration import reliability
from tools.clv.forecast import forecast
from tools.clv.valued import sums, total_of, valued_customers
from tools.tool import BaseSelection


@pytest.fixture(scope="module")
def scored(warehouse: Any, retailer: Any) -> Any:
    """The forecast, and each buyer's prediction beside the truth."""
    found = forecast(warehouse, BaseSelection(), horizon_months=12)
    rows = found.history.run(valued_customers(found))
    return found, rows.merge(retailer.truth.customers, on="customer_id", suffixes=("", "_true"))


def test_the_interval_of_the_total_holds_the_true_value(scored: Any) -> None:
    found, rows = scored
    total = total_of(found, sums(found, valued_customers(found)), whole=True, currency="RUB", level=0.9)
    assert total.low < rows["clv_12m"].sum() < total.high


def test_customers_come_in_nearly_the_true_order(scored: Any) -> None:
    _, rows = scored
    assert rank_correlation(rows["value"].to_numpy(), rows["clv_12m"].to_numpy()) > 0.6
    top = rows.nlargest(len(rows) // 10, "value")
    assert top["clv_12m"].mean() > 2 * rows["clv_12m"].mean()


def test_the_probability_of_having_stayed_tells_who_has(scored: Any) -> None:
    found, rows = scored
    if found.model.at_limit_:
        pytest.skip("these data show nobody leaving")
    check = reliability(np.clip(rows["alive"], 0, 1), rows["alive_true"].astype(float))
    assert check.skill > 0.2
    assert check.calibration_error < 0.2
