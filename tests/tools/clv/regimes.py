"""Random worlds to fit purchase models in: rare and frequent buyers, quick and slow leavers, days and weeks."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

Kind = Literal["bg", "mbg", "pareto"]


def random_base(seed: int, kind: Kind) -> tuple[Any, Any, Any]:
    """Frequency, recency and T of 500 or 2,000 customers of a random world on a grid of days or sevenths."""
    rng = np.random.default_rng([seed, ("bg", "mbg", "pareto").index(kind)])
    n, unit = int(rng.choice([500, 2_000])), rng.choice([1.0, 7.0])
    r, a, b, mean = np.exp(rng.uniform(np.log([0.1, 0.05, 0.3, 0.2]), np.log([5, 5, 10, 50])))
    days = rng.uniform(26, 104) * 7
    age = rng.integers(int(days / 2), int(days) + 1, n).astype(float)
    rate = rng.gamma(r, mean / (r * days * 0.75), n)
    leave = rng.beta(a, b, n)
    end, active = age, np.ones(n, dtype=bool)
    if kind == "pareto":
        scale = np.exp(rng.uniform(np.log(0.1), np.log(10))) * days
        end = np.minimum(age, rng.exponential(1, n) / np.maximum(rng.gamma(a, 1 / scale, n), 1e-300))
    if kind == "mbg":
        active = rng.random(n) > leave
    x, t_x, now = np.zeros(n), np.zeros(n), np.zeros(n)
    while active.any():
        now = now + rng.exponential(1, n) / np.maximum(rate, 1e-300)
        day = np.maximum(np.ceil(now), 1)
        bought = active & (now <= end) & (day <= age)
        x[bought & (day > t_x)] += 1
        t_x[bought] = day[bought]
        active = bought if kind == "pareto" else bought & (rng.random(n) > leave)
    return x, t_x / unit, age / unit
