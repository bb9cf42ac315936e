"""Churn with its definition (M8), RR = 1 - CR within one period (M9), and what moved customer value (M10)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.verifier import verify_text
from tools.customers.catalogue import TOOLS
from tools.customers.rates import MONTHS, converted
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import ToolResult
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in TOOLS}


def run(warehouse: Any, name: str, **arguments: Any) -> ToolResult:
    return execute(BY_NAME[name], warehouse, arguments)


def test_m8_churn_comes_with_its_definition_and_period(warehouse: Any) -> None:
    result = run(warehouse, "base_metrics", period="month")
    assert {"churn", "start", "end", "previous_start", "previous_end"} <= {fact.key for fact in result.facts}
    definition = next(note for note in result.notes if note.kind == "definition")
    assert "отток = 1 − удержание" in definition.ru
    for language in ("ru", "en"):
        text = words_for(result, language)
        assert "churn" in text or "отток" in text
        assert f"[[{result.fact('start').id}" in text


def test_m9_the_seed_table_mixes_periods() -> None:
    # A churn of 3 to 7.5 % a month keeps 69 to 39 % over a year.
    yearly = [
        converted(rate, kind="churn", span="month", to_kind="retention", to_span="year")
        for rate in (0.03, 0.075)
    ]
    assert yearly == pytest.approx([0.694, 0.392], abs=0.001)


@given(st.floats(0, 1), st.sampled_from(list(MONTHS)), st.sampled_from(list(MONTHS)))
def test_m9_retention_and_churn_add_up_to_one_in_every_period(rate: float, span: Any, to_span: Any) -> None:
    churn = converted(rate, kind="churn", span=span, to_kind="churn", to_span=to_span)
    kept = converted(rate, kind="churn", span=span, to_kind="retention", to_span=to_span)
    assert churn + kept == pytest.approx(1)
    back = converted(kept, kind="retention", span=to_span, to_kind="retention", to_span=span)
    if kept > 1e-9:
        assert back == pytest.approx(1 - rate, rel=1e-6, abs=1e-6)


def test_m9_a_month_is_not_compared_with_a_year(warehouse: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        run(warehouse, "retention_rates", rate=0.05, against_rate=0.4, against_period="year")
    # 1 - 0.95^12 = 46.0 %; 1 - 0.6^(1/12) = 4.2 %
    for text in (refused.value.message, refused.value.message_ru.replace(",", ".").replace(" %", "%")):
        assert "46.0%" in text
        assert "4.2%" in text
    assert "не сравнивают" in refused.value.message_ru
    with pytest.raises(InvalidArgument, match="not compared"):
        run(
            warehouse,
            "retention_rates",
            period="month",
            against_rate=0.8,
            against_kind="retention",
            against_period="year",
        )


def test_m9_rates_of_one_period_are_compared(warehouse: Any) -> None:
    result = run(warehouse, "retention_rates", rate=0.05, against_rate=0.97, against_kind="retention")
    assert result.fact("against").value == pytest.approx(0.03)
    assert result.fact("difference").value == pytest.approx(0.02)
    assert result.fact("difference").unit == "pp"


def test_m9_without_a_rate_it_is_the_bases_own(warehouse: Any) -> None:
    result = run(warehouse, "retention_rates", period="quarter", kind="retention")
    own = run(warehouse, "base_metrics", period="quarter").fact("retention").value
    assert result.fact("rate").value == own
    assert result.fact("periods.quarter.churn").value == pytest.approx(1 - own)  # type: ignore[operator]


@pytest.mark.parametrize(
    "arguments",
    [{}, {"period": "month"}, {"value": "revenue"}, {"horizon_months": 36}, {"channel": "online"}],
)
def test_m10_the_parts_add_up_to_the_minor_unit(warehouse: Any, arguments: dict[str, Any]) -> None:
    result = run(warehouse, "clv_change", **arguments)
    parts = [round(100 * float(f.value)) for f in result.facts if f.key.startswith("part_")]
    assert sum(parts) == round(100 * float(result.fact("change").value))
    assert len(parts) == (2 if arguments.get("value") == "revenue" else 3)
    change = Fraction(str(result.fact("clv").value)) - Fraction(str(result.fact("previous").value))
    assert round(100 * change) == sum(parts)


def test_m10_value_is_made_of_its_three_ingredients(warehouse: Any) -> None:
    result = run(warehouse, "clv_change", annual_discount_rate=0.0)
    for suffix in ("", "_previous"):
        arpu, margin, kept = (
            float(result.fact(k + suffix).value) for k in ("arpu", "margin_share", "retention")
        )
        wanted = arpu * margin * sum(kept**t for t in range(4))
        assert result.fact("previous" if suffix else "clv").value == pytest.approx(wanted, rel=1e-4)
    metrics = run(warehouse, "base_metrics", period="quarter")
    assert result.fact("arpu").value == pytest.approx(metrics.fact("arpu").value)
    assert result.fact("retention").value == pytest.approx(metrics.fact("retention").value)


def test_m10_without_history_or_margin_it_says_so(warehouse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotEnoughData, match="three full periods"):
        run(warehouse, "clv_change", end="2025-12-31", start="2025-10-01")
    monkeypatch.setattr(type(warehouse), "has_values", lambda _self, table, column: column != "margin")
    with pytest.raises(MissingData, match="margin"):
        run(warehouse, "clv_change", value="margin")


@pytest.mark.parametrize("name", ["retention_rates", "clv_change"])
def test_m9_m10_answers_are_worded_from_facts_alone(warehouse: Any, name: str) -> None:
    for arguments in ({}, {"period": "month"}):
        result = run(warehouse, name, **arguments)
        for language in ("ru", "en"):
            text = words_for(result, language)
            assert not [v for v in verify_text(text, Evidence((result,)), language) if not v.holds]
