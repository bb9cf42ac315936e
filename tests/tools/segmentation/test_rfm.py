"""Fifths of recency, frequency and value, and the names given to them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import InvalidArgument
from tools.segmentation import rfm_segments
from tools.segmentation.rfm_definition import RfmDefinition, definition_of, read_definition
from tools.segmentation.rfm_names import RFM_SEGMENTS


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
def test_m1_scores_equal_a_plain_pandas_oracle(seed: int) -> None:
    tx = sales(seed=seed)
    got = rfm_segments(tx, as_of="2026-06-30").set_index("customer_id")
    wanted = oracle(tx, pd.Timestamp("2026-06-30"))
    columns = ["recency_days", "frequency", "monetary", "r", "f", "m"]
    pd.testing.assert_frame_equal(got[columns], wanted[columns], check_dtype=False)


def test_m1_equal_customers_get_equal_scores() -> None:
    got = rfm_segments(sales(seed=9))
    for column, score in (("recency_days", "r"), ("frequency", "f"), ("monetary", "m")):
        assert (got.groupby(column)[score].nunique() == 1).all()


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 120))
def test_m1_order_of_lines_changes_nothing_and_better_is_never_scored_lower(seed: int, lines: int) -> None:
    tx = sales(lines, 30, seed)
    tx["revenue"] = tx["revenue"].abs()
    got = rfm_segments(tx)
    pd.testing.assert_frame_equal(got, rfm_segments(tx.sample(frac=1, random_state=seed)))
    assert got["segment"].notna().all()
    assert got.sort_values("monetary")["m"].is_monotonic_increasing
    assert got.sort_values("recency_days")["r"].is_monotonic_decreasing
    assert got[["r", "f", "m"]].isin(range(1, 6)).all().all()


def test_m1_money_may_be_another_column_than_the_one_that_makes_a_purchase() -> None:
    tx = sales().assign(margin=lambda t: t["revenue"] * -1)
    got, by_revenue = rfm_segments(tx, monetary="margin"), rfm_segments(tx)
    assert (got["monetary"] == -by_revenue["monetary"]).all()
    assert (got["frequency"] == by_revenue["frequency"]).all()


def test_m1_a_definition_must_name_every_cell_exactly_once() -> None:
    with pytest.raises(InvalidArgument, match="must belong to one segment; it has none"):
        RfmDefinition(version="mine", segments=RFM_SEGMENTS[1:])
    with pytest.raises(InvalidArgument, match="it has lost, lost"):
        RfmDefinition(version="mine", segments=(*RFM_SEGMENTS, RFM_SEGMENTS[-1]))


def test_a_day_before_the_data_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="before the first purchase"):
        rfm_segments(sales(), as_of="2020-01-01")


def test_m1_borders_given_by_the_user_score_by_meaning_and_not_by_rank() -> None:
    edges = {"recency_days": (7, 30, 60, 120), "frequency": (1, 2, 4, 8), "monetary": (0, 50, 100.5, 300)}
    definition = RfmDefinition("borders-1", RFM_SEGMENTS, edges)
    got = rfm_segments(sales(), as_of="2026-07-31", definition=definition)
    for column, score, rising in (
        ("recency_days", "r", False),
        ("frequency", "f", True),
        ("monetary", "m", True),
    ):
        bins = np.searchsorted(edges[column], got[column].to_numpy(), side="left")
        assert (got[score] == (bins + 1 if rising else 5 - bins)).all()
    # Unlike fifths, the score of a customer does not depend on who else is in the base.
    half = sales()
    some = set(got["customer_id"][::2])
    alone = rfm_segments(half[half["customer_id"].isin(some)], as_of="2026-07-31", definition=definition)
    both = got[got["customer_id"].isin(some)].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, both)


def test_m1_a_definition_survives_toml_and_json_and_names_what_is_wrong() -> None:
    definition = RfmDefinition("mine", RFM_SEGMENTS, {"frequency": (1, 2, 4, 8)})
    assert read_definition(definition.to_toml()) == definition
    assert read_definition(definition.to_json()) == definition
    text = definition.to_toml()
    wrong = {
        "edges: frequency": text.replace("[1, 2, 4, 8]", "[4, 2, 1, 8]"),
        "neither TOML nor JSON": "segments = [",
        "unknown key.s. colour": text.replace('key = "champions"', 'key = "champions"\ncolour = "red"'),
        "recency is": text.replace("recency = [4, 5]", "recency = [5, 4]", 1),
        "version is": text.replace('version = "mine"', "version = 7"),
        "key is 'loyal'": text.replace('key = "champions"', 'key = "loyal"'),
        "name_ru is ''": text.replace('name_ru = "чемпионы"', 'name_ru = ""'),
        "it has champions, growing": text.replace("value = [8, 10]", "value = [7, 10]", 1),
        "two different names": text.replace('key = "regulars"', 'key = "champions"'),
        "a list of segments": 'version = "x"',
    }
    for message, broken in wrong.items():
        with pytest.raises(InvalidArgument, match=message):
            read_definition(broken)


def test_m1_segments_of_single_scores_and_of_several_boxes_follow_the_oracle() -> None:
    def box(key: str, **ranges: object) -> dict[str, object]:
        return {"key": key, "name_ru": key, "name_en": key} | ranges

    definition = definition_of(
        {
            "version": "boxes",
            "segments": [
                box("vip", recency=[4, 5], monetary=5),
                box("vip", recency=[4, 5], monetary=[1, 4], frequency=5),
                box("late", recency=[1, 3]),
                box("plain", recency=[4, 5], monetary=[1, 4], frequency=[1, 4]),
            ],
        }
    )
    tx = sales()
    got = rfm_segments(tx, as_of="2026-06-30", definition=definition).set_index("customer_id")
    wanted = oracle(tx, pd.Timestamp("2026-06-30"))
    vip = (wanted["r"] >= 4) & ((wanted["m"] == 5) | (wanted["f"] == 5))
    assert (got["segment"] == np.where(wanted["r"] < 4, "late", np.where(vip, "vip", "plain"))).all()
    assert got.attrs["definition"] == "boxes"
    assert [segment.key for segment in definition.named] == ["vip", "late", "plain"]
