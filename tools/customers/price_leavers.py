"""Who stopped buying after prices changed, by tenth of spend, against those who stop between any two periods.

The reading "small baskets were cut off, the loyal stayed" is one hypothesis, held against these shares.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.periods import Period
from tools.customers.sales import fetch, lines_of, whole
from tools.customers.shares import LEVEL, wilson
from tools.facts import Fact
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

TENTHS, SMALL, CORE = 10, 3, 7
"""Of ten equal groups by spend the first three are the small baskets and the last three the core."""


def spend_of(lines: ibis.Table) -> pd.DataFrame:
    """By customer: money of both periods, whether they bought in each, and the tenth of spend before (0: none)."""
    mine = lines.filter(lines.customer_id.notnull())
    sold = mine.part == "sales"
    each = mine.group_by("customer_id").aggregate(
        worth_0=whole(mine.worth.sum(where=mine.side == 0).fill_null(0)),
        worth_1=whole(mine.worth.sum(where=mine.side == 1).fill_null(0)),
        spend=whole(mine.revenue.sum(where=(mine.side == 0) & sold).fill_null(0)),
        active_0=(sold & (mine.side == 0)).any(),
        active_1=(sold & (mine.side == 1)).any(),
    )
    return _with_tenths(fetch(each.order_by("customer_id")))


def _with_tenths(frame: pd.DataFrame) -> pd.DataFrame:
    active = frame["active_0"].to_numpy(bool)
    tenth = np.zeros(len(frame), dtype=int)
    place = frame.loc[active, "spend"].rank(method="average") / active.sum()
    tenth[active] = np.clip(np.ceil(place * TENTHS), 1, TENTHS).astype(int)
    return frame.assign(tenth=tenth)


def usual_leaving(warehouse: Warehouse, args: BaseSelection, before: Period) -> pd.DataFrame | None:
    """The same customers' table one period earlier; None when the data do not reach that far."""
    earlier = before.previous()
    if earlier.start < warehouse.first_day:
        return None
    lines = lines_of(warehouse, Period(earlier.start, before.end), args)
    lines = lines.filter((lines.kind == "sale") & (lines.quantity > 0))
    late = lines.ordered_on >= ibis.literal(before.start)
    each = lines.group_by("customer_id").aggregate(
        spend=whole(lines.revenue.sum(where=~late).fill_null(0)), active_0=(~late).any(), active_1=late.any()
    )
    frame = fetch(each.order_by("customer_id"))
    return _with_tenths(frame) if int(frame["active_0"].sum()) >= K_ANONYMITY * TENTHS else None


def left_of(frame: pd.DataFrame, first: int, last: int) -> tuple[int, int]:
    """Of the customers in these tenths of spend: how many no longer buy, and how many there are."""
    group = frame[frame["tenth"].between(first, last)]
    return int((~group["active_1"].astype(bool)).sum()), len(group)


def verdict(
    small: tuple[float, float],
    core: tuple[float, float],
    value_change: float,
    *,
    core_leaves_more: bool = False,
) -> str:
    """`contradicted`, `consistent` or `undecided`, from the intervals of how many more left than usual.

    `small` and `core` are the limits for small baskets and core; the money's change is signed.
    `core_leaves_more`: a larger share of the core than of the small baskets left, beyond chance.
    """
    if core[0] > 0 or core_leaves_more:
        return "contradicted"
    if value_change > 0 and small[0] > 0 and core[1] < small[0]:
        return "consistent"
    return "undecided"


def more_left(now: tuple[int, int], usual: tuple[int, int] | None) -> tuple[float, float, float]:
    """How many more left than usual, with limits (Newcombe 1998, method 10); without a usual, from zero."""
    share, low, high = wilson(*now)
    if usual is None:
        return share, low, high
    other, other_low, other_high = wilson(*usual)
    gap = share - other
    return (
        gap,
        gap - np.hypot(share - low, other_high - other),
        gap + np.hypot(high - share, other - other_low),
    )


def left_facts(
    fact: partial[Fact], spent: pd.DataFrame, usual: pd.DataFrame | None, change: int
) -> list[Fact]:
    groups = {
        "small": (1, SMALL, "мелкие покупатели", "small spenders"),
        "core": (CORE + 1, TENTHS, "ядро", "core"),
    }
    out, limits = [], {}
    counts = {key: left_of(spent, first, last) for key, (first, last, _, _) in groups.items()}
    core_leaves_more = all(n >= K_ANONYMITY for _, n in counts.values()) and (
        wilson(*counts["core"])[1] > wilson(*counts["small"])[2]
    )
    for key, (first, last, ru, en) in groups.items():
        here = left_of(spent, first, last)
        if here[1] < K_ANONYMITY:
            limits[key] = (-1.0, 1.0)
            continue
        then = left_of(usual, first, last) if usual is not None else None
        out.append(
            fact(
                f"{key}_left_share",
                here[0] / here[1],
                "share",
                f"Перестали покупать: {ru}",
                f"Stopped buying: {en}",
            )
        )
        if then is None or then[1] == 0:
            limits[key] = (-1.0, 1.0)
            continue
        gap, low, high = more_left(here, then)
        limits[key] = (low, high)
        out += [
            fact(
                f"{key}_usual_share",
                then[0] / then[1],
                "share",
                f"Обычно перестают: {ru}",
                f"Usually stop: {en}",
            ),
            Fact(
                f"{key}_more_left",
                gap,
                "pp",
                f"Больше обычного перестали покупать: {ru}",
                f"Stopped beyond the usual: {en}",
                low=float(low),
                high=float(high),
                level=LEVEL,
                n=here[1],
                method="Newcombe 1998 of two Wilson intervals",
                as_of=fact.keywords["as_of"],
                is_change=True,
            ),
        ]
    out.append(
        Fact(
            "reading",
            verdict(limits["small"], limits["core"], change, core_leaves_more=core_leaves_more),
            "text",
            "Прочтение «отсекли мелкие чеки, лояльные остались»",
            "The reading 'small baskets cut off, the loyal stayed'",
            as_of=fact.keywords["as_of"],
        )
    )
    return out
