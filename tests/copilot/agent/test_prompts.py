"""Every prompt renders with its variables, in both languages, and says what it must."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from copilot.agent.offline.names import Vocabulary
from copilot.agent.toolkit import Reason
from copilot.prompting import render

WORDS = Vocabulary(date(2010, 12, 1), date(2011, 12, 9), regions=("Москва",), campaigns=(("C1", "Осень"),))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_refusal_has_words_and_names_who_may_approve_where_that_helps(
    language: str, reason: str
) -> None:
    said = render(f"agent/refusal.{language}.j2", reason=reason, approvers=["Анна"])
    assert len(said) > 40
    assert ("Анна" in said) == (reason in ("send_now", "skip_approval", "split_to_skip_approval"))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", ["cr", "rr", "goal"])
def test_every_question_back_is_a_question(language: str, kind: str) -> None:
    assert "?" in render(f"agent/clarify.{language}.j2", kind=kind, period=None)


def test_the_system_prompt_keeps_its_promises_and_names_the_data() -> None:
    said = render("agent/system.j2", language="ru", words=WORDS)
    for promise in (
        "Tools compute",
        "[[r0123456789ab.key]]",
        "cannot send",
        "aggregates only",
        "<data>",
        "ask_back",
        "A or B",
    ):
        assert promise in said
    assert '"Today" is 2011-12-09' in said
    assert "Москва" in said
    assert "C1 (Осень)" in said


def test_the_rewrite_names_what_failed() -> None:
    class Problem:
        code, detail = "unsupported_number", "9.9"

    said = render("agent/rewrite.j2", failing=[("Revenue is 9.9.", (Problem(),))])
    assert "Revenue is 9.9. (unsupported_number: 9.9)" in said
