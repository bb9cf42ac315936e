"""Decisions on frozen content, and the card that lets a person decide within a minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from copilot.domain.campaign import Copy, Flag, Sample, Step

Decision = Literal["approved", "rejected", "revoked"]


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's decision on one hash."""

    id: str
    content_id: str
    sha256: str
    approver_id: str
    decision: Decision
    reason: str | None
    decided_at: datetime
    expires_at: datetime | None
    revokes: str | None = None
    """For a revocation: the id of the approval it takes back."""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A line of the approval queue."""

    content_id: str
    draft_id: str
    title: str
    author_name: str
    submitted_at: datetime
    reach: int
    cost: Decimal
    state: str
    approvals: int
    approvals_needed: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected incremental profit of a campaign, in the currency's major unit."""

    low: float
    expected: float
    high: float
    level: float
    probability_of_loss: float
    method: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything an approver needs on one screen."""

    content_id: str
    draft_id: str
    sha256: str
    title: str
    summary_ru: str
    summary_en: str
    author_name: str
    submitted_at: datetime
    expires_after_hours: int
    currency: str
    reach: int
    control: int
    cost: Decimal
    worst_case: Decimal
    forecast: Forecast | None
    flags: tuple[Flag, ...]
    waterfall: tuple[Step, ...]
    copies: tuple[Copy, ...]
    samples: tuple[Sample, ...]
    stop_rules: tuple[str, ...]
    legal: tuple[str, ...]
    changes: tuple[str, ...]
    """What differs from the version before, in words; empty for a first version."""
    approvals: tuple[Approval, ...]
    approvals_needed: int
    state: str
    body: Mapping[str, Any]
    """Every hashed leaf, for the reader who wants to see all of it."""
