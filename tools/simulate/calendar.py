"""When people buy: weekly rhythm, holidays, Black Friday."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WEEKDAY = (0.84, 0.86, 0.90, 0.95, 1.12, 1.26, 1.07)  # Monday to Sunday
SATURDAY = 5


def black_friday(year: int) -> date:
    """The last Friday of November."""
    last = date(year, 11, 30)
    return last - timedelta(days=(last.weekday() - 4) % 7)


def demand(first_day: date, days: int) -> NDArray[np.float64]:
    """Relative demand of each day from `first_day` on; an ordinary year averages about 1."""
    return np.array([_of_day(first_day + timedelta(days=i)) for i in range(days)])


def discount_level(first_day: date, days: int) -> NDArray[np.float64]:
    """Probability that a line carries an everyday shelf discount, by day."""
    level = np.full(days, 0.16)
    for i in range(days):
        day = first_day + timedelta(days=i)
        if _near_black_friday(day):
            level[i] = 0.52
        elif day.month == 12 or (day.month, day.day) < (1, 9):
            level[i] = 0.26
    return level


def _near_black_friday(day: date) -> bool:
    return -4 <= (day - black_friday(day.year)).days <= 2


def _of_day(day: date) -> float:
    weight = WEEKDAY[day.weekday()] * 0.985
    month_day = (day.month, day.day)
    if _near_black_friday(day):
        weight *= 1.75
    elif (12, 10) <= month_day <= (12, 30):
        weight *= 1.25 + 0.45 * (day.day - 10) / 20
    elif month_day == (12, 31):
        weight *= 1.0
    elif month_day <= (1, 8):
        weight *= 0.62
    elif day.month in (1, 2):
        weight *= 0.90 if month_day < (2, 10) else 1.04
    elif (3, 1) <= month_day <= (3, 8):
        weight *= 1.28
    elif (4, 27) <= month_day <= (5, 10):
        weight *= 1.16
    elif day.month in (6, 7):
        weight *= 0.91
    elif (8, 15) <= month_day <= (9, 5):
        weight *= 1.08
    elif (11, 1) <= month_day <= (11, 4):
        weight *= 1.07
    return weight
