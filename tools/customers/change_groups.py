"""The same change by category, channel, store, region or segment, each group's amounts before and now.

Money is added up where it was spent. An order, and a customer, counts once: in the group where most of its money
of that period is (the first by name of equals), so that groups add up to the whole.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import ibis
import pandas as pd

from tools.customers.sales import fetch, whole
from tools.errors import MissingData
from tools.segmentation.audience import lifecycle_table
from tools.segmentation.lifecycle import LIFECYCLE
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Dimension = Literal["category", "channel", "store", "region", "segment"]
COLUMNS = {"category": "category", "channel": "channel", "store": "store_id"}
NEWCOMER = "not_yet_a_customer"
TITLES = {
    "category": ("categories", "По категориям", "By category"),
    "channel": ("channels", "По каналам", "By channel"),
    "store": ("stores", "По магазинам", "By store"),
    "region": ("regions", "По регионам", "By region"),
    "segment": ("segments", "По сегментам на конец прошлого периода", "By segment at the end of the earlier period"),
}  # fmt: skip
SEGMENT_NAMES = {segment.key: (segment.name_ru, segment.name_en) for segment in LIFECYCLE} | {
    NEWCOMER: ("ещё не были клиентами", "not yet customers then")
}


def known_dimensions(warehouse: Warehouse) -> tuple[Dimension, ...]:
    """Those by which these data can be split without asking: categories and channels that are named."""
    named: tuple[Dimension, ...] = ("category", "channel")
    return tuple(name for name in named if warehouse.has_values("transactions", COLUMNS[name]))


def with_group(
    warehouse: Warehouse, lines: ibis.Table, by: Dimension, segments_on: date, args: BaseSelection
) -> ibis.Table:
    """The lines with their group as `name`, empty where it is not stated. MissingData where nothing states it."""
    if by in COLUMNS:
        if not warehouse.has_values("transactions", COLUMNS[by]):
            raise _nothing_states(by)
        return lines.mutate(name=lines[COLUMNS[by]].fill_null(""))
    if by == "region":
        column = next(
            (c for c in ("region", "city") if warehouse.has_values("customers", c)),
            None,
        )
        if column is None:
            raise _nothing_states(by)
        homes = warehouse.table("customers").select("customer_id", home=column)
        joined = lines.left_join(homes, "customer_id")
        return joined.select(lines, name=joined.home.fill_null(""))
    placed, _ = lifecycle_table(warehouse, segments_on, BaseSelection(region=args.region))
    joined = lines.left_join(placed.select("customer_id", "segment"), "customer_id")
    unknown = joined.customer_id.isnull()
    return joined.select(lines, name=ibis.cases((unknown, ""), else_=joined.segment.fill_null(NEWCOMER)))


def money_groups(named: ibis.Table, *, known_only: bool = False) -> pd.DataFrame:
    """By `name`: customers on either side, and money before and now in whole ten-thousandths."""
    if known_only:
        named = named.filter(named.customer_id.notnull())
    per = named.group_by("name", "customer_id").aggregate(
        before=named.worth.sum(where=named.side == 0).fill_null(0),
        now=named.worth.sum(where=named.side == 1).fill_null(0),
    )
    found = per.group_by("name").aggregate(
        customers=per.count(where=per.customer_id.notnull()),
        before=whole(per.before.sum()),
        now=whole(per.now.sum()),
    )
    return fetch(found).set_index("name").astype("int64")


def counted_groups(named: ibis.Table, *, of: Literal["orders", "customers"]) -> pd.DataFrame:
    """By `name`: customers on either side, and orders (or active customers) before and now, each counted once."""
    known = named.filter(named.customer_id.notnull())
    paid = known.group_by("customer_id", "order_id", "side").aggregate(revenue=known.revenue.sum())
    paid = paid.filter(paid.revenue > 0)
    lines = known.semi_join(paid, ["customer_id", "order_id", "side"])
    unit = ["customer_id", "side"] if of == "customers" else ["customer_id", "order_id", "side"]
    spent = lines.group_by(*unit, "name").aggregate(spent=lines.revenue.sum())
    first = ibis.row_number().over(
        ibis.window(group_by=unit, order_by=[spent.spent.desc(), spent.name.asc()])
    )
    placed = spent.mutate(rank=first)
    placed = placed.filter(placed["rank"] == 0)
    found = placed.group_by("name").aggregate(
        customers=placed.customer_id.nunique(),
        before=placed.count(where=placed.side == 0),
        now=placed.count(where=placed.side == 1),
    )
    return fetch(found).set_index("name").astype("int64")


def group_names(warehouse: Warehouse, by: Dimension, keys: list[str]) -> dict[str, tuple[str, str]]:
    """What the groups are called, in both languages."""
    labels: dict[str, tuple[str, str]] = {"": ("не указано", "not stated"), "other": ("прочее", "other")}
    if by == "segment":
        labels |= SEGMENT_NAMES
    if by == "store" and warehouse.has_values("stores", "name"):
        frame = fetch(warehouse.table("stores").select("store_id", "name"))
        labels |= {str(k): (str(v), str(v)) for k, v in zip(frame["store_id"], frame["name"], strict=True)}
    return {key: labels.get(key, (key, key)) for key in keys}


def _nothing_states(by: str) -> MissingData:
    ru: dict[str, Any] = {"category": "категория", "channel": "канал", "store": "магазин", "region": "регион"}
    return MissingData(
        f"The data do not state the {by} of a purchase, so the change cannot be split by it.",
        message_ru=f"В данных не указано поле «{ru[by]}», поэтому разложить по нему нельзя.",
        argument=by,
    )
