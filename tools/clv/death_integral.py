"""The integral at the heart of the Pareto/NBD: how likely it is that a customer left between two moments.

With K = r + s + x, everything needed is
    G(t) = K * integral over y > t of ((alpha+t)/(alpha+y))^(r+x) * ((beta+t)/(beta+y))^s * dy / (beta+y),
a number of moderate size for any frequency. The published form has it as 2F1(K, .; K+1; z) times a power
that over- or underflows near x = 130; Euler's transformation gives a series of positive terms,
    G = 2F1(1, r+x; K+1; z)            with z = (alpha-beta)/(alpha+t)   where alpha >= beta,
    G = (1-z) * 2F1(1, s+1; K+1; z)    with z = (beta-alpha)/(beta+t)    otherwise,
used while z is small; near z = 1 the integral is evaluated numerically.
"""

from __future__ import annotations

import numpy as np

from tools.clv.observations import Floats

SERIES_UP_TO = 0.7


def tail(r: float, alpha: float, s: float, beta: float, x: Floats, t: Floats) -> tuple[Floats, Floats]:
    """G at each (x, t), and its derivatives with respect to r, alpha, s and beta (four rows)."""
    z = abs(alpha - beta) / (max(alpha, beta) + t)
    value, slopes = np.empty_like(z), np.empty((4, z.size))
    near = z <= SERIES_UP_TO
    value[near], slopes[:, near] = _by_series(r, alpha, s, beta, x[near], t[near], z[near])
    far = np.flatnonzero(~near)
    for part in np.array_split(far, -(-far.size // 5_000)) if far.size else ():
        value[part], slopes[:, part] = _by_quadrature(r, alpha, s, beta, x[part], t[part])
    return value, slopes


def log_left_by(r: float, alpha: float, s: float, beta: float, x: Floats, t_x: Floats, T: Floats) -> Floats:
    """Log odds that a customer with purchases until t_x has left by T; minus infinity where t_x = T."""
    waited = (r + x) * np.log1p((T - t_x) / (alpha + t_x)) + s * np.log1p((T - t_x) / (beta + t_x))
    since_last, _ = tail(r, alpha, s, beta, x, t_x)
    since_end, _ = tail(r, alpha, s, beta, x, T)
    with np.errstate(divide="ignore"):
        inside = np.log(np.maximum(since_last - np.exp(-waited) * since_end, 0.0))
    return np.asarray(np.log(s / (r + s + x)) + waited + inside)


def _by_series(
    r: float, alpha: float, s: float, beta: float, x: Floats, t: Floats, z: Floats
) -> tuple[Floats, Floats]:
    slow_leaving = alpha >= beta
    b = r + x if slow_leaving else np.full_like(x, s + 1)
    c = r + s + x + 1
    term = np.ones_like(z)
    total, by_b, by_c, by_z = (np.zeros_like(z) for _ in range(4))
    of_b, of_c = np.zeros_like(z), np.zeros_like(z)
    n = 0
    while n == 0 or (term.size and term.max() > 1e-18):
        total += term
        by_b += term * of_b
        by_c -= term * of_c
        of_b += 1 / (b + n)
        of_c += 1 / (c + n)
        step = (b + n) / (c + n)
        n += 1
        by_z += n * term * step  # the derivative of z^n leaves z^(n-1)
        term = term * step * z
    bigger = max(alpha, beta) + t
    if slow_leaving:
        by_bigger, by_smaller = by_z * (beta + t) / bigger**2, -by_z / bigger
        return total, np.array([by_b + by_c, by_bigger, by_c, by_smaller])
    left = 1 - z
    by_z = left * by_z - total
    by_bigger, by_smaller = by_z * (alpha + t) / bigger**2, -by_z / bigger
    return left * total, np.array([left * by_c, by_smaller, left * (by_b + by_c), by_bigger])


def _by_quadrature(
    r: float, alpha: float, s: float, beta: float, x: Floats, t: Floats
) -> tuple[Floats, Floats]:
    """Trapezoid rule after y - t = (m + t)(e^w - 1), w = exp(v - exp(-v)) / K, m the smaller of alpha, beta.

    The integrand has died away forty-five e-folds after y has passed the larger of the two.
    """
    x, t = x[:, None], t[:, None]
    rate = r + s + x
    reach = rate * np.log((max(alpha, beta) + t) / (min(alpha, beta) + t)) + 45
    step = 0.1
    v = np.arange(-3.6, np.log(reach.max()) + step, step)
    w = np.exp(v - np.exp(-v)) / rate
    passed = (min(alpha, beta) + t) * np.expm1(np.minimum(w, 600.0))
    log_a, log_b = np.log1p(passed / (alpha + t)), np.log1p(passed / (beta + t))
    log_speed = np.log(passed + min(alpha, beta) + t) + np.log(w) + np.log1p(np.exp(-v))
    height = np.exp(-(r + x) * log_a - s * log_b - np.log(beta + t + passed) + log_speed)
    weight = rate * step * height

    def mean_of(values: Floats) -> Floats:
        return np.asarray(np.sum(weight * values, axis=1))

    value = mean_of(np.ones_like(weight))
    slopes = np.array(
        [
            value / rate[:, 0] - mean_of(log_a),
            mean_of((r + x) * (1 / (alpha + t) - 1 / (alpha + t + passed))),
            value / rate[:, 0] - mean_of(log_b),
            mean_of(s / (beta + t) - (s + 1) / (beta + t + passed)),
        ]
    )
    return value, slopes
