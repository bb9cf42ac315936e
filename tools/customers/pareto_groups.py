"""The same question over groups: which categories, products or segments bring 80 % of the money."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from tools.customers.crowds import OTHER, merge_small, slugs
from tools.customers.pareto import NAMES, ParetoArguments, over_customers
from tools.customers.periods import Period, asked_period, period_facts
from tools.customers.sales import MINOR, fetch, has_margin, lines_of, margin_note, require_margin, whole
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table, Value
from tools.segmentation.audience import lifecycle_table
from tools.segmentation.lifecycle import LIFECYCLE

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHOWN = 15
YEAR = timedelta(days=364)
GROUPS = {
    "categories": ("Категории", "Categories"),
    "products": ("Товары", "Products"),
    "segments": ("Сегменты", "Segments"),
}
NAMELESS = ("не указано", "not stated")


def compute(warehouse: Warehouse, args: ParetoArguments) -> Findings:
    """Pareto over the period (default: all of the data, for segments the last year)."""
    if args.value == "margin":
        require_margin(warehouse)
    period = asked_period(warehouse, args, otherwise=None)
    if args.by == "customers":
        return over_customers(warehouse, args, period)
    if args.by == "segments" and args.start is None and args.end is None:
        period = Period(max(period.start, period.end - YEAR), period.end)
    return _over_groups(warehouse, args, period)


def _over_groups(warehouse: Warehouse, args: ParetoArguments, period: Period) -> Findings:
    frame = _amounts(warehouse, args, period).set_index("key")
    total, groups = int(frame["amount"].sum()), len(frame)
    if total <= 0:
        raise NotEnoughData(
            "The money of the period does not add up to more than zero, so there are no shares of it.",
            message_ru="Сумма за период не больше нуля, поэтому доли от неё не имеют смысла.",
            argument="value",
        )
    sums = frame["amount"].sort_values(ascending=False).cumsum()
    needed = int((sums >= args.share * total * (1 - 1e-12)).to_numpy().argmax()) + 1
    shown = _ordered(frame, disjoint=args.by == "segments", value_total=total)
    fact = partial(
        Fact, as_of=period.end.isoformat(), n=groups, method="exact, from all lines of known customers"
    )
    ru, en = NAMES[args.value]
    many_ru, many_en = GROUPS[args.by]
    facts = (
        fact(
            "target_share",
            args.share,
            "share",
            f"Доля ({ru}), о которой вопрос",
            f"Share of {en} asked about",
        ),
        fact("total", total / MINOR, warehouse.currency, f"Всего ({ru})", f"Total {en}"),
        fact("groups", groups, "items", f"{many_ru}: сколько всего", f"{many_en} in all"),
        fact(
            "groups_needed",
            needed,
            "items",
            f"{many_ru}: сколько дают эту долю",
            f"{many_en} that bring that share",
        ),
        fact(
            "groups_needed_share",
            needed / groups,
            "share",
            f"{many_ru}: какая их часть",
            f"{many_en}: which part of them",
        ),
        *period_facts(fact, period),
    )
    table = _table(warehouse, args, shown.head(SHOWN))
    notes = [
        Note(
            "Суммы за вычетом возвратов, только по известным клиентам.",
            "Amounts are net of refunds, from known customers only.",
            "definition",
        )
    ]
    if args.by == "segments":
        notes.append(
            Note(
                "Сегменты жизненного цикла — на конец периода; деньги — за период.",
                "Lifecycle segments are those at the end of the period; the money is that of the period.",
                "definition",
            )
        )
    if OTHER in shown.index:
        notes.append(
            Note(
                "Группы, где слишком мало клиентов, объединены в «прочее».",
                'Groups with too few customers are merged into "other".',
            )
        )
    chart = Chart("bar", "groups", ("amount",), f"{many_ru}: {ru}", f"{many_en}: {en}")
    return Findings(facts, (table,), (chart,), (*notes, *margin_note(warehouse)))


def _amounts(warehouse: Warehouse, args: ParetoArguments, period: Period) -> pd.DataFrame:
    lines = lines_of(warehouse, period, args)
    if args.by == "segments":
        placed, _ = lifecycle_table(warehouse, period.end, args)
        lines = lines.inner_join(placed, "customer_id").select(lines, key=placed.segment)
        held = fetch(placed.group_by("segment").aggregate(customers=placed.count()))
        sums = _sums(lines, args.value, has_margin(warehouse)).drop(columns="customers")
        return held.rename(columns={"segment": "key"}).merge(sums, on="key", how="left").fillna(0)
    column = "category" if args.by == "categories" else "product_id"
    return _sums(lines.mutate(key=lines[column].fill_null("")), args.value, has_margin(warehouse))


def _sums(lines: ibis.Table, value: str, with_margin: bool) -> pd.DataFrame:
    other = "margin" if value == "revenue" else "revenue"
    per = lines.group_by("key", "customer_id").aggregate(
        amount=lines[value].sum().fill_null(0), second=lines[other].sum().fill_null(0)
    )
    sums = per.group_by("key").aggregate(
        customers=per.count(), amount=whole(per.amount.sum()), second=whole(per.second.sum())
    )
    frame = fetch(sums)
    return frame if with_margin else frame.drop(columns="second")


def _ordered(frame: pd.DataFrame, *, disjoint: bool, value_total: int) -> pd.DataFrame:
    frame = merge_small(frame, disjoint=disjoint)
    frame = frame.sort_index().sort_values("amount", ascending=False, kind="stable")
    frame = frame.loc[[*frame.index.drop(OTHER, errors="ignore"), *frame.index.intersection([OTHER])]]
    frame["share"] = frame["amount"] / value_total
    frame["cumulative_share"] = frame["share"].cumsum()
    if "second" in frame:
        second_total = frame["second"].sum()
        frame["second_share"] = frame["second"] / second_total if second_total > 0 else float("nan")
    return frame


def _table(warehouse: Warehouse, args: ParetoArguments, shown: pd.DataFrame) -> Table:
    ru, en = NAMES[args.value]
    columns = [
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("amount", warehouse.currency, ru.capitalize(), en.capitalize()),
        Column("share", "share", f"Доля: {ru}", f"Share of {en}"),
        Column("cumulative_share", "share", "Накопленная доля", "Cumulative share"),
    ]
    if "second_share" in shown:
        ru2, en2 = NAMES["margin" if args.value == "revenue" else "revenue"]
        columns.append(Column("second_share", "share", f"Доля: {ru2}", f"Share of {en2}"))
    names = _names(warehouse, args.by, list(shown.index))
    keys = list(shown.index) if args.by == "segments" else slugs([name[1] for name in names])
    rows = []
    for key, (name_ru, name_en), row in zip(keys, names, shown.to_dict("records"), strict=True):
        values: list[Value | None] = [int(row["customers"]), row["amount"] / MINOR]
        values += [row["share"], row["cumulative_share"]]
        if "second_share" in shown:
            values.append(None if pd.isna(row["second_share"]) else row["second_share"])
        rows.append(Row(key, name_ru, name_en, tuple(values)))
    many_ru, many_en = GROUPS[args.by]
    return Table("groups", many_ru, many_en, tuple(columns), tuple(rows))


def _names(warehouse: Warehouse, by: str, keys: list[str]) -> list[tuple[str, str]]:
    fixed = {OTHER: ("прочее", "other"), "": NAMELESS}
    if by == "segments":
        named = {s.key: (s.name_ru, s.name_en) for s in LIFECYCLE}
        return [named.get(key) or fixed[key] for key in keys]
    titles: dict[str, str] = {}
    if by == "products" and warehouse.has("products"):
        products = warehouse.table("products")
        found = products.filter(products.product_id.isin(keys) & products.name.notnull()).execute()
        titles = dict(zip(found["product_id"], found["name"], strict=True))
    return [fixed.get(key) or (titles.get(key, key),) * 2 for key in keys]
