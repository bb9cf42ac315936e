"""What the embedded model does with a question: call a tool, ask back, decline, or offer a choice.

A pure function of the question, the conversation so far and the names in the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from copilot.agent.offline.ambiguity import question_back
from copilot.agent.offline.arguments import arguments_for, missing
from copilot.agent.offline.concepts import concepts
from copilot.agent.offline.frames import framed
from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.parsing import Parsed, parse
from copilot.agent.offline.router import ELSEWHERE, Ranked, Router
from copilot.grounding.language import stems
from copilot.prompting import render
from tools.facts import canonical_json
from tools.tool import Tool

SURE = 0.42
CLEARLY_AHEAD = 2.0
KNOWN_GROUND = 0.4
ELSEWHERE_SURE = 0.4
_CARRIED = frozenset(
    {"budget", "campaign", "segment", "region", "category", "channel", "discount_share", "horizon_months"}
)
_FOREIGN = re.compile(
    r"погод\w*|\bстих\w*|\bпесн\w*|анекдот\w*|шутк\w*|фильм\w*|сериал\w*|футбол\w*|хокке\w*|матч\w*|турнир\w*|рыбалк\w*|чемпионат\w*|гороскоп\w*|борщ\w*|рецепт\w*"
    r"|биткоин\w*|курс (?:доллар|евро|валют)\w*|президент\w*|министр\w*|выбор(?:ы|ов|ах)\b|войн\w*|столиц\w*|корень из|интеграл\w*|переведи\b"
    r"|weather|poem|song\b|joke|movie|film\b|football|soccer|horoscope|recipes?\b|bitcoin|exchange rate|president|prime minister|election"
    r"|capital of|square root|integral|translate\b|homework|who won"
)
_CORE = frozenset(
    [
        "churn",
        "loyal",
        "segment",
        "rfm",
        "money",
        "profit",
        "budget",
        "discount",
        "campaign",
        "copy",
        "approve",
        "test",
        "clv",
        "base",
        "reach",
        "consent",
        "pareto",
        "cohort",
        "metric",
        "price",
        "nps",
        "feedback",
        "uplift",
        "ledger",
        "channel",
        "store",
        "redeem",
        "report",
        "law",
        "case",
    ]
)
_FOLLOW_UP = re.compile(
    r"^(?:а|и|ну а|а что|а если|теперь|тогда|то же|тоже|также|еще|and|what about|how about|same|now|then|only|also|or)\b"
)
_CORRECTION = re.compile(
    r"^(?:нет|не|неправильно|не то|я имел\w* в виду|имею в виду|имелось в виду|точнее|вернее|лучше|no|nope|i meant|i mean|rather|actually|sorry)\b"
)
_HELP = re.compile(
    r"^(?:привет\w*|здравствуй\w*|добрый (?:день|вечер)|доброе утро|hi|hello|hey|help|помощь|помоги|справка|start|спасибо\w*|thanks|thank you)[ ,.!?]*$"
    r"|что ты (?:умеешь|можешь)|что вы умеете|чем (?:ты )?(?:можешь )?помо\w+|какие вопросы|what can you do|what do you do|who are you|кто ты"
)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier turn of the conversation: the question and the first tool called with its arguments."""

    question: str
    tool: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    asked_back: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One step of the embedded model."""

    kind: Literal["call", "ask", "decline", "offer", "say"]
    tool: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    reason: str | None = None
    names: tuple[str, ...] = ()


def decide(
    question: str,
    past: Sequence[Past],
    catalogue: Mapping[str, Tool],
    vocabulary: Vocabulary,
    router: Router | None,
    *,
    language: str | None = None,
) -> Decision:
    """The next step for this question. `language` overrides the question's own."""
    commanded = _commanded(question, catalogue)
    if commanded is not None:
        return (
            commanded
            if commanded.kind == "call"
            else _call(catalogue[commanded.tool or ""], parse(commanded.text, vocabulary), language)
        )
    answered = past[-1] if past and past[-1].asked_back else None
    if answered is not None and len(question) < 80:
        question = f"{answered.question.rstrip('?!. ')} {question}"
    parsed = parse(question, vocabulary)
    spoken = language or parsed.language
    if not parsed.text or _HELP.search(parsed.text):
        return Decision("say", text=render(f"agent/help.{spoken}.j2"))
    if router is None or not catalogue:
        return Decision("say", text=render(f"agent/no_tools.{spoken}.j2"))
    asked = question_back(parsed, spoken) if answered is None else None
    if asked is not None:
        return Decision("ask", text=asked)
    followed = _follow_up(parsed, past, catalogue, router)
    if followed is not None:
        return followed
    near = router.rank(question, limit=7)
    served = 1 - next((one.probability for one in near if one.name == ELSEWHERE), 0.0)
    ranked = [Ranked(one.name, one.probability / max(served, 1e-9)) for one in near if one.name in catalogue]
    named = framed(parsed)
    if named is not None and named in catalogue:
        return _call(catalogue[named], parsed, language)
    if _is_foreign(parsed, near[0], router, vocabulary):
        return Decision(
            "decline",
            reason="out_of_scope",
            text=render(f"agent/refusal.{spoken}.j2", reason="out_of_scope", approvers=[]),
        )
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    sure = best.probability >= SURE or (
        second is not None
        and best.probability > CLEARLY_AHEAD * second.probability
        and best.probability > 0.25
    )
    if not sure:
        return Decision("offer", names=tuple(one.name for one in ranked[:3]))
    return _call(catalogue[best.name], parsed, language, earlier=_earlier_arguments(parsed, past))


