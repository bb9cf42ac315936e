# ruff: noqa: S608 - the name is our own, the values are numbers
"""Predictions where the customers are: computed for cells, joined to customers inside the engine.

What a customer is expected to buy depends on a handful of whole numbers, so it is computed once for each cell
that occurs and joined back on those numbers; what is spent per purchase is a straight line in the customer's own
mean value, whose two coefficients the cell knows. A customer's row never passes through Python unless the
caller executes the table.
"""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pandas as pd

from tools.clv.discounting import Discount
from tools.clv.future_purchases import History as Customers
from tools.clv.future_purchases import discounted_purchases
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.history import STATE, History, Window, customer_states, mean_repeat
from tools.clv.observations import Floats
from tools.clv.valuation import LifetimeModel

PREDICTED = ("purchases", "discounted", "alive", "none", "spend_base", "spend_slope", "chance")
BATCH = 5_000


def cell_predictions(
    window: Window,
    purchases: Floats,
    variance: Floats,
    none: Floats,
    *,
    model: LifetimeModel,
    spend_model: GammaGamma,
    weeks: float,
    annual_discount_rate: float = 0.0,
    value_share: float = 1.0,
) -> pd.DataFrame:
    """One row a cell: `STATE` and what is predicted of each of its customers.

    `purchases`, `variance` of their count and the probability of `none` come from the chosen forecast; `model`
    says who is still there and how purchases spread over the horizon, which is what discounting needs.
    `spend_base` + `spend_slope` x own mean repeat value is the expected value of a purchase, times `value_share`.
    `chance` x spend squared is the variance that is left when the expectations are right.
    """
    x, t_x, age = window.frequency, window.recency, window.age
    spend_x = window.column("spend_frequency")
    p, q, v = (spend_model.params_[name] for name in ("p", "q", "v"))
    # the expected spend is a factor times (v + x mean), whatever the mean is
    factor = np.asarray(spend_model.expected_spend(spend_x, np.where(spend_x > 0, 1.0, 0.0))) / (v + spend_x)
    of_spend = 1 / p + 1 / np.maximum(p * spend_x + q - 2, 0.5)
    out = window.cells[list(STATE)].copy()
    out["purchases"] = purchases
    out["discounted"] = purchases * present_share(window, model, weeks, annual_discount_rate)
    out["alive"] = np.asarray(model.probability_alive(x, t_x, age))
    out["none"] = none
    out["spend_base"] = factor * v * value_share
    out["spend_slope"] = factor * spend_x * value_share
    out["chance"] = variance + purchases * of_spend
    return out


def present_share(window: Window, model: LifetimeModel, weeks: float, annual_rate: float) -> Floats:
    """Present value over plain number of the purchases that `model` expects of a customer of each cell within the
    horizon, each discounted from its own moment, on the calendar from the window's day (`tools.clv.discounting`)."""
    x = window.frequency
    if annual_rate == 0:
        return np.ones_like(x)
    customers = Customers(x, window.recency, window.age, unit_days=7.0)
    discount = Discount(annual_rate, "year", window.origin)
    plain = customers.purchases(model, weeks * 7)
    present = discounted_purchases(model, customers, weeks * 7, discount)
    return np.asarray(
        np.where(plain > 0, present / np.maximum(plain, 1e-300), discount.factor(np.array([weeks * 7])))
    )


def scored_customers(history: History, window: Window, predictions: pd.DataFrame) -> ibis.Table:
    """Every customer of the window with `value`, `purchases`, `alive`, `none`, `spend` and `chance`, in the engine.

    Also `customer_id`, `first_on` and `frequency`, to group by. Execute it only where rows are wanted.
    """
    states = customer_states(history.days, window.origin, 0, window.grid_days)
    cells = placed(history, predictions)
    joined = states.inner_join(cells, [(states[name] == cells[f"cell_{name}"]) for name in STATE])
    spend = joined.spend_base + joined.spend_slope * mean_repeat(joined)
    return joined.select(
        "customer_id",
        "first_on",
        "frequency",
        "purchases",
        "alive",
        "none",
        spend=spend,
        value=joined.discounted * spend,
        chance=joined.chance * spend * spend,
    )


def placed(history: History, predictions: pd.DataFrame) -> ibis.Table:
    """The cells as a table of the engine that holds the customers; columns of `STATE` are prefixed `cell_`."""
    frame = predictions.rename(columns={name: f"cell_{name}" for name in STATE})
    frame = frame[[*(f"cell_{name}" for name in STATE), *PREDICTED]].reset_index(drop=True)
    engine = engine_of(history)
    if engine is not None and engine.name == "clickhouse":
        return _placed_in_clickhouse(engine, frame)
    return ibis.memtable(frame)


def engine_of(history: History) -> Any:
    """The Ibis back end of the purchase days."""
    backends, _ = history.days._find_backends()
    return backends[0] if backends else None


def _placed_in_clickhouse(engine: Any, frame: pd.DataFrame) -> ibis.Table:
    """ClickHouse inside the process takes no frame along with a query, so the cells are inserted as values."""
    name = ibis.util.gen_name("clv_cells")
    columns = ", ".join(
        f"{column} {'Int64' if column.startswith('cell_') else 'Float64'}" for column in frame.columns
    )
    engine.raw_sql(f"CREATE TABLE {name} ({columns}) ENGINE = Memory")
    rows = frame.itertuples(index=False, name=None)
    texts = ["(" + ",".join(repr(value) for value in row) + ")" for row in rows]
    for start in range(0, len(texts), BATCH):
        engine.raw_sql(f"INSERT INTO {name} VALUES {','.join(texts[start : start + BATCH])}")
    return engine.table(name)
