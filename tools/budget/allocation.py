"""Who gets which offer: the most value within a budget and every other limit."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.budget.core import decided
from tools.budget.dual import best_prices, bound_at, usage
from tools.budget.feasibility import integer_plan, require_possible, unreachable
from tools.budget.limits import Limits
from tools.budget.pairs import swapped
from tools.budget.problem import Floats, Problem, Whole, state_problem
from tools.budget.rounding import feasible_plan, worth

GOOD = 1e-6  # relative gap under which a plan is not refined further
MIDDLING = 2_000  # customers


@dataclass(frozen=True, slots=True)
class Allocation:
    """A plan that keeps every limit, and how far at most it is from the best possible one."""

    choice: Whole
    """Offer of each customer, -1 for none, in the order of the rows given; the first of several."""
    objective: float
    """What the plan is worth: values less what their uncertainty costs, where that was asked for."""
    upper_bound: float
    """No plan can be worth more than this."""
    gap: float
    """(upper bound - objective) / upper bound; 0 where the plan is proven best."""
    shadow_prices: dict[Hashable, float]
    """`budget`: value of one more unit of money. Each capped channel (by its name), offer (`offer 3`), segment
    (`segment new max`) and `contacts`: value of one more contact in it. Least numbers (`sms min`, `segment new min`):
    value of asking for one more, which is never above 0."""
    spent: float
    used: dict[Hashable, int]
    """Contacts in each limit."""
    contacts: Whole
    """Customers x most contacts: all offers of each customer, -1 where there is none."""
    expected: float
    """Sum of the values of the plan as they were given."""


def allocate(
    value: Any,
    cost: Any,
    *,
    budget: float,
    channel: Sequence[Hashable] | None = None,
    channel_caps: Mapping[Any, float] | None = None,
    offer_caps: Mapping[int, float] | None = None,
    channel_min: Mapping[Any, float] | None = None,
    contacts: int = 1,
    contact_cap: float | None = None,
    segment: Sequence[Hashable] | None = None,
    segment_caps: Mapping[Any, float] | None = None,
    segment_min: Mapping[Any, float] | None = None,
    deviation: Any = None,
    risk_aversion: float = 0.0,
    margin: Any = None,
    margin_floor: float | None = None,
) -> Allocation:
    """The offers, at most one (or `contacts`) a customer, that are worth most within the limits.

    Assumes that values add up: over customers, and over the offers of a customer where several are allowed.

    Args:
        value: customers x offers, what an offer brings this customer; NaN where the customer cannot get it. An offer
            that brings nothing or less is never given, unless a least number has to be reached.
        cost: customers x offers, what it takes, in the same currency.
        budget: total cost allowed; infinity for none.
        channel: the channel of each offer. `channel_caps` and `channel_min` limit contacts by channel.
        offer_caps: most customers of an offer (its stock), by the offer's number.
        contacts: most offers of one customer, each at most once.
        contact_cap: most contacts of all.
        segment: the segment of each customer. `segment_caps` and `segment_min` limit how many customers of a segment
            get anything.
        deviation: customers x offers, standard deviation of each value; `risk_aversion` times it is taken off the value
            (0 is neutral; 1.28 plans with the 10th percentile of each effect).
        margin: customers x offers, margin that is left; what is below `margin_floor` is not offered.

    The plan does not depend on the order of the rows; for small problems it is the optimum, and it always comes with a
    proven bound.

    Raises:
        InvalidArgument: what cannot be, by its argument.
        Infeasible: least numbers that no plan can reach, with the smallest relaxation that makes them possible.
    """
    problem = state_problem(
        value,
        cost,
        budget=budget,
        channel=channel,
        channel_caps=channel_caps,
        offer_caps=offer_caps,
        limits=Limits(
            contacts=contacts,
            contact_cap=contact_cap,
            channel_min=channel_min or {},
            segment=segment,
            segment_caps=segment_caps or {},
            segment_min=segment_min or {},
            deviation=deviation,
            risk_aversion=risk_aversion,
            margin=margin,
            margin_floor=margin_floor,
        ),
    )
    require_possible(problem)
    prices = best_prices(problem)
    bound = bound_at(problem, prices)[0]
    choice = feasible_plan(problem, prices, good_enough=(1 - GOOD) * bound)
    if not problem.fits(*usage(problem, choice)):
        found = integer_plan(problem)
        if found is None:
            raise unreachable(problem)
        choice = found
    choice, bound = _refined(problem, prices, choice, bound)
    return _answer(problem, prices, choice, bound, np.asarray(value, dtype=np.float64))


def _refined(problem: Problem, prices: Floats, choice: Whole, bound: float) -> tuple[Whole, float]:
    """A better plan where one is near, and the bound, which is the plan itself where it is proven best."""
    objective = worth(problem, choice)
    enough = bound - GOOD * abs(bound)
    if objective < enough:
        choice = swapped(problem, prices, choice, good_enough=enough)
        objective = worth(problem, choice)
    if objective < bound and (problem.customers <= MIDDLING or objective < enough):
        choice, optimal = decided(problem, prices, choice, bound=bound)
        objective = worth(problem, choice)
        bound = objective if optimal else bound
    return choice, max(bound, objective)


def _answer(problem: Problem, prices: Floats, choice: Whole, bound: float, value: Floats) -> Allocation:
    most = max((len(offers) for offers in problem.columns), default=1)
    bundles = np.full((len(problem.columns) + 1, most), -1, dtype=np.intp)  # the last row: nothing
    for place, offers in enumerate(problem.columns):
        bundles[place, : len(offers)] = offers
    contacts = np.empty((problem.customers, most), dtype=np.intp)
    contacts[problem.order] = bundles[choice]
    spent, used = usage(problem, choice)
    objective = worth(problem, choice)
    sign = np.where(problem.caps < 0, -1.0, 1.0)  # asking for one more of a least number takes away
    return Allocation(
        choice=contacts[:, 0],
        objective=objective,
        upper_bound=bound,
        gap=(bound - objective) / bound if bound > 0 else 0.0,
        shadow_prices={
            "budget": float(prices[0]),
            **{
                name: float(price * side) + 0.0
                for name, price, side in zip(problem.names, prices[1:], sign, strict=True)
            },
        },
        spent=spent,
        used=dict(zip(problem.names, map(int, used * sign), strict=True)),
        contacts=contacts,
        expected=_expected(value, contacts),
    )


def _expected(value: Floats, contacts: Whole) -> float:
    total = 0.0
    for place in range(contacts.shape[1]):
        who = np.flatnonzero(contacts[:, place] >= 0)
        total += float(np.sort(value[who, contacts[who, place]]).sum())
    return total
