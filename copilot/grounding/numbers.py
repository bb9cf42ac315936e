"""Reads the figures that a Russian or English text writes out: value, unit, sign and written precision.

Understood: groups by space or NBSP (1 234,5), decimal comma and point, thousand commas in English (1,234),
тыс/млн/млрд and k/M/bn, currencies before and after, %, п.п./pp, раза/x, dates, months and years, and number
words. A leading zero is never a thousand group, and "1,234" is a thousand in English and a fraction in
Russian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from copilot.grounding.number_words import MONTHS_EN, MONTHS_RU, words_as_figures

Kind = Literal["money", "percent", "pp", "ratio", "count", "plain", "date", "name"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text.

    `value` is in base units (12,3 % is 0.123, 1,5 млн is 1500000); `step` is one unit of the last written
    digit in the same scale. Dates have `iso` (`2011-11-28`, `2011-11`, `2011`, or `--11-28` without a year)
    and no value. `unit` is the currency of money and the counted thing of a count.
    """

    kind: Kind
    value: float
    step: float
    start: int
    end: int
    unit: str | None = None
    iso: str | None = None
    signed: bool = False
    """True when a plus or minus was written."""
    scaled: bool = False
    """True when a word such as "млн" or "k" was written."""

    def text(self, source: str) -> str:
        """How it stands in the text it was read from."""
        return source[self.start : self.end]


_GAP = r"[ \u00a0\u202f]"
_NUMBER = (
    rf"\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)(?:[.,]\d+)?|\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
)
_SCALE = (
    r"тыс\.?|тысяч[аиеу]?|млн\.?|миллион(?:а|ов)?|млрд\.?|миллиард(?:а|ов)?"
    r"|thousand|million|mln|mn|billion|bn|[kKкК]{1,2}|[MМм]"
)
_CURRENCY = (
    r"₽|руб(?:\.|л(?:ь|я|ей|ях|ями|ю|ям|ём)?)?|р\.|RUB|rou?bles?"
    r"|\$|USD|dollars?|долл\w*\.?|€|EUR|euros?|евро|£|GBP|pounds?|фунт\w*|₸|KZT|тенге"
)
_CURRENCY_OF = (
    ("RUB", ("₽", "руб", "р.", "rub", "roub")),
    ("USD", ("$", "usd", "dollar", "долл")),
    ("EUR", ("€", "eur", "евро")),
    ("GBP", ("£", "gbp", "pound", "фунт")),
    ("KZT", ("₸", "kzt", "тенге")),
)
_UNITS = (
    ("pp", r"п\.?[ \u00a0]?п\b\.?|пп\b|процентн\w+[ \u00a0]пункт\w*|pp\b|p\.p\.|ppt\b|percentage[ -]points?"),
    ("percent", r"%|процент(?:а|ов|ы|ам|ами)?\b|per[ \u00a0]?cent\b|pct\b"),
    ("ratio", r"раза?\b|крат\w*|[xх×](?![\w])|times\b|-?fold\b"),
)
_NOUNS = (
    (
        "customers",
        r"клиент\w*|покупател\w*|челов\w*|людей|customers?|clients?|buyers?|people|shoppers?|users?",
    ),
    ("orders", r"заказ(?:а|ов|ы|ами)?\b|чек(?:а|ов|и)?\b|orders?|receipts?"),
    ("purchases", r"покупк\w*|покупок|purchases?"),
    ("messages", r"сообщени\w*|пис(?:ем|ьм\w*)|смс|пуш\w*|messages?|e-?mails?|sms|push(?:es)?"),
    ("lines", r"строк\w*|lines?|rows?"),
    ("items", r"товар\w*|единиц\w*|items?|units?"),
    ("hours", r"час(?:а|ов)?\b|hours?"),
    ("days", r"день|дн(?:я|ей|и)|сут\w*|days?"),
    ("weeks", r"недел\w*|weeks?"),
    ("months", r"месяц\w*|мес\.?|months?"),
    ("years", r"год(?:а|у|ом)?\b|лет\b|years?"),
    ("points", r"балл\w*|пункт\w*|points?"),
)
_FIGURE = re.compile(
    rf"(?P<sign>(?:(?<![\w\d])[+\-−–]|минус[ \u00a0]|minus[ \u00a0])?)"
    rf"(?:(?P<before>{_CURRENCY}){_GAP}?)?(?P<inner>[+\-−]?)"
    rf"(?<![\w.,])(?P<number>{_NUMBER})"
    rf"(?:{_GAP}?(?P<scale>{_SCALE})(?![a-zA-Zа-яА-ЯёЁ]))?"
    rf"(?:(?P<gap>{_GAP}?)(?:(?P<currency>{_CURRENCY})(?![a-zа-яё])|"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS)
    + rf")|{_GAP}(?:"
    + "|".join(f"(?P<{name}>(?:{pattern})(?![a-zа-яё]))" for name, pattern in _NOUNS)
    + r"))?",
    re.IGNORECASE,
)
_MONTH_RU = "|".join(MONTHS_RU)
_MONTH_EN = "|".join(MONTHS_EN)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{2})(?:-(?P<d>\d{2}))?(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|-?го)?{_GAP}(?P<name>(?:{_MONTH_RU}|{_MONTH_EN})[а-яёa-z]*)"
        rf"(?:,?{_GAP}(?P<y>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>(?:{_MONTH_EN})[a-z]*)\.?{_GAP}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?{_GAP}(?P<y>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<name>(?:{_MONTH_RU}|{_MONTH_EN})[а-яёa-z]*){_GAP}(?:of{_GAP})?(?P<y>\d{{4}})(?!\d)",
        re.IGNORECASE,
    ),
)
_YEAR = re.compile(r"(?<![\d.,\-])(?P<y>(?:19|20)\d{2})(?![\d.,]\d|\d|[ \u00a0]?(?:%|₽|тыс|млн|k\b|M\b))")
# Names that contain digits and state nothing: P90, 80/20, 152-ФЗ, RU-6, RFC 8058, ст. 18, UCS-2 ...
_NAMES = re.compile(
    r"\bP(?:10|50|90)\b|\b80/20\b|\b\d+-ФЗ\b|\b(?:RU|EU|US|G|Q|C)-?\d+\b|\bRFC[ \u00a0]?\d+|\bA/B\b"
    r"|(?:\bст(?:атья|атьи|атье)?|\bч(?:асть|асти)?|\bп(?:ункт|ункта|ункте)?|\bart(?:icle)?|\bsection)\.?[ \u00a0]\d+(?:\.\d+)*"
    r"|\bk[ \u00a0]?=[ \u00a0]?\d+\b|\bGSM-7\b|\bUCS-2\b|\br[0-9a-f]{12}\b|\bv\d+(?:\.\d+)*\b|https?://\S+",
    re.IGNORECASE,
)


