"""Weeks that end on the day of the look, and what a week's figure is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from tools.errors import InvalidArgument

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

LAST, MEAN_OF, YEAR_AGO = 1, 4, 52
HISTORY = 12
"""Weeks before this one from which the usual range is taken."""
FEWEST = 8
LIMIT_FACTOR = 2.66


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the scorecard. `unit` `money` stands for the currency; `good` says which way is welcome."""

    key: str
    unit: str
    ru: str
    en: str
    good: int = 1


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of this week and what it is held against; None where the data do not reach so far back."""

    now: float
    last: float | None
    mean: float | None
    year_ago: float | None
    usual: tuple[float, float] | None


def week_end(warehouse: Warehouse, as_of: date | None) -> date:
    """The last day of the week in question. Raises InvalidArgument when the data do not hold the whole week."""
    end = as_of or warehouse.last_day
    if end > warehouse.last_day:
        raise InvalidArgument(
            f"as_of {end} is after the last day of the data, {warehouse.last_day}: that week is not complete.",
            message_ru=f"Дата {end} позже последнего дня данных, {warehouse.last_day}: неделя ещё не закрыта.",
            argument="as_of",
        )
    if end - timedelta(days=6) < warehouse.first_day:
        raise InvalidArgument(
            f"as_of {end}: the week before it is not complete, the data begin on {warehouse.first_day}.",
            message_ru=f"Дата {end}: недели перед ней нет целиком, данные начинаются {warehouse.first_day}.",
            argument="as_of",
        )
    return end


def whole_weeks(warehouse: Warehouse, end: date) -> int:
    """How many complete weeks, this one included, the data hold up to `end`."""
    return ((end - warehouse.first_day).days + 1) // 7


def compared(series: Mapping[int, float]) -> Compared:
    """What a figure is held against, from its values by weeks back (0 is this week; missing weeks are left out)."""
    four = [series[i] for i in range(1, MEAN_OF + 1) if i in series]
    return Compared(
        now=series[0],
        last=series.get(LAST),
        mean=fmean(four) if len(four) == MEAN_OF else None,
        year_ago=series.get(YEAR_AGO),
        usual=usual_range([series[i] for i in range(HISTORY, 0, -1) if i in series]),
    )


def usual_range(before: list[float]) -> tuple[float, float] | None:
    """Where a week's figure lies when nothing special happens; None with fewer than eight weeks.

    Natural process limits of the individuals chart: mean +- 2.66 times the mean difference of neighbouring
    weeks (Wheeler, Understanding Variation, 1993). They know no season: before holidays a figure leaves them
    without anything being wrong.
    """
    if len(before) < FEWEST:
        return None
    middle = fmean(before)
    moving = fmean(abs(b - a) for a, b in pairwise(before))
    low = middle - LIMIT_FACTOR * moving
    if min(before) >= 0:
        low = max(low, 0.0)
    return low, middle + LIMIT_FACTOR * moving
