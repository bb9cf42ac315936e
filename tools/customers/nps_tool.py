"""The tool on the net promoter score: the score, its change, the regions, and who did not answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd, slugs
from tools.customers.net_promoter import DETRACTOR, PROMOTER, difference, nps
from tools.customers.periods import Period, earlier_period_facts, period_facts
from tools.customers.sales import fetch
from tools.customers.voice_period import Days, VoiceSelection, voice_period
from tools.errors import InvalidArgument, MissingData
from tools.estimate import Estimate
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Tool

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
    answers = _answers(warehouse, periods[-1].start, period.end)
    wrong = int((~answers["score"].between(0, 10)).sum())
    answers = answers[answers["score"].between(0, 10)]
    answers = _in_region(answers, args.region)
    quotas = _quotas(warehouse, args, answers)
    chosen = [_last_of_each(answers, one) for one in periods]
    require_crowd(len(chosen[0]), what_en="NPS answers of the period", what_ru="Ответы NPS за период")
    scores = [_score(frame, quotas) if len(frame) >= K_ANONYMITY else None for frame in chosen]
    facts = _facts(chosen[0], periods, scores)
    response = _response(warehouse, period, chosen[0]) if args.region is None else None
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


def _answers(warehouse: Warehouse, start: object, end: object) -> pd.DataFrame:
    table = warehouse.table("surveys")
    table = table.filter(
        (table.kind.lower() == "nps") & table.asked_on.between(start, end) & table.score.notnull()
    )
    if warehouse.has("customers"):
        people = warehouse.table("customers").select("customer_id", home="region")
        table = table.left_join(people, "customer_id")
        table = table.mutate(region=table.region.coalesce(table.home))
    frame = fetch(table.select("survey_id", "customer_id", "asked_on", "score", "region"))
    frame["asked_on"] = pd.to_datetime(frame["asked_on"]).dt.date
    return frame.sort_values(
        ["asked_on", "survey_id", "customer_id", "score"], kind="stable", ignore_index=True
    )


def _in_region(answers: pd.DataFrame, region: str | None) -> pd.DataFrame:
    if region is None:
        return answers
    same = answers["region"].fillna("").str.casefold() == region.strip().casefold()
    if not same.any():
        known = ", ".join(sorted(answers["region"].dropna().unique())) or "none"
        raise InvalidArgument(
            f"No answers from region {region!r}; known are {known}.",
            message_ru=f"Ответов из региона {region!r} нет; есть {known}.",
            argument="region",
        )
    return answers[same]


def _last_of_each(answers: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One answer a customer, the last one; answers without a customer count each."""
    here = answers[(answers["asked_on"] >= period.start) & (answers["asked_on"] <= period.end)]
    named = here[here["customer_id"].notna()].drop_duplicates("customer_id", keep="last")
    return pd.concat([named, here[here["customer_id"].isna()]]).sort_index()


def _quotas(warehouse: Warehouse, args: NpsArguments, answers: pd.DataFrame) -> dict[str, float] | None:
    if args.quotas is not None:
        wanted = {name.strip().casefold(): share for name, share in args.quotas.items()}
        known = set(answers["region"].dropna().str.casefold())
        if not wanted or min(wanted.values()) <= 0 or not set(wanted) <= known:
            raise InvalidArgument(
                f"quotas need a positive share for regions that answered: {', '.join(sorted(known)) or 'none'}.",
                message_ru=f"Квоты — положительные доли регионов, из которых есть ответы: {', '.join(sorted(known)) or 'нет'}.",
                argument="quotas",
            )
        return wanted
    if not args.weight_by_base:
        return None
    if not (warehouse.has("customers") and warehouse.has_values("customers", "region")):
        raise MissingData(
            "The regions of the customers are not known, so answers cannot be weighted by the base.",
            message_ru="Регионы клиентов неизвестны, поэтому взвесить ответы по базе нельзя.",
            argument="weight_by_base",
        )
    people = warehouse.table("customers")
    people = people.filter(people.region.notnull())
    counts = fetch(people.group_by(region=people.region.lower()).aggregate(n=people.count()))
    return {str(r).casefold(): float(n) for r, n in zip(counts["region"], counts["n"], strict=True)}


def _score(frame: pd.DataFrame, quotas: dict[str, float] | None) -> Estimate:
    if quotas is None:
        return nps(frame["score"].to_numpy())
    region = frame["region"].fillna("").str.casefold()
    inside = region.isin(list(quotas))
    region, scores = region[inside], frame.loc[inside, "score"]
    require_crowd(len(region), what_en="Answers within the quotas", what_ru="Ответы в пределах квот")
    weights = region.map(quotas).astype(float) / region.map(region.value_counts()).astype(float)
    return nps(scores.to_numpy(), weights.to_numpy())


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


def _response(warehouse: Warehouse, period: Period, frame: pd.DataFrame) -> float | None:
    """Share of the customers active in the period who answered; None where that cannot be known."""
    if (
        frame["customer_id"].isna().any()
        or period.end < warehouse.first_day
        or period.start > warehouse.last_day
    ):
        return None
    lines = warehouse.table("transactions")
    lines = lines.filter(lines.ordered_on.between(period.start, period.end) & (lines.revenue > 0))
    active = set(
        fetch(lines.filter(lines.customer_id.notnull()).select("customer_id").distinct())["customer_id"]
    )
    return len(active & set(frame["customer_id"])) / len(active) if active else None


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


NPS = Tool(
    name="nps",
    version=1,
    effect="read",
    arguments=NpsArguments,
    compute=compute,
    title_ru="NPS: готовность рекомендовать",
    title_en="Net promoter score",
    description_ru=(
        "NPS по ответам опроса: сторонники минус критики с интервалом, изменение к прошлому периоду, по регионам, при желании с квотами; "
        "предупреждает о неответивших."
    ),
    description_en=(
        "NPS from survey answers: promoters less detractors with an interval, change against the period before, by region, with quotas on "
        "request; warns about those who did not answer."
    ),
    examples_ru=(
        "какой у нас NPS",
        "нпс за квартал",
        "NPS по регионам",
        "где самый низкий NPS",
        "вырос ли NPS",
        "сколько у нас промоутеров и детракторов",
        "индекс лояльности по опросу",
        "готовы ли нас рекомендовать",
        "NPS за прошлый месяц с интервалом",
        "изменился ли нпс после повышения цен",
        "доля критиков в Казани",
        "NPS взвешенный по регионам",
        "что с удовлетворённостью по опросам",
        "достаточно ли ответов для NPS",
    ),
    examples_en=(
        "what is our NPS",
        "net promoter score last quarter",
        "NPS by region",
        "where is NPS the lowest",
        "did NPS change",
        "how many promoters and detractors",
        "would customers recommend us",
        "NPS with confidence interval",
        "weighted NPS",
        "survey score trend",
        "share of detractors",
        "is the NPS sample large enough",
        "customer satisfaction by survey",
    ),
)
