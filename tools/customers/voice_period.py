"""The days that surveys, feedback or a log of events cover, and which period a question on them means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import pandas as pd
from pydantic import Field

from tools.customers.periods import Kind, Period, asked_period
from tools.customers.sales import fetch
from tools.errors import NotEnoughData
from tools.tool import Arguments, PeriodSelection


class VoiceSelection(Arguments):
    """A period, both ends included."""

    as_of: date | None = Field(
        None, description="Look as if this day were the last (ISO date). Default: last day."
    )
    start: date | None = Field(None, description="First day of the period (ISO date).")
    end: date | None = Field(None, description="Last day of the period (ISO date).")


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last day of a table."""

    first_day: date
    last_day: date

    @classmethod
    def of(cls, column: ibis.expr.types.DateColumn, table: ibis.Table, what_en: str, what_ru: str) -> Days:
        """The days of a date column; NotEnoughData when it is empty."""
        found = fetch(table.aggregate(first=column.min(), last=column.max())).iloc[0]
        if pd.isna(found["first"]):
            raise NotEnoughData(
                f"There are no {what_en} with a date.",
                message_ru=f"Нет данных с датой: {what_ru}.",
                argument=what_en,
            )
        return cls(pd.Timestamp(found["first"]).date(), pd.Timestamp(found["last"]).date())


def voice_period(days: Days, args: VoiceSelection, *, otherwise: Kind | None) -> Period:
    """The asked period within those days."""
    plain = PeriodSelection(as_of=args.as_of, start=args.start, end=args.end)
    return asked_period(days, plain, otherwise=otherwise)
