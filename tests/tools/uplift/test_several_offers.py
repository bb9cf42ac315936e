"""Several offers at once, the bounds of the four types, scoring in batches and data that cannot teach an effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift import SeveralOffers, TLearner, response_types, score_batches


def offers(n: int = 3000) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A gift moves those with x > 0, a discount the others."""
    rng = np.random.default_rng(0)
    X, arm = pd.DataFrame({"x": rng.normal(size=n)}), rng.choice(["none", "gift", "discount"], n)
    return X, arm, X["x"] * (arm == "gift") - X["x"] * (arm == "discount") + 0.2 * rng.normal(size=n)


def test_each_customer_gets_the_offer_that_moves_them_and_costs_are_charged_to_the_right_one():
    X, arm, y = offers()
    model = SeveralOffers(control="none").fit(X, arm, y)
    assert model.offers_ == ["discount", "gift"]
    assert model.predict(X).shape == (3000, 2)
    new = pd.DataFrame({"x": [2.0, -2.0, 0.5]})
    chosen, gain = model.best(new)
    assert chosen.tolist() == ["gift", "discount", "gift"]
    dear, less = model.best(new, value=10, cost={"gift": 7.0})
    assert dear.tolist() == ["gift", "discount", "none"]
    assert less[2] == 0
    assert less[0] == pytest.approx(gain[0] * 10 - 7)
    with pytest.raises(InvalidArgument, match="cost names post"):
        model.best(new, cost={"post": 1})
    with pytest.raises(InvalidArgument, match="control group 'nobody'"):
        SeveralOffers(control="nobody").fit(X, arm, y)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_the_bounds_of_the_four_types_hold_and_add_up(pairs):
    p1, p0 = zip(*pairs, strict=True)
    found = response_types(p1, p0)
    assert all(-1e-9 <= f.low <= f.high + 1e-9 <= 1 + 2e-9 for f in found.values())
    assert sum(f.if_nobody_harmed for f in found.values()) == pytest.approx(1)
    difference = found["persuadables"].if_nobody_harmed - found["sleeping_dogs"].if_nobody_harmed
    assert difference == pytest.approx(np.mean(p1) - np.mean(p0))


def test_m15_somebody_who_buys_anyway_is_a_sure_thing_and_not_a_persuadable():
    found = response_types(np.full(100, 0.92), np.full(100, 0.90))
    assert found["sure_things"].low >= 0.82 - 1e-9
    assert found["persuadables"].high <= 0.10 + 1e-9
    with pytest.raises(InvalidArgument, match=r"outside 0\.\.1"):
        response_types([1.2], [0.1])


def test_scores_of_batches_are_those_of_the_whole_table_and_come_one_at_a_time():
    X, arm, y = offers(1500)
    model = TLearner().fit(X, arm == "gift", y)
    table = pa.table({"customer_id": [f"K{i}" for i in range(1500)], "x": X["x"]})
    read = []

    def batches():
        for batch in table.to_batches(max_chunksize=400):
            read.append(batch.num_rows)
            yield batch

    scores = score_batches(model, batches())
    first = next(scores)
    assert read == [400]
    whole = pa.Table.from_batches([first, *scores]).to_pandas()
    np.testing.assert_allclose(whole["effect"], model.predict(X))
    assert whole["customer_id"].tolist() == table["customer_id"].to_pylist()
    with pytest.raises(InvalidArgument, match="no column id"):
        next(score_batches(model, table.to_batches(), customer="id"))


@pytest.mark.parametrize("leak", ["copy", "opened", "amount", "words"])
def test_a_feature_that_gives_the_treatment_away_is_named(leak):
    rng = np.random.default_rng(0)
    n = 2000
    t, opened = rng.integers(0, 2, n), rng.random(n) < 0.1
    X = pd.DataFrame({"fine": rng.normal(size=n), "code": rng.choice(["a", "b"], n)})
    X["leak"] = {
        "copy": t * 2.0,
        "opened": (opened & (t == 1)).astype(int),
        "amount": np.where(opened & (t == 1), rng.lognormal(size=n), 0.0),
        "words": np.where(opened & (t == 1), "clicked", "nothing"),
    }[leak]
    y = rng.integers(0, 2, n)
    with pytest.raises(InvalidArgument, match="Feature leak gives the treatment away"):
        TLearner().fit(X, t, y)
    TLearner().fit(X.drop(columns="leak"), t, y)


def test_a_constant_outcome_a_customer_twice_and_an_impossible_propensity_are_named_with_rows():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(
        {"x": rng.normal(size=100)}, index=pd.Index([f"K{i}" for i in range(100)], name="customer_id")
    )
    t, y = np.arange(100) % 2, rng.normal(size=100)
    with pytest.raises(NotEnoughData, match="y is 3 for all 100"):
        TLearner().fit(X, t, np.full(100, 3.0))
    with pytest.raises(InvalidArgument, match="rows 5"):
        TLearner().fit(X.rename(index={"K5": "K4"}), t, y)
    with pytest.raises(InvalidArgument, match="7, 9"):
        TLearner().fit(X, t, y, np.where(np.isin(np.arange(100), [7, 9]), 1.0, 0.5))
