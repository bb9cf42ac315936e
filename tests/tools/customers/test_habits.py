"""One pass over the lines is enough for summary, RFM and lifecycle, and gives exactly what three would."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tools.customers import customer_summary, purchase_habits
from tools.customers.file_stamps import stamp_of
from tools.customers.habits import BUYING, MONEY, as_float, customer_habits
from tools.customers.purchases import customer_days, read_lines
from tools.errors import InvalidArgument
from tools.segmentation import lifecycle_segments, rfm_segments


def lines(seed: int = 1, count: int = 3_000) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    revenue = (rng.normal(3_000, 4_000, count)).round(2)
    days = pd.to_timedelta(rng.integers(0, 400, count), unit="D")
    return pd.DataFrame(
        {
            "customer_id": rng.integers(0, 150, count).astype(str),
            "ordered_at": pd.Timestamp("2025-01-01") + days,
            "revenue": revenue,
            "margin": np.where(rng.random(count) < 0.2, np.nan, (revenue * 0.3).round(2)),
        }
    )


def test_the_three_functions_give_from_habits_what_they_give_from_lines() -> None:
    tx = lines()
    for source in (tx, ibis.duckdb.connect().create_table("tx", tx)):
        habits = purchase_habits(source, also="margin", as_of="2025-12-01")
        pd.testing.assert_frame_equal(
            customer_summary(habits), customer_summary(tx, observation_end="2025-12-01"), check_exact=True
        )
        for monetary in (None, "margin"):
            pd.testing.assert_frame_equal(
                rfm_segments(habits, monetary=monetary),
                rfm_segments(tx, monetary=monetary, as_of="2025-12-01"),
                check_exact=True,
            )
        pd.testing.assert_frame_equal(
            lifecycle_segments(habits), lifecycle_segments(tx, as_of="2025-12-01"), check_exact=True
        )


def test_lines_that_change_between_two_questions_are_added_up_anew() -> None:
    backend = ibis.duckdb.connect()
    backend.raw_sql("CREATE TABLE tx (customer_id TEXT, ordered_at DATE, revenue DECIMAL(18,4))")
    backend.raw_sql("INSERT INTO tx VALUES ('a','2026-01-01',5),('a','2026-01-02',5),('b','2026-01-02',7)")
    tx = backend.table("tx")
    assert customer_summary(tx)["frequency"].tolist() == [1, 0]
    # Two equal lines give way to two other equal lines: count, days and xor of the hashes stay as they are.
    backend.raw_sql("INSERT INTO tx VALUES ('b','2026-01-01',1),('b','2026-01-01',1)")
    assert rfm_segments(tx)["monetary"].tolist() == [10.0, 9.0]
    backend.raw_sql("UPDATE tx SET revenue = 2 WHERE revenue = 1")
    assert rfm_segments(tx)["monetary"].tolist() == [10.0, 11.0]
    assert customer_summary(tx, observation_end="2026-01-01")["frequency"].tolist() == [0, 0]


@pytest.mark.parametrize("many", [False, True])
def test_files_that_change_between_two_questions_are_read_anew_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    tx, file = lines(count=300), tmp_path / "it's.parquet"
    tx.to_parquet(file)
    backend = ibis.duckdb.connect()
    table = backend.read_parquet([str(file)] if many else str(tmp_path / "*.parquet"))
    assert stamp_of(table) is not None
    before = rfm_segments(table)
    with monkeypatch.context() as patched:
        patched.setattr("tools.customers.habits._added_up", None)
        pd.testing.assert_frame_equal(before, rfm_segments(backend.read_parquet(str(file))), check_exact=True)
        assert customer_summary(table)["frequency"].sum() == (before["frequency"] - 1).sum()
    state = file.stat()
    tx.assign(revenue=tx["revenue"].to_numpy()[::-1]).to_parquet(file)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert not rfm_segments(table).equals(before)


def test_what_is_not_read_from_files_alone_has_no_stamp(tmp_path: Path) -> None:
    file = tmp_path / "lines.parquet"
    lines(count=9).to_parquet(file)
    backend = ibis.duckdb.connect()
    table = backend.read_parquet(str(file))
    assert stamp_of(table) is not None
    assert stamp_of(table.filter(table.revenue > 0)) not in (None, stamp_of(table))
    read = f"SELECT * FROM read_parquet('{file}')"  # noqa: S608 - a file of this test
    backend.raw_sql(f"CREATE VIEW sampled AS {read} USING SAMPLE 3")
    backend.raw_sql(f"CREATE VIEW newest AS {read} WHERE ordered_at < now()")
    backend.create_table("stored", table)
    for other in (
        *(backend.table(name) for name in ("sampled", "newest", "stored")),
        table.filter(ibis.random() > 0.5),
        table.filter(table.ordered_at < ibis.now()),
        table.join(backend.table("stored"), "customer_id"),
        backend.sql(read),
    ):
        assert stamp_of(other) is None


def test_amounts_in_floats_are_added_up_to_the_cent() -> None:
    tx = pd.DataFrame({"customer_id": "a", "ordered_at": "2026-01-01", "revenue": [123456.78, 0.1, 0.2] * 7})
    exact = float(sum(map(Decimal, ["123456.78", "0.1", "0.2"] * 7)))
    assert rfm_segments(tx)["monetary"].tolist() == [exact]
    table = ibis.duckdb.connect().create_table("tx", tx.assign(ordered_at=pd.Timestamp("2026-01-01")))
    assert rfm_segments(table)["monetary"].tolist() == [exact]


def test_wide_decimals_become_the_nearest_float() -> None:
    amounts = ["0.0001", "-12345678901234567890.1234", "99999999999999.9999", "-0.3", "9007199254740993.0001"]
    column = pa.chunked_array([pa.array([Decimal(a) for a in amounts], pa.decimal128(38, 4))])
    assert as_float(column).tolist() == [float(a) for a in amounts]
    assert as_float(column.slice(2)).tolist() == [float(a) for a in amounts[2:]]


def test_habits_answer_for_their_own_day_and_amount_only() -> None:
    habits = purchase_habits(lines())
    with pytest.raises(InvalidArgument, match="as_of is 2025-06-01, but these habits are those of"):
        lifecycle_segments(habits, as_of="2025-06-01")
    with pytest.raises(InvalidArgument, match=r"purchase_habits\(also=\.\.\.\)"):
        rfm_segments(habits, monetary="margin")
    with pytest.raises(InvalidArgument, match="holdout needs the lines"):
        customer_summary(habits, observation_end=habits.as_of, holdout_end="2030-01-01")


def test_what_is_not_asked_for_is_not_computed_and_changes_nothing() -> None:
    days = customer_days(read_lines(lines(count=400)).table)
    everything, few = customer_habits(days), customer_habits(days, columns=(*BUYING, *MONEY))
    assert "LAG(" in ibis.to_sql(everything)
    assert "LAG(" not in ibis.to_sql(few)
    one, other = (
        each.select("customer_id", *BUYING, *MONEY).order_by("customer_id") for each in (everything, few)
    )
    assert one.to_pyarrow().equals(other.to_pyarrow())
