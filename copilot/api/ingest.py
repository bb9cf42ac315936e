"""Bringing data in over the API."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile

from copilot.api import PREFIX
from copilot.api.access import App, Caller
from copilot.errors import BadRequest, NotAllowed
from copilot.services.ingest import ingest_files

router = APIRouter(prefix=PREFIX, tags=["data"])


@router.post("/ingest", status_code=201)
def ingest(
    copilot: App,
    person: Caller,
    file: Annotated[UploadFile, File(description="CSV, Excel, Parquet or JSON lines.")],
    mapping: Annotated[UploadFile | None, File(description="TOML that maps columns; docs/data.md.")] = None,
    table: Annotated[str | None, Form(description="Target table when the columns need no mapping.")] = None,
    check: Annotated[bool, Form(description="Only say what would happen.")] = False,
) -> dict[str, Any]:
    """Loads one file into the warehouse. All or nothing: after an error nothing is stored."""
    if person.role == "approver":
        raise NotAllowed(
            "Approvers decide on campaigns and do not change data.",
            message_ru="Согласующий решает по кампаниям и не меняет данные.",
        )
    with tempfile.TemporaryDirectory(prefix="copilot-ingest-") as folder:
        source = _saved(file, Path(folder) / "data")
        rules = _saved(mapping, Path(folder) / "mapping") if mapping is not None else None
        report = ingest_files(copilot.ports, [source], mapping=rules, table=table, person=person, check=check)
    return asdict(report)


def _saved(upload: UploadFile, folder: Path) -> Path:
    """The upload under its own last name, in a folder of ours: a path in the name leads nowhere."""
    name = Path((upload.filename or "").replace("\\", "/")).name
    if not name or name in (".", ".."):
        raise BadRequest(
            "The uploaded file needs a name.", message_ru="У загружаемого файла должно быть имя."
        )
    folder.mkdir()
    target = folder / name
    with target.open("wb") as out:
        shutil.copyfileobj(upload.file, out)
    return target
