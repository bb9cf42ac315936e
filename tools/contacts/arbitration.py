"""Several campaigns want the same customer: which one comes, and why not the second best?

Each customer gets at most one action. Under a common budget and capacities the choice is that of `tools.budget.allocate`,
exact for small cases; the reasons come from its prices: what an action brings less what it takes away from others by
using money and capacity.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.budget import Allocation, allocate
from tools.errors import InvalidArgument

Floats = npt.NDArray[np.float64]

NOTHING = -1


@dataclass(frozen=True, slots=True)
class Arbitration:
    """One action a customer. `choice` and `second` are columns of `value` (-1: do nothing); `lead` is how much more the
    choice leaves after prices than the second best; `reason` says, by customer, why the second best did not come."""

    choice: npt.NDArray[np.intp]
    second: npt.NDArray[np.intp]
    lead: Floats
    reason: tuple[str, ...]
    plan: Allocation

    def counts(self) -> dict[str, int]:
        """Customers by reason."""
        names, held = np.unique(np.array(self.reason, dtype=object).astype(str), return_counts=True)
        return {str(name): int(count) for name, count in zip(names, held, strict=True)}


REASONS = {
    "no_option": ("ни одна кампания не может написать клиенту", "no campaign may have this customer"),
    "brings_less": ("второе приносит меньше", "the second brings less"),
    "costs_budget": ("второе приносит больше, но его деньги нужнее другим", "the second brings more, but its money earns more elsewhere"),
    "takes_capacity": ("второе приносит больше, но его канал нужнее другим", "the second brings more, but its channel earns more elsewhere"),
    "indivisible": ("почти поровну: решил остаток бюджета или канала", "nearly equal: the last of budget or capacity decided"),
    "nothing_pays": ("ни одно действие не окупается", "no action pays"),
}  # fmt: skip


def arbitrate(
    value: Any,
    cost: Any,
    *,
    budget: float = float("inf"),
    channel: Sequence[Hashable] | None = None,
    channel_caps: Mapping[Any, float] | None = None,
) -> Arbitration:
    """The next best action of each customer and the reason against the second best.

    `value` and `cost` are customers x campaigns: expected incremental profit and money of the action, NaN where the
    campaign may not have the customer (no consent, not in its audience, over a contact cap). Budget, channels and caps
    are as for `allocate`, whose errors are raised.
    """
    plan = allocate(value, cost, budget=budget, channel=channel, channel_caps=channel_caps)
    worth, paid = np.asarray(value, dtype=float), np.asarray(cost, dtype=float)
    if worth.ndim != 2:
        raise InvalidArgument("value must be customers x campaigns.", argument="value")
    rows = np.arange(worth.shape[0])
    price = plan.shadow_prices.get("budget", 0.0)
    tolls = np.array([_toll(plan, channel, place) for place in range(worth.shape[1])])
    open_ = ~np.isnan(worth)
    net = np.where(open_, worth - price * np.where(open_, paid, 0.0) - tolls, -np.inf)
    net = np.column_stack((net, np.zeros(len(rows))))  # the last column is to do nothing
    choice = np.where(plan.choice < 0, worth.shape[1], plan.choice)
    others = net.copy()
    others[rows, choice] = -np.inf
    second = others.argmax(axis=1)
    lead = net[rows, choice] - others[rows, second]
    plain = np.column_stack((np.where(open_, worth, -np.inf), np.zeros(len(rows))))
    money = np.column_stack((price * np.where(open_, paid, 0.0), np.zeros(len(rows))))
    toll = np.append(tolls, 0.0)
    alone = ~open_.any(axis=1)
    reason = [
        _reason(
            bool(alone[i]),
            int(choice[i]) == worth.shape[1],
            bool((worth[i][open_[i]] <= 0).all()),
            plain[i, second[i]] - plain[i, choice[i]],
            money[i, second[i]] - money[i, choice[i]],
            toll[second[i]] - toll[choice[i]],
            float(lead[i]),
        )
        for i in rows
    ]
    out = np.where(second == worth.shape[1], NOTHING, second)
    return Arbitration(plan.choice, out.astype(np.intp), lead, tuple(reason), plan)


def _toll(plan: Allocation, channel: Sequence[Hashable] | None, place: int) -> float:
    """What using this campaign's channel once takes away from others."""
    if channel is None:
        return 0.0
    return plan.shadow_prices.get(channel[place], 0.0)


def _reason(
    alone: bool, nothing: bool, worthless: bool, more: float, dearer: float, scarcer: float, lead: float
) -> str:
    if alone:
        return "no_option"
    if nothing and worthless:
        return "nothing_pays"
    if more <= 0:
        return "brings_less"
    if lead < 0 or max(dearer, scarcer) <= 0:
        return "indivisible"
    return "costs_budget" if dearer >= scarcer else "takes_capacity"
