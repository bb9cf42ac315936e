"""The net promoter score with an interval: promoters (9-10) less detractors (0-6), in points of -100 to 100.

The interval is Tango's score interval of a difference of two shares of one sample, which holds its level in
small samples and at the ends of the scale; of a change between two samples, Newcombe's square-and-add of it.
With quota weights the sample counts as Kish's effective size.

Sources: Reichheld (2003), Harvard Business Review 81(12), 46-54 (the score); Tango (1998), Statistics in Medicine
17, 891-908, equations 17-19; Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Kish (1965),
Survey Sampling, section 11.7.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import ndtri

from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate

PROMOTER, DETRACTOR = 9, 6
LEVEL = 0.95
METHOD = "Tango 1998 score interval"


def nps(
    scores: Sequence[int] | np.ndarray,
    weights: Sequence[float] | np.ndarray | None = None,
    *,
    level: float = LEVEL,
) -> Estimate:
    """Promoters less detractors in points. `scores` are whole numbers 0-10, `weights` positive, one a score.

    Assumes that the answers are a random sample of those asked about: people who did not answer may differ.
    Raises InvalidArgument for a score off the scale, NotEnoughData without scores.
    """
    values = np.asarray(scores, dtype=float)
    if values.size == 0:
        raise NotEnoughData("There is no score.", message_ru="Нет ни одной оценки.", argument="scores")
    if ((values < 0) | (values > 10) | (values % 1 != 0)).any():
        raise InvalidArgument("scores must be whole numbers from 0 to 10.", argument="scores")
    w = np.ones(values.size) if weights is None else np.asarray(weights, dtype=float)
    if w.shape != values.shape or not (np.isfinite(w).all() and (w > 0).all()):
        raise InvalidArgument("weights must be positive, one a score.", argument="weights")
    effective = float(w.sum() ** 2 / (w @ w))
    promoters = float(w[values >= PROMOTER].sum() / w.sum())
    detractors = float(w[values <= DETRACTOR].sum() / w.sum())
    low, high = score_interval(promoters * effective, detractors * effective, effective, level=level)
    method = METHOD if weights is None else f"{METHOD}, Kish effective n {effective:.0f}"
    value = 100 * (promoters - detractors)
    return Estimate(value, "points", values.size, method, 100 * low, 100 * high, level)


def difference(now: Estimate, before: Estimate) -> Estimate:
    """How much higher is the first of two independent scores?"""
    assert now.low is not None
    assert now.high is not None
    assert before.low is not None
    assert before.high is not None
    gap = now.value - before.value
    low = gap - math.hypot(now.value - now.low, before.high - before.value)
    high = gap + math.hypot(now.high - now.value, before.value - before.low)
    return Estimate(
        gap, "points", now.n + before.n, "Newcombe 1998 from score intervals", low, high, now.level
    )


def score_interval(b: float, c: float, n: float, *, level: float = LEVEL) -> tuple[float, float]:
    """All differences of the shares b / n and c / n that a two-sided score test does not reject."""
    limit = float(ndtri(0.5 + level / 2))
    middle = (b - c) / n
    low = _root(lambda d: _z(b, c, n, d) - limit, -1.0, middle) if middle > -1 else -1.0
    high = _root(lambda d: _z(b, c, n, d) + limit, middle, 1.0) if middle < 1 else 1.0
    return low, high


def _z(b: float, c: float, n: float, delta: float) -> float:
    """The score statistic of "the shares differ by delta"; falls as delta rises."""
    first = 2 * n
    second = -b - c + (2 * n - b + c) * delta
    third = -c * delta * (1 - delta)
    share = (math.sqrt(max(0.0, second * second - 4 * first * third)) - second) / (2 * first)
    variance = n * (2 * share + delta * (1 - delta))
    gap = b - c - n * delta
    if gap == 0:
        return 0.0
    return gap / math.sqrt(variance) if variance > 1e-15 else math.copysign(math.inf, gap)


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
