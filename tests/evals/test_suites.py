"""The suites measure what they say, and the fresh cases were never seen by the router."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot.agent.examples import utterances
from copilot.agent.service_tools import SERVICE_TOOLS
from copilot.grounding.evidence import Evidence
from copilot.grounding.language import fold
from evals.mutants import KINDS, mutants
from evals.suite import Result, Score, wilson
from evals.tool_choice import load
from tools.catalogue import tools
from tools.facts import Column, Fact, Row, Table, ToolResult


def test_wilson_bounds_are_the_published_ones() -> None:
    # Brown, Cai & DasGupta (2001): zero of 20 gives an upper bound of 0.161; 300 of 300 a lower one of 0.987.
    assert wilson(0, 20) == pytest.approx((0.0, 0.161), abs=1e-3)
    assert wilson(300, 300)[0] == pytest.approx(0.987, abs=1e-3)


def test_a_suite_below_one_gate_has_not_passed() -> None:
    good = Score("a", 9, 10, 0.9)
    assert Result("s", (good,)).passed
    assert not Result("s", (good, replace(good, right=8))).passed


def test_no_fresh_case_is_among_the_examples_that_the_router_learns_from() -> None:
    learnt = {fold(text) for texts in utterances().values() for text in texts}
    for tool in (*tools().values(), *SERVICE_TOOLS):
        learnt |= {fold(text) for text in (*tool.examples_ru, *tool.examples_en)}
    assert [case.question for case in load("tool_choice_fresh.yaml") if fold(case.question) in learnt] == []


def test_there_are_enough_cases_of_every_class_in_both_languages() -> None:
    cases = [*load("tool_choice.yaml"), *load("tool_choice_fresh.yaml")]
    assert len(cases) >= 240
    kinds = {
        kind: sum(case.kind == kind for case in cases)
        for kind in ("easy", "hard", "ambiguous", "adversarial")
    }
    assert min(kinds.values()) >= 15
    english = sum(case.question.isascii() for case in cases)
    assert 0.3 < english / len(cases) < 0.6


def test_mutants_plant_every_kind_of_fault() -> None:
    table = Table(
        "t", "Т", "T", (Column("share", "share", "Доля", "Share"),),
        (Row("a", "Лояльные", "Loyal", (0.5,)), Row("b", "Спящие", "Sleeping", (0.1,))),
    )  # fmt: skip
    result = ToolResult("r0123456789ab", "t", 1, {}, "s", (Fact("x", 1.0, "RUB", "x", "x"),), (table,))
    sentence = "Лояльные: 50,0 % и 12,3 тыс. ₽ на 28 ноября 2011."
    planted = list(mutants(sentence, "ru", Evidence((result,))))
    assert {mutant.kind for mutant in planted} == set(KINDS)
    assert all(mutant.sentence != sentence for mutant in planted)
