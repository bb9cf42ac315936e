"""What a later unit of money is worth today: a rate per named period, on the calendar where a date is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from tools.clv.horizon import LONGEST_MONTHS, months_later
from tools.clv.observations import Floats
from tools.errors import InvalidArgument

Period = Literal["year", "quarter", "month", "week", "day"]
MONTHS = {"year": 12.0, "quarter": 3.0, "month": 1.0}
DAYS = {"week": 7.0, "day": 1.0}
DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Discount:
    """An effective rate per period. With a date, months and years are those of the calendar, so that a year
    discounts by exactly one annual rate, leap year or not; without one, a month is a twelfth of 365.25 days."""

    rate: float
    period: Period = "year"
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.period not in MONTHS | DAYS:
            raise InvalidArgument(
                f"discount_period is {self.period!r}; year, quarter, month, week and day are known.",
                message_ru=f"discount_period = {self.period!r}; известны year, quarter, month, week и day.",
                argument="discount_period",
            )
        if not -1 < self.rate < np.inf:
            name = "annual_discount_rate" if self.period == "year" else "discount_rate"
            raise InvalidArgument(
                f"{name} is {self.rate}; as a fraction above -1, 0.15 for 15 % a {self.period}.",
                message_ru=f"{name} = {self.rate}; нужна доля больше -1: 0.15 для 15 %.",
                argument=name,
            )

    def factor(self, days: Floats) -> Floats:
        """Value today of one unit so many days ahead."""
        return np.asarray(np.exp(-np.log1p(self.rate) * self._periods(days)))

    def days_until(self, factor: Floats) -> Floats:
        """How many days ahead a unit is worth `factor` today: the inverse of `factor`."""
        periods = -np.log(factor) / np.log1p(self.rate)
        if self.period in DAYS:
            return np.asarray(periods * DAYS[self.period])
        months = periods * MONTHS[self.period]
        if self.as_of is None:
            return np.asarray(months * DAYS_PER_MONTH)
        grid = self._grid()
        beyond = np.maximum(months - (grid.size - 1), 0.0) * DAYS_PER_MONTH
        return np.asarray(np.interp(months, np.arange(grid.size), grid) + beyond)

    def _periods(self, days: Floats) -> Floats:
        if self.period in DAYS:
            return days / DAYS[self.period]
        if self.as_of is None:
            return days / DAYS_PER_MONTH / MONTHS[self.period]
        grid = self._grid()
        beyond = np.maximum(days - grid[-1], 0.0) / DAYS_PER_MONTH
        return np.asarray((np.interp(days, grid, np.arange(grid.size)) + beyond) / MONTHS[self.period])

    def _grid(self) -> Floats:
        """Days from the date to the same day of each later month."""
        assert self.as_of is not None
        months = min(LONGEST_MONTHS, (date.max.year - self.as_of.year - 1) * 12)
        return np.array(
            [(months_later(self.as_of, k) - self.as_of).days for k in range(months + 1)], dtype=float
        )
