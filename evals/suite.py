"""What a suite of evaluations returns: counts by class, Wilson bounds, gates and the cases that failed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Score:
    """How many of how many, and the gate that the share must reach."""

    name: str
    right: int
    total: int
    gate: float

    @property
    def share(self) -> float:
        """Right answers as a fraction; 1 where there was nothing to get wrong."""
        return self.right / self.total if self.total else 1.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The Wilson interval at 95 %."""
        return wilson(self.right, self.total)

    @property
    def passed(self) -> bool:
        """Whether the share reaches the gate."""
        return self.share >= self.gate


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that went wrong."""

    case: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Result:
    """One suite's outcome."""

    suite: str
    scores: tuple[Score, ...]
    misses: tuple[Miss, ...] = ()
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every score reaches its gate."""
        return all(score.passed for score in self.scores)

    def to_json(self) -> dict[str, Any]:
        """Everything as plain JSON."""
        scores = [
            {**asdict(s), "share": s.share, "low": s.bounds[0], "high": s.bounds[1], "passed": s.passed}
            for s in self.scores
        ]
        return {
            "suite": self.suite,
            "passed": self.passed,
            "seconds": round(self.seconds, 1),
            "scores": scores,
            "misses": [asdict(miss) for miss in self.misses],
            "notes": list(self.notes),
            **dict(self.extra),
        }


def wilson(right: int, total: int, *, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson score interval for a share (Wilson 1927, eq. 4 of Brown, Cai & DasGupta 2001)."""
    if total == 0:
        return 0.0, 1.0
    p = right / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return max(0.0, centre - half), min(1.0, centre + half)
