"""A forecast of purchases put together from the models and from what earlier windows of the same base showed.

Three steps:

1. Order and shape come from the Pareto/NBD where customers are seen to leave, the total from the BG/NBD. On the public data sets the first puts
   customers in the better order and the second misses the total by less.
2. Customers who bought once get one common expectation. The models order them by age alone; that order is not
   borne out by what they do, and a rank correlation pays for it (.43 instead of .39 on CDNOW).
3. Tilt: a Poisson regression on the outcome of an earlier window, with the expectation of step 2 as offset and
   the own rate, purchases of late and silence of repeat buyers as features, shrunk towards no change.
How much of the tilt is taken (none to all, by quarters) is what had the least mean absolute error on the window right
before the origin, its own tilt learnt on a window still earlier; all of it has to win there by half a per cent, because
a hair's breadth on one window does not last to the next (CDNOW). The total is never changed: on these data sets
corrections of the total by the errors of earlier windows made it worse (the bias drifts), so that drift belongs
into the interval (`tools.clv.drift`). Mixing in the naive rate x / T lowers the mean absolute error further and
is left out on purpose: it does so by promising one-time buyers half of what they then bring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from tools.clv.history import LONG, SHORT, History, Window
from tools.clv.observations import Floats
from tools.clv.valuation import LifetimeModel
from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData, NotIdentified

RIDGE = 100.0
"""Weight of "no change" in the tilt, in units of expected purchases times squared feature."""
TITLE = "combination"
TILTS = (0.0, 0.25, 0.5, 0.75, 1.0)
MARGIN = 0.005
"""Share of its error by which the whole tilt must beat none on an earlier window, a part by its part of that."""
SHORTEST_WINDOW = 28
"""Days an earlier window looks ahead at the least."""
LEAST_HISTORY = {"tilt": 28, "choice": 56}
"""Days of history before an earlier window from which the tilt is learnt, or the choice is made."""


@dataclass(frozen=True, slots=True)
class Combination:
    """A combined forecast of a base at one origin."""

    shape: LifetimeModel
    total: LifetimeModel
    tilt: Floats | None = None
    """Coefficients of `features`; None where history is too short to learn them."""
    tilt_share: float = 0.0

    @property
    def title(self) -> str:
        return TITLE

    def expected(self, window: Window, weeks: float) -> Floats:
        """Expected purchases within the weeks ahead of a customer of each cell of the base.

        Wants the whole base: one-time buyers share their mean, and the total is the whole base's.
        """
        base = _pooled(self.shape, window, weeks)
        total = float(np.sum(_plain(self.total, window, weeks) * window.customers))
        score = base
        if self.tilt is not None and self.tilt_share:
            score = base * np.exp(self.tilt_share * (features(window, base, weeks) @ self.tilt))
        return np.asarray(score * total / np.sum(score * window.customers))


def combine(history: History, origin: date, ahead_days: int) -> Combination:
    """The combination for a forecast from the end of `origin` over these days, from nothing later than that.

    Raises NotIdentified where no plain model could be fitted.
    """
    known = history.before(origin)
    made = learnt(known, origin, ahead_days)
    start, length = earlier(known, origin, ahead_days)
    if made.tilt is None or (start - known.first_day).days + 1 < LEAST_HISTORY["choice"]:
        return made
    window = known.window(start, length)
    before = learnt(known.before(start), start, length)
    if before.tilt is None:
        return made
    errors = {share: mean_absolute_error(replace(before, tilt_share=share), window) for share in TILTS}
    return replace(made, tilt_share=min(TILTS, key=lambda share: errors[share] * (1 + MARGIN * share)))


def mean_absolute_error(forecast: Combination, window: Window) -> float:
    """Purchases per customer between forecast and outcome of a window."""
    off = np.abs(forecast.expected(window, window.weeks_ahead) - window.outcome)
    return float(np.sum(off * window.customers) / window.customers.sum())


def learnt(history: History, origin: date, ahead_days: int) -> Combination:
    """The models fitted at the origin, and the tilt learnt on the window that ends with it."""
    made = _models(history, origin)
    start, length = earlier(history, origin, ahead_days)
    if (start - history.first_day).days + 1 < LEAST_HISTORY["tilt"]:
        return made
    try:
        window, then = history.window(start, length), _models(history, start)
    except (NotEnoughData, NotIdentified):
        return made
    base = _pooled(then.shape, window, window.weeks_ahead)
    total = np.sum(_plain(then.total, window, window.weeks_ahead) * window.customers)
    base = base * total / np.sum(base * window.customers)
    return replace(made, tilt=_regressed(features(window, base, window.weeks_ahead), base, window))


def earlier(history: History, origin: date, ahead_days: int) -> tuple[date, int]:
    """Start and length of the window that ends at the origin: as long as the horizon, at most half the history."""
    half = int(history.weeks_until(origin) // 2) * 7
    length = max(SHORTEST_WINDOW, min(ahead_days, half))
    return origin - timedelta(days=length), length


def features(window: Window, expected: Floats, weeks: float) -> Floats:
    """What the tilt looks at, a row a cell: a constant, and for repeat buyers a constant, the expectation, the
    own rate, the rates of the last quarter and the last four weeks, and the silence; all on a logarithmic scale
    relative to the base's mean expected rate, so that they mean the same in another window."""
    rate = max(float(np.sum(expected * window.customers) / window.customers.sum() / weeks), 1e-9)
    age = np.maximum(window.age, 1 / 7)
    repeat = (window.frequency > 0).astype(np.float64)

    def relative(count: Floats, over: Floats) -> Floats:
        return np.asarray(np.log((count + 0.5) / (over + 0.5 / rate) / rate))

    return np.column_stack(
        [
            np.ones_like(age),
            repeat,
            repeat * np.log(np.maximum(expected, 1e-12) / weeks / rate),
            repeat * relative(window.frequency, age),
            repeat * relative(window.column("recent_long"), np.minimum(age, LONG / 7)),
            repeat * relative(window.column("recent_short"), np.minimum(age, SHORT / 7)),
            repeat * np.log((age - window.recency + 1) * rate),
        ]
    )


