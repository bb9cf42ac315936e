"""Wrong versions of a true sentence, one fault each: what a careless or lying model would write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.grounding.evidence import Evidence
from copilot.grounding.numbers import Figure, figures

KINDS = ("digit", "unit", "sign", "percent_or_points", "period", "segment", "rounding")
_SAYS_DOWN = re.compile(
    r"снижени\w+|падени\w+|сокращени\w+|уменьшени\w+|спад\w*|снизил\w*|упал\w*|\bdown\b|\bfell\b|\bdrop|decline",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sentence with one planted fault."""

    kind: str
    sentence: str


def mutants(sentence: str, language: str, evidence: Evidence) -> Iterator[Mutant]:
    """Every fault that can be planted in this sentence."""
    for figure in figures(sentence, language, words=False):
        written = sentence[figure.start : figure.end]
        if figure.kind == "date":
            yield from _put(sentence, figure, "period", _other_period(written))
            continue
        if figure.kind == "name":
            continue
        yield from _put(sentence, figure, "digit", _other_first_digit(written))
        if figure.value:
            yield from _put(sentence, figure, "rounding", _next_last_digit(written))
            yield from _put(sentence, figure, "sign", _other_sign(sentence, figure, written))
        yield from _put(sentence, figure, "unit", _other_unit(written))
        yield from _put(sentence, figure, "percent_or_points", _percent_or_points(written))
    yield from _swapped(sentence, language, evidence)


def _put(sentence: str, figure: Figure, kind: str, written: str | None) -> Iterator[Mutant]:
    if written is not None and written != sentence[figure.start : figure.end]:
        yield Mutant(kind, sentence[: figure.start] + written + sentence[figure.end :])


def _other_first_digit(written: str) -> str | None:
    match = re.search(r"[1-9]", written)
    if match is None:
        return None
    digit = "9" if match[0] <= "5" else "2"
    return written[: match.start()] + digit + written[match.end() :]


def _next_last_digit(written: str) -> str | None:
    """The last digit three further: no rounding of the true value can end there."""
    places = [match.start() for match in re.finditer(r"\d", written)]
    if not places:
        return None
    at = places[-1]
    return written[:at] + str((int(written[at]) + 3) % 10) + written[at + 1 :]


def _other_sign(sentence: str, figure: Figure, written: str) -> str | None:
    if figure.kind == "count" or _SAYS_DOWN.search(sentence[: figure.start]):
        return None  # "down −5 %" and "down 5 %" say the same
    if written[0] in "−-":
        return written[1:] if re.search(r"\d", written[1:2]) else None
    if written[0] == "+":
        return "−" + written[1:]
    before = sentence[: figure.start].rstrip(" \u00a0")
    # After "до" or a dash a minus would be read as a range, and words such as "fell" carry a sign already.
    return None if before[-1:] in "–—-" else "−" + written


def _other_unit(written: str) -> str | None:
    for old, new in (("₽", "$"), ("RUB", "USD"), ("тыс.", "млн"), ("млн", "тыс."), ("раза", "%")):
        if old in written:
            return written.replace(old, new)
    thousand = re.search(r"(?<=\d)k\b", written)
    if thousand:
        return written[: thousand.start()] + "M" + written[thousand.end() :]
    return None


def _percent_or_points(written: str) -> str | None:
    if "%" in written:
        return re.sub(r"[ \u00a0]?%", "\u00a0п.п." if re.search(r"[ \u00a0]%", written) else " pp", written)
    if "п.п." in written:
        return written.replace("п.п.", "%")
    if re.search(r"\bpp\b", written):
        return re.sub(r"[ \u00a0]?pp\b", "%", written)
    return None


def _other_period(written: str) -> str | None:
    match = re.search(r"(?:19|20)\d\d", written)
    return written[: match.start()] + str(int(match[0]) - 7) + written[match.end() :] if match else None


def _swapped(sentence: str, language: str, evidence: Evidence) -> Iterator[Mutant]:
    """The name of a row replaced by that of the next row whose figures differ."""
    for result in evidence.results:
        for table in result.tables:
            names = [row.label_ru if language == "ru" else row.label_en for row in table.rows]
            for index, name in enumerate(names):
                if len(name) < 4 or re.search(r"\d", name) or not _stands_as_word(name, sentence):
                    continue
                other = names[(index + 1) % len(names)]
                values = table.rows[index].values, table.rows[(index + 1) % len(names)].values
                unclear = other == name or values[0] == values[1] or other in sentence
                has_figure = any(f.kind != "date" for f in figures(sentence, language, words=False))
                if not unclear and has_figure:
                    yield Mutant("segment", sentence.replace(name, other))
            if any(_stands_as_word(name, sentence) for name in names):
                return


def _stands_as_word(name: str, sentence: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) is not None
