"""Prices of the limits: the Lagrangian dual of the allocation, minimised over one price a limit.

At given prices each customer simply takes the offer with the largest value left after paying them, so the
dual costs one vectorised pass; its value bounds every feasible plan from above, whatever the prices. Source:
Fisher (1981), "The Lagrangian Relaxation Method for Solving Integer Programming Problems", Management Science 27(1).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tools.budget.problem import Floats, Problem, Whole

SAMPLES = (5_000, 50_000)  # customers of the first, rougher searches
BLOCK = 8_192
NEAR, NEAREST = (
    3e-7,
    3e-9,
)  # of the bound: how near to the lowest is near enough; the second for all customers
ROUGHLY = (1e-4, 1e-6)  # the same on the samples, whose own prices are off by more than that
SMALL = 12_000  # offers times customers up to which the linear program itself is quick


def best_at(problem: Problem, prices: Floats) -> tuple[Whole, Floats]:
    """Each customer's best offer at these prices (-1 for none) and what it leaves; ties go to the earlier offer."""
    choice, left, _ = _taken(problem, prices)
    return choice, left


def _taken(problem: Problem, prices: Floats) -> tuple[Whole, Floats, Floats]:
    """The same with what each customer's offer costs; in blocks that stay in the processor's cache."""
    tolls = problem.tolls(prices)
    choice = np.full(problem.customers, -1, dtype=np.intp)
    left, paid = np.zeros(problem.customers), np.zeros(problem.customers)
    net, better = np.empty(BLOCK), np.empty(BLOCK, dtype=bool)
    for start in range(0, problem.customers, BLOCK):
        here = slice(start, min(start + BLOCK, problem.customers))
        size = here.stop - start
        most, pick, price = left[here], choice[here], paid[here]
        for offer in range(problem.offers):
            np.multiply(problem.cost[offer, here], -prices[0], out=net[:size])
            net[:size] += problem.value[offer, here]
            net[:size] -= tolls[offer]
            np.greater(net[:size], most, out=better[:size])
            np.copyto(most, net[:size], where=better[:size])
            np.copyto(pick, offer, where=better[:size])
            np.copyto(price, problem.cost[offer, here], where=better[:size])
    return choice, left, paid


def usage(problem: Problem, choice: Whole) -> tuple[float, Floats]:
    """Money spent, and how much of each cap is used."""
    who = np.flatnonzero(choice >= 0)
    spent = float(problem.cost[choice[who], who].sum())
    return spent, np.asarray(
        problem.counts @ np.bincount(choice[who], minlength=problem.offers).astype(float)
    )


def bound_at(problem: Problem, prices: Floats) -> tuple[float, Floats]:
    """The dual's value at these prices and its slope, limit by limit."""
    choice, left, paid = _taken(problem, prices)
    per_offer = np.bincount(choice + 1, minlength=problem.offers + 1)[1:].astype(float)
    limits = np.concatenate(([problem.budget], problem.caps))
    slope = limits - np.concatenate(([paid.sum()], problem.counts @ per_offer))
    if not math.isfinite(problem.budget):
        limits[0] = slope[0] = 0.0
    return float(left.sum() + prices @ limits), slope


def best_prices(problem: Problem) -> Floats:
    """Prices at which the bound is lowest: exact for small problems, close to it for large ones."""
    if problem.customers == 0:
        return np.zeros(1 + problem.caps.size)
    if problem.customers * problem.offers <= SMALL:
        return _by_linear_program(problem)
    sizes = [*(size for size in SAMPLES if size < problem.customers), problem.customers]
    few = problem.first(sizes[0])
    prices = _descended(few)
    reach = 0.03
    for size, near in zip(sizes, (*ROUGHLY[: len(sizes) - 1], NEAREST), strict=True):
        prices = _polished(problem.first(size), prices, reach=reach, near=near)
        reach = 3 / math.sqrt(size)
    return prices


def _descended(problem: Problem) -> Floats:
    """L-BFGS-B in prices scaled to a typical offer; the lowest point it has seen."""
    from scipy.optimize import minimize

    scale, start = typical_prices(problem), np.zeros(1 + problem.caps.size)
    lowest_bound, lowest_prices = math.inf, start
    size = max(abs(bound_at(problem, start)[0]), 1e-300)

    def objective(scaled: Floats) -> tuple[float, Floats]:
        nonlocal lowest_bound, lowest_prices
        prices = np.maximum(scaled, 0.0) * scale
        bound, slope = bound_at(problem, prices)
        if bound < lowest_bound:
            lowest_bound, lowest_prices = bound, prices
        return bound / size, slope * scale / size

    minimize(
        objective,
        start / scale,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * start.size,
        options={"maxfun": 40, "ftol": 1e-6, "gtol": 1e-5},
    )
    return lowest_prices


def _polished(problem: Problem, prices: Floats, *, reach: float = 0.03, near: float = NEAR) -> Floats:
    """The prices nearby at which the bound is lowest."""
    return lowest(
        lambda there: bound_at(problem, there), prices, typical_prices(problem), reach=reach, near=near
    )


def lowest(
    bound_of: Callable[[Floats], tuple[float, Floats]],
    prices: Floats,
    typical: Floats,
    *,
    reach: float,
    near: float,
) -> Floats:
    """Cutting planes around these prices: the bound is the upper envelope of its tangents.

    `bound_of` gives the bound at some prices and its slope. Stops when the envelope proves that hardly anything below
    is left nearby; the box around the best point grows when the point is on its edge and shrinks when a step goes up.
    """
    from scipy.optimize import linprog

    bound, slope = bound_of(prices)
    tangents, levels = [slope], [bound - slope @ prices]
    around = np.maximum(prices, typical * 0.05) * reach
    for _ in range(40):
        edges = [(max(0.0, p - r), p + r) for p, r in zip(prices, around, strict=True)]
        found = linprog(
            np.append(np.zeros(prices.size), 1.0),
            A_ub=np.column_stack((np.array(tangents), -np.ones(len(tangents)))),
            b_ub=-np.array(levels),
            bounds=[*edges, (None, None)],
            method="highs-ds",
        )
        if found.status != 0:
            return prices
        there = np.asarray(found.x[:-1])
        promised = bound - float(found.x[-1])
        if promised < near * abs(bound):
            return prices
        value, slope = bound_of(there)
        tangents.append(slope)
        levels.append(value - slope @ there)
        if value < bound:
            at_edge = np.abs(np.abs(there - prices) - around) < 1e-12 * around
            around = np.where(at_edge, around * 2, around)
            bound, prices = value, there
        else:
            around = around / 2
    return prices


def typical_prices(problem: Problem) -> Floats:
    """Scale of each price: value per unit of cost for the budget, value for a channel."""
    sample = problem.first(min(SAMPLES[0], problem.customers))
    worth = sample.value[sample.value > 0]
    value = float(worth.mean()) if worth.size else 1.0
    paid = sample.cost[sample.cost > 0]
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
        return _polished(problem, _descended(problem))
    marginal = -np.asarray(found.ineqlin.marginals)[: int(math.isfinite(problem.budget)) + problem.caps.size]
    if not math.isfinite(problem.budget):
        marginal = np.concatenate(([0.0], marginal))
    return np.asarray(np.maximum(marginal, 0.0))


def linear_rows(
    problem: Problem, customers: Whole, budget: float, caps: Floats
) -> tuple[Any, Floats, Whole, Whole]:
    """Constraints on one variable per (offer, customer) that could be worth it: budget, channels, one each."""
    from scipy.sparse import csr_array, vstack

    offer, place = np.nonzero(problem.value[:, customers] > problem.least_value)
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
