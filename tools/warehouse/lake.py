"""The lake: immutable Parquet files and one manifest that is replaced in one step.

A writer first puts complete files in place and then swaps the manifest, so a reader sees the state before
or the state after, and a writer killed at any moment leaves at worst files that no manifest names. Those
are collected by a later writer once they are old enough.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.errors import ToolError
from tools.warehouse.manifest import CURRENT, SNAPSHOTS, Manifest, Stored, read_manifest, snapshots

STAGING = ".staging"
LOCK = ".lock"
VAULT_FOLDER = "vault"
GRACE_SECONDS = 24 * 3600.0
BLOCK = 1 << 20


class LakeBusy(ToolError):
    """Another process is writing to the warehouse."""

    code = "lake_busy"


@contextmanager
def writing(lake: Path, *, wait_seconds: float = 10.0) -> Iterator[Path]:
    """Holds the lake's only write lock; yields an empty staging folder that is removed afterwards.

    Raises LakeBusy when another writer holds the lock for longer than `wait_seconds`.
    """
    import fcntl

    lake.mkdir(parents=True, exist_ok=True)
    with (lake / LOCK).open("a") as handle:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LakeBusy(
                        "Another load into the warehouse is running; try again when it has finished.",
                        message_ru="В хранилище уже идёт другая загрузка; повторите, когда она закончится.",
                        argument="lake",
                    ) from None
                time.sleep(0.05)
        (lake / STAGING).mkdir(exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=lake / STAGING))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def place(lake: Path, folder: str, staged: Path, *, rows: int, private: bool = False) -> Stored:
    """Moves a finished file to its final name, which is made of its content; the same content is one file."""
    digest = file_digest(staged)
    target = lake / folder / f"{digest[:24]}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    if private:
        target.parent.chmod(0o700)
        staged.chmod(0o600)
    size = staged.stat().st_size
    _flush(staged)
    staged.replace(target)
    _flush(target.parent)
    return Stored(path=target.relative_to(lake).as_posix(), sha256=digest, rows=rows, size=size)


def publish(lake: Path, manifest: Manifest) -> str:
    """Makes a manifest the current state: stored under its id for ever, then swapped in. Returns the id.

    The same state reached again (a merge undone) is stored again, because its log has grown.
    """
    text = manifest.model_dump_json(indent=1)
    snapshot = manifest.snapshot
    kept = lake / SNAPSHOTS / f"{snapshot}.json"
    if not kept.exists() or kept.read_text(encoding="utf-8") != text:
        _write_whole(kept, text)
    _write_whole(lake / CURRENT, text)
    return snapshot


def collect_orphans(lake: Path, *, grace_seconds: float = GRACE_SECONDS) -> list[Path]:
    """Removes files that no snapshot names and that have lain there longer than the grace period.

    Call it while holding the write lock. The age is measured against a file written just now, so that the
    clock of the file system alone decides. Returns what was removed.
    """
    keep: set[str] = set()
    for snapshot in snapshots(lake):
        manifest = read_manifest(lake, snapshot)
        if manifest is not None:
            keep.update(stored.path for stored in manifest.files())
    current = read_manifest(lake)
    if current is not None:
        keep.update(stored.path for stored in [*current.files(), *current.derived_files()])
    with tempfile.NamedTemporaryFile(dir=lake / STAGING) as probe:
        now = Path(probe.name).stat().st_mtime
    removed = []
    for path in [*lake.glob("*/*.parquet"), *lake.glob("vault/*/*.parquet"), *lake.glob("**/*.tmp")]:
        named = path.relative_to(lake).as_posix() in keep
        if not named and now - path.stat().st_mtime >= grace_seconds:
            path.unlink(missing_ok=True)
            removed.append(path)
    for folder in (lake / STAGING).iterdir():
        if folder.is_dir() and now - folder.stat().st_mtime >= grace_seconds:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed


def file_digest(path: Path) -> str:
    """sha256 of a file's bytes."""
    total = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
