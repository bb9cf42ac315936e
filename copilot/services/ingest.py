"""Bringing files into the warehouse, with a line in the audit chain for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from copilot.domain.people import Person
from copilot.errors import BadRequest
from copilot.ports import Ports

if TYPE_CHECKING:
    from tools.warehouse import IngestReport


ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".parquet", ".pq", ".xlsx", ".xlsm", ".jsonl", ".ndjson", ".json")


def files_of(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files to load, folders replaced by the data files in them, and what in the folders is none.

    Mapping files and hidden files of a folder count as neither. Raises BadRequest for a folder without data.
    """
    files: list[Path] = []
    others: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
        data = [p for p in inside if p.name.lower().removesuffix(".gz").endswith(ENDINGS)]
        if not data:
            raise BadRequest(
                f"The folder {path} has no data files ({', '.join(ENDINGS)}).",
                message_ru=f"В папке {path} нет файлов с данными ({', '.join(ENDINGS)}).",
            )
        files += data
        others += [p for p in inside if p not in data and p.suffix != ".toml"]
    return files, others


def mapping_beside(path: Path) -> Path | None:
    """The mapping file that lies beside a file under its name: `sales.csv.toml` or `sales.toml`."""
    beside = (path.with_name(f"{path.name}.toml"), path.with_name(f"{path.name.split('.')[0]}.toml"))
    return next((candidate for candidate in beside if candidate.is_file()), None)


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
    """Loads the files, or with `check` only says what loading them would do. Without a mapping and a table a
    file is read with the mapping beside it, if there is one. Raises ToolError; then nothing is stored."""
    from tools.warehouse import ingest

    settings = ports.settings
    beside = {path: mapping_beside(path) for path in paths} if mapping is None and table is None else {}
    report = ingest(
        paths,
        lake=settings.lake,
        mapping=mapping or {path: found for path, found in beside.items() if found is not None},
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
