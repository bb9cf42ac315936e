"""Transactions to frequency, recency, T and monetary value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.customers import customer_summary
from tools.errors import InvalidArgument, NotEnoughData, ToolError


def bought(*lines: tuple[object, str, float]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["customer_id", "ordered_at", "revenue"])


@pytest.mark.shared_data
def test_the_cdnow_sample_has_its_published_customers_repeat_buyers_and_spend(shared_data: Path) -> None:
    # Fader, Hardie and Lee (2005): 2,357 customers, 39 weeks of calibration, 946 repeat buyers whose mean
    # spend is 35.08; 1,882 purchases in the 39 weeks after.
    tx = pd.read_csv(
        shared_data / "cdnow_sample.txt",
        sep=r"\s+",
        header=None,
        names=["new_id", "old_id", "day", "cds", "dollars"],
        dtype=str,
    ).astype({"dollars": float})
    tx["day"] = pd.to_datetime(tx["day"], format="%Y%m%d")
    got = customer_summary(
        tx, "new_id", "day", "dollars", observation_end="1997-09-30", unit="W", holdout_end="1998-06-30"
    )
    repeat = got[got["frequency"] > 0]
    assert len(got) == 2357
    assert len(repeat) == 946
    assert got["frequency"].sum() == 2457
    assert repeat["monetary_value"].mean() == pytest.approx(35.0778, abs=1e-3)
    assert got["T"].max() == pytest.approx(272 / 7)
    assert got["frequency_holdout"].sum() == 1882
    assert set(got["duration_holdout"]) == {39.0}


def test_orders_of_one_day_are_one_purchase_and_the_first_day_is_not_a_repeat() -> None:
    got = customer_summary(
        bought(
            ("a", "2026-01-01 09:00", 10),
            ("a", "2026-01-01 18:00", 5),
            ("a", "2026-01-11", 30),
            ("a", "2026-01-21", 50),
        ),
        observation_end="2026-01-31",
    )
    assert got.iloc[0].to_dict() == {
        "customer_id": "a", "frequency": 2, "recency": 20.0, "T": 30.0, "monetary_value": 40.0,
    }  # fmt: skip


def test_weeks_are_fractions_of_seven_days() -> None:
    got = customer_summary(bought(("a", "2026-01-01", 1), ("a", "2026-01-11", 1)), unit="W")
    assert got["recency"][0] == pytest.approx(10 / 7)


def test_a_return_lowers_its_day_and_a_day_of_returns_is_no_purchase() -> None:
    got = customer_summary(
        bought(
            ("a", "2026-01-01", 10), ("a", "2026-01-05", 0.1), ("a", "2026-01-05", 0.2), ("a", "2026-01-05", -0.3),
            ("a", "2026-01-09", 20), ("a", "2026-01-09", -5), ("a", "2026-01-12", -10),
        )
    )  # fmt: skip
    assert (got["frequency"][0], got["recency"][0], got["monetary_value"][0]) == (1, 8.0, 15.0)


def test_a_free_first_purchase_makes_a_customer() -> None:
    got = customer_summary(bought(("a", "2026-01-01", 0.0), ("a", "2026-01-03", 4)))
    assert got["frequency"][0] == 1


def test_who_only_gave_back_is_not_a_customer_and_is_counted() -> None:
    got = customer_summary(bought(("a", "2026-01-01", 5), ("b", "2026-01-02", -5)))
    assert list(got["customer_id"]) == ["a"]
    assert got.attrs["customers_without_purchase"] == 1


def test_lines_without_a_customer_are_dropped_and_counted_and_ids_keep_their_type() -> None:
    got = customer_summary(
        bought((17850.0, "2026-01-01", 5), (np.nan, "2026-01-02", 5), (17850.0, "2026-01-03", 5))
    )
    assert list(got["customer_id"]) == [17850.0]
    assert got.attrs["lines_without_customer"] == 1


def test_the_holdout_counts_purchase_days_after_the_observation() -> None:
    tx = bought(
        ("a", "2026-01-01", 5),
        ("a", "2026-02-01", 7),
        ("a", "2026-02-02", 9),
        ("b", "2026-01-01", 1),
        ("c", "2026-02-01", 1),
    )
    got = customer_summary(tx, observation_end="2026-01-31", holdout_end="2026-02-01").set_index(
        "customer_id"
    )
    assert list(got.index) == ["a", "b"]
    assert got["frequency_holdout"].to_dict() == {"a": 1, "b": 0}
    assert got["monetary_holdout"].to_dict() == {"a": 7.0, "b": 0.0}
    assert got["duration_holdout"].iloc[0] == 1.0


def test_an_ibis_table_gives_what_the_frame_gives() -> None:
    rng = np.random.default_rng(3)
    tx = pd.DataFrame(
        {
            "customer_id": rng.integers(0, 40, 400).astype(str),
            "ordered_at": pd.Timestamp("2026-01-01")
            + pd.to_timedelta(rng.integers(0, 90 * 24, 400), unit="h"),
            "revenue": rng.normal(30, 20, 400).round(2),
        }
    )
    table = ibis.duckdb.connect().create_table("tx", tx)
    pd.testing.assert_frame_equal(customer_summary(tx), customer_summary(table))


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 60), st.decimals(-50, 100, places=2)),
        min_size=1,
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_lines_makes_no_difference_and_recency_never_exceeds_age(lines, random) -> None:  # type: ignore[no-untyped-def]
    start = pd.Timestamp("2026-01-01")
    tx = bought(*((c, str(start + pd.Timedelta(days=d)), float(v)) for c, d, v in lines))
    shuffled = tx.sample(frac=1, random_state=random.randint(0, 2**31))
    try:
        got = customer_summary(tx)
    except NotEnoughData:
        assert (tx["revenue"] < 0).any()
        return
    pd.testing.assert_frame_equal(got, customer_summary(shuffled))
    assert (got["recency"] <= got["T"]).all()
    assert ((got["frequency"] == 0) == (got["recency"] == 0)).all()


@pytest.mark.parametrize(
    ("tx", "arguments", "problem"),
    [
        (pd.DataFrame({"who": [1]}), {}, "lacks the column"),
        (bought(("a", "yesterday", 1)), {}, "are not dates, the first is 'yesterday' in row 0"),
        (bought(), {}, "no line with a customer"),
        (bought((None, "2026-01-01", 1)), {}, "no line with a customer"),
        (bought(("a", "2026-01-01", float("nan"))), {}, "empty or infinite"),
        (bought(("a", "2026-01-01", 1)).assign(revenue="1 234"), {}, "not numbers"),
        (bought(("a", "2026-01-01", 1)), {"observation_end": "2025-12-31"}, "before the first purchase"),
        (bought(("a", "2026-01-01", 1)), {"observation_end": "the end"}, "an ISO date"),
        (bought(("a", "2026-01-01", 1)), {"holdout_end": date(2026, 1, 1)}, "not after observation_end"),
        (bought(("a", "2026-01-01", 1)), {"unit": "M"}, "D .days. or W .weeks."),
        (bought(("a", "2026-01-01", 1)).assign(ordered_at=20260101), {}, "holds numbers"),
        (bought(("a", "2026-01-01", -1)), {}, "all lines are refunds"),
        ([1, 2], {}, "DataFrame or an Ibis table"),
    ],
)
def test_bad_input_is_named(tx: object, arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(ToolError, match=problem):
        customer_summary(tx, **arguments)  # type: ignore[arg-type]


def test_an_instant_with_a_zone_is_refused_in_a_table_and_read_by_its_own_clock_in_a_frame() -> None:
    tx = bought(("a", "2026-01-01", 1), ("a", "2026-01-02", 1))
    tx["ordered_at"] = pd.to_datetime(["2026-01-01 23:30", "2026-01-02 00:30"]).tz_localize("Europe/Moscow")
    assert customer_summary(tx)["frequency"][0] == 1
    table = ibis.duckdb.connect().create_table("tx", tx)
    with pytest.raises(InvalidArgument, match="time zone"):
        customer_summary(table)
