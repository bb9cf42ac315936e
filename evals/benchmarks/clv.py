"""How long a BG/NBD takes from columns to parameters and predictions, beside `lifetimes` where it is installed.

Run: `python -m evals.benchmarks.clv [customers ...]`. Programs run one after the other on the same data; read the
ratios, not the seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tools.clv import BetaGeoNBD


def base(customers: int, seed: int = 0) -> tuple[Any, Any, Any]:
    """Customers of the BG/NBD of CDNOW on a daily grid, 27 to 39 weeks old, time in weeks."""
    rng = np.random.default_rng(seed)
    age = rng.integers(27 * 7, 39 * 7, customers) / 7
    rate, leave = rng.gamma(0.243, 1 / 4.414, customers), rng.beta(0.793, 2.426, customers)
    x, t_x, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    active = np.ones(customers, dtype=bool)
    while active.any():
        now = now + rng.exponential(1, customers) / np.maximum(rate, 1e-300)
        day = np.ceil(now * 7) / 7
        bought = active & (day <= age)
        x[bought] += 1
        t_x[bought] = day[bought]
        active = bought & (rng.random(customers) > leave)
    return x, t_x, age


def seconds(work: Callable[[], Any], repeat: int = 3) -> tuple[float, Any]:
    """The best of a few runs, and what the last one gave."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def main(sizes: list[int]) -> None:
    try:
        from lifetimes import BetaGeoFitter  # type: ignore[import-not-found]
    except ImportError:
        BetaGeoFitter = None
    for customers in sizes:
        columns = base(customers)
        fit, model = seconds(lambda c=columns: BetaGeoNBD().fit(*c))  # type: ignore[misc]
        predict, _ = seconds(lambda m=model, c=columns: m.expected_purchases(52, *c))  # type: ignore[misc]
        line = f"{customers:>9,} customers: fit {fit:.3f} s, predict {predict:.3f} s"
        if BetaGeoFitter is not None:
            theirs, _ = seconds(lambda c=columns: BetaGeoFitter().fit(*c), repeat=1)  # type: ignore[misc]
            line += f"; lifetimes fit {theirs:.2f} s, {theirs / fit:.0f} times ours"
        print(line)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
