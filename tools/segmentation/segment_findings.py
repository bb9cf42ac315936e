"""What the two segmentations of the base say: how many are where, and what each segment brings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.customers.crowds import require_crowd
from tools.customers.periods import period_facts
from tools.customers.sales import MINOR, margin_note, require_margin
from tools.facts import Chart, Fact, Findings, Note
from tools.segmentation import lifecycle
from tools.segmentation.audience import lifecycle_table, look_day, rfm_table
from tools.segmentation.lifecycle import LIFECYCLE, Rhythm
from tools.segmentation.rfm_definition import RfmDefinition
from tools.segmentation.segments import Segment, by_key
from tools.segmentation.stored_rules import rfm_definition
from tools.segmentation.worth import Worth, segment_facts, segments_table, worth_of
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

LifecycleKey = Literal["prospect", "first_time", "rare", "loyal", "about_to_leave", "long_inactive"]
RfmKey = Literal["champions", "regulars", "growing", "newcomers", "fading", "at_risk", "sleeping", "lost"]


class LifecycleArguments(BaseSelection):
    """Which segment to put first, and how long a cycle is."""

    segment: LifecycleKey | None = Field(
        None,
        description="Put this segment first: prospect, first_time, rare, loyal, about_to_leave or long_inactive.",
    )
    cycle_days: int | None = Field(
        None,
        ge=1,
        le=20_000,
        description="Typical days between purchases, where the data are too young to show it (carpets, cars).",
    )


class RfmArguments(BaseSelection):
    """Which segment to put first, and what M adds up."""

    segment: RfmKey | str | None = Field(
        None,
        description="Put this segment first: champions, regulars, growing, newcomers, fading, at_risk, sleeping or lost, "
        "or a key of your own definition.",
    )
    value: Literal["revenue", "margin"] = Field(
        "revenue", description="What M adds up: net revenue or margin."
    )


def lifecycle_findings(warehouse: Warehouse, args: LifecycleArguments) -> Findings:
    """Everybody by lifecycle, with what they brought in the last year."""
    day = look_day(warehouse, args.as_of)
    placed, rhythm = lifecycle_table(warehouse, day, args, cycle_days=args.cycle_days)
    worth = worth_of(warehouse, placed, day, args)
    first = (args.segment,) if args.segment else ("loyal", "about_to_leave")
    facts = _facts(worth, LIFECYCLE, first)
    facts += [
        Fact(
            "typical_gap",
            rhythm.typical_gap_days,
            "days",
            "Типичный перерыв между покупками в базе",
            "Typical gap between purchases in the base",
            n=rhythm.repeat_customers,
            method="median of the repeat buyers' own mean gaps",
            as_of=day.isoformat(),
        ),
        Fact(
            "leaving_gaps",
            lifecycle.DEFINITION.leaving_percent / 100,
            "number",
            "Готовые уйти: молчат больше стольких обычных перерывов",
            "About to leave: silent for more usual gaps than this",
            as_of=day.isoformat(),
        ),
        Fact(
            "inactive_gaps",
            lifecycle.DEFINITION.inactive_percent / 100,
            "number",
            "Давно не активные: молчат больше стольких обычных перерывов",
            "Long inactive: silent for more usual gaps than this",
            as_of=day.isoformat(),
        ),
        Fact(
            "repeat_share",
            rhythm.repeat_customers / rhythm.customers,
            "share",
            "Доля покупавших больше одного раза",
            "Share who bought more than once",
            n=rhythm.customers,
            as_of=day.isoformat(),
        ),
    ]
    return _findings(warehouse, args, worth, LIFECYCLE, facts, _lifecycle_notes(args, rhythm))


def rfm_findings(warehouse: Warehouse, args: RfmArguments) -> Findings:
    """Every buyer by recency, frequency and value, with what they brought in the last year."""
    if args.value == "margin":
        require_margin(warehouse)
    day = look_day(warehouse, args.as_of)
    definition = rfm_definition(warehouse)
    named = definition.named
    if args.segment is not None:
        by_key(named, args.segment)
    placed = rfm_table(warehouse, day, args, value=args.value).select("customer_id", "segment")
    worth = worth_of(warehouse, placed, day, args)
    usual = tuple(segment.key for segment in named if segment.key in ("champions", "at_risk"))
    first = (args.segment,) if args.segment else usual or (named[0].key,)
    facts = _facts(worth, named, first)
    facts.append(
        Fact(
            "definition",
            definition.version,
            "text",
            "Версия определения сегментов",
            "Version of the segments' definition",
            as_of=day.isoformat(),
        )
    )
    return _findings(warehouse, args, worth, named, facts, _rfm_notes(args, definition))


def _facts(worth: Worth, segments: tuple[Segment, ...], first: tuple[str, ...]) -> list[Fact]:
    require_crowd(worth.customers)
    fact = partial(Fact, as_of=worth.period.end.isoformat(), n=worth.customers, method="exact count and sum")
    facts = [
        *period_facts(fact, worth.period),
        fact("customers", worth.customers, "customers", "Клиентов в базе", "Customers in the base"),
        fact(
            "revenue",
            int(worth.frame["revenue"].sum()) / MINOR,
            worth.currency,
            "Выручка за год",
            "Revenue of the year",
        ),
    ]
    if "margin" in worth.frame:
        margin = int(worth.frame["margin"].sum()) / MINOR
        facts.append(fact("margin", margin, worth.currency, "Маржа за год", "Margin of the year"))
    for key in first:
        facts += segment_facts(worth, by_key(segments, key))
    return facts


def _findings(
    warehouse: Warehouse,
    args: LifecycleArguments | RfmArguments,
    worth: Worth,
    segments: tuple[Segment, ...],
    facts: list[Fact],
    notes: list[Note],
) -> Findings:
    if args.segment is not None:
        size = int(worth.figures(args.segment)["customers"])
        asked = by_key(segments, args.segment)
        if size:
            require_crowd(
                size, what_en=f"The segment {asked.name_en!r}", what_ru=f"Сегмент «{asked.name_ru}»"
            )
    if args.channel is not None or args.category is not None:
        notes.append(
            Note(
                "Сегменты посчитаны только по покупкам в выбранном канале или категории: в целом по базе клиент может быть в другом сегменте.",
                "Segments are computed from purchases in the chosen channel or category alone: over the whole base a customer may be in another one.",
                "warning",
            )
        )
    table = segments_table(worth, segments)
    charts = (
        Chart("bar", "segments", ("customers",), "Клиенты по сегментам", "Customers by segment"),
        Chart("bar", "segments", ("revenue",), "Выручка по сегментам", "Revenue by segment"),
    )
    return Findings(tuple(facts), (table,), charts, (*notes, *margin_note(warehouse)))


def _lifecycle_notes(args: LifecycleArguments, rhythm: Rhythm) -> list[Note]:
    asked: tuple[Segment, ...] = LIFECYCLE if args.segment is None else (by_key(LIFECYCLE, args.segment),)
    notes = [
        Note(
            "Сегмент определён относительно собственного ритма клиента: обычный перерыв — среднее его перерывов, сглаженное к типичному "
            "для базы; «готовые уйти» молчат вдвое дольше обычного, «давно не активные» — вчетверо. "
            + "; ".join(f"{s.name_ru} — {s.rule_ru}" for s in asked)
            + f". Определение {lifecycle.DEFINITION.version}.",
            "Segments are relative to the customer's own rhythm: the usual gap is the mean of own gaps, drawn towards the base's typical gap; "
            "those about to leave have been silent for twice, the long inactive for four times as long as usual. "
            + "; ".join(f"{s.name_en}: {s.rule_en}" for s in asked)
            + f". Definition {lifecycle.DEFINITION.version}.",
            "definition",
        )
    ]
    if rhythm.long_cycle:
        notes.append(
            Note(
                "Повторно покупают немногие: цикл длинный или данных пока мало. Молчание здесь мало что значит; если знаете обычный срок между покупками, задайте его.",
                "Few buy again: the cycle is long or the data are young. Silence means little here; if you know the usual time between purchases, state it.",
                "warning",
            )
        )
    return notes


def _rfm_notes(args: RfmArguments, definition: RfmDefinition) -> list[Note]:
    named = definition.named
    asked = named if args.segment is None else (by_key(named, args.segment),)
    rules_ru = "; ".join(f"{s.name_ru} — {s.rule_ru}" for s in asked if s.rule_ru)
    rules_en = "; ".join(f"{s.name_en}: {s.rule_en}" for s in asked if s.rule_en)
    what_ru, what_en = (
        ("маржа", "margin") if args.value == "margin" else ("выручка за вычетом возвратов", "net revenue")
    )
    how_ru = "; ".join(
        f"{ru} — границы {', '.join(f'{border:g}' for border in definition.edges[key])}"
        if key in definition.edges
        else f"{ru} — пятые части базы"
        for key, ru in (("recency_days", "R"), ("frequency", "F"), ("monetary", "M"))
    )
    how_en = "; ".join(
        f"{key_en} by the borders {', '.join(f'{border:g}' for border in definition.edges[key])}"
        if key in definition.edges
        else f"{key_en} in fifths of the base"
        for key, key_en in (("recency_days", "R"), ("frequency", "F"), ("monetary", "M"))
    )
    return [
        Note(
            f"R — давность последней покупки, F — число дней с покупкой, M — {what_ru}; баллы: {how_ru}; равные значения всегда "
            f"получают равный балл. {rules_ru}{'. ' if rules_ru else ''}Определение {definition.version}.",
            f"R is the days since the last purchase, F the number of purchase days, M {what_en}; scores: {how_en}; equal values "
            f"always score equally. {rules_en}{'. ' if rules_en else ''}Definition {definition.version}.",
            "definition",
        )
    ]
