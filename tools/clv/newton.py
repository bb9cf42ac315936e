"""Maximum likelihood by Newton's method in the logarithms of the positive parameters.

Real data often put the maximum at a limit of the model: nobody differs (two parameters grow together for
ever) or nobody leaves (one shrinks for ever). Predictions are still determined there, so the climb stops at
the edge of a wide box and says which parameters stand on it, instead of failing or running away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.clv.observations import Floats
from tools.errors import DidNotConverge

# A log-likelihood at a point: its value, gradient and, where it is cheap, its matrix of second derivatives,
# all with respect to the parameters themselves and summed over customers.
Derivatives = Callable[[Floats], tuple[float, Floats, Floats | None]]

ENOUGH = 1e-12  # gain per customer that one more step promises, below which it is the last one
NOISE = 1e-6  # the same, below which a step that does not go up is blamed on rounding
CRAWL = 1e-8  # the same after PATIENCE steps: along a ridge every step gains a little
PATIENCE, MOST_STEPS = 8, 300
BOX = 7.5  # in logarithms: a parameter two thousand times its starting value is at its limit
VAGUE = 0.5  # standard error of a logarithm from which on a second maximum is looked for


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the log-likelihood is largest, and how sharply."""

    parameters: Floats
    log_likelihood: float
    covariance: Floats
    """Of the logarithms of the positive parameters and of the others; those at a limit have none."""
    at_limit: npt.NDArray[np.bool_]
    steps: int


def maximise(
    derivatives: Derivatives,
    start: Sequence[float],
    *,
    customers: float,
    model: str,
    gradient_only: bool = False,
    positive: int | None = None,
    other_starts: Sequence[Sequence[float]] = (),
) -> Maximum:
    """Climbs from `start` until one more step would gain nothing.

    Where the surface is not concave the step follows the absolute curvature, so that it always goes up;
    it is halved until it does. Parameters that press against the edge of the box are held there. With
    `gradient_only` (no second derivatives, so that a Newton step is dear) L-BFGS-B goes most of the way.
    The first `positive` parameters (all, unless said) are climbed in logarithms, the others as they are.
    A surface can have two tops; where the first one found is vague or at a limit, it is looked for from
    `other_starts` as well, and the highest is taken.
    """
    scale = _Scale(len(start) if positive is None else positive)
    origin = scale.inward(np.asarray(start, dtype=np.float64))
    surface = _Surface(derivatives, scale, customers)
    best = _from_start(surface, origin, origin, model, gradient_only)
    errors = np.sqrt(np.diag(best.covariance))
    if other_starts and (best.at_limit.any() or errors.max() > VAGUE):
        for other in other_starts:
            there = scale.inward(np.asarray(other, dtype=np.float64))
            top = _from_start(surface, origin, there, model, gradient_only)
            if top.log_likelihood > best.log_likelihood + CRAWL * customers:
                best = top
    return best


@dataclass(frozen=True, slots=True)
class _Scale:
    """Which parameters are climbed in logarithms: the first ones."""

    positive: int

    def inward(self, parameters: Floats) -> Floats:
        point = parameters.copy()
        point[: self.positive] = np.log(parameters[: self.positive])
        return point

    def outward(self, point: Floats) -> Floats:
        parameters = point.copy()
        parameters[: self.positive] = np.exp(point[: self.positive])
        return parameters

    def stretch(self, parameters: Floats) -> Floats:
        """Derivative of each parameter by its coordinate."""
        stretch = np.ones_like(parameters)
        stretch[: self.positive] = parameters[: self.positive]
        return stretch


