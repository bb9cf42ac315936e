"""Two proportions: difference, relative lift, intervals and p-value, all from one score test.

Miettinen and Nurminen (1985), "Comparative analysis of two rates", Statistics in Medicine 4:213-226: the
variance is taken at the rates that fit the hypothesis best, times N / (N - 1). The interval holds exactly
the hypotheses that the test accepts, so it leaves out 0 if and only if p < 1 - level; at a difference of 0
the test is Pearson's pooled chi-square.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from tools.errors import InvalidArgument
from tools.estimate import Estimate

METHOD = "Miettinen-Nurminen score interval and test"


@dataclass(frozen=True, slots=True)
class RateComparison:
    """`difference` of the rates (unit pp), `relative` lift (unit share: 0.1 is +10 %; None where the control
    group has no success) and `p_value` of no difference."""

    difference: Estimate
    relative: Estimate | None
    p_value: float


def compare_rates(
    successes: int, n: int, control_successes: int, control_n: int, *, level: float = 0.95
) -> RateComparison:
    """How much higher is the rate in the first group than in the control group?

    Assumes independent customers and random assignment. Raises InvalidArgument for impossible counts.
    """
    for name, x, size in (("successes", successes, n), ("control_successes", control_successes, control_n)):
        if size < 1 or not 0 <= x <= size:
            raise InvalidArgument(
                f"{name} = {x} of {size} is not possible.",
                message_ru=f"{name} = {x} из {size} невозможно.",
                argument=name,
            )
    x1, n1, x0, n0 = int(successes), int(n), int(control_successes), int(control_n)
    limit = float(ndtri((1 + level) / 2))
    gap = x1 / n1 - x0 / n0

    def z(delta: float) -> float:
        return _z_of_difference(x1, n1, x0, n0, delta)

    low = _falling_root(lambda delta: z(delta) - limit, -1.0, gap)
    high = _falling_root(lambda delta: z(delta) + limit, gap, 1.0)
    difference = Estimate(gap, "pp", n1 + n0, METHOD, low, high, level)
    return RateComparison(
        difference, _relative(x1, n1, x0, n0, limit, level), min(1.0, 2 * float(ndtr(-abs(z(0.0)))))
    )


def _z_of_difference(x1: int, n1: int, x0: int, n0: int, delta: float) -> float:
    """The score statistic of "the rates differ by delta".

    The restricted rates solve a cubic; the closed form is Farrington and Manning's (1990), Statistics in
    Medicine 9:1447-1454, appendix.
    """
    theta, r1, r0 = n0 / n1, x1 / n1, x0 / n0
    a = 1 + theta
    b = -(1 + theta + r1 + theta * r0 + delta * (theta + 2))
    c = delta * delta + delta * (2 * r1 + theta + 1) + r1 + theta * r0
    d = -r1 * delta * (1 + delta)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    u = math.copysign(math.sqrt(max(0.0, (b / (3 * a)) ** 2 - c / (3 * a))), v)
    if u == 0:
        p1 = -b / (3 * a)
    else:
        angle = (math.pi + math.acos(max(-1.0, min(1.0, v / u**3)))) / 3
        p1 = 2 * u * math.cos(angle) - b / (3 * a)
    p1 = min(1.0, max(0.0, p1))
    p0 = min(1.0, max(0.0, p1 - delta))
    variance = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0) * (n1 + n0) / (n1 + n0 - 1)
    return _divide(r1 - r0 - delta, variance)


def _z_of_ratio(x1: int, n1: int, x0: int, n0: int, ratio: float) -> float:
    """The score statistic of "the first rate is `ratio` times the control rate"."""
    a = (n1 + n0) * ratio
    b = -(n1 * ratio + x1 + n0 + x0 * ratio)
    p0 = (-b - math.sqrt(max(0.0, b * b - 4 * a * (x1 + x0)))) / (2 * a)
    p1 = min(1.0, p0 * ratio)
    variance = (p1 * (1 - p1) / n1 + ratio * ratio * p0 * (1 - p0) / n0) * (n1 + n0) / (n1 + n0 - 1)
    return _divide(x1 / n1 - ratio * x0 / n0, variance)


def _relative(x1: int, n1: int, x0: int, n0: int, limit: float, level: float) -> Estimate | None:
    if x0 == 0:
        return None
    ratio = (x1 / n1) / (x0 / n0)
    low = 0.0
    if x1:
        low = _falling_root(lambda r: _z_of_ratio(x1, n1, x0, n0, r) - limit, ratio * 1e-9, ratio)
    top = max(1.0, ratio)
    while _z_of_ratio(x1, n1, x0, n0, top) + limit > 0:
        top *= 2
    high = _falling_root(lambda r: _z_of_ratio(x1, n1, x0, n0, r) + limit, max(ratio, 1e-12), top)
    return Estimate(ratio - 1, "share", n1 + n0, METHOD, low - 1, high - 1, level)


def _divide(distance: float, variance: float) -> float:
    if distance == 0:
        return 0.0
    if variance <= 0:
        return math.copysign(math.inf, distance)
    return distance / math.sqrt(variance)


def _falling_root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses zero, by bisection down to the last bit that matters."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
