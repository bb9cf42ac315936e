"""Figures are read as Russian and English people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.grounding.formats import format_value
from copilot.grounding.numbers import figures


@pytest.mark.parametrize(
    ("text", "language", "kind", "value"),
    [
        ("1 234,5 тыс. ₽", "ru", "money", 1_234_500),
        ("RUB 1,234.5k", "en", "money", 1_234_500),
        ("RUB −12.3M", "en", "money", -12_300_000),
        ("$5", "en", "money", 5),
        ("100 тысяч рублей", "ru", "money", 100_000),
        ("1,5 млн", "ru", "plain", 1_500_000),
        ("60k", "en", "plain", 60_000),
        ("15к", "ru", "plain", 15_000),
        ("12,3 %", "ru", "percent", 0.123),
        ("0,013", "ru", "plain", 0.013),
        ("1,234", "ru", "plain", 1.234),
        ("1,234", "en", "plain", 1234),
        ("на −1,2 п.п.", "ru", "pp", -0.012),
        ("0.5 percentage points", "en", "pp", 0.005),
        ("в 2,4 раза", "ru", "ratio", 2.4),
        ("вдвое", "ru", "ratio", 2),
        ("5 дней", "ru", "count", 5),
        ("сто двадцать тысяч", "ru", "plain", 120_000),
        ("twenty-five", "en", "plain", 25),
        ("половина", "ru", "percent", 0.5),
    ],
)
def test_a_figure_has_its_value_and_kind(text: str, language: str, kind: str, value: float) -> None:
    (figure,) = figures(text, language)
    assert figure.kind == kind
    assert figure.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("от 1,2 до 3,4 тыс. ₽", "ru", [1200, 3400]),
        ("10–20 %", "ru", [0.1, 0.2]),
        ("RUB 1.2k to 34.0k", "en", [1200, 34_000]),
        ("2 434 клиента из 3 000 – 81,1 % сегмента", "ru", [2434, 3000, 0.811]),
    ],
)
def test_a_range_shares_its_unit_and_a_dash_alone_makes_none(
    text: str, language: str, values: list[float]
) -> None:
    assert [figure.value for figure in figures(text, language)] == pytest.approx(values)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("28 ноября 2011", "2011-11-28"),
        ("November 28, 2011", "2011-11-28"),
        ("28.11.2011", "2011-11-28"),
        ("ноябрь 2011", "2011-11"),
        ("in 2011", "2011"),
    ],
)
def test_dates_are_no_amounts(text: str, iso: str) -> None:
    assert [(figure.kind, figure.iso) for figure in figures(text, "ru")] == [("date", iso)]


@pytest.mark.parametrize(
    "text", ["P90", "80/20", "152-ФЗ", "RU-6", "RFC 8058", "ст. 18", "run r0123456789ab"]
)
def test_names_with_digits_state_nothing(text: str) -> None:
    assert figures(text, "ru") == []


@given(
    st.floats(-1e9, 1e9).filter(lambda x: x == 0 or abs(x) > 0.01),
    st.sampled_from([("RUB", "money"), ("share", "percent"), ("pp", "pp")]),
    st.sampled_from(["ru", "en"]),
)
def test_what_was_written_is_read_back_within_its_precision(
    value: float, unit_format: tuple[str, str], language: str
) -> None:
    unit, style = unit_format
    if unit != "RUB":
        value = value / 1e9
    (figure,) = figures(format_value(value, unit, language, style), language)
    assert abs(figure.value - value) <= 0.5 * figure.step + 1e-6 * abs(value)