def _earlier_arguments(parsed: Parsed, past: Sequence[Past]) -> Mapping[str, Any]:
    """What "and if the budget is cut?" still speaks of: the budget, place or campaign of the turn before."""
    if not past or not _FOLLOW_UP.search(parsed.text):
        return {}
    return {name: value for name, value in past[-1].arguments.items() if name in _CARRIED}


def _call(
    tool: Tool, parsed: Parsed, language: str | None, *, earlier: Mapping[str, Any] | None = None
) -> Decision:
    carried = {name: value for name, value in (earlier or {}).items() if name in tool.arguments.model_fields}
    arguments = {**carried, **arguments_for(tool, parsed)}
    lacking = missing(tool, arguments)
    if lacking:
        spoken = language or parsed.language
        fields = [(name, tool.arguments.model_fields[name].description or name) for name in lacking]
        title = tool.title_ru if spoken == "ru" else tool.title_en
        return Decision("ask", text=render(f"agent/missing.{spoken}.j2", title=title, fields=fields))
    return Decision("call", tool=tool.name, arguments=json.loads(canonical_json(arguments)))


def _commanded(question: str, catalogue: Mapping[str, Tool]) -> Decision | None:
    """`/pareto what follows` and `pareto(share=0.8)` name the tool themselves."""
    slash = re.match(r"\s*/([a-z_]+)\b\s*(.*)", question, re.DOTALL)
    if slash and slash[1] in catalogue:
        return Decision("say", tool=slash[1], text=slash[2])
    called = re.search(r"\b([a-z_]+)\(([^()]*)\)", question)
    if called and called[1] in catalogue:
        fields = list(catalogue[called[1]].arguments.model_fields)
        arguments: dict[str, Any] = {}
        for position, part in enumerate(filter(None, (piece.strip() for piece in called[2].split(",")))):
            name, equals, value = part.partition("=")
            key, text = (
                (name.strip(), value.strip())
                if equals
                else (fields[position] if position < len(fields) else "", part)
            )
            if key in fields:
                arguments[key] = _literal(text)
        return Decision("call", tool=called[1], arguments=arguments)
    return None


def _literal(text: str) -> Any:
    try:
        return json.loads(text.replace("'", '"'))
    except ValueError:
        return text.strip("'\"")


def _follow_up(
    parsed: Parsed, past: Sequence[Past], catalogue: Mapping[str, Tool], router: Router
) -> Decision | None:
    """ "А по Москве?" keeps the earlier tool and its arguments and changes what it names anew."""
    earlier = next((one for one in reversed(past) if one.tool in catalogue), None)
    if earlier is None or earlier.tool is None:
        return None
    starts = bool(_FOLLOW_UP.search(parsed.text)) or bool(_CORRECTION.search(parsed.text))
    whole = re.search(
        r"\b(?:как(?:ой|ая|ие|ое|ов)|сколько|почему|кто|кому|что|зачем|where|what|how|why|who|which|when)\b",
        parsed.text,
    )
    names_part = _names_own_data(parsed) or parsed.region is not None
    short = len(stems(parsed.question)) <= 4 and names_part and not whole
    if not (starts or short) or len(stems(parsed.question)) > 9:
        return None
    tool = catalogue[earlier.tool]
    changes = {
        name: value
        for name, value in arguments_for(tool, parsed).items()
        if name not in ("question", "query", "text", "language") and value is not None
    }
    if not changes and parsed.measure and _CORRECTION.search(parsed.text):
        return _with_measure(parsed, earlier, catalogue, router)
    best = next(one for one in router.rank(parsed.question, limit=2) if one.name != ELSEWHERE)
    if not changes or (best.name != tool.name and best.probability > 0.8 and len(stems(parsed.question)) > 4):
        return None
    kept = {name: value for name, value in earlier.arguments.items() if name in tool.arguments.model_fields}
    if "start" in changes or "end" in changes:
        kept.pop("start", None)
        kept.pop("end", None)
    return Decision("call", tool=tool.name, arguments=json.loads(canonical_json({**kept, **changes})))


def _with_measure(
    parsed: Parsed, earlier: Past, catalogue: Mapping[str, Tool], router: Router
) -> Decision | None:
    """ "I meant margin" after a tool that knows no measure: the nearest one to the earlier question that does."""
    for one in router.rank(f"{earlier.question} {parsed.question}", limit=12):
        tool = catalogue.get(one.name)
        arguments = arguments_for(tool, parsed) if tool else {}
        if tool and parsed.measure in arguments.values():
            kept = {k: v for k, v in earlier.arguments.items() if k in tool.arguments.model_fields}
            return Decision(
                "call", tool=tool.name, arguments=json.loads(canonical_json({**kept, **arguments}))
            )
    return None


def _is_foreign(parsed: Parsed, nearest: Ranked, router: Router, vocabulary: Vocabulary) -> bool:
    """Whether the question is about something that no tool knows."""
    of_the_trade = bool(_CORE & set(concepts(parsed.text)))
    if _FOREIGN.search(parsed.text) and not of_the_trade:
        return True
    speaks_of_ours = of_the_trade or _names_own_data(parsed)
    if nearest.name == ELSEWHERE and nearest.probability > ELSEWHERE_SURE and not speaks_of_ours:
        return True
    names = (
        *vocabulary.channels,
        *vocabulary.categories,
        *vocabulary.regions,
        *(n for _, n in vocabulary.campaigns),
    )
    return router.familiarity(parsed.question, names) < KNOWN_GROUND and not _names_own_data(parsed)


def _names_own_data(parsed: Parsed) -> bool:
    return any(
        (parsed.period, parsed.segment, parsed.rfm_segment, parsed.category, parsed.measure,
         parsed.campaign, parsed.message_channel, parsed.sales_channel)
    )  # fmt: skip
