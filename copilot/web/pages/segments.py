"""Segments: who is where, what each brings, what to do with it, and the definition behind the names."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from copilot.services import segments as use_cases
from copilot.services.runs import run_tool
from copilot.web.rendering import page
from copilot.web.visitor import App, SignedIn
from tools.errors import MissingData, NotEnoughData, ToolError
from tools.facts import ToolResult

router = APIRouter(prefix="/segments")


@router.get("")
def overview(request: Request, copilot: App) -> HTMLResponse:
    """The lifecycle and the RFM segments with their figures, and the definition in force."""
    try:
        results = {name: run_tool(copilot.ports, name, {}) for name in ("lifecycle_segments", "rfm_segments")}
    except (MissingData, NotEnoughData) as error:
        return page(request, "segments.html", results={}, problem=error)
    definition = use_cases.in_force(copilot.ports)
    return page(
        request,
        "segments.html",
        results=results,
        problem=None,
        definition=definition,
        saved=use_cases.versions(copilot.ports),
        text=definition.to_toml(),
        people={person.id: person.name for person in copilot.ports.people.listing()},
    )


@router.get("/plays")
def plays(request: Request, copilot: App) -> HTMLResponse:
    """What to do with each segment; a piece of the page that comes when it is computed."""
    result: ToolResult | None = None
    problem: ToolError | None = None
    try:
        result = run_tool(copilot.ports, "segment_plays", {})
    except ToolError as error:
        problem = error
    return page(request, "parts/segment_plays.html", result=result, problem=problem)


@router.get("/definition.toml")
def download(copilot: App) -> Response:
    """The definition in force as a file to keep and to edit."""
    definition = use_cases.in_force(copilot.ports)
    return Response(
        definition.to_toml().encode(),
        media_type="application/toml; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="segments-{definition.version}.toml"'},
    )


@router.post("/names")
async def rename(request: Request, copilot: App, visitor: SignedIn) -> RedirectResponse:
    """Other names for the same scores, as a new version."""
    from fastapi.concurrency import run_in_threadpool

    form = await request.form()
    keys = [str(name).removeprefix("ru:") for name in form if str(name).startswith("ru:")]
    names = {key: (_text(form, f"ru:{key}"), _text(form, f"en:{key}")) for key in keys}
    await run_in_threadpool(use_cases.rename, copilot.ports, visitor.person, names, seen=_text(form, "seen"))
    return RedirectResponse("/segments#definition", status_code=303)


@router.post("/definition")
def define(
    copilot: App,
    visitor: SignedIn,
    text: Annotated[str, Form(max_length=use_cases.LONGEST_TEXT)],
    seen: Annotated[str, Form(max_length=60)],
) -> RedirectResponse:
    """A whole new definition: scores, borders and names."""
    use_cases.save(copilot.ports, visitor.person, text.replace("\r\n", "\n"), seen=seen)
    return RedirectResponse("/segments#definition", status_code=303)


def _text(form: Any, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
