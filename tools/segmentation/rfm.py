"""Recency, frequency and monetary value as scores of 1 to 5, and the named segments made of them.

Scores are fifths of the base, or follow the borders of the definition. Fifths come from a histogram and not from `ntile`: customers with equal values always get equal scores, in
every engine and in every order of the lines. A customer's score is 1 + floor(5 b / n), with b the number of
customers who are strictly worse and n all customers.

Source of the method: Hughes, A. M. (1994), Strategic Database Marketing. The named segments are our own
(`rfm_names`) until somebody defines others (`rfm_definition`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import and_

import ibis
import pandas as pd
import pyarrow as pa

from tools.customers.habits import PurchaseHabits, as_float, compute_here, customer_habits, read_habits
from tools.customers.purchases import Transactions, customer_days
from tools.customers.summary import as_day
from tools.segmentation.rfm_definition import ALL_SCORES, ALL_SUMS, FIFTHS, RfmDefinition, RfmSegment
from tools.segmentation.rfm_names import DEFINITION


def rfm_segments(
    tx: Transactions | PurchaseHabits,
    *,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str = "revenue",
    monetary: str | None = None,
    as_of: date | str | None = None,
    definition: RfmDefinition = DEFINITION,
) -> pd.DataFrame:
    """Scores 1 (worst) to 5 (best) and the named segment of every customer with a purchase by `as_of`.

    `tx`, `customer`, `time` and `value` are as for `customer_summary`. `monetary` is the column added up for
    M (for instance `margin`); default: `value`, net of refunds. `as_of` is included; default: last day.
    `definition` says which scores carry which name, and the borders of the scores where they are not fifths.

    Returns `customer_id`, `recency_days`, `frequency` (purchase days), `monetary`, `r`, `f`, `m`, `segment`,
    sorted by id. The order of the lines makes no difference.
    """
    end = as_day(as_of, "as_of")
    if isinstance(tx, PurchaseHabits):
        tx.require_same(end, "as_of")
        tx.require("net" if monetary is None else "other")
        habits = tx
    else:
        habits = read_habits(tx, customer=customer, time=time, value=value, also=monetary, end=end)
    bought = habits.buyers
    closing = (habits.as_of - date(1970, 1, 1)).days
    last = bought["last_on"].cast(pa.int32()).to_numpy().astype("int64")
    table = pa.table(
        {
            "customer_id": bought["customer_id"],
            "recency_days": closing - last,
            "frequency": bought["purchases"],
            "monetary": bought["net" if monetary is None else "other"],
        }
    )
    found = compute_here(scored(ibis.memtable(table), definition=definition))
    money = as_float(found["monetary"])
    frame = habits.frame(found.set_column(found.column_names.index("monetary"), "monetary", pa.array(money)))
    frame = frame.astype(dict.fromkeys(("recency_days", "frequency", "r", "f", "m"), "int64"))
    frame.attrs = {"as_of": habits.as_of.isoformat(), "definition": definition.version}
    return frame


def habits_of(seen: ibis.Table, end: date) -> ibis.Table:
    """`recency_days`, `frequency` and `monetary` per customer, over lines or customer days that hold nothing
    later than `end`."""
    each = customer_habits(customer_days(seen))
    bought = each.filter(each.purchases > 0)
    return bought.select(
        "customer_id",
        recency_days=ibis.literal(end).delta(bought.last_on, unit="day"),
        frequency=bought.purchases,
        monetary=bought.other if "other" in seen.columns else bought.net,
    )


def scored(habits: ibis.Table, *, definition: RfmDefinition = DEFINITION) -> ibis.Table:
    """Adds the three scores and the segment to the table that `habits_of` gives."""
    each = habits
    for column, score, best_is_high in (
        ("recency_days", "r", False),
        ("frequency", "f", True),
        ("monetary", "m", True),
    ):
        if borders := definition.edges.get(column):
            each = each.mutate(**{score: _by_borders(each[column], borders, best_is_high=best_is_high)})
        else:
            each = _with_fifths(each, column, score, best_is_high=best_is_high)
    return each.mutate(
        segment=ibis.cases(*((_inside(each, box), box.segment.key) for box in definition.segments))
    )


def _inside(each: ibis.Table, box: RfmSegment) -> ibis.Value:
    """Whether the scores lie in the box; a range that leaves nobody out is not asked for."""
    ranges = (
        (each.r, box.recency, ALL_SCORES),
        (each.f, box.frequency, ALL_SCORES),
        (each.m, box.monetary, ALL_SCORES),
        (each.f + each.m, box.value, ALL_SUMS),
    )
    tests = [score.between(*ends) for score, ends, whole in ranges if ends != whole]
    return reduce(and_, tests) if tests else ibis.literal(True)


def _by_borders(value: ibis.Value, borders: Sequence[float], *, best_is_high: bool) -> ibis.Value:
    """Each border is the last value of its score."""
    scores = range(1, FIFTHS) if best_is_high else range(FIFTHS, 1, -1)
    steps = [(value <= border, score) for border, score in zip(borders, scores, strict=True)]
    return ibis.cases(*steps, else_=FIFTHS if best_is_high else 1).cast("int64")


def _with_fifths(each: ibis.Table, column: str, score: str, *, best_is_high: bool) -> ibis.Table:
    values = each.group_by(column).aggregate(held=each.count())
    order = values[column] if best_is_high else values[column].desc()
    up_to_here = ibis.window(order_by=order, rows=(None, 0))
    everyone = ibis.window(rows=(None, None))
    worse = values.held.sum().over(up_to_here) - values.held
    scores = values.select(column, **{score: FIFTHS * worse // values.held.sum().over(everyone) + 1})
    again = each.view()  # both sides come from the same table: one must be a view, or ibis mixes them up
    return again.inner_join(scores, column).select(*each.columns, score)
