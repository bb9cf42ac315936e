"""Transactions to frequency, recency, T and monetary value: what the models of repeat buying are fitted on.

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2),
section 2: x repeat purchases in (0, T], the last at t_x, time counted from the first purchase.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from tools.customers.habits import BUYING, MONEY, PurchaseHabits, read_habits
from tools.customers.purchases import Transactions
from tools.errors import InvalidArgument, NotEnoughData

DAYS_PER_UNIT = {"D": 1, "W": 7}


def customer_summary(
    tx: Transactions | PurchaseHabits,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str | None = "revenue",
    observation_end: date | str | None = None,
    unit: Literal["D", "W"] = "D",
    holdout_end: date | str | None = None,
) -> pd.DataFrame:
    """How often, how lately and for how much each customer has bought.

    `tx` is a DataFrame or an Ibis table of receipt lines, negative ones for refunds, or the habits that
    `purchase_habits` added up from them; orders of one day are one purchase, and `tools.customers.purchases`
    defines what counts as one. `observation_end` (included;
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
    end, until = as_day(observation_end, "observation_end"), as_day(holdout_end, "holdout_end")
    if isinstance(tx, PurchaseHabits):
        tx.require_same(end, "observation_end")
        if until is not None:
            raise InvalidArgument("A holdout needs the lines themselves, not habits.", argument="tx")
        habits = tx
    else:
        habits = read_habits(
            tx,
            customer=customer,
            time=time,
            value=value,
            end=end,
            until=until,
            columns=(*BUYING, *MONEY) if value is not None else BUYING,
            argument="observation_end",
        )
    buyers = habits.buyers
    if not len(buyers):
        raise NotEnoughData(
            f"Nobody has bought by {habits.as_of}: all lines are refunds.",
            message_ru=f"До {habits.as_of} нет ни одной покупки: все строки — возвраты.",
            argument=value,
        )
    return _finished(habits, buyers, until, DAYS_PER_UNIT[unit], with_money=value is not None)


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


def _finished(
    habits: PurchaseHabits, buyers: pa.Table, until: date | None, divisor: int, *, with_money: bool
) -> pd.DataFrame:
    first, last = (buyers[name].cast(pa.int32()).to_numpy() for name in ("first_on", "last_on"))
    frequency = buyers["purchases"].to_numpy() - 1
    closing = (habits.as_of - date(1970, 1, 1)).days
    columns: dict[str, Any] = {
        "customer_id": habits.names(buyers),
        "frequency": frequency,
        "recency": (last - first) / divisor,
        "T": (closing - first) / divisor,
    }
    if with_money:
        columns["monetary_value"] = _mean(buyers["repeat_money"].to_numpy(), frequency)
    if until is not None:
        later = buyers["frequency_holdout"].to_numpy()
        columns["frequency_holdout"] = later
        if with_money:
            columns["monetary_holdout"] = _mean(buyers["money_holdout"].to_numpy(), later)
        columns["duration_holdout"] = (until - habits.as_of).days / divisor
    out = pd.DataFrame(columns)
    out.attrs["observation_end"] = habits.as_of.isoformat()
    out.attrs["lines_without_customer"] = habits.without_customer
    if habits.customers is not None:
        out.attrs["customers_without_purchase"] = habits.customers - len(out)
    return out


def _mean(total: Any, count: Any) -> Any:
    return np.divide(total, count, out=np.zeros(len(total)), where=count > 0)
