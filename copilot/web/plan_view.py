"""A campaign's plan as nested lists: its figures open their origin, its keys have names in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from copilot.grounding.formats import default_format, format_value
from copilot.web.figures import origin_button
from copilot.web.wording import Words

ORDER = (
    *(
        "goal",
        "forecast",
        "offer",
        "economics",
        "budget",
        "alternatives",
        "audience",
        "control",
        "measurement",
    ),
    *(
        "channel",
        "window",
        "conflicts",
        "risks",
        "stop_rules",
        "last_mile",
        "rollback",
        "legal",
        "provenance",
    ),
)


def plan_parts(plan: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The parts in the order in which people read them; what is new comes last."""
    known = [name for name in ORDER if name in plan]
    return [(name, plan[name]) for name in (*known, *(name for name in plan if name not in ORDER))]


def tree(value: Any, t: Words) -> Markup:
    """The value with everything inside it; empty parts are left out."""
    if isinstance(value, Mapping):
        if "value" in value and "unit" in value:
            return _figure(value, t)
        rows = [
            Markup("<dt>{}</dt><dd>{}</dd>").format(key_name(str(key), t), tree(item, t))
            for key, item in value.items()
            if item not in (None, "", [], {})
        ]
        return Markup('<dl class="tree">{}</dl>').format(Markup("").join(rows))
    if isinstance(value, list | tuple):
        if all(not isinstance(item, Mapping | list | tuple) for item in value) and _is_short(value):
            return Markup("{}").format(", ".join(_plain(item, t) for item in value))
        items = [Markup("<li>{}</li>").format(tree(item, t)) for item in value]
        return Markup("<ul>{}</ul>").format(Markup("").join(items))
    return Markup("{}").format(_plain(value, t))


def key_name(key: str, t: Words) -> str:
    """What people call this part."""
    return t(f"plan.{key}") if t.has(f"plan.{key}") else key.replace("_", " ").capitalize()


def _figure(part: Mapping[str, Any], t: Words) -> Markup:
    unit, value = str(part["unit"]), part["value"]
    if isinstance(value, str):
        return Markup("{}").format(value)

    def written(number: float) -> str:
        return format_value(number, unit, t.language, default_format(unit))

    shown = (
        origin_button(str(part["fact"]), written(value))
        if "fact" in part
        else Markup("{}").format(written(value))
    )
    if part.get("low") is None or part.get("high") is None:
        return shown
    return Markup("{} <small>{} … {}</small>").format(shown, written(part["low"]), written(part["high"]))


def _is_short(values: list[Any] | tuple[Any, ...]) -> bool:
    return sum(len(str(item)) for item in values) < 60


def _plain(value: Any, t: Words) -> str:
    if isinstance(value, bool):
        return t("plan.yes") if value else t("plan.no")
    if isinstance(value, int):
        return t.integer(value)
    if isinstance(value, float):
        return format_value(value, "number", t.language, "number")
    text = str(value)
    return t(f"value.{text}") if t.has(f"value.{text}") else text
