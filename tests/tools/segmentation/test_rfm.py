"""Fifths of recency, frequency and value, and the names given to them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument
from tools.segmentation import rfm_segments
from tools.segmentation.rfm import RFM_SEGMENTS, RfmDefinition


def sales(lines: int = 600, customers: int = 90, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "customer_id": rng.zipf(1.4, lines) % customers,
            "ordered_at": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 200, lines), unit="D"),
            "revenue": rng.normal(20, 15, lines).round(0),
        }
    )


def oracle(tx: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The same in plain pandas: worse-than counts by rank, one fifth of the base each."""
    tx = tx[tx["ordered_at"] <= as_of]
    days = tx.groupby(["customer_id", "ordered_at"])["revenue"].agg(["sum", "min"]).reset_index()
    days = days[(days["sum"] > 0) | (days["min"] >= 0)]
    per = days.groupby("customer_id").agg(last=("ordered_at", "max"), frequency=("sum", "size"))
    per["recency_days"] = (as_of - per["last"]).dt.days
    per["monetary"] = tx.groupby("customer_id")["revenue"].sum()
    n = len(per)
    for column, score, ascending in (
        ("recency_days", "r", False),
        ("frequency", "f", True),
        ("monetary", "m", True),
    ):
        worse = per[column].rank(method="min", ascending=ascending).astype(int) - 1
        per[score] = 5 * worse // n + 1
    return per


@pytest.mark.parametrize("seed", range(4))
def test_scores_equal_a_plain_pandas_oracle(seed: int) -> None:
    tx = sales(seed=seed)
    got = rfm_segments(tx, as_of="2026-06-30").set_index("customer_id")
    wanted = oracle(tx, pd.Timestamp("2026-06-30"))
    columns = ["recency_days", "frequency", "monetary", "r", "f", "m"]
    pd.testing.assert_frame_equal(got[columns], wanted[columns], check_dtype=False)


def test_equal_customers_get_equal_scores() -> None:
    got = rfm_segments(sales(seed=9))
    for column, score in (("recency_days", "r"), ("frequency", "f"), ("monetary", "m")):
        assert (got.groupby(column)[score].nunique() == 1).all()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 120))
def test_order_of_lines_changes_nothing_and_better_is_never_scored_lower(seed: int, lines: int) -> None:
    tx = sales(lines, 30, seed)
    tx["revenue"] = tx["revenue"].abs()
    got = rfm_segments(tx)
    pd.testing.assert_frame_equal(got, rfm_segments(tx.sample(frac=1, random_state=seed)))
    assert got["segment"].notna().all()
    assert got.sort_values("monetary")["m"].is_monotonic_increasing
    assert got.sort_values("recency_days")["r"].is_monotonic_decreasing
    assert got[["r", "f", "m"]].isin(range(1, 6)).all().all()


def test_money_may_be_another_column_than_the_one_that_makes_a_purchase() -> None:
    tx = sales().assign(margin=lambda t: t["revenue"] * -1)
    got, by_revenue = rfm_segments(tx, monetary="margin"), rfm_segments(tx)
    assert (got["monetary"] == -by_revenue["monetary"]).all()
    assert (got["frequency"] == by_revenue["frequency"]).all()


def test_a_definition_must_name_every_cell_exactly_once() -> None:
    with pytest.raises(InvalidArgument, match="must belong to one segment; it has none"):
        RfmDefinition(version="mine", segments=RFM_SEGMENTS[1:])
    with pytest.raises(InvalidArgument, match="it has lost, lost"):
        RfmDefinition(version="mine", segments=(*RFM_SEGMENTS, RFM_SEGMENTS[-1]))


def test_a_day_before_the_data_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="before the first purchase"):
        rfm_segments(sales(), as_of="2020-01-01")
