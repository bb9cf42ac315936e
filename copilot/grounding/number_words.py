"""Number words and month names of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

MONTHS_RU = (
    "январ",
    "феврал",
    "март",
    "апрел",
    r"ма[йяею](?![а-яё])",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
MONTHS_EN = (
    "jan",
    "feb",
    "mar(?:ch)?(?![a-z])",
    "apr",
    "may(?![a-z])",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_RU = {
    "два": 2, "две": 2, "двух": 2, "двумя": 2, "три": 3, "трёх": 3, "трех": 3, "четыре": 4, "четырёх": 4,
    "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "десяти": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14,
    "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19,
    "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60, "семьдесят": 70,
    "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200, "триста": 300, "четыреста": 400,
    "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900, "полтора": 1.5,
    "полторы": 1.5,
}  # fmt: skip
_EN = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
_SCALE_RU = {"тысяча": 1e3, "тысячи": 1e3, "тысяч": 1e3, "тысячу": 1e3, "миллион": 1e6, "миллиона": 1e6,
             "миллионов": 1e6, "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9}  # fmt: skip
_SCALE_EN = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_SHARES = {
    "половина": 0.5, "половину": 0.5, "половины": 0.5, "треть": 1 / 3, "трети": 1 / 3, "четверть": 0.25,
    "четверти": 0.25, "half": 0.5,
}  # fmt: skip
_TIMES = {"вдвое": 2.0, "втрое": 3.0, "вчетверо": 4.0, "twice": 2.0, "doubled": 2.0, "tripled": 3.0}
_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")


def words_as_figures(
    text: str, language: str
) -> Iterator[tuple[int, int, float, Literal["plain", "percent", "ratio"]]]:
    """Start, end, value and kind of each number written in words. "Один"/"one" is not one of them: it is
    an article more often than a figure."""
    numbers, scales = (_RU, _SCALE_RU) if language == "ru" else (_EN, _SCALE_EN)
    run: list[tuple[int, int, float]] = []
    for match in _WORD.finditer(text):
        word = match[0].lower()
        gap = run and text[run[-1][1] : match.start()].strip(" \u00a0-")
        if run and gap:
            yield _total(run)
            run = []
        if word in numbers or (word in scales and (run or not text[: match.start()].rstrip()[-1:].isdigit())):
            value = numbers.get(word) or scales[word]
            run.append((match.start(), match.end(), float(value)))
            continue
        if run:
            yield _total(run)
            run = []
        if word in _SHARES:
            yield match.start(), match.end(), _SHARES[word], "percent"
        elif word in _TIMES:
            yield match.start(), match.end(), _TIMES[word], "ratio"
    if run:
        yield _total(run)


def _total(run: list[tuple[int, int, float]]) -> tuple[int, int, float, Literal["plain"]]:
    total, group = 0.0, 0.0
    for _, _, value in run:
        if value >= 1000:
            total += (group or 1.0) * value
            group = 0.0
        elif value == 100 and 0 < group < 10:
            group *= 100
        else:
            group += value
    return run[0][0], run[-1][1], total + group, "plain"
