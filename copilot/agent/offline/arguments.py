"""From what a question names to the arguments of one tool.

A tool's argument schema says what it takes; each field is filled from the part of the question that its
name and type speak of. Nothing is invented: a field that the question does not speak of keeps its default,
and a required one that stays empty is asked for.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from copilot.agent.offline.costs import COST_FIELDS, named_cost, unnamed_sum
from copilot.agent.offline.names import MESSAGE_CHANNELS, SAME_SEGMENT, first_named
from copilot.agent.offline.parsing import Parsed
from copilot.agent.offline.periods import DAYS_PER
from copilot.agent.offline.rates import rate_argument
from copilot.grounding.numbers import figures
from tools.tool import Tool

# Words for the values of a tool's own choices, where the value's name does not say it.
_CHOICES = {
    "week": r"недел\w+|week",
    "month": r"месяц\w*|помесячн\w+|month",
    "quarter": r"квартал\w*|quarter",
    "day": r"по дням|ежедневн\w+|daily|by day",
    "year": r"по годам|ежегодн\w+|yearly|by year",
    "year_ago": r"год к году|прошл\w+ год|год назад|year ago|last year|year[- ]on[- ]year|yoy",
    "categories": r"категори\w+|categor\w+",
    "products": r"товар\w*|products?|\bsku\b",
    "segments": r"сегмент\w*|segments?",
    "category": r"по категори\w+|by categor\w+",
    "region": r"по регион\w+|по город\w+|by region|by cit\w+",
    "channel": r"по канал\w+|by channel",
    "channels": r"по канал\w+|by channel",
    "segment": r"по сегмент\w+|by segment",
    "churn": r"отток\w*|churn|уход\w*",
    "retention": r"удержан\w+|retention|возвращаем\w+",
    "conversion": r"конверси\w+|conversion",
    "response": r"отклик\w*|response",
    "repeat_buyers": r"повторн\w+ (?:покупател|клиент)\w*|купивш\w+ (?:дважды|повторно|снова|ещё раз|еще раз)|вернувш\w+|repeat(?:ed)? (?:buyer|customer|purchaser|shopper)s?|returning (?:buyer|customer|shopper)s?",
    "one_time": r"однораз\w+|разов\w+ покупател\w*|купивш\w+ один раз|с одной покупкой|перв\w+ покупател\w*|впервые купивш\w+|one[- ]time|single[- ]purchase|bought once|first[- ]time buyers?|first buyers?",
    "new": r"нов\w+ (?:покупател|клиент)\w*|нович\w+|новеньк\w+|newcomers?|new (?:buyer|customer|client)s?",
}
_EXPERIMENT_FIELDS = frozenset({"campaign", "campaign_id", "experiment", "experiment_id", "campaign_name"})
_QUESTION_FIELDS = frozenset({"question", "query", "brief", "text", "topic", "goal"})


def arguments_for(tool: Tool, parsed: Parsed) -> dict[str, Any]:
    """The tool's arguments as far as the question gives them."""
    found: dict[str, Any] = {}
    for name, field in tool.arguments.model_fields.items():
        value = _value(name, field, tool, parsed)
        if value is not None:
            found[name] = value
    return found


def missing(tool: Tool, arguments: Mapping[str, Any]) -> list[str]:
    """Required arguments that the question left open."""
    return [
        name
        for name, field in tool.arguments.model_fields.items()
        if field.is_required() and name not in arguments
    ]


def choices_of(field: FieldInfo) -> tuple[Any, ...]:
    """The values of a field that is a choice, else nothing."""
    return tuple(
        value for kind in _kinds(field.annotation) if get_origin(kind) is Literal for value in get_args(kind)
    )


