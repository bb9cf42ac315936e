"""How many days lie ahead: months and years counted on the calendar, not as thirty days each."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tools.errors import InvalidArgument

LONGEST_MONTHS = 600


def months_later(day: date, months: float) -> date:
    """The same day of the month so many months on (its last day where there is none such); a part of a month is
    that part of the month it falls into, rounded to days."""
    whole = int(months)
    reached = _add(day, whole)
    if whole == months:
        return reached
    length = (_add(day, whole + 1) - reached).days
    return reached + timedelta(days=round((months - whole) * length))


def days_ahead(day: date, months: float) -> int:
    """Days from the end of `day` to the end of the horizon; at least one."""
    if not 0 < months <= LONGEST_MONTHS:
        raise InvalidArgument(
            f"horizon_months is {months}; it must be above 0 and at most {LONGEST_MONTHS}.",
            message_ru=f"horizon_months = {months}; нужно больше 0 и не больше {LONGEST_MONTHS} месяцев.",
            argument="horizon_months",
        )
    return max(1, (months_later(day, months) - day).days)


def _add(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
