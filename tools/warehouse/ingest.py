"""Brings files into the warehouse: every row ends as accepted, set aside or rejected, and nothing is lost.

One call is one step: either all its files are in the new snapshot or, after any failure, none is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tools.errors import InvalidMapping, NotEnoughData
from tools.facts import digest
from tools.warehouse.chunks import Source, gathered, no_rows, read_ahead
from tools.warehouse.conversion import Conversion, currency_column
from tools.warehouse.customer_day import with_customer_days
from tools.warehouse.demands import DAY_OF, KEEP_DUPLICATES, KEYS, reason_in
from tools.warehouse.headers import canonical_mapping, table_of_name
from tools.warehouse.lake import VAULT_FOLDER, collect_orphans, file_digest, place, publish, writing
from tools.warehouse.manifest import Load, Manifest, Stored, read_manifest
from tools.warehouse.mapping import Mapping, load_mapping
from tools.warehouse.reader import open_source
from tools.warehouse.report import BackDated, IngestReport, report_of
from tools.warehouse.schema import VAULT
from tools.warehouse.staging import Stage

DEFAULT_CURRENCY, DEFAULT_ZONE = "RUB", "Europe/Moscow"
EXAMPLES = 5
OWN_COLUMNS = ("source", "source_line")
"""Written by the ingest itself; a file that was exported from a warehouse has them already."""
Progress = Callable[[int, int], None]


@dataclass
class Job:
    """One file of the call: what it is, how it is read, what came of it."""

    path: Path
    digest: str
    mapping: Mapping
    source: Source
    number: int
    read: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def mapping_digest(self) -> str:
        return digest(self.mapping.model_dump(mode="json", by_alias=True))


@dataclass(frozen=True)
class _Taken:
    """What one call brings: its loads, the state with them, and what they change in the state before."""

    loads: list[Load]
    manifest: Manifest
    replaced: int
    back_dated: list[BackDated]


def ingest(
    paths: Sequence[Path | str] | Path | str,
    *,
    lake: Path,
    mapping: Path | Mapping | MappingOf[Path, Path | Mapping] | None = None,
    table: str | None = None,
    progress: Progress | None = None,
    check: bool = False,
    today: date | None = None,
    currency: str = DEFAULT_CURRENCY,
    time_zone: str = DEFAULT_ZONE,
) -> IngestReport:
    """Reads the files, judges every row and stores the result as a new snapshot of the lake.

    `mapping` is one for all files, or one for each file that needs one. Without a mapping a file must have the
    canonical column names, and `table` or the file's name says which table it is. `check` does everything but store. `progress(done, total)` is called with bytes.
    Rows after `today` are rejected where it is given. `currency` and `time_zone` hold where neither the
    mapping nor the lake names one. The same file with the same mapping adds nothing; the same file with
    another mapping replaces what it brought before.

    Raises UnreadableFile, InvalidMapping, NotEnoughData (no row at all, or all rejected) or LakeBusy; then
    nothing is stored.
    """
    lake = Path(lake)
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(p) for p in paths]
    if not files:
        raise InvalidMapping(
            "Name at least one file.", message_ru="Укажите хотя бы один файл.", argument="paths"
        )
    jobs = list(_jobs(files, _mappings(files, mapping), table))
    with _workplace(lake, check=check) as folder:
        before = read_manifest(lake)
        manifest = _manifest_for(jobs, before, currency=currency, zone=time_zone)
        known = {load.key: load for load in manifest.loads}
        new = [job for job in jobs if not _is_known(job, known)]
        if not new:
            loads = [known[job.mapping.table, job.digest] for job in jobs]
            names = [job.path.name for job in jobs]
            return report_of(loads, snapshot=manifest.snapshot, already_loaded=True, skipped_files=names)
        taken = _take_in(new, lake, folder, manifest, progress, today=today, check=check)
        snapshot = (before.snapshot if before else "") if check else _published(lake, folder, taken.manifest)
    return report_of(
        taken.loads,
        snapshot=snapshot,
        already_loaded=False,
        examples=[example for job in new for example in job.examples][:EXAMPLES],
        replaced=taken.replaced,
        ignored_columns=_ignored(new),
        skipped_files=[job.path.name for job in jobs if job not in new],
        back_dated=taken.back_dated,
        previous_snapshot=before.snapshot if before and before.loads else None,
    )


def _published(lake: Path, folder: Path, manifest: Manifest) -> str:
    """Makes the manifest the current state. What is derived from each new snapshot is brought up to date
    here, while the write lock is still held."""
    snapshot = publish(lake, with_customer_days(lake, folder, manifest))
    collect_orphans(lake)
    return snapshot


def current_snapshot(lake: Path) -> str | None:
    """Id of the newest snapshot; None where nothing was loaded yet."""
    manifest = read_manifest(Path(lake))
    return manifest.snapshot if manifest is not None and manifest.loads else None


def _mappings(
    files: Sequence[Path], given: Path | Mapping | MappingOf[Path, Path | Mapping] | None
) -> dict[Path, Mapping]:
    one_each = given if isinstance(given, MappingOf) else dict.fromkeys(files, given)
    return {
        path: mapping if isinstance(mapping, Mapping) else load_mapping(Path(mapping))
        for path, mapping in one_each.items()
        if mapping is not None
    }


def _jobs(files: Sequence[Path], mappings: dict[Path, Mapping], table: str | None) -> Iterator[Job]:
    seen: set[tuple[str, str]] = set()
    for path in files:
        given = mappings.get(path)
        if given is not None:
            if table is not None and table != given.table:
                raise InvalidMapping(
                    f"The mapping is for {given.table}, not for {table}.",
                    message_ru=f"Разметка сделана для таблицы {given.table}, а не {table}.",
                    argument="table",
                )
            mapping, source = given, open_source(path, given.file)
        else:
            name = table if table is not None else table_of_name(path)
            source, mapping = canonical_mapping(path, name)
        job = Job(path, file_digest(path), mapping, source, len(seen))
        if (mapping.table, job.digest) not in seen:
            seen.add((mapping.table, job.digest))
            yield job


@contextmanager
def _workplace(lake: Path, *, check: bool) -> Iterator[Path]:
    if check:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    else:
        with writing(lake) as folder:
            yield folder


def _manifest_for(jobs: Sequence[Job], before: Manifest | None, *, currency: str, zone: str) -> Manifest:
    base = before
    for job in jobs:
        wanted = job.mapping
        if base is None:
            base = Manifest(currency=wanted.currency or currency, time_zone=wanted.time_zone or zone)
        for what, ru, got, have in (
            ("currency", "валюта", wanted.currency, base.currency),
            ("time zone", "часовой пояс", wanted.time_zone, base.time_zone),
        ):
            if got is not None and got != have:
                raise InvalidMapping(
                    f"The warehouse keeps its {what} as {have}, this mapping says {got}; load it into another home.",
                    message_ru=f"В хранилище {ru} {have}, а в разметке {got}; загрузите файл в другое хранилище.",
                    argument=what.replace(" ", "_"),
                )
    if base is None:
        raise AssertionError("a call has at least one file")
    return base


def _is_known(job: Job, known: dict[tuple[str, str], Load]) -> bool:
    load = known.get((job.mapping.table, job.digest))
    return load is not None and load.mapping_sha256 == job.mapping_digest


def _take_in(
    jobs: Sequence[Job],
    lake: Path,
    folder: Path,
    manifest: Manifest,
    progress: Progress | None,
    *,
    today: date | None,
    check: bool,
) -> _Taken:
    corrected = {(job.mapping.table, job.digest) for job in jobs}
    kept = [load for load in manifest.loads if load.key not in corrected]
    replaced = sum(load.accepted for load in manifest.loads if load.key in corrected)
    loads: list[Load] = []
    late: list[BackDated] = []
    meter = _Meter(jobs, progress)
    for table in dict.fromkeys(job.mapping.table for job in jobs):
        own = [job for job in jobs if job.mapping.table == table]
        duplicates = {job.number: _duplicates(job.mapping) for job in own}
        stage = Stage(folder, table, duplicates=duplicates)
        try:
            for job in own:
                _read(job, stage, manifest, meter, today=today)
            earlier = [load for load in kept if load.table == table]
            stage.settle([lake / load.accepted_file.path for load in earlier if load.accepted_file])
            loads += [_load(job, stage, lake, folder, check=check) for job in own]
            late += _back_dated(table, stage, earlier)
            if table in KEYS:
                renewed = [_renewed(load, stage, lake, folder, check=check) for load in earlier]
                kept = [load for load in kept if load.table != table] + [load for load, _ in renewed]
                replaced += sum(count for _, count in renewed)
        finally:
            stage.close()
    meter.finish()
    return _Taken(loads, manifest.model_copy(update={"loads": (*kept, *loads)}), replaced, late)


def _back_dated(table: str, stage: Stage, earlier: Sequence[Load]) -> list[BackDated]:
    days = [load.last_day for load in earlier if load.last_day is not None]
    if table not in DAY_OF or not days:
        return []
    months = stage.months_before(max(days))
    return [BackDated(table, max(days), sum(n for _, n in months), tuple(months))] if months else []


def _duplicates(mapping: Mapping) -> str:
    if "duplicates" in mapping.model_fields_set:
        return mapping.duplicates
    return "keep" if mapping.table in KEEP_DUPLICATES else mapping.duplicates


def _read(job: Job, stage: Stage, manifest: Manifest, meter: _Meter, *, today: date | None) -> None:
    conversion = Conversion(
        job.mapping,
        job.source.columns,
        job.path.name,
        job.digest,
        manifest.currency,
        manifest.time_zone,
        today,
    )
    prepared = (conversion.prepared(chunk) for chunk in job.source.chunks())
    for chunk in read_ahead(gathered(prepared)):
        job.read += chunk.read
        stage.add(job.number, chunk, conversion)
        meter.at(job, chunk.done_share)
    if job.read == 0:
        raise no_rows(job.path)


def _load(job: Job, stage: Stage, lake: Path, folder: Path, *, check: bool) -> Load:
    table, private = job.mapping.table, job.mapping.table in VAULT
    stored: dict[str, Stored | None] = {}
    counts: dict[str, int] = {}
    for which in ("accepted", "set_aside", "rejected"):
        staged = folder / f"{job.number}-{which}.parquet"
        rows = stage.write(job.number, job.path.name, which, staged)
        counts[which] = rows
        stored[f"{which}_file"] = None
        if rows and not check:
            place_in = table if which == "accepted" else which
            target = f"{VAULT_FOLDER}/{place_in}" if private else place_in
            stored[f"{which}_file"] = place(lake, target, staged, rows=rows, private=private)
    if sum(counts.values()) != job.read:
        raise AssertionError(f"{job.path.name}: {counts} rows came out of {job.read} that were read")
    job.examples = [
        {
            "file": job.path.name,
            "line": line,
            "column": column,
            "value": "…" if private else value,
            "reason": reason,
        }
        for line, column, value, reason in stage.examples(job.number, EXAMPLES)
    ]
    reasons = tuple(stage.reasons(job.number))
    if counts["rejected"] == job.read:
        raise _all_rejected(job, reasons)
    return Load(
        table=table,
        file=job.path.name,
        file_sha256=job.digest,
        mapping_sha256=job.mapping_digest,
        read=job.read,
        reasons=reasons,
        **counts,
        **stored,
        **stage.facts(job.number),
    )


def _renewed(load: Load, stage: Stage, lake: Path, folder: Path, *, check: bool) -> tuple[Load, int]:
    """An earlier load without the rows whose keys came anew, and how many those were."""
    if load.accepted_file is None:
        return load, 0
    staged = folder / f"renewed-{load.accepted_file.sha256[:24]}.parquet"
    rows = stage.without_newer(lake / load.accepted_file.path, staged)
    if rows is None:
        return load, 0
    count = load.accepted_file.rows - rows
    if check:
        return load, count
    private = load.table in VAULT
    target = f"{VAULT_FOLDER}/{load.table}" if private else load.table
    stored = place(lake, target, staged, rows=rows, private=private) if rows else None
    return load.model_copy(update={"accepted_file": stored}), count


def _all_rejected(job: Job, reasons: Sequence[tuple[str, str, int]]) -> NotEnoughData:
    first = job.examples[0]
    where = f"line {first['line']}" + (f", {first['column']} = {first['value']!r}" if first["column"] else "")
    where_ru = f"строка {first['line']}" + (
        f", {first['column']} = {first['value']!r}" if first["column"] else ""
    )
    reason = reasons[0][1]
    return NotEnoughData(
        f"{job.path.name}: all {job.read} rows were rejected ({reason_in('en', reason)}; for example {where}), so nothing was stored.",
        message_ru=f"{job.path.name}: отклонены все строки, {job.read} ({reason_in('ru', reason)}; например, {where_ru}), поэтому ничего не сохранено.",
        argument=job.path.name,
    )


def _ignored(jobs: Sequence[Job]) -> list[str]:
    out: dict[str, None] = {}
    for job in jobs:
        mapping = job.mapping
        rules = (*mapping.set_aside, *mapping.reject)
        used = {*mapping.columns.values(), *(r.column for r in rules), mapping.refunds.column}
        used |= {part.column for part in mapping.extract.values()}
        used |= {currency_column(mapping.table, job.source.columns)}
        formulas = " ".join(mapping.computed.values())
        out.update(
            dict.fromkeys(
                c
                for c in job.source.columns
                if c not in used and c not in formulas and c.lower() not in OWN_COLUMNS
            )
        )
    return list(out)


class _Meter:
    """Adds the progress of the files up in bytes; it only ever grows and ends at the total."""

    def __init__(self, jobs: Sequence[Job], progress: Progress | None) -> None:
        self._progress = progress
        self._sizes = {job.number: max(job.path.stat().st_size, 1) for job in jobs}
        self._total = sum(self._sizes.values())
        self._shares: dict[int, float] = {}

    def at(self, job: Job, share: float) -> None:
        self._shares[job.number] = max(share, self._shares.get(job.number, 0.0))
        if self._progress is not None:
            done = sum(self._sizes[number] * part for number, part in self._shares.items())
            # The last hundredth is for judging the rows against each other and storing them.
            self._progress(min(int(done * 0.99), self._total), self._total)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress(self._total, self._total)
