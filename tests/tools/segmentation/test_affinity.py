"""Random baskets show no affinity; planted affinity is found; the chance model is that of brute force."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.segmentation import affinity
from tools.segmentation.catalogue import TOOLS
from tools.segmentation.together import fitted_weights
from tools.simulate.baskets import TOGETHER
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "affinity")


def receipts(rng: np.random.Generator, *, follow: float = 0.0) -> pd.DataFrame:
    """Orders of very different sizes; with `follow`, a c00 brings a c01 along that often."""
    orders = 4_000
    customer = rng.integers(0, 1_000, orders)
    order = np.repeat(np.arange(orders), 1 + rng.poisson(rng.gamma(1.5, 1.2, orders)))
    thing = rng.choice(12, order.size, p=rng.dirichlet(np.full(12, 3.0)))
    extra = np.flatnonzero((thing == 0) & (rng.random(order.size) < follow))
    order, thing = np.append(order, order[extra]), np.append(thing, np.ones(extra.size, int))
    return pd.DataFrame(
        {
            "customer_id": customer[order],
            "order_id": order,
            "category": [f"c{i:02d}" for i in thing],
            "revenue": rng.gamma(2, 100, order.size),
        }
    )


def test_m6_random_baskets_and_random_segments_give_about_no_finds() -> None:
    runs_with_a_pair = runs_with_a_segment = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        segments = pd.DataFrame({"customer_id": range(1_000), "segment": rng.choice(list("abc"), 1_000)})
        found = affinity(receipts(rng), segments)
        assert found.tested_pairs > 20
        runs_with_a_pair += bool(found.pairs["notable"].any())
        runs_with_a_segment += bool(found.segments["notable"].any())
    assert runs_with_a_pair <= 5
    assert runs_with_a_segment <= 5


def test_m6_a_planted_pair_is_found_first() -> None:
    found = affinity(receipts(np.random.default_rng(3), follow=0.3))
    top = found.pairs.iloc[0]
    assert (top["first"], top["second"]) == ("c00", "c01")
    assert top["notable"]
    assert top["low"] > 1


def test_m6_a_planted_preference_of_a_segment_is_found() -> None:
    rng = np.random.default_rng(4)
    tx = receipts(rng)
    tx.loc[(tx["customer_id"] < 200) & (rng.random(len(tx)) < 0.4), "category"] = "c05"
    segments = pd.DataFrame({"customer_id": range(1_000), "segment": ["fans"] * 200 + ["rest"] * 800})
    found = affinity(tx, segments).segments
    fans = found[(found["segment"] == "fans") & found["notable"]].sort_values("ratio")
    assert fans["thing"].iloc[-1] == "c05"


def test_the_fitted_weights_reproduce_how_often_each_thing_is_in_a_basket() -> None:
    by_size = np.array([0, 40, 300, 120, 10.0, 0])
    truth = np.array([3.0, 2.0, 1.0, 0.5, 0.25])

    def expected(weights: np.ndarray) -> np.ndarray:
        out = np.zeros(5)
        for size in range(1, 5):
            sets = list(combinations(range(5), size))
            odds = np.array([np.prod(weights[list(chosen)]) for chosen in sets])
            for chosen, share in zip(sets, odds / odds.sum(), strict=True):
                out[list(chosen)] += by_size[size] * share
        return out

    fitted = fitted_weights(expected(truth), by_size)
    assert fitted / fitted.sum() == pytest.approx(truth / truth.sum(), rel=1e-6)


def test_what_the_simulator_sells_together_is_found(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {})
    pairs = next(t for t in result.tables if t.key == "pairs")
    found = {frozenset(row.label_ru.split(" + ")) for row in pairs.rows if row.values[6] == 1}
    planted = {frozenset(pair) for pair in TOGETHER.items()}
    assert len(planted & found) >= 4
    assert all(row.values[1] >= K_ANONYMITY for row in pairs.rows)  # type: ignore[operator]


def test_orders_of_lines_and_engines_do_not_matter(warehouse: Any) -> None:
    lines = warehouse.table("transactions")
    frame = lines.select("customer_id", "order_id", "category", "revenue").execute()
    shuffled = frame.sample(frac=1.0, random_state=1).assign(revenue=lambda f: f["revenue"].astype(float))
    one, two = affinity(lines).pairs, affinity(shuffled).pairs
    pd.testing.assert_frame_equal(one, two, rtol=1e-9)


def test_too_little_is_refused_by_name() -> None:
    tx = receipts(np.random.default_rng(1))
    with pytest.raises(InvalidArgument, match="lacks the column"):
        affinity(tx, thing="brand")
    with pytest.raises(NotEnoughData, match="two different things"):
        affinity(tx[tx["category"] == "c00"])
    with pytest.raises(InvalidArgument, match="most"):
        affinity(tx, most=1)


def test_products_are_compared_where_asked(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"by": "products"})
    assert result.fact("tested_pairs").value >= 0  # type: ignore[operator]


def test_sales_that_name_nothing_are_refused(warehouse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(warehouse), "has_values", lambda *_: False)
    with pytest.raises(MissingData, match="do not name"):
        execute(TOOL, warehouse, {"by": "categories"})
