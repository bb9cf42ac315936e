"""What the base and segment tools say without a model: every sentence rests on facts, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from copilot.agent.offline.wording import words_for
from copilot.grounding.evidence import Evidence
from copilot.grounding.slots import fill
from copilot.grounding.verifier import verify_text
from tools.customers.catalogue import TOOLS as BASE
from tools.segmentation.catalogue import TOOLS as SEGMENTS
from tools.tool import execute

BY_NAME = {tool.name: tool for tool in (*BASE, *SEGMENTS)}
ASKED: list[tuple[str, dict[str, str]]] = [
    *((name, {}) for name in sorted(BY_NAME)),
    ("pareto", {"by": "segments"}),
    ("pareto", {"by": "categories", "value": "margin"}),
    ("pareto", {"value": "margin"}),
    ("base_metrics", {"compare": "year_ago"}),
    ("explain_change", {"period": "month", "value": "margin"}),
    ("cohort_retention", {"unit": "quarter"}),
    ("lifecycle_segments", {"segment": "about_to_leave"}),
    ("lifecycle_segments", {"channel": "online"}),
    ("rfm_segments", {"segment": "at_risk", "value": "margin"}),
    ("segment_profile", {"segment": "champions"}),
    ("segment_migration", {"scheme": "rfm"}),
    ("reachability", {"segment": "loyal"}),
]


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_an_answer_is_worded_and_every_sentence_holds(
    warehouse: Any, name: str, arguments: dict[str, str]
) -> None:
    result = execute(BY_NAME[name], warehouse, arguments)
    evidence = Evidence((result,))
    for language in ("ru", "en"):
        text = words_for(result, language)
        broken = [(v.sentence, v.problems) for v in verify_text(text, evidence, language) if not v.holds]
        assert not broken
        shown = fill(text, lambda fact_id: result.fact(fact_id.split(".", 1)[1]), language)
        assert len(shown) > 80
        assert "[[" not in shown
        assert "None" not in shown.replace("None of", "")


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_each_tool_comes_with_a_dozen_questions_in_both_languages(name: str) -> None:
    tool = BY_NAME[name]
    assert min(len(set(tool.examples_ru)), len(set(tool.examples_en))) >= 12
