"""Weekly reports: write, list, read, prove."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from copilot.api import PREFIX
from copilot.api.access import App, Caller
from copilot.domain.report import Report
from copilot.errors import NotFound

router = APIRouter(prefix=f"{PREFIX}/reports", tags=["reports"])


class Order(BaseModel):
    """Which weekly report to write."""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = Field(None, description="Last day of the week. Default: last day of the data.")
    language: Literal["ru", "en"] = "ru"


@router.get("")
def listing(copilot: App) -> list[dict[str, Any]]:
    """All reports, without their texts."""
    return [_head(report) for report in copilot.ports.reports.listing()]


@router.post("", status_code=201)
def write(body: Order, copilot: App, person: Caller) -> dict[str, Any]:
    """Writes the weekly report from the newest snapshot."""
    from copilot.services import reports

    return _head(reports.weekly(copilot.ports, as_of=body.as_of, language=body.language, person=person))


@router.get("/{report_id}")
def read(report_id: str, copilot: App) -> dict[str, Any]:
    """One report with its HTML."""
    return asdict(_found(copilot, report_id))


@router.post("/{report_id}/verify")
def verify(report_id: str, copilot: App) -> dict[str, Any]:
    """Writes the report again from its snapshot and compares the bytes."""
    from copilot.services import reports

    _found(copilot, report_id)
    return asdict(reports.verify(copilot.ports, report_id))


@router.get("/{report_id}/html", response_class=Response)
def html(report_id: str, copilot: App) -> Response:
    """The report's own bytes; their sha256 is the one in the listing."""
    return Response(_found(copilot, report_id).html.encode(), media_type="text/html; charset=utf-8")


def _found(copilot: App, report_id: str) -> Report:
    report = copilot.ports.reports.get(report_id)
    if report is None:
        raise NotFound(f"There is no report {report_id}.", message_ru=f"Отчёта {report_id} нет.")
    return report


def _head(report: Report) -> dict[str, Any]:
    return {name: value for name, value in asdict(report).items() if name != "html"}
