"""Faults of the data that would look like a change of the business: checked before anything is explained."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd

from tools.customers.change_data import Change
from tools.customers.periods import Period
from tools.facts import Note
from tools.warehouse.source_series import look_at_sources

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

THIN_DAY = 0.25
"""A day with less than this part of the usual number of lines is suspect."""
MOVED_SHARE = 0.05
"""By how much the share of lines without a customer may move unremarked."""
LARGE_GROUP = 0.02
LOOK_BACK = 91
"""Days before a period by which it is judged whether a store or channel fell silent."""
SOURCES = ("category", "channel", "store")
"""Groups whose data come from somewhere; a segment that empties is no fault."""


def empty_days(change: Change, period: Period) -> int:
    """Days of the period without a single line."""
    days = [period.start + timedelta(days=i) for i in range(period.days)]
    return sum(day not in change.days.index for day in days)


def data_faults(change: Change, warehouse: Warehouse) -> tuple[Note, ...]:
    """Warnings, the gravest first; none where the data look alike in both periods."""
    now, before = change.now.period, change.before.period
    notes = []
    if _silent(warehouse, now) > _silent(warehouse, before):
        notes.append(
            Note(
                "Магазин или канал молчал в этом периоде, хотя обычно в такие дни продаёт: сначала проверьте его выгрузку, data_quality назовёт его и дни.",
                "A store or channel was silent in this period on days when it usually sells: first check its load; data_quality names it and the days.",
                "warning",
            )
        )
    if empty_days(change, now) > empty_days(change, before):
        notes.append(
            Note(
                "В этом периоде больше дней совсем без продаж, чем в прошлом: сначала проверьте, всё ли загружено.",
                "This period has more days without any sale than the earlier one: first check that all was loaded.",
                "warning",
            )
        )
    if _thin_days(change, now) > _thin_days(change, before):
        notes.append(
            Note(
                "В этом периоде есть дни, где строк продаж в несколько раз меньше обычного: возможно, загружена часть дня.",
                "Some days of this period hold several times fewer lines than usual: a day may be loaded in part.",
                "warning",
            )
        )
    if abs(_unknown_share(change, now) - _unknown_share(change, before)) > MOVED_SHARE:
        notes.append(
            Note(
                "Заметно изменилась доля строк без известного клиента: часть сдвига по клиентам может быть следствием распознавания.",
                "The share of lines without a customer has moved: part of the change by customers may come from recognition alone.",
                "warning",
            )
        )
    if any(_vanished(frame) for by, frame in change.groups.items() if by in SOURCES):
        notes.append(
            Note(
                "Канал, магазин или категория исчезли целиком: проверьте, пришли ли данные этого источника.",
                "A channel, a store or a category has vanished altogether: check that the data of that source have come.",
                "warning",
            )
        )
    if now.days != before.days:
        notes.append(
            Note(
                "Периоды разной длины в днях: часть изменения — календарь.",
                "The periods differ in days: part of the change is the calendar.",
                "warning",
            )
        )
    elif _weekdays(now) != _weekdays(before):
        notes.append(
            Note(
                "В периодах разные дни недели: часть изменения может быть календарём.",
                "The periods hold different days of the week: part of the change may be the calendar.",
                "warning",
            )
        )
    return tuple(notes)


def _silent(warehouse: Warehouse, period: Period) -> int:
    """Gaps of stores and channels that touch the period, seen from the days around it."""
    first = max(warehouse.first_day, period.start - timedelta(days=LOOK_BACK))
    found = look_at_sources(warehouse, first, period.end)
    return sum(gap.start + timedelta(days=gap.days) > period.start for gap in found.gaps)


def _weekdays(period: Period) -> list[int]:
    return sorted((period.start + timedelta(days=i)).weekday() for i in range(period.days % 7))


def _thin_days(change: Change, period: Period) -> int:
    both = pd.concat([change.days_of(change.before.period), change.days_of(change.now.period)])
    usual = float(both["line_count"].median())
    return int((change.days_of(period)["line_count"] < THIN_DAY * usual).sum())


def _unknown_share(change: Change, period: Period) -> float:
    days = change.days_of(period)
    lines = int(days["line_count"].sum())
    return int(days["unknown_lines"].sum()) / lines if lines else 0.0


def _vanished(frame: pd.DataFrame) -> bool:
    large = frame["before"] > LARGE_GROUP * frame["before"].sum()
    return bool((large & (frame["now"] == 0)).any())
