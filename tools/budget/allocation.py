"""Who gets which offer: the most value within a budget and the capacity of each channel."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.budget.core import decided
from tools.budget.dual import best_prices, bound_at, usage
from tools.budget.pairs import swapped
from tools.budget.problem import Whole, state_problem
from tools.budget.rounding import feasible_plan, worth

GOOD, LARGE_GOOD = 1e-6, 5e-6  # relative gap under which a plan is not refined further
MIDDLING, LARGE = 2_000, 200_000  # customers


@dataclass(frozen=True, slots=True)
class Allocation:
    """A plan that keeps every limit, and how far at most it is from the best possible one."""

    choice: Whole
    """Offer of each customer, -1 for none, in the order of the rows given."""
    objective: float
    upper_bound: float
    """No plan can be worth more than this."""
    gap: float
    """(upper bound - objective) / upper bound; 0 where the plan is proven best."""
    shadow_prices: dict[Hashable, float]
    """`budget`: value of one more unit of money. Each capped channel (by its name) and offer (`offer 3`): value of
    one more contact in it."""
    spent: float
    used: dict[Hashable, int]
    """Contacts in each capped channel or offer."""


def allocate(
    value: Any,
    cost: Any,
    *,
    budget: float,
    channel: Sequence[Hashable] | None = None,
    channel_caps: Mapping[Any, float] | None = None,
    offer_caps: Mapping[int, float] | None = None,
) -> Allocation:
    """At most one offer a customer, total cost within `budget`, contacts within each channel's and offer's cap.

    `value` and `cost` are customers x offers: what an offer brings and what it takes, in one currency; a value
    of NaN means that this customer cannot get this offer. An offer that brings nothing or less is never
    given. `channel` names each offer's channel, `channel_caps` the most contacts in those that are limited,
    `offer_caps` the most customers of an offer by its number.
    The plan does not depend on the order of the rows; for small problems it is the optimum, and it always
    comes with a proven bound. Raises InvalidArgument.
    """
    problem = state_problem(
        value, cost, budget=budget, channel=channel, channel_caps=channel_caps, offer_caps=offer_caps
    )
    prices = best_prices(problem)
    bound = bound_at(problem, prices)[0]
    good = GOOD if problem.customers < LARGE else LARGE_GOOD
    choice = feasible_plan(problem, prices, good_enough=(1 - good) * bound)
    objective = worth(problem, choice)
    if objective < (1 - good) * bound:
        choice = swapped(problem, prices, choice, good_enough=(1 - good) * bound)
        objective = worth(problem, choice)
    if objective < bound and (problem.customers <= MIDDLING or objective < (1 - good) * bound):
        choice, optimal = decided(problem, prices, choice, bound=bound)
        objective = worth(problem, choice)
        bound = objective if optimal else bound
    bound = max(bound, objective)
    given = np.empty(problem.customers, dtype=np.intp)
    given[problem.order] = choice
    spent, used = usage(problem, choice)
    return Allocation(
        choice=given,
        objective=objective,
        upper_bound=bound,
        gap=(bound - objective) / bound if bound > 0 else 0.0,
        shadow_prices={
            "budget": float(prices[0]),
            **dict(zip(problem.names, map(float, prices[1:]), strict=True)),
        },
        spent=spent,
        used=dict(zip(problem.names, map(int, used), strict=True)),
    )
