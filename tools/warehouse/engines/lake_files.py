"""Which files of the lake hold a table of a snapshot; shared by the engines that read the lake in place."""

from __future__ import annotations

from pathlib import Path

from tools.errors import MissingData
from tools.warehouse.manifest import Manifest, Stored, read_manifest


def pinned_manifest(lake: Path, snapshot: str | None = None) -> Manifest:
    """The manifest to read from; MissingData with the command to run when the lake is empty."""
    manifest = read_manifest(lake, snapshot)
    if manifest is None or not manifest.loads:
        raise MissingData(
            "The warehouse is empty: load transactions with `copilot ingest FILE`, or start `copilot demo`.",
            message_ru="Хранилище пусто: загрузите продажи командой `copilot ingest ФАЙЛ` или запустите `copilot demo`.",
            argument="lake",
        )
    return manifest


def existing(lake: Path, stored: Stored) -> Path:
    """Where a file of the lake is; MissingData when somebody removed it."""
    path = lake / stored.path
    if not path.exists():
        raise MissingData(
            f"The warehouse has lost its file {stored.path}; load its source again or restore a backup.",
            message_ru=f"В хранилище пропал файл {stored.path}; загрузите источник снова или восстановите копию.",
            argument=stored.path,
        )
    return path


def files_of(manifest: Manifest, lake: Path, name: str) -> list[Path]:
    """The files with the accepted rows of a table."""
    return [existing(lake, load.accepted_file) for load in manifest.of(name) if load.accepted_file]
