"""Retention and churn of one period in terms of another, and why rates of different periods are not compared.

Within one period RR = 1 - CR. When the same share leaves in every period, of those who are left after k periods
RR^k are still there: a monthly churn of 5 % is a yearly one of 1 - 0.95^12 = 46 %, not of 60 %. Twelve steps make a
year, three a quarter, 365.25 / 12 days a month.
"""

from __future__ import annotations

from typing import Literal

from tools.errors import InvalidArgument

Kind = Literal["churn", "retention"]
Span = Literal["week", "month", "quarter", "year"]
MONTHS: dict[Span, float] = {"week": 84 / 365.25, "month": 1.0, "quarter": 3.0, "year": 12.0}


def converted(rate: float, *, kind: Kind, span: Span, to_kind: Kind, to_span: Span) -> float:
    """The rate as churn or retention of another span, if the same share leaves in every period.

    `rate` is a fraction from 0 to 1. InvalidArgument for anything else.
    """
    if not 0 <= rate <= 1:
        raise InvalidArgument(
            f"rate is {rate}; a fraction from 0 to 1 is needed, 0.05 for 5 %.",
            message_ru=f"rate = {rate}; нужна доля от 0 до 1, например 0.05 для 5 %.",
            argument="rate",
        )
    if (kind, span) == (to_kind, to_span):
        return rate
    kept = rate if kind == "retention" else 1 - rate
    if span != to_span:
        kept = kept ** (MONTHS[to_span] / MONTHS[span])
    return kept if to_kind == "retention" else 1 - kept
