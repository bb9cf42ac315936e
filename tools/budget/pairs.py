"""Pairs of changes that fit together: what a plan can still gain when no single change helps any more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.budget.dual import best_at, usage
from tools.budget.problem import Floats, Problem, Whole
from tools.budget.rounding import worth

MOVES = 250  # changes of one customer that are tried in pairs
ROUNDS = 60
EXACTNESS = 1e-12  # of a plan: a smaller gain is rounding


def swapped(problem: Problem, prices: Floats, choice: Whole, *, good_enough: float) -> Whole:
    """Applies the best change of one or two customers, again and again, while that makes the plan better."""
    choice = choice.copy()
    left = best_at(problem, prices)[1]
    for _ in range(ROUNDS):
        moves = _moves(problem, prices, choice, left)
        if moves.who.size == 0:
            break
        spent, used = usage(problem, choice)
        first, second = np.triu_indices(moves.who.size)
        alone = first == second
        gain = moves.gain[first] + np.where(alone, 0.0, moves.gain[second])
        fits = (moves.who[first] != moves.who[second]) | alone
        extra = moves.extra[first] + np.where(alone, 0.0, moves.extra[second])
        fits &= extra <= problem.budget - spent
        for cap in range(problem.caps.size):
            more = moves.needs[cap][first] + np.where(alone, 0.0, moves.needs[cap][second])
            fits &= more <= problem.caps[cap] - used[cap]
        gain = np.where(fits, gain, -np.inf)
        best = int(np.argmax(gain))
        if not gain[best] > EXACTNESS * max(good_enough, 1e-300):
            break
        for move in {int(first[best]), int(second[best])}:
            choice[moves.who[move]] = moves.offer[move]
        if usage(problem, choice)[0] > problem.budget:  # rounding in the last bit: take it back and stop
            for move in {int(first[best]), int(second[best])}:
                choice[moves.who[move]] = moves.before[move]
            break
        if worth(problem, choice) >= good_enough:
            break
    return choice


@dataclass(frozen=True, slots=True)
class _Moves:
    """Changes of one customer: what each gains, costs more and needs of each cap."""

    who: Whole
    offer: Whole
    before: Whole
    gain: Floats
    extra: Floats
    needs: Floats


def _moves(problem: Problem, prices: Floats, choice: Whole, left: Floats) -> _Moves:
    """The changes with the least regret at the prices, to none included; at most `MOVES`."""
    everybody = np.arange(problem.customers)
    held = choice >= 0
    tolls = problem.tolls(prices)
    found: list[tuple[Whole, Whole, Floats]] = []
    for offer in range(-1, problem.offers):
        if offer < 0:
            regret = np.where(held, left, np.inf)
        else:
            net = problem.value[offer] - prices[0] * problem.cost[offer] - tolls[offer]
            regret = np.where(
                (choice != offer) & (problem.value[offer] > problem.least_value), left - net, np.inf
            )
        size = min(MOVES, regret.size)
        near = np.sort(np.argpartition(regret, size - 1)[:size]) if size < regret.size else everybody
        near = near[np.isfinite(regret[near])]
        found.append((near, np.full(near.size, offer), regret[near]))
    who, offers, regrets = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((offers, who, regrets))[:MOVES]
    who, offers = who[order], offers[order]
    before = choice[who]

    def of(table: Floats, taken: Whole) -> Floats:
        return np.where(taken >= 0, table[taken, who], 0.0)

    def counted(taken: Whole) -> Floats:
        return np.where(taken >= 0, problem.counts[:, taken], 0.0)

    return _Moves(
        who,
        offers,
        before,
        of(problem.value, offers) - of(problem.value, before),
        of(problem.cost, offers) - of(problem.cost, before),
        counted(offers) - counted(before),
    )
