"""Sex, age and the like stay out unless asked for by name, and never decide on a price."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.errors import InvalidArgument
from tools.segmentation import cluster_customers
from tools.segmentation.sensitive import require_allowed, sensitive_kind

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
