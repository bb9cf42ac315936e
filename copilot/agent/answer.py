"""What a question is answered with, and the events on the way there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from copilot.grounding.slots import format_fact
from tools.facts import Fact, ToolResult

Language = Literal["ru", "en"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened while answering.

    Kinds: `tool_started` {name, title}, `tool_finished` {name, run_id, ms}, `text` {delta} (verified
    sentences only), `result` {run_id} (a table or chart to show), `answer` (all of `Answer.to_json()`),
    `error` {message}.
    """

    kind: str
    data: Mapping[str, Any]


OnEvent = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool that was called, with the run it gave or the error it ended with."""

    name: str
    arguments: Mapping[str, Any]
    run_id: str | None
    ms: float | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tool offered when it is not sure which one is meant."""

    name: str
    title: str
    question: str
    """A question that this tool answers, ready to be sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `text` is what the reader sees; `slotted` is the same with its slots."""

    text: str
    slotted: str
    language: Language
    conversation_id: str
    tools: tuple[ToolUse, ...] = ()
    facts: tuple[Fact, ...] = ()
    clarify: str | None = None
    refused: str | None = None
    candidates: tuple[Candidate, ...] = ()
    model: str = ""
    ms: float = 0.0
    results: tuple[ToolResult, ...] = field(default=(), repr=False)
    withheld: int = 0
    """Sentences that were not shown because the facts do not bear them out."""

    @property
    def draft_id(self) -> str | None:
        """The campaign draft that this answer is about, if any."""
        return next(
            (str(fact.value) for r in self.results for fact in r.facts if fact.key == "draft_id"), None
        )

    @property
    def shown(self) -> ToolResult | None:
        """The result whose table or chart is shown beside the answer: the last one that has any."""
        return next((result for result in reversed(self.results) if result.tables), None)

    def to_json(self) -> dict[str, Any]:
        """The fields of `copilot ask --json`."""
        shown = self.shown
        return {
            "answer": self.text,
            "language": self.language,
            "tools": [asdict(use) for use in self.tools],
            "facts": [fact_json(fact, self.language) for fact in self.facts],
            "clarify": self.clarify,
            "refused": self.refused,
            "candidates": [asdict(candidate) for candidate in self.candidates],
            "model": self.model,
            "ms": round(self.ms, 1),
            "table": table_json(shown, self.language) if shown else None,
            "chart": chart_json(shown, self.language) if shown else None,
            "conversation_id": self.conversation_id,
            "slotted": self.slotted,
            "draft_id": self.draft_id,
            "withheld": self.withheld,
        }


def fact_json(fact: Fact, language: str) -> dict[str, Any]:
    """A fact as plain JSON, with its figure as the reader saw it."""
    return {
        "id": fact.id,
        "key": fact.key,
        "value": fact.value,
        "unit": fact.unit,
        "label": fact.label_ru if language == "ru" else fact.label_en,
        "text": format_fact(fact, language),
        "low": fact.low,
        "high": fact.high,
        "level": fact.level,
        "n": fact.n,
        "method": fact.method,
        "as_of": fact.as_of,
        "evidence": fact.evidence,
        "run_id": fact.run_id,
    }


def table_json(result: ToolResult, language: str) -> dict[str, Any]:
    """The result's first table with each cell as value and as text."""
    table = result.tables[0]
    ru = language == "ru"
    return {
        "run_id": result.run_id,
        "key": table.key,
        "title": table.title_ru if ru else table.title_en,
        "columns": [
            {"key": c.key, "unit": c.unit, "label": c.label_ru if ru else c.label_en} for c in table.columns
        ],
        "rows": [
            {
                "key": row.key,
                "label": row.label_ru if ru else row.label_en,
                "values": list(row.values),
                "texts": [
                    "" if value is None else format_fact(Fact("", value, column.unit, "", ""), language)
                    for column, value in zip(table.columns, row.values, strict=True)
                ],
            }
            for row in table.rows
        ],
    }


def chart_json(result: ToolResult, language: str) -> dict[str, Any] | None:
    """The result's first chart, or None."""
    if not result.charts:
        return None
    chart = result.charts[0]
    return {
        "run_id": result.run_id,
        "kind": chart.kind,
        "table": chart.table,
        "y": list(chart.y),
        "title": chart.title_ru if language == "ru" else chart.title_en,
    }


def used_facts(results: Sequence[ToolResult], ids: Sequence[str]) -> tuple[Fact, ...]:
    """The facts with these ids, once each and in this order."""
    index = {fact.id: fact for result in results for fact in result.all_facts()}
    return tuple(index[one] for one in dict.fromkeys(ids) if one in index)
