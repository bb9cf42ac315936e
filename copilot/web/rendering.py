"""Templates to answers: one environment, escaping on, unknown variables are errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from copilot.api.access import application
from copilot.grounding.formats import format_day, format_fact
from copilot.web.figures import figure_button
from copilot.web.pictures import interval_picture
from copilot.web.plan_view import key_name, plan_parts, tree
from copilot.web.visitor import language_of, visitor_or_none
from copilot.web.wording import words
from tools.facts import Fact, Row, Table, ToolResult

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates of all pages."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["asset"] = _asset
    env.globals["icon"] = _icon
    env.globals["format_fact"] = format_fact
    env.globals["format_day"] = format_day
    env.globals["figure"] = _figure
    env.globals["row_facts"] = _row_facts
    env.globals["pretty"] = lambda value: json.dumps(value, ensure_ascii=False, indent=2, default=str)
    env.globals["tree"] = tree
    env.globals["key_name"] = key_name
    env.globals["plan_parts"] = plan_parts
    env.globals["whisker"] = interval_picture
    return env


def fragment(template: str, language: str, zone: str, **values: Any) -> str:
    """A piece of a page as text, for events and tests."""
    t = words(language)
    return environment().get_template(template).render(t=t, language=language, zone=ZoneInfo(zone), **values)


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page or fragment for the person who asks."""
    copilot = application(request)
    visitor = visitor_or_none(request)
    language = visitor.language if visitor else language_of(request)
    text = fragment(
        name,
        language,
        copilot.settings.time_zone,
        visitor=visitor,
        csrf=visitor.csrf if visitor else "",
        path=request.url.path,
        **values,
    )
    # What one person saw must not come out of a cache for the next one at the same screen.
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store", "vary": "Cookie"})


def is_partial(request: Request) -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("hx-request") == "true"


def _figure(fact: Fact, language: str) -> Markup:
    return Markup(figure_button(fact, format_fact(fact, language), language))  # escaped there


def _row_facts(result: ToolResult, table: Table, row: Row) -> Iterator[Fact | None]:
    """The cells of a row as facts, None where the cell is empty."""
    for column, value in zip(table.columns, row.values, strict=True):
        yield None if value is None else result.fact(f"{table.key}.{row.key}.{column.key}")


@lru_cache(maxsize=32)
def _asset(name: str) -> str:
    """The address of a static file, with a mark of its content so that browsers may keep it."""
    digest = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@lru_cache(maxsize=64)
def _icon(name: str) -> Markup:
    """An inline drawing; fonts without emoji show boxes instead of pictures."""
    paths = ICONS[name]
    return Markup(  # our own constants
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        f'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{paths}</svg>'
    )


ICONS = {
    "chat": '<path d="M4 5h16v11H9l-5 4z"/><path d="M8 9.5h8M8 12.5h5"/>',
    "approvals": '<path d="M12 3l7 3v6c0 4.5-3 7.6-7 9-4-1.4-7-4.500-7-9V6z"/><path d="M9 12l2.200 2.200L15.500 10"/>',
    "campaigns": '<path d="M4 10v4h3l8 4V6l-8 4z"/><path d="M18.500 9.500a4 4 0 0 1 0 5"/>',
    "reports": '<path d="M6 3h9l4 4v14H6z"/><path d="M9.500 17v-4M12.500 17V9.500M15.500 17v-2.500"/>',
    "segments": '<path d="M12 3.500a8.500 8.500 0 1 0 8.500 8.500H12z"/><path d="M15.500 3.800a8.500 8.500 0 0 1 4.800 4.700h-4.800z"/>',
    "send": '<path d="M12 19V5M6 11l6-6 6 6"/>',
    "check": '<path d="M5 12.500l4.500 4.500L19 7.500"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "download": '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
    "alert": '<path d="M12 4l9 16H3z"/><path d="M12 10v4.500M12 17.200v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.600v.1"/>',
    "clock": '<circle cx="12" cy="12" r="8.500"/><path d="M12 7.500V12l3 2"/>',
    "people": '<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 5.500a3.200 3.200 0 0 1 0 6M18 14.500c2 .8 3.200 2.700 3.500 5.500"/>',
    "logout": '<path d="M14 4h5v16h-5M4 12h10M10.500 8.500L14 12l-3.500 3.500"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.500-5.800M4 4v4.500h4.500M12 8v4.500l3 1.500"/>',
    "shield": '<path d="M12 3l7 3v6c0 4.500-3 7.600-7 9-4-1.400-7-4.500-7-9V6z"/>',
    "external": '<path d="M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9"/>',
}
