"""The weekly report: written from one snapshot, and proven to be what it was by writing it again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from copilot.domain.people import Person
from copilot.domain.report import Report
from copilot.errors import NotFound
from copilot.ports import Ports
from copilot.services import states
from copilot.services.reporting import document
from copilot.services.reporting.material import Material, gather
from tools.facts import ToolResult
from tools.warehouse import Warehouse, open_warehouse, snapshots
from tools.weekly.as_seen import as_seen
from tools.weekly.weeks import week_end

LINE = re.compile(r"(?<=>)(?=<(?:section|tr|p|li|figure|h2)\b)")
SHOWN = 160


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a report came out the same, and where not, in the report's language."""

    same: bool
    detail: str


def weekly(
    ports: Ports, *, as_of: date | None = None, language: str = "ru", person: Person | None = None
) -> Report:
    """Writes and stores the report of the seven days that end on `as_of` (the last day of the data).

    A past week is reported as it could be seen on its last day. The same snapshot, day, language and wording
    give the same report: it is then read from the store. Raises ToolError when the data do not hold the week.
    """
    language = "ru" if language == "ru" else "en"
    warehouse = ports.warehouse()
    now = ports.clock()
    material = _material(ports, warehouse, week_end(warehouse, as_of), known_at=now)
    html = document.html(material, language)
    report = Report(
        id=document.identity(material, language),
        kind="weekly",
        language=language,
        as_of=material.end,
        snapshot=warehouse.snapshot,
        title=document.title(material, language),
        html=html,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        created_at=now,
        author_id=person.id if person else None,
    )
    known = ports.reports.get(report.id)
    if known is not None and known.sha256 == report.sha256:
        return known
    ports.reports.add(report)
    ports.audit.append(
        "report_written",
        person_id=report.author_id,
        at=report.created_at,
        data={
            "report": report.id,
            "sha256": report.sha256,
            "snapshot": report.snapshot,
            "as_of": report.as_of,
        },
    )
    states.remember(ports, material.end, warehouse.snapshot)
    return report


def verify(ports: Ports, report_id: str) -> Verdict:
    """Computes the report again from its own snapshot, taking nothing from the store, and compares the bytes."""
    report = ports.reports.get(report_id)
    if report is None:
        raise NotFound(f"There is no report {report_id}.", message_ru=f"Отчёта {report_id} нет.")
    with _snapshot_of(ports, report) as warehouse:
        fresh = replace(ports, runs=_OwnRuns(), warehouse=lambda: warehouse)
        material = _material(fresh, warehouse, report.as_of, known_at=report.created_at)
        again = document.html(material, report.language)
    digest = hashlib.sha256(again.encode()).hexdigest()
    ru = report.language == "ru"
    if digest == report.sha256 == hashlib.sha256(report.html.encode()).hexdigest():
        return Verdict(
            True,
            f"Отчёт {report.id} пересчитан из снимка {report.snapshot}: все байты совпали (sha256 {digest[:16]}…)."
            if ru
            else f"Report {report.id} was computed again from snapshot {report.snapshot}: every byte agrees "
            f"(sha256 {digest[:16]}…).",
        )
    return Verdict(False, _difference(report, again, ru=ru))


def listing(ports: Ports) -> list[Report]:
    """All stored reports, newest first."""
    return ports.reports.listing()


def _snapshot_of(ports: Ports, report: Report) -> Warehouse:
    """From the lake while it has the snapshot, whose figures are the same on every engine; engines keep few."""
    lake = ports.settings.lake
    engine = None if report.snapshot in snapshots(lake) else ports.settings.engine
    return open_warehouse(lake, snapshot=report.snapshot, engine=engine)


def _material(ports: Ports, warehouse: Warehouse, end: date, *, known_at: datetime) -> Material:
    seen = as_seen(warehouse, end)
    return gather(replace(ports, warehouse=lambda: seen), seen, known_at=known_at)


def _difference(report: Report, again: str, *, ru: bool) -> str:
    """Where the stored and the new text part for the first time, and whether the wording has changed since."""
    before, now = LINE.split(report.html), LINE.split(again)
    number = next(
        (i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now))
    )
    was = before[number] if number < len(before) else ""
    is_now = now[number] if number < len(now) else ""
    at = next(
        (i for i, (a, b) in enumerate(zip(was, is_now, strict=False)) if a != b), min(len(was), len(is_now))
    )
    start = max(0, at - SHOWN // 2)
    excerpts = tuple(text[start : start + SHOWN] for text in (was, is_now))
    reworded = f'content="{document.wording()}"' not in report.html
    if hashlib.sha256(report.html.encode()).hexdigest() != report.sha256:
        cause = (
            "сохранённый текст не совпадает со своей суммой"
            if ru
            else "the stored text does not match its own digest"
        )
    elif reworded:
        cause = "формулировки с тех пор изменились" if ru else "the wording has changed since"
    else:
        cause = "пересчёт дал другое" if ru else "computing it again gave something else"
    return (
        f"Отчёт {report.id} не совпал ({cause}). Было: «{excerpts[0]}». Стало: «{excerpts[1]}»."
        if ru
        else f"Report {report.id} differs ({cause}). It was: “{excerpts[0]}”. It is: “{excerpts[1]}”."
    )


class _OwnRuns:
    """The runs of one proof and nothing that was computed before it."""

    def __init__(self) -> None:
        self._runs: dict[str, ToolResult] = {}

    def get(self, run_id: str) -> ToolResult | None:
        return self._runs.get(run_id)

    def put(self, result: ToolResult, *, computed_at: datetime, seconds: float) -> None:  # noqa: ARG002
        self._runs[result.run_id] = result
