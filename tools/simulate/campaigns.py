"""Past campaigns with a randomised control group, and the mailings that had none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.simulate.assortment import CITIES, FAULTY_STORE, STORE_IDS
from tools.simulate.consents import CHANNELS, Permissions
from tools.simulate.orders import NOBODY, Orders, ordinary
from tools.simulate.population import PERSUADABLE, SLEEPING_DOG, Flags, Floats, Ints, Population

WINDOW_DAYS = 28
USES_OFFER = 0.75
COST = {"email": 0.12, "sms": 4.60, "push": 0.03}  # roubles a message; an SMS of two parts
OPENS = {"email": 0.24, "sms": None, "push": 0.07}
CLICKS = {"email": 0.13, "sms": None, "push": 0.45}  # of those who opened
DRIVEN_AWAY = 0.55
"""Share of a sleeping dog's orders in the window that a contact drives away."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A way in which a part of the audience is treated."""

    name: str
    share: float
    offer_share: float = 0.0
    extra_orders: float = 0.0
    """Expected further orders of a persuadable customer."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign as it was planned; `before_end` counts days from its start to the end of the data."""

    key: str
    channel: str
    kind: str
    before_end: int
    arms: tuple[Arm, ...]
    target: Callable[[Floats, Ints], Flags]
    fixed_cost: float
    """Roubles for a base of 20,000; scaled with the base."""


def _lapsing(recency: Floats, orders: Ints) -> Flags:
    return (recency >= 30) & (recency <= 240) & (orders > 0)


def _buyers(recency: Floats, orders: Ints) -> Flags:
    return (recency <= 240) & (orders > 0)


def _regulars(recency: Floats, orders: Ints) -> Flags:
    return (recency <= 60) & (orders >= 3)


def _control(share: float) -> Arm:
    return Arm("control", share)


PLANS = (
    # A small push to everybody: the sure things take the discount, little is left to prove.
    Plan("spring", "sms", "discount", 195, (_control(0.25), Arm("treatment", 0.75, 0.05, 0.29)), _buyers, 12_000),
    # A deep discount for the most faithful: margin given away to people who buy anyway.
    Plan("summer", "push", "discount", 125, (_control(0.30), Arm("treatment", 0.70, 0.25, 0.06)), _regulars, 15_000),
    # A word at the right moment to people about to leave: this one earns.
    Plan("autumn", "email", "discount", 70, (_control(0.25), Arm("treatment", 0.75, 0.07, 0.75)), _lapsing, 20_000),
    # Still running when the data end: does the discount add anything to the reminder?
    Plan("running", "email", "discount", 13, (_control(0.2), Arm("reminder", 0.4, 0.0, 0.25), Arm("discount", 0.4, 0.10, 0.35)), _buyers, 10_000),
)  # fmt: skip
SEASON = {
    12: "Зима",
    1: "Зима",
    2: "Зима",
    3: "Весна",
    4: "Весна",
    5: "Весна",
    6: "Лето",
    7: "Лето",
    8: "Лето",
}


@dataclass
class Campaigns:
    """What the campaigns left behind, in parts that are put together into tables."""

    orders: Orders
    campaigns: list[dict[str, object]] = field(default_factory=list)
    offers: list[dict[str, object]] = field(default_factory=list)
    contacts: list[pd.DataFrame] = field(default_factory=list)
    assignments: list[pd.DataFrame] = field(default_factory=list)
    effects: list[pd.DataFrame] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """What a campaign must know about the retailer."""

    people: Population
    permits: Permissions
    ids: np.ndarray
    first_day: date
    demand: Floats
    order_revenue: Floats
    order_margin: Floats

    @property
    def days(self) -> int:
        """Length of the data in days."""
        return int(self.demand.size)

    def stamp(self, day: Ints | int, second: Ints | int = 0) -> np.ndarray:
        """Days (and seconds) from the first day as instants."""
        start = np.datetime64(self.first_day, "us")
        moment: np.ndarray = (
            start + np.asarray(day).astype("timedelta64[D]") + np.asarray(second).astype("timedelta64[s]")
        )
        return moment


def campaign_id(index: int) -> str:
    """Identifier of the measured campaign with this place in PLANS."""
    return f"C{index + 1:02d}-{PLANS[index].key}"


def run(world: World, orders: Orders, rng: np.random.Generator) -> Campaigns:
    """Lets campaigns and mailings happen day by day: consent, earlier contacts and orders count as they stand."""
    done = Campaigns(orders)
    sends: list[tuple[int, int]] = [(day, NOBODY) for day in _digest_days(world.days)]
    sends += [
        (world.days - plan.before_end, i)
        for i, plan in enumerate(PLANS)
        if world.days - plan.before_end >= 45
    ]
    digest, cart, *streams = rng.spawn(2 + len(PLANS))  # one each: a change of one plan leaves the others
    for day, index in sorted(sends):
        if index == NOBODY:
            _digest(world, done, day, digest)
        else:
            _experiment(world, done, index, day, streams[index])
    _cart(world, done, cart)
    _describe_mailings(world, done)
    return done


