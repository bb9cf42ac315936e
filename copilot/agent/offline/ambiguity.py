"""Questions that can mean different things: what is asked back instead of guessing."""

from __future__ import annotations

import re

from copilot.agent.offline.parsing import Parsed
from copilot.prompting import render

_CHURN = r"отток|churn|уход|ушед|ушл|теря|lost|leav"
_CONVERSION = r"конверс|conversion|покупк|заказ|order|checkout|воронк|funnel|клик|click"
_RAISE = r"увелич\w*|повыс\w*|подня\w*|подним\w*|улучш\w*|нараст\w*|усил\w*|прокач\w*|подтян\w*|подтяг\w*|вытян\w*|оживи\w*|расшевел\w*|нарасти\w*|разогна\w*|increase|improve|boost|raise|grow|lift|enhance|maximi[sz]e|better"
_VAGUE = r"вовлеченност\w*|вовлечени\w*|активност\w*|лояльност\w*|эффективност\w*|результат\w*|показател\w*|продаж\w*|метрик\w*|engagement|loyalty|performance|results|activity|satisfaction|sales|numbers|метрик\w+"
_CONCRETE = r"%|п\.п|nps|npс|clv|ltv|arpu|средн\w+ чек|average order|retention|удержан|бюджет|budget|\d"


def question_back(parsed: Parsed, language: str) -> str | None:
    """One question that settles what is meant, or None when it is clear enough."""
    kind = ambiguity(parsed)
    return render(f"agent/clarify.{language}.j2", kind=kind, period=parsed.period) if kind else None


def ambiguity(parsed: Parsed) -> str | None:
    """`cr`, `rr` or `goal`; None where the question is clear."""
    text = parsed.text
    if re.search(r"\bcr\b|\bср\b(?! ?чек)|\bс?кр\b", text) and not re.search(
        rf"{_CHURN}|{_CONVERSION}", text
    ):
        return "cr"
    if re.search(r"\brr\b", text) and not re.search(r"удерж|retent|отклик|respon|redempt|погаш", text):
        return "rr"
    if (
        re.search(rf"\b(?:{_RAISE})\b", text)
        and re.search(_VAGUE, text)
        and not re.search(_CONCRETE, text)
        and not re.search(
            r"почему|why|\bкак измен|сколько|how (?:much|many)|насколько|\bли\b|\bdid\b|has\b|какие|which|что дал",
            text,
        )
        and len(text.split()) <= 8
    ):
        return "goal"
    if re.fullmatch(
        r"(?:сделай|хочу|нужно|надо|давай|дай|make|do|i want|we need)?\s*(?:больше|more|better|лучше)\s*(?:денег|продаж|money|sales)?[.!?]*",
        text,
    ):
        return "goal"
    return None
