"""Whether least numbers can be reached at all, and by how much the limits would have to give where they cannot."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tools.budget.problem import Floats, Problem, Whole
from tools.errors import Infeasible

SAMPLE = 20_000  # customers x offers over which a sample says how much the limits miss
INTEGER = 60_000  # customers x offers up to which an integer solver looks for a plan that fits
TOLERANCE = 1e-6


def require_possible(problem: Problem) -> None:
    """Raises Infeasible where a least number is above what the customers who could count towards it allow."""
    for place in np.flatnonzero(problem.caps < 0):
        toward = problem.counts[place] < 0
        can = np.isfinite(problem.value[toward])
        most = float((can * -problem.counts[place][toward][:, None]).max(axis=0, initial=0.0).sum())
        if most < -problem.caps[place]:
            name, wanted = problem.names[place], int(-problem.caps[place])
            raise Infeasible(
                f"{name} is {wanted}, but only {int(most)} contacts can count towards it; lower it to {int(most)} or make more customers eligible.",
                message_ru=f"{name}: нужно {wanted}, а подходит контактов только {int(most)}; снизьте до {int(most)} или расширьте доступных клиентов.",
                argument=str(name),
            )


def integer_plan(problem: Problem) -> Whole | None:
    """A plan that fits, from an integer solver; None where there is none or the problem is too large to ask."""
    if problem.customers * problem.offers > INTEGER:
        return None
    from scipy.optimize import Bounds, LinearConstraint, milp

    from tools.budget.dual import linear_rows

    matrix, limits, offer, who = linear_rows(
        problem, np.arange(problem.customers), problem.budget, problem.caps
    )
    found = milp(
        -problem.value[offer, who],
        constraints=LinearConstraint(matrix, -np.inf, limits),
        integrality=np.ones(offer.size),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 1e-3, "time_limit": 60},
    )
    if found.x is None:
        return None
    choice = np.full(problem.customers, -1, dtype=np.intp)
    taken = found.x > 0.5
    choice[who[taken]] = offer[taken]
    return choice


def unreachable(problem: Problem) -> Infeasible:
    """The error that names the limits which cannot hold together, and the smallest relaxation of each kind."""
    slack = _smallest_slack(problem)
    parts = [
        (name, amount)
        for name, amount in zip(("budget", *problem.names), slack, strict=True)
        if amount > TOLERANCE
    ]
    if not parts:
        return Infeasible(
            "No plan was found that reaches all least numbers within the other limits; lower a least number or raise a limit a little.",
            message_ru="Не нашлось плана, который набирает все минимумы в пределах остальных ограничений; немного снизьте минимум или поднимите предел.",
            argument="segment_min",
        )
    shown = ", ".join(f"{name} by {_more(name, amount)}" for name, amount in parts)
    shown_ru = ", ".join(f"{name} на {_more(name, amount)}" for name, amount in parts)
    return Infeasible(
        f"The least numbers cannot be reached within the other limits. The smallest relaxation: {shown}.",
        message_ru=f"Минимумы нельзя набрать в пределах остальных ограничений. Наименьшее послабление: {shown_ru}.",
        argument=str(parts[0][0]),
    )


def _more(name: Any, amount: float) -> str:
    return f"{amount:,.2f}" if name == "budget" else f"{math.ceil(amount - TOLERANCE):,}"


def _smallest_slack(problem: Problem) -> Floats:
    """By limit, the least total relaxation (each in units of its own size) that lets a linear plan fit."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, hstack

    from tools.budget.dual import linear_rows

    size = min(problem.customers, max(SAMPLE // problem.offers, 1))
    part = problem if size == problem.customers else problem.first(size)
    matrix, limits, offer, _ = linear_rows(part, np.arange(part.customers), part.budget, part.caps)
    tight = len(problem.names) + int(math.isfinite(problem.budget))
    rows = csr_array((-np.ones(tight), (np.arange(tight), np.arange(tight))), shape=(matrix.shape[0], tight))
    scale = np.maximum(np.abs(limits[:tight]), 1.0)
    found = linprog(
        np.concatenate((np.zeros(offer.size), 1 / scale)),
        A_ub=hstack([matrix, rows]).tocsr(),
        b_ub=limits,
        bounds=(0, None),
        method="highs",
    )
    slack = np.zeros(tight) if found.x is None else np.asarray(found.x[offer.size :])
    slack = slack * problem.customers / part.customers
    return slack if math.isfinite(problem.budget) else np.concatenate(([0.0], slack))
