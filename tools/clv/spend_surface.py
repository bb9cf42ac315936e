"""The log-likelihood of the Gamma-Gamma on the customers who came back, with both exact derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from tools.clv.observations import Floats, Index


@dataclass(frozen=True, slots=True)
class Payers:
    """Customers with repeat purchases in one canonical order: by frequency, then mean spend, then weight.

    `u` holds the frequencies that occur and `first` where the customers of each begin. `weight` is None where
    all weigh the same, namely `each`.
    """

    u: Floats
    first: Index
    mean: Floats
    weight: Floats | None
    each: float

    @classmethod
    def of(cls, x: Floats, mean: Floats, weight: Floats) -> Payers:
        """Customers with at least one repeat purchase and a weight above 0, put into order."""
        each = float(weight[0])
        alike = bool(weight.min() == weight.max())
        if alike and x.max() <= np.iinfo(np.uint16).max:
            # a radix sort by frequency, and spend sorted within: a third of the time of sorting rows
            order = np.argsort(x.astype(np.uint16), kind="stable")
            mean = mean[order]
            count = np.bincount(x.astype(np.intp))
            seen = np.flatnonzero(count)
            first = np.cumsum(count[seen]) - count[seen]
            for one in np.split(mean, first[1:]):
                one.sort()
            return cls(seen.astype(np.float64), first, mean, None, each)
        order = np.lexsort((weight, mean, x))
        u, starts = np.unique(x[order], return_index=True)
        return cls(u, starts, mean[order], None if alike else weight[order], each)

    @property
    def frequency(self) -> Floats:
        """Of each customer."""
        return np.repeat(self.u, np.diff(self.first, append=self.mean.size))

    @property
    def n(self) -> float:
        """Total weight, that is the number of customers."""
        return self.each * self.mean.size if self.weight is None else float(self.weight.sum())

    def sums(self, values: Floats) -> Floats:
        """Weighted sums of a number of each customer, by frequency."""
        if self.weight is None:
            return np.asarray(self.each * np.add.reduceat(values, self.first))
        return np.asarray(np.add.reduceat(self.weight * values, self.first))


class SpendSurface:
    """Log-likelihood of p, q and v (equation 1a). Gamma functions depend on the frequency alone and are taken
    once for each that occurs; a customer costs one logarithm and one division."""

    def __init__(self, payers: Payers) -> None:
        self.payers = payers
        self.total = payers.frequency * payers.mean
        self.n = payers.n
        self.w = payers.sums(np.ones_like(payers.mean))
        self.log_mean = payers.sums(np.log(payers.mean))
        self._room = np.empty_like(payers.mean), np.empty_like(payers.mean)

    def __call__(self, parameters: Floats) -> tuple[float, Floats, Floats]:
        p, q, v = (float(value) for value in parameters)
        u, w, n, log_mean = self.payers.u, self.w, self.n, self.log_mean
        shape = p * u + q
        level, over = self._room
        np.add(self.total, v, out=level)
        np.divide(1.0, level, out=over)
        log_all, once = self.payers.sums(np.log(level, out=level)), self.payers.sums(over)
        twice = self.payers.sums(np.multiply(over, over, out=over))
        ways = gammaln(shape) - gammaln(p * u) - gammaln(q) + q * np.log(v) + p * u * np.log(u)
        value = np.sum(w * ways) + np.sum((p * u - 1) * log_mean) - np.sum(shape * log_all)
        by_shape = w * digamma(shape) - log_all
        slope = np.array(
            [
                np.sum(u * (by_shape - w * digamma(p * u) + log_mean + w * np.log(u))),
                np.sum(by_shape) - n * (digamma(q) - np.log(v)),
                n * q / v - np.sum(shape * once),
            ]
        )
        bend = w * polygamma(1, shape)
        pp = np.sum(u**2 * (bend - w * polygamma(1, p * u)))
        pq, pv = np.sum(u * bend), -np.sum(u * once)
        qq, qv = np.sum(bend) - n * polygamma(1, q), n / v - np.sum(once)
        vv = np.sum(shape * twice) - n * q / v**2
        return float(value), slope, np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])
