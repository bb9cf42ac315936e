"""A number with its uncertainty: what every computation returns instead of a bare float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, its interval and where both come from.

    `low` and `high` bound the value at confidence `level` (0.95 for 95 %); all three are None where no
    interval was computed. `n` counts the units (customers, orders) behind the value and `method` names
    how value and interval were computed, both by one and the same method.
    """

    value: float
    unit: str
    n: int
    method: str
    low: float | None = None
    high: float | None = None
    level: float | None = None

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies wholly on one side of zero; False without an interval."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)
