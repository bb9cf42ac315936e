"""The same allocation where the customers do not fit into memory: blocks of rows, read as often as needed.

Only a sample, the prices of the limits and one block are held. The prices come from the sample and are polished over
all blocks; then they are raised, all by the same share, until the choices at these prices keep every limit, and what
that leaves is given to the customers who were just priced out, in the order they come.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.budget.dual import NEAR, best_at, best_prices, bound_at, lowest, typical_prices, usage
from tools.budget.limits import Limits
from tools.budget.problem import Floats, Problem, Whole, state_problem
from tools.errors import NotEnoughData

Blocks = Callable[[], Iterable[tuple[Any, Any]]]
SAMPLE = 100_000
RAISES = 12
"""Halvings of the search for the smallest raise of the prices."""
INDIFFERENT = 1e-9
"""Prices this much lower include the customers who are just indifferent: whole groups, where many are alike."""


@dataclass(frozen=True, slots=True)
class StreamedAllocation:
    """A plan over blocks. `choices()` reads the blocks once more and gives each block's choice (offer, -1 for none)."""

    customers: int
    objective: float
    upper_bound: float
    gap: float
    shadow_prices: dict[Hashable, float]
    spent: float
    used: dict[Hashable, int]
    choices: Callable[[], Iterator[Whole]]


def allocate_blocks(
    blocks: Blocks,
    *,
    budget: float,
    channel: Sequence[Hashable] | None = None,
    channel_caps: Mapping[Any, float] | None = None,
    offer_caps: Mapping[int, float] | None = None,
    contact_cap: float | None = None,
) -> StreamedAllocation:
    """At most one offer a customer within the limits, as `allocate`, over blocks of customers.

    `blocks()` starts a new reading and yields (value, cost) of each block, customers x offers, always the same ones in
    the same order. The bound is proven; the plan keeps every limit; which of the last few equally good customers get
    an offer depends on the order of the blocks. Raises what `allocate` raises, and NotEnoughData without a customer.
    """
    limits = Limits(contact_cap=contact_cap)

    def stated(value: Any, cost: Any) -> Problem:
        return state_problem(
            value,
            cost,
            budget=budget,
            channel=channel,
            channel_caps=channel_caps,
            offer_caps=offer_caps,
            limits=limits,
        )

    customers, sample = _sample(blocks)
    few = _scaled(stated(*sample), len(sample[0]) / customers)
    prices = best_prices(few)

    def bound_of(there: Floats) -> tuple[float, Floats]:
        return _bound(map(lambda block: stated(*block), blocks()), there, budget)  # noqa: C417

    if len(sample[0]) < customers:
        reach = 3 / math.sqrt(len(sample[0]))
        prices = lowest(bound_of, prices, typical_prices(few), reach=reach, near=NEAR)
    bound = bound_of(prices)[0]
    raised = _raised(blocks, stated, prices)

    def choices() -> Iterator[Whole]:
        for choice, _ in _plan(blocks, stated, prices, raised):
            yield choice

    objective, spent = 0.0, 0.0
    used = np.zeros(few.caps.size)
    for _, (worth, paid, counted) in _plan(blocks, stated, prices, raised):
        objective, spent, used = objective + worth, spent + paid, used + counted
    return StreamedAllocation(
        customers,
        objective,
        max(bound, objective),
        max(bound - objective, 0.0) / bound if bound > 0 else 0.0,
        {"budget": float(prices[0]), **dict(zip(few.names, map(float, prices[1:]), strict=True))},
        spent,
        dict(zip(few.names, map(int, used), strict=True)),
        choices,
    )


def _sample(blocks: Blocks) -> tuple[int, tuple[Floats, Floats]]:
    """Number of customers, and the rows of a sample that does not depend on the order of the blocks."""
    customers = 0
    kept: list[tuple[npt.NDArray[np.uint64], Floats, Floats]] = []
    for value, cost in blocks():
        v, c = np.asarray(value, dtype=np.float64), np.asarray(cost, dtype=np.float64)
        customers += len(v)
        kept.append((_lot(v), v, c))
        if sum(len(lot) for lot, _, _ in kept) > 2 * SAMPLE:
            kept = [_smallest(kept)]
    if customers == 0:
        raise NotEnoughData("The blocks hold no customer.", message_ru="В блоках нет ни одного клиента.")
    _, v, c = _smallest(kept)
    return customers, (v, c)


