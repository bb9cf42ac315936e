"""Everybody has exactly one place in the life of a customer, measured against their own rhythm."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument
from tools.segmentation import lifecycle_segments, segment_migration
from tools.segmentation.lifecycle import LIFECYCLE, LifecycleDefinition

KEYS = {segment.key for segment in LIFECYCLE}


def buying(**days: list[int]) -> pd.DataFrame:
    """Customers by name with the days (from 2026-01-01) on which they buy."""
    rows = [
        (name, pd.Timestamp("2026-01-01") + pd.Timedelta(days=d), 10.0)
        for name, at in days.items()
        for d in at
    ]
    return pd.DataFrame(rows, columns=["customer_id", "ordered_at", "revenue"])


def placed(tx: pd.DataFrame, day: int, **more: object) -> dict[str, str]:
    as_of = (pd.Timestamp("2026-01-01") + pd.Timedelta(days=day)).date()
    got = lifecycle_segments(tx, as_of=as_of, **more)  # type: ignore[arg-type]
    return dict(zip(got["customer_id"], got["segment"], strict=True))


CROWD = {f"crowd{i}": list(range(i % 7, 300, 30)) for i in range(40)}


def test_m2_each_stage_is_recognised() -> None:
    tx = buying(
        **CROWD,
        fresh=[290],
        once_long_ago=[10],
        weekly=list(range(0, 300, 7)),
        weekly_gone_quiet=list(range(0, 250, 7)),
        seldom=[100, 290],
    )
    registered = pd.DataFrame(
        {"customer_id": ["newcomer", "weekly"], "registered_on": ["2026-02-01", "2026-01-01"]}
    )
    got = placed(tx, 300, customers=registered)
    assert got["newcomer"] == "prospect"
    assert got["fresh"] == "first_time"
    assert got["once_long_ago"] == "long_inactive"
    assert got["weekly"] == "loyal"
    assert got["weekly_gone_quiet"] in ("about_to_leave", "long_inactive")
    assert got["seldom"] == "rare"


def test_m2_the_same_silence_means_different_things_to_different_rhythms() -> None:
    tx = buying(**CROWD, weekly=list(range(0, 260, 7)), quarterly=[0, 85, 170, 259])
    got = placed(tx, 300)
    assert got["weekly"] != "loyal"
    assert got["quarterly"] in ("loyal", "rare")


def test_m18_nobody_is_lost_after_a_year_where_a_cycle_takes_fifteen() -> None:
    rng = np.random.default_rng(1)
    once = {f"c{i}": [int(rng.integers(0, 365))] for i in range(300)}
    hasty = {f"h{i}": [20 + i, 25 + i] for i in range(6)}
    got = lifecycle_segments(buying(**once, **hasty), as_of="2026-12-31")
    assert got.attrs["rhythm"].long_cycle
    assert not got["segment"].isin(["long_inactive", "about_to_leave"]).any()


def test_a_stated_cycle_overrules_what_young_data_show() -> None:
    tx = buying(**{f"c{i}": [i % 5] for i in range(30)})
    assert set(placed(tx, 200, cycle_days=30).values()) == {"long_inactive"}
    assert set(placed(tx, 200, cycle_days=150).values()) == {"first_time"}


def test_who_gave_everything_back_is_a_prospect() -> None:
    tx = pd.concat([buying(**CROWD), buying(sorry=[5]).assign(revenue=-10.0)])
    assert placed(tx, 300)["sorry"] == "prospect"


def test_nothing_later_than_the_day_is_seen() -> None:
    tx = buying(**CROWD, late=[280])
    assert "late" not in placed(tx, 200)
    early = lifecycle_segments(tx[tx["ordered_at"] <= "2026-07-20"], as_of="2026-07-20")
    pd.testing.assert_frame_equal(lifecycle_segments(tx, as_of="2026-07-20"), early)


@settings(max_examples=8, deadline=None)
@given(
    st.dictionaries(
        st.integers(0, 30), st.lists(st.integers(0, 400), min_size=1, max_size=12), min_size=1, max_size=15
    ),
    st.sets(st.integers(0, 40), max_size=10),
    st.integers(0, 400),
    st.randoms(use_true_random=False),
)
def test_m2_segments_partition_the_base_in_any_order(purchases, registered, day, random) -> None:  # type: ignore[no-untyped-def]
    tx = buying(**{f"c{k:02d}": days for k, days in purchases.items()})
    first = min(min(days) for days in purchases.values())
    day = max(day, first)
    customers = pd.DataFrame({"customer_id": [f"c{k:02d}" for k in sorted(registered)]}, dtype=str)
    as_of = (pd.Timestamp("2026-01-01") + pd.Timedelta(days=day)).date()
    got = lifecycle_segments(tx, customers=customers, as_of=as_of)
    seen = set(tx["customer_id"][tx["ordered_at"] <= pd.Timestamp(as_of)]) | set(customers["customer_id"])
    assert sorted(got["customer_id"]) == sorted(seen)
    assert set(got["segment"]) <= KEYS
    shuffled = tx.sample(frac=1, random_state=random.randint(0, 2**31))
    pd.testing.assert_frame_equal(got, lifecycle_segments(shuffled, customers=customers, as_of=as_of))


def test_the_account_of_the_base_closes_for_every_segment() -> None:
    tx = buying(
        **CROWD, **{f"n{i}": [150 + i] for i in range(30)}, **{f"gone{i}": [i, i + 9] for i in range(25)}
    )
    moves = segment_migration(tx, start="2026-04-01", end="2026-10-01")
    balance = moves.balance
    assert (balance["opening"] + balance["arrived"] - balance["left"] == balance["closing"]).all()
    after = lifecycle_segments(tx, as_of="2026-10-01")["segment"].value_counts()
    assert balance["closing"][balance["closing"] > 0].to_dict() == after.to_dict()
    assert moves.matrix.loc["outside"].sum() == balance["closing"].sum() - balance["opening"].sum() == 30


def test_migration_by_rfm_closes_too() -> None:
    balance = segment_migration(buying(**CROWD), start="2026-04-01", by="rfm").balance
    assert (balance["opening"] + balance["arrived"] - balance["left"] == balance["closing"]).all()


def test_wrong_dates_and_thresholds_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="must be before end"):
        segment_migration(buying(**CROWD), start="2026-05-01", end="2026-04-01")
    with pytest.raises(InvalidArgument, match="leaving_percent"):
        LifecycleDefinition(leaving_percent=500)
    with pytest.raises(InvalidArgument, match="cycle_days"):
        lifecycle_segments(buying(**CROWD), cycle_days=0)
