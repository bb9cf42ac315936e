"""What the base is worth if churn, income per customer or margin were other than they are, explained exactly.

Retention and churn here are of the same two periods, so they add up to 1: of those who bought in a period, the
share that bought in the next one. With n customers active now, ARPU a period, margin share m, retention r and a
discount d a period, the next N periods bring
    V = n * ARPU * m * sum over t = 1..N of (r / (1 + d))^t.
Assumes that retention does not change with time and that who skips a period is gone; a base that buys seldom wants
long periods. The difference between two scenarios is split among the levers by Shapley's rule (1953): each lever
gets its mean contribution over all orders in which they could be pulled, and the parts sum to the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import permutations

from tools.errors import InvalidArgument

LEVERS = ("retention", "arpu", "margin_share")


@dataclass(frozen=True, slots=True)
class Economy:
    """What decides the value of a base; shares as fractions, all of one kind of period."""

    customers: int
    retention: float
    arpu: float
    margin_share: float = 1.0

    def __post_init__(self) -> None:
        for name, low, high in (("retention", 0, 1), ("margin_share", -1, 1)):
            value = getattr(self, name)
            if not low <= value <= high:
                raise InvalidArgument(
                    f"{name} would be {value:.4g}; it must lie between {low} and {high}. Ask for a smaller change.",
                    message_ru=f"{name} стал бы {value:.4g}; он должен лежать от {low} до {high}. Возьмите изменение меньше.",
                    argument=name,
                )

    @property
    def churn(self) -> float:
        """Of the same two periods as retention."""
        return 1 - self.retention

    def changed(self, *, churn: float = 0.0, arpu: float = 0.0, margin: float = 0.0) -> Economy:
        """Churn and margin share moved by so much (0.01 is one percentage point), ARPU by this share of itself."""
        return replace(
            self,
            retention=self.retention - churn,
            arpu=self.arpu * (1 + arpu),
            margin_share=self.margin_share + margin,
        )


def base_value(economy: Economy, *, periods: float, discount: float = 0.0) -> float:
    """What today's active customers bring over the next periods; the last part of a period counts for its part."""
    if periods <= 0:
        raise InvalidArgument(f"periods is {periods}; it must be above 0.", argument="periods")
    if discount <= -1:
        raise InvalidArgument(f"discount is {discount}; it must be above -1.", argument="discount")
    ratio = economy.retention / (1 + discount)
    whole = int(periods)
    total = sum(ratio**t for t in range(1, whole + 1)) + (periods - whole) * ratio ** (whole + 1)
    return economy.customers * economy.arpu * economy.margin_share * total


def explained(
    before: Economy, after: Economy, *, periods: float, discount: float = 0.0
) -> Mapping[str, float]:
    """How much of the difference in value each lever makes; the parts sum to the difference to the kopeck."""
    parts = dict.fromkeys(LEVERS, 0.0)
    orders = list(permutations(LEVERS))
    for order in orders:
        now = before
        value = base_value(now, periods=periods, discount=discount)
        for lever in order:
            now = replace(now, **{lever: getattr(after, lever)})
            reached = base_value(now, periods=periods, discount=discount)
            parts[lever] += (reached - value) / len(orders)
            value = reached
    return _to_the_kopeck(
        parts,
        base_value(after, periods=periods, discount=discount)
        - base_value(before, periods=periods, discount=discount),
    )


def _to_the_kopeck(parts: Mapping[str, float], total: float) -> dict[str, float]:
    """Parts in whole hundredths whose sum is the rounded total; the largest part takes up what rounding left."""
    minor = {name: round(value * 100) for name, value in parts.items()}
    largest = max(minor, key=lambda name: abs(minor[name]))
    minor[largest] += round(total * 100) - sum(minor.values())
    return {name: value / 100 for name, value in minor.items()}
