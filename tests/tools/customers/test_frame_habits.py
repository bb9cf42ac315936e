"""Habits of a DataFrame by sorted integers are those that an engine adds up, to the last bit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tools.customers import customer_summary, purchase_habits
from tools.customers.frame_habits import added_up
from tools.customers.frame_lines import read_frame
from tools.customers.habits import EVERYTHING, _added_up
from tools.customers.ordered_codes import ordered_codes
from tools.customers.purchases import table_of

START = date(2024, 2, 27)
IDS = {
    "texts": (["a", "b", "ab", "", "Ю", "\x00", "a\x00"], None),
    "short arrow texts": (["7", "10", "a-1"], "string[pyarrow]"),
    "whole numbers": ([-3, 0, 2**53 + 1], "int64"),
    "whole numbers far apart": ([-(2**63), 0, 2**63 - 1], "int64"),
    "masked numbers": ([1, 2**53 + 1, 9], "Int64"),
    "unsigned": ([1, 2**64 - 1, 9], "uint64"),
    "floats": ([17850.0, 1.5, -2.0], "float64"),
    "long texts": (["x" * 40 + "b", "x" * 40 + "a", "é" * 20], None),
    "categories": (["small", "large"], pd.CategoricalDtype(["large", "small", "never"], ordered=True)),
    "objects": (["a", "c", "b"], object),
}
LINE = st.tuples(st.integers(0, 6), st.integers(0, 12), st.decimals(-30, 60, places=2) | st.just(0))


def frame(kind: str, lines: list[Any]) -> pd.DataFrame:
    ids, dtype = IDS[kind]
    columns = {
        "customer_id": pd.Series([ids[who % len(ids)] for who, _, _ in lines], dtype=dtype),
        "ordered_at": pd.to_datetime([START + timedelta(days=day) for _, day, _ in lines]),
        "revenue": [float(money) for *_, money in lines],
    }
    tx = pd.DataFrame(columns)
    return tx.assign(margin=np.where(tx["revenue"] > 20, np.nan, (tx["revenue"] * 0.5).round(4)))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(IDS)),
    st.lists(LINE, min_size=1, max_size=40),
    st.integers(0, 12),
    st.integers(0, 4),
)
@example("texts", [(0, 0, -5), (1, 1, 5), (1, 3, 5), (1, 9, 7), (0, 12, 5)], 10, 0)
def test_an_engine_adds_up_the_same(kind: str, lines: list[Any], closing: int, held_out: int) -> None:
    read = read_frame(frame(kind, lines), "customer_id", "ordered_at", "revenue", "margin")
    end = max(START + timedelta(days=closing), read.first_day)
    until = end + timedelta(days=held_out) if held_out else None
    ours = added_up(read, end, until=until)
    theirs = _added_up(table_of(read), end, EVERYTHING, also=True, until=until)
    assert ours is not None
    assert ours.customers == theirs.customers
    assert isinstance(theirs.ids, pd.Index)
    pd.testing.assert_index_equal(ours.ids, theirs.ids)
    for name in theirs.table.column_names:
        assert ours.table[name].type == theirs.table[name].type, name
        assert ours.table[name].to_pylist() == theirs.table[name].to_pylist(), name


@given(st.lists(st.text(max_size=6), min_size=1, max_size=30))
@example(["C0001", "C0100", "C0001"])
@example([""])
@example(["ab", "", "a", "b"])
def test_codes_are_equal_where_texts_are_and_sorted_as_they_are(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    codes = ordered_codes(pd.Series(texts, dtype="str"))
    expected = {text: place for place, text in enumerate(sorted(set(texts)))}
    places = np.unique(codes, return_inverse=True)[1]
    assert places.tolist() == [expected[text] for text in texts]


def test_texts_of_many_blocks_and_of_a_part_of_a_column_keep_their_order() -> None:
    numbers = np.random.default_rng(5).permutation(150_000)
    texts = pd.Series(pd.array(numbers.astype(str), dtype="str"))[7:149_990]
    codes = ordered_codes(texts)
    assert texts.iloc[np.argsort(codes)].tolist() == sorted(texts.tolist())
    same = pd.Series(pd.array([f"C{n:08d}" for n in numbers], dtype="str"))
    assert (np.argsort(ordered_codes(same)) == np.argsort(numbers)).all()


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [([0.00001, 0.1, 0.2], 0.15), ([1.0, 9e10, 9e10], 9e10), ([1.0, 3e11, 2e11], 2.5e11)],
)
def test_amounts_that_are_not_for_integers_are_added_up_by_the_engine(
    revenue: list[float], expected: float
) -> None:
    tx = pd.DataFrame({"customer_id": "a", "ordered_at": ["2026-01-01", "2026-01-02", "2026-01-03"]})
    got = customer_summary(tx.assign(revenue=revenue))
    assert got["monetary_value"].tolist() == [expected]


def test_sums_beyond_the_whole_numbers_of_floats_stay_exact() -> None:
    tx = pd.DataFrame({"customer_id": "a", "ordered_at": pd.date_range("2020-01-01", periods=60)})
    tx = tx.assign(revenue=99_999_999_999.9999)
    habits = purchase_habits(tx)
    assert added_up(read_frame(tx, "customer_id", "ordered_at", "revenue", None), habits.as_of) is None
    assert habits.table["net"].to_pylist() == [
        pa.scalar("5999999999999.9940").cast(pa.decimal128(38, 4)).as_py()
    ]


def test_lines_without_a_customer_and_the_index_of_the_frame_do_not_matter() -> None:
    tx = frame("texts", [(0, 0, 5), (1, 1, 7), (0, 2, 9), (2, 3, 1)])
    nameless = tx.assign(customer_id=[None, "b", "a", None]).set_index(pd.Index([9, 9, 3, 3]))
    got = customer_summary(nameless)
    assert got["customer_id"].tolist() == ["a", "b"]
    assert got.attrs["lines_without_customer"] == 2
    assert got.attrs["customers_without_purchase"] == 0


def test_the_error_of_a_product_of_floats_is_not_taken_for_money() -> None:
    tx = pd.DataFrame({"customer_id": "a", "ordered_at": pd.date_range("2026-01-01", periods=4)})
    tx = tx.assign(revenue=[1.0, 6 * 2.55, 3 * 1.1, -(6 * 2.55)])
    tx.loc[4] = ["a", pd.Timestamp("2026-01-02"), -15.3]
    tx.loc[5] = ["a", pd.Timestamp("2026-01-03"), -3.3]
    assert tx["revenue"][1] != 15.3
    for source in (tx, ibis.duckdb.connect().create_table("tx", tx)):
        habits = purchase_habits(source)
        assert habits.table["net"].to_pylist() == [Decimal("-14.3000")]
        assert habits.table["purchases"].to_pylist() == [1]
