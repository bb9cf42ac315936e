"""A tool's result as a model reads it: slots, figures, short tables and notes, marked as data."""

from __future__ import annotations

import re

from copilot.grounding.privacy import plain, redact
from copilot.grounding.slots import format_fact, write_slot
from tools.facts import Fact, ToolResult

MOST_ROWS = 25
MOST_CHARACTERS = 300


def describe_result(result: ToolResult, language: str) -> str:
    """The text of a result. Labels come from the data, so they are cleaned, capped and wrapped."""
    lines = [f'<data tool="{result.tool}" run="{result.run_id}">']
    ru = language == "ru"
    lines += [f"{write_slot(result.run_id, fact.key)} = {_figure(fact, language)}" for fact in result.facts]
    for table in result.tables:
        lines.append(f"table {table.key}: {clean(table.title_ru if ru else table.title_en)}")
        for row in table.rows[:MOST_ROWS]:
            cells = [
                f"{column.key} {write_slot(result.run_id, f'{table.key}.{row.key}.{column.key}')} = "
                + format_fact(Fact("", value, column.unit, "", ""), language)
                for column, value in zip(table.columns, row.values, strict=True)
                if value is not None
            ]
            lines.append(f"  {clean(row.label_ru if ru else row.label_en)}: {'; '.join(cells)}")
        if len(table.rows) > MOST_ROWS:
            lines.append(f"  ({len(table.rows) - MOST_ROWS} more rows are shown to the person)")
    lines += [f"{note.kind}: {clean(note.ru if ru else note.en, most=600)}" for note in result.notes]
    return redact("\n".join([*lines, "</data>"])).text


def _figure(fact: Fact, language: str) -> str:
    ru = language == "ru"
    parts = [
        clean(format_fact(fact, language), most=2000),
        f"({clean(fact.label_ru if ru else fact.label_en)}",
    ]
    if fact.low is not None and fact.high is not None:
        parts.append(f"; {round((fact.level or 0.95) * 100)} %: {format_fact(fact, language, 'interval')}")
    if fact.n is not None:
        parts.append(f"; n={fact.n}")
    if fact.as_of:
        parts.append(f"; as of {fact.as_of}")
    if fact.evidence:
        parts.append(f"; evidence {fact.evidence}")
    return "".join(parts[:1]) + " " + "".join(parts[1:]) + ")"


def clean(text: str, *, most: int = MOST_CHARACTERS) -> str:
    """Text out of the data without what could be taken for markup, a slot or our own wrapper."""
    text = re.sub(r"[\x00-\x1f\x7f]+", " ", plain(text))
    text = (
        text.replace("[[", "[ [").replace("]]", "] ]").replace("<", "‹").replace(">", "›").replace("`", "'")
    )
    return text if len(text) <= most else text[: most - 1] + "…"
