"""From prices to a plan that keeps every limit: take what the prices say, give back the least, fill up."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tools.budget.dual import best_at, usage
from tools.budget.problem import Floats, Problem, Whole

UPGRADES = 400  # of each offer that filling up looks at, in each block of customers
BLOCK = 131_072  # customers looked at together: temporary tables stay small


def feasible_plan(problem: Problem, prices: Floats, *, good_enough: float) -> Whole:
    """The best of a few plans within the limits, or the first that is worth `good_enough`.

    Each starts from prices a little too low, so that customers who are just indifferent (whole groups, where
    many are alike) take their offer, and then gives back what is over the limits at the least loss. Where least
    numbers could not be reached in any of them, the plan that comes back does not fit.
    """
    nobody = np.full(problem.customers, -1, dtype=np.intp)
    best, most = nobody, 0.0 if problem.fits(*usage(problem, nobody)) else -math.inf
    for cheaper in (1e-9, 1e-3, 1e-2, 0.1):
        plan = _within_limits(problem, prices, best_at(problem, prices * (1 - cheaper))[0])
        if not problem.fits(*usage(problem, plan)):
            continue
        reached = worth(problem, plan)
        if reached < good_enough and _fill(problem, plan):
            reached = worth(problem, plan)
        if reached > most:
            best, most = plan, reached
        if most >= good_enough:
            break
    return best


def _within_limits(problem: Problem, prices: Floats, choice: Whole) -> Whole:
    at_least = np.flatnonzero(problem.caps < 0)
    for _ in range(3 + problem.caps.size + 3 * at_least.size):
        if problem.fits(*usage(problem, choice)):
            return choice
        for cap in at_least:
            _reach(problem, prices, choice, int(cap))
        for cap in np.flatnonzero(problem.caps >= 0):
            _relieve_cap(problem, prices, choice, int(cap))
        _relieve_budget(problem, prices, choice)
    _enforce(problem, choice)
    return choice


def worth(problem: Problem, choice: Whole) -> float:
    """Total value of a plan, exactly rounded."""
    who = np.flatnonzero(choice >= 0)
    return math.fsum(problem.value[choice[who], who]) if who.size else 0.0


def _alternatives(
    problem: Problem, prices: Floats, who: Whole, allowed: npt.NDArray[np.bool_]
) -> tuple[Whole, Floats]:
    """Best other option of these customers (-1 for none) among the allowed (offer, customer) pairs."""
    choice, left = np.full(who.size, -1, dtype=np.intp), np.zeros(who.size)
    for offer in range(problem.offers):
        net = np.where(allowed[offer], _net(problem, prices, np.full(who.size, offer), who), -np.inf)
        better = net > left
        left[better], choice[better] = net[better], offer
    return choice, left


def _relieve_cap(problem: Problem, prices: Floats, choice: Whole, cap: int) -> None:
    """Moves those for whom it costs least away from a channel or offer that is over its cap."""
    used = usage(problem, choice)[1]
    members = _holders(problem, choice, cap)
    members = members[~problem.held(used)[choice[members]]]
    if used[cap] <= problem.caps[cap] or members.size == 0:
        return
    can = ~problem.closed(used) & (problem.counts[cap] <= 0)
    allowed = np.broadcast_to(can[:, None], (problem.offers, members.size))
    other, left = _alternatives(problem, prices, members, allowed)
    loss = _net(problem, prices, choice[members], members) - left
    order = np.argsort(loss, kind="stable")
    freed = np.cumsum(problem.counts[cap][choice[members[order]]])
    moved = order[: int(np.searchsorted(freed, used[cap] - problem.caps[cap])) + 1]
    choice[members[moved]] = other[moved]


def _reach(problem: Problem, prices: Floats, choice: Whole, cap: int) -> None:
    """Moves those for whom it costs least into offers that count towards a least number not yet reached."""
    used = usage(problem, choice)[1]
    short = used[cap] - problem.caps[cap]
    if short <= 0:
        return
    toward = problem.counts[cap] < 0
    now = np.where(choice >= 0, problem.counts[cap][choice], 0.0)
    fixed = (choice >= 0) & problem.held(used)[choice]
    free = np.flatnonzero((now == 0) & ~fixed)
    best, most = np.full(free.size, -1, dtype=np.intp), np.full(free.size, -np.inf)
    for offer in np.flatnonzero(toward & ~problem.closed(used)):
        net = _net(problem, prices, np.full(free.size, offer), free)
        better = net > most
        most[better], best[better] = net[better], offer
    can = np.flatnonzero(np.isfinite(most))
    here = free[can]
    has = np.where(choice[here] >= 0, _net(problem, prices, np.maximum(choice[here], 0), here), 0.0)
    order = np.argsort(has - most[can], kind="stable")
    gained = np.cumsum(-problem.counts[cap][best[can[order]]])
    moved = order[: int(np.searchsorted(gained, short)) + 1]
    choice[here[moved]] = best[can[moved]]


def _holders(problem: Problem, choice: Whole, cap: int) -> Whole:
    """Customers whose offer uses some of this cap."""
    return np.flatnonzero((choice >= 0) & (problem.counts[cap][choice] > 0))


def _relieve_budget(problem: Problem, prices: Floats, choice: Whole) -> None:
    """Moves customers to something cheaper, cheapest loss per unit of money saved first, until within budget."""
    for _ in range(3):
        spent, used = usage(problem, choice)
        over = spent - problem.budget
        if over <= 0:
            return
        members = np.flatnonzero(choice >= 0)
        members = members[problem.cost[choice[members], members] > 0]
        members = members[~problem.held(used)[choice[members]]]
        paid = problem.cost[choice[members], members]
        allowed = (problem.cost[:, members] < paid) & ~problem.closed(used)[:, None]
        other, left = _alternatives(problem, prices, members, allowed)
        saved = paid - np.where(other >= 0, problem.cost[other, members], 0.0)
        loss = _net(problem, prices, choice[members], members) - left
        order = np.argsort(loss / saved, kind="stable")
        count = int(np.searchsorted(np.cumsum(saved[order]), over)) + 1
        moved = order[:count]
        choice[members[moved]] = other[moved]


def _net(problem: Problem, prices: Floats, offer: Whole, who: Whole) -> Floats:
    """What these offers leave these customers after the prices."""
    paid = prices[0] * problem.cost[offer, who] + problem.tolls(prices)[offer]
    return np.asarray(problem.value[offer, who] - paid)


def _enforce(problem: Problem, choice: Whole) -> None:
    """Whatever is still over a limit loses its least valuable customers, except those whom a least number needs."""
    for cap in np.flatnonzero(problem.caps >= 0):
        used = usage(problem, choice)[1]
        members = _holders(problem, choice, int(cap))
        members = members[~problem.held(used)[choice[members]]]
        if used[cap] > problem.caps[cap] and members.size:
            order = np.argsort(problem.value[choice[members], members], kind="stable")
            freed = np.cumsum(problem.counts[cap][choice[members[order]]])
            gone = order[: int(np.searchsorted(freed, used[cap] - problem.caps[cap])) + 1]
            choice[members[gone]] = -1
    while True:
        spent, used = usage(problem, choice)
        members = np.flatnonzero(choice >= 0)
        paid = problem.cost[choice[members], members]
        members, paid = members[paid > 0], paid[paid > 0]
        keep = problem.held(used)[choice[members]]
        members, paid = members[~keep], paid[~keep]
        if spent <= problem.budget or members.size == 0:
            return
        order = np.argsort(problem.value[choice[members], members] / paid, kind="stable")
        count = int(np.searchsorted(np.cumsum(paid[order]), spent - problem.budget)) + 1
        choice[members[order[:count]]] = -1


def _fill(problem: Problem, choice: Whole) -> bool:
    """Upgrades customers with what is left of the limits, best gain per unit of money first.

    Says whether anybody was upgraded. Looks at the few thousand best upgrades, which is plenty: what is left
    is less than one customer's worth a limit.
    """
    spent, used = usage(problem, choice)
    room, free = problem.budget - spent, problem.caps - used
    customer, wanted, gain, extra = _upgrades(problem, choice, room, free)
    with np.errstate(divide="ignore"):
        rate = np.where(extra > 0, gain / extra, np.inf)
    changed: list[tuple[int, int]] = []
    touched: set[int] = set()
    for best in np.lexsort((-gain, -rate)):
        person, offer, price = int(customer[best]), int(wanted[best]), float(extra[best])
        if person in touched or price > room:
            continue
        before = int(choice[person])
        needs = problem.counts[:, offer] - (problem.counts[:, before] if before >= 0 else 0.0)
        if (needs > free).any():
            continue
        free -= needs
        room -= price
        choice[person] = offer
        touched.add(person)
        changed.append((person, before))
    while changed and usage(problem, choice)[0] > problem.budget:  # running sums may be off in the last bit
        person, before = changed.pop()
        choice[person] = before
    return bool(changed)


def _upgrades(
    problem: Problem, choice: Whole, room: float, free: Floats
) -> tuple[Whole, Whole, Floats, Floats]:
    """Customer, offer, gain and extra cost of the upgrades that fit one by one, the most rewarding of each offer."""
    found: list[tuple[Whole, Whole, Floats, Floats]] = []
    for start in range(0, problem.customers, BLOCK):
        who = np.arange(start, min(start + BLOCK, problem.customers))
        had = choice[who]
        held = had >= 0
        now = np.where(held, problem.value[had, who], 0.0)
        paid = np.where(held, problem.cost[had, who], 0.0)
        for offer in range(problem.offers):
            gain, extra = problem.value[offer, who] - now, problem.cost[offer, who] - paid
            fits = (gain > 0) & (extra <= room)
            for cap in np.flatnonzero(problem.counts[:, offer] > free):
                fits &= held & (problem.counts[cap][had] >= problem.counts[cap, offer] - free[cap])
            near = np.flatnonzero(fits)
            if near.size > UPGRADES:
                with np.errstate(divide="ignore"):
                    rate = np.where(extra[near] > 0, gain[near] / extra[near], np.inf)
                near = near[np.argsort(-rate, kind="stable")[:UPGRADES]]
            found.append((who[near], np.full(near.size, offer), gain[near], extra[near]))
    customer, wanted, gains, extras = (np.concatenate(part) for part in zip(*found, strict=True))
    return customer, wanted, gains, extras
