"""The integral at the heart of the Pareto/NBD: how likely it is that a customer left between two moments.

With K = r + s + x, everything needed is
    G(t) = K * integral over y > t of ((alpha+t)/(alpha+y))^(r+x) * ((beta+t)/(beta+y))^s * dy / (beta+y),
a number of moderate size for any frequency. The published form has it as 2F1(K, .; K+1; z) times a power
that over- or underflows near x = 130; Euler's transformation gives a series of positive terms,
    G = 2F1(1, r+x; K+1; z)            with z = (alpha-beta)/(alpha+t)   where alpha >= beta,
    G = (1-z) * 2F1(1, s+1; K+1; z)    with z = (beta-alpha)/(beta+t)    otherwise,
used while z is small. Otherwise, with eps = 1 - z and e^w = how many times y has outgrown t on the faster clock,
    G = K * integral over w > 0 of e^(-s w) (1 + eps (e^w - 1))^(-r-x)                 where alpha >= beta,
    G = K eps * integral over w > 0 of e^(-(r+x-1) w) (1 + eps (e^w - 1))^(-s-1)       otherwise,
which is evaluated numerically. Everything comes with exact first and second derivatives.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tools.clv.histories import by_cell
from tools.clv.observations import Floats, Index

SERIES_UP_TO = 0.35
FOLDS = 42.0  # the integral ends where its integrand has died away by this many e-folds
NODES, SHARES = np.polynomial.legendre.leggauss(12)
BEFORE = np.array([0.0, 0.05, 0.2, 0.5, 1.0])  # panels before the turning point, as shares of the way
AFTER = np.array([0.0, 0.03, 0.1, 0.22, 0.42, 0.68, 1.0])  # panels after it, but none longer than reaches to
WIDEST = np.array([0.0, 1.5, 6.0, 30.0, 120.0, 450.0, np.inf])


class LogTail(NamedTuple):
    """log G with its first (4, n) and second (4, 4, n) derivatives by r, alpha, s and beta."""

    value: Floats
    slope: Floats
    curve: Floats


def log_tail(r: float, alpha: Floats, s: float, beta: Floats, x: Floats, t: Floats) -> LogTail:
    """log G at each (x, t), where alpha and beta may differ from row to row, with its derivatives."""
    value, slope, curve = np.empty(x.size), np.zeros((4, x.size)), np.zeros((4, 4, x.size))
    for rows, slow, series in _kinds(alpha, beta, t):
        at = alpha[rows], beta[rows], x[rows], t[rows]
        value[rows], by, by2 = (_by_series if series else _by_quadrature)(r, s, *at, slow)
        slope[:, rows], curve[:, :, rows] = _chained(by, by2, r, s, *at, slow, series)
    return LogTail(value, slope, curve)


def log_left_by(
    r: float, alpha: float | Floats, s: float, beta: float | Floats, x: Floats, t_x: Floats, T: Floats
) -> Floats:
    """Log odds that a customer with purchases until t_x has left by T; minus infinity where t_x = T."""

    def tail(x: Floats, t: Floats, alpha: float | Floats, beta: float | Floats) -> Floats:
        same = np.ones_like(x)
        return np.exp(_value(r, alpha * same, s, beta * same, x, t))

    waited = (r + x) * np.log1p((T - t_x) / (alpha + t_x)) + s * np.log1p((T - t_x) / (beta + t_x))
    since_last, since_end = (by_cell(tail, x, t, alpha, beta) for t in (t_x, T))
    with np.errstate(divide="ignore"):
        inside = np.log(np.maximum(since_last - np.exp(-waited) * since_end, 0.0))
    return np.asarray(np.log(s / (r + s + x)) + waited + inside)


def _value(r: float, alpha: Floats, s: float, beta: Floats, x: Floats, t: Floats) -> Floats:
    value = np.empty(x.size)
    for rows, slow, series in _kinds(alpha, beta, t):
        by = _by_series if series else _by_quadrature
        value[rows] = by(r, s, alpha[rows], beta[rows], x[rows], t[rows], slow, only_value=True)[0]
    return value


def _kinds(alpha: Floats, beta: Floats, t: Floats) -> list[tuple[Index, bool, bool]]:
    """Rows by which form of the integral serves them, in parts that fit into the cache."""
    slow = alpha >= beta
    series = np.abs(alpha - beta) <= SERIES_UP_TO * (np.maximum(alpha, beta) + t)
    kinds = []
    for is_slow in (True, False):
        for is_series in (True, False):
            rows = np.flatnonzero((slow == is_slow) & (series == is_series))
            parts = -(-rows.size // (20_000 if is_series else 2_000))
            kinds += [(part, is_slow, is_series) for part in np.array_split(rows, max(parts, 1)) if part.size]
    return kinds


def _by_series(
    r: float,
    s: float,
    alpha: Floats,
    beta: Floats,
    x: Floats,
    t: Floats,
    slow: bool,
    only_value: bool = False,
) -> tuple[Floats, Floats, Floats]:
    """log 2F1(1, b; c; z), and log(1 - z) where leaving is the faster clock; derivatives by b, c and z."""
    big = np.maximum(alpha, beta) + t
    z = np.abs(alpha - beta) / big
    b = r + x if slow else np.full(x.size, s + 1)
    c = r + s + x + 1
    total = np.zeros(x.size)
    sums = np.zeros((3 + 6, x.size))
    of_b, of_c, of_b2, of_c2 = (np.zeros(x.size) for _ in range(4))
    ratio, power, power1, power2 = np.ones(x.size), np.ones(x.size), np.zeros(x.size), np.zeros(x.size)
    n = 0
    while n == 0 or (ratio * power * (1 + n * n)).max(initial=0) > 1e-17:
        term, term_z, term_zz = ratio * power, n * ratio * power1, n * (n - 1) * ratio * power2
        total += term
        if not only_value:
            by_b, by_c = term * of_b, term * of_c
            for row, part in zip(
                sums,
                (
                    by_b, -by_c, term_z,
                    by_b * of_b - term * of_b2, -by_b * of_c, term_z * of_b,
                    by_c * of_c + term * of_c2, -term_z * of_c, term_zz,
                ),
                strict=True,
            ):  # fmt: skip
                row += part
            over_b, over_c = 1 / (b + n), 1 / (c + n)
            of_b, of_b2 = of_b + over_b, of_b2 + over_b * over_b
            of_c, of_c2 = of_c + over_c, of_c2 + over_c * over_c
        ratio = ratio * (b + n) / (c + n)
        power2, power1, power = power1, power, power * z
        n += 1
    value = np.log(total) + (0.0 if slow else np.log1p(-z))
    if only_value:
        return value, sums, sums
    sums /= total
    slope = sums[:3]
    curve = sums[[[3, 4, 5], [4, 6, 7], [5, 7, 8]]] - slope[:, None] * slope[None]
    if not slow:
        slope = slope.copy()
        slope[2] -= 1 / (1 - z)
        curve[2, 2] -= 1 / (1 - z) ** 2
    return value, slope, curve


def _by_quadrature(
    r: float,
    s: float,
    alpha: Floats,
    beta: Floats,
    x: Floats,
    t: Floats,
    slow: bool,
    only_value: bool = False,
) -> tuple[Floats, Floats, Floats]:
    """log of the integral of e^(-B w) (1 + eps (e^w - 1))^(-S), and log K; derivatives by B, S and log eps.

    Gauss and Legendre on ten panels, which get longer away from the point where the second factor sets in.
    """
    log_eps = np.log((np.minimum(alpha, beta) + t) / (np.maximum(alpha, beta) + t))
    B = np.full(x.size, s) if slow else r + x - 1
    S = r + x if slow else np.full(x.size, s + 1.0)
    w, shares = _panels(B, S, log_eps)
    eps = np.exp(log_eps)[:, None]
    # where e^w overflows, 1 + eps (e^w - 1) is eps e^w to the last bit
    grown = eps * np.expm1(np.minimum(w, 600.0))
    later = np.log1p(grown) + np.maximum(w - 600.0, 0.0)
    exponent = -B[:, None] * w - S[:, None] * later
    peak = exponent.max(axis=1)
    height = np.exp(exponent - peak[:, None]) * shares
    whole = height.sum(axis=1)
    value = np.log(whole) + peak + np.log(r + s + x) + (0.0 if slow else log_eps)
    nothing = np.zeros((3, 0))
    if only_value:
        return value, nothing, nothing
    height /= whole[:, None]
    share = grown / (1 + grown)
    parts = (-w, -later, -S[:, None] * share)
    weighted = [height * part for part in parts]
    slope = np.array([part.sum(axis=1) for part in weighted])
    curve = np.empty((3, 3, x.size))
    for i in range(3):
        for j in range(i, 3):
            curve[i, j] = curve[j, i] = np.sum(weighted[i] * parts[j], axis=1) - slope[i] * slope[j]
    mean_share = slope[2] / -S
    curve[1, 2] -= mean_share
    curve[2, 1] -= mean_share
    curve[2, 2] -= S * np.sum(height * share * (1 - share), axis=1)
    if not slow:
        slope[2] += 1
    return value, slope, curve


def _panels(B: Floats, S: Floats, log_eps: Floats) -> tuple[Floats, Floats]:
    """Nodes and their shares for each row: panels up to the turning point and after it."""
    turn = np.maximum(-log_eps - np.log(S), 0.0)
    folds = FOLDS / S
    with np.errstate(over="ignore"):
        by_second = np.where(
            folds > 30, folds - log_eps, np.log1p(np.expm1(np.minimum(folds, 30)) * np.exp(-log_eps))
        )
        by_first = np.where(B > 0, FOLDS / np.maximum(B, 1e-300), np.inf)
    rising = np.maximum(by_second, turn + 1.1 * FOLDS / (B + S))
    end = np.where(B >= 0, np.minimum(by_second, by_first), rising)
    turn = np.minimum(turn, end)
    after = np.minimum(AFTER * (end - turn)[:, None], WIDEST)
    after[:, -1] = end - turn
    edges = np.concatenate((BEFORE * turn[:, None], turn[:, None] + after[:, 1:]), axis=1)
    lower, length = edges[:, :-1, None], np.diff(edges, axis=1)[:, :, None]
    w = (lower + length * (NODES + 1) / 2).reshape(B.size, -1)
    return w, np.broadcast_to(length * SHARES / 2, length.shape[:2] + NODES.shape).reshape(B.size, -1)


def _chained(
    by: Floats, by2: Floats, r: float, s: float, alpha: Floats, beta: Floats, x: Floats, t: Floats,
    slow: bool, series: bool,
) -> tuple[Floats, Floats]:  # fmt: skip
    """From the derivatives by the three inner numbers to those by r, alpha, s and beta."""
    big, small = (alpha, beta) if slow else (beta, alpha)
    i_big, i_small = (1, 3) if slow else (3, 1)
    n = x.size
    inner = np.zeros((3, 4, n))
    of_third = np.zeros((4, 4, n))
    if series:  # b, c and z = (big - small) / (big + t)
        inner[0, 0 if slow else 2] = 1
        inner[1, 0] = inner[1, 2] = 1
        inner[2, i_big], inner[2, i_small] = (small + t) / (big + t) ** 2, -1 / (big + t)
        of_third[i_big, i_big] = -2 * (small + t) / (big + t) ** 3
        of_third[i_big, i_small] = of_third[i_small, i_big] = 1 / (big + t) ** 2
    else:  # B, S and log eps = log(small + t) - log(big + t)
        inner[0, 2 if slow else 0] = inner[1, 0 if slow else 2] = 1
        inner[2, i_big], inner[2, i_small] = -1 / (big + t), 1 / (small + t)
        of_third[i_big, i_big], of_third[i_small, i_small] = 1 / (big + t) ** 2, -1 / (small + t) ** 2
    slope = np.einsum("in,ijn->jn", by, inner)
    curve = np.einsum("ikn,ijn,kln->jln", by2, inner, inner) + by[2] * of_third
    if not series:
        K = r + s + x
        for i in (0, 2):
            slope[i] += 1 / K
            for j in (0, 2):
                curve[i, j] -= 1 / K**2
    return slope, curve
