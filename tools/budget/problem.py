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

from tools.errors import InvalidArgument

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Problem:
    """`value` and `cost` are offers x customers; an offer that a customer cannot get has value -inf, cost 0."""

    value: Floats
    cost: Floats
    budget: float
    caps: Floats
    """How many customers each capped channel or offer takes at most."""
    counts: Floats
    """caps x offers: 1 where an offer uses a unit of the cap."""
    names: tuple[Hashable, ...]
    order: Whole
    """Position of each customer here in what the caller gave."""

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
        )

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
        """Of each offer, whether one of its caps is used up."""
        return np.asarray((self.counts[used >= self.caps] > 0).any(axis=0))


def state_problem(
    value: Any,
    cost: Any,
    *,
    budget: float,
    channel: Sequence[Hashable] | None,
    channel_caps: Mapping[Any, float] | None,
    offer_caps: Mapping[int, float] | None,
) -> Problem:
    """Checks everything that can be wrong and names it."""
    v, c = _table(value, "value"), _table(cost, "cost")
    if v.shape != c.shape:
        raise _wrong(
            f"value has shape {v.shape} and cost {c.shape}; both must be customers x offers.", "cost"
        )
    if not budget >= 0:
        raise _wrong(f"budget is {budget}; it must be at least 0.", "budget")
    offered = ~np.isnan(v)
    if np.isinf(v).any():
        raise _wrong("value holds infinity; NaN marks an offer that a customer cannot get.", "value")
    for bad, what in (
        (offered & np.isnan(c), "is missing (NaN) where a value is given"),
        (offered & (c < 0), "must be at least 0"),
        (offered & np.isinf(c), "must be finite"),
    ):
        if bad.any():
            row, column = (int(place[0]) for place in np.nonzero(bad))
            raise _wrong(
                f"cost {what}: customer {row}, offer {column} ({int(bad.sum())} such entries).", "cost"
            )
    names, caps, counts = _caps(channel, channel_caps, offer_caps, v.shape[1])
    order = np.argsort(_row_hash(v, c, offered))  # rows of one hash are equal
    return Problem(
        value=np.where(offered, v, -np.inf).T[:, order],
        cost=np.where(offered, c, 0.0).T[:, order],
        budget=float(budget),
        caps=caps,
        counts=counts,
        names=names,
        order=order,
    )


def _table(values: Any, name: str) -> Floats:
    try:
        table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise _wrong(f"{name} must hold numbers, customers x offers.", name) from None
    if table.ndim != 2 or table.shape[1] == 0:
        raise _wrong(f"{name} has shape {table.shape}; customers x offers is needed.", name)
    return table + 0.0


def _caps(
    channel: Sequence[Hashable] | None,
    channel_caps: Mapping[Any, float] | None,
    offer_caps: Mapping[int, float] | None,
    offers: int,
) -> tuple[tuple[Hashable, ...], Floats, Floats]:
    names: list[Hashable] = []
    caps: list[float] = []
    counts: list[Floats] = []
    used = [name.item() if isinstance(name, np.generic) else name for name in channel or ()]
    if channel is not None and len(used) != offers:
        raise _wrong(f"channel has {len(used)} entries for {offers} offers.", "channel")
    if channel_caps and channel is None:
        raise _wrong("channel_caps needs channel: the channel of each offer.", "channel")
    for name, cap in (channel_caps or {}).items():
        if name not in used:
            known = ", ".join(sorted({str(other) for other in used}))
            raise _wrong(f"channel_caps names {name!r}; the offers use {known}.", "channel_caps")
        names.append(name)
        caps.append(_cap(cap, f"channel_caps[{name!r}]"))
        counts.append(np.array([other == name for other in used], dtype=np.float64))
    for offer, cap in (offer_caps or {}).items():
        if not 0 <= offer < offers:
            raise _wrong(f"offer_caps names offer {offer}; there are {offers}, from 0.", "offer_caps")
        names.append(f"offer {offer}")
        caps.append(_cap(cap, f"offer_caps[{offer}]"))
        counts.append((np.arange(offers) == offer).astype(np.float64))
    return tuple(names), np.array(caps), np.array(counts).reshape(len(caps), offers)


def _cap(cap: float, name: str) -> float:
    if not cap >= 0:
        raise _wrong(f"{name} is {cap}; it must be at least 0.", name.split("[")[0])
    return float(np.floor(min(cap, 1e15)))


def _row_hash(value: Floats, cost: Floats, offered: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    mixed = np.full(value.shape[0], 0x9E3779B97F4A7C15, dtype=np.uint64)
    for table in (np.where(offered, value, np.inf), np.where(offered, cost, 0.0)):
        for column in np.ascontiguousarray(table.T).view(np.uint64):
            mixed ^= column
            mixed *= np.uint64(0xBF58476D1CE4E5B9)
            mixed ^= mixed >> np.uint64(29)
    return mixed


def _wrong(message: str, argument: str) -> InvalidArgument:
    return InvalidArgument(message, argument=argument)