def figures(text: str, language: str, *, words: bool = True) -> list[Figure]:
    """Every figure of the text from left to right; `words` also reads "три", "half", "вдвое"."""
    taken: list[tuple[int, int]] = [match.span() for match in _NAMES.finditer(text)]
    found: list[Figure] = []

    def free(start: int, end: int) -> bool:
        return all(end <= a or start >= b for a, b in taken)

    for figure in _dates(text):
        if free(figure.start, figure.end):
            found.append(figure)
            taken.append((figure.start, figure.end))
    for match in _FIGURE.finditer(text):
        span = match.span("number")
        if free(*span):
            figure = _figure(match, language)
            found.append(figure)
            taken.append((figure.start, figure.end))
    if words:
        for start, end, value, kind in words_as_figures(text, language):
            if free(start, end):
                found.append(Figure(kind, value, value * 0.02, start, end))
    return _ranges(sorted(found, key=lambda figure: figure.start), text)


def _dates(text: str) -> Iterator[Figure]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            iso = _iso(match)
            if iso:
                yield Figure("date", 0.0, 0.0, match.start(), match.end(), iso=iso)
    for match in _YEAR.finditer(text):
        tail = text[match.end() : match.end() + 12].strip().lower()
        counted = any(re.match(pattern, tail, re.IGNORECASE) for name, pattern in _NOUNS if name != "years")
        if not counted:
            yield Figure("date", float(match["y"]), 1.0, match.start(), match.end(), iso=match["y"])


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else month_number(parts.get("name") or "")
    day = int(parts["d"]) if parts.get("d") else None
    if not month or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    year = parts.get("y") or "-"
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day else "")


