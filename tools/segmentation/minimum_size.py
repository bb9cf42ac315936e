"""Is a segment large enough to act on? Too small ones join their neighbour, and it is said why.

Two limits: fewer than `K_ANONYMITY` customers may not be shown at all, and a segment in which a test of half against
half cannot see the effect that matters teaches nothing, however often one tries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from tools.columns import K_ANONYMITY, require_columns
from tools.errors import InvalidArgument
from tools.experiments.power import sample_size

Reason = Literal["k_anonymity", "power"]
REASONS: dict[Reason, tuple[str, str]] = {
    "k_anonymity": (
        f"меньше {K_ANONYMITY} клиентов: показывать нельзя",
        f"fewer than {K_ANONYMITY} customers: may not be shown",
    ),
    "power": (
        "тест не заметит нужный прирост",
        "a test would not see the rise that matters",
    ),
}


@dataclass(frozen=True, slots=True)
class WorkableSegment:
    """One segment or several joined: `needed` customers make the effect visible; `reasons` say why each key
    had to join. `workable` is False where no neighbour helps."""

    keys: tuple[str, ...]
    customers: int
    base_rate: float
    needed: int
    reasons: tuple[tuple[str, Reason], ...] = ()

    @property
    def workable(self) -> bool:
        return self.customers >= max(self.needed, K_ANONYMITY)


def workable_segments(
    segments: pd.DataFrame, *, effect: float, alpha: float = 0.05, power: float = 0.8
) -> list[WorkableSegment]:
    """The segments to work with, after those too small have joined a neighbour.

    `segments` is indexed by key in an order in which neighbours are alike, with `customers` and `base_rate` (the
    share who buy without any play). `effect` is the rise of that share worth seeing (0.02 is 2 points). Of two
    neighbours the one with the closer base rate is taken; the smallest segment joins first. Segments join for the
    sake of a test only where the joined one can be tested. Every customer stays in exactly one segment.

    Raises InvalidArgument for an effect or rate that cannot be.
    """
    require_columns(map(str, segments.columns), ("customers", "base_rate"), what="segments")
    if not 0 < effect < 1:
        raise InvalidArgument(
            f"effect is {effect}; a share between 0 and 1 is needed (0.02 is 2 points).",
            message_ru=f"effect = {effect}; нужна доля от 0 до 1 (0.02 — это 2 пункта).",
            argument="effect",
        )
    groups = [
        _sized((str(key),), int(row["customers"]), float(row["base_rate"]), (), effect, alpha, power)
        for key, row in zip(segments.index, segments.to_dict("records"), strict=True)
    ]
    shown = _joined(groups, "k_anonymity", effect, alpha, power)
    out: list[WorkableSegment] = []
    for group in _joined(shown, "power", effect, alpha, power):
        # Joining that does not help in the end is no help: those stay as they were, known to be too small.
        out += [group] if group.workable else [one for one in shown if set(one.keys) <= set(group.keys)]
    return out


def _joined(
    groups: list[WorkableSegment], why: Reason, effect: float, alpha: float, power: float
) -> list[WorkableSegment]:
    """Lets the small ones join, the smallest first, until none can or needs to."""
    groups = list(groups)
    stuck: set[tuple[str, ...]] = set()
    while True:
        small = [g for g in groups if _is_small(g, why) and g.keys not in stuck]
        if not small or len(groups) == 1:
            return groups
        one = min(small, key=lambda group: group.customers)
        at = groups.index(one)
        joined = []
        for side in (at - 1, at + 1):
            if 0 <= side < len(groups):
                first, second = sorted((at, side))
                pair = _pair(groups[first], groups[second], one, why, effect, alpha, power)
                # One that is large enough by itself is not drawn below its limit by a small neighbour.
                if why == "k_anonymity" or not groups[side].workable or pair.workable:
                    joined.append((abs(groups[side].base_rate - one.base_rate), first, pair))
        if not joined:
            stuck.add(one.keys)
            continue
        _, first, pair = min(joined, key=lambda candidate: candidate[:2])
        groups[first : first + 2] = [pair]


def _is_small(group: WorkableSegment, why: Reason) -> bool:
    return group.customers < K_ANONYMITY if why == "k_anonymity" else not group.workable


def _pair(
    first: WorkableSegment,
    second: WorkableSegment,
    small: WorkableSegment,
    why: Reason,
    effect: float,
    alpha: float,
    power: float,
) -> WorkableSegment:
    total = first.customers + second.customers
    rate = (first.customers * first.base_rate + second.customers * second.base_rate) / max(total, 1)
    known = {**dict(first.reasons), **dict(second.reasons)}
    reasons = {**known, **{key: known.get(key, why) for key in small.keys}}
    return _sized((*first.keys, *second.keys), total, rate, tuple(reasons.items()), effect, alpha, power)


def _sized(
    keys: Sequence[str],
    customers: int,
    base_rate: float,
    reasons: tuple[tuple[str, Reason], ...],
    effect: float,
    alpha: float,
    power: float,
) -> WorkableSegment:
    if not 0 <= base_rate <= 1:
        raise InvalidArgument(
            f"base_rate of {', '.join(keys)} is {base_rate}; a share from 0 to 1 is needed.",
            message_ru=f"base_rate для {', '.join(keys)} равен {base_rate}; нужна доля от 0 до 1.",
            argument="base_rate",
        )
    # A rate of nothing or everything is known no better than the customers seen; a rise needs room above.
    rate = min(max(base_rate, 1 / max(customers, 2)), 1 - effect - 1e-9) if effect < 1 else base_rate
    needed = sample_size(effect=effect, base_rate=max(rate, 1e-6), alpha=alpha, power=power).total
    return WorkableSegment(tuple(keys), customers, base_rate, needed, reasons)
