"""How many persuadables, sure things, lost causes and sleeping dogs are there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.uplift.arms import numbers, same_length


@dataclass(frozen=True, slots=True)
class TypeShare:
    """A type's share of the customers: between `low` and `high`, and `if_nobody_harmed` where a contact drives
    nobody away (then it is one number)."""

    low: float
    high: float
    if_nobody_harmed: float


def response_types(if_treated: ArrayLike, if_control: ArrayLike) -> dict[str, TypeShare]:
    """The shares of the four types, from each customer's probability of buying if treated and if not.

    Nobody is ever seen both treated and untreated, so the type of a person and even the shares are not
    identified: only bounds follow (Tian and Pearl 2000, "Probabilities of causation", section 4.2, Frechet
    bounds averaged over customers). They are free of sampling error only as far as the probabilities are.
    """
    p1, p0 = numbers(if_treated, name="if_treated"), numbers(if_control, name="if_control")
    same_length(if_treated=p1, if_control=p0)
    for name, p in (("if_treated", p1), ("if_control", p0)):
        outside = np.flatnonzero((p < 0) | (p > 1))
        if outside.size:
            raise InvalidArgument(
                f"{name} must hold probabilities; {outside.size} row(s) lie outside 0..1, the first is {outside[0]}.",
                message_ru=f"В {name} нужны вероятности; вне 0..1 строк: {outside.size}, первая – {outside[0]}.",
                argument=name,
            )
    up, down = np.maximum(p1 - p0, 0), np.maximum(p0 - p1, 0)
    both, neither = np.maximum(p1 + p0 - 1, 0), np.maximum(1 - p1 - p0, 0)
    least, most = np.minimum(p1, p0), np.minimum(1 - p1, 1 - p0)

    def share(low: np.ndarray, high: np.ndarray, point: np.ndarray) -> TypeShare:
        return TypeShare(float(low.mean()), float(high.mean()), float(point.mean()))

    return {
        "persuadables": share(up, np.minimum(p1, 1 - p0), up),
        "sure_things": share(both, least, least),
        "lost_causes": share(neither, most, most),
        "sleeping_dogs": share(down, np.minimum(p0, 1 - p1), down),
    }
