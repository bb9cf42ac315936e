"""What goes together: categories (or products) in one basket, and favourite categories by segment.

Both lists come with an interval, a minimum support and Benjamini-Hochberg control of false finds over all
comparisons made at once, so that random data give about none.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY, require_columns
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation.lift import FALSE_FINDS, benjamini_hochberg, lifts
from tools.segmentation.together import MOST_THINGS, pairs_together

MINIMUM_BASKETS = 30


@dataclass(frozen=True)
class Affinity:
    """`pairs`: `first`, `second`, `together` (baskets), `customers`, `expected`, `lift`, `low`, `high`,
    `p_value`, `q_value`, `notable`, strongest lift first. `segments`: `segment`, `thing`, `customers`,
    `share_inside`, `share_outside`, `ratio`, `low`, `high`, `p_value`, `q_value`, `notable`; empty when no
    segments were given. `tested_pairs` and `tested_segments` count the comparisons behind each list."""

    pairs: pd.DataFrame
    segments: pd.DataFrame
    baskets: int
    customers: int
    things: tuple[str, ...]

    @property
    def tested_pairs(self) -> int:
        return len(self.pairs)

    @property
    def tested_segments(self) -> int:
        return len(self.segments)


def affinity(
    tx: pd.DataFrame | ibis.Table,
    segments: pd.DataFrame | None = None,
    *,
    customer: str = "customer_id",
    order: str = "order_id",
    thing: str = "category",
    value: str = "revenue",
    minimum: int = MINIMUM_BASKETS,
    most: int = 40,
) -> Affinity:
    """What is bought together, and which segment prefers what?

    `tx` holds lines of receipts; those without customer or thing and those whose `value` is not above zero
    (refunds, gifts) are left out. Baskets are orders; the `most` things found in most of them are compared.
    `segments` (`customer_id`, `segment`) adds the second list: each customer's favourite thing (most money,
    counted once, so that buying more often is no difference) inside a segment against everybody else.

    A pair needs `minimum` baskets expected by chance, a segment's thing as many customers on both sides
    together. The yardstick of a pair is `tools.segmentation.together`. Raises InvalidArgument or NotEnoughData.
    """
    if not 2 <= most <= MOST_THINGS:
        raise InvalidArgument(
            f"most = {most}; from 2 to {MOST_THINGS} things can be compared.", argument="most"
        )
    if isinstance(tx, pd.DataFrame):
        require_columns(map(str, tx.columns), (customer, order, thing, value), what="tx")
        columns = {"customer": tx[customer], "basket": tx[order], "thing": tx[thing].astype("object")}
        frame = pd.DataFrame(columns | {"amount": tx[value].astype(float)}).dropna()
        bought = frame[frame["amount"] > 0]
        each = bought.groupby(["customer", "basket", "thing"])["amount"].sum().reset_index()
    else:
        require_columns(tx.columns, (customer, order, thing, value), what="tx")
        lines = tx.filter(
            tx[customer].notnull() & tx[order].notnull() & tx[thing].notnull() & (tx[value] > 0)
        )
        table = lines.group_by(customer=lines[customer], basket=lines[order], thing=lines[thing])
        each = table.aggregate(amount=lines[value].sum().cast("float64")).execute()
    each["thing"] = each["thing"].astype(str)
    common = (
        each["thing"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:most]
    )
    things = tuple(sorted(map(str, common)))
    if len(things) < 2 or each["customer"].nunique() < K_ANONYMITY:
        raise NotEnoughData(
            f"Affinity needs two different things and {K_ANONYMITY} customers; there are {len(things)} and "
            f"{each['customer'].nunique()}.",
            message_ru=f"Нужны хотя бы две категории и {K_ANONYMITY} клиентов; есть {len(things)} и "
            f"{each['customer'].nunique()}.",
            argument=thing,
        )
    shown = each[each["thing"].isin(things)]
    return Affinity(
        pairs=_pairs(shown, things, minimum),
        segments=_segments(each, segments, things, minimum),
        baskets=int(each.groupby(["customer", "basket"]).ngroups),
        customers=int(each["customer"].nunique()),
        things=things,
    )


def _pairs(each: pd.DataFrame, things: tuple[str, ...], minimum: int) -> pd.DataFrame:
    bit = {name: 1 << i for i, name in enumerate(things)}
    masks = each.assign(mask=each["thing"].map(bit).astype("int64"))
    masks = masks.groupby(["customer", "basket"])["mask"].sum().reset_index()
    masks = masks[(masks["mask"] & (masks["mask"] - 1)) > 0]
    baskets = masks.groupby(["customer", "mask"]).size().rename("count").reset_index()
    pairs = pairs_together(baskets, len(things), minimum=minimum)
    for side in ("first", "second"):
        pairs[side] = [things[i] for i in pairs[side]]
    return pairs.sort_values(["lift", "first", "second"], ascending=[False, True, True], ignore_index=True)


def _segments(
    each: pd.DataFrame, segments: pd.DataFrame | None, things: tuple[str, ...], minimum: int
) -> pd.DataFrame:
    names = ["segment", "thing", "customers", "share_inside", "share_outside", "ratio", "low", "high"]
    empty = pd.DataFrame(columns=[*names, "p_value", "q_value", "notable"])
    if segments is None:
        return empty
    require_columns(map(str, segments.columns), ("customer_id", "segment"), what="segments")
    spent = each.groupby(["customer", "thing"])["amount"].sum().reset_index()
    spent = spent.sort_values(["customer", "amount", "thing"], ascending=[True, False, True], kind="stable")
    favourite = spent.drop_duplicates("customer").set_index("customer")["thing"]
    place = segments.drop_duplicates("customer_id").set_index("customer_id")["segment"]
    both = pd.DataFrame({"thing": favourite, "segment": place}).dropna()
    table = pd.crosstab(both["thing"], both["segment"])
    table = table.reindex([name for name in things if name in table.index])
    totals = both["segment"].value_counts()
    parts = []
    for segment in sorted(map(str, table.columns)):
        inside, outside = int(totals[segment]), int(len(both) - totals[segment])
        if inside < K_ANONYMITY or outside < K_ANONYMITY:
            continue
        counts = pd.DataFrame({"inside": table[segment], "outside": table.sum(axis=1) - table[segment]})
        counts = counts[counts.sum(axis=1) * inside / len(both) >= minimum]
        if counts.empty:
            continue
        part = lifts(counts, inside=inside, outside=outside)
        part.insert(0, "customers", counts["inside"])
        part.insert(0, "thing", part.index)
        part.insert(0, "segment", segment)
        parts.append(part)
    if not parts:
        return empty
    out = pd.concat(parts, ignore_index=True)
    out["q_value"] = benjamini_hochberg(out["p_value"].to_numpy(np.float64))
    out["notable"] = out["q_value"] <= FALSE_FINDS
    return out[list(empty.columns)]
