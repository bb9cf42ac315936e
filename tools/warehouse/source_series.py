"""Channels and stores whose data stop while the others go on, or jump while the others do not.

A *gap* is a run of days without an order of a source that usually sells on such days, although the business as a
whole was open: with as many orders expected (the mean of the same weekdays in the eight weeks around) a run of
nothing is no chance. A *jump* is a block of seven days in which a source's orders or money, relative to all other
sources, are far from what they were in the eight blocks before, measured in the source's own usual swings.

Both only point at a place to look: a store may have been closed or a promotion may have run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import log
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SOURCES = ("channel", "store_id")
AROUND, BLOCK, HISTORY = 28, 7, 8
BY_CHANCE = 0.01
"""A gap is told when chance alone would leave one in a hundred such bases with any: were orders Poisson, a run of
nothing has the probability exp(-orders expected), times the number of days and sources looked at."""
LONGEST_ENDED = 90
"""A source that fell silent longer ago than this was closed, not lost."""
FEWEST_A_BLOCK, JUMP, SWINGS = 20, 1.8, 6.0
"""A jump: blocks of usually 20 orders or more, a factor of at least 1.8, six usual swings."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """One gap or jump: which source, where, how many days, and for a jump the factor."""

    kind: str
    column: str
    source: str
    start: date
    days: int
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class SourceSeries:
    """What was found, and how many sources were looked at."""

    looked_at: int
    gaps: tuple[Oddity, ...]
    jumps: tuple[Oddity, ...]


def look_at_sources(warehouse: Warehouse, first: date, last: date) -> SourceSeries:
    """Gaps and jumps of every channel and store between two days."""
    gaps: list[Oddity] = []
    jumps: list[Oddity] = []
    looked_at = 0
    for column in SOURCES:
        if not warehouse.has_values("transactions", column):
            continue
        orders, money = _daily(warehouse, column, first, last)
        if orders.shape[1] < 2:
            continue
        looked_at += orders.shape[1]
        everything = orders.sum(axis=1).to_numpy()
        for source in orders.columns:
            own = orders[source].to_numpy(float)
            found = _gaps(column, str(source), own, everything, first, needed=log(orders.size / BY_CHANCE))
            gaps += found
            others = everything - own
            jump = _jump(own, others, found, first)
            other_money = money.sum(axis=1).to_numpy() - money[source].to_numpy()
            jump = jump or _jump(money[source].to_numpy(), other_money, found, first, orders=own)
            if jump is not None:
                jumps.append(Oddity("jump", column, str(source), jump[0], BLOCK, jump[1]))
    return SourceSeries(looked_at, tuple(gaps), tuple(jumps))


def _daily(warehouse: Warehouse, column: str, first: date, last: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and money by day and source, every day of the span; sources of a handful of customers left out."""
    import ibis

    lines = warehouse.table("transactions")
    lines = lines.filter(
        lines[column].notnull()
        & (lines.kind == "sale")
        & lines.ordered_on.between(ibis.literal(first), ibis.literal(last))
    )
    orders = lines.group_by(source=lines[column], day=lines.ordered_on, order_id=lines.order_id).aggregate(
        money=lines.revenue.sum()
    )
    found = (
        orders.group_by("source", "day")
        .aggregate(orders=orders.order_id.count(), money=orders.money.sum().cast("float64"))
        .to_pyarrow()
        .to_pandas(date_as_object=True)
    )
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]

    def wide(value: str) -> pd.DataFrame:
        table = found.pivot_table(index="day", columns="source", values=value, aggfunc="sum")
        whole: pd.DataFrame = table.reindex(span).fillna(0.0)
        return whole

    if found.empty:
        return pd.DataFrame(index=span), pd.DataFrame(index=span)
    orders, money = wide("orders"), wide("money")
    enough = [source for source in orders.columns if orders[source].sum() >= K_ANONYMITY]
    return orders[enough], money[enough]


def _gaps(
    column: str, source: str, own: np.ndarray, everything: np.ndarray, first: date, *, needed: float
) -> list[Oddity]:
    """Runs of days without an order between the source's first day and the end of the data."""
    at = np.flatnonzero(own > 0)
    if at.size == 0:
        return []
    found = []
    # days on which nobody sold belong to no source, and neither do those before its first sale
    empty = (own == 0) & (everything > 0)
    empty[: at[0]] = False
    for silent, run in groupby(range(len(own)), key=lambda i: bool(empty[i] or (own[i] == 0 and i > at[0]))):
        days = [i for i in run if empty[i]]
        if not silent or len(days) < 2:
            continue
        ended = days[0] > at[-1]
        if ended and len(own) - days[0] > LONGEST_ENDED:
            continue
        if sum(_expected(own, day, days[0], days[-1]) for day in days) >= needed:
            found.append(Oddity("gap", column, source, first + timedelta(days=days[0]), len(days)))
    return found


def _expected(own: np.ndarray, day: int, start: int, end: int) -> float:
    """The mean of the same weekdays in the eight weeks before and the four after the run."""
    around = [
        i for i in range(day % 7, len(own), 7) if start - 2 * AROUND <= i < start or end < i <= end + AROUND
    ]
    return float(own[around].mean()) if around else 0.0


def _jump(
    own: np.ndarray,
    others: np.ndarray,
    gaps: list[Oddity],
    first: date,
    *,
    orders: np.ndarray | None = None,
) -> tuple[date, float] | None:
    """The first block where the source leaves its usual share of the whole, and by which factor."""
    blocks = len(own) // BLOCK
    offset = len(own) - blocks * BLOCK

    def by_block(values: np.ndarray) -> np.ndarray:
        return np.asarray(values[offset:].reshape(blocks, BLOCK).sum(axis=1), dtype=float)

    if blocks <= HISTORY + 1:
        return None
    mine, rest = by_block(own), by_block(others)
    counted = by_block(orders) if orders is not None else mine
    for at in range(HISTORY, blocks):
        past = slice(at - HISTORY, at)
        start = first + timedelta(days=offset + at * BLOCK)
        touched = any(
            gap.start < start + timedelta(days=2 * BLOCK)
            and start - timedelta(days=HISTORY * BLOCK) < gap.start + timedelta(days=gap.days)
            for gap in gaps
        )
        if touched or np.median(counted[past]) < FEWEST_A_BLOCK:
            continue
        if (mine[past] <= 0).any() or (rest[past] <= 0).any() or mine[at] <= 0 or rest[at] <= 0:
            continue
        ratio = np.log(mine[past] / rest[past])
        middle = float(np.median(ratio))
        # the usual swing is at least that of a Poisson count of so many orders
        chance = 1.0 / np.sqrt(max(min(float(np.median(counted[past])), float(counted[at])), 1.0))
        swing = max(1.4826 * float(np.median(np.abs(ratio - middle))), chance)
        step = float(np.log(mine[at] / rest[at])) - middle
        # another source's jump moves this one's part of the whole, and leaves its own level where it was
        level = float(np.log(mine[at] / np.median(mine[past])))
        own_step = np.sign(step) * level
        if abs(step) > np.log(JUMP) and abs(step) > SWINGS * swing and own_step > np.log(JUMP) / 2:
            return start, float(np.exp(step))
    return None
