"""Planted groups are found and stable; noise is said to be unstable or a mere cut; names do not move."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.segmentation.segment_lake import lake_of, sales
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation import cluster_customers
from tools.segmentation.catalogue import TOOLS
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "cluster_customers")


def planted(seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1, 2], [300, 200, 100])
    frame = pd.DataFrame(
        {
            "customer_id": [f"K{i:04d}" for i in range(600)],
            "recency": np.array([10, 100, 200])[group] + rng.normal(0, 8, 600),
            "revenue": np.exp(np.array([8.0, 6, 10])[group] + rng.normal(0, 0.2, 600)),
        }
    )
    return frame, group


def test_m3_planted_groups_are_found_counted_and_stable() -> None:
    frame, group = planted()
    found = cluster_customers(frame)
    assert found.k == 3
    assert found.stable
    assert found.natural
    assert found.stability > 0.95
    # Ordered by value: the group of exp(10) first, that of exp(6) last.
    assert (found.labels.to_numpy() == np.array([1, 2, 0])[group]).all()
    assert found.centres["revenue"].is_monotonic_decreasing


def test_the_order_of_the_rows_and_repetition_change_nothing() -> None:
    frame, _ = planted()
    one = cluster_customers(frame).labels
    two = cluster_customers(frame.sample(frac=1, random_state=3)).labels
    pd.testing.assert_series_equal(one.sort_index(), two.sort_index())


def test_m3_noise_cut_into_many_is_unstable_and_one_cloud_is_no_set_of_groups() -> None:
    rng = np.random.default_rng(5)
    noise = pd.DataFrame(rng.normal(size=(600, 6)), columns=list("abcdef"))
    many = cluster_customers(noise, k=8)
    assert not many.stable
    natural = [
        cluster_customers(
            pd.DataFrame(np.random.default_rng(s).normal(size=(400, 2)), columns=["a", "b"]), k=2
        )
        for s in range(8)
    ]
    assert sum(found.natural for found in natural) <= 2


def test_m3_figures_that_tell_nobody_apart_are_refused_by_name() -> None:
    frame, _ = planted()
    with pytest.raises(InvalidArgument, match="flat is the same for everybody"):
        cluster_customers(frame.assign(flat=1.0))
    with pytest.raises(InvalidArgument, match="empty or infinite"):
        cluster_customers(frame.assign(recency=np.nan))
    with pytest.raises(InvalidArgument, match="lacks the column"):
        cluster_customers(frame, columns=["age"])
    with pytest.raises(NotEnoughData, match="too few"):
        cluster_customers(frame.head(40))
    with pytest.raises(InvalidArgument, match="at least 2"):
        cluster_customers(frame, k=1)


def test_the_tool_shows_whole_clusters_whose_money_adds_up(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"features": ["frequency", "average_order"], "k": 3})
    rows = result.tables[0].rows
    assert sum(row.values[0] for row in rows) == result.fact("customers").value  # type: ignore[misc]
    assert sum(row.values[3] for row in rows) == pytest.approx(1)  # type: ignore[misc]
    assert all(row.values[0] >= K_ANONYMITY for row in rows)  # type: ignore[operator]
    mean = [row.values[2] / row.values[0] for row in rows]  # type: ignore[operator]
    assert mean == sorted(mean, reverse=True)


def test_m3_an_unstable_result_says_do_not_use(warehouse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tools.segmentation import clusters

    monkeypatch.setattr(clusters, "_agreements", lambda *_: (0.4, 0.5))
    result = execute(TOOL, warehouse, {"k": 2})
    assert result.fact("stable").value == 0
    assert any("не используйте" in note.ru and note.kind == "warning" for note in result.notes)


def test_m3_a_mixture_finds_stretched_groups_that_k_means_cuts() -> None:
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(2)
    group = np.repeat([0, 1], 400)
    along = rng.normal(0, 3, 800)
    frame = pd.DataFrame({"x": along, "y": along + np.where(group == 0, -2, 2) + rng.normal(0, 0.4, 800)})
    mixture = cluster_customers(frame, method="gmm", k=2)
    cut = cluster_customers(frame, k=2)
    assert adjusted_rand_score(group, mixture.labels) > 0.95
    assert adjusted_rand_score(group, cut.labels) < 0.2
    assert mixture.stable
    assert cluster_customers(frame, method="gmm").k == 2
    with pytest.raises(InvalidArgument, match="kmeans or gmm"):
        cluster_customers(frame, method="dbscan")  # type: ignore[arg-type]


def test_m3_one_wholesaler_is_no_group_and_units_do_not_matter() -> None:
    frame, group = planted()
    frame.loc[0, "recency"] = 1e9
    found = cluster_customers(frame)
    assert found.k == 3
    assert (found.labels.to_numpy()[1:] == np.array([1, 2, 0])[group][1:]).all()
    minutes = cluster_customers(frame.assign(recency=frame["recency"] * 1440))
    pd.testing.assert_series_equal(found.labels, minutes.labels)


def test_m3_words_and_more_clusters_than_customers_are_refused() -> None:
    frame, _ = planted()
    with pytest.raises(InvalidArgument, match="holds words such as 'a'"):
        cluster_customers(frame.assign(kind="a"), columns=["kind"])
    with pytest.raises(NotEnoughData, match="600 customers are too few for up to 700"):
        cluster_customers(frame, k=700)
    with pytest.raises(NotEnoughData, match="too few"):
        cluster_customers(frame.head(3))
    with pytest.raises(NotEnoughData, match="Only 2 different customers"):
        cluster_customers(pd.DataFrame({"a": [0.0, 1.0] * 30}), k=3)


def test_m3_the_tool_clusters_by_numbers_that_the_user_brought(tmp_path: Any) -> None:
    rng = np.random.default_rng(1)
    names = [f"K{i:03d}" for i in range(300)]
    fans = np.arange(300) % 3 == 0
    tx = sales(np.repeat(names, 4), rng.integers(0, 90, 1_200), rng.gamma(2, 100, 1_200).round(2))
    visits = np.where(fans, 20, 2) + rng.integers(0, 3, 300)
    facts = pd.DataFrame({"customer_id": names, "attribute": "visits", "value": visits.astype(str)})
    ages = pd.DataFrame(
        {"customer_id": names, "attribute": "age", "value": rng.integers(18, 80, 300).astype(str)}
    )
    base = lake_of(tmp_path, transactions=tx, attributes=pd.concat([facts, ages]))
    result = execute(TOOL, base, {"features": ["visits"], "k": 2})
    assert result.fact("stable").value == 1
    assert sorted(row.values[0] for row in result.tables[0].rows) == [100, 200]  # type: ignore[type-var]
    assert any("high visits" in row.label_en for row in result.tables[0].rows)
    with pytest.raises(InvalidArgument, match="off by default"):
        execute(TOOL, base, {"features": ["visits", "age"]})
    with pytest.raises(InvalidArgument, match="may not decide on a price"):
        execute(TOOL, base, {"features": ["age"], "purpose": "price", "allow_sensitive": True})
    allowed = execute(TOOL, base, {"features": ["visits", "age"], "allow_sensitive": True, "k": 2})
    assert any("legal ground" in note.en and note.kind == "warning" for note in allowed.notes)
    with pytest.raises(InvalidArgument, match="There is no attribute 'colour'; known are: age, visits"):
        execute(TOOL, base, {"features": ["colour"]})
