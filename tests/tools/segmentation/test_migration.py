"""The account of the base closes between any two days, for who is new, who stays and who is gone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.segmentation.segment_lake import sales
from tools.customers.catalogue import TOOLS as CUSTOMERS
from tools.segmentation import segment_migration
from tools.segmentation.catalogue import TOOLS as SEGMENTS
from tools.segmentation.migration import OUTSIDE, moves_between
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in (*CUSTOMERS, *SEGMENTS)}


def random_sales(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    who, day = rng.zipf(1.5, 400) % 80, rng.integers(0, 360, 400)
    return sales([f"K{i:02d}" for i in who], day, rng.normal(20, 15, 400).round(2))


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 50), st.integers(0, 350), st.integers(1, 360), st.sampled_from(["lifecycle", "rfm"]))
def test_the_account_closes_between_any_two_days(seed: int, first: int, apart: int, by: Any) -> None:
    tx = random_sales(seed)
    start = max(pd.Timestamp("2025-01-01") + pd.Timedelta(days=first), tx["ordered_at"].min().normalize())
    end = start + pd.Timedelta(days=apart)
    moves = segment_migration(tx, start=start.date(), end=end.date(), by=by)
    balance = moves.balance
    assert (balance["opening"] + balance["arrived"] - balance["left"] == balance["closing"]).all()
    known = tx.groupby("customer_id")["ordered_at"].min()
    if by == "lifecycle":  # everybody with a line is known, a prospect if all was given back
        assert balance["opening"].sum() == (known < start + pd.Timedelta(days=1)).sum()
        assert balance["closing"].sum() == (known < end + pd.Timedelta(days=1)).sum()
        assert moves.matrix.to_numpy().sum() == balance["closing"].sum()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.integers(0, 60), st.sampled_from("abcd"), min_size=1),
    st.dictionaries(st.integers(0, 60), st.sampled_from("abcd"), min_size=1),
)
def test_new_and_gone_customers_are_in_the_account(before: dict[int, str], after: dict[int, str]) -> None:
    frames = [
        pd.DataFrame({"customer_id": list(one), "segment": list(one.values())}) for one in (before, after)
    ]
    moves = moves_between(*frames)
    balance = moves.balance
    assert (balance["opening"] + balance["arrived"] - balance["left"] == balance["closing"]).all()
    assert balance["opening"].sum() == len(before)
    assert balance["closing"].sum() == len(after)
    gone = moves.moves[moves.moves["after"] == OUTSIDE]["customers"].sum()
    new = moves.moves[moves.moves["before"] == OUTSIDE]["customers"].sum()
    assert (gone, new) == (len(set(before) - set(after)), len(set(after) - set(before)))
    assert balance["opening"].sum() + new - gone == balance["closing"].sum()


@pytest.mark.parametrize("month", ["2026-03", "2026-08"])
def test_who_is_new_in_a_month_is_the_cohort_of_that_month(warehouse: Any, month: str) -> None:
    start = pd.Period(month)
    period = {"start": str(start.start_time.date()), "end": str(start.end_time.date())}
    moved = execute(BY_NAME["segment_migration"], warehouse, {"scheme": "rfm", **period})
    cohorts = execute(BY_NAME["cohort_retention"], warehouse, {})
    size = next(row.values[0] for row in cohorts.tables[0].rows if row.key == month)
    # The cohort counts orders that were not given back in the month; the segments count purchase days.
    assert moved.fact("arrived").value == pytest.approx(size, abs=2)
    assert moved.fact("opening").value + moved.fact("arrived").value == moved.fact("closing").value  # type: ignore[operator]
