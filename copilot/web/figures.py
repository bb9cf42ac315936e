"""Answers as HTML: Markdown rendered and cleaned, each figure a button that shows where it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from copilot.grounding.slots import SLOT, describe, format_fact
from tools.facts import Fact

Lookup = Callable[[str], Fact | None]
TAGS = {"p", "strong", "em", "ul", "ol", "li", "code", "pre", "blockquote", "br", "hr", "table", "thead"} | {
    *("tbody", "tr", "th", "td", "h3", "h4", "h5", "h6", "a", "del")
}


def markdown(text: str) -> Markup:
    """Clean HTML of a Markdown text. Raw HTML, images and headings of the page's own levels do not survive."""
    html = _parser().render(text)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"})
    return Markup(clean)  # cleaned in the line above


def answer_html(text: str, lookup: Lookup, language: str) -> Markup:
    """The answer with its slots filled; figures open their details."""

    def figure(match: re.Match[str]) -> str:
        fact_id = f"{match['run']}.{match['key']}"
        fact = lookup(fact_id)
        if fact is None:
            return "…"
        return figure_button(fact, format_fact(fact, language, match["format"]), language)

    return Markup(SLOT.sub(figure, str(markdown(text))))  # every part is escaped or cleaned


def figure_button(fact: Fact, written: str, language: str) -> str:
    """One figure as a button; the details come into the panel that it opens."""
    return (
        f'<button type="button" class="figure" popovertarget="details" hx-get="/facts/{escape(fact.id)}" '
        f'hx-target="#details" title="{escape(describe(fact, language))}">{escape(written)}</button>'
    )


def origin_button(fact_id: str, written: str) -> Markup:
    """A figure of which only the address is at hand."""
    return Markup(
        '<button type="button" class="figure" popovertarget="details" hx-get="/facts/{}" hx-target="#details">'
        "{}</button>"
    ).format(fact_id, written)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
