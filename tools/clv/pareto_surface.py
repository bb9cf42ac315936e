"""The log-likelihood of the Pareto/NBD on grouped customers, with its gradient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, gammaln

from tools.clv.death_integral import tail
from tools.clv.observations import Cells, Floats, Index


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

    def __call__(self, parameters: Floats) -> tuple[float, Floats, None]:
        r, alpha, s, beta = (float(p) for p in parameters)
        cells = self.cells
        w, s_x = cells.weight, (r + cells.x)[cells.ix]
        log_alpha, over_alpha = _logs(alpha, cells)
        log_beta, over_beta = _logs(beta, cells)
        by_x = np.bincount(cells.ix, weights=w, minlength=cells.x.size)
        n = float(by_x.sum())
        value = (
            np.sum(by_x * (gammaln(r + cells.x) - gammaln(r)))
            + n * (r * np.log(alpha) + s * np.log(beta))
            - np.sum(w * (s_x * log_alpha[0] + s * log_beta[0]))
        )
        slope = np.array(
            [
                np.sum(by_x * (digamma(r + cells.x) - digamma(r)))
                + n * np.log(alpha)
                - np.sum(w * log_alpha[0]),
                n * r / alpha - np.sum(w * s_x * over_alpha[0]),
                n * np.log(beta) - np.sum(w * log_beta[0]),
                n * s / beta - s * np.sum(w * over_beta[0]),
            ]
        )

        (last, last_slopes), (end, end_slopes) = (
            self._tails(r, alpha, s, beta, *pairs) for pairs in self._pairs
        )
        rate = s + s_x
        wait_a, wait_b = log_alpha[0] - log_alpha[1], log_beta[0] - log_beta[1]
        waited = s_x * wait_a + s * wait_b
        fade = np.exp(-waited)
        apart = np.maximum(last - fade * end, 0.0)
        whole = fade + s / rate * apart  # both ways, divided by the larger power
        value += np.sum(w * (np.log(whole) + waited))
        pulled = w * s / rate / whole
        of_wait = (
            wait_a,
            s_x * (over_alpha[0] - over_alpha[1]),
            wait_b,
            s * (over_beta[0] - over_beta[1]),
        )
        share = (-1 / rate, 0.0, 1 / s - 1 / rate, 0.0)  # of the logarithm of s / rate
        for i in range(4):
            moved = last * of_wait[i] + last_slopes[i] - fade * end_slopes[i] + share[i] * apart
            slope[i] += np.sum(pulled * moved)
        return float(value), slope, None

    @staticmethod
    def _tails(
        r: float, alpha: float, s: float, beta: float, x: Floats, t: Floats, place: Index
    ) -> tuple[Floats, Floats]:
        value, slopes = tail(r, alpha, s, beta, x, t)
        return value[place], slopes[:, place]


def _logs(shift: float, cells: Cells) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """log(shift + t) and 1 / (shift + t), each at T and at the last purchase."""
    logs = np.array([np.log(shift + cells.T)[cells.iage], np.log(shift + cells.t_x)[cells.it]])
    overs = np.array([(1 / (shift + cells.T))[cells.iage], (1 / (shift + cells.t_x))[cells.it]])
    return logs, overs
