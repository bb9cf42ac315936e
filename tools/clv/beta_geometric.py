"""What BG/NBD and MBG/NBD share: customers buy at a gamma-distributed rate and, after a purchase, leave
with a beta-distributed probability.

The two models differ only in how many chances to leave a customer with x repeat purchases has survived:
x in the BG/NBD (nobody leaves before the first repeat), x + 1 in the MBG/NBD (one can leave at once).

Source: Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way", Marketing Science 24(2),
equations 6 to 10; Batislam, Denizel and Filiztekin (2007), International Journal of Research in Marketing 24(3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from tools.clv.observations import Cells, Floats


@dataclass(frozen=True, slots=True)
class Surface:
    """The log-likelihood of r, alpha, a and b on grouped customers, with both derivatives.

    Gamma functions are taken once for each distinct frequency, logarithms once for each distinct time;
    a cell itself costs one exponential.
    """

    cells: Cells
    extra_chances: int
    """0 for the BG/NBD, 1 for the MBG/NBD."""

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        r, alpha, a, b = (float(p) for p in parameters)
        value_x, slope_x, curve_x = self._by_frequency(r, alpha, a, b)
        value_t, slope_t, curve_t = self._by_time(r, alpha, a, b)
        return value_x + value_t, slope_x + slope_t, curve_x + curve_t

    def _by_frequency(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """Terms that depend on the frequency alone."""
        cells = self.cells
        x = cells.x
        k = x + self.extra_chances
        w = np.bincount(cells.ix, weights=cells.weight, minlength=x.size)
        n = w.sum()
        value = w @ (
            gammaln(r + x) - gammaln(r) + gammaln(a + b) - gammaln(a + b + k) + gammaln(b + k) - gammaln(b)
        ) + n * r * np.log(alpha)
        both = w @ (digamma(a + b) - digamma(a + b + k))
        slope = np.array(
            [
                w @ (digamma(r + x) - digamma(r)) + n * np.log(alpha),
                n * r / alpha,
                both,
                both + w @ (digamma(b + k) - digamma(b)),
            ]
        )
        both2 = w @ (polygamma(1, a + b) - polygamma(1, a + b + k))
        curve = np.zeros((4, 4))
        curve[0, 0] = w @ (polygamma(1, r + x) - polygamma(1, r))
        curve[0, 1] = curve[1, 0] = n / alpha
        curve[1, 1] = -n * r / alpha**2
        curve[2, 2] = curve[2, 3] = curve[3, 2] = both2
        curve[3, 3] = both2 + w @ (polygamma(1, b + k) - polygamma(1, b))
        return float(value), slope, curve

    def _by_time(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats, Floats]:
        """Terms that depend on when: still a customer at T, or gone after the last purchase.

        Sums are numpy's own and not products of BLAS, whose last bits depend on the number of threads.
        """
        cells = self.cells
        w, s = cells.weight, (r + cells.x)[cells.ix]
        log_age, over_age = np.log(alpha + cells.T)[cells.iage], (1 / (alpha + cells.T))[cells.iage]
        w_over = w * over_age
        value = -np.sum(w * log_age * s)
        slope = np.array([-np.sum(w * log_age), -np.sum(w_over * s), 0.0, 0.0])
        curve = np.zeros((4, 4))
        curve[0, 1] = -w_over.sum()
        curve[1, 1] = np.sum(w_over * over_age * s)

        leavers = slice(self._first_that_could_leave(), None)
        w, s, ix, it = w[leavers], s[leavers], cells.ix[leavers], cells.it[leavers]
        k = cells.x + self.extra_chances
        chances = np.where(k > 0, b + k - 1, 1.0)
        over_last = (1 / (alpha + cells.t_x))[it]
        silence = log_age[leavers] - np.log(alpha + cells.t_x)[it]
        shrink = over_age[leavers] - over_last
        odds = (np.log(a) - np.log(chances))[ix] + s * silence  # log odds of being gone
        small = np.exp(-np.abs(odds))
        gone = np.where(odds > 0, 1.0, small) / (1 + small)
        pulled = w * gone
        swing = pulled * (1 - gone)
        value += np.sum(w * (np.maximum(odds, 0.0) + np.log1p(small)))
        d = (silence, s * shrink, 1 / a, (-1 / chances)[ix])
        for i in range(4):
            slope[i] += np.sum(d[i] * pulled)
            pull = d[i] * swing
            for j in range(i, 4):
                curve[i, j] += np.sum(pull * d[j])
        curve[0, 1] += np.sum(pulled * shrink)
        curve[1, 1] += np.sum(pulled * s * (over_last**2 - over_age[leavers] ** 2))
        curve[2, 2] -= pulled.sum() / a**2
        curve[3, 3] += np.sum(pulled * d[3] ** 2)
        return float(value), slope, curve + np.triu(curve, 1).T

    def _first_that_could_leave(self) -> int:
        """Cells are sorted by frequency; in the BG/NBD those who never came back cannot have left."""
        if self.extra_chances or self.cells.x[0] > 0:
            return 0
        return int(np.searchsorted(self.cells.ix, 1))


def log_likelihood_of_each(
    r: Floats, alpha: Floats, a: Floats, b: Floats, x: Floats, t_x: Floats, T: Floats, *, extra_chances: int
) -> tuple[Floats, Floats, Floats]:
    """The log-likelihood of each row with both derivatives, where the parameters differ from row to row."""
    k = x + extra_chances
    s = r + x
    chances = np.where(k > 0, b + k - 1, 1.0)
    over_age, over_last = 1 / (alpha + T), 1 / (alpha + t_x)
    silence = np.log(alpha + T) - np.log(alpha + t_x)
    could_leave = k > 0
    odds = np.where(could_leave, np.log(a) - np.log(chances) + s * silence, -np.inf)
    small = np.exp(-np.abs(odds))
    gone = np.where(odds > 0, 1.0, small) / (1 + small)
    value = (
        gammaln(s) - gammaln(r) + gammaln(a + b) - gammaln(a + b + k) + gammaln(b + k) - gammaln(b)
        + r * np.log(alpha) - s * np.log(alpha + T) + np.maximum(odds, 0.0) + np.log1p(small)
    )  # fmt: skip
    shrink = over_age - over_last
    d = np.array([silence, s * shrink, 1 / a, -1 / chances])
    both = digamma(a + b) - digamma(a + b + k)
    slope = gone * d + np.array(
        [
            digamma(s) - digamma(r) + np.log(alpha) - np.log(alpha + T),
            r / alpha - s * over_age,
            both,
            both + digamma(b + k) - digamma(b),
        ]
    )
    curve = gone * (1 - gone) * d[:, None] * d[None]
    both2 = polygamma(1, a + b) - polygamma(1, a + b + k)
    curve[0, 0] += polygamma(1, s) - polygamma(1, r)
    for i, j in ((0, 1), (1, 0)):
        curve[i, j] += 1 / alpha - over_age + gone * shrink
    curve[1, 1] += s * over_age**2 - r / alpha**2 + gone * s * (over_last**2 - over_age**2)
    curve[2, 2] += both2 - gone / a**2
    for i, j in ((2, 3), (3, 2)):
        curve[i, j] += both2
    curve[3, 3] += both2 + polygamma(1, b + k) - polygamma(1, b) + gone * d[3] ** 2
    return value, slope, curve


def log_odds_gone(
    r: Floats | float,
    alpha: Floats | float,
    a: Floats | float,
    chances: Floats,
    x: Floats,
    t_x: Floats,
    T: Floats,
) -> Floats:
    """Log odds that a customer left after the last purchase; `chances` is b plus the purchases survived
    before it. Stays in logarithms, so that thousands of purchases do not overflow."""
    return np.asarray(np.log(a) - np.log(chances) + (r + x) * (np.log(alpha + T) - np.log(alpha + t_x)))
