"""The customers who are still open once a good plan and its bound are known, decided by dynamic programming.

At given prices a plan loses against the bound exactly the regrets of its choices (what each customer's offer leaves,
less than the best one would) plus the price of whatever limit it leaves unused. Only choices whose regret is
smaller than the gap can be part of a better plan: that settles nearly everybody, and the programme runs over
the rest, most nearly indifferent first. Source: Pisinger (1995), "A minimal algorithm for the multiple-choice
knapsack problem", European Journal of Operational Research 83(2), extended by the caps as further states.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.budget.dual import best_at, usage
from tools.budget.problem import Floats, Problem, Whole
from tools.budget.rounding import worth

STATES = 6_000  # partial plans kept after each customer; beyond, the least promising go and nothing is proven
OPEN = 250  # customers still open above which only the most nearly indifferent are re-decided
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class _Open:
    """A customer who is not settled: offers (-1 for none) that could be in a better plan, and what each means."""

    who: int
    offer: Whole
    regret: Floats
    cost: Floats
    counts: Floats


@dataclass(frozen=True, slots=True)
class _States:
    """Partial plans: money spent, use of each cap (rows) and regret so far."""

    spent: Floats
    used: Floats
    regret: Floats

    def take(self, which: Whole | npt.NDArray[np.bool_]) -> _States:
        return _States(self.spent[which], self.used[:, which], self.regret[which])


def decided(problem: Problem, prices: Floats, choice: Whole, *, bound: float) -> tuple[Whole, bool]:
    """The best plan that changes only what can pay, and whether it is proven to be the best of all."""
    now = worth(problem, choice)
    gap = (bound - now) * (1 + 1e-9) + ROUNDING * abs(bound)
    settled, options, complete = _open_options(problem, prices, choice, gap)
    spent, used = usage(problem, settled)
    if not options:
        better = problem.fits(spent, used) and worth(problem, settled) > now
        return (settled if better else choice), complete
    start = _States(
        np.array([spent]), used[:, None].copy(), _settled_regret(problem, prices, settled, options)
    )
    states, trail, kept_all = _programme(problem, prices, start, options, gap)
    plan = settled.copy()
    place = _best_state(problem, prices, states, gap)
    if place is None:
        return choice, complete and kept_all
    for part, (parent, taken) in zip(reversed(options), reversed(trail), strict=True):
        plan[part.who] = part.offer[taken[place]]
        place = int(parent[place])
    spent, used = usage(problem, plan)
    fits = problem.fits(spent, used)
    if not fits:  # over a limit in the last bit of a sum
        return choice, False
    return (plan if worth(problem, plan) > now else choice), complete and kept_all


def _open_options(
    problem: Problem, prices: Floats, choice: Whole, gap: float
) -> tuple[Whole, list[_Open], bool]:
    """The choices that every better plan must make (none for open customers), what is open, and whether the
    open ones are all there are: where they are too many, the others keep their choice of now."""
    _, left = best_at(problem, prices)
    net = problem.value - prices[0] * problem.cost - problem.tolls(prices)[:, None]
    regret = np.vstack((left, np.where(problem.value > problem.least_value, left - net, np.inf)))
    possible = regret <= gap
    settled = possible.argmax(axis=0) - 1
    undecided = np.flatnonzero(possible.sum(axis=0) > 1)
    second = np.partition(regret[:, undecided], 1, axis=0)[1]
    displaced = choice[undecided] != best_at(problem, prices)[0][undecided]
    undecided = undecided[np.lexsort((second, ~displaced))]
    complete = undecided.size <= OPEN
    if not complete:
        settled = choice.copy()
        undecided = undecided[:OPEN]
    settled[undecided] = -1
    options = []
    for who in undecided:
        rows = np.flatnonzero(possible[:, who])
        offer = rows - 1
        given = offer >= 0
        options.append(
            _Open(
                int(who),
                offer,
                np.maximum(regret[rows, who], 0.0),
                np.where(given, problem.cost[offer, who], 0.0),
                np.where(given, problem.counts[:, offer], 0.0),
            )
        )
    return settled, options, complete


def _settled_regret(problem: Problem, prices: Floats, settled: Whole, options: list[_Open]) -> Floats:
    """Regret of the choices already made."""
    _, left = best_at(problem, prices)
    who = np.flatnonzero(settled >= 0)
    offer = settled[who]
    net = problem.value[offer, who] - prices[0] * problem.cost[offer, who] - problem.tolls(prices)[offer]
    none = np.setdiff1d(np.flatnonzero(settled < 0), [part.who for part in options])
    return np.array([math.fsum(np.maximum(left[who] - net, 0.0)) + math.fsum(left[none])])


def _programme(
    problem: Problem, prices: Floats, states: _States, options: list[_Open], gap: float
) -> tuple[_States, list[tuple[Whole, Whole]], bool]:
    """Extends the partial plans customer by customer; the trail says where each came from."""
    least = _still_to_come(options, np.min)
    most = _still_to_come(options, np.max)
    trail: list[tuple[Whole, Whole]] = []
    kept_all = True
    for place, part in enumerate(options):
        size, ways = states.spent.size, part.offer.size
        parent, taken = np.tile(np.arange(size), ways), np.repeat(np.arange(ways), size)
        wider = _States(
            states.spent[parent] + part.cost[taken],
            states.used[:, parent] + part.counts[:, taken],
            states.regret[parent] + part.regret[taken],
        )
        loss = _least_loss(problem, prices, wider, most[place + 1])
        alive = loss < gap
        alive &= wider.spent + least[place + 1][0] <= problem.budget + ROUNDING * max(problem.budget, 1.0)
        alive &= (wider.used + least[place + 1][1][:, None] <= problem.caps[:, None]).all(axis=0)
        kept = np.flatnonzero(alive)
        kept = kept[_undominated(wider.take(kept), prices)]
        if kept.size > STATES:
            kept = np.sort(kept[np.argsort(loss[kept], kind="stable")[:STATES]])
            kept_all = False
        states = wider.take(kept)
        trail.append((parent[kept], taken[kept]))
        if kept.size == 0:
            break
    trail += [(np.zeros(0, dtype=np.intp),) * 2] * (len(options) - len(trail))
    return states, trail, kept_all


def _still_to_come(options: list[_Open], extreme: object) -> list[tuple[float, Floats]]:
    """Smallest or largest cost and use of caps that the customers from each place on can add."""
    rest: list[tuple[float, Floats]] = [(0.0, np.zeros(options[0].counts.shape[0]))]
    for part in reversed(options):
        cost, counts = rest[-1]
        rest.append((cost + float(extreme(part.cost)), counts + extreme(part.counts, axis=1)))  # type: ignore[operator]
    return rest[::-1]


def _least_loss(problem: Problem, prices: Floats, states: _States, most: tuple[float, Floats]) -> Floats:
    """Regret so far and the price of what will be left unused whatever the others do."""
    loss = states.regret.copy()
    if math.isfinite(problem.budget):
        loss += prices[0] * np.maximum(problem.budget - states.spent - most[0], 0.0)
    unused = np.maximum(problem.caps[:, None] - states.used - most[1][:, None], 0.0)
    return np.asarray(loss + prices[1:] @ unused)


def _undominated(states: _States, prices: Floats) -> Whole:
    """Of plans with equal use of the caps, those that no other beats in both money spent and value."""
    if states.spent.size == 0:
        return np.zeros(0, dtype=np.intp)
    worse = states.regret - prices[0] * states.spent
    keys = (worse, states.spent, *states.used)
    order = np.lexsort(keys)
    new_group = np.ones(order.size, dtype=bool)
    if states.used.size:
        new_group[1:] = (np.diff(states.used[:, order], axis=1) != 0).any(axis=0)
    else:
        new_group[1:] = False
    group = np.cumsum(new_group) - 1
    spread = float(np.ptp(worse)) + 1.0
    running = np.minimum.accumulate(worse[order] - group * 2 * spread)
    best = np.ones(order.size, dtype=bool)
    best[1:] = running[1:] < running[:-1]
    return np.sort(order[best | new_group])


def _best_state(problem: Problem, prices: Floats, states: _States, gap: float) -> int | None:
    if states.spent.size == 0:
        return None
    nothing = (0.0, np.zeros(problem.caps.size))
    loss = _least_loss(problem, prices, states, nothing)
    loss = np.where(states.spent <= problem.budget, loss, np.inf)
    place = int(np.argmin(loss))
    return place if loss[place] < gap else None
