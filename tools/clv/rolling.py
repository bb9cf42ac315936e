"""Which forecast would have been right, again and again: rolling origins over a history that is already over.

At each origin every candidate is fitted on what was known then and compared with what came. The choice between
the plain models and their combination is made on these comparisons and not by likelihood; the errors of the
chosen one measure how far the base's rate wanders (`tools.clv.drift`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from tools.clv.backtest import Accuracy, Backtest, accuracy, compared
from tools.clv.combination import TITLE as COMBINATION
from tools.clv.combination import combine
from tools.clv.drift import Drift, class_factors, drift_of
from tools.clv.groups import Mask
from tools.clv.history import History, Window
from tools.clv.observations import Floats
from tools.clv.valuation import LifetimeModel
from tools.errors import NotEnoughData, NotIdentified

SHORTEST_HOLDOUT = 28
SHORTEST_HISTORY = 84
"""Days: of a holdout at the least, and before one."""
MOST_ORIGINS = 4


class Forecaster(Protocol):
    """Whatever gives an expectation for each cell of a base."""

    @property
    def title(self) -> str: ...

    def expected(self, window: Window, weeks: float) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """One published model as it is."""

    model: LifetimeModel

    @property
    def title(self) -> str:
        return self.model.title

    def expected(self, window: Window, weeks: float) -> Floats:
        model = self.model
        return np.asarray(model.expected_purchases(weeks, window.frequency, window.recency, window.age))


@dataclass(frozen=True, slots=True)
class Origin:
    """One comparison: what was forecast at the end of a day for the days after, and what came."""

    day: date
    window: Window
    forecasts: Mapping[str, Floats]
    """Expected purchases of a customer of each cell, by candidate."""
    scores: Mapping[str, Accuracy]

    def log_error(self, name: str, among: Mask | None = None) -> float:
        """log(actual / forecast) of the total, or of some cells; half a purchase is added to both."""
        weight = self.window.customers if among is None else self.window.customers * among
        actual = float(np.sum(self.window.outcome * weight))
        forecast = float(np.sum(self.forecasts[name] * weight))
        return float(np.log((actual + 0.5) / (forecast + 0.5)))

    def class_errors(self, name: str) -> tuple[float, float]:
        """The same of one-time and of repeat buyers, each less that of everybody."""
        once = self.window.frequency == 0
        whole = self.log_error(name)
        return self.log_error(name, once) - whole, self.log_error(name, ~once) - whole

    def backtest(self, name: str, bands: int = 10) -> Backtest:
        """The full comparison of one candidate."""
        window = self.window
        return compared(
            self.forecasts[name],
            window.outcome,
            window.frequency,
            window.age,
            horizon=window.weeks_ahead,
            bands=bands,
            weights=window.customers,
        )


@dataclass(frozen=True, slots=True)
class Rolling:
    """All comparisons, newest first."""

    origins: tuple[Origin, ...]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The forecasts that could be made at every origin, plain models first."""
        if not self.origins:
            return ()
        return tuple(
            name for name in self.origins[0].scores if all(name in each.scores for each in self.origins)
        )

    def mean(self, name: str) -> Accuracy:
        """Means over the origins; the bias as the mean of its absolute values."""
        scores = [each.scores[name] for each in self.origins]
        return Accuracy(
            mean_absolute_error=float(np.mean([s.mean_absolute_error for s in scores])),
            root_mean_squared_error=float(np.mean([s.root_mean_squared_error for s in scores])),
            bias=float(np.mean([abs(s.bias) for s in scores])),
            spearman=float(np.mean([s.spearman for s in scores])),
        )

    @property
    def champion(self) -> str | None:
        """The forecast to use: the combination, unless the best plain model beats it by more than one standard
        error over the origins; then that model. None without an origin.

        What counts is the mean absolute error relative to the candidates' mean less the rank correlation, so that
        a hundredth of order weighs as much as a per cent of error.
        """
        names = self.candidates
        if not names:
            return None
        losses = {name: self._losses(name) for name in names}
        others = [name for name in names if name != COMBINATION]
        if not others:
            return COMBINATION
        plain = min(others, key=lambda name: losses[name].mean())
        if COMBINATION not in names:
            return plain
        behind = losses[COMBINATION] - losses[plain]
        if behind.size < 2 or behind.mean() <= behind.std(ddof=1) / np.sqrt(behind.size):
            return COMBINATION
        return plain

    def _losses(self, name: str) -> Floats:
        losses = []
        for each in self.origins:
            usual = np.mean([each.scores[other].mean_absolute_error for other in self.candidates])
            losses.append(each.scores[name].mean_absolute_error / usual - each.scores[name].spearman)
        return np.array(losses)

    def drift(self, name: str) -> Drift:
        """How far the totals of this candidate were off."""
        return drift_of([each.log_error(name) for each in self.origins])

    def by_class(self, name: str) -> tuple[tuple[float, Drift], tuple[float, Drift]]:
        """For one-time and repeat buyers: the factor that earlier origins say their forecast lacks beside the
        total's, and the spread of what such a factor leaves over."""
        errors = np.array([each.class_errors(name) for each in self.origins]).reshape(-1, 2)
        return class_factors(errors[:, 0]), class_factors(errors[:, 1])


def rolling(history: History, horizon_days: int, *, most: int = MOST_ORIGINS) -> Rolling:
    """Compares all candidates at up to `most` origins, half a window apart.

    A window is as long as the horizon where the data allow it, at most a third of the history. Empty where the
    history is too short for any.
    """
    days = (history.last_day - history.first_day).days + 1
    ahead = min(horizon_days, days // 3)
    if ahead < SHORTEST_HOLDOUT:
        return Rolling(())
    found: list[Origin] = []
    day = history.last_day - timedelta(days=ahead)
    while len(found) < most and (day - history.first_day).days + 1 >= SHORTEST_HISTORY:
        origin = compare_at(history, day, ahead)
        if origin is not None:
            found.append(origin)
        day -= timedelta(days=max(ahead // 2, SHORTEST_HOLDOUT))
    return Rolling(tuple(found))


def compare_at(history: History, day: date, ahead_days: int) -> Origin | None:
    """All candidates at one origin; None where none can be fitted or nobody bought afterwards."""
    try:
        candidates = candidates_at(history, day, ahead_days)
        window = history.window(day, ahead_days)
    except (NotIdentified, NotEnoughData):
        return None
    if window.bought_later == 0:
        return None
    forecasts = {each.title: each.expected(window, window.weeks_ahead) for each in candidates}
    scores = {name: accuracy(values, window.outcome, window.customers) for name, values in forecasts.items()}
    return Origin(day, window, forecasts, scores)


def candidates_at(history: History, day: date, ahead_days: int) -> list[Forecaster]:
    """The plain models and their combination, from what was known at the end of the day.

    Raises NotIdentified where too few had bought, or come back, by then.
    """
    known = history.before(day)
    combined = combine(known, day, ahead_days)
    plain: list[Forecaster] = [Plain(model) for model in known.models(day).values()]
    return [*plain, combined]
