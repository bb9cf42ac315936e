"""The flows of the base over a period: opening + arrived - left = closing for every segment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import OTHER, require_crowd
from tools.customers.periods import asked_period, period_facts
from tools.customers.sales import fetch
from tools.errors import NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.audience import lifecycle_table, rfm_table
from tools.segmentation.lifecycle import LIFECYCLE
from tools.segmentation.migration import OUTSIDE, Migration, moves_expression
from tools.segmentation.segments import Segment
from tools.segmentation.stored_rules import rfm_named
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

ACTIVE = ("first_time", "rare", "loyal")
SILENT = ("about_to_leave", "long_inactive")
SHOWN_MOVES = 12
NEWLY_KNOWN = Segment(OUTSIDE, "новые в базе", "new to the base", "", "")
SMALL = Segment(OTHER, "малые сегменты вместе", "small segments together", "", "")


class MigrationArguments(PeriodSelection):
    """Over which period, by which segments."""

    scheme: Literal["lifecycle", "rfm"] = Field(
        "lifecycle", description="Segments of the lifecycle, or by RFM."
    )
    period: Literal["week", "month", "quarter", "year"] = Field(
        "month", description="Length of the last full period to look at, when start and end are not given."
    )


def compute(warehouse: Warehouse, args: MigrationArguments) -> Findings:
    """The account of the base from the evening before the period to its last evening."""
    period = asked_period(warehouse, args, otherwise=args.period)
    opening_day = period.start - timedelta(days=1)
    if opening_day < warehouse.first_day:
        raise NotEnoughData(
            f"There are no data before {period.start}, so nobody can have moved since then.",
            message_ru=f"До {period.start} данных нет, поэтому сравнить сегменты не с чем.",
            argument="start",
        )
    if args.scheme == "lifecycle":
        tables = [lifecycle_table(warehouse, day, args)[0] for day in (opening_day, period.end)]
    else:
        tables = [
            rfm_table(warehouse, day, args).select("customer_id", "segment")
            for day in (opening_day, period.end)
        ]
    migration = Migration(fetch(moves_expression(tables[0], tables[1].view())).astype({"customers": "int64"}))
    segments = LIFECYCLE if args.scheme == "lifecycle" else rfm_named(warehouse)
    balance = _merged(migration.balance)
    opening, closing = int(balance["opening"].sum()), int(balance["closing"].sum())
    require_crowd(closing)
    fact = partial(Fact, as_of=period.end.isoformat(), n=closing, method="exact count")
    facts = [
        *period_facts(fact, period),
        fact("opening", opening, "customers", "База на начало", "Base at the opening"),
        fact(
            "arrived",
            closing - opening,
            "customers",
            "Новые в базе за период",
            "New to the base in the period",
        ),
        fact("closing", closing, "customers", "База на конец", "Base at the close"),
    ]
    facts += _headlines(migration, args.scheme, fact)
    table = _balance_table(balance, segments)
    chart = Chart(
        "bar",
        "balance",
        ("opening", "closing"),
        "Сегменты на начало и конец",
        "Segments at the opening and close",
    )
    return Findings(tuple(facts), (table, _moves_table(migration, segments)), (chart,), _notes())


def _headlines(migration: Migration, scheme: str, fact: partial[Fact]) -> list[Fact]:
    if scheme == "lifecycle":
        best, fell = "loyal", migration.moved(ACTIVE, SILENT)
        back = migration.moved(SILENT, ACTIVE)
        names = (
            ("лояльные", "loyal customers"),
            (
                "Замолчали: из активных в готовые уйти и неактивные",
                "Fell silent: from active to about to leave or inactive",
            ),
        )
    else:
        best, fell = (
            "champions",
            migration.moved(
                ("champions", "regulars", "growing", "newcomers"), ("at_risk", "sleeping", "lost")
            ),
        )
        back = migration.moved(
            ("at_risk", "sleeping", "lost"), ("champions", "regulars", "growing", "newcomers")
        )
        names = (
            ("чемпионы", "champions"),
            (
                "Замолчали: ушли в зону риска, спящие и потерянные",
                "Fell silent: went to at risk, sleeping or lost",
            ),
        )
    facts = [
        fact("fell_silent", fell, "customers", *names[1]),
        fact(
            "woke_up",
            back,
            "customers",
            "Вернулись: из молчащих в покупающие",
            "Woke up: from silent to buying",
        ),
    ]
    balance = migration.balance
    if best in balance.index:
        row = {key: int(balance[key][best]) for key in ("opening", "arrived", "left", "closing")}
        (ru, en), label = (
            names[0],
            {
                "opening": ("на начало", "opening"),
                "arrived": ("пришли", "arrived"),
                "left": ("ушли", "left"),
                "closing": ("на конец", "closing"),
            },
        )
        facts += [
            fact(
                f"{best}_{key}",
                value,
                "customers",
                f"{ru.capitalize()}: {label[key][0]}",
                f"{en.capitalize()}: {label[key][1]}",
            )
            for key, value in row.items()
        ]
        facts.append(
            fact(
                f"{best}_change",
                row["closing"] - row["opening"],
                "customers",
                f"{ru.capitalize()}: изменение",
                f"{en.capitalize()}: change",
                is_change=True,
            )
        )
    return facts


def _merged(balance: pd.DataFrame) -> pd.DataFrame:
    """Segments too small on both days are added up (moves between them then count as both in and out)."""
    small = balance[["opening", "closing"]].max(axis=1) < K_ANONYMITY
    if not small.any():
        return balance
    return pd.concat([balance[~small], balance[small].sum().to_frame(OTHER).T])


def _balance_table(balance: pd.DataFrame, segments: tuple[Segment, ...]) -> Table:
    columns = (
        Column("opening", "customers", "На начало", "Opening"),
        Column("arrived", "customers", "Пришли", "Arrived"),
        Column("left", "customers", "Ушли", "Left"),
        Column("closing", "customers", "На конец", "Closing"),
        Column("change", "customers", "Изменение", "Change"),
    )
    rows = []
    for segment in (*segments, SMALL):
        if segment.key in balance.index:
            row = dict(zip(balance.columns, balance.loc[[segment.key]].to_numpy()[0].tolist(), strict=True))
            values = (
                row["opening"],
                row["arrived"],
                row["left"],
                row["closing"],
                row["closing"] - row["opening"],
            )
            rows.append(Row(segment.key, segment.name_ru, segment.name_en, values))
    return Table("balance", "Счёт базы", "Account of the base", columns, tuple(rows))


def _moves_table(migration: Migration, segments: tuple[Segment, ...]) -> Table:
    names = {segment.key: segment for segment in (*segments, NEWLY_KNOWN)}
    moves = migration.moves
    moves = moves[(moves["before"] != moves["after"]) & (moves["customers"] >= K_ANONYMITY)]
    moves = moves.sort_values(["customers", "before", "after"], ascending=[False, True, True])
    opening = migration.balance["opening"]
    rows = []
    for move in moves.head(SHOWN_MOVES).to_dict("records"):
        one, two, count = names[move["before"]], names[move["after"]], int(move["customers"])
        share = None if one is NEWLY_KNOWN else count / int(opening[one.key])
        rows.append(
            Row(
                f"{one.key}_to_{two.key}",
                f"{one.name_ru} → {two.name_ru}",
                f"{one.name_en} → {two.name_en}",
                (count, share),
            )
        )
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("share", "share", "Доля исходного сегмента", "Share of the segment left"),
    )
    return Table("moves", "Главные переходы", "Largest moves", columns, tuple(rows))


def _notes() -> tuple[Note, ...]:
    return (
        Note(
            "Для каждого сегмента: на начало + пришли − ушли = на конец. Сегменты на обе даты посчитаны по одному определению и по сегодняшним данным.",
            "For each segment: opening + arrived − left = closing. Both days are placed by one definition, from the data as they are today.",
            "definition",
        ),
    )