def _smallest(
    kept: list[tuple[npt.NDArray[np.uint64], Floats, Floats]],
) -> tuple[npt.NDArray[np.uint64], Floats, Floats]:
    lot, v, c = (np.concatenate(part) for part in zip(*kept, strict=True))
    if len(lot) > SAMPLE:
        chosen = np.argpartition(lot, SAMPLE - 1)[:SAMPLE]
        lot, v, c = lot[chosen], v[chosen], c[chosen]
    return lot, v, c


def _lot(value: Floats) -> npt.NDArray[np.uint64]:
    """A number drawn from a row's own values: as good as random, and the same wherever the row comes."""
    mixed = np.zeros(len(value), dtype=np.uint64)
    for offer in range(value.shape[1]):
        mixed ^= np.nan_to_num(value[:, offer]).view(np.uint64)
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(31)
    return mixed


def _scaled(problem: Problem, share: float) -> Problem:
    """The sample with limits in proportion."""
    return Problem(
        value=problem.value,
        cost=problem.cost,
        budget=problem.budget * share,
        caps=problem.caps * share,
        counts=problem.counts,
        names=problem.names,
        order=problem.order,
        columns=problem.columns,
    )


def _bound(parts: Iterable[Problem], prices: Floats, budget: float) -> tuple[float, Floats]:
    """The dual's value and slope over all blocks: what customers keep is added up, the limits count once."""
    total, taken = 0.0, np.zeros_like(prices)
    limits = np.zeros_like(prices)
    for part in parts:
        value, slope = bound_at(part, prices)
        limits = np.concatenate(([part.budget if math.isfinite(part.budget) else 0.0], part.caps))
        total += value - float(prices @ limits)
        taken += limits - slope
    if not math.isfinite(budget):
        taken[0] = 0.0
    return total + float(prices @ limits), limits - taken


def _raised(blocks: Blocks, stated: Callable[[Any, Any], Problem], prices: Floats) -> Floats:
    """The prices, raised by the smallest share found at which the choices of all blocks keep every limit."""

    def fits(there: Floats) -> bool:
        spent, used = 0.0, np.zeros(prices.size - 1)
        part = None
        for block in blocks():
            part = stated(*block)
            paid, counted = usage(part, best_at(part, there)[0])
            spent, used = spent + paid, used + counted
            if not part.fits(spent, used):
                return False
        return True

    if fits(prices):
        return prices
    low, high = 0.0, 1e-6
    while not fits(prices * (1 + high)):
        low, high = high, high * 8
        if high > 1e9:  # a limit of nothing has no price that is high enough
            return np.full_like(prices, math.inf)
    for _ in range(RAISES):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(prices * (1 + middle)) else (middle, high)
    return np.asarray(prices * (1 + high))


def _plan(
    blocks: Blocks, stated: Callable[[Any, Any], Problem], prices: Floats, raised: Floats
) -> Iterator[tuple[Whole, tuple[float, float, Floats]]]:
    """Choices of each block in its own order, with their worth, cost and use of the limits.

    Those at the raised prices are taken as they are; customers who would get an offer at the lower prices get it while
    there is room beyond what all the others will need.
    """
    need_money, need = 0.0, np.zeros(prices.size - 1)
    limits: tuple[float, Floats] = (math.inf, np.zeros(0))
    priced = bool(np.isfinite(raised).all())
    for block in blocks():
        part = stated(*block)
        limits = part.budget, part.caps
        if priced:
            paid, counted = usage(part, best_at(part, raised)[0])
            need_money, need = need_money + paid, need + counted
    money, free = limits[0] - need_money, limits[1] - need
    for block in blocks():
        part = stated(*block)
        choice = best_at(part, raised)[0] if priced else np.full(part.customers, -1, dtype=np.intp)
        cheaper = best_at(part, prices * (1 - INDIFFERENT))[0]
        for who in np.flatnonzero((choice < 0) & (cheaper >= 0)):
            offer = int(cheaper[who])
            price, needs = float(part.cost[offer, who]), part.counts[:, offer]
            if price <= money and (needs <= free).all():
                choice[who] = offer
                money -= price
                free = free - needs
        paid, counted = usage(part, choice)
        held = np.flatnonzero(choice >= 0)
        worth = float(part.value[choice[held], held].sum())
        given = np.empty_like(choice)
        given[part.order] = choice
        yield given, (worth, paid, counted)
