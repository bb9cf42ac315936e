"""Periods of whole days, both ends included, and which period a question means."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal, Protocol

from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import Fact
from tools.tool import PeriodSelection

Kind = Literal["day", "week", "month", "quarter", "year"]
MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)


class HasDays(Protocol):
    """The first and last day of the transactions."""

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def whole_months(self) -> int:
        """How many calendar months it is made of exactly, or 0."""
        if self.start.day != 1 or (self.end + DAY).day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def previous(self) -> Period:
        """As many calendar months, or as many days, right before."""
        if self.whole_months:
            return Period(months_before(self.start, self.whole_months), self.start - DAY)
        return Period(self.start - timedelta(days=self.days), self.start - DAY)

    def year_ago(self) -> Period:
        """The same months a year ago; otherwise the same weekdays, 52 weeks ago."""
        if self.whole_months:
            end = months_before(self.end + DAY, 12) - DAY
            return Period(months_before(self.start, 12), end)
        weeks = timedelta(weeks=52)
        return Period(self.start - weeks, self.end - weeks)


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier (the last day where that month is shorter)."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_full(kind: Kind, as_of: date) -> Period:
    """The last day, week (Monday to Sunday), month, quarter or year that was over by the end of `as_of`."""
    if kind == "day":
        return Period(as_of, as_of)
    if kind == "week":
        end = as_of - timedelta(days=(as_of.weekday() + 1) % 7)
        return Period(end - timedelta(days=6), end)
    tomorrow = as_of + DAY
    length = MONTHS[kind]
    start_of_next = date(tomorrow.year, (tomorrow.month - 1) // length * length + 1, 1)
    return Period(months_before(start_of_next, length), start_of_next - DAY)


def day_of_look(data: HasDays, args: PeriodSelection) -> date:
    """The last day that the question may see."""
    day = min(args.as_of or data.last_day, data.last_day)
    if day < data.first_day:
        raise _before(day, data.first_day, "as_of")
    return day


def asked_period(data: HasDays, args: PeriodSelection, *, otherwise: Kind | None) -> Period:
    """The period of the question: the given ends, or the last full `otherwise`, or (None) all of the data.

    Raises InvalidArgument when the ends are in the wrong order or outside the data.
    """
    look = day_of_look(data, args)
    if args.start is None and args.end is None:
        if otherwise is None:
            return Period(data.first_day, look)
        period = last_full(otherwise, look)
        return period if period.start >= data.first_day else Period(data.first_day, look)
    end = min(args.end or look, look)
    start = args.start or data.first_day
    if args.end is not None and args.start is not None and args.start > args.end:
        raise InvalidArgument(
            f"start {args.start} is after end {args.end}.",
            message_ru=f"Начало периода {args.start} позже конца {args.end}.",
            argument="start",
        )
    if end < data.first_day:
        raise _before(end, data.first_day, "end")
    if start > end:
        raise InvalidArgument(
            f"start {start} is after the last day of the data, {look}.",
            message_ru=f"Начало периода {start} позже последнего дня данных {look}.",
            argument="start",
        )
    return Period(start, end)


def require_inside(period: Period, data: HasDays) -> None:
    """Raises NotEnoughData when the data begin after the start of a period that must be whole."""
    if period.start < data.first_day:
        raise NotEnoughData(
            f"The period to compare with, {period.start} to {period.end}, begins before the data do "
            f"({data.first_day}).",
            message_ru=f"Период для сравнения {period.start}–{period.end} начинается раньше данных "
            f"({data.first_day}).",
            argument="start",
        )


def period_facts(fact: partial[Fact], period: Period) -> tuple[Fact, Fact]:
    """Both ends of a period as facts."""
    return (
        fact("start", period.start.isoformat(), "date", "Начало периода", "Start of the period"),
        fact("end", period.end.isoformat(), "date", "Конец периода", "End of the period"),
    )


def earlier_period_facts(fact: partial[Fact], period: Period) -> tuple[Fact, Fact]:
    """Both ends of the period compared with as facts."""
    return (
        fact(
            "previous_start",
            period.start.isoformat(),
            "date",
            "Начало прошлого периода",
            "Start of the earlier period",
        ),
        fact(
            "previous_end",
            period.end.isoformat(),
            "date",
            "Конец прошлого периода",
            "End of the earlier period",
        ),
    )


def _before(day: date, first: date, argument: str) -> InvalidArgument:
    return InvalidArgument(
        f"{argument} {day} is before the first day of the data, {first}.",
        message_ru=f"{argument} {day} раньше первого дня данных {first}.",
        argument=argument,
    )
