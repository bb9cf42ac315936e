"""A weekly report: computed from one snapshot, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A stored report. `sha256` is the digest of the HTML."""

    id: str
    kind: str
    language: str
    as_of: date
    snapshot: str
    title: str
    html: str
    sha256: str
    created_at: datetime
    author_id: str | None = None
