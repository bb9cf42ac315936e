"""Slots: how a text names a figure instead of writing it.

A slot is `[[r<12 hex>.<key>|format]]`; the format may be left out. Whoever writes the text (a model or a
template) chooses the fact, and `fill` writes the figure in the reader's language. The syntax is our own
and knows nothing but facts: a template engine is never run on a model's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from copilot.errors import CopilotError
from copilot.grounding.formats import NBSP, format_day, format_fact
from tools.facts import Fact

SLOT = re.compile(r"\[\[(?P<run>r[0-9a-f]{12})\.(?P<key>[A-Za-z0-9_.\-]+)(?:\|(?P<format>[a-z_]+))?\]\]")

__all__ = ["SLOT", "BrokenSlot", "Slot", "fill", "format_fact", "slots_in", "write_slot"]


class BrokenSlot(CopilotError):
    """A text names a fact that does not exist or a format that is not known."""

    code = "broken_slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot and where it stands in its text."""

    fact_id: str
    format: str | None
    start: int
    end: int


def write_slot(run_id: str, key: str, format: str | None = None) -> str:  # noqa: A002
    """The slot that stands for this fact."""
    return f"[[{run_id}.{key}|{format}]]" if format else f"[[{run_id}.{key}]]"


def slots_in(text: str) -> Iterator[Slot]:
    """The slots of a text from left to right."""
    for match in SLOT.finditer(text):
        yield Slot(f"{match['run']}.{match['key']}", match["format"], match.start(), match.end())


def fill(text: str, lookup: Callable[[str], Fact | None], language: str, html: bool = False) -> str:
    """The text with every slot replaced by its figure.

    With `html` the text must already be HTML; each figure is then wrapped in
    `<span class="fact" data-fact="<fact id>" title="<what it is>">`. Raises BrokenSlot.
    """

    def figure(match: re.Match[str]) -> str:
        fact_id = f"{match['run']}.{match['key']}"
        fact = lookup(fact_id)
        if fact is None:
            raise BrokenSlot(
                f"The text names the figure {fact_id}, which no tool has computed.",
                message_ru=f"В тексте названо число {fact_id}, которого нет ни в одном расчёте.",
            )
        try:
            written = format_fact(fact, language, match["format"])
        except ValueError as error:
            raise BrokenSlot(
                f"The figure {fact_id} cannot be written as {match['format']!r}: {error}.",
                message_ru=f"Число {fact_id} нельзя записать как {match['format']!r}.",
            ) from None
        if not html:
            return written
        return (
            f'<span class="fact" data-fact="{escape(fact_id)}" title="{escape(describe(fact, language))}">'
            f"{escape(written)}</span>"
        )

    return SLOT.sub(figure, text)


def describe(fact: Fact, language: str) -> str:
    """What a reader sees on pointing at a figure: label, exact value, interval, n, date, method."""
    ru = language == "ru"
    parts = [fact.label_ru if ru else fact.label_en]
    if fact.low is not None and fact.high is not None:
        level = f"{round((fact.level or 0.95) * 100)}{NBSP if ru else ''}%"
        interval = format_fact(fact, language, "interval")
        parts.append(f"{level}: {interval}")
    if fact.n is not None:
        parts.append(f"n = {fact.n}")
    if fact.as_of:
        parts.append(f"{'на' if ru else 'as of'} {format_day(fact.as_of, language)}")
    if fact.evidence:
        parts.append(f"{'доказательность' if ru else 'evidence'} {fact.evidence}")
    if fact.method:
        parts.append(fact.method)
    return "; ".join(parts)
