"""How sure are we of a Qini coefficient, and is one score better than another?

The customers of each arm are drawn again with replacement (a stratified bootstrap, Efron and Tibshirani
1993, chapter 13); the scores stay as they are. Score customers that the model did not learn from, or the
interval means nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.estimate import Estimate
from tools.uplift.arms import Flags, Floats, numbers, same_length, treatment_flags
from tools.uplift.metrics import qini_auc


def qini_interval(
    y: ArrayLike,
    uplift: ArrayLike,
    treatment: ArrayLike,
    *,
    rng: np.random.Generator,
    replications: int = 400,
    level: float = 0.95,
) -> Estimate:
    """The Qini coefficient (sklift convention) with a percentile bootstrap interval.

    Outcomes may be continuous. Raises as `qini_auc` does.
    """
    return compare_scores(
        y, {"score": uplift}, treatment, rng=rng, replications=replications, level=level
    ).qini["score"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores judged on the same redrawn customers.

    `qini` has the coefficient of each score; `behind_best` the difference to the best one, whose interval
    is paired and therefore much narrower than two separate intervals suggest.
    """

    qini: dict[str, Estimate]
    behind_best: dict[str, Estimate]
    best: str


def compare_scores(
    y: ArrayLike,
    scores: Mapping[str, ArrayLike],
    treatment: ArrayLike,
    *,
    rng: np.random.Generator,
    replications: int = 400,
    level: float = 0.95,
) -> Comparison:
    """Qini coefficients of several scores, each with its interval and with the paired gap to the best.

    Every score is judged on its own columns, so adding or reordering scores changes no value.
    """
    if not scores:
        raise InvalidArgument("scores is empty.", argument="scores")
    outcome, treated = numbers(y, name="y"), treatment_flags(treatment)
    values = {name: qini_auc(outcome, score, treated) for name, score in scores.items()}
    ranked = {name: _Ranked.of(outcome, numbers(s, name=name), treated) for name, s in scores.items()}
    draws: dict[str, Floats] = {name: np.empty(replications) for name in scores}
    arms = np.flatnonzero(treated), np.flatnonzero(~treated)
    for i in range(replications):
        weight = np.zeros(outcome.size)
        for rows in arms:
            weight[rows] = np.bincount(rng.integers(0, rows.size, rows.size), minlength=rows.size)
        for name, ranking in ranked.items():
            draws[name][i] = ranking.qini(weight)
    best = max(values, key=lambda name: values[name])
    method = f"stratified bootstrap, {replications} draws, sklift convention"
    tails = [(1 - level) / 2, (1 + level) / 2]

    def estimate(value: float, drawn: Floats) -> Estimate:
        low, high = np.nanquantile(drawn, tails)
        return Estimate(value, "number", outcome.size, method, float(low), float(high), level)

    return Comparison(
        {name: estimate(values[name], draws[name]) for name in scores},
        {name: estimate(values[name] - values[best], draws[name] - draws[best]) for name in scores},
        best,
    )


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One score's order, sorted once; each draw then only sums weights along it."""

    order: np.ndarray
    last: np.ndarray
    best_order: np.ndarray
    best_last: np.ndarray
    outcome: Floats
    treated: Flags

    @classmethod
    def of(cls, outcome: Floats, score: Floats, treated: Flags) -> _Ranked:
        same_length(y=outcome, uplift=score, treatment=treated)
        return cls(*_order(score), *_order(np.where(treated, outcome, -outcome)), outcome, treated)

    def qini(self, weight: Floats) -> float:
        """The coefficient when customer i counts weight[i] times; NaN where it is not defined."""
        actual, random = self._area(weight, self.order, self.last)
        best, _ = self._area(weight, self.best_order, self.best_last)
        return (actual - random) / (best - random) if best > random else np.nan

    def _area(self, weight: Floats, order: np.ndarray, last: np.ndarray) -> tuple[float, float]:
        w, arm, result = weight[order], self.treated[order], self.outcome[order]
        in_treated = np.where(arm, w, 0.0)
        paid = w * result
        n = np.cumsum(w)[last]
        n_treated = np.cumsum(in_treated)[last]
        y_treated = np.cumsum(np.where(arm, paid, 0.0))[last]
        y_control = np.cumsum(paid)[last] - y_treated
        n_control = n - n_treated
        ratio = np.divide(n_treated, n_control, out=np.zeros_like(n), where=n_control > 0)
        x, curve = np.append(0.0, n), np.append(0.0, y_treated - y_control * ratio)
        return float(np.trapezoid(curve, x)), float(x[-1] * curve[-1] / 2)


def _order(score: Floats) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(-score, kind="stable")
    ranked = score[order]
    return order, np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), ranked.size - 1)
