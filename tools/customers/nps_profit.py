"""Do words and money go together? NPS and the incremental profit of campaigns, period by period.

The profit of a period is that of the measured campaigns (random control group), spread evenly over the days of
their windows. The correlation is Pearson's with Fisher's interval, for profit of the same period and of those
before and after; months of one firm are few and follow each other, so it is a hint and never a cause.

Source: Fisher (1921), Metron 1, 3-32 (the interval).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field
from scipy.special import ndtri

from tools.columns import K_ANONYMITY
from tools.customers.net_promoter import difference
from tools.customers.nps_answers import last_of_each, read_answers, weighted_score
from tools.customers.periods import Period, earlier_period_facts, last_full, period_facts
from tools.customers.timeline import back
from tools.customers.voice_period import Days
from tools.errors import InvalidArgument, MissingData, NotEnoughData, NotIdentified
from tools.estimate import Estimate
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Money = tuple[float, float, float]
MOST, FEWEST_PAIRS, LAGS, LEVEL = 24, 5, (-2, -1, 0, 1, 2), 0.95
Move = Literal["up", "down", "flat"]
ACTIONS = {
    ("up", "profit"): ("keep", "Держать курс и масштабировать через тест с контрольной группой.", "Keep on, and scale through a test with a control group."),
    ("up", "none"): ("revise_offer", "NPS растёт, а доказанной прибыли нет: пересмотрите предложение или канал.", "NPS rises and there is no proven profit: revise the offer or the channel."),
    ("flat", "profit"): ("keep", "Прибыль есть, NPS не изменился заметно: продолжайте и следите за обоими.", "There is profit and NPS has not moved beyond chance: go on and watch both."),
    ("flat", "none"): ("revise_offer", "Ни доказанной прибыли, ни роста NPS: пересмотрите предложение или канал.", "Neither proven profit nor a rise of NPS: revise the offer or the channel."),
    ("down", "profit"): ("revise_mechanics", "Прибыль есть, а NPS падает: проверьте частоту контактов, цены и обещания, пересмотрите механику.", "There is profit and NPS falls: check contact frequency, prices and promises, revise the mechanics."),
    ("down", "none"): ("stop", "Падает NPS и нет доказанной прибыли: остановите механику и пересмотрите её.", "NPS falls and there is no proven profit: stop the mechanics and revise it."),
}  # fmt: skip


class NpsProfitArguments(Arguments):
    """Length of a period."""

    period: Literal["month", "quarter"] = Field("month", description="Compare by month or by quarter.")


@dataclass(frozen=True, slots=True)
class Pair:
    """One period: the score (None with too few answers) and the profit with limits (None without a campaign)."""

    period: Period
    score: Estimate | None
    profit: Money | None


def compute(warehouse: Warehouse, args: NpsProfitArguments) -> Findings:
    """The two side by side, their correlation by lag, and what to do."""
    earned, pairs = _pairs(warehouse, args)
    with_score = [pair for pair in pairs if pair.score is not None]
    if len(with_score) < 2:
        raise NotEnoughData(
            f"NPS needs two periods with {K_ANONYMITY} answers each to be held against profit.",
            message_ru=f"Чтобы сравнить NPS с прибылью, нужны два периода хотя бы с {K_ANONYMITY} ответами.",
            argument="period",
        )
    now, before = with_score[-1], with_score[-2]
    assert now.score is not None
    assert before.score is not None
    moved = difference(now.score, before.score)
    as_of = now.period.end.isoformat()
    fact = partial(Fact, as_of=as_of)
    profit = _within(earned, Period(before.period.start, now.period.end))
    nps_move = _move(moved.low, moved.high)
    state = "profit" if profit is not None and profit[1] > 0 else "none"
    action, ru, en = ACTIONS[nps_move, state]
    facts = [
        *period_facts(fact, now.period),
        *earlier_period_facts(fact, before.period),
        Fact.of("nps", now.score, label_ru="NPS", label_en="NPS", as_of=as_of),
        Fact.of("previous", before.score, label_ru="NPS: прошлый период", label_en="NPS: earlier period", as_of=as_of),
        Fact.of("change", moved, label_ru="NPS: изменение", label_en="NPS: change", as_of=as_of, is_change=True),
        fact("nps_move", nps_move, "text", "Куда движется NPS", "Where NPS goes"),
        fact("action", action, "text", "Что делать", "What to do"),
    ]  # fmt: skip
    if profit is not None:
        facts.append(
            fact(
                "profit", profit[0], warehouse.currency,
                "Инкрементальная прибыль за оба периода", "Incremental profit of both periods",
                low=profit[1], high=profit[2], level=LEVEL, evidence="A", is_change=True,
                method="measured campaigns, spread over the days of their windows",
            )
        )  # fmt: skip
    lags = _lags(pairs)
    same = next((found for lag, found in lags if lag == 0), None)
    if same is not None:
        facts.append(Fact.of("correlation", same, label_ru="Связь NPS и прибыли", label_en="Correlation of NPS and profit", as_of=as_of))  # fmt: skip
    tables = [_pair_table(pairs, warehouse.currency)]
    if lags:
        tables.append(_lag_table(lags))
    charts = (
        Chart("line", "pairs", ("nps",), "NPS по периодам", "NPS by period"),
        Chart("bar", "pairs", ("profit",), "Прибыль по периодам", "Profit by period"),
    )
    return Findings(tuple(facts), tuple(tables), charts, tuple(_notes(ru, en, lags, profit)))


def _pairs(warehouse: Warehouse, args: NpsProfitArguments) -> tuple[list[tuple[Period, Money]], list[Pair]]:
    if not warehouse.has("surveys"):
        raise MissingData(
            "No survey answers are loaded, so there is no NPS. Load the table surveys.",
            message_ru="Ответы опросов не загружены, поэтому NPS посчитать нельзя. Загрузите таблицу surveys.",
            argument="surveys",
        )
    surveys = warehouse.table("surveys")
    surveys = surveys.filter((surveys.kind.lower() == "nps") & surveys.asked_on.notnull())
    days = Days.of(surveys.asked_on, surveys, "NPS answers", "ответы NPS")
    earned = _measured(warehouse)
    last = last_full(args.period, max(days.last_day, warehouse.last_day))
    periods = [back(last, step) for step in range(MOST) if back(last, step).end >= days.first_day]
    answers = read_answers(warehouse, days.first_day, last.end)
    answers = answers[answers["score"].between(0, 10)]
    found = []
    for period in reversed(periods):
        mine = last_of_each(answers, period)
        score = weighted_score(mine, None) if len(mine) >= K_ANONYMITY else None
        found.append(Pair(period, score, _within(earned, period)))
    return earned, found


def _measured(warehouse: Warehouse) -> list[tuple[Period, Money]]:
    """Window and profit, with limits, of every campaign with a valid random control group."""
    from tools.experiments.campaigns import list_campaigns
    from tools.experiments.measurement import measure

    found = []
    for campaign in list_campaigns(warehouse):
        if not campaign.has_control:
            continue
        try:
            result = measure(warehouse, campaign)
        except (NotEnoughData, NotIdentified, InvalidArgument):
            continue  # unmeasured: its profit is not known, and not nought
        broken = not result.sound
        if broken or result.books is None or result.profit is None or result.books.profit_low is None:
            continue
        value = result.profit.difference.value * result.profit.n_treated - float(result.fixed_cost)
        limits = (float(result.books.profit_low), float(result.books.profit_high or 0))
        found.append((Period(campaign.started_on, result.until), (value, *limits)))
    if not found:
        raise MissingData(
            "No campaign was measured against a random control group, so there is no incremental profit to hold NPS against.",
            message_ru="Ни одна кампания не измерена против случайной контрольной группы, поэтому сравнивать NPS не с чем.",
            argument="assignments",
        )
    return found


def _within(earned: list[tuple[Period, Money]], period: Period) -> Money | None:
    """What fell into the period, day by day; None when no window touches it."""
    parts: list[Money | None] = []
    for window, (value, low, high) in earned:
        first, last = max(window.start, period.start), min(window.end, period.end)
        days = (last - first) // timedelta(days=1) + 1
        if days > 0:
            share = days / window.days
            parts.append((value * share, low * share, high * share))
    return _sum(parts)


def _sum(parts: list[Money | None]) -> Money | None:
    """The sum of independent figures with limits."""
    known = [part for part in parts if part is not None]
    if not known:
        return None
    value = math.fsum(part[0] for part in known)
    below = math.sqrt(math.fsum((part[0] - part[1]) ** 2 for part in known))
    above = math.sqrt(math.fsum((part[2] - part[0]) ** 2 for part in known))
    return value, value - below, value + above


def _move(low: float | None, high: float | None) -> Move:
    if low is not None and low > 0:
        return "up"
    return "down" if high is not None and high < 0 else "flat"


def _lags(pairs: list[Pair]) -> list[tuple[int, Estimate]]:
    """Correlation of the score with the profit `lag` periods later, where enough pairs are known."""
    found = []
    for lag in LAGS:
        both = [
            (pair.score.value, pairs[at + lag].profit[0])  # type: ignore[index]
            for at, pair in enumerate(pairs)
            if pair.score is not None and 0 <= at + lag < len(pairs) and pairs[at + lag].profit is not None
        ]
        estimate = correlation([x for x, _ in both], [y for _, y in both])
        if estimate is not None:
            found.append((lag, estimate))
    return found


def correlation(x: list[float], y: list[float]) -> Estimate | None:
    """Pearson's correlation with Fisher's interval; None with fewer than five pairs or a series that does not move."""
    n = len(x)
    if n < FEWEST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))
    half = float(ndtri(0.5 + LEVEL / 2)) / math.sqrt(n - 3)
    z = math.atanh(min(max(r, -1 + 1e-12), 1 - 1e-12))
    return Estimate(
        r, "number", n, "Pearson with Fisher's z", math.tanh(z - half), math.tanh(z + half), LEVEL
    )


def _pair_table(pairs: list[Pair], currency: str) -> Table:
    columns = (
        Column("nps", "points", "NPS", "NPS"),
        Column("nps_low", "points", "не меньше", "at least"),
        Column("nps_high", "points", "не больше", "at most"),
        Column("profit", currency, "Инкрементальная прибыль", "Incremental profit"),
        Column("profit_low", currency, "не меньше", "at least"),
        Column("profit_high", currency, "не больше", "at most"),
    )
    rows = []
    for pair in pairs:
        label = pair.period.start.isoformat()[:7]
        score = pair.score
        points = (None, None, None) if score is None else (score.value, score.low, score.high)
        rows.append(Row(label, label, label, (*points, *(pair.profit or (None, None, None)))))
    return Table("pairs", "NPS и прибыль рядом", "NPS and profit side by side", columns, tuple(rows))


def _lag_table(lags: list[tuple[int, Estimate]]) -> Table:
    words = {
        -2: ("прибыль двумя периодами раньше", "profit two periods earlier"),
        -1: ("прибыль периодом раньше", "profit one period earlier"),
        0: ("прибыль того же периода", "profit of the same period"),
        1: ("прибыль периодом позже", "profit one period later"),
        2: ("прибыль двумя периодами позже", "profit two periods later"),
    }
    columns = (
        Column("correlation", "number", "Связь", "Correlation"),
        Column("low", "number", "не меньше", "at least"),
        Column("high", "number", "не больше", "at most"),
        Column("pairs", "number", "Пар", "Pairs"),
    )
    rows = tuple(
        Row(f"lag_{lag}".replace("-", "minus_"), *words[lag], (found.value, found.low, found.high, found.n))
        for lag, found in lags
    )
    return Table("lags", "Связь с запаздыванием", "Correlation by lag", columns, rows)


def _notes(ru: str, en: str, lags: list[tuple[int, Estimate]], profit: Money | None) -> list[Note]:
    notes = [Note(ru, en, "next_step")]
    if profit is None:
        notes.append(Note("В эти периоды не попала ни одна измеренная кампания: прибыль за них неизвестна.", "No measured campaign falls into these periods: their profit is not known.", "warning"))  # fmt: skip
    if not lags:
        notes.append(Note("Периодов, где известно и то и другое, слишком мало, чтобы говорить о связи.", "There are too few periods with both to speak of a correlation.", "warning"))  # fmt: skip
    notes.append(
        Note(
            "Связь двух рядов – не причина: сезон, цены и состав ответивших двигают оба. Причину показывает только тест с контрольной группой.",
            "A correlation of two series is no cause: season, prices and who answers move both. Only a test with a control group shows a cause.",
            "definition",
        )
    )
    return notes
