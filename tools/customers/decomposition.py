"""Splits the change of a product into what each factor brought: exact, and independent of any order.

Shapley's value for the change of x1 * x2 * ... * xn: each factor's step from its old to its new level,
averaged over all orders in which the factors could have changed one after another (Shapley 1953; as "perfect
decomposition" in Ang, 2004, Energy Policy 32, 1131-1139). The parts add up to the change exactly, and a
factor that did not move gets nothing. A part says where a change sits, not what caused it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import permutations


def product_parts(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """What each factor brought to product(after) - product(before)."""
    n = len(before)
    parts = [Fraction(0)] * n
    for order in permutations(range(n)):
        level = list(before)
        for factor in order:
            held = math.prod(level)
            level[factor] = after[factor]
            parts[factor] += math.prod(level) - held
    return [part / math.factorial(n) for part in parts]


def rounded_parts(
    parts: Sequence[Fraction], *, places: int = 2, total: Decimal | None = None
) -> list[Decimal]:
    """The parts in whole minor units, adding up to `total` or else to their rounded sum (largest remainder).

    A given total, itself in minor units, is one that is shown beside the parts and was rounded from other figures;
    it may differ from the sum by a few units, which go to the parts nearest to the next one.
    """
    scale = 10**places
    wanted = _whole(sum(parts, Fraction(0)) * scale if total is None else Fraction(total) * scale)
    floors = [math.floor(part * scale) for part in parts]
    missing = wanted - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] * scale, i))
    for turn in range(abs(missing)):
        if not by_remainder:
            break
        at = by_remainder[turn % len(parts)] if missing > 0 else by_remainder[-1 - turn % len(parts)]
        floors[at] += 1 if missing > 0 else -1
    return [Decimal(units).scaleb(-places) for units in floors]


def _whole(value: Fraction) -> int:
    return int(
        (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    )
