"""Rates of churn and retention as people say them."""

from __future__ import annotations

import pytest

from copilot.agent.offline.rates import SpokenRate, rate_argument, spoken_rates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("отток 5% в месяц это сколько в год", [SpokenRate(0.05, "churn", "month")]),
        (
            "сравни месячный отток 5% с 40% в год",
            [SpokenRate(0.05, "churn", "month"), SpokenRate(0.4, None, "year")],
        ),
        ("удержание 85 % в год – какой это отток в месяц", [SpokenRate(0.85, "retention", "year")]),
        ("convert a monthly churn of 7,5% to yearly", [SpokenRate(0.075, "churn", "month")]),
        ("какой у нас отток", []),
    ],
)
def test_each_percentage_keeps_its_kind_and_period(text: str, wanted: list[SpokenRate]) -> None:
    assert spoken_rates(text) == wanted


def test_the_second_rate_is_what_the_first_is_held_against() -> None:
    text = "сравни месячный отток 5% с 40% в год"
    names = ("rate", "kind", "period", "against_rate", "against_kind", "against_period")
    assert [rate_argument(name, text) for name in names] == [0.05, "churn", "month", 0.4, None, "year"]
    assert rate_argument("rate", "переведи наше удержание за квартал") is None
    assert rate_argument("period", "переведи наше удержание за квартал") == "quarter"
