"""What became of the rows of the files that were brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tools.warehouse.manifest import Load, Outcome


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the rows of one file; the three outcomes add up to `read`."""

    file: str
    table: str
    read: int
    accepted: int
    set_aside: int
    rejected: int


@dataclass(frozen=True, slots=True)
class BackDated:
    """Rows that came in now although their day lies before the last one already known."""

    table: str
    known_until: date
    """The last day of the table in the snapshot before."""
    rows: int
    months: tuple[tuple[str, int], ...]
    """`2026-03` and its rows, in order: figures of these months differ between the two snapshots."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Every row read is accepted, set aside or rejected: the three add up to `read`."""

    snapshot: str
    table: str
    files: tuple[str, ...]
    read: int
    accepted: int
    accepted_without_customer: int
    set_aside: int
    rejected: int
    reasons: tuple[tuple[Outcome, str, int], ...]
    already_loaded: bool
    examples: tuple[Mapping[str, Any], ...]
    """A few refused rows: file, line, column, value, reason."""
    refunds: int = 0
    refunds_matched: int = 0
    replaced: int = 0
    """Rows of earlier loads that a newer row with the same key, or a corrected load, has replaced."""
    ignored_columns: tuple[str, ...] = ()
    """Columns of the files that no field was taken from."""
    by_file: tuple[FileReport, ...] = ()
    skipped_files: tuple[str, ...] = ()
    """Files of the call that were loaded before, with the same mapping."""
    back_dated: tuple[BackDated, ...] = ()
    """By table; the snapshot before is left as it was."""
    previous_snapshot: str | None = None

    def __post_init__(self) -> None:
        if self.accepted + self.set_aside + self.rejected != self.read:
            raise AssertionError(
                f"{self.accepted} + {self.set_aside} + {self.rejected} rows are not the {self.read} read"
            )


def report_of(
    loads: Sequence[Load],
    *,
    snapshot: str,
    already_loaded: bool,
    examples: Sequence[Mapping[str, Any]] = (),
    replaced: int = 0,
    ignored_columns: Sequence[str] = (),
    skipped_files: Sequence[str] = (),
    back_dated: Sequence[BackDated] = (),
    previous_snapshot: str | None = None,
) -> IngestReport:
    """Adds up the loads of one call."""
    reasons: Counter[tuple[Outcome, str]] = Counter()
    for load in loads:
        for outcome, reason, count in load.reasons:
            reasons[outcome, reason] += count
    return IngestReport(
        snapshot=snapshot,
        table=", ".join(dict.fromkeys(load.table for load in loads)),
        files=tuple(load.file for load in loads),
        read=sum(load.read for load in loads),
        accepted=sum(load.accepted for load in loads),
        accepted_without_customer=sum(load.accepted_without_customer for load in loads),
        set_aside=sum(load.set_aside for load in loads),
        rejected=sum(load.rejected for load in loads),
        reasons=tuple(
            (o, r, n) for (o, r), n in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ),
        already_loaded=already_loaded,
        examples=tuple(examples),
        refunds=sum(load.refunds for load in loads),
        refunds_matched=sum(load.refunds_matched for load in loads),
        replaced=replaced,
        ignored_columns=tuple(ignored_columns),
        by_file=tuple(
            FileReport(load.file, load.table, load.read, load.accepted, load.set_aside, load.rejected)
            for load in loads
        ),
        skipped_files=tuple(skipped_files),
        back_dated=tuple(back_dated),
        previous_snapshot=previous_snapshot,
    )
