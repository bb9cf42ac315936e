"""The limits of an allocation beyond the budget, and how they are laid out as rows and columns of a program.

More than one contact for a customer becomes a choice among bundles of offers; limits by segment become one column a
segment that only its customers can get. The program itself stays: at most one column a customer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from tools.errors import InvalidArgument

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.intp]

MOST_COLUMNS = 128


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns (offers of the bundle and, where limited, the segment), limits and each customer's segment code."""

    columns: tuple[tuple[tuple[int, ...], int | None], ...]
    names: tuple[Hashable, ...]
    caps: Floats
    counts: Floats
    segment: Whole | None


@dataclass(frozen=True, slots=True)
class Limits:
    """What `allocate` was asked for besides budget, channels and offers; its arguments are explained there."""

    contacts: int = 1
    contact_cap: float | None = None
    channel_min: Mapping[Any, float] = field(default_factory=dict)
    segment: Sequence[Hashable] | None = None
    segment_caps: Mapping[Any, float] = field(default_factory=dict)
    segment_min: Mapping[Any, float] = field(default_factory=dict)
    deviation: Any = None
    risk_aversion: float = 0.0
    margin: Any = None
    margin_floor: float | None = None

    def adjusted(self, value: Floats, offered: npt.NDArray[np.bool_]) -> Callable[[int, Whole], Floats]:
        """Values less what the uncertainty of the effect costs; takes what is below the margin floor out of
        `offered`."""
        if not self.risk_aversion >= 0:
            raise wrong(f"risk_aversion is {self.risk_aversion}; it must be at least 0.", "risk_aversion")
        if self.margin_floor is not None:
            if self.margin is None:
                raise wrong("margin_floor needs margin: the margin of each customer and offer.", "margin")
            margin = _like(self.margin, value, "margin")
            offered &= ~(margin < self.margin_floor) & ~np.isnan(margin)
        if not self.risk_aversion:
            return lambda offer, who: value[who, offer]
        if self.deviation is None:
            raise wrong("risk_aversion needs deviation: how uncertain each value is.", "deviation")
        deviation = _like(self.deviation, value, "deviation")
        bad = offered & ~(deviation >= 0)
        if bad.any():
            row, column = (int(place[0]) for place in np.nonzero(bad))
            raise wrong(
                f"deviation must be 0 or more where a value is given: customer {row}, offer {column}.",
                "deviation",
            )
        return lambda offer, who: value[who, offer] - self.risk_aversion * deviation[who, offer]

    def layout(
        self,
        shape: tuple[int, ...],
        channel: Sequence[Hashable] | None,
        channel_caps: Mapping[Any, float],
        offer_caps: Mapping[int, float],
    ) -> Layout:
        """Rows and columns of the program."""
        customers, offers = shape
        used = _channels(channel, offers, {**channel_caps, **self.channel_min})
        bundles = self._bundles(offers)
        labels, codes = self._segments(customers)
        columns = (
            [(bundle, label) for bundle in bundles for label in range(len(labels))]
            if labels
            else [(bundle, None) for bundle in bundles]
        )
        if len(columns) > MOST_COLUMNS:
            raise wrong(
                f"{offers} offers, {self.contacts} contacts a customer and {len(labels)} limited segments make {len(columns)} "
                f"columns; at most {MOST_COLUMNS} can be handled. Take fewer contacts or limited segments.",
                "contacts",
            )
        rows: list[tuple[Hashable, float, Callable[[tuple[int, ...], int | None], float]]] = []
        for name, cap in channel_caps.items():
            rows.append((name, _cap(cap, f"channel_caps[{name!r}]"), _in_channel(used, name, 1)))
        for offer, cap in offer_caps.items():
            if not 0 <= offer < offers:
                raise wrong(f"offer_caps names offer {offer}; there are {offers}, from 0.", "offer_caps")
            rows.append((f"offer {offer}", _cap(cap, f"offer_caps[{offer}]"), _has_offer(offer)))
        if self.contact_cap is not None:
            rows.append(("contacts", _cap(self.contact_cap, "contact_cap"), lambda bundle, _: len(bundle)))
        for name, least in self.channel_min.items():
            rows.append(
                (f"{name} min", -_cap(least, f"channel_min[{name!r}]", up=True), _in_channel(used, name, -1))
            )
        for kind, given, sign in (("max", self.segment_caps, 1), ("min", self.segment_min, -1)):
            for name, limit in given.items():
                cap = sign * _cap(limit, f"segment_{'caps' if sign > 0 else 'min'}[{name!r}]", up=sign < 0)
                rows.append((f"segment {name} {kind}", cap, _in_segment(labels.index(name), sign)))
        rows = [row for row in rows if row[1] != 0 or not str(row[0]).endswith(" min")]
        return Layout(
            tuple(columns),
            tuple(name for name, _, _ in rows),
            np.array([cap for _, cap, _ in rows], dtype=np.float64),
            np.array(
                [[count(*column) for column in columns] for _, _, count in rows], dtype=np.float64
            ).reshape(len(rows), len(columns)),
            codes,
        )

    def _bundles(self, offers: int) -> list[tuple[int, ...]]:
        if self.contacts < 1 or self.contacts != int(self.contacts):
            raise wrong(f"contacts is {self.contacts}; a whole number of 1 or more is needed.", "contacts")
        most = min(int(self.contacts), offers)
        return [bundle for size in range(1, most + 1) for bundle in combinations(range(offers), size)]

    def _segments(self, customers: int) -> tuple[list[Hashable], Whole | None]:
        """The limited segments (all others together come last) and each customer's code."""
        wanted = [*dict.fromkeys([*self.segment_caps, *self.segment_min])]
        if not wanted:
            return [], None
        if self.segment is None:
            raise wrong("segment_caps and segment_min need segment: the segment of each customer.", "segment")
        names = [name.item() if isinstance(name, np.generic) else name for name in self.segment]
        if len(names) != customers:
            raise wrong(f"segment has {len(names)} entries for {customers} customers.", "segment")
        known = set(names)
        for name in wanted:
            if name not in known:
                shown = ", ".join(sorted(str(other) for other in known)[:12])
                raise wrong(f"There is no customer in segment {name!r}; segments are {shown}.", "segment")
        place = {name: code for code, name in enumerate(wanted)}
        codes = np.array([place.get(name, len(wanted)) for name in names], dtype=np.intp)
        return [*wanted, None], codes


