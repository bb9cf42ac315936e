"""What-if: same-period definitions, exact parts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.clv.catalogue import CLV_WHAT_IF
from tools.clv.what_if import Economy, base_value, explained
from tools.customers.catalogue import TOOLS as CUSTOMER_TOOLS
from tools.errors import InvalidArgument
from tools.tool import execute

SHARES = st.floats(0.05, 0.95)
ECONOMIES = st.builds(
    Economy, customers=st.integers(20, 10**6), retention=SHARES, arpu=st.floats(1, 1e5), margin_share=SHARES
)


def test_the_value_is_the_sum_of_the_periods() -> None:
    economy = Economy(customers=100, retention=0.8, arpu=50.0, margin_share=0.4)
    by_hand = sum(100 * 50 * 0.4 * 0.8**t / 1.01**t for t in range(1, 13))
    assert base_value(economy, periods=12, discount=0.01) == pytest.approx(by_hand)
    for_ever = 100 * 50 * 0.4 * 0.8 / 0.2
    assert base_value(economy, periods=500) == pytest.approx(for_ever)
    half = base_value(economy, periods=12.5) - base_value(economy, periods=12)
    assert half == pytest.approx((base_value(economy, periods=13) - base_value(economy, periods=12)) / 2)


@given(before=ECONOMIES, after=ECONOMIES, periods=st.floats(0.5, 60), discount=st.floats(0, 0.1))
def test_the_parts_sum_to_the_difference_to_the_kopeck(
    before: Economy, after: Economy, periods: float, discount: float
) -> None:
    after = Economy(before.customers, after.retention, after.arpu, after.margin_share)
    parts = explained(before, after, periods=periods, discount=discount)
    whole = base_value(after, periods=periods, discount=discount) - base_value(
        before, periods=periods, discount=discount
    )
    assert round(sum(parts.values()) * 100) == round(whole * 100)


def test_a_lever_that_is_not_pulled_has_no_part() -> None:
    now = Economy(customers=1_000, retention=0.7, arpu=100.0, margin_share=0.3)
    parts = explained(now, now.changed(churn=-0.01), periods=12)
    assert parts["retention"] > 0
    assert parts["arpu"] == parts["margin_share"] == 0


def test_churn_below_zero_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"retention would be 1\.2"):
        Economy(customers=20, retention=0.7, arpu=1.0).changed(churn=-0.5)


def test_one_point_of_churn_on_the_warehouse(warehouse: Any) -> None:
    result = execute(CLV_WHAT_IF, warehouse, {})
    value = {fact.key: fact.value for fact in result.facts}
    assert value["churn_now"] + value["retention_now"] == pytest.approx(1)
    assert value["churn_change"] == pytest.approx(-0.01)
    assert value["value_change"] > 0
    parts = next(table for table in result.tables if table.key == "levers")
    assert round(sum(row.values[0] for row in parts.rows) * 100) == round(value["value_change"] * 100)
    metrics = execute(next(t for t in CUSTOMER_TOOLS if t.name == "base_metrics"), warehouse, {})
    assert value["customers"] == metrics.fact("customers").value
    longer = execute(CLV_WHAT_IF, warehouse, {"period": "quarter", "churn_change_pp": 1, "arpu_growth": 0.1})
    assert longer.fact("retention_now").value > value["retention_now"]
    assert longer.fact("churn_change").value == pytest.approx(0.01)