def _kinds(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [annotation]


def _value(name: str, field: FieldInfo, tool: Tool, parsed: Parsed) -> Any:
    if tool.name == "retention_rates":
        return rate_argument(name, parsed.text)
    choices = choices_of(field)
    if choices:
        return _choice(name, choices, parsed)
    for pattern, give in _RULES:
        if re.fullmatch(pattern, name):
            return _fitted(give(name, field, tool, parsed), field)
    return None


def _choice(name: str, choices: tuple[Any, ...], parsed: Parsed) -> Any:
    if "segment" in name or name == "group":
        same = SAME_SEGMENT.get(parsed.segment or "", ())
        return _spoken(choices, parsed) or _one_of(choices, parsed.segment, parsed.rfm_segment, *same)
    if "channel" in name:
        return _one_of(choices, parsed.message_channel, parsed.sales_channel)
    if name == "language":
        return _one_of(choices, parsed.language)
    if name in ("measure", "value", "basis", "metric", "on", "money", "kpi", "outcome"):
        picked = _one_of(choices, parsed.measure)
        if picked is not None:
            return picked
    if parsed.period is not None:
        spoken = parsed.period.name.removeprefix("last ").removeprefix("this ")
        if spoken in choices:
            return spoken
    return _spoken(choices, parsed)


def _spoken(choices: tuple[Any, ...], parsed: Parsed) -> Any:
    """The first choice whose words, or whose own name, stand in the question."""
    for value in choices:
        if not isinstance(value, str):
            continue
        pattern = _CHOICES.get(value) or rf"\b{re.escape(value.replace('_', ' '))}\b|\b{re.escape(value)}\b"
        if re.search(pattern, parsed.text):
            return value
    return None


def _one_of(choices: tuple[Any, ...], *wanted: str | None) -> Any:
    for name in wanted:
        if name is None:
            continue
        if name in choices:
            return name
        close = [
            choice for choice in choices if isinstance(choice, str) and (choice in name or name in choice)
        ]
        if close:
            return close[0]
    return None


def _fitted(value: Any, field: FieldInfo) -> Any:
    """The value in the field's own type; numbers become whole where the field is whole."""
    kinds = _kinds(field.annotation)
    if value is None:
        return None
    if isinstance(value, Decimal) and Decimal not in kinds:
        value = float(value)
    if isinstance(value, float) and int in kinds and float not in kinds:
        return round(value)
    if any(get_origin(kind) in (list, tuple) for kind in kinds) and not isinstance(value, list | tuple):
        return [value]
    return value


Give = Callable[[str, FieldInfo, Tool, Parsed], Any]


def _start(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    return parsed.period.start if parsed.period else None


def _end(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    return parsed.period.end if parsed.period else None


def _as_of(_name: str, _field: FieldInfo, tool: Tool, parsed: Parsed) -> Any:
    return parsed.period.end if parsed.period and "start" not in tool.arguments.model_fields else None


def _horizon(name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    span = parsed.horizon or (parsed.spans[0] if parsed.spans and name != "window_days" else None)
    if span is None:
        return None
    unit = next((unit for unit in DAYS_PER if unit in name), "month")
    return float(round(span.days / DAYS_PER[unit], 1))


def _money(_name: str, _field: FieldInfo, tool: Tool, parsed: Parsed) -> Any:
    if COST_FIELDS & tool.arguments.model_fields.keys():
        return unnamed_sum(parsed)
    return parsed.money[0] if parsed.money else None


_NO_MORE = r"(?:не (?:больше|более|свыше)|максимум|до|лимит\w*|at most|no more than|max(?:imum)?|up to|limit(?:ed to)?)[^.,;]{0,8}$"


def _channel_caps(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """Most contacts in a channel: "не больше 500 смс", "at most 5,000 e-mails"."""
    found: dict[str, int] = {}
    for figure in figures(parsed.text, parsed.language):
        if figure.kind not in ("plain", "count"):
            continue
        tail = parsed.text[figure.start : figure.end + 14]
        channel = first_named(tail, MESSAGE_CHANNELS)
        if channel and re.search(_NO_MORE, parsed.text[max(0, figure.start - 24) : figure.start]):
            found[channel] = round(abs(figure.value))
    return found or None


def _contacts(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """Offers for one customer: "до двух предложений каждому", "two contacts per customer"."""
    words = ((2, r"2|два|двух|две|two"), (3, r"3|три|трёх|трех|three"))
    near = r"\b(?:%s) (?:контакт|предложен|оффер|сообщен|contact|offer|message)\w*[^.;]{0,14}(?:клиент|человек|кажд|одному|customer|person|each)"
    return next((count for count, word in words if re.search(near % word, parsed.text)), None)


def _cap(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """A number of contacts a week: "лимит два контакта", "at most once a week"."""
    words = (
        (1, r"1|одн\w+|один|раз в неделю|once|one"),
        (2, r"2|два|две|двух|двумя|twice|two"),
        (3, r"3|три|трёх|трех|three"),
    )
    near = r"(?:лимит\w*|не (?:чаще|больше|более)|максимум|cap\w*|limit\w*|at most|no more than)[^.;?]{0,20}?\b(?:%s)\b"
    return next((count for count, word in words if re.search(near % word, parsed.text)), None)


def _ramp(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    near = re.search(r"(?:разгон\w*|выход\w* на|раскачк\w*|ramp)\D{0,25}(\d+) ?(?:мес|month)", parsed.text)
    return float(near[1]) if near else None


def _channel(_name: str, field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    about_sales = "purchases" in (field.description or "") or "sales" in (field.description or "")
    return parsed.sales_channel if about_sales else parsed.message_channel or parsed.sales_channel


def _share(name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    word = {
        "discount_rate": r"ставк\w+|дисконтирован\w*|discount rate|cost of capital",
        "discount": r"скид\w+|discount|off",
        "control": r"контрол\w+|control|holdout",
        "power": r"мощност\w+|power",
        "margin": r"марж\w+|margin",
        "redemption": r"погаш\w+|redempt\w+|использ\w+",
        "rate": r"конверси\w+|отклик\w*|базов\w+|conversion|response|base(?:line)?|rate|ставк\w+",
        "share": r"дол[яюие]\w*|процент\w*|оборот\w*|выручк\w+|share|of (?:the )?(?:revenue|turnover|sales|margin|profit)",
    }
    for key, pattern in word.items():
        if key in name:
            near = re.search(rf"(?:{pattern})[^.;]{{0,25}}?(\d+(?:[.,]\d+)?) ?%", parsed.text) or re.search(
                rf"(\d+(?:[.,]\d+)?) ?%[^.;]{{0,20}}?(?:{pattern})", parsed.text
            )
            return float(near[1].replace(",", ".")) / 100 if near else None
    return None


def _points(name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """A difference of shares; an argument named `..._pp` wants it in percentage points."""
    if not parsed.points:
        return None
    return round(abs(parsed.points[0]) * 100, 6) if name.endswith("_pp") else abs(parsed.points[0])


_LEVERS = {
    "churn": r"отток\w*|ушедш\w+|churn|attrition",
    "retention": r"удержан\w+|retention",
    "margin": r"марж\w+|margin",
    "arpu": r"\barpu\b|(?:средн\w+ )?чек\w*|доход\w* (?:с|на) клиент\w*|average order|basket|income per",
}
_FALLS = r"сниз\w*|снижен\w*|умень\w+|упад\w+|упал\w*|паден\w+|сократ\w+|меньше|ниже|минус|fall\w*|fell|drop\w*|lower\w*|reduc\w+|decreas\w+|down|less|-\d"


def _lever(name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """What a scenario changes: "отток снизится на 1 п.п." is -1, "ARPU grows by 5 %" 0.05. Better retention is
    less churn."""
    lever = name.partition("_")[0]
    falls = -1 if re.search(_FALLS, parsed.text) else 1
    if lever == "arpu":
        return (
            falls * abs(parsed.shares[0])
            if parsed.shares and re.search(_LEVERS["arpu"], parsed.text)
            else None
        )
    if not parsed.points:
        return None
    points = round(abs(parsed.points[0]) * 100, 6)
    if re.search(_LEVERS[lever], parsed.text):
        return falls * points
    if lever == "churn" and re.search(_LEVERS["retention"], parsed.text):
        return -falls * points
    return None


def _change_share(_name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    """A relative change such as "урезать на 20 %"."""
    if not parsed.shares:
        return None
    down = re.search(r"урез\w*|сокра\w+|сниз\w+|меньше|минус|cut|reduce|less|lower|decrease|-\d", parsed.text)
    return -parsed.shares[0] if down else parsed.shares[0]


def _id(name: str, _field: FieldInfo, _tool: Tool, parsed: Parsed) -> Any:
    if name == "run_id":
        return next((one for one in parsed.ids if re.fullmatch(r"r[0-9a-f]{12}", one)), None)
    return parsed.ids[0] if parsed.ids else None


_RULES: tuple[tuple[str, Give], ...] = (
    (r"start|first_day|since|date_from", _start),
    (r"end|last_day|until|date_to", _end),
    (r"as_of|on|day|report_date", _as_of),
    ("|".join(sorted(COST_FIELDS)), lambda name, _f, _t, parsed: named_cost(name, parsed)),
    (r"ramp_months", _ramp),
    (r"cap", _cap),
    (r"channel_caps", _channel_caps),
    (r"contacts", _contacts),
    (r"reward", lambda _n, _f, _t, parsed: parsed.money[0] if parsed.money else None),
    (r"(?:horizon|months|weeks|days|years|period)(?:_\w+)?|\w+_(?:months|weeks|horizon)", _horizon),
    (r"(?:total_)?budget(?:_\w+)?|amount|money", _money),
    (r"(?:message_|sales_)?channel", _channel),
    (r"category", lambda _n, _f, _t, parsed: parsed.category),
    (r"region|city|place", lambda _n, _f, _t, parsed: parsed.region),
    (r"segment", lambda _n, _f, _t, parsed: parsed.segment or parsed.rfm_segment),
    ("|".join(_EXPERIMENT_FIELDS), lambda _n, _f, _t, parsed: parsed.campaign),
    ("|".join(_QUESTION_FIELDS), lambda _n, _f, _t, parsed: parsed.question),
    (r"(?:churn|margin)_change_pp|arpu_growth", _lever),
    (r"(?:\w+_)?(?:effect|lift|mde|difference|uplift)(?:_\w+)?", _points),
    (r"(?:\w+_)?change(?:_share)?|scale|multiplier|\w+_by", _change_share),
    (r"(?:\w+_)?(?:discount|control|power|margin|redemption|rate|share)(?:_\w+)?", _share),
    (r"\w+_id", _id),
    (r"term", lambda _n, _f, _t, parsed: parsed.question),
    (r"audience|customers|people", lambda _n, _f, _t, parsed: parsed.counts[0] if parsed.counts else None),
    (r"language", lambda _n, _f, _t, parsed: parsed.language),
    (r"measure|value|metric", lambda _n, _f, _t, parsed: parsed.measure),
)