@dataclass(frozen=True, slots=True)
class _Surface:
    """The log-likelihood as a function of the coordinates that are climbed in."""

    derivatives: Derivatives
    scale: _Scale
    customers: float

    def gradient(self, point: Floats) -> tuple[float, Floats, Floats | None]:
        parameters = self.scale.outward(point)
        value, slope, curvature = self.derivatives(parameters)
        stretch = self.scale.stretch(parameters)
        if curvature is not None:
            bent = np.where(np.arange(point.size) < self.scale.positive, slope * stretch, 0.0)
            curvature = curvature * np.outer(stretch, stretch) + np.diag(bent)
        return value, slope * stretch, curvature

    def whole(self, point: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and second derivatives; where the model gives none, by differences of the gradient."""
        value, slope, curvature = self.gradient(point)
        if curvature is not None:
            return value, slope, curvature
        step = 1e-5
        columns = []
        for axis in range(point.size):
            shift = np.zeros_like(point)
            shift[axis] = step
            columns.append((self.gradient(point + shift)[1] - self.gradient(point - shift)[1]) / (2 * step))
        bent = np.array(columns)
        return value, slope, (bent + bent.T) / 2


def _from_start(surface: _Surface, origin: Floats, point: Floats, model: str, gradient_only: bool) -> Maximum:
    customers = surface.customers
    if gradient_only:
        point = _approach(surface, origin, point)
    value, slope, curvature = surface.whole(point)
    for taken in range(MOST_STEPS):
        step, free, gain, bend, axes = _newton_step(point - origin, slope / customers, curvature / customers)
        if gain > 0:
            step *= _room(point - origin, step)
        if gain >= (ENOUGH if taken < PATIENCE else CRAWL):
            climbed = _climb(surface, point, step, value)
            if climbed is not None:
                point, value, slope, curvature = climbed
                continue
            if gain > NOISE:
                raise DidNotConverge(
                    f"{model}: the log-likelihood cannot be improved although its slope is not zero.",
                    message_ru=f"{model}: оптимизация остановилась до максимума.",
                )
        if (
            gain < ENOUGH and bend.size and bend[0] > 0
        ):  # where one step reaches rounding error, it needs no check
            point, value = point + step, value + gain * customers / 2
        covariance = np.zeros((point.size, point.size))
        covariance[np.ix_(free, free)] = axes @ np.diag(1 / np.maximum(bend, 1e-9)) @ axes.T / customers
        return Maximum(surface.scale.outward(point), value, covariance, ~free, taken)
    raise DidNotConverge(
        f"{model}: no maximum after {MOST_STEPS} Newton steps.",
        message_ru=f"{model}: оптимизация не сошлась за {MOST_STEPS} шагов.",
    )


def _approach(surface: _Surface, origin: Floats, point: Floats) -> Floats:
    """Most of the way by L-BFGS-B, where second derivatives would each cost two gradients."""
    from scipy.optimize import minimize

    def objective(there: Floats) -> tuple[float, Floats]:
        value, slope, _ = surface.gradient(there)
        return -value / surface.customers, -slope / surface.customers

    found = minimize(
        objective,
        point,
        jac=True,
        method="L-BFGS-B",
        bounds=[(centre - BOX, centre + BOX) for centre in origin],
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 80},
    )
    return np.asarray(found.x)


def _newton_step(
    offset: Floats, slope: Floats, curvature: Floats
) -> tuple[Floats, npt.NDArray[np.bool_], float, Floats, Floats]:
    """The step, which parameters may move, the gain it promises, and curvature and axes among the free ones.

    A parameter on the edge of the box is held when its slope or the step would take it outside.
    """
    edge = np.abs(offset) >= BOX - 1e-9
    free = ~(edge & (slope * offset > 0))
    while True:
        bend, axes = np.linalg.eigh(-curvature[np.ix_(free, free)])
        pull = axes.T @ slope[free]
        move = pull / np.maximum(np.abs(bend), 1e-9)
        step = np.zeros_like(offset)
        step[free] = axes @ move
        leaving = free & edge & (step * offset > 0)
        if not leaving.any():
            return step, free, float(pull @ move), bend, axes
        free &= ~leaving


def _room(offset: Floats, step: Floats) -> float:
    """How much of the step fits into the box, and is no longer than a factor of e squared."""
    moving = np.abs(step) > 0
    to_edge = (np.sign(step[moving]) * BOX - offset[moving]) / step[moving]
    return float(min(1.0, 2.0 / np.abs(step).max(), to_edge.min()))


def _climb(
    surface: _Surface, point: Floats, step: Floats, value: float
) -> tuple[Floats, float, Floats, Floats] | None:
    """The first of the step, its half, its quarter... that goes up; None where none does."""
    for halving in range(40):
        there = point + step * 0.5**halving
        with np.errstate(all="ignore"):
            reached = surface.whole(there)
        if np.isfinite(reached[0]) and reached[0] > value and np.isfinite(reached[2]).all():
            return (there, *reached)
    return None
