"""Which sum in a question pays for what: "команда 900 тысяч в месяц, внедрение 12 млн"."""

from __future__ import annotations

import re

from copilot.agent.offline.parsing import Parsed
from copilot.grounding.numbers import Figure, figures

_WORDS = {
    "people_per_month": r"команд\w*|персонал\w*|сотрудник\w*|зарплат\w*|\bфот\b|штат\w*|team|people|staff|salar\w+|headcount|payroll",
    "technology_once": r"внедрен\w*|капекс\w*|разов\w+ (?:затрат|вложен)\w*|\bcdp\b|платформ\w*|implementation|capex|one-off|platform|set-?up",
    "technology_per_month": r"поддержк\w*|подписк\w*|лицензи\w*|сопровожден\w*|технологи\w*|support|licen[cs]\w*|subscription|technology|software",
    "contacts_per_month": r"контакт\w*|рассыл\w*|канал\w*|contacts?|mailings?|messages?|sends?",
    "effect_per_month": r"эффект\w*|приб[ыа]л\w*|принос\w*|даёт|дает|effect|profit|brings?|earns?",
}
COST_FIELDS = frozenset(_WORDS)
_REACH = 32
_YEARLY = r"^ ?\S{0,6} ?(?:в год|за год|ежегодно|годов\w+|a year|per year|yearly|annually|p\.a\.)"


def named_cost(name: str, parsed: Parsed) -> float | None:
    """The sum that stands nearest to the words of this cost, a month's worth where the field is by the month."""
    return _assigned(parsed).get(name)


def unnamed_sum(parsed: Parsed) -> float | None:
    """The first sum that pays for nothing in particular: the budget as a whole."""
    claimed = {figure.start for figure in _claims(parsed).values()}
    return next((figure.value for figure in _sums(parsed) if figure.start not in claimed), None)


def _assigned(parsed: Parsed) -> dict[str, float]:
    out = {}
    for name, figure in _claims(parsed).items():
        yearly = name.endswith("_per_month") and re.search(_YEARLY, parsed.text[figure.end :])
        out[name] = figure.value / 12 if yearly else figure.value
    return out


def _claims(parsed: Parsed) -> dict[str, Figure]:
    """Each sum goes to the kind of cost whose words stand nearest to it, those before it first."""
    out: dict[str, Figure] = {}
    for figure in _sums(parsed):
        before = re.split(r"[,;.]", parsed.text[max(0, figure.start - _REACH) : figure.start])[-1]
        after = re.split(r"[,;.]", parsed.text[figure.end : figure.end + _REACH])[0]
        near = [
            (len(before) - match.end() if where is before else len(before) + match.start(), name)
            for where in (before, after)
            for name, pattern in _WORDS.items()
            for match in re.finditer(pattern, where)
        ]
        free = [(distance, name) for distance, name in near if name not in out]
        if free:
            out[min(free)[1]] = figure
    return out


def _sums(parsed: Parsed) -> list[Figure]:
    wanted = {float(value) for value in parsed.money}
    return [
        figure
        for figure in figures(parsed.text, parsed.language)
        if figure.kind in ("money", "plain") and abs(figure.value) in wanted
    ]
