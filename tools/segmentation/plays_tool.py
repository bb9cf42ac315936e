"""The tool that says what to do with each segment, and what past plays have earned in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.customers.crowds import require_crowd
from tools.customers.periods import period_facts
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.segmentation.audience import lifecycle_table, look_day, rfm_table
from tools.segmentation.lifecycle import LIFECYCLE
from tools.segmentation.past_plays import LEVEL, PastPlay, PastPlays, past_plays
from tools.segmentation.plays import LIFECYCLE_PLAYS, Play, rfm_plays
from tools.segmentation.segment_outlook import WEEKS, Outlook, outlooks
from tools.segmentation.segments import Segment
from tools.segmentation.stored_rules import rfm_definition
from tools.segmentation.worth import worth_of
from tools.tool import BaseSelection, Tool

if TYPE_CHECKING:
    from datetime import date

    import ibis

    from tools.warehouse.connect import Warehouse

Verdict = Literal["repeat", "again", "stop", "leave", "test"]
VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    "repeat": ("повторить: прибыль доказана", "repeat: profit is proven"),
    "again": ("повторить с контролем на большей группе", "repeat with control on a larger group"),
    "stop": ("прежнее не повторять: вредит", "do not repeat what was done: it harms"),
    "leave": ("не трогать", "leave alone"),
    "test": ("проверить тестом с контрольной группой", "test against a control group"),
}
SHOWN = 20


class PlaysArguments(BaseSelection):
    """Which segments."""

    scheme: Literal["lifecycle", "rfm"] = Field(
        "lifecycle", description="Plays for the segments of the lifecycle, or of RFM."
    )


@dataclass(frozen=True, slots=True)
class Advice:
    """A segment with its play, the verdict on it and why."""

    segment: Segment
    play: Play
    outlook: Outlook
    past: list[PastPlay]
    verdict: Verdict
    why_ru: str
    why_en: str


def compute(warehouse: Warehouse, args: PlaysArguments) -> Findings:
    """A play for every segment: what was measured in it before, otherwise a test, or why to leave it alone."""
    day = look_day(warehouse, args.as_of)
    segments: tuple[Segment, ...] = LIFECYCLE
    plays = LIFECYCLE_PLAYS
    if args.scheme == "rfm":
        definition = rfm_definition(warehouse)
        segments, plays = definition.named, rfm_plays(definition)

    def placing(at: date) -> ibis.Table:
        if args.scheme == "lifecycle":
            return lifecycle_table(warehouse, at, args)[0]
        return rfm_table(warehouse, at, args).select("customer_id", "segment")

    worth = worth_of(warehouse, placing(day), day, args)
    require_crowd(worth.customers)
    past = past_plays(warehouse, placing, until=day)
    expected = outlooks(warehouse, worth, placing, day, args)
    advice = [
        advise(segment, plays[segment.key], expected[segment.key], past.of(segment.key))
        for segment in segments
        if segment.key in expected
    ]
    fact = partial(Fact, as_of=day.isoformat(), n=worth.customers)
    facts = [
        *period_facts(partial(fact, method="arguments"), worth.period),
        fact("customers", worth.customers, "customers", "Клиентов в базе", "Customers in the base", method="exact count"),
        fact("measured", past.measured, "number", "Кампаний с контрольной группой", "Campaigns with a control group", method="exact count"),
        fact("comparisons", len(past.plays), "number", "Сравнений кампании с контролем внутри сегмента", "Comparisons with control inside a segment", method="exact count"),
        fact("weeks", WEEKS, "weeks", "За сколько недель считается доля купивших", "Weeks over which the share who buy is taken", method="definition"),
    ]  # fmt: skip
    for verdict, (ru, en) in VERDICTS.items():
        count = sum(one.verdict == verdict for one in advice)
        facts.append(
            fact(
                f"to_{verdict}",
                count,
                "number",
                f"Сегментов: {ru}",
                f"Segments: {en}",
                method="rules of the play",
            )
        )
    tables = [_plays_table(advice, warehouse.currency)]
    if past.plays:
        tables.append(_past_table(past, segments, warehouse.currency))
    chart = Chart("bar", "plays", ("base_rate",), "Купят и без действий", "Buy without any play")
    return Findings(tuple(facts), tuple(tables), (chart,), tuple(_notes(advice, past)))


def advise(segment: Segment, play: Play, outlook: Outlook, past: list[PastPlay]) -> Advice:
    """The verdict: what was measured decides; otherwise a test, unless it could not see or not pay anything."""
    proven = [one for one in past if one.proven]
    harmful = [one for one in past if one.harmful]
    verdict: Verdict = "test"
    why = ("эффект в этом сегменте ещё не измерен", "its effect in this segment was never measured")
    if proven:
        verdict = "repeat"
        why = (
            f"«{proven[0].campaign.title}» уже дала прибыль сверх контроля",
            f"«{proven[0].campaign.title}» has earned above control",
        )
    elif harmful:
        verdict = "stop"
        why = (
            f"«{harmful[0].campaign.title}» дала меньше, чем контроль",
            f"«{harmful[0].campaign.title}» earned less than control",
        )
    elif any(one.promising for one in past):
        verdict = "again"
        why = (
            "прошлый результат выше контроля, но группы малы для такого разброса прибыли",
            "the past result is above control, but the groups are small for so skewed a profit",
        )
    elif outlook.sure:
        verdict = "leave"
        why = (
            "почти все купят и сами, добавить к этому письмом нечего",
            "nearly all of them buy anyway, a message has nothing to add",
        )
    elif outlook.too_dear:
        verdict = "leave"
        why = (
            "контакт окупится, только если доля купивших вырастет больше чем вдвое",
            "the contact only pays if the share who buy more than doubles",
        )
    elif outlook.too_small:
        verdict = "leave"
        why = (
            "сегмент мал: тест заметит только нереалистичный прирост; объедините его с соседним",
            "the segment is small: a test would only see an unrealistic rise; merge it with its neighbour",
        )
    elif past:
        why = (
            "прошлые кампании здесь не отличить от контроля; повторите на большей группе или с другим предложением",
            "past campaigns here cannot be told from control; use a larger group or another offer",
        )
    return Advice(segment, play, outlook, past, verdict, *why)


def _plays_table(advice: list[Advice], currency: str) -> Table:
    rows = []
    for one in advice:
        best = one.past[0] if one.past else None
        values = (
            one.outlook.customers,
            one.outlook.base_rate,
            one.outlook.detectable,
            one.outlook.break_even,
            len(one.past),
            None if best is None else best.effect.difference.value,
            None if best is None else best.low,
            None if best is None else best.high,
        )
        ru, en = VERDICTS[one.verdict]
        rows.append(
            Row(
                one.segment.key,
                f"{one.segment.name_ru} – {ru}",
                f"{one.segment.name_en} – {en}",
                values,
            )
        )
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("base_rate", "share", "Купят и без действий", "Buy without any play"),
        Column("detectable", "pp", "Тест заметит прирост от", "A test sees a rise from"),
        Column("break_even", "pp", "Контакт окупится с прироста", "The contact pays from a rise of"),
        Column("measured", "number", "Измеренных кампаний", "Measured campaigns"),
        Column("effect", currency, "Сверх контроля на клиента, лучшая", "Above control a customer, the best"),
        Column("low", currency, "Не меньше", "At least"),
        Column("high", currency, "Не больше", "At most"),
    )
    return Table("plays", "Что делать с сегментами", "What to do with the segments", columns, tuple(rows))


def _past_table(past: PastPlays, segments: tuple[Segment, ...], currency: str) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("effect", currency, "Сверх контроля на клиента", "Above control a customer"),
        Column("low", currency, "Не меньше", "At least"),
        Column("high", currency, "Не больше", "At most"),
        Column("proven", "number", "Доказано (1 — да)", "Proven (1 = yes)"),
    )
    rows = [
        Row(
            f"{segment.key}_{place}",
            f"{segment.name_ru}: «{one.campaign.title}»{'' if one.is_profit else ' (выручка)'}",
            f"{segment.name_en}: «{one.campaign.title}»{'' if one.is_profit else ' (revenue)'}",
            (one.customers, one.effect.difference.value, one.low, one.high, int(one.proven)),
        )
        for segment in segments
        for place, one in enumerate(past.of(segment.key), start=1)
    ]
    return Table(
        "past", "Чем кончались прошлые кампании", "How past campaigns ended", columns, tuple(rows[:SHOWN])
    )


def _notes(advice: list[Advice], past: PastPlays) -> list[Note]:
    notes = [
        Note(
            f"{one.segment.name_ru.capitalize()}: {one.play.name_ru} — {one.play.how_ru}. {VERDICTS[one.verdict][0].capitalize()}: {one.why_ru}.",
            f"{one.segment.name_en.capitalize()}: {one.play.name_en} — {one.play.how_en}. {VERDICTS[one.verdict][1].capitalize()}: {one.why_en}.",
            "next_step",
        )
        for one in advice
    ]
    notes.append(
        Note(
            "Ход для сегмента — гипотеза, пока её не подтвердил тест со случайным контролем. Клиент прошлой кампании относится к сегменту накануне её старта; "
            f"прибыль — маржа за вычетом контактов и наград, до постоянных затрат; интервалы {LEVEL:.0%} верны для всех сравнений сразу (Бонферрони).",
            "A play is a hypothesis until a randomised test has shown profit. Customers of a past campaign count in the segment of the evening before it; "
            f"profit is margin less contacts and rewards, before fixed cost; the {LEVEL:.0%} intervals hold for all comparisons at once (Bonferroni).",
            "definition",
        )
    )
    if past.left_out:
        names = ", ".join(f"«{title}»" for title in past.left_out[:6])
        notes.append(
            Note(
                f"Не измерить по контролю: {names}. Что они дали сегментам, неизвестно.",
                f"Cannot be measured against control: {names}. What they brought to the segments is not known.",
                "warning",
            )
        )
    if not past.plays:
        notes.append(
            Note(
                "Ни одной прошлой кампании с контрольной группой внутри сегмента нет, поэтому для всех сегментов путь один — тест.",
                "No past campaign has a control group inside a segment, so the way for every segment is a test.",
                "warning",
            )
        )
    return notes


SEGMENT_PLAYS = Tool(
    name="segment_plays",
    version=1,
    effect="read",
    arguments=PlaysArguments,
    compute=compute,
    title_ru="Что делать с каждым сегментом",
    title_en="What to do with each segment",
    description_ru=(
        "Плейбук по сегментам: для каждого сегмента ход (наградить активных, сработать на уход, привлечь потенциальных, разбудить спящих, "
        "растить корзину и частоту), измеренный эффект прошлых кампаний в нём против контроля, что заметит тест, или почему сегмент не трогать."
    ),
    description_en=(
        "Playbook by segment: a play for each (reward the active, act on leaving, win prospects, wake sleepers, grow basket and frequency), the "
        "measured effect of past campaigns in it against control, what a test would see, or why to leave it alone."
    ),
    examples_ru=(
        "что делать с каждым сегментом",
        "плейбук по сегментам",
        "какие действия для каждого сегмента",
        "с какими сегментами что делать дальше",
        "что сработало раньше в сегментах",
        "какие сегменты лучше не трогать и почему",
        "стратегия работы с сегментами базы",
        "действия по сегментам с доказанным эффектом",
        "какой ход для каждого сегмента rfm",
        "кого наградить, кого будить, кого привлекать",
        "таблица сегмент – действие",
        "чем удерживать, будить и растить: план по сегментам",
        "какие механики подходят каким сегментам",
        "что предпринять по сегментам",
    ),
    examples_en=(
        "what should we do with each segment",
        "playbook by segment",
        "segment playbook",
        "next action for every segment",
        "which plays worked in which segment",
        "which segments should be left alone and why",
        "strategy by segment",
        "actions per segment with measured effect",
        "plays for the rfm segments",
        "whom to reward, wake or win",
        "segment to action table",
        "what to do with the segments of the base",
        "recommended play per lifecycle stage",
    ),
)
