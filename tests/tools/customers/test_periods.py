"""Which days a question means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.customers.periods import Period, asked_period, last_full
from tools.errors import InvalidArgument
from tools.tool import PeriodSelection


@dataclass
class Data:
    first_day: date = date(2025, 1, 10)
    last_day: date = date(2026, 3, 4)


def test_the_last_full_period_is_over() -> None:
    wednesday = date(2026, 3, 4)
    assert last_full("week", wednesday) == Period(date(2026, 2, 23), date(2026, 3, 1))
    assert last_full("week", date(2026, 3, 1)) == Period(date(2026, 2, 23), date(2026, 3, 1))
    assert last_full("month", wednesday) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert last_full("month", date(2026, 2, 28)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert last_full("quarter", wednesday) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert last_full("year", wednesday) == Period(date(2025, 1, 1), date(2025, 12, 31))


def test_months_are_compared_with_months_and_days_with_days() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert march.previous() == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert march.year_ago() == Period(date(2025, 3, 1), date(2025, 3, 31))
    week = Period(date(2026, 3, 2), date(2026, 3, 8))
    assert week.previous() == Period(date(2026, 2, 23), date(2026, 3, 1))
    assert week.year_ago().start.weekday() == week.start.weekday()


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 800))
def test_the_previous_period_ends_the_day_before(start: date, length: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + length))
    before = period.previous()
    assert before.end.toordinal() == start.toordinal() - 1
    assert before.days == period.days or before.whole_months == period.whole_months


def test_a_period_that_has_not_ended_is_cut_at_the_last_day_of_the_data() -> None:
    args = PeriodSelection(start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert asked_period(Data(), args, otherwise="month") == Period(date(2026, 3, 1), date(2026, 3, 4))


def test_nothing_asked_means_the_last_full_period_or_everything() -> None:
    assert asked_period(Data(), PeriodSelection(), otherwise=None) == Period(
        date(2025, 1, 10), date(2026, 3, 4)
    )
    early = PeriodSelection(as_of=date(2025, 1, 20))
    assert asked_period(Data(), early, otherwise="month") == Period(date(2025, 1, 10), date(2025, 1, 20))


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (PeriodSelection(start=date(2026, 2, 2), end=date(2026, 2, 1)), "after end"),
        (PeriodSelection(end=date(2024, 1, 1)), "before the first day"),
        (PeriodSelection(as_of=date(2024, 1, 1)), "before the first day"),
        (PeriodSelection(start=date(2027, 1, 1)), "after the last day"),
    ],
)
def test_impossible_periods_are_refused(args: PeriodSelection, problem: str) -> None:
    with pytest.raises(InvalidArgument, match=problem):
        asked_period(Data(), args, otherwise="month")
