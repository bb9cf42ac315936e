"""When each customer orders, in the world without campaigns."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tools.simulate.assortment import CITIES, STORE_NAMES
from tools.simulate.calendar import SATURDAY
from tools.simulate.population import Flags, Floats, Ints, Population

NOBODY = -1
"""Customer of an order in which nobody was recognised; store of an online order; campaign of an ordinary order."""
ANONYMOUS_SHARE = 0.04
STORE_HOURS = np.array([0] * 10 + [4, 6, 8, 8, 7, 7, 9, 12, 14, 12, 8, 5] + [0] * 2, dtype=float)
ONLINE_HOURS = np.array(
    [1, 0, 0, 0, 0, 0, 1, 2, 4, 5, 6, 6, 6, 5, 5, 5, 5, 6, 7, 9, 11, 12, 9, 4], dtype=float
)


@dataclass
class Orders:
    """One entry an order; the columns have one length."""

    customer: Ints
    day: Ints
    online: Flags
    store: Ints
    caused_by: Ints
    """Index of the campaign without which the order would not exist, or NOBODY."""
    lost_to: Ints
    """Index of the campaign that drove the order away, or NOBODY; such an order is not in the tables."""
    redeems: Ints
    """Index of the campaign whose offer is used, or NOBODY."""
    offer_share: Floats
    """Discount of that offer, 0..1."""

    @property
    def size(self) -> int:
        """Number of orders."""
        return int(self.day.size)

    def take(self, which: Ints | Flags) -> Orders:
        """The chosen orders."""
        return Orders(**{f.name: getattr(self, f.name)[which] for f in fields(self)})

    def plus(self, other: Orders) -> Orders:
        """These orders followed by the others."""
        return Orders(
            **{f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)}
        )


def stores_of_city() -> tuple[Ints, Ints]:
    """First store of each city and number of its stores."""
    counts = np.array([len(city.stores) for city in CITIES])
    return np.concatenate([[0], np.cumsum(counts)[:-1]]), counts


def place(people: Population, customer: Ints, rng: np.random.Generator) -> tuple[Flags, Ints]:
    """Where each order of these customers is made: online, or in a store of their city."""
    online = rng.random(customer.size) < people.online[customer]
    first, count = stores_of_city()
    city = people.city[customer]
    store = first[city] + np.floor(rng.random(customer.size) * count[city]).astype(np.int64)
    return online, np.where(online, NOBODY, store)


def ordinary(
    people: Population, customer: Ints, day: Ints, rng: np.random.Generator, *, cause: int = NOBODY
) -> Orders:
    """Orders of these customers on these days, not yet touched by any offer."""
    online, store = place(people, customer, rng)
    nobody = np.full(customer.size, NOBODY)
    return Orders(
        customer, day, online, store, nobody + cause - NOBODY, nobody, nobody, np.zeros(customer.size)
    )


def base_orders(people: Population, demand: Floats, first_day: date, rng: np.random.Generator) -> Orders:
    """Poisson orders while alive, in business time: a day of double demand counts for two."""
    days = demand.size
    clock = np.concatenate([[0.0], np.cumsum(demand)])
    start = np.maximum(people.registered, 0).astype(float)
    end = np.clip(people.left, start, days)
    from_, to = np.interp(start, np.arange(days + 1), clock), np.interp(end, np.arange(days + 1), clock)
    count = rng.poisson(people.rate * (to - from_))
    customer = np.repeat(np.arange(people.size), count)
    moment = from_[customer] + rng.random(customer.size) * (to - from_)[customer]
    day = np.clip(np.searchsorted(clock, moment, side="right") - 1, 0, days - 1)

    to_saturday = day + SATURDAY - (day + first_day.weekday()) % 7
    moves = people.saturday[customer] & (rng.random(customer.size) < 0.8)
    moves &= (to_saturday >= start[customer]) & (to_saturday < end[customer])
    day = np.where(moves, to_saturday, day)

    newcomers = np.flatnonzero(people.buys & (people.registered >= 0))
    return ordinary(
        people,
        np.concatenate([customer, newcomers]),
        np.concatenate([day, people.registered[newcomers]]),
        rng,
    )


def anonymous_orders(count: int, demand: Floats, rng: np.random.Generator) -> Orders:
    """Store orders of people who showed no card."""
    day = rng.choice(demand.size, count, p=demand / demand.sum())
    store = rng.choice(len(STORE_NAMES), count)
    nobody = np.full(count, NOBODY)
    return Orders(nobody, day, np.zeros(count, bool), store, nobody, nobody, nobody, np.zeros(count))


def second_of_day(online: Flags, rng: np.random.Generator) -> NDArray[np.int64]:
    """A time of day in seconds: stores have opening hours, the site its evening peak."""
    out = np.zeros(online.size, np.int64)
    for where, hours in ((online, ONLINE_HOURS), (~online, STORE_HOURS)):
        hour = rng.choice(24, int(where.sum()), p=hours / hours.sum())
        out[where] = hour * 3600 + rng.integers(0, 3600, hour.size)
    return out
