"""How long an allocation takes and how near to the best it is, beside HiGHS on the linear relaxation.

Run: `python -m evals.benchmarks.budget [customers ...]`. Six offers, budget and three channels limited; HiGHS is
asked only up to ten thousand customers, above which it takes minutes.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from tools.budget import allocate
from tools.budget.dual import linear_rows
from tools.budget.problem import state_problem

CHANNEL = ("email", "email", "sms", "sms", "call", "push")
SOLVER_UP_TO = 10_000


def main(sizes: list[int]) -> None:
    for customers in sizes:
        rng = np.random.default_rng(1)
        value = rng.gamma(2.0, 3.0, (customers, 6)) - 1.0
        cost = rng.gamma(2.0, 1.0, (customers, 6))
        caps = {"email": 0.4 * customers, "sms": 0.25 * customers, "call": 0.05 * customers}
        budget = 0.35 * customers
        start = time.perf_counter()
        plan = allocate(value, cost, budget=budget, channel=CHANNEL, channel_caps=caps)
        ours = time.perf_counter() - start
        line = f"{customers:>9,} customers: {ours:.3f} s, gap {plan.gap:.1e}"
        if customers <= SOLVER_UP_TO:
            from scipy.optimize import linprog

            problem = state_problem(
                value, cost, budget=budget, channel=CHANNEL, channel_caps=caps, offer_caps=None
            )
            start = time.perf_counter()
            matrix, limits, offer, who = linear_rows(problem, np.arange(customers), budget, problem.caps)
            found = linprog(-problem.value[offer, who], A_ub=matrix, b_ub=limits, method="highs")
            theirs = time.perf_counter() - start
            line += f"; HiGHS, linear relaxation {theirs:.2f} s, bound {-found.fun:.2f} against {plan.upper_bound:.2f}"
        print(line)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000, 1_000_000])
