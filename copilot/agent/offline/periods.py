"""Periods and horizons in questions: "за октябрь", "last week", "на майские", "на 12 месяцев"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.grounding.language import fold
from copilot.grounding.numbers import figures, month_number

_MONTHS_RU = r"январ|феврал|март|апрел|ма[йяею]\b|июн|июл|август|сентябр|октябр|ноябр|декабр"
_MONTHS_EN = (
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_COUNT_WORDS = {
    "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "двенадцать": 12, "полтора": 1.5,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "a": 1, "an": 1, "one": 1, "один": 1,
    "одну": 1,
}  # fmt: skip
_COUNT = r"(?P<count>\d+(?:[.,]\d+)?|" + "|".join(_COUNT_WORDS) + r")"
_UNIT = (
    r"(?P<unit>дн(?:я|ей|и)|день|сут\w*|недел\w*|месяц\w*|мес\b\.?|квартал\w*|год(?:а|у)?\b|лет\b|полгода"
    r"|days?|weeks?|months?|quarters?|years?|m\b|mo\b|w\b|y\b)"
)
DAYS_PER = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; `name` says how it was asked for."""

    start: date
    end: date
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time such as "12 месяцев", in days."""

    days: float
    ahead: bool
    """True for a look ahead ("на 12 месяцев"), False for a look back ("за 12 месяцев")."""

    @property
    def months(self) -> float:
        """The length in months, to the nearest half."""
        return round(self.days / DAYS_PER["month"] * 2) / 2

    @property
    def weeks(self) -> float:
        """The length in weeks, to the nearest half."""
        return round(self.days / 7 * 2) / 2


def find_spans(question: str) -> list[Span]:
    """Every length of time that the question names."""
    text = fold(question)
    found = []
    for match in re.finditer(rf"(?<![\w.,]){_COUNT}[ -]?{_UNIT}", text):
        lead = text[max(0, match.start() - 26) : match.start()]
        back = re.search(
            r"(последни\w* |прошл\w* |предыдущ\w* |\bза |last |past |previous |trailing )$", lead
        )
        found.append(Span(_count(match["count"]) * DAYS_PER[_unit(match["unit"])], ahead=back is None))
    if re.search(r"\bполгода\b|half a year", text) and not found:
        found.append(Span(DAYS_PER["year"] / 2, ahead=not re.search(r"\bза (последние )?полгода", text)))
    if re.search(r"\b(?:на|в) (?:ближайший )?год\b|\b(?:next|over the|a|per) year\b", text) and not found:
        found.append(Span(DAYS_PER["year"], ahead=True))
    if (
        re.search(r"\bна (?:ближайший |следующий )?(месяц|квартал)\b|\bnext (month|quarter)\b", text)
        and not found
    ):
        unit = "quarter" if re.search(r"квартал|quarter", text) else "month"
        found.append(Span(DAYS_PER[unit], ahead=True))
    return found


def find_period(question: str, today: date) -> Period | None:
    """The period that the question names, seen from `today` (the last day of the data), or None."""
    text = fold(question)
    for rule in _RULES:
        period = rule(text, today)
        if period is not None:
            return period
    return None


def _between(text: str, today: date) -> Period | None:
    """From one written date to another, since a date, or one written day."""
    match = re.search(rf"\bс (\d{{1,2}}) по (\d{{1,2}}) ({_MONTHS_RU})\w*(?: (\d{{4}}))?", text)
    if match:
        month = month_number(match[3]) or 1
        year = int(match[4]) if match[4] else _year_of(month, today)
        return _safe(year, month, int(match[1]), int(match[2]))
    written = [
        (figure.start, _day(figure.iso, today))
        for figure in figures(text, "ru", words=False)
        if figure.kind == "date" and figure.iso and re.fullmatch(r"(?:\d{4}|-)-\d\d-\d\d", figure.iso)
    ]
    if len(written) >= 2:
        first, last = sorted(day for _, day in written[:2])
        return Period(first, last, "dates")
    if not written:
        return None
    start, day = written[0]
    if re.search(r"(\bс|\bсо|\bпосле|начиная с|\bsince|\bafter|\bfrom) $", text[:start]):
        return Period(day, max(day, today), "since")
    return Period(day, day, "day")


def _day(iso: str, today: date) -> date:
    year, month, day = iso.rsplit("-", 2)
    number = int(year) if year != "-" else _year_of(int(month), today, int(day))
    return _clamped(number, int(month), int(day))


def _relative(text: str, today: date) -> Period | None:
    # The data end with a whole day, so the question is asked on the day after: on a base that ends with a
    # Sunday "last week" is the week that has just ended.
    asked = today + timedelta(days=1)
    monday = asked - timedelta(days=asked.weekday())
    if re.search(r"\b(вчера\w*|yesterday)\b", text):
        return Period(today - timedelta(days=1), today - timedelta(days=1), "yesterday")
    if re.search(r"\b(сегодня\w*|today)\b", text):
        return Period(today, today, "today")
    if re.search(r"(позапрошл\w+ недел|week before last)", text):
        return Period(monday - timedelta(days=14), monday - timedelta(days=8), "week before last")
    if re.search(
        r"(прошл\w+ недел|предыдущ\w+ недел|last week|previous week|past week|минувш\w+ недел)", text
    ):
        return Period(monday - timedelta(days=7), monday - timedelta(days=1), "last week")
    if re.search(r"(эт\w{1,2} недел|текущ\w+ недел|за неделю|this week|current week|week so far)", text):
        return Period(today - timedelta(days=6), today, "this week")
    if re.search(r"(прошл\w+ месяц|предыдущ\w+ месяц|last month|previous month)", text):
        before = asked.replace(day=1) - timedelta(days=1)
        return _month(before.year, before.month)
    if re.search(r"(эт\w{1,2} месяц|текущ\w+ месяц|this month|current month|month to date|\bmtd\b)", text):
        return Period(today.replace(day=1), today, "this month")
    if re.search(r"(прошл\w+ квартал|last quarter|previous quarter)", text):
        before = _quarter_start(asked) - timedelta(days=1)
        return _quarter(before.year, (before.month - 1) // 3 + 1)
    if re.search(r"(эт\w{1,2} квартал|текущ\w+ квартал|this quarter|\bqtd\b)", text):
        return Period(_quarter_start(today), today, "this quarter")
    if re.search(r"(прошл\w+ год|прошлогод|last year|previous year)", text):
        return Period(date(asked.year - 1, 1, 1), date(asked.year - 1, 12, 31), "last year")
    if re.search(r"(эт\w{1,2} год|текущ\w+ год|с начала года|this year|year to date|\bytd\b)", text):
        return Period(date(today.year, 1, 1), today, "this year")
    return None


def _quarter_start(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _trailing(text: str, today: date) -> Period | None:
    match = re.search(
        rf"(?:за|последни\w*|прошедш\w*|last|past|previous|trailing|in the) (?:последни\w* |прошедш\w* |last |past )?{_COUNT}[ -]?(?:последни\w+ |прошедш\w+ )?{_UNIT}",
        text,
    )
    if match is None:
        match_one = re.search(
            r"(?:последн\w+|за) (год|месяц|квартал|полгода)\b|(?:past|trailing) (year|month|quarter)", text
        )
        if match_one is None:
            return None
        word = match_one[1] or match_one[2]
        days = 182 if word == "полгода" else round(DAYS_PER[_unit(word)])
        return Period(today - timedelta(days=days - 1), today, "trailing")
    days = round(_count(match["count"]) * DAYS_PER[_unit(match["unit"])])
    return Period(today - timedelta(days=days - 1), today, "trailing")


def _quarter_named(text: str, today: date) -> Period | None:
    match = re.search(
        r"\bq([1-4])\b(?:[ -]?(\d{4}))?|\b([1-4])(?:-?[йг]о?)? ?(?:кв\b|квартал\w*)\.?(?: (\d{4}))?", text
    )
    if match is None:
        return None
    number, year = int(match[1] or match[3]), match[2] or match[4]
    return _quarter(int(year) if year else _year_of(3 * number - 2, today), number)


def _holiday(text: str, today: date) -> Period | None:
    """The stretches that Russian and English marketers call by name."""
    named = (
        (r"майск\w+ (?:праздник|выходн)|на майски|за майски|may holidays", (5, 1), (5, 10)),
        (r"новогодн\w+ (?:праздник|каникул|выходн)|new year holidays", (1, 1), (1, 8)),
        (r"перед новым годом|под новый год|before new year", (12, 15), (12, 31)),
        (r"8 марта|8-е марта|восьм\w+ марта|women'?s day", (3, 1), (3, 8)),
        (r"23 феврал", (2, 16), (2, 23)),
        (r"черн\w+ пятниц|black friday", (11, 20), (11, 30)),
    )
    for pattern, begin, finish in named:
        if re.search(pattern, text):
            year = _named_year(text) or _year_of(begin[0], today, begin[1])
            return Period(date(year, *begin), date(year, *finish), "holiday")
    return None


def _month_named(text: str, today: date) -> Period | None:
    match = re.search(rf"\b(?P<ru>{_MONTHS_RU})[а-я]*(?: (?P<y1>\d{{4}}))?", text)
    if match is None:
        match = re.search(rf"\b(?P<ru>{_MONTHS_EN})\b\.?(?: (?:of )?(?P<y1>\d{{4}}))?", text)
        if match and match["ru"] in ("may", "march", "mar", "dec", "jan", "sep") and not match["y1"]:
            before = text[: match.start()]
            if match["ru"] in ("may", "march", "mar") and not re.search(
                r"\b(in|for|during|of|since|last|and|to) $", before
            ):
                return None
    if match is None:
        iso = re.search(r"(?<!\d)(\d{4})-(\d{2})(?!\d|-)", text)
        return _month(int(iso[1]), int(iso[2])) if iso and 1 <= int(iso[2]) <= 12 else None
    month = month_number(match["ru"])
    if month is None:
        return None
    year = int(match["y1"]) if match["y1"] else _year_of(month, today)
    second = re.match(
        rf" ?(?:и|-|по|and|to|through) (?P<name>{_MONTHS_RU}|{_MONTHS_EN})[а-я]*(?: (?P<y>\d{{4}}))?",
        text[match.end() :],
    )
    last = month_number(second["name"]) if second else None
    if last and second:
        final = int(second["y"]) if second["y"] else (year if last >= month else year + 1)
        return Period(
            _month(final if second["y"] and last >= month else year, month).start,
            _month(final, last).end,
            "months",
        )
    return _month(year, month)


def _year_named(text: str, _today: date) -> Period | None:
    year = _named_year(text)
    return Period(date(year, 1, 1), date(year, 12, 31), "year") if year else None


def _named_year(text: str) -> int | None:
    match = re.search(
        r"(?<![\d.,\w-])((?:19|20)\d{2})(?![\d.,-]|[ ]?(?:руб|₽|тыс|клиент|customer|k\b))", text
    )
    return int(match[1]) if match else None


_RULES: tuple[Callable[[str, date], Period | None], ...] = (
    _holiday,
    _between,
    _relative,
    _quarter_named,
    _month_named,
    _trailing,
    _year_named,
)


def _year_of(month: int, today: date, day: int = 1) -> int:
    """The latest year in which this month has begun: "за октябрь" asked in March means last October."""
    return today.year if (month, day) <= (today.month, today.day) or month == today.month else today.year - 1


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")


def _quarter(year: int, number: int) -> Period:
    return Period(date(year, 3 * number - 2, 1), _month(year, 3 * number).end, "quarter")


def _clamped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _safe(year: int, month: int, first: int, last: int) -> Period | None:
    if not 1 <= first <= last <= 31:
        return None
    return Period(_clamped(year, month, first), _clamped(year, month, last), "dates")


def _count(word: str) -> float:
    return float(_COUNT_WORDS.get(word) or word.replace(",", "."))


def _unit(word: str) -> str:
    for start, name in (
        ("д", "day"), ("сут", "day"), ("нед", "week"), ("мес", "month"), ("кв", "quarter"), ("год", "year"),
        ("лет", "year"), ("day", "day"), ("w", "week"), ("q", "quarter"), ("y", "year"), ("m", "month"),
    ):  # fmt: skip
        if word.startswith(start):
            return name
    return "month"