def _experiment(world: World, done: Campaigns, index: int, start: int, rng: np.random.Generator) -> None:
    plan, people = PLANS[index], world.people
    end = min(start + WINDOW_DAYS, world.days)
    past = done.orders.take((done.orders.day < start) & (done.orders.lost_to == NOBODY))
    count = np.bincount(past.customer, minlength=people.size)
    last = np.full(people.size, -np.inf)
    np.maximum.at(last, past.customer, past.day.astype(float))
    audience = np.flatnonzero(
        world.permits.active(plan.channel, start)
        & world.permits.valid[CHANNELS.index(plan.channel)]
        & plan.target(start - last, count)
    )
    shares = np.array([arm.share for arm in plan.arms])
    arm = rng.choice(len(plan.arms), audience.size, p=shares)
    done.assignments.append(
        pd.DataFrame(
            {
                "experiment_id": campaign_id(index),
                "customer_id": world.ids[audience],
                "arm": np.array([a.name for a in plan.arms])[arm],
                "propensity": shares[arm],
                "assigned_at": world.stamp(start, 6 * 3600),
                "assigned_on": world.stamp(start),
            }
        )
    )
    for number, treated_as in enumerate(plan.arms):
        if number:
            chosen = audience[arm == number]
            _treat(world, done, index, treated_as, chosen, start, end, rng)
            _contact(world, done, campaign_id(index), plan.channel, chosen, start, rng, unsubscribes=0.002)
        done.effects.append(_expected(world, index, plan.arms, number, audience[arm == number], start, end))
    done.campaigns.append(_campaign_row(world, index, start))
    done.offers.append(_offer_row(world, index, start))


def _treat(
    world: World,
    done: Campaigns,
    index: int,
    arm: Arm,
    chosen: Ints,
    start: int,
    end: int,
    rng: np.random.Generator,
) -> None:
    """Adds the orders of the persuadable, takes away those of sleeping dogs, lets the rest use the offer."""
    people = world.people
    moved = chosen[(people.response[chosen] == PERSUADABLE) & (people.left[chosen] > start)]
    extra = np.repeat(moved, rng.poisson(arm.extra_orders, moved.size))
    day = start + rng.integers(0, WINDOW_DAYS - 7, extra.size)
    inside = day < end
    orders = done.orders.plus(ordinary(people, extra[inside], day[inside], rng, cause=index))

    mine = np.zeros(people.size + 1, bool)  # one more, so that NOBODY falls on an entry that stays False
    mine[chosen] = True
    here = mine[orders.customer] & (orders.day >= start) & (orders.day < end) & (orders.lost_to == NOBODY)
    dog = here & (people.response[orders.customer] == SLEEPING_DOG)
    gone = dog & (rng.random(orders.size) < DRIVEN_AWAY)
    orders.lost_to[gone] = index
    if arm.offer_share:
        honours = orders.store != STORE_IDS.index(FAULTY_STORE)
        uses = here & ~gone & honours & (rng.random(orders.size) < USES_OFFER) & (orders.redeems == NOBODY)
        orders.redeems[uses] = index
        orders.offer_share[uses] = arm.offer_share
    done.orders = orders


def _expected(
    world: World, index: int, arms: tuple[Arm, ...], number: int, chosen: Ints, start: int, end: int
) -> pd.DataFrame:
    """Expected effect of the contact on each customer; for the control group, of the first treated arm."""
    people, arm = world.people, arms[max(number, 1)]
    clock = np.concatenate([[0.0], np.cumsum(world.demand)])
    until = np.clip(people.left[chosen], start, end)
    without = people.rate[chosen] * (np.interp(until, np.arange(clock.size), clock) - clock[start])
    response = people.response[chosen]
    inside = min(1.0, (end - start) / (WINDOW_DAYS - 7))
    added = arm.extra_orders * inside * ((response == PERSUADABLE) & (people.left[chosen] > start))
    lost = without * DRIVEN_AWAY * (response == SLEEPING_DOG)
    kazan = STORE_IDS.index(FAULTY_STORE)
    town = [i for i, city in enumerate(CITIES) if any(s == kazan for s in _stores_of(i))]
    honoured = np.where(np.isin(people.city[chosen], town), people.online[chosen], 1.0)
    discount = (
        arm.offer_share * USES_OFFER * honoured * (without + added - lost) * world.order_revenue[chosen]
    )
    return pd.DataFrame(
        {
            "campaign_id": campaign_id(index),
            "customer_id": world.ids[chosen],
            "arm": arms[number].name,
            "effect_orders": added - lost,
            "effect_margin": (added - lost) * world.order_margin[chosen] - discount,
        }
    )


def _stores_of(city: int) -> range:
    before = sum(len(c.stores) for c in CITIES[:city])
    return range(before, before + len(CITIES[city].stores))


