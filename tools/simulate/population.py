"""Who the customers are: when they came, how often they buy, when they leave, how they respond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.simulate.assortment import CITIES, LIFESTYLE_SHARE, LIFESTYLES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RESPONSES = ("persuadable", "sure_thing", "lost_cause", "sleeping_dog")
PERSUADABLE, SURE_THING, LOST_CAUSE, SLEEPING_DOG = range(4)
ACQUISITION = ("магазин", "сайт", "реклама", "друзья", "купонный портал")

RATE_SHAPE, RATE_MEAN = 1.1, 0.75 / 30.44  # gamma over orders a day while alive
DROPOUT_SHAPE, DROPOUT_SCALE = 1.4, 420.0  # gamma over the hazard of leaving, a day
EXISTING_SHARE, PROSPECT_SHARE = 0.52, 0.05
HISTORY_DAYS = 900  # how long before the first day the oldest customers may have come


@dataclass(frozen=True)
class Population:
    """One entry a customer; days count from the first day of the data (negative: before it)."""

    registered: Ints
    left: Floats
    rate: Floats
    dropout: Floats
    buys: Flags
    """False for people who registered and never bought."""
    lifestyle: Ints
    spend: Floats
    """Multiplies the number of further lines in a basket."""
    city: Ints
    online: Floats
    """Probability that an order is made online."""
    saturday: Flags
    response: Ints
    acquisition: Ints

    @property
    def size(self) -> int:
        """Number of customers."""
        return int(self.registered.size)


def population(customers: int, demand: Floats, rng: np.random.Generator) -> Population:
    """Draws the customers, numbered by the day on which they came.

    Orders while alive are Poisson with a gamma-mixed rate; the time to leaving is exponential with a
    gamma-mixed hazard (the Pareto/NBD world of Schmittlein, Morrison and Colombo 1987, stretched by the
    season). Those who came before the data begin are the survivors of a longer history.
    """
    days = demand.size
    existing = round(customers * EXISTING_SHARE)
    registered = np.concatenate([np.zeros(existing, np.int64), _arrivals(customers - existing, demand, rng)])
    dropout = rng.gamma(DROPOUT_SHAPE, 1 / DROPOUT_SCALE, customers)
    lifetime = rng.exponential(1 / dropout)
    age, hazard, survives = _survivors(existing, rng)
    registered[:existing] = -age
    dropout[:existing], lifetime[:existing] = hazard, survives
    order = np.argsort(registered, kind="stable")
    registered, dropout, lifetime = registered[order], dropout[order], lifetime[order]

    rate = rng.gamma(RATE_SHAPE, RATE_MEAN / RATE_SHAPE, customers)
    buys = (rng.random(customers) >= PROSPECT_SHARE) | (registered < 0)
    online = np.clip(rng.beta(1.1, 1.7, customers) + 0.12 * registered / days, 0, 1)
    acquisition = rng.choice(len(ACQUISITION), customers, p=(0.38, 0.24, 0.18, 0.12, 0.08))
    return Population(
        registered=registered,
        left=registered + lifetime,
        rate=np.where(buys, rate, 0.0),
        dropout=dropout,
        buys=buys,
        lifestyle=rng.choice(len(LIFESTYLES), customers, p=LIFESTYLE_SHARE),
        spend=rng.gamma(4.0, 1 / 4.0, customers),
        city=rng.choice(len(CITIES), customers, p=[c.share for c in CITIES]),
        online=online,
        saturday=rng.random(customers) < 0.16,
        response=_responses(rate, online, acquisition, rng),
        acquisition=acquisition,
    )


def _arrivals(count: int, demand: Floats, rng: np.random.Generator) -> Ints:
    """Days on which new customers come: with the demand, growing at first and drying up at the end."""
    days = demand.size
    progress = np.arange(days) / max(days - 1, 1)
    weight = demand * np.interp(progress, (0, 0.55, 0.85, 1), (0.8, 1.15, 1.1, 0.6))
    arrivals: Ints = rng.choice(days, count, p=weight / weight.sum()).astype(np.int64)
    return arrivals


def _survivors(count: int, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
    """Age, hazard and whole lifetime of customers who came earlier and had not left on the first day."""
    pool = 4 * count + 100
    age = rng.integers(1, HISTORY_DAYS, pool)
    hazard = rng.gamma(DROPOUT_SHAPE, 1 / DROPOUT_SCALE, pool)
    lifetime = rng.exponential(1 / hazard)
    # The pool is four times the need and two in five survive: there are always enough.
    alive = np.flatnonzero(lifetime > age)[:count]
    return age[alive], hazard[alive], lifetime[alive]


def _responses(rate: Floats, online: Floats, acquisition: Ints, rng: np.random.Generator) -> Ints:
    """How a contact works on each customer; it hangs together with what can be observed.

    Frequent buyers tend to be sure things, the rarest lost causes, the middle can be moved, and people who
    came for coupons or buy offline take contacts amiss more often.
    """
    rank = np.argsort(np.argsort(rate)) / max(rate.size - 1, 1)
    scores = np.stack(
        [
            0.9 - 5.0 * np.abs(rank - 0.45) + 1.4 * online,
            -1.3 + 3.4 * rank,
            0.8 - 3.6 * rank,
            -1.9 + 1.1 * (acquisition == 4) + 0.9 * (1 - online),
        ],
        axis=1,
    )
    gumbel = rng.gumbel(size=scores.shape)
    chosen: Ints = np.argmax(scores + gumbel, axis=1).astype(np.int64)
    return chosen
