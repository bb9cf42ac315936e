"""Sex, age and the like stay out unless asked for by name, and never decide on a price."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.tools.segmentation.segment_lake import lake_of, sales
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation import cluster_customers
from tools.segmentation.catalogue import TOOLS
from tools.segmentation.fairness import fairness
from tools.segmentation.sensitive import require_allowed, sensitive_kind
from tools.tool import execute

FAIRNESS = next(tool for tool in TOOLS if tool.name == "segment_fairness")
NAMES = {
    "sex": "sex", "Gender": "sex", "пол": "sex", "Пол клиента": "sex", "is_female": "sex", "customerGender": "sex",
    "age": "age", "AgeGroup": "age", "birth_date": "age", "dateOfBirth": "age", "Возраст": "age", "DOB": "age",
    "nationality": "origin", "ethnicity": "origin", "национальность": "origin", "religion": "religion",
    "health_state": "health", "marital status": "family", "political_party": "politics",
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), NAMES.items())
def test_m5_sensitive_names_are_known_however_they_are_written(name: str, kind: str) -> None:
    assert sensitive_kind(name) == kind


@pytest.mark.parametrize(
    "name",
    [
        "usage",
        "page_views",
        "average_order",
        "percentage",
        "interest",
        "stage",
        "полка",
        "опоздания",
        "message",
        "manager",
    ],
)
def test_m5_harmless_names_are_let_through(name: str) -> None:
    assert sensitive_kind(name) is None
    assert require_allowed([name]) == ()


def test_m5_sensitive_features_are_off_by_default_and_named_when_used() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 3)), columns=["spend", "visits", "age"])
    assert list(cluster_customers(frame, k=2).centres.columns) == ["spend", "visits"]
    with pytest.raises(InvalidArgument, match="age is a sensitive attribute"):
        cluster_customers(frame, columns=["spend", "age"], k=2)
    assert "age" in cluster_customers(frame, columns=["spend", "age"], k=2, allow_sensitive=True).centres


def test_m5_a_price_by_sex_or_age_is_blocked_and_by_place_is_flagged() -> None:
    for name in ("sex", "age", "пол"):
        with pytest.raises(InvalidArgument, match="may not decide on a price") as caught:
            require_allowed([name], purpose="price", allow_sensitive=True)
        assert caught.value.argument == name
        assert "нельзя назначать цену" in caught.value.message_ru
    (warning,) = require_allowed(["city", "frequency"], purpose="price")
    assert warning.kind == "warning"
    assert "origin" in warning.en
    assert require_allowed(["city"]) == ()


def test_m5_a_group_that_is_passed_over_is_shown_and_equal_ones_are_not() -> None:
    rng = np.random.default_rng(3)
    group = rng.choice(["a", "b", "c"], 6_000)
    even = fairness(pd.DataFrame({"group": group, "chosen": rng.random(6_000) < 0.3}))
    assert not even["look"].any()
    assert even["people"].sum() == 6_000
    skewed = fairness(
        pd.DataFrame({"group": group, "chosen": rng.random(6_000) < np.where(group == "c", 0.15, 0.3)})
    )
    assert list(skewed.index[skewed["look"]]) == ["c"]
    assert skewed.loc["c", "high"] < 1
    # Beyond chance, yet within four fifths: shown as a difference and not as something to look into.
    slight = fairness(
        pd.DataFrame({"group": np.repeat(["a", "b"], 50_000), "chosen": np.tile([1, 0, 0, 0, 0] * 2, 10_000)})
    )
    assert not slight["look"].any()


def test_m5_fairness_of_nothing_is_refused_and_handfuls_are_merged() -> None:
    few = pd.DataFrame(
        {"group": ["a"] * 40 + ["b"] * 30 + ["c"] * 5 + ["d"] * 16, "chosen": [1, 0] * 45 + [1]}
    )
    assert sorted(fairness(few).index) == ["a", "b", "other"]
    with pytest.raises(NotEnoughData, match="nothing can be compared"):
        fairness(few.assign(chosen=1))
    with pytest.raises(InvalidArgument, match="must be 0 or 1"):
        fairness(few.assign(chosen=0.5))


def test_m5_the_tool_reads_out_an_attribute_that_was_loaded(tmp_path: Path, warehouse: Any) -> None:
    rng = np.random.default_rng(1)
    names = np.array([f"K{i:04d}" for i in range(600)])
    sex = rng.choice(["f", "m"], 600)
    buys = np.where(sex == "f", 8, 1)  # one sex buys monthly, the other once, long ago
    tx = sales(np.repeat(names, buys), np.concatenate([np.arange(n) * 30 for n in buys]), 100.0)
    facts = pd.DataFrame({"customer_id": names, "attribute": "sex", "value": sex})
    base = lake_of(tmp_path, transactions=tx, attributes=facts)
    with pytest.raises(InvalidArgument, match="off by default"):
        execute(FAIRNESS, base, {"attribute": "sex"})
    found = execute(FAIRNESS, base, {"attribute": "sex", "allow_sensitive": True, "purpose": "price"})
    assert found.fact("to_look_at").value == 1
    assert any("lawyer" in note.en for note in found.notes)
    assert execute(FAIRNESS, warehouse, {}).fact("groups").value >= 2  # type: ignore[operator]
