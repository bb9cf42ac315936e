"""Recency, frequency and monetary value in fifths, and the named segments made of them.

Scores come from a histogram and not from `ntile`: customers with equal values always get equal scores, in
every engine and in every order of the lines. A customer's score is 1 + floor(5 b / n), with b the number of
customers who are strictly worse and n all customers.

Source of the method: Hughes, A. M. (1994), Strategic Database Marketing. The named segments are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import pandas as pd

from tools.customers.purchases import Transactions, purchase_days, read_lines
from tools.customers.summary import as_day
from tools.errors import InvalidArgument
from tools.segmentation.segments import Segment

FIFTHS = 5


@dataclass(frozen=True, slots=True)
class RfmSegment:
    """A named rectangle: recency score and the sum of frequency and monetary scores, ends included."""

    segment: Segment
    recency: tuple[int, int]
    value: tuple[int, int]


def _named(
    key: str, names: tuple[str, str], rules: tuple[str, str], recency: tuple[int, int], value: tuple[int, int]
) -> RfmSegment:
    return RfmSegment(Segment(key, *names, *rules), recency, value)


RFM_SEGMENTS = (
    _named(
        "champions",
        ("чемпионы", "champions"),
        ("покупал недавно, часто и на много", "bought lately, often and for much"),
        (4, 5),
        (8, 10),
    ),
    _named(
        "regulars",
        ("постоянные", "regulars"),
        (
            "покупает чаще и больше среднего, но был не только что",
            "buys more than most, though not in the last days",
        ),
        (3, 3),
        (7, 10),
    ),
    _named(
        "growing",
        ("растущие", "growing"),
        ("покупал недавно, частота и чек средние", "bought lately, with middling frequency and value"),
        (4, 5),
        (5, 7),
    ),
    _named(
        "newcomers",
        ("новички", "newcomers"),
        ("покупал недавно, но пока мало", "bought lately, but little so far"),
        (4, 5),
        (2, 4),
    ),
    _named(
        "fading",
        ("остывающие", "fading"),
        ("был не так давно, покупает немного", "bought a while ago, and little"),
        (3, 3),
        (2, 6),
    ),
    _named(
        "at_risk",
        ("в зоне риска", "at risk"),
        ("покупал часто и на много, но давно не был", "used to buy often and for much, but not for long"),
        (1, 2),
        (7, 10),
    ),
    _named(
        "sleeping",
        ("спящие", "sleeping"),
        ("давно не был, покупал немного", "has not bought for long, and little before"),
        (2, 2),
        (2, 6),
    ),
    _named(
        "lost",
        ("потерянные", "lost"),
        (
            "не был дольше всех, покупал немного",
            "has been away longest, and bought little",
        ),
        (1, 1),
        (2, 6),
    ),
)


@dataclass(frozen=True, slots=True)
class RfmDefinition:
    """Which rectangles carry which name. A changed definition must carry another version."""

    version: str = "rfm-1"
    segments: Sequence[RfmSegment] = RFM_SEGMENTS

    def __post_init__(self) -> None:
        for recency in range(1, FIFTHS + 1):
            for value in range(2, 2 * FIFTHS + 1):
                names = [
                    named.segment.key
                    for named in self.segments
                    if named.recency[0] <= recency <= named.recency[1]
                    and named.value[0] <= value <= named.value[1]
                ]
                if len(names) != 1:
                    found = ", ".join(names) or "none"
                    raise InvalidArgument(
                        f"The cell R = {recency}, F + M = {value} must belong to one segment; it has {found}.",
                        argument="segments",
                    )


DEFINITION = RfmDefinition()


def rfm_segments(
    tx: Transactions,
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

    Returns `customer_id`, `recency_days`, `frequency` (purchase days), `monetary`, `r`, `f`, `m`, `segment`,
    sorted by id. The order of the lines makes no difference.
    """
    lines = read_lines(tx, customer=customer, time=time, value=value, also=monetary)
    end = as_day(as_of, "as_of") or lines.last_day
    lines.require_start_by(end)
    habits = habits_of(lines.table.filter(lines.table.bought_on <= end), end)
    frame = lines.run(scored(habits, definition=definition))
    frame["monetary"] = frame["monetary"].astype("float64")
    frame = frame.astype(dict.fromkeys(("recency_days", "frequency", "r", "f", "m"), "int64"))
    frame.attrs = {"as_of": end.isoformat(), "definition": definition.version}
    return frame


def habits_of(seen: ibis.Table, end: date) -> ibis.Table:
    """`recency_days`, `frequency` and `monetary` per customer, over lines that hold nothing later than `end`."""
    days = purchase_days(seen)
    habits = days.group_by("customer_id").aggregate(last_on=days.bought_on.max(), frequency=days.count())
    added = seen.other if "other" in seen.columns else seen.amount
    money = seen.group_by("customer_id").aggregate(monetary=added.sum().fill_null(0))
    return habits.inner_join(money, "customer_id").select(
        customer_id=habits.customer_id,
        recency_days=ibis.literal(end).delta(habits.last_on, unit="day"),
        frequency=habits.frequency,
        monetary=money.monetary,
    )


def scored(habits: ibis.Table, *, definition: RfmDefinition = DEFINITION) -> ibis.Table:
    """Adds the three scores and the segment to the table that `habits_of` gives."""
    each = habits
    for column, score, best_is_high in (
        ("recency_days", "r", False),
        ("frequency", "f", True),
        ("monetary", "m", True),
    ):
        each = _with_fifths(each, column, score, best_is_high=best_is_high)
    together = each.f + each.m
    cells = [
        (
            each.r.between(*named.recency) & together.between(*named.value),
            named.segment.key,
        )
        for named in definition.segments
    ]
    return each.mutate(segment=ibis.cases(*cells))


def _with_fifths(each: ibis.Table, column: str, score: str, *, best_is_high: bool) -> ibis.Table:
    values = each.group_by(column).aggregate(held=each.count())
    order = values[column] if best_is_high else values[column].desc()
    up_to_here = ibis.window(order_by=order, rows=(None, 0))
    everyone = ibis.window(rows=(None, None))
    worse = values.held.sum().over(up_to_here) - values.held
    scores = values.select(column, **{score: FIFTHS * worse // values.held.sum().over(everyone) + 1})
    again = each.view()  # both sides come from the same table: one must be a view, or ibis mixes them up
    return again.inner_join(scores, column).select(*each.columns, score)