def month_number(word: str) -> int | None:
    """1 to 12 for the name of a month in any form, else None."""
    lowered = word.lower()
    for names in (MONTHS_RU, MONTHS_EN):
        for number, stem in enumerate(names, start=1):
            if re.match(stem, lowered):
                return number
    return None


def _figure(match: re.Match[str], language: str) -> Figure:
    number = match["number"]
    value, places = _parse(number, language)
    scale = _scale_of(match["scale"])
    step = scale * 10.0**-places
    value *= scale
    sign = (match["sign"] + match["inner"]).strip().lower()
    # "−RUB −5" says minus twice: whatever was meant, it is not minus five.
    negative = _is_minus(match["sign"]) != _is_minus(match["inner"])
    kind: Kind = "plain"
    unit: str | None = None
    currency = match["before"] or match["currency"]
    if currency:
        kind, unit = "money", _currency_code(currency)
    elif match["pp"]:
        kind, value, step = "pp", value / 100, step / 100
    elif match["percent"]:
        kind, value, step = "percent", value / 100, step / 100
    elif match["ratio"]:
        kind = "ratio"
    else:
        unit = next((name for name, _ in _NOUNS if match[name]), None)
        kind = "count" if unit else "plain"
    start = (
        match.start("sign") if sign else (match.start("before") if match["before"] else match.start("number"))
    )
    return Figure(
        kind,
        -value if negative else value,
        step,
        start,
        match.end(),
        unit=unit,
        signed=bool(sign),
        scaled=bool(match["scale"]),
    )


def _is_minus(sign: str) -> bool:
    return sign.strip().lower() in ("-", "−", "–", "минус", "minus")


def _parse(number: str, language: str) -> tuple[float, int]:
    """The value of the digits and how many of them stand after the decimal sign."""
    plain = re.sub(_GAP, "", number)
    if "," in plain and "." in plain:
        plain = plain.replace(",", "")
    elif "," in plain:
        head, *tail = plain.split(",")
        grouped = all(len(part) == 3 for part in tail) and not head.startswith("0")
        plain = (
            plain.replace(",", "")
            if grouped and (language != "ru" or len(tail) > 1)
            else plain.replace(",", ".")
        )
    return float(plain), len(plain.partition(".")[2])


def _scale_of(word: str | None) -> float:
    if not word:
        return 1.0
    lowered = word.lower().rstrip(".")
    if lowered.startswith(("млрд", "миллиард", "b")):
        return 1e9
    if lowered.startswith(("т", "th")):
        return 1e3
    if lowered in ("k", "к"):
        return 1e3
    return 1e6


def _currency_code(word: str) -> str:
    lowered = word.lower()
    return next(code for code, starts in _CURRENCY_OF if lowered.startswith(starts))


def _ranges(found: list[Figure], text: str) -> list[Figure]:
    """In "от 1,2 до 3,4 тыс. ₽" and "10-20 %" the first figure takes unit and scale of the second."""
    out = list(found)
    for index in range(len(out) - 1):
        left, right = out[index], out[index + 1]
        between = text[left.end : right.start].strip().lower()
        is_range = between in {"-", "–", "—", "−", "до", "to", "and", "и", "..", "..."}
        if left.kind != "plain" and not (left.kind == "money" and right.kind in ("plain", "money")):
            continue
        if is_range and right.kind in ("money", "percent", "pp", "ratio", "count"):
            factor = 0.01 if right.kind in ("percent", "pp") else _written_scale(right, text)
            # "of 3,000 – 81.1 %" is no range: a range goes upwards.
            if left.kind == "plain" and not left.scaled and left.value * factor <= right.value:
                out[index] = replace(
                    left,
                    kind=right.kind,
                    unit=right.unit,
                    value=left.value * factor,
                    step=left.step * factor,
                )
        elif is_range and left.kind == "money" and right.kind == "plain":
            out[index + 1] = replace(right, kind="money", unit=left.unit)
    return out


def _written_scale(figure: Figure, text: str) -> float:
    match = re.search(rf"\d{_GAP}?({_SCALE})(?![a-zA-Zа-яА-ЯёЁ])", figure.text(text), re.IGNORECASE)
    return _scale_of(match[1]) if match and figure.scaled else 1.0
