"""Churn and retention named in a question: how much, of which kind, in which period, and what against."""

from __future__ import annotations

import re
from dataclasses import dataclass

SPANS = {
    "week": r"недел\w*|week(?:ly|s)?",
    "month": r"месяц\w*|месячн\w*|month(?:ly|s)?",
    "quarter": r"квартал\w*|quarter(?:ly|s)?",
    "year": r"год\w*|лет|year(?:ly|s)?|annual(?:ly)?",
}
KINDS = {"churn": r"отток\w*|churn|\bcr\b", "retention": r"удержан\w*|retention|\brr\b"}
NEAR = 30


@dataclass(frozen=True, slots=True)
class SpokenRate:
    """One rate as a fraction; kind and period where they stand near it."""

    rate: float
    kind: str | None
    period: str | None


def spoken_rates(text: str) -> list[SpokenRate]:
    """The percentages of a question in their order, each with the words between it and its neighbours."""
    found = list(re.finditer(r"(\d+(?:[.,]\d+)?) ?%", text))
    rates = []
    for at, match in enumerate(found):
        before = text[found[at - 1].end() if at else 0 : match.start()]
        after = text[match.end() : found[at + 1].start() if at + 1 < len(found) else len(text)]
        rates.append(
            SpokenRate(
                float(match[1].replace(",", ".")) / 100,
                _nearest(KINDS, before, after),
                _nearest(SPANS, before, after),
            )
        )
    return rates


def rate_argument(name: str, text: str) -> float | str | None:
    """The value of an argument of `retention_rates`; None where the question does not say."""
    rates = spoken_rates(text)
    second = name.startswith("against_")
    field = name.removeprefix("against_")
    if len(rates) <= second:
        if second or field == "rate":
            return None
        words = KINDS if field == "kind" else SPANS
        return next((key for key, pattern in words.items() if re.search(rf"\b(?:{pattern})", text)), None)
    value: float | str | None = getattr(rates[second], field)
    return value


def _nearest(words: dict[str, str], before: str, after: str) -> str | None:
    """What stands right after the number, or else close before it."""
    for key, pattern in words.items():
        if re.match(rf"\s*(?:(?:в|за|per|a|an|each|на|от)\s+)?(?:{pattern})", after):
            return key
    close = before[-NEAR:]
    spots = {
        key: list(re.finditer(rf"\b(?:{pattern})", close))[-1].start()
        for key, pattern in words.items()
        if re.search(rf"\b(?:{pattern})", close)
    }
    if spots:
        return max(spots, key=lambda key: spots[key])
    return next((key for key, pattern in words.items() if re.search(rf"\b(?:{pattern})", after[:15])), None)
