"""Delivery of approved content to one recipient at a time, and the counts that must always close."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DeliveryState = Literal["waiting", "claimed", "sending", "sent", "skipped", "failed", "in_doubt"]

# What may follow what. An expired lease on `claimed` goes back to `waiting` because nothing was sent yet;
# one on `sending` becomes `in_doubt`, because the message may have left: a person decides, never a retry.
ALLOWED: dict[DeliveryState, frozenset[DeliveryState]] = {
    "waiting": frozenset({"claimed", "skipped"}),
    "claimed": frozenset({"sending", "skipped", "waiting"}),
    "sending": frozenset({"sent", "failed", "in_doubt", "waiting"}),
    "in_doubt": frozenset({"waiting", "sent", "failed"}),
    "sent": frozenset(),
    "skipped": frozenset(),
    "failed": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the planned messages are: planned = sent + skipped + failed + in doubt + waiting."""

    planned: int = 0
    sent: int = 0
    failed: int = 0
    in_doubt: int = 0
    waiting: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    """By reason: consent, suppressed, cap, quiet hours over, stopped, approval gone ..."""

    @property
    def closes(self) -> bool:
        """Whether every planned message is accounted for."""
        return (
            self.planned
            == self.sent + sum(self.skipped.values()) + self.failed + self.in_doubt + self.waiting
        )
