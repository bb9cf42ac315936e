"""Who moved from which segment to which between two days, as an account that closes.

For every segment: opening + arrived - left = closing. Customers who were not known on the first day arrive
from `outside`; nobody leaves to it, because a base forgets no one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
import pandas as pd

from tools.customers.purchases import Transactions
from tools.customers.summary import as_day
from tools.errors import InvalidArgument
from tools.segmentation.lifecycle import lifecycle_segments
from tools.segmentation.rfm import rfm_segments

OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Migration:
    """`moves`: `before`, `after`, `customers`, one row per pair that occurs, staying put included."""

    moves: pd.DataFrame

    @property
    def matrix(self) -> pd.DataFrame:
        """Customers by segment before (rows, `outside` among them) and after (columns)."""
        wide = self.moves.pivot_table(index="before", columns="after", values="customers", aggfunc="sum")
        return wide.fillna(0).astype("int64")

    @property
    def balance(self) -> pd.DataFrame:
        """Per segment: `opening`, `arrived`, `left`, `closing`, with opening + arrived - left = closing."""
        moves = self.moves
        moved = moves[moves["before"] != moves["after"]]
        keys = sorted((set(moves["before"]) | set(moves["after"])) - {OUTSIDE})

        def by(frame: pd.DataFrame, side: str) -> pd.Series:
            return frame.groupby(side)["customers"].sum().reindex(keys, fill_value=0)

        return pd.DataFrame(
            {
                "opening": by(moves, "before"),
                "arrived": by(moved, "after"),
                "left": by(moved, "before"),
                "closing": by(moves[moves["after"] != OUTSIDE], "after"),
            }
        ).rename_axis("segment")

    def moved(self, before: tuple[str, ...], after: tuple[str, ...]) -> int:
        """How many went from one of these segments to one of those."""
        moves = self.moves
        here = moves["before"].isin(before) & moves["after"].isin(after) & (moves["before"] != moves["after"])
        return int(moves["customers"][here].sum())


def segment_migration(
    tx: Transactions,
    *,
    start: date | str,
    end: date | str | None = None,
    by: Literal["lifecycle", "rfm"] = "lifecycle",
    customers: pd.DataFrame | ibis.Table | None = None,
    customer: str = "customer_id",
    time: str = "ordered_at",
    value: str = "revenue",
) -> Migration:
    """The moves between the segments at the end of `start` and those at the end of `end` (default: last day).

    Both days are read from the same transactions, by the same definition. Arguments are those of
    `lifecycle_segments` and `rfm_segments`. Raises InvalidArgument when `start` is not before `end`.
    """
    first, last = as_day(start, "start"), as_day(end, "end")
    if first is None or (last is not None and first >= last):
        raise InvalidArgument(
            f"start {start} must be before end {end}.",
            message_ru=f"Начало {start} должно быть раньше конца {end}.",
            argument="start",
        )
    columns = {"customer": customer, "time": time, "value": value}
    if by == "lifecycle":
        before = lifecycle_segments(tx, customers=customers, as_of=first, **columns)  # type: ignore[arg-type]
        after = lifecycle_segments(tx, customers=customers, as_of=last, **columns)  # type: ignore[arg-type]
    elif by == "rfm":
        before = rfm_segments(tx, as_of=first, **columns)  # type: ignore[arg-type]
        after = rfm_segments(tx, as_of=last, **columns)  # type: ignore[arg-type]
    else:
        raise InvalidArgument(f"by is {by!r}; lifecycle or rfm is needed.", argument="by")
    return moves_between(before, after)


def moves_between(before: pd.DataFrame, after: pd.DataFrame) -> Migration:
    """The moves between two assignments (`customer_id`, `segment`)."""
    both = before[["customer_id", "segment"]].merge(
        after[["customer_id", "segment"]], on="customer_id", how="outer", suffixes=("_before", "_after")
    )
    pairs = both[["segment_before", "segment_after"]].fillna(OUTSIDE).set_axis(["before", "after"], axis=1)
    return Migration(pairs.value_counts(sort=False).rename("customers").reset_index())


def moves_expression(before: ibis.Table, after: ibis.Table) -> ibis.Table:
    """The same for two tables of the warehouse, added up there."""
    both = before.outer_join(after, "customer_id")
    pairs = both.select(before=both.segment.fill_null(OUTSIDE), after=both.segment_right.fill_null(OUTSIDE))
    return pairs.group_by("before", "after").aggregate(customers=pairs.count())