def _in_channel(used: Sequence[Hashable], name: Hashable, sign: int) -> Callable[..., float]:
    return lambda bundle, _: sign * sum(used[offer] == name for offer in bundle)


def _has_offer(offer: int) -> Callable[..., float]:
    return lambda bundle, _: float(offer in bundle)


def _in_segment(code: int, sign: int) -> Callable[..., float]:
    return lambda _, segment: sign * float(segment == code)


def _channels(channel: Sequence[Hashable] | None, offers: int, named: Mapping[Any, float]) -> list[Hashable]:
    used = [name.item() if isinstance(name, np.generic) else name for name in channel or ()]
    if channel is not None and len(used) != offers:
        raise wrong(f"channel has {len(used)} entries for {offers} offers.", "channel")
    if named and channel is None:
        raise wrong("channel_caps needs channel: the channel of each offer.", "channel")
    for name in named:
        if name not in used:
            known = ", ".join(sorted({str(other) for other in used}))
            raise wrong(f"channel_caps names {name!r}; the offers use {known}.", "channel_caps")
    return used


def _cap(cap: float, name: str, *, up: bool = False) -> float:
    if not cap >= 0:
        raise wrong(f"{name} is {cap}; it must be at least 0.", name.split("[")[0])
    return float((np.ceil if up else np.floor)(min(cap, 1e15)))


def _like(table: Any, value: Floats, name: str) -> Floats:
    found = np.asarray(table, dtype=np.float64)
    if found.shape != value.shape:
        raise wrong(
            f"{name} has shape {found.shape} and value {value.shape}; both must be customers x offers.", name
        )
    return found


def wrong(message: str, argument: str) -> InvalidArgument:
    """One sentence on an argument of `allocate`."""
    return InvalidArgument(message, argument=argument)
