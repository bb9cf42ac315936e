"""What the page shows of one turn: the question, the steps, the answer with its figures, charts and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from copilot.ports import Ports, Turn
from copilot.services.runs import find_fact
from copilot.web.figures import answer_html
from tools.facts import ToolResult

NOTHING = Markup()
CHOSEN = re.compile(r"/([a-z_]+) (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One tool that was run for the answer."""

    name: str
    title: str
    run_id: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as the template needs it."""

    turn: Turn
    is_finished: bool
    question: str
    html: Markup = NOTHING
    error: str | None = None
    refused: str | None = None
    clarify: str | None = None
    candidates: Sequence[Mapping[str, str]] = ()
    steps: Sequence[Step] = ()
    runs: Sequence[ToolResult] = ()
    draft_id: str | None = None
    model: str | None = None
    ms: float | None = None
    withheld: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)


def view(ports: Ports, turn: Turn, language: str) -> TurnView:
    """The turn with everything its answer names looked up."""
    answer, question = turn.answer, shown_question(ports, turn.question, language)
    if answer is None:
        return TurnView(turn, is_finished=False, question=question)
    if "error" in answer:
        return TurnView(turn, is_finished=True, question=question, error=str(answer["message"]), extra=answer)
    spoken = str(answer.get("language") or language)
    steps = [_step(ports, entry, language) for entry in answer.get("tools") or ()]
    return TurnView(
        turn,
        is_finished=True,
        question=question,
        html=answer_html(_text(answer), lambda fact_id: find_fact(ports, fact_id), spoken),
        refused=answer.get("refused"),
        clarify=answer.get("clarify"),
        candidates=[_candidate(item) for item in answer.get("candidates") or ()],
        steps=steps,
        runs=_shown(ports, answer),
        withheld=int(answer.get("withheld") or 0),
        draft_id=answer.get("draft_id"),
        model=answer.get("model"),
        ms=answer.get("ms"),
        extra=answer,
    )


def tool_title(ports: Ports, name: str, language: str) -> str:
    """The tool's title in the reader's language; its name when it is not in the catalogue."""
    tool = ports.tools().get(name)
    if tool is None:
        return name
    return tool.title_ru if language == "ru" else tool.title_en


def shown_question(ports: Ports, question: str, language: str) -> str:
    """The question as people say it: a chosen option `/tool question` reads "Title: question"."""
    found = CHOSEN.fullmatch(question)
    return question if found is None else f"{tool_title(ports, found[1], language)}: {found[2]}"


def _text(answer: Mapping[str, Any]) -> str:
    """The wording with its slots where the answer kept them, so that figures can be opened."""
    return str(answer.get("slotted") or answer.get("answer") or answer.get("clarify") or "")


def _step(ports: Ports, entry: Mapping[str, Any], language: str) -> Step:
    name = str(entry["name"])
    return Step(name, tool_title(ports, name, language), entry.get("run_id"), entry.get("error"))


def _shown(ports: Ports, answer: Mapping[str, Any]) -> list[ToolResult]:
    """The result that the answer shows beside its text; the others are a click on their step away."""
    table = answer.get("table")
    result = ports.runs.get(str(table["run_id"])) if table else None
    return [result] if result is not None else []


def _candidate(item: Mapping[str, Any]) -> dict[str, str]:
    """A way on that can be clicked: what the button says and the question it asks."""
    return {"title": str(item["title"]), "question": str(item["question"])}
