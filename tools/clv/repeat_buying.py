"""What any purchase model needs from its customers before it can be fitted at all."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.clv.limits import Limit, named_limits, one_rate, refuse_vague
from tools.clv.newton import Maximum
from tools.clv.observations import Cells, Floats
from tools.errors import NotIdentified


def refuse_without_repeats(cells: Cells, model: str) -> None:
    """NotIdentified where nobody came back, where nobody could have, or where all customers are the same."""
    if cells.x[-1] == 0:
        raise NotIdentified(
            f"{model}: none of the {cells.n:.0f} customers has bought again, so nothing says how often they would. "
            "Take a longer period.",
            message_ru=f"{model}: ни один из {cells.n:.0f} покупателей не купил повторно, частоту покупок определить "
            "не из чего. Возьмите период длиннее.",
            argument="frequency",
        )
    if cells.weight.size < 4:
        raise NotIdentified(
            f"{model}: there are only {cells.weight.size} different customer histories, the four parameters need at least four.",
            message_ru=f"{model}: различных историй покупателей всего {cells.weight.size}, для четырёх параметров нужно не меньше четырёх.",
            argument="frequency",
        )


def usual_rate(cells: Cells) -> float:
    """Repeat purchases per customer and unit of time: where a search for the parameters starts."""
    return float(np.sum(cells.weight * cells.frequency) / np.sum(cells.weight * cells.age))


def settled(kind: Any, maximum: Maximum, cells: Cells, leaving: Limit | None) -> tuple[Limit, ...]:
    """The limits that a fitted model of rates and leaving is at; NotIdentified where its forecast is anything.

    `leaving` is the limit of the last two parameters, if their values are near one.
    """
    r, alpha = maximum.parameters[:2]
    names = kind.names
    pairs = (
        (names[:2], one_rate(float(r), float(alpha), names[:2])),
        (names[2:4], leaving),
    )
    ahead = float(np.sum(cells.weight * cells.age) / cells.n)
    history = cells.frequency, cells.recency, cells.age

    def total(coordinates: Floats) -> float:
        there = kind.from_params(**dict(zip(names, np.exp(coordinates), strict=True)))
        return float(np.sum(cells.weight * there.expected_purchases(ahead, *history)))

    limits = named_limits(pairs, names, maximum, kind.title)
    refuse_vague(total, np.log(maximum.parameters), maximum.covariance, cells, kind.title)
    return limits
