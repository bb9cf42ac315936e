"""A mixture is called too wide, one cloud is not; small segments join a neighbour, with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.segmentation.segment_lake import lake_of, sales
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation.catalogue import TOOLS
from tools.segmentation.heterogeneity import heterogeneity
from tools.segmentation.minimum_size import workable_segments
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "segment_check")
CLOUDS = {
    "normal": lambda rng: rng.normal(size=(400, 3)),
    "stretched": lambda rng: rng.normal(size=(400, 2)) @ np.array([[1.0, 0.9], [0.0, 0.3]]),
    "flat": lambda rng: rng.uniform(size=(400, 3)),
    "heavy tails": lambda rng: rng.standard_t(3, size=(400, 2)),
    "counts": lambda rng: np.column_stack([rng.poisson(2, 400), rng.geometric(0.4, 400)]),
}


def table(figures: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(figures, columns=[f"x{i}" for i in range(figures.shape[1])])


@pytest.mark.parametrize("kind", CLOUDS)
def test_m4_a_segment_of_one_kind_is_not_called_too_wide(kind: str) -> None:
    called = [
        heterogeneity(table(CLOUDS[kind](np.random.default_rng(seed))), log=[]).too_wide for seed in range(12)
    ]
    assert sum(called) <= 1


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_m4_a_mixture_is_split_into_its_parts(share: float) -> None:
    from sklearn.metrics import adjusted_rand_score

    found = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        group = rng.random(500) < share
        figures = rng.normal(size=(500, 2)) + np.where(group, 6.0, 0.0)[:, None] * [1, 0.3]
        split = heterogeneity(table(figures), log=[])
        found += split.too_wide
        assert adjusted_rand_score(group, split.parts) > 0.9
        assert split.parts[group].mean() > 0.9  # part 1 is the one with more of the first figure
    assert found >= 5


def test_m4_the_order_of_the_customers_changes_nothing() -> None:
    frame = table(np.random.default_rng(4).normal(size=(300, 2)))
    one, two = heterogeneity(frame), heterogeneity(frame.sample(frac=1, random_state=1))
    assert one.p_value == two.p_value
    pd.testing.assert_series_equal(one.parts, two.parts.sort_index())


def test_m4_too_few_or_equal_customers_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="too few to tell two kinds"):
        heterogeneity(table(np.zeros((30, 2))))
    with pytest.raises(NotEnoughData, match="alike"):
        heterogeneity(table(np.zeros((100, 2))))
    with pytest.raises(InvalidArgument, match="empty or infinite"):
        heterogeneity(table(np.full((100, 1), np.nan)))


def test_m4_all_new_buyers_are_too_wide_when_two_kinds_came(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    regular = sales(np.repeat([f"R{i:03d}" for i in range(200)], 12), np.tile(np.arange(12) * 30, 200), 300.0)
    big = rng.random(300) < 0.4
    revenue = np.where(big, rng.normal(9_000, 900, 300), rng.normal(400, 60, 300)).round(2)
    fresh = sales([f"N{i:03d}" for i in range(300)], rng.integers(310, 345, 300), revenue)
    tx = pd.concat([regular, fresh]).assign(order_id=lambda t: [f"O{i}" for i in range(len(t))])
    result = execute(TOOL, lake_of(tmp_path, transactions=tx), {"segment": "first_time"})
    assert result.fact("customers").value == 300
    assert result.fact("too_wide").value == 1
    parts = next(t for t in result.tables if t.key == "parts")
    assert [row.values[0] for row in parts.rows] == [int(big.sum()), int((~big).sum())]
    assert any("too wide" in note.en for note in result.notes)


def sized(**rows: tuple[int, float]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=["customers", "base_rate"])


def test_m4_a_handful_joins_the_neighbour_that_is_alike_and_it_is_said_why() -> None:
    groups = workable_segments(sized(a=(5_000, 0.10), b=(7, 0.30), c=(5_000, 0.31)), effect=0.05)
    assert [group.keys for group in groups] == [("a",), ("b", "c")]
    assert groups[1].reasons == (("b", "k_anonymity"),)
    assert groups[1].customers == 5_007


def test_m4_segments_that_a_test_cannot_read_join_where_that_helps() -> None:
    groups = workable_segments(sized(a=(800, 0.10), b=(700, 0.12), c=(50_000, 0.5)), effect=0.05)
    assert [group.keys for group in groups] == [("a", "b"), ("c",)]
    assert dict(groups[0].reasons) == {"b": "power"}
    assert groups[0].workable
    # Nothing is joined where even together they are too few.
    alone = workable_segments(sized(a=(100, 0.10), b=(120, 0.12)), effect=0.01)
    assert [(group.keys, group.workable) for group in alone] == [(("a",), False), (("b",), False)]
    with pytest.raises(InvalidArgument, match="a share between 0 and 1"):
        workable_segments(sized(a=(100, 0.1)), effect=2)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20_000), st.floats(0, 1)), min_size=1, max_size=8),
    st.sampled_from([0.01, 0.05, 0.2]),
)
def test_m4_nobody_is_lost_and_no_handful_stays(rows: list[tuple[int, float]], effect: float) -> None:
    frame = sized(**{f"s{i}": row for i, row in enumerate(rows)})
    groups = workable_segments(frame, effect=effect)
    assert [key for group in groups for key in group.keys] == list(frame.index)
    assert sum(group.customers for group in groups) == frame["customers"].sum()
    if frame["customers"].sum() >= K_ANONYMITY:
        assert all(group.customers >= K_ANONYMITY for group in groups)


def test_m4_the_tool_checks_every_segment_of_the_retailer(warehouse: Any) -> None:
    for segment in ("rare", "loyal", "long_inactive", "champions", "lost"):
        result = execute(TOOL, warehouse, {"segment": segment, "lift_pp": 8})
        assert 0 < result.fact("one_kind").value <= 1  # type: ignore[operator]
        groups = next(t for t in result.tables if t.key == "groups")
        assert all(row.values[0] >= K_ANONYMITY for row in groups.rows)  # type: ignore[operator]
