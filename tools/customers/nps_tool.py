"""The tool on the net promoter score: the score, its change, the regions, and who did not answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd, slugs
from tools.customers.net_promoter import DETRACTOR, PROMOTER, difference, nps
from tools.customers.nps_answers import (
    in_region,
    is_quota_sample,
    last_of_each,
    read_answers,
    region_quotas,
    response_share,
    weighted_score,
)
from tools.customers.periods import Period, earlier_period_facts, period_facts
from tools.customers.voice_period import Days, VoiceSelection, voice_period
from tools.errors import MissingData
from tools.estimate import Estimate
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

PERIODS_BACK = 4
LOW_RESPONSE = 0.5
FEW_ANSWERS = 100


class NpsArguments(VoiceSelection):
    """Which period and region, and whether regions are weighted."""

    period: Literal["week", "month", "quarter", "year"] = Field(
        "quarter", description="Length of the last full period, when start and end are not given."
    )
    region: str | None = Field(None, description="Only answers from this region.")
    quotas: dict[str, float] | None = Field(
        None,
        description="Share each region should have, e.g. {'Moscow': 0.6, 'Kazan': 0.4}; others are left out.",
    )
    weight_by_base: bool = Field(False, description="Give each region the share it has among all customers.")


def compute(warehouse: Warehouse, args: NpsArguments) -> Findings:
    """The score of the period against the one before, by region, with a warning about the silent."""
    if not warehouse.has("surveys"):
        raise MissingData(
            "No survey answers are loaded, so there is no NPS. Load the table surveys.",
            message_ru="Ответы опросов не загружены, поэтому NPS посчитать нельзя. Загрузите таблицу surveys.",
            argument="surveys",
        )
    table = warehouse.table("surveys")
    table = table.filter((table.kind.lower() == "nps") & table.asked_on.notnull())
    days = Days.of(table.asked_on, table, "NPS answers", "ответы NPS")
    period = voice_period(days, args, otherwise=args.period)
    periods = [period]
    while len(periods) <= PERIODS_BACK and periods[-1].previous().start >= days.first_day:
        periods.append(periods[-1].previous())
    answers = read_answers(warehouse, periods[-1].start, period.end)
    wrong = int((~answers["score"].between(0, 10)).sum())
    answers = answers[answers["score"].between(0, 10)]
    answers = in_region(answers, args.region)
    quotas = region_quotas(warehouse, args.quotas, answers, by_base=args.weight_by_base)
    chosen = [last_of_each(answers, one) for one in periods]
    require_crowd(len(chosen[0]), what_en="NPS answers of the period", what_ru="Ответы NPS за период")
    scores = [weighted_score(frame, quotas) if len(frame) >= K_ANONYMITY else None for frame in chosen]
    facts = _facts(chosen[0], periods, scores)
    response = response_share(warehouse, period, chosen[0]) if args.region is None else None
    if response is not None:
        facts.append(
            Fact(
                "answered_share",
                response,
                "share",
                "Ответили из активных за период",
                "Answered, of those active in the period",
                as_of=period.end.isoformat(),
                method="respondents with an order in the period / customers with an order in the period",
            )
        )
    tables = [t for t in (_regions(chosen[0]), _trend(periods, scores)) if t.rows]
    charts = tuple(
        Chart("line" if t.key == "trend" else "bar", t.key, ("nps",), t.title_ru, t.title_en) for t in tables
    )
    return Findings(tuple(facts), tuple(tables), charts, tuple(_notes(chosen[0], response, wrong, quotas)))


def _facts(frame: pd.DataFrame, periods: list[Period], scores: list[Estimate | None]) -> list[Fact]:
    now = scores[0]
    assert now is not None
    as_of = periods[0].end.isoformat()
    promoters = float((frame["score"] >= PROMOTER).mean())
    detractors = float((frame["score"] <= DETRACTOR).mean())
    share = partial(Fact, unit="share", n=len(frame), as_of=as_of, method="exact count")
    facts = [
        *period_facts(partial(Fact, as_of=as_of, n=len(frame), method="arguments"), periods[0]),
        Fact.of("nps", now, label_ru="NPS", label_en="NPS", as_of=as_of),
        Fact(
            "answers",
            len(frame),
            "number",
            "Ответов",
            "Answers",
            as_of=as_of,
            method="last answer of each customer",
        ),
        share("promoters_share", promoters, label_ru="Сторонники (9–10)", label_en="Promoters (9-10)"),
        share(
            "passives_share",
            1 - promoters - detractors,
            label_ru="Нейтральные (7–8)",
            label_en="Passives (7-8)",
        ),
        share("detractors_share", detractors, label_ru="Критики (0–6)", label_en="Detractors (0-6)"),
    ]
    if len(scores) > 1 and (before := scores[1]) is not None:
        facts += [
            *earlier_period_facts(partial(Fact, as_of=as_of), periods[1]),
            Fact.of(
                "previous",
                before,
                label_ru="NPS: прошлый период",
                label_en="NPS: earlier period",
                as_of=as_of,
            ),
            Fact.of(
                "change",
                difference(now, before),
                label_ru="NPS: изменение",
                label_en="NPS: change",
                as_of=as_of,
                is_change=True,
            ),
        ]
    return facts


def _regions(frame: pd.DataFrame) -> Table:
    found = [(str(name), part) for name, part in frame.groupby("region") if len(part) >= K_ANONYMITY]
    scored = sorted(
        ((name, nps(part["score"].to_numpy())) for name, part in found), key=lambda p: (p[1].value, p[0])
    )
    rows = [
        Row(key, name, name, (score.n, score.value, score.low, score.high))
        for key, (name, score) in zip(slugs([name for name, _ in scored]), scored, strict=True)
    ]
    return Table(
        "regions", "NPS по регионам", "NPS by region", _columns(), tuple(rows) if len(rows) > 1 else ()
    )


def _trend(periods: list[Period], scores: list[Estimate | None]) -> Table:
    rows = []
    for period, score in reversed(list(zip(periods, scores, strict=True))):
        if score is not None:
            label = f"{period.start.isoformat()} – {period.end.isoformat()}"
            rows.append(
                Row(period.start.isoformat(), label, label, (score.n, score.value, score.low, score.high))
            )
    return Table(
        "trend", "NPS по периодам", "NPS by period", _columns(), tuple(rows) if len(rows) > 1 else ()
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column("answers", "number", "Ответов", "Answers"),
        Column("nps", "points", "NPS", "NPS"),
        Column("low", "points", "Не меньше", "At least"),
        Column("high", "points", "Не больше", "At most"),
    )


def _notes(
    frame: pd.DataFrame,
    response: float | None,
    wrong: int,
    quotas: dict[str, float] | None,
) -> list[Note]:
    notes = [
        Note(
            "NPS — доля сторонников (оценка 9–10) минус доля критиков (0–6), от −100 до 100 пунктов; один клиент — один, последний ответ. "
            "Интервал 95 % (счёт-интервал Танго).",
            "NPS is the share of promoters (9-10) less that of detractors (0-6), from -100 to 100 points; one answer, the last, a customer. "
            "Interval 95 % (Tango's score interval).",
            "definition",
        )
    ]
    if response is None or response < LOW_RESPONSE:
        notes.append(
            Note(
                "Кого опросили и кто промолчал, из данных не видно: молчавшие могут думать иначе, поэтому NPS говорит только об ответивших.",
                "The data do not show who was asked and kept silent: they may think otherwise, so the NPS speaks for those who answered only.",
                "warning",
            )
        )
    if len(frame) < FEW_ANSWERS:
        notes.append(
            Note(
                "Ответов мало: смотрите на интервал, а не на число.",
                "Answers are few: read the interval, not the figure.",
                "warning",
            )
        )
    if quotas is None and is_quota_sample(frame):
        notes.append(
            Note(
                "Из каждого региона поровну ответов: это квотная выборка, и общий NPS говорит о среднем регионе, а не о клиентах. Взвесьте регионы.",
                "Every region gave equally many answers: this is a quota sample, and the total speaks of the average region, not of the customers. Weight the regions.",
                "warning",
            )
        )
    if wrong:
        notes.append(
            Note(
                "Часть оценок вне шкалы от 0 до 10 — они не учтены; проверьте выгрузку.",
                "Some scores are off the scale of 0 to 10 and were left out; check the export.",
                "warning",
            )
        )
    if quotas is not None:
        notes.append(
            Note(
                "Ответы взвешены по квотам регионов; ответы вне квот не вошли, интервал — по эффективному числу ответов.",
                "Answers are weighted to quotas of the regions; those outside are left out, the interval uses the effective number of answers.",
            )
        )
    notes.append(
        Note(
            "NPS — это слова. Держите рядом инкрементальную прибыль: если NPS растёт, а прибыль нет, пересмотрите предложение или канал.",
            "NPS is words. Keep incremental profit beside it: when NPS rises and profit does not, revise the offer or the channel.",
            "next_step",
        )
    )
    return notes
