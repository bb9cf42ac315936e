"""How did the base move in the week: for each lifecycle segment, opening + came in - went out = closing.

Both ends of the week are judged by one and the same rhythm of the base, that of the closing day, so that
a customer moves only by buying or by silence, never because the yardstick changed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.selected_days import selected_days
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.customer_states import restated
from tools.segmentation.lifecycle import LIFECYCLE, assigned, base_rhythm, buyers
from tools.tool import Arguments
from tools.warehouse.states import utc
from tools.weekly.weeks import week_end

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

OUTSIDE = "outside"
BUYING = ("first_time", "rare", "loyal")
SLEEPING = ("about_to_leave", "long_inactive")
MOVES_SHOWN = 12
COLUMNS = ("opening", "came", "went", "closing")


class FlowsArguments(Arguments):
    """Which week."""

    as_of: date | None = Field(
        None, description="Last day of the week (ISO date). Default: last day of the data."
    )
    recorded_at: datetime | None = Field(
        None,
        description="Moment at which the states of the day before the week were recorded, with its time zone. "
        "The opening is then also held against that record.",
    )


def compute(warehouse: Warehouse, args: FlowsArguments) -> Findings:
    """The flows of the week that ends on `as_of`, segment by segment, and the largest moves between them."""
    end = week_end(warehouse, args.as_of)
    moves = _moves(warehouse, end)
    require_crowd(int(moves["customers"].sum()))
    flows = _flows(moves)
    fact = partial(Fact, as_of=end.isoformat(), method="exact count")
    table = _flow_table(flows)
    charts = (
        Chart(
            "bar",
            "flows",
            ("came", "went"),
            "Кто пришёл в сегмент и кто ушёл",
            "Who came into a segment and who left it",
        ),
    )
    facts, notes = _facts(moves, flows, end, fact), _notes(warehouse, flows)
    if args.recorded_at is not None:
        known, said = _held_against_record(warehouse, end - timedelta(days=7), args.recorded_at)
        facts, notes = [*facts, *known], (*notes, *said)
    return Findings(tuple(facts), (table, _move_table(moves)), charts, notes)


def _moves(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """Customers by segment a week ago (`before`) and now; OUTSIDE is who was not known then."""
    # Each is read twice below: by the rhythm of the base and by the moves.
    now, ago = (buyers(selected_days(warehouse, end=day)).cache() for day in (end, end - timedelta(days=7)))
    rhythm = base_rhythm(now, end)
    week_ago = end - timedelta(days=7)
    nothing = ibis.null("string")
    parts = [
        assigned(now, end, rhythm).select(
            "customer_id", now="segment", before=nothing, known=ibis.literal(0)
        ),
        assigned(ago, week_ago, rhythm).select(
            "customer_id", now=nothing, before="segment", known=ibis.literal(0)
        ),
    ]
    if warehouse.has("customers"):
        people = warehouse.table("customers")
        people = people.filter(people.registered_on.isnull() | (people.registered_on <= ibis.literal(end)))
        old = people.registered_on.isnull() | (people.registered_on <= ibis.literal(week_ago))
        known = ibis.ifelse(old, 1, 0).cast("int8")
        parts.append(people.select("customer_id", now=nothing, before=nothing, known=known))
    every = ibis.union(*parts)
    one = every.group_by("customer_id").aggregate(
        now=every.now.max(), before=every.before.max(), known=every.known.max()
    )
    # Known without a purchase (or with all of them given back): a prospect.
    was = ibis.ifelse(one.known == 1, "prospect", OUTSIDE)
    return _counted(one.select(now=one.now.fill_null("prospect"), before=one.before.fill_null(was)))


def _counted(people: ibis.Table) -> pd.DataFrame:
    frame: pd.DataFrame = people.group_by("before", "now").aggregate(customers=people.count()).execute()
    return frame


def _flows(moves: pd.DataFrame) -> pd.DataFrame:
    """By segment: opening, came, went, closing; every row closes by construction."""
    keys = [s.key for s in LIFECYCLE if s.key in {*moves["before"], *moves["now"]}]
    moved = moves[moves["before"] != moves["now"]]
    out = pd.DataFrame(
        {
            "opening": moves.groupby("before")["customers"].sum(),
            "came": moved.groupby("now")["customers"].sum(),
            "went": moved.groupby("before")["customers"].sum(),
            "closing": moves.groupby("now")["customers"].sum(),
        }
    )
    return out.reindex(keys).fillna(0).astype("int64")


def _facts(moves: pd.DataFrame, flows: pd.DataFrame, end: date, fact: partial[Fact]) -> list[Fact]:
    def moved(before: tuple[str, ...], now: tuple[str, ...]) -> int:
        return int(moves.loc[moves["before"].isin(before) & moves["now"].isin(now), "customers"].sum())

    facts = [
        fact("start", (end - timedelta(days=6)).isoformat(), "date", "Начало недели", "Start of the week"),
        fact("end", end.isoformat(), "date", "Конец недели", "End of the week"),
        fact("opening", int(flows["opening"].sum()), "customers", "База на начало недели", "Base at the start of the week"),
        fact("new", moved((OUTSIDE,), tuple(flows.index)), "customers", "Новые в базе", "New to the base"),
        fact("closing", int(flows["closing"].sum()), "customers", "База на конец недели", "Base at the end of the week"),
        fact("woken", moved(SLEEPING, BUYING), "customers", "Вернулись из молчания", "Woken from silence"),
        fact("fell_silent", moved(BUYING, SLEEPING), "customers", "Замолчали", "Fell silent"),
        fact("given_up", moved(("about_to_leave",), ("long_inactive",)), "customers", "Из готовых уйти в давно не активные", "From about to leave to long inactive"),
    ]  # fmt: skip
    if "loyal" in flows.index:
        opening, closing = (int(flows[column].to_dict()["loyal"]) for column in ("opening", "closing"))
        facts += [
            fact("loyal", closing, "customers", "Лояльные", "Loyal customers"),
            fact("loyal_change", closing - opening, "customers", "Лояльные: изменение за неделю", "Loyal customers: change in the week", is_change=True),
        ]  # fmt: skip
    return facts


def _held_against_record(
    warehouse: Warehouse, day: date, recorded_at: datetime
) -> tuple[list[Fact], tuple[Note, ...]]:
    """What the record of the opening says, and whether the present data still say the same."""
    found = restated(warehouse, day, recorded_at)
    fact = partial(Fact, as_of=day.isoformat(), method="record of customer states")
    moment = utc(recorded_at)
    facts = [
        fact("recorded_of", day.isoformat(), "date", "День, состояния которого записаны", "Day that the record is of"),
        fact("recorded_on", moment.date().isoformat(), "date", "День записи", "Day of the record"),
        fact("recorded", found.recorded, "customers", "База в записи", "Base in the record"),
    ]  # fmt: skip
    if found.moved == 0:
        ru = "Состояния на начало недели те же, что были записаны тогда."
        en = "The states at the opening are those that were recorded at the time."
        return facts, (Note(ru, en, "definition"),)
    if found.moved >= K_ANONYMITY:
        facts.append(fact("restated", found.moved, "customers", "Пересчитано: клиентов с другим состоянием", "Restated: customers with another state"))  # fmt: skip
    ru = "Пересчитано: по нынешним данным и правилам часть клиентов на начало недели стоит не там, где в записи."
    en = "Restated: on the present data and rules some customers stand elsewhere at the opening than in the record."
    return facts, (Note(ru, en, "warning"),)


def _flow_table(flows: pd.DataFrame) -> Table:
    names = {s.key: s for s in LIFECYCLE}
    rows = [
        Row(key, names[key].name_ru, names[key].name_en, (opening, came, went, closing))
        for key, opening, came, went, closing in zip(
            flows.index.astype(str), *(flows[column].tolist() for column in COLUMNS), strict=True
        )
        if max(opening, closing) >= K_ANONYMITY
    ]
    opening, closing = int(flows["opening"].sum()), int(flows["closing"].sum())
    # Within the base who leaves one segment comes into another: only the new come from outside.
    rows.append(Row("total", "Вся база", "Whole base", (opening, closing - opening, 0, closing)))
    return Table(
        "flows",
        "Движение базы за неделю",
        "Flows of the week",
        (
            Column("opening", "customers", "На начало", "Opening"),
            Column("came", "customers", "Пришли", "Came in"),
            Column("went", "customers", "Ушли", "Went out"),
            Column("closing", "customers", "На конец", "Closing"),
        ),
        tuple(rows),
    )


def _move_table(moves: pd.DataFrame) -> Table:
    names = {s.key: (s.name_ru, s.name_en) for s in LIFECYCLE} | {OUTSIDE: ("новые", "new")}
    moved = moves[(moves["before"] != moves["now"]) & (moves["customers"] >= K_ANONYMITY)]
    moved = moved.sort_values(["customers", "before", "now"], ascending=[False, True, True]).head(MOVES_SHOWN)
    rows = tuple(
        Row(f"{b}_to_{n}", f"{names[b][0]} → {names[n][0]}", f"{names[b][1]} → {names[n][1]}", (int(c),))
        for b, n, c in moved[["before", "now", "customers"]].itertuples(index=False)
    )
    return Table(
        "moves",
        "Крупнейшие переходы",
        "Largest moves",
        (Column("customers", "customers", "Клиентов", "Customers"),),
        rows,
    )


def _notes(warehouse: Warehouse, flows: pd.DataFrame) -> tuple[Note, ...]:
    words_ru = "; ".join(f"{s.name_ru}: {s.rule_ru}" for s in LIFECYCLE if s.key in flows.index)
    words_en = "; ".join(f"{s.name_en}: {s.rule_en}" for s in LIFECYCLE if s.key in flows.index)
    notes = [
        Note(
            f"Сегменты жизненного цикла считаются по собственному ритму клиента: {words_ru}. "
            "Начало и конец недели оценены по одному ритму базы, поэтому на начало + пришли − ушли = на конец.",
            f"Lifecycle segments follow each customer's own rhythm: {words_en}. "
            "Both ends of the week are judged by one rhythm of the base, so opening + came − went = closing.",
            "definition",
        )
    ]
    if not warehouse.has("customers"):
        notes.append(
            Note(
                "Таблицы customers нет, поэтому зарегистрированные без покупок не видны.",
                "There is no table customers, so people who registered and never bought cannot be seen.",
                "warning",
            )
        )
    return tuple(notes)
