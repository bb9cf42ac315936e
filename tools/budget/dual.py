"""Prices of the limits: the Lagrangian dual of the allocation, minimised over one price a limit.

At given prices each customer simply takes the offer with the largest value left after paying them, so the
dual costs one vectorised pass; its value bounds every feasible plan from above, whatever the prices. Source:
Fisher (1981), "The Lagrangian Relaxation Method for Solving Integer Programming Problems", Management Science 27(1).
"""

from __future__ import annotations

import math

import numpy as np

from tools.budget.problem import Floats, Problem, Whole

SAMPLE = 20_000
SMALL = 12_000  # offers times customers up to which the linear program itself is quick


def best_at(problem: Problem, prices: Floats) -> tuple[Whole, Floats]:
    """Each customer's best offer at these prices (-1 for none) and what it leaves; ties go to the earlier offer."""
    tolls = problem.tolls(prices)
    choice = np.full(problem.customers, -1, dtype=np.intp)
    left = np.zeros(problem.customers)
    for offer in range(problem.offers):
        net = problem.value[offer] - prices[0] * problem.cost[offer] - tolls[offer]
        better = net > left
        np.copyto(left, net, where=better)
        np.copyto(choice, offer, where=better)
    return choice, left


def usage(problem: Problem, choice: Whole) -> tuple[float, Floats]:
    """Money spent, and how much of each cap is used."""
    who = np.flatnonzero(choice >= 0)
    spent = math.fsum(problem.cost[choice[who], who]) if who.size else 0.0
    return spent, np.asarray(
        problem.counts @ np.bincount(choice[who], minlength=problem.offers).astype(float)
    )


def bound_at(problem: Problem, prices: Floats) -> tuple[float, Floats]:
    """The dual's value at these prices and its slope, limit by limit."""
    choice, left = best_at(problem, prices)
    spent, used = usage(problem, choice)
    limits = np.concatenate(([problem.budget if math.isfinite(problem.budget) else 0.0], problem.caps))
    slope = limits - np.concatenate(([spent if math.isfinite(problem.budget) else 0.0], used))
    return float(left.sum() + prices @ limits), slope


def best_prices(problem: Problem) -> Floats:
    """Prices at which the bound is lowest: exact for small problems, close to it for large ones."""
    if problem.customers == 0:
        return np.zeros(1 + problem.caps.size)
    if problem.customers * problem.offers <= SMALL:
        return _by_linear_program(problem)
    prices = np.zeros(1 + problem.caps.size)
    if problem.customers > 3 * SAMPLE:
        prices = _descend(_sample(problem), prices, 120)
    return _descend(problem, prices, 120)


def _sample(problem: Problem) -> Problem:
    """The first customers of the canonical order, which is as good as random, with limits in proportion."""
    share = SAMPLE / problem.customers
    return Problem(
        value=np.ascontiguousarray(problem.value[:, :SAMPLE]),
        cost=np.ascontiguousarray(problem.cost[:, :SAMPLE]),
        budget=problem.budget * share,
        caps=problem.caps * share,
        counts=problem.counts,
        names=problem.names,
        order=problem.order[:SAMPLE],
    )


def _descend(problem: Problem, start: Floats, evaluations: int) -> Floats:
    """L-BFGS-B in prices scaled to a typical offer; remembers the lowest point it has seen."""
    from scipy.optimize import minimize

    scale = _typical(problem)
    lowest_bound, lowest_prices = math.inf, start

    def objective(scaled: Floats) -> tuple[float, Floats]:
        nonlocal lowest_bound, lowest_prices
        prices = np.maximum(scaled, 0.0) * scale
        bound, slope = bound_at(problem, prices)
        if bound < lowest_bound:
            lowest_bound, lowest_prices = bound, prices
        return bound / size, slope * scale / size

    size = max(abs(bound_at(problem, start)[0]), 1e-300)
    minimize(
        objective,
        start / scale,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * start.size,
        options={"maxfun": evaluations, "ftol": 1e-12, "gtol": 1e-9},
    )
    return _polish(problem, lowest_prices, lowest_bound)


def _polish(problem: Problem, prices: Floats, bound: float) -> Floats:
    """Cutting planes around the lowest point: the bound is the upper envelope of its tangents.

    Stops when the envelope proves that nothing below is left, to one part in ten million.
    """
    from scipy.optimize import linprog

    value, slope = bound_at(problem, prices)
    tangents, levels = [slope], [value - slope @ prices]
    reach = np.maximum(prices * 0.05, _typical(problem) * 1e-3)
    for _ in range(25):
        rows = np.column_stack((np.array(tangents), -np.ones(len(tangents))))
        edges = [(max(0.0, p - r), p + r) for p, r in zip(prices, reach, strict=True)]
        found = linprog(
            np.append(np.zeros(prices.size), 1.0),
            A_ub=rows,
            b_ub=-np.array(levels),
            bounds=[*edges, (None, None)],
            method="highs-ds",
        )
        if found.status != 0:
            return prices
        there = np.asarray(found.x[:-1])
        value, slope = bound_at(problem, there)
        tangents.append(slope)
        levels.append(value - slope @ there)
        promised = bound - float(found.x[-1])
        if value < bound:
            bound, prices = value, there
        if promised < 1e-7 * abs(bound):
            return prices
    return prices


def _typical(problem: Problem) -> Floats:
    """Scale of each price: value per unit of cost for the budget, value for a channel."""
    worth = problem.value[problem.value > 0]
    value = float(worth.mean()) if worth.size else 1.0
    paid = problem.cost[problem.cost > 0]
    cost = float(paid.mean()) if paid.size else 1.0
    return np.concatenate(([value / cost], np.full(problem.caps.size, value)))


def _by_linear_program(problem: Problem) -> Floats:
    """The prices are the dual values of the linear relaxation."""
    from scipy.optimize import linprog

    matrix, limits, offer, who = linear_rows(
        problem, np.arange(problem.customers), problem.budget, problem.caps
    )
    if offer.size == 0:
        return np.zeros(1 + problem.caps.size)
    found = linprog(-problem.value[offer, who], A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
    if found.status != 0:
        return _descend(problem, np.zeros(1 + problem.caps.size), 300)
    marginal = -np.asarray(found.ineqlin.marginals)[: int(math.isfinite(problem.budget)) + problem.caps.size]
    if not math.isfinite(problem.budget):
        marginal = np.concatenate(([0.0], marginal))
    return np.asarray(np.maximum(marginal, 0.0))


def linear_rows(
    problem: Problem, customers: Whole, budget: float, caps: Floats
) -> tuple[object, Floats, Whole, Whole]:
    """Constraints on one variable per (offer, customer) that could be worth it: budget, channels, one each."""
    from scipy.sparse import csr_array, vstack

    offer, place = np.nonzero(problem.value[:, customers] > 0)
    who = customers[place]
    variables = np.arange(offer.size)
    rows, limits = [], []
    if math.isfinite(budget):
        rows.append(csr_array(problem.cost[offer, who][None, :]))
        limits.append(budget)
    for count, cap in zip(problem.counts, caps, strict=True):
        rows.append(csr_array(count[offer][None, :]))
        limits.append(float(cap))
    one_each = csr_array((np.ones(offer.size), (place, variables)), shape=(customers.size, offer.size))
    return vstack([*rows, one_each]).tocsr(), np.concatenate((limits, np.ones(customers.size))), offer, who
