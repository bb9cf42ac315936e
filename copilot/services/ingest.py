"""Bringing files into the warehouse, with a line in the audit chain for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from copilot.domain.people import Person
from copilot.ports import Ports

if TYPE_CHECKING:
    from tools.warehouse import IngestReport


def ingest_files(
    ports: Ports,
    paths: Sequence[Path],
    *,
    mapping: Path | None = None,
    table: str | None = None,
    person: Person | None = None,
    check: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> IngestReport:
    """Loads the files, or with `check` only says what loading them would do. Raises ToolError; then
    nothing is stored."""
    from tools.warehouse import ingest

    settings = ports.settings
    report = ingest(
        paths,
        lake=settings.lake,
        mapping=mapping,
        table=table,
        check=check,
        progress=progress,
        today=ports.clock().astimezone(ZoneInfo(settings.time_zone)).date(),
        currency=settings.currency,
        time_zone=settings.time_zone,
    )
    if not check and not report.already_loaded:
        ports.audit.append(
            "ingest",
            person_id=person.id if person else None,
            at=ports.clock(),
            data={
                "files": [Path(path).name for path in paths],
                "table": report.table,
                "snapshot": report.snapshot,
                "read": report.read,
                "accepted": report.accepted,
                "set_aside": report.set_aside,
                "rejected": report.rejected,
            },
        )
    return report