def _regressed(columns: Floats, expected: Floats, window: Window) -> Floats:
    """Poisson regression with an offset and a ridge, by Newton's method; sums are numpy's own, in cell order."""
    offset, weight = np.log(np.maximum(expected, 1e-12)), window.customers
    bought = np.sum(columns * (weight * window.outcome)[:, None], axis=0)
    tilt = np.zeros(columns.shape[1])
    ridge = np.eye(tilt.size) * RIDGE
    for _ in range(60):
        mean = weight * np.exp(np.clip(offset + np.sum(columns * tilt, axis=1), -30, 30))
        slope = bought - np.sum(columns * mean[:, None], axis=0) - RIDGE * tilt
        bend = np.sum(columns[:, :, None] * columns[:, None, :] * mean[:, None, None], axis=0) + ridge
        step = np.clip(np.linalg.solve(bend, slope), -1, 1)
        tilt = tilt + step
        if np.abs(step).max() < 1e-9:
            break
    return tilt


def _models(history: History, origin: date) -> Combination:
    enough = history.window(origin).customers.sum() >= K_ANONYMITY
    found = history.models(origin) if enough else {}
    if not found:
        raise NotIdentified(
            f"No model of repeat buying can be fitted on the base of {origin}: too few customers bought, or came back.",
            message_ru=f"На базе за {origin} не обучить ни одной модели повторных покупок: покупателей или вернувшихся слишком мало.",
            argument="as_of",
        )
    first = next(iter(found.values()))
    return Combination(shape=found.get("Pareto/NBD", first), total=found.get("BG/NBD", first))


def _plain(model: LifetimeModel, window: Window, weeks: float) -> Floats:
    return np.asarray(model.expected_purchases(weeks, window.frequency, window.recency, window.age))


def _pooled(model: LifetimeModel, window: Window, weeks: float) -> Floats:
    """The model's expectation, one-time buyers at their common mean."""
    expected, once = _plain(model, window, weeks), window.frequency == 0
    if once.any():
        held = window.customers[once]
        expected = np.where(once, np.sum(expected[once] * held) / held.sum(), expected)
    return np.maximum(expected, 1e-12)