def _contact(
    world: World,
    done: Campaigns,
    campaign: str,
    channel: str,
    chosen: Ints,
    day: int,
    rng: np.random.Generator,
    *,
    unsubscribes: float,
    interest: float = 1.0,
) -> None:
    """Sends one message to each and notes what came back."""
    draw = rng.random(chosen.size)
    bounced = ~world.permits.valid[CHANNELS.index(channel), chosen]
    wants_out = ~bounced & (draw < unsubscribes)
    out = np.zeros(world.people.size, bool)
    out[world.permits.unsubscribe(channel, chosen[wants_out], day)] = True
    out = out[chosen]
    complained = ~bounced & ~out & (draw > 1 - unsubscribes / 8)
    status = np.select([bounced, out, complained], ["bounced", "unsubscribed", "complained"], "delivered")
    done.contacts.append(_contacts_frame(world, campaign, channel, chosen, day, status, rng, interest))


def _contacts_frame(
    world: World,
    campaign: str,
    channel: str,
    chosen: Ints,
    day: Ints | int,
    status: np.ndarray,
    rng: np.random.Generator,
    interest: float,
) -> pd.DataFrame:
    reached = status != "bounced"
    opens, clicks = OPENS[channel], CLICKS[channel]
    opened: pd.api.extensions.ExtensionArray
    clicked: pd.api.extensions.ExtensionArray
    if opens is None or clicks is None:  # an SMS tells nothing about being read
        opened = clicked = pd.array([None] * chosen.size, dtype="boolean")
    else:
        did = reached & (rng.random(chosen.size) < opens * interest)
        opened = pd.array(did, dtype="boolean")
        clicked = pd.array(did & (rng.random(chosen.size) < clicks), dtype="boolean")
    days = np.broadcast_to(np.asarray(day), chosen.shape)
    return pd.DataFrame(
        {
            "customer_id": world.ids[chosen],
            "campaign_id": campaign,
            "channel": channel,
            "sent_at": world.stamp(days, 10 * 3600 + rng.integers(0, 5400, chosen.size)),
            "sent_on": world.stamp(days),
            "cost": COST[channel],
            "status": status,
            "opened": opened,
            "clicked": clicked,
        }
    )


def _digest_days(days: int) -> list[int]:
    """Tuesdays or so: every fourth week, and every second in the last quarter, which wears the channel out."""
    late = max(days - 89, 0)
    return [*range(22, late, 28), *range(late, days, 14)]


def _digest(world: World, done: Campaigns, day: int, rng: np.random.Generator) -> None:
    worn = day >= world.days - 89
    chosen = np.flatnonzero(world.permits.active("email", day))
    _contact(
        world,
        done,
        "digest",
        "email",
        chosen,
        day,
        rng,
        unsubscribes=0.0075 if worn else 0.003,
        interest=0.62 if worn else 1.0,
    )


def _cart(world: World, done: Campaigns, rng: np.random.Generator) -> None:
    """A reminder of a forgotten basket, sent without a control group since it was set up."""
    c = CHANNELS.index("push")
    chosen = np.repeat(np.arange(world.people.size), rng.poisson(0.9, world.people.size))
    day = rng.integers(1, world.days, chosen.size)
    permits = world.permits
    may = (permits.granted[c, chosen] < day) & (day < permits.withdrawn[c, chosen])
    may &= permits.has_address[c, chosen] & (world.people.left[chosen] > day)
    chosen, day = chosen[may], day[may]
    status = np.where(permits.valid[c, chosen], "delivered", "bounced")
    done.contacts.append(_contacts_frame(world, "cart", "push", chosen, day, status, rng, 2.2))


def _campaign_row(world: World, index: int, start: int) -> dict[str, object]:
    plan, begins = PLANS[index], world.first_day + timedelta(days=start)
    name = "Ранний доступ" if plan.key == "running" else SEASON.get(begins.month, "Осень")
    return {
        "campaign_id": campaign_id(index),
        "name": name,
        "channel": plan.channel,
        "offer_id": f"O-{plan.key}",
        "started_on": begins,
        "ended_on": begins + timedelta(days=WINDOW_DAYS - 1),
        "fixed_cost": round(plan.fixed_cost * world.people.size / 20_000, 2),
    }


def _offer_row(world: World, index: int, start: int) -> dict[str, object]:
    plan, begins = PLANS[index], world.first_day + timedelta(days=start)
    share = max(arm.offer_share for arm in plan.arms)
    return {
        "offer_id": f"O-{plan.key}",
        "name": f"Скидка {round(share * 100)} %",
        "kind": plan.kind,
        "discount_share": share,
        "reward": 0.0,
        "min_order": 0.0,
        "valid_from": begins,
        "valid_to": begins + timedelta(days=WINDOW_DAYS - 1),
    }


def _describe_mailings(world: World, done: Campaigns) -> None:
    last = world.first_day + timedelta(days=world.days - 1)
    for key, name, channel in (("digest", "Дайджест", "email"), ("cart", "Брошенная корзина", "push")):
        done.campaigns.append(
            {
                "campaign_id": key,
                "name": name,
                "channel": channel,
                "offer_id": None,
                "started_on": world.first_day,
                "ended_on": last,
                "fixed_cost": 0.0,
            }
        )
