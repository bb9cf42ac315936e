"""What a question names is understood in both languages, inflected, abbreviated and in slang."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from copilot.agent.offline.arguments import arguments_for
from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.parsing import parse, parse_brief
from copilot.agent.offline.periods import find_period, find_spans
from tools.budget.catalogue import ALLOCATE, ECONOMIC_PLAN

TODAY = date(2011, 12, 9)
WORDS = Vocabulary(
    date(2010, 12, 1),
    TODAY,
    channels=("online", "store"),
    categories=("Кофе и чай", "Одежда"),
    regions=("Москва", "Санкт-Петербург"),
    campaigns=(("C1", "Осень 2011"), ("C2", "Возврат")),
)


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("за октябрь", "2011-10-01", "2011-10-31"),
        ("за декабрь", "2011-12-01", "2011-12-31"),
        ("на прошлой неделе", "2011-11-28", "2011-12-04"),
        ("на майские", "2011-05-01", "2011-05-10"),
        ("с 1 по 15 октября", "2011-10-01", "2011-10-15"),
        ("за март и апрель", "2011-03-01", "2011-04-30"),
        ("за последние 3 месяца", "2011-09-10", "2011-12-09"),
        ("за 3 квартал", "2011-07-01", "2011-09-30"),
        ("28 ноября", "2011-11-28", "2011-11-28"),
        ("после 1 ноября", "2011-11-01", "2011-12-09"),
        ("в 2010 году", "2010-01-01", "2010-12-31"),
        ("last month", "2011-11-01", "2011-11-30"),
        ("in March 2011", "2011-03-01", "2011-03-31"),
        ("since November 1, 2011", "2011-11-01", "2011-12-09"),
        ("2011-10-01 to 2011-10-31", "2011-10-01", "2011-10-31"),
        ("Q3 2011", "2011-07-01", "2011-09-30"),
        ("last 90 days", "2011-09-11", "2011-12-09"),
    ],
)
def test_a_period_is_seen_from_the_last_day_of_the_data(question: str, start: str, end: str) -> None:
    period = find_period(question, TODAY)
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "question", ["May we send it?", "Какой CLV на 12 месяцев?", "сколько лояльных", "march on"]
)
def test_no_period_is_read_into_a_question_without_one(question: str) -> None:
    assert find_period(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "months"),
    [("CLV на 12 месяцев", 12), ("for 24 months", 24), ("на 3 года", 36), ("полгода", 6)],
)
def test_a_horizon_looks_ahead(question: str, months: float) -> None:
    (span,) = find_spans(question)
    assert (span.ahead, span.months) == (True, months)


@pytest.mark.parametrize(
    ("question", "money"),
    [
        ("бюджет 100 тысяч", [100_000]),
        ("есть 1,5 млн", [1_500_000]),
        ("have 450k, where to put it", [450_000]),
        ("budget: 20000", [20_000]),
        ("на 80 тыс. руб.", [80_000]),
        ("сколько нужно на 500 клиентов", []),
        ("Split the 60k campaign in six of 10k", [60_000, 10_000]),
    ],
)
def test_money_is_found(question: str, money: list[int]) -> None:
    assert list(parse(question).money) == [Decimal(amount) for amount in money]


@pytest.mark.parametrize(
    ("question", "segment"),
    [
        ("верни готовых уйти", "about_to_leave"),
        ("те, кто на грани оттока", "about_to_leave"),
        ("скок спящих", "long_inactive"),
        ("давно не покупали", "long_inactive"),
        ("новичкам", "first_time"),
        ("one-time buyers", "first_time"),
        ("постоянных клиентов", "loyal"),
        ("our regulars", "loyal"),
        ("лояльность растёт", None),
        ("хаотичные", "rare"),
    ],
)
def test_segments_have_many_names(question: str, segment: str | None) -> None:
    assert parse(question).segment == segment


def test_names_of_the_data_are_matched_in_any_inflection_and_language() -> None:
    parsed = parse("в питере по кофе и чаю в интернет-магазине", WORDS)
    assert (parsed.region, parsed.category, parsed.sales_channel) == (
        "Санкт-Петербург",
        "Кофе и чай",
        "online",
    )
    assert parse("revenue in Moscow", WORDS).region == "Москва"
    assert parse("Как сработала акция «Осень»?", WORDS).campaign == "C1"
    assert parse("отток по пуханам", WORDS).message_channel == "push"


def test_a_place_that_the_data_do_not_know_is_kept_so_that_the_tool_can_say_so() -> None:
    assert parse("а по Казани?", WORDS).region == "Казань"
    assert parse("продажи в Урюпинске", WORDS).region == "Урюпинске"
    assert parse("что было в Октябре", WORDS).region is None


def test_a_brief_becomes_a_request() -> None:
    request = parse_brief("верни готовых уйти, бюджет 100 тысяч")
    assert (request.segment, request.budget, request.channel, request.language) == (
        "about_to_leave",
        Decimal(100_000),
        "email",
        "ru",
    )
    assert request.discount_share is None
    other = parse_brief("Formal SMS to sleeping customers, 15% off, budget 1.5M")
    assert (other.segment, other.budget, other.channel, other.discount_share, other.tone, other.language) == (
        "long_inactive",
        Decimal(1_500_000),
        "sms",
        0.15,
        "formal",
        "en",
    )
    assert parse_brief("напомни лояльным без скидки").discount_share == 0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Обоснуй бюджет CVM на 36 месяцев для CFO", {"months": 36}),
        (
            "бизнес-кейс на 24 месяца: команда 900 тысяч в месяц, внедрение 12 млн",
            {"months": 24, "people_per_month": 900_000, "technology_once": 12_000_000},
        ),
        ("стоит ли вкладывать 30 млн в CVM на три года", {"months": 36, "budget": 30_000_000}),
        (
            "24 months: team 12M a year, implementation 5M, ramp of 9 months",
            {"months": 24, "people_per_month": 1_000_000, "technology_once": 5_000_000, "ramp_months": 9},
        ),
    ],
)
def test_each_sum_goes_to_what_it_pays_for(question: str, expected: dict[str, float]) -> None:
    found = arguments_for(ECONOMIC_PLAN, parse(question))
    assert {key: value for key, value in found.items() if key != "as_of"} == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "раздели 400 тысяч между каналами, не больше 500 смс",
            {"budget": 400_000, "channel_caps": {"sms": 500}},
        ),
        (
            "split 100k over channels with at most 5,000 emails",
            {"budget": 100_000, "channel_caps": {"email": 5_000}},
        ),
        ("план на 30 тысяч, до двух предложений каждому клиенту", {"budget": 30_000, "contacts": 2}),
    ],
)
def test_limits_of_a_budget_are_heard(question: str, expected: dict[str, object]) -> None:
    assert arguments_for(ALLOCATE, parse(question)) == expected
