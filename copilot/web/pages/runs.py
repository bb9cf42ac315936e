"""Where figures come from: facts, runs, charts and table downloads."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from copilot.errors import NotFound
from copilot.services.runs import find_fact
from copilot.web.charts import Charts, run_of, table_csv, table_of
from copilot.web.rendering import is_partial, page
from copilot.web.turn_view import tool_title
from copilot.web.visitor import App, SignedIn

router = APIRouter()
# A run's id is the hash of what it computed from, so what is under it never changes.
FOR_EVER = {"cache-control": "private, max-age=31536000, immutable"}


@router.get("/facts/{fact_id}")
def fact(request: Request, fact_id: str, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """One figure: value, interval, method, n, date, and the run it comes from."""
    found = find_fact(copilot.ports, fact_id)
    if found is None:
        raise NotFound(f"There is no figure {fact_id}.", message_ru=f"Числа {fact_id} нет.")
    result = run_of(copilot.ports, found.run_id)
    return page(
        request,
        "parts/fact.html" if is_partial(request) else "fact.html",
        fact=found,
        result=result,
        title=tool_title(copilot.ports, result.tool, visitor.language),
    )


@router.get("/runs/{run_id}")
def run(request: Request, run_id: str, copilot: App, visitor: SignedIn) -> HTMLResponse:
    """A whole run: tool, arguments, snapshot, facts, tables, charts and notes."""
    result = run_of(copilot.ports, run_id)
    title = tool_title(copilot.ports, result.tool, visitor.language)
    return page(request, "run.html", result=result, title=title)


@router.get("/runs/{run_id}/charts/{number}.{language}.svg")
def chart(request: Request, run_id: str, number: int, language: str, copilot: App) -> Response:
    """One chart of a run as SVG."""
    charts: Charts = request.app.state.charts
    drawn = charts.svg(run_of(copilot.ports, run_id), number, "ru" if language == "ru" else "en")
    # A drawing needs no scripts; if one ever got in, it would not run.
    policy = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    return Response(drawn, media_type="image/svg+xml", headers={**FOR_EVER, **policy})


@router.get("/runs/{run_id}/tables/{key}.csv")
def download(run_id: str, key: str, copilot: App, visitor: SignedIn) -> Response:
    """One table of a run for a spreadsheet."""
    table = table_of(run_of(copilot.ports, run_id), key)
    name = f"{run_id}-{table.key}.csv"
    return Response(
        table_csv(table, visitor.language),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
