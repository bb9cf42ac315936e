"""Weekly reports: the list, reading one, proving it, writing the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import structlog
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from copilot.domain.report import Report
from copilot.errors import CopilotError, NotFound
from copilot.web.headers import DOCUMENT_POLICY
from copilot.web.rendering import fragment, page
from copilot.web.stream import HEADERS, partial, sse
from copilot.web.visitor import App, SignedIn, Visitor
from copilot.web.wording import words
from tools.errors import ToolError

router = APIRouter(prefix="/reports")


@router.get("")
def listing(request: Request, copilot: App) -> HTMLResponse:
    """All reports, the newest first."""
    found = sorted(copilot.ports.reports.listing(), key=lambda report: report.created_at, reverse=True)
    return page(request, "reports.html", reports=found)


@router.post("")
async def write(request: Request, copilot: App, visitor: SignedIn) -> StreamingResponse:
    """Writes this week's report; the page sees the seconds go by and then the report."""
    return StreamingResponse(
        _progress(copilot, visitor, request.state.request_id), media_type="text/event-stream", headers=HEADERS
    )


@router.get("/{report_id}")
def report(request: Request, report_id: str, copilot: App) -> HTMLResponse:
    """One report inside the page."""
    return page(request, "report.html", report=_found(copilot, report_id))


@router.get("/{report_id}/document")
def document(report_id: str, copilot: App, download: bool = False) -> Response:
    """The report's own bytes. It brings its style sheet, so it has a policy of its own and no scripts."""
    found = _found(copilot, report_id)
    headers = {"content-security-policy": DOCUMENT_POLICY}
    if download:
        headers["content-disposition"] = (
            f'attachment; filename="report-{found.as_of.isoformat()}-{found.language}.html"'
        )
    return Response(found.html.encode(), media_type="text/html; charset=utf-8", headers=headers)


@router.post("/{report_id}/verify")
def verify(request: Request, report_id: str, copilot: App) -> HTMLResponse:
    """Writes the report again from its snapshot and compares the bytes."""
    from copilot.services import reports

    verdict = reports.verify(copilot.ports, report_id)
    return page(request, "parts/verified.html", verdict=verdict)


async def _progress(copilot: App, visitor: Visitor, request_id: str) -> AsyncIterator[str]:
    from copilot.services import reports

    language, zone = visitor.language, copilot.settings.time_zone
    started = time.monotonic()

    def work() -> Report:
        written: Report = reports.weekly(
            copilot.ports, language="en" if language == "en" else "ru", person=visitor.person
        )
        return written

    task = asyncio.ensure_future(run_in_threadpool(work))
    while not task.done():
        seconds = int(time.monotonic() - started)
        yield sse(
            partial(
                "#writing", fragment("parts/writing.html", language, zone, seconds=seconds), swap="innerHTML"
            )
        )
        await asyncio.wait({task}, timeout=1.0)
    try:
        written = task.result()
    except Exception as error:  # noqa: BLE001  # the stream has begun: its reader must see the end of it
        if isinstance(error, ToolError | CopilotError):
            detail = error.in_language(language)
        else:
            structlog.get_logger("copilot.web").exception("report failed", id=request_id)
            detail = words(language)("error.500", id=request_id)
        yield sse(
            partial("#writing", fragment("parts/note.html", language, zone, detail=detail), swap="innerHTML")
        )
        return
    line = fragment("parts/report_line.html", language, zone, report=written)
    yield sse(
        partial("#writing", "", swap="innerHTML")
        + partial(f"#report-{written.id}", "", swap="delete")
        + partial("#reports", line, swap="afterbegin")
    )


def _found(copilot: App, report_id: str) -> Report:
    found = copilot.ports.reports.get(report_id)
    if found is None:
        raise NotFound(f"There is no report {report_id}.", message_ru=f"Отчёта {report_id} нет.")
    return found
