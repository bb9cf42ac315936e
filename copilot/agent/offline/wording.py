"""Words for tool results without a model: the tool's own template, or its headline facts as a list."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from jinja2 import TemplateError

from copilot.agent.describing import clean
from copilot.grounding.slots import write_slot
from copilot.prompting import exists, render
from tools.facts import Fact, Table, ToolResult
from tools.tool import Tool

MOST_FACTS = 8
log = logging.getLogger(__name__)


def words_for(result: ToolResult, language: str, tool: Tool | None = None) -> str:
    """The answer's text with slots. Labels out of the data are cleaned before they reach the template."""
    known = dict.fromkeys(tool.arguments.model_fields) if tool else {}
    title = result.tool if tool is None else tool.title_ru if language == "ru" else tool.title_en

    def slot(key: str, format: str | None = None) -> str:  # noqa: A002
        return write_slot(result.run_id, key, format)

    variables: dict[str, Any] = {
        "facts": {fact.key: _clean_fact(fact) for fact in result.all_facts()},
        "tables": {table.key: _clean_table(table) for table in result.tables},
        "args": {**known, **result.arguments},
        "notes": [note.ru if language == "ru" else note.en for note in result.notes],
        "warnings": [
            note.ru if language == "ru" else note.en for note in result.notes if note.kind == "warning"
        ],
        "steps": [
            note.ru if language == "ru" else note.en for note in result.notes if note.kind == "next_step"
        ],
        "slot": slot,
    }
    own = f"answer/{result.tool}.{language}.j2"
    if exists(own):
        try:
            return render(own, **variables)
        except TemplateError:
            # The facts are sound although this wording of them is not: say them plainly.
            log.exception("template %s failed for run %s", own, result.run_id)
    headline = [fact for fact in result.facts if fact.unit != "text" or len(str(fact.value)) < 200][
        :MOST_FACTS
    ]
    return render(f"agent/facts.{language}.j2", title=title, headline=headline, **variables)


def _clean_fact(fact: Fact) -> Fact:
    return replace(fact, label_ru=clean(fact.label_ru), label_en=clean(fact.label_en))


def _clean_table(table: Table) -> Table:
    rows = tuple(
        replace(row, label_ru=clean(row.label_ru), label_en=clean(row.label_en)) for row in table.rows
    )
    return replace(table, rows=rows)
