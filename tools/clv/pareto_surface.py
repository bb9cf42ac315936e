"""The log-likelihood of the Pareto/NBD on grouped customers, with both exact derivatives."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from tools.clv.death_integral import LogTail, log_tail
from tools.clv.observations import Cells, Floats, Index

BLOCK = 50_000  # cells taken together, so that the matrices of second derivatives stay small


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
        for start in range(0, cells.weight.size, BLOCK):
            part = slice(start, start + BLOCK)
            last, end = (
                LogTail(tail.value[place[part]], tail.slope[:, place[part]], tail.curve[:, :, place[part]])
                for tail, place in tails
            )
            of_waiting = _waiting(
                r, alpha, s, beta, cells.x[cells.ix[part]], cells.t_x[cells.it[part]],
                cells.T[cells.iage[part]], last, end,
            )  # fmt: skip
            w = cells.weight[part]
            value += float(np.sum(w * of_waiting[0]))
            slope += np.sum(w * of_waiting[1], axis=1)
            curve += np.sum(w * of_waiting[2], axis=2)
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
    value, slope, curve = _waiting(shape, alpha, leaving, beta, x, t_x, T, last, end)
    value = value + gammaln(r + x) - gammaln(r)
    slope[0] += digamma(r + x) - digamma(r)
    curve[0, 0] += polygamma(1, r + x) - polygamma(1, r)
    return value, slope, curve


def _waiting(
    r: float, alpha: float | Floats, s: float, beta: float | Floats, x: Floats, t_x: Floats, T: Floats,
    last: LogTail, end: LogTail,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Everything but the gamma functions of the frequency, both ways divided by the power at the last purchase.

    The likelihood is then a sum of three exponentials: still there, gone since the last purchase, less gone
    after T; value and derivatives are put together from their logarithms.
    """
    s_x = r + x
    rate = s + s_x
    a_last, a_end, b_last, b_end = alpha + t_x, alpha + T, beta + t_x, beta + T
    wait_a, wait_b = np.log(a_end / a_last), np.log(b_end / b_last)
    waited = s_x * wait_a + s * wait_b
    fade = np.exp(-waited)
    log_odds = np.log(s / rate)
    gone, later = np.exp(log_odds + last.value), fade * np.exp(log_odds + end.value)
    whole = fade + np.maximum(gone - later, 0.0)

    n = x.size
    of_wait, of_odds = np.zeros((4, n)), np.zeros((4, n))
    of_wait[0], of_wait[1] = wait_a, s_x * (1 / a_end - 1 / a_last)
    of_wait[2], of_wait[3] = wait_b, s * (1 / b_end - 1 / b_last)
    of_odds[0], of_odds[2] = -1 / rate, 1 / s - 1 / rate
    terms = (
        (fade / whole, -of_wait),
        (gone / whole, of_odds + last.slope),
        (-later / whole, of_odds + end.slope - of_wait),
    )
    slope = sum(p * g for p, g in terms)
    curve = sum(p * (g[:, None] * g[None]) for p, g in terms) - slope[:, None] * slope[None]
    curve += terms[1][0] * last.curve + terms[2][0] * end.curve

    still, moved = terms[0][0] + terms[2][0], terms[1][0] + terms[2][0]
    for i, j, second in (
        (0, 1, 1 / a_end - 1 / a_last), (1, 1, -s_x * (1 / a_end**2 - 1 / a_last**2)),
        (2, 3, 1 / b_end - 1 / b_last), (3, 3, -s * (1 / b_end**2 - 1 / b_last**2)),
    ):  # fmt: skip
        curve[i, j] -= still * second
        if i != j:
            curve[j, i] -= still * second
    over = moved / rate**2
    for i, j in ((0, 0), (0, 2), (2, 0), (2, 2)):
        curve[i, j] += over
    curve[2, 2] -= moved / s**2

    value = np.log(whole) + r * np.log(alpha) + s * np.log(beta) - s_x * np.log(a_last) - s * np.log(b_last)
    slope[0] += np.log(alpha) - np.log(a_last)
    slope[1] += r / alpha - s_x / a_last
    slope[2] += np.log(beta) - np.log(b_last)
    slope[3] += s / beta - s / b_last
    for i, j, shift, shape, seen in ((0, 1, alpha, r, s_x), (2, 3, beta, s, s)):
        at_last = shift + t_x
        curve[i, j] += 1 / shift - 1 / at_last
        curve[j, i] += 1 / shift - 1 / at_last
        curve[j, j] += seen / at_last**2 - shape / shift**2
    return value, slope, curve
