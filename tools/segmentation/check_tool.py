"""The tool that says whether a segment is too wide to be addressed as one, or too small to learn anything in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import Period, period_facts
from tools.customers.sales import fetch
from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.segmentation.audience import EVERYBODY, all_segments, lifecycle_table, look_day, placed_table
from tools.segmentation.behaviour import FEATURES, LOGGED, NEEDED, customer_figures, telling_name
from tools.segmentation.heterogeneity import ALPHA, Heterogeneity, heterogeneity
from tools.segmentation.lifecycle import LIFECYCLE
from tools.segmentation.minimum_size import REASONS, WorkableSegment, workable_segments
from tools.segmentation.segment_outlook import WEEKS, base_rates, detectable_rise
from tools.segmentation.segments import Segment, by_key
from tools.segmentation.stored_rules import rfm_named
from tools.tool import BaseSelection, PeriodSelection, Tool

if TYPE_CHECKING:
    from datetime import date

    import ibis

    from tools.warehouse.connect import Warehouse

COMPARED = ("recency", "frequency", "average_order", "discount_share", "categories")
YEAR = timedelta(days=364)
Key = Literal[
    "prospect", "first_time", "rare", "loyal", "about_to_leave", "long_inactive",
    "champions", "regulars", "growing", "newcomers", "fading", "at_risk", "sleeping", "lost",
]  # fmt: skip


class CheckArguments(BaseSelection):
    """Which segment, and which rise is worth seeing."""

    segment: Key | str = Field(
        "first_time",
        description="Lifecycle (prospect, first_time, rare, loyal, about_to_leave, long_inactive) or RFM (champions, "
        "regulars, growing, newcomers, fading, at_risk, sleeping, lost, or a key of your own definition).",
    )
    lift_pp: float = Field(
        5.0,
        gt=0,
        lt=100,
        description="The rise of the share who buy within four weeks that is worth seeing, in percentage points.",
    )


def compute(warehouse: Warehouse, args: CheckArguments) -> Findings:
    """Too wide: two kinds of customers inside. Too small: a test sees nothing, and the segment should join another."""
    segment = by_key(all_segments(warehouse), args.segment)
    if segment == EVERYBODY:
        raise InvalidArgument(
            "The whole base is not a segment; name one.",
            message_ru="Вся база — не сегмент; назовите сегмент.",
            argument="segment",
        )
    day = look_day(warehouse, args.as_of)

    def placing(at: date) -> ibis.Table:
        if segment in LIFECYCLE:
            return lifecycle_table(warehouse, at, args)[0]
        return placed_table(warehouse, segment, at, args)

    placed = fetch(placing(day))
    sizes = placed["segment"].value_counts()
    size = int(sizes.get(segment.key, 0))
    require_crowd(size, what_en=f"The segment {segment.name_en!r}", what_ru=f"Сегмент «{segment.name_ru}»")
    period = Period(max(day - YEAR, warehouse.first_day), day)
    members = placed.loc[placed["segment"] == segment.key, "customer_id"]
    people = customer_figures(warehouse, PeriodSelection(**_selection(args)), period)
    people = people[people["customer_id"].isin(set(members))].reset_index(drop=True)
    names = [n for n in COMPARED if n not in NEEDED or warehouse.has_values("transactions", NEEDED[n])]
    kinds, unknown = _kinds(people, names)
    named = LIFECYCLE if segment in LIFECYCLE else rfm_named(warehouse)
    rates = base_rates(warehouse, placing, day, args)
    groups = _groups(named, sizes, rates, args.lift_pp / 100)
    mine = next((group for group in groups if segment.key in group.keys), None)
    facts = _facts(segment, size, day, kinds, rates.get(segment.key), groups, args.lift_pp, period)
    tables = []
    if kinds is not None:
        tables.append(_parts_table(kinds, people, names, warehouse.currency))
    if groups:
        tables.append(_groups_table(groups, named))
    notes = _notes(segment, kinds, unknown, mine, named)
    return Findings(tuple(facts), tuple(tables), (), tuple(notes))


def _selection(args: CheckArguments) -> dict[str, object]:
    return {name: getattr(args, name) for name in BaseSelection.model_fields}


def _kinds(people: pd.DataFrame, names: list[str]) -> tuple[Heterogeneity | None, NotEnoughData | None]:
    if people.empty:
        return None, NotEnoughData(
            "Nobody in the segment has bought in the last year, so there is nothing to compare.",
            message_ru="За последний год в сегменте никто не покупал, поэтому сравнивать нечего.",
        )
    try:
        return heterogeneity(
            people, columns=names, log=[n for n in names if n in LOGGED], value="revenue"
        ), None
    except NotEnoughData as error:
        return None, error


def _groups(
    named: tuple[Segment, ...], sizes: pd.Series, rates: dict[str, float], effect: float
) -> list[WorkableSegment]:
    """All segments of the scheme with a known base rate; those of no customers are not there."""
    rows = {
        s.key: (int(sizes[s.key]), rates.get(s.key, 0.0 if sizes[s.key] < K_ANONYMITY else None))
        for s in named
        if s.key in sizes.index
    }
    known = {key: row for key, row in rows.items() if row[1] is not None}
    if not known:
        return []
    frame = pd.DataFrame.from_dict(known, orient="index", columns=["customers", "base_rate"])
    return workable_segments(frame, effect=effect)


def _facts(
    segment: Segment,
    size: int,
    day: date,
    kinds: Heterogeneity | None,
    rate: float | None,
    groups: list[WorkableSegment],
    lift_pp: float,
    period: Period,
) -> list[Fact]:
    fact = partial(Fact, as_of=day.isoformat(), n=size)
    ru, en = segment.name_ru.capitalize(), segment.name_en.capitalize()
    facts = [
        *period_facts(partial(fact, method="arguments"), period),
        fact("customers", size, "customers", f"{ru}: клиентов", f"{en}: customers", method="exact count"),
        fact("wanted", lift_pp / 100, "pp", "Прирост, который важно заметить", "The rise worth seeing", method="arguments", is_change=True),
        fact("weeks", WEEKS, "weeks", "За сколько недель считается доля купивших", "Weeks over which the share who buy is taken", method="definition"),
    ]  # fmt: skip
    if kinds is not None:
        facts += [
            fact("one_kind", kinds.p_value, "probability", "Вероятность такого разрыва у однородного сегмента, не больше", "Probability of such a gap in a segment of one kind, at most", method="Silverman's test of one mode, direction and test on different halves"),
            fact("too_wide", int(kinds.too_wide), "number", "Сегмент слишком широк (1 — да)", "The segment is too wide (1 = yes)", method=f"p below {ALPHA}, each part at least {K_ANONYMITY}"),
        ]  # fmt: skip
    if rate is not None:
        facts.append(fact("base_rate", rate, "share", f"{ru}: купят и без действий", f"{en}: buy without any play", method="share of those in the segment four weeks ago"))  # fmt: skip
        seen = detectable_rise(size, rate)
        if seen is not None:
            facts.append(fact("detectable", seen, "pp", "Тест в сегменте заметит прирост от", "A test in the segment sees a rise from", method="two-sided score test, half of the segment as control, power 80 %", is_change=True))  # fmt: skip
    mine = next((group for group in groups if segment.key in group.keys), None)
    if mine is not None:
        alone = next((g for g in _alone(mine, segment, size, rate, lift_pp / 100)), mine)
        facts += [
            fact("needed", alone.needed, "customers", "Нужно клиентов, чтобы заметить этот прирост", "Customers needed to see this rise", method="score test, power 80 %"),
            fact("large_enough", int(size >= max(alone.needed, K_ANONYMITY)), "number", "Сегмент достаточно велик (1 — да)", "The segment is large enough (1 = yes)", method="minimum size"),
        ]  # fmt: skip
    return facts


def _alone(
    mine: WorkableSegment, segment: Segment, size: int, rate: float | None, effect: float
) -> list[WorkableSegment]:
    """The segment by itself, where it had to join others."""
    if len(mine.keys) == 1 or rate is None:
        return []
    frame = pd.DataFrame({"customers": [size], "base_rate": [rate]}, index=[segment.key])
    return workable_segments(frame, effect=effect)


def _parts_table(kinds: Heterogeneity, people: pd.DataFrame, names: list[str], currency: str) -> Table:
    parts = kinds.parts.to_numpy()
    rows = []
    for part, letter in ((1, "A"), (0, "B")):
        mine = people[parts == part]
        if len(mine) < K_ANONYMITY:
            continue
        ru, en = telling_name(mine, people, [n for n in names if people[n].std() > 0])
        values = (len(mine), *(float(mine[name].mean()) for name in names))
        rows.append(Row(f"part_{letter.lower()}", f"часть {letter} ({ru})", f"part {letter} ({en})", values))
    columns = [Column("customers", "customers", "Клиентов", "Customers")]
    for name in names:
        unit, ru, en = FEATURES[name][:3]
        columns.append(Column(name, currency if unit == "money" else unit, f"{ru}, в среднем", f"{en}, mean"))
    return Table("parts", "Лучшее деление надвое", "The best split in two", tuple(columns), tuple(rows))


def _groups_table(groups: list[WorkableSegment], named: tuple[Segment, ...]) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("base_rate", "share", "Купят и без действий", "Buy without any play"),
        Column("needed", "customers", "Нужно клиентов", "Customers needed"),
        Column("enough", "number", "Достаточно (1 — да)", "Enough (1 = yes)"),
    )
    rows = []
    for group in groups:
        if group.customers < K_ANONYMITY:
            continue
        mine = [by_key(named, key) for key in group.keys]
        rows.append(
            Row(
                "_and_".join(group.keys),
                " + ".join(s.name_ru for s in mine),
                " + ".join(s.name_en for s in mine),
                (group.customers, group.base_rate, group.needed, int(group.workable)),
            )
        )
    return Table("groups", "С какими сегментами работать", "Segments to work with", columns, tuple(rows))


def _notes(
    segment: Segment,
    kinds: Heterogeneity | None,
    unknown: NotEnoughData | None,
    mine: WorkableSegment | None,
    named: tuple[Segment, ...],
) -> list[Note]:
    notes = []
    if kinds is not None and kinds.too_wide:
        notes.append(
            Note(
                f"«{segment.name_ru}» — слишком широкий сегмент: внутри разные типы клиентов. Обращайтесь к частям по-разному.",
                f"{segment.name_en.capitalize()} is too wide a segment: different kinds of customers are in it. Address the parts differently.",
                "warning",
            )
        )
    if unknown is not None:
        notes.append(Note(f"Однородность не проверена: {unknown.message_ru}", f"Not checked for two kinds: {unknown.message}", "warning"))  # fmt: skip
    if mine is not None and len(mine.keys) > 1:
        others = [by_key(named, key) for key in mine.keys if key != segment.key]
        reason = dict(mine.reasons).get(segment.key)
        ru = REASONS[reason][0] if reason else "соседний сегмент мал сам по себе"
        en = REASONS[reason][1] if reason else "the neighbour is too small by itself"
        notes.append(
            Note(
                f"Объединён с соседними ({', '.join(s.name_ru for s in others)}): {ru}.",
                f"Joined with its neighbours ({', '.join(s.name_en for s in others)}): {en}.",
                "warning",
            )
        )
    if mine is not None and not mine.workable:
        notes.append(
            Note(
                "Клиентов не хватит, чтобы тест заметил этот прирост, и объединение с соседями не помогает: ищите больший эффект или измеряйте дольше.",
                "The customers are too few for a test to see this rise, and joining neighbours does not help: look for a larger effect or measure for longer.",
                "warning",
            )
        )
    notes.append(
        Note(
            "Два типа: направление разрыва ищется на одной половине сегмента, а проверяется на другой (тест Сильвермана на одну моду). "
            "Размер: тест «половина против половины», мощность 80 %; малые сегменты присоединяются к соседу с ближайшей долей купивших.",
            "Two kinds: the direction of the gap is looked for in one half of the segment and tested in the other (Silverman's test of one mode). "
            "Size: a test of half against half at a power of 80 %; small segments join the neighbour with the closest share who buy.",
            "definition",
        )
    )
    return notes


SEGMENT_CHECK = Tool(
    name="segment_check",
    version=1,
    effect="read",
    arguments=CheckArguments,
    compute=compute,
    title_ru="Проверка сегмента: не широк ли, не мал ли",
    title_en="Is a segment too wide or too small",
    description_ru=(
        "Однороден ли сегмент или внутри два разных типа клиентов (слишком широкий: «все новые покупатели»), и хватит ли в нём людей, чтобы "
        "тест заметил эффект; малые сегменты объединяет с соседними и говорит почему."
    ),
    description_en=(
        "Is a segment of one kind or are there two kinds of customers in it (too wide: all new buyers), and has it enough people for a test to see "
        "an effect; small segments are joined with a neighbour, with the reason."
    ),
    examples_ru=(
        "не слишком ли широкий сегмент новичков",
        "однороден ли сегмент лояльных",
        "стоит ли разбить сегмент редких на части",
        "хватит ли людей в сегменте для теста",
        "какой сегмент слишком мал, чтобы с ним работать",
        "проверь сегмент готовых уйти на однородность",
        "минимальный размер сегмента",
        "какие сегменты надо объединить",
        "внутри спящих разные клиенты?",
        "микросегменты: не мелко ли нарезали",
        "все новые покупатели – это один сегмент или несколько",
        "достаточно ли велик сегмент чемпионы",
        "сегмент слишком крупный, как его поделить",
    ),
    examples_en=(
        "is the first-time segment too wide",
        "are loyal customers one kind of people",
        "should we split the rare segment",
        "is the segment large enough for a test",
        "which segments are too small to work with",
        "check the about to leave segment for homogeneity",
        "minimum size of a segment",
        "which segments should be merged",
        "are there different customers inside the long inactive",
        "micro-segments: did we cut too fine",
        "is all new buyers one segment or several",
        "heterogeneity inside the champions",
        "segment too broad, how to divide it",
    ),
)
