"""How one segment differs from the rest of the base: money, categories, channels, regions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd, slugs
from tools.customers.periods import period_facts
from tools.customers.sales import fetch, lines_of, margin_note
from tools.errors import InvalidArgument
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.audience import EVERYBODY, all_segments, look_day, placed_table
from tools.segmentation.lift import FALSE_FINDS, LEVEL, lifts
from tools.segmentation.segments import Segment, by_key
from tools.segmentation.worth import Worth, segment_facts, segments_table, worth_of
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHOWN = 10
REST = Segment("rest", "остальная база", "rest of the base", "", "")
SIDES = {
    "category": ("categories", "Любимые категории", "Favourite categories"),
    "channel": ("channels", "Основные каналы", "Main channels"),
    "region": ("regions", "Регионы", "Regions"),
}


class ProfileArguments(BaseSelection):
    """Which segment."""

    segment: str = Field(
        "loyal",
        description="Lifecycle (prospect, first_time, rare, loyal, about_to_leave, long_inactive) or RFM (champions, "
        "regulars, growing, newcomers, fading, at_risk, sleeping, lost).",
    )


def compute(warehouse: Warehouse, args: ProfileArguments) -> Findings:
    """The segment against everybody else, over the last year."""
    segment = by_key(all_segments(warehouse), args.segment)
    if segment == EVERYBODY:
        raise InvalidArgument(
            "A profile sets one segment against the rest of the base; name a segment.",
            message_ru="Портрет сравнивает один сегмент с остальной базой; назовите сегмент.",
            argument="segment",
        )
    day = look_day(warehouse, args.as_of)
    placed = placed_table(warehouse, segment, day, args)
    placed = placed.select(
        "customer_id", segment=ibis.ifelse(placed.segment == segment.key, segment.key, REST.key)
    ).cache()
    worth = worth_of(warehouse, placed, day, args)
    figures = worth.figures(segment.key)
    require_crowd(
        int(figures["customers"]),
        what_en=f"The segment {segment.name_en!r}",
        what_ru=f"Сегмент «{segment.name_ru}»",
    )
    fact = partial(Fact, as_of=day.isoformat(), n=int(figures["customers"]), method="exact count and sum")
    facts = [
        *period_facts(fact, worth.period),
        *segment_facts(worth, segment),
        *(
            f
            for f in segment_facts(worth, REST)
            if f.key in ("rest_arpu", "rest_average_order", "rest_frequency")
        ),
    ]
    tables = [segments_table(worth, (segment, REST))]
    for side in SIDES:
        counts = _counts(warehouse, placed, worth, args, side)
        if counts is not None:
            inside, outside = (max(1, int(counts[where].sum())) for where in ("inside", "outside"))
            counts = counts[counts[["inside", "outside"]].min(axis=1) >= K_ANONYMITY]
            if len(counts) > 1:
                tables.append(_table(side, lifts(counts, inside=inside, outside=outside), counts))
    charts = tuple(
        Chart(
            "bar",
            table.key,
            ("inside", "outside"),
            f"{table.title_ru}: сегмент и остальные",
            f"{table.title_en}: segment and the rest",
        )
        for table in tables[1:]
    )
    return Findings(tuple(facts), tuple(tables), charts, (*_notes(segment), *margin_note(warehouse)))


def _counts(
    warehouse: Warehouse, placed: ibis.Table, worth: Worth, args: BaseSelection, side: str
) -> pd.DataFrame | None:
    """Customers inside and outside by favourite category or channel, or region; None where that is unknown."""
    if side == "region":
        if not (warehouse.has("customers") and warehouse.has_values("customers", "region")):
            return None
        people = warehouse.table("customers")
        pairs = people.filter(people.region.notnull()).select("customer_id", thing="region").distinct()
    else:
        if not warehouse.has_values("transactions", side):
            return None
        lines = lines_of(warehouse, worth.period, args)
        lines = lines.filter(lines[side].notnull() & (lines.revenue > 0))
        pairs = _favourites(lines, side)
    both = pairs.inner_join(placed, "customer_id")
    found = fetch(
        both.group_by("thing").aggregate(
            inside=(both.segment != REST.key).sum(), outside=(both.segment == REST.key).sum()
        )
    )
    return found.set_index("thing").astype("int64").sort_index()


def _favourites(lines: ibis.Table, side: str) -> ibis.Table:
    """Where each customer spends most: counted once each, so that buying more often is no difference."""
    spent = lines.group_by("customer_id", side).aggregate(revenue=lines.revenue.sum())
    best_first = ibis.window(group_by=spent.customer_id, order_by=[spent.revenue.desc(), spent[side]])
    ranked = spent.mutate(place=ibis.row_number().over(best_first))
    return ranked.filter(ranked.place == 0).select("customer_id", thing=side)


def _table(side: str, compared: pd.DataFrame, counts: pd.DataFrame) -> Table:
    key, ru, en = SIDES[side]
    order = compared["notable"].astype(int) * 10 + compared["ratio"].map(
        lambda r: abs(r - 1) if r >= 1 else abs(1 / r - 1)
    ).clip(upper=9)
    compared = compared.loc[order.sort_values(ascending=False, kind="stable").index[:SHOWN]]
    names = [str(name) for name in compared.index]
    rows = []
    for slug, name, row in zip(slugs(names), names, compared.to_dict("records"), strict=True):
        values = (
            int(counts["inside"][name]),
            row["share_inside"],
            row["share_outside"],
            row["ratio"],
            row["low"],
            row["high"],
            int(row["notable"]),
        )
        rows.append(Row(slug, name, name, values))
    columns = (
        Column("customers", "customers", "Клиентов сегмента", "Customers of the segment"),
        Column("inside", "share", "Доля в сегменте", "Share in the segment"),
        Column("outside", "share", "Доля у остальных", "Share among the rest"),
        Column("ratio", "ratio", "Во сколько раз чаще", "Times as common"),
        Column("low", "ratio", "Не меньше", "At least"),
        Column("high", "ratio", "Не больше", "At most"),
        Column("notable", "number", "Значимо (1 — да)", "Notable (1 = yes)"),
    )
    return Table(key, ru, en, columns, tuple(rows))


def _notes(segment: Segment) -> tuple[Note, ...]:
    return (
        Note(
            f"{segment.name_ru.capitalize()}: {segment.rule_ru}. Деньги и покупки — за последний год.",
            f"{segment.name_en.capitalize()}: {segment.rule_en}. Money and purchases are those of the last year.",
            "definition",
        ),
        Note(
            "Категория и канал клиента — те, где он тратит больше всего, поэтому частота покупок сравнению не мешает. "
            f"Интервалы отношения — {LEVEL:.0%}; «значимо» — с поправкой на множественные сравнения (ожидаемая доля ложных находок {FALSE_FINDS:.0%}). "
            "Отличие описывает сегмент и не объясняет, почему клиент в нём оказался.",
            "A customer's category and channel are those of most spending, so that buying more often does not blur the comparison. "
            f"Intervals of the ratio are {LEVEL:.0%}; notable means after a correction for many comparisons (expected share of false finds {FALSE_FINDS:.0%}). "
            "A difference describes the segment, it does not explain why a customer is in it.",
        ),
    )
