"""Transactions to frequency, recency, T and monetary value: what the models of repeat buying are fitted on.

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2),
section 2: x repeat purchases in (0, T], the last at t_x, time counted from the first purchase.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import ibis
import pandas as pd

from tools.customers.purchases import Lines, Transactions, purchase_days, read_lines
from tools.errors import InvalidArgument, NotEnoughData

DAYS_PER_UNIT = {"D": 1, "W": 7}


def customer_summary(
    tx: Transactions,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str | None = "revenue",
    observation_end: date | str | None = None,
    unit: Literal["D", "W"] = "D",
    holdout_end: date | str | None = None,
) -> pd.DataFrame:
    """How often, how lately and for how much each customer has bought.

    `tx` is a DataFrame or an Ibis table of receipt lines, negative ones for refunds; orders of one day are
    one purchase, and `tools.customers.purchases` defines what counts as one. `observation_end` (included;
    default: the last day of the data) closes the observation; `unit` is days or weeks, weeks as fractions.
    `value=None` leaves money out.

    Returns one row per customer with a purchase by then, sorted by id:
    `customer_id`, `frequency` (purchase days after the first), `recency` (time from first to last purchase),
    `T` (time from first purchase to `observation_end`), `monetary_value` (mean value of the repeat purchase
    days, 0 where there are none). With `holdout_end` (included) also `frequency_holdout` (purchase days after
    `observation_end`), `monetary_holdout` (their mean value, 0 for none) and `duration_holdout`.
    `.attrs` holds `observation_end`, `lines_without_customer` and `customers_without_purchase`.

    Raises InvalidArgument or NotEnoughData (both ToolError) naming the column or argument at fault.
    """
    if unit not in DAYS_PER_UNIT:
        raise InvalidArgument(f"unit is {unit!r}; D (days) or W (weeks) are known.", argument="unit")
    lines = read_lines(tx, customer=customer, time=time, value=value)
    end = as_day(observation_end, "observation_end") or lines.last_day
    until = as_day(holdout_end, "holdout_end")
    lines.require_start_by(end, "observation_end")
    if until is not None and until <= end:
        raise InvalidArgument(
            f"holdout_end {until} is not after observation_end {end}.",
            message_ru=f"holdout_end {until} не позже observation_end {end}.",
            argument="holdout_end",
        )
    frame = lines.run(_expression(lines, end, until))
    if frame.empty:
        raise NotEnoughData(
            f"Nobody has bought by {end}: all lines are refunds.",
            message_ru=f"До {end} нет ни одной покупки: все строки — возвраты.",
            argument=value,
        )
    return _finished(frame, lines, end, until, DAYS_PER_UNIT[unit], with_money=value is not None)


def as_day(day: date | str | None, argument: str) -> date | None:
    """A day out of a date, a time or ISO text; None stays None."""
    if day is None:
        return None
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return pd.Timestamp(day).date()
    except (ValueError, TypeError):
        raise InvalidArgument(
            f"{argument} is {day!r}; an ISO date such as 2026-03-31 is needed.",
            message_ru=f"{argument}: {day!r} — не дата; нужна дата вида 2026-03-31.",
            argument=argument,
        ) from None


def _expression(lines: Lines, end: date, until: date | None) -> ibis.Table:
    days = purchase_days(lines.table)
    seen = days.filter(days.bought_on <= end)
    summary = seen.group_by("customer_id").aggregate(
        first_on=seen.bought_on.min(),
        last_on=seen.bought_on.max(),
        purchases=seen.count(),
        total=seen.amount.sum(),
        first_amount=seen.amount.argmin(seen.bought_on),
    )
    if until is not None:
        later = days.filter((days.bought_on > end) & (days.bought_on <= until))
        held_out = later.group_by("customer_id").aggregate(
            frequency_holdout=later.count(), total_holdout=later.amount.sum()
        )
        summary = summary.left_join(held_out, "customer_id").select(
            summary, held_out.frequency_holdout, held_out.total_holdout
        )
    repeat_money = (summary.total - summary.first_amount).cast("float64")
    columns: dict[str, Any] = {
        "customer_id": summary.customer_id,
        "frequency": summary.purchases - 1,
        "recency": summary.last_on.delta(summary.first_on, unit="day"),
        "T": ibis.literal(end).delta(summary.first_on, unit="day"),
        "repeat_money": repeat_money,
    }
    if until is not None:
        columns["frequency_holdout"] = summary.frequency_holdout.fill_null(0)
        columns["money_holdout"] = summary.total_holdout.cast("float64").fill_null(0.0)
    return summary.select(**columns)


def _finished(
    frame: pd.DataFrame, lines: Lines, end: date, until: date | None, divisor: int, *, with_money: bool
) -> pd.DataFrame:
    out = pd.DataFrame(
        {
            "customer_id": frame["customer_id"],
            "frequency": frame["frequency"].astype("int64"),
            "recency": frame["recency"] / divisor,
            "T": frame["T"] / divisor,
        }
    )
    if with_money:
        out["monetary_value"] = _mean(frame["repeat_money"], out["frequency"])
    if until is not None:
        out["frequency_holdout"] = frame["frequency_holdout"].astype("int64")
        if with_money:
            out["monetary_holdout"] = _mean(frame["money_holdout"], out["frequency_holdout"])
        out["duration_holdout"] = (until - end).days / divisor
    out.attrs["observation_end"] = end.isoformat()
    out.attrs["lines_without_customer"] = lines.without_customer
    if lines.ids is not None:
        out.attrs["customers_without_purchase"] = len(lines.ids) - len(out)
    return out


def _mean(total: pd.Series, count: pd.Series) -> pd.Series:
    return (total / count.where(count > 0)).fillna(0.0)
