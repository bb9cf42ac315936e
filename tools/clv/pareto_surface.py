"""The log-likelihood of the Pareto/NBD on grouped customers, with both exact derivatives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from tools.clv.death_integral import log_tail
from tools.clv.observations import Cells, Floats, Index

BLOCK = 4_096  # cells taken together, so that they stay in the processor's cache


class ParetoSurface:
    """Log-likelihood of r, alpha, s and beta: still a customer at T, or gone since the last purchase.

    The integral depends on the frequency and one moment only, so it is taken once for each distinct
    (frequency, moment): for a hundred thousand customers with thirty thousand histories, four thousand times.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self._pairs: list[tuple[Floats, Floats, Index]] = []
        for moments, which in ((cells.t_x, cells.it), (cells.T, cells.iage)):
            key, place = np.unique(cells.ix * moments.size + which, return_inverse=True)
            self._pairs.append((cells.x[key // moments.size], moments[key % moments.size], place))

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        r, alpha, s, beta = (float(p) for p in parameters)
        cells = self.cells
        tails = [
            (log_tail(r, np.full(x.size, alpha), s, np.full(x.size, beta), x, t), place)
            for x, t, place in self._pairs
        ]
        value, slope, curve = 0.0, np.zeros(4), np.zeros((4, 4))
        gone, later = np.empty(cells.weight.size), np.empty(cells.weight.size)
        for start in range(0, cells.weight.size, BLOCK):
            part = slice(start, start + BLOCK)
            last, end = ((tail.value[at[part]], tail.slope[:, at[part]]) for tail, at in tails)
            waiting = _waiting(
                r, alpha, s, beta, cells.x[cells.ix[part]], cells.t_x[cells.it[part]],
                cells.T[cells.iage[part]], last, end,
            )  # fmt: skip
            w = cells.weight[part]
            value += float(np.sum(w * waiting.value))
            slope += np.sum(w * waiting.slope, axis=1)
            for (i, j), second in waiting.second.items():
                curve[i, j] += np.sum(w * second)
                curve[j, i] = curve[i, j]
            gone[part], later[part] = w * waiting.gone, w * waiting.later
        # the integral's own second derivatives enter linearly: summed by (frequency, moment), not by cell
        for (tail, at), pull in zip(tails, (gone, -later), strict=True):
            curve += np.sum(np.bincount(at, weights=pull, minlength=tail.value.size) * tail.curve, axis=2)
        by_x = np.bincount(cells.ix, weights=cells.weight, minlength=cells.x.size)
        value += float(np.sum(by_x * (gammaln(r + cells.x) - gammaln(r))))
        slope[0] += np.sum(by_x * (digamma(r + cells.x) - digamma(r)))
        curve[0, 0] += np.sum(by_x * (polygamma(1, r + cells.x) - polygamma(1, r)))
        return value, slope, curve


def log_likelihood_of_each(
    r: Floats, alpha: Floats, s: Floats, beta: Floats, x: Floats, t_x: Floats, T: Floats
) -> tuple[Floats, Floats, Floats]:
    """The log-likelihood of each row with both derivatives, where alpha and beta differ from row to row (r and
    s do not)."""
    shape, leaving = float(r[0]), float(s[0])
    last, end = (log_tail(shape, alpha, leaving, beta, x, t) for t in (t_x, T))
    ends = ((tail.value, tail.slope) for tail in (last, end))
    waiting = _waiting(shape, alpha, leaving, beta, x, t_x, T, *ends)
    slope = waiting.slope
    curve = waiting.gone * last.curve - waiting.later * end.curve
    for (i, j), second in waiting.second.items():
        curve[i, j] += second
        if i != j:
            curve[j, i] += second
    value = waiting.value + gammaln(r + x) - gammaln(r)
    slope[0] += digamma(r + x) - digamma(r)
    curve[0, 0] += polygamma(1, r + x) - polygamma(1, r)
    return value, slope, curve


class _Waiting(NamedTuple):
    """Everything but the gamma functions of the frequency and the second derivatives of the integral.

    `second` has the upper triangle; `gone` and `later` are by how much the integrals at the last purchase and at
    T move the likelihood.
    """

    value: Floats
    slope: Floats
    second: dict[tuple[int, int], Floats]
    gone: Floats
    later: Floats


def _waiting(
    r: float, alpha: float | Floats, s: float, beta: float | Floats, x: Floats, t_x: Floats, T: Floats,
    last: tuple[Floats, Floats], end: tuple[Floats, Floats],
) -> _Waiting:  # fmt: skip
    """Both ways to the history seen, divided by the power at the last purchase.

    The likelihood is then a sum of three exponentials: still there, gone since the last purchase, less gone
    after T; value and derivatives are put together from their logarithms, those of the last two relative to
    the first.
    """
    s_x = r + x
    rate = s + s_x
    a_last, a_end, b_last, b_end = alpha + t_x, alpha + T, beta + t_x, beta + T
    log_a_last, log_b_last = np.log(a_last), np.log(b_last)
    wait_a, wait_b = np.log(a_end) - log_a_last, np.log(b_end) - log_b_last
    fade = np.exp(-(s_x * wait_a + s * wait_b))
    odds = s / rate
    gone, later = odds * np.exp(last[0]), fade * odds * np.exp(end[0])
    whole = fade + np.maximum(gone - later, 0.0)
    gone, later = gone / whole, later / whole
    moved = gone - later
    still = 1 - gone

    shrink_a, shrink_b = 1 / a_end - 1 / a_last, 1 / b_end - 1 / b_last
    of_wait = (wait_a, s_x * shrink_a, wait_b, s * shrink_b)
    of_odds = (-1 / rate, 0.0, 1 / s - 1 / rate, 0.0)
    of_end = [odd + tail for odd, tail in zip(of_odds, end[1], strict=True)]
    of_last = [odd + tail + wait for odd, tail, wait in zip(of_odds, last[1], of_wait, strict=True)]
    pull_last, pull_end = [gone * part for part in of_last], [-later * part for part in of_end]
    inner = [one + other for one, other in zip(pull_last, pull_end, strict=True)]
    second = {
        (i, j): pull_last[i] * (of_last[j] - inner[j]) + pull_end[i] * (of_end[j] - inner[j])
        for i in range(4)
        for j in range(i, 4)
    }
    over = moved / rate**2
    second[0, 0] += over
    second[0, 2] += over
    second[2, 2] += over - moved / s**2
    for i, shift, at_last, at_end, seen, shape, shrink in (
        (0, alpha, a_last, a_end, s_x, r, shrink_a), (2, beta, b_last, b_end, s, s, shrink_b),
    ):  # fmt: skip
        second[i, i + 1] += 1 / shift - 1 / at_last - still * shrink
        second[i + 1, i + 1] += (
            still * seen * (1 / at_end**2 - 1 / at_last**2) + seen / at_last**2 - shape / shift**2
        )

    log_alpha, log_beta = np.log(alpha), np.log(beta)
    value = np.log(whole) + r * log_alpha + s * log_beta - s_x * log_a_last - s * log_b_last
    slope = np.array([one - wait for one, wait in zip(inner, of_wait, strict=True)])
    slope[0] += log_alpha - log_a_last
    slope[1] += r / alpha - s_x / a_last
    slope[2] += log_beta - log_b_last
    slope[3] += s / beta - s / b_last
    return _Waiting(value, slope, second, gone, later)
