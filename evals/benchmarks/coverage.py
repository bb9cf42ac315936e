"""Do the intervals of effects hold? Simulated experiments with a known truth, beside Welch's plain interval.

Run: `python -m evals.benchmarks.coverage [--runs 2000]`. Each row is one setting: how often the 95 % interval held
the truth, how often an A/A test was called significant, and the same for Welch. The last rows look at a running
test many times and stop at the first significant look: how often the always-valid interval ever lost the truth, and
how often the ordinary one did.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.estimate import Estimate
from tools.experiments.effects import effect
from tools.experiments.sequential import at_this_look
from tools.experiments.two_means import compare_means
from tools.experiments.two_rates import compare_rates

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, bool], Floats]
"""Outcomes of n customers, treated or not."""
LOOKS = 20
SIGMA = 1.0
AMOUNT = math.exp(3 + SIGMA**2 / 2)


def normal(rng: np.random.Generator, n: int, treated: bool) -> Floats:
    """Mean 10, 11 when treated, deviation 8."""
    return rng.normal(11.0 if treated else 10.0, 8.0, n)


def binary(rng: np.random.Generator, n: int, treated: bool) -> Floats:
    """1 % buy, 1.3 % when treated."""
    return (rng.random(n) < (0.013 if treated else 0.01)).astype(np.float64)


def money(rng: np.random.Generator, n: int, treated: bool) -> Floats:
    """5 % buy, 6 % when treated, for a lognormal amount."""
    buys = rng.random(n) < (0.06 if treated else 0.05)
    return np.where(buys, rng.lognormal(3, SIGMA, n), 0.0)


TRUTH: dict[str, tuple[Draw, float]] = {
    "normal": (normal, 1.0),
    "binary 1 %": (binary, 0.003),
    "zero-inflated lognormal": (money, 0.01 * AMOUNT),
}
SIZES = ((2000, 2000), (5000, 5000), (9000, 1000), (3600, 400))


@dataclass(frozen=True, slots=True)
class Covered:
    """Shares of the runs."""

    setting: str
    sizes: str
    held: float
    false: float
    welch_held: float
    welch_false: float


def fixed(name: str, sizes: tuple[int, int], *, runs: int, seed: int = 0) -> Covered:
    """One look at the end."""
    draw, truth = TRUTH[name]
    arm = np.repeat([1, 0], sizes)
    counts = np.zeros(4)
    for run in range(runs):
        rng = np.random.default_rng([seed, run])
        treated, control, placebo = (
            draw(rng, sizes[0], True),
            draw(rng, sizes[1], False),
            draw(rng, sizes[0], False),
        )
        for k, (one, right) in enumerate(((treated, truth), (placebo, 0.0))):
            ours = _ours(one, control, arm)
            welch = compare_means(one, control).difference
            for j, found in enumerate((ours, welch)):
                held = found.low is not None and found.high is not None and found.low <= right <= found.high
                counts[2 * j + k] += held
    share = counts / runs
    return Covered(name, f"{sizes[0]:,} / {sizes[1]:,}", share[0], 1 - share[1], share[2], 1 - share[3])


def _ours(one: Floats, control: Floats, arm: NDArray[np.int64]) -> Estimate:
    if np.isin(one, (0.0, 1.0)).all() and not (one.any() or control.any()):
        return compare_rates(0, one.size, 0, control.size).difference
    return effect(np.concatenate((one, control)), arm).difference


def stopped(name: str, *, customers: int, runs: int, seed: int = 1) -> Covered:
    """Twenty looks at a growing test; lost is lost at any look."""
    draw, truth = TRUTH[name]
    looks = np.linspace(customers / LOOKS, customers, LOOKS).astype(int)
    lost = np.zeros(4)
    for run in range(runs):
        rng = np.random.default_rng([seed, run])
        control = draw(rng, customers, False)
        for k, (treated, right) in enumerate(
            ((draw(rng, customers, True), truth), (draw(rng, customers, False), 0.0))
        ):
            gaps, errors = _running(treated, control, looks)
            always = [
                at_this_look(
                    gap, error, 2 * int(n), planned_customers=2 * customers, unit="number"
                ).difference
                for gap, error, n in zip(gaps, errors, looks, strict=True)
                if error > 0
            ]
            lost[k] += any(not (a.low or 0) <= right <= (a.high or 0) for a in always)
            lost[2 + k] += bool((np.abs(gaps - right) > 1.959964 * errors)[errors > 0].any())
    share = lost / runs
    return Covered(
        name, f"{LOOKS} looks up to {2 * customers:,}", 1 - share[0], share[1], 1 - share[2], share[3]
    )


def _running(treated: Floats, control: Floats, looks: NDArray[np.int64]) -> tuple[Floats, Floats]:
    means, variances = [], []
    for y in (treated, control):
        mean = np.cumsum(y)[looks - 1] / looks
        means.append(mean)
        variances.append((np.cumsum(y * y)[looks - 1] / looks - mean**2) / (looks - 1))
    gaps: Floats = means[0] - means[1]
    errors: Floats = np.sqrt(np.maximum(variances[0] + variances[1], 0.0))
    return gaps, errors


def main(runs: int) -> None:
    """Prints both tables."""
    warnings.simplefilter("error")
    print(f"{runs:,} experiments a row; nominal 95.0 % and 5.0 %\n")
    head = "held | A/A false | Welch held | Welch A/A false |"
    print(f"| outcome | treated / control | {head}\n|---|---|---|---|---|---|")
    for name in TRUTH:
        for sizes in SIZES:
            _say(fixed(name, sizes, runs=runs))
    print(f"\n| outcome | looked at | {head.replace('Welch', 'ordinary')}\n|---|---|---|---|---|---|")
    for name in TRUTH:
        _say(stopped(name, customers=10_000, runs=runs))


def _say(row: Covered) -> None:
    shares = " | ".join(f"{100 * x:.1f} %" for x in (row.held, row.false, row.welch_held, row.welch_false))
    print(f"| {row.setting} | {row.sizes} | {shares} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[sys.argv.index("--runs") + 1]) if "--runs" in sys.argv else 2000)
