"""An allocation problem: checked, in one canonical order, laid out offer by offer.

Customers are sorted by a hash of their rows, so that every later step, ties and last bits of sums included,
is the same whatever order they came in; customers with equal rows are interchangeable anyway.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.budget.limits import Limits, wrong

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Problem:
    """`value` and `cost` are offers x customers; an offer that a customer cannot get has value -inf, cost 0."""

    value: Floats
    cost: Floats
    budget: float
    caps: Floats
    """How much each limit takes at most; below 0 for a least number."""
    counts: Floats
    """limits x offers: how much an offer uses; below 0 where it counts towards a least number."""
    names: tuple[Hashable, ...]
    order: Whole
    """Position of each customer here in what the caller gave."""
    columns: tuple[tuple[int, ...], ...] = ()
    """The caller's offers behind each offer here: several where a customer may get more than one."""

    def first(self, customers: int) -> Problem:
        """The first customers, as good as a random sample, with limits in proportion."""
        share = customers / self.customers
        return Problem(
            value=np.ascontiguousarray(self.value[:, :customers]),
            cost=np.ascontiguousarray(self.cost[:, :customers]),
            budget=self.budget * share,
            caps=self.caps * share,
            counts=self.counts,
            names=self.names,
            order=self.order[:customers],
            columns=self.columns,
        )

    @property
    def least_value(self) -> float:
        """Only offers worth more can be in a plan; with least numbers to reach, any may have to be."""
        return -np.inf if (self.counts < 0).any() else 0.0

    def fits(self, spent: float, used: Floats) -> bool:
        """Whether a plan keeps every limit."""
        return spent <= self.budget and bool((used <= self.caps).all())

    @property
    def customers(self) -> int:
        return int(self.value.shape[1])

    @property
    def offers(self) -> int:
        return int(self.value.shape[0])

    def tolls(self, prices: Floats) -> Floats:
        """What the caps add to the price of each offer; `prices` are those of the budget and of the caps."""
        return np.asarray(prices[1:] @ self.counts)

    def closed(self, used: Floats) -> npt.NDArray[np.bool_]:
        """Of each offer, whether one of its caps has no room for it."""
        return np.asarray(((self.counts > 0) & (self.counts > (self.caps - used)[:, None])).any(axis=0))

    def held(self, used: Floats) -> npt.NDArray[np.bool_]:
        """Of each offer, whether taking it away from somebody would miss a least number."""
        return np.asarray(((self.counts < 0) & (-self.counts > (self.caps - used)[:, None])).any(axis=0))


def state_problem(
    value: Any,
    cost: Any,
    *,
    budget: float,
    channel: Sequence[Hashable] | None = None,
    channel_caps: Mapping[Any, float] | None = None,
    offer_caps: Mapping[int, float] | None = None,
    limits: Limits | None = None,
) -> Problem:
    """Checks everything that can be wrong and names it."""
    v, c = _table(value, "value"), _table(cost, "cost")
    if v.shape != c.shape:
        raise wrong(f"value has shape {v.shape} and cost {c.shape}; both must be customers x offers.", "cost")
    if not budget >= 0:
        raise wrong(f"budget is {budget}; it must be at least 0.", "budget")
    offered = _offered(v, c)
    stated = limits or Limits()
    adjusted = stated.adjusted(v, offered)
    layout = stated.layout(v.shape, channel, channel_caps or {}, offer_caps or {})
    order = np.argsort(
        _row_hash(v, c, offered, layout.segment, stated.deviation)
    )  # rows of one hash are equal
    values = np.full((len(layout.columns), v.shape[0]), -np.inf)
    costs = np.zeros(values.shape)
    for place, (offers, segment) in enumerate(layout.columns):
        here = (
            offered[:, offers[0]] if segment is None else offered[:, offers[0]] & (layout.segment == segment)
        )
        for offer in offers[1:]:
            here = here & offered[:, offer]
        here = here[order]
        who = order[here]
        values[place, here] = sum(adjusted(offer, who) for offer in offers)
        costs[place, here] = sum(c[who, offer] for offer in offers)
    return Problem(
        value=values,
        cost=costs,
        budget=float(budget),
        caps=layout.caps,
        counts=layout.counts,
        names=layout.names,
        order=order,
        columns=tuple(offers for offers, _ in layout.columns),
    )


def _offered(v: Floats, c: Floats) -> npt.NDArray[np.bool_]:
    """Which customers can get which offer; raises where a cost that is needed is none."""
    if np.isinf(v).any():
        raise wrong("value holds infinity; NaN marks an offer that a customer cannot get.", "value")
    offered = ~np.isnan(v)
    for bad, what in (
        (offered & np.isnan(c), "is missing (NaN) where a value is given"),
        (offered & (c < 0), "must be at least 0"),
        (offered & np.isinf(c), "must be finite"),
    ):
        if bad.any():
            row, column = (int(place[0]) for place in np.nonzero(bad))
            raise wrong(
                f"cost {what}: customer {row}, offer {column} ({int(bad.sum())} such entries).", "cost"
            )
    return offered


def _table(values: Any, name: str) -> Floats:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise wrong(f"{name} must hold numbers, customers x offers.", name) from None
    if table.ndim != 2 or table.shape[1] == 0:
        raise wrong(f"{name} has shape {table.shape}; customers x offers is needed.", name)
    return table


def _row_hash(
    value: Floats,
    cost: Floats,
    offered: npt.NDArray[np.bool_],
    segment: Whole | None,
    deviation: Any,
) -> npt.NDArray[np.uint64]:
    mixed = np.full(value.shape[0], 0x9E3779B97F4A7C15, dtype=np.uint64)

    def mix(column: npt.NDArray[np.uint64]) -> None:
        nonlocal mixed
        mixed ^= column
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)

    tables = [(value, np.inf), (cost, 0.0)]
    if deviation is not None:
        tables.append((np.asarray(deviation, dtype=np.float64), 0.0))
    for table, otherwise in tables:
        for offer in range(table.shape[1]):
            here = np.where(offered[:, offer], table[:, offer], otherwise) + 0.0  # -0.0 becomes 0.0
            mix(here.view(np.uint64))
    if segment is not None:
        mix(segment.astype(np.uint64))
    return mixed
