"""Who is in which segment of the warehouse on a day: as a table to add up, and as an audience to write to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from tools.customers.crowds import require_crowd
from tools.customers.sales import fetch
from tools.customers.selected_days import selected_days
from tools.errors import InvalidArgument
from tools.segmentation import lifecycle, rfm
from tools.segmentation.lifecycle import LIFECYCLE, Rhythm
from tools.segmentation.segments import Segment, by_key
from tools.segmentation.stored_rules import rfm_definition, rfm_named
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

EVERYBODY = Segment("all", "вся база", "the whole base", "известен", "is known")


def all_segments(warehouse: Warehouse) -> tuple[Segment, ...]:
    """Everything an audience can be made of: the base, the lifecycle, RFM as defined in this snapshot."""
    return (EVERYBODY, *LIFECYCLE, *rfm_named(warehouse))


def segment_customers(warehouse: Warehouse, segment: str, *, as_of: date | None = None) -> pd.Series:
    """The ids of the customers in a segment at the end of `as_of` (default: last day of the data), sorted.

    `segment` is a key of the lifecycle (`loyal`, `about_to_leave` ...), of RFM (`champions`, `at_risk` ...)
    or `all`. For campaigns, inside the house only: ids are never part of a tool's findings.
    Raises InvalidArgument that lists the keys.
    """
    table = segment_table(warehouse, segment, look_day(warehouse, as_of))
    ids = fetch(table.select("customer_id"))["customer_id"]
    return ids.sort_values(ignore_index=True).rename("customer_id")


def segment_table(
    warehouse: Warehouse, segment: str, day: date, args: BaseSelection | None = None
) -> ibis.Table:
    """The customers of one segment on that day, as a table with `customer_id`."""
    wanted = by_key(all_segments(warehouse), segment)
    if wanted == EVERYBODY:
        return people_of(warehouse, day, args)
    placed = placed_table(warehouse, wanted, day, args)
    return placed.filter(placed.segment == wanted.key).select("customer_id")


def placed_table(
    warehouse: Warehouse, wanted: Segment, day: date, args: BaseSelection | None = None
) -> ibis.Table:
    """`customer_id` and `segment` by the scheme that this segment belongs to."""
    if wanted in LIFECYCLE:
        return lifecycle_table(warehouse, day, args)[0]
    return rfm_table(warehouse, day, args).select("customer_id", "segment")


def people_of(warehouse: Warehouse, day: date, args: BaseSelection | None = None) -> ibis.Table:
    """Everybody known by that day: registered, or with a line of sale."""
    args = args or BaseSelection()
    known = _seen(warehouse, day, args).select("customer_id").distinct()
    if args.channel is None and args.category is None and warehouse.has("customers"):
        known = known.union(_registered(warehouse, day, args.region), distinct=True)
    return known


def look_day(warehouse: Warehouse, as_of: date | None) -> date:
    """`as_of` if the data reach that far, otherwise their last day."""
    day = min(as_of or warehouse.last_day, warehouse.last_day)
    if day < warehouse.first_day:
        raise InvalidArgument(
            f"as_of {day} is before the first day of the data, {warehouse.first_day}.",
            message_ru=f"Дата {day} раньше первого дня данных {warehouse.first_day}.",
            argument="as_of",
        )
    return day


def lifecycle_table(
    warehouse: Warehouse, day: date, args: BaseSelection | None = None, *, cycle_days: int | None = None
) -> tuple[ibis.Table, Rhythm]:
    """`customer_id` and lifecycle `segment` on that day, prospects included, and the rhythm of the base.

    With a channel or a category, only those purchases count and there are no prospects; with a region, only
    its customers.
    """
    args = args or BaseSelection()
    seen = _seen(warehouse, day, args)
    states = lifecycle.buyers(seen).cache()  # read several times below
    rhythm = lifecycle.base_rhythm(states, day, cycle_days=cycle_days)
    require_crowd(rhythm.customers)
    placed = lifecycle.assigned(states, day, rhythm).select("customer_id", "segment")
    if args.channel is not None or args.category is not None:
        return placed, rhythm
    prospects = (
        people_of(warehouse, day, args)
        .anti_join(states, "customer_id")
        .select("customer_id", segment=ibis.literal("prospect"))
    )
    return placed.union(prospects), rhythm


def rfm_table(
    warehouse: Warehouse, day: date, args: BaseSelection | None = None, *, value: str = "revenue"
) -> ibis.Table:
    """`customer_id`, the three scores and RFM `segment` on that day; M adds up `value`."""
    seen = _seen(warehouse, day, args or BaseSelection(), value)
    return rfm.scored(rfm.habits_of(seen, day).cache(), definition=rfm_definition(warehouse))


def _seen(warehouse: Warehouse, day: date, args: BaseSelection, value: str = "revenue") -> ibis.Table:
    days = selected_days(warehouse, end=day, channel=args.channel, category=args.category, region=args.region)
    if value != "revenue":
        days = days.mutate(other=days[value])
    return days


def _registered(warehouse: Warehouse, day: date, region: str | None) -> ibis.Table:
    people = warehouse.table("customers")
    since = people.registered_on.coalesce(people.learnt_on)
    people = people.filter(since.isnull() | (since <= ibis.literal(day)))
    if region is not None:
        wanted = region.strip().casefold()
        for column in ("region", "city"):
            if not warehouse.has_values("customers", column):
                continue
            same = [name for name in warehouse.values("customers", column) if name.casefold() == wanted]
            if same:
                people = people.filter(people[column].isin(same))
                break
    return people.filter(people.customer_id.notnull()).select("customer_id").distinct()
