"""Every customer's expected purchases and value as a table of the engine that holds the receipts."""

from __future__ import annotations

from datetime import date
from typing import Literal

import ibis

from tools.clv.forecast import forecast_of
from tools.clv.history import History
from tools.clv.horizon import days_ahead
from tools.clv.valued import valued_customers
from tools.customers.purchases import Transactions
from tools.customers.summary import as_day


def customer_values(
    tx: Transactions,
    *,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str = "revenue",
    observation_end: date | str | None = None,
    horizon_months: float = 12,
    annual_discount_rate: float = 0.0,
    value_share: float = 1.0,
    unit: Literal["D", "W"] = "D",
) -> ibis.Table:
    """What each customer is expected to buy and to be worth within the horizon, by the forecast that won the backtest.

    `tx` and its columns are as for `customer_summary`: a DataFrame, or an Ibis table of DuckDB, PostgreSQL, ClickHouse
    or Spark. Models are fitted on cells that the engine counted and their predictions joined to customers there:
    the table is not executed, so no customer's row passes through Python until the caller asks for it. `unit`
    W counts time in weeks, a fifth of the cells of a large base.

    Columns: `customer_id`, `first_on`, `frequency`, `purchases`, `alive`, `none` (probability of no purchase), `spend` (of a purchase, times
    `value_share`), `value`, `chance` (variance of the value when the expectations are right).

    Raises InvalidArgument, NotEnoughData or NotIdentified.
    """
    history = History.of(tx, customer=customer, time=time, value=value, grid=unit)
    end = as_day(observation_end, "observation_end") or history.last_day
    history = history.before(end)
    found = forecast_of(
        history, horizon_days=days_ahead(history.last_day, horizon_months), kept_share=value_share
    )
    return valued_customers(found, annual_discount_rate)
