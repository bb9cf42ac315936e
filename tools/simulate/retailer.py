"""A simulated Russian retailer: stores and a site, a year and a bit of history, known truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from tools.errors import InvalidArgument
from tools.simulate.assortment import (
    FAULTY_STORE,
    OUTAGE_STORE,
    PRICE_RISE,
    STORE_IDS,
    assortment,
    stores_frame,
)
from tools.simulate.baskets import FURTHER_LINES, PRICE_RISE_SHARE, lines
from tools.simulate.calendar import demand, discount_level
from tools.simulate.campaigns import Campaigns, World, run
from tools.simulate.consents import consents_frame, permissions, vault_frame
from tools.simulate.duplicates import plant_duplicates
from tools.simulate.generated import Generated
from tools.simulate.orders import (
    ANONYMOUS_SHARE,
    NOBODY,
    Orders,
    anonymous_orders,
    base_orders,
    ordinary,
    second_of_day,
)
from tools.simulate.people_tables import customers_frame, identities_frame
from tools.simulate.population import Floats, Population, population
from tools.simulate.receipts import Receipts, receipts
from tools.simulate.truth import Truth
from tools.simulate.truth_tables import campaign_truth, customer_truth
from tools.simulate.voices import feedback_frame, surveys_frame

PRICE_RISE_BEFORE_END = 105
OUTAGE_BEFORE_END = (7, 3)
"""The till of one store records nothing from the seventh to the third day before the end."""


class Retailer:
    """A retailer that can be generated in any size; the same seed and arguments give the same bytes.

    Amounts are in roubles. Everything is random from `seed` alone: no clock, no global state.
    """

    def __init__(
        self,
        seed: int = 7,
        *,
        first_day: date = date(2025, 9, 1),
        last_day: date = date(2026, 11, 15),
    ) -> None:
        if (last_day - first_day).days < 60:
            raise InvalidArgument(
                f"The retailer needs at least 61 days, from {first_day} to {last_day} there are "
                f"{(last_day - first_day).days + 1}; choose a later last_day.",
                argument="last_day",
            )
        self.seed, self.first_day, self.last_day = seed, first_day, last_day

    @cached_property
    def days(self) -> int:
        """Days of data, both ends included."""
        return (self.last_day - self.first_day).days + 1

    def generate(self, customers: int = 20_000, *, duplicates: float = 0.0) -> Generated:
        """Simulates this many customers with everything that happened to them.

        `duplicates` is the share of those who buy both online and in shops that have a second account for
        their online orders; the truth names them, and the other figures of the truth stay those of the first.
        """
        if not 0 <= duplicates <= 1:
            raise InvalidArgument(
                f"duplicates = {duplicates}: a share between 0 and 1 is expected.", argument="duplicates"
            )
        if customers < 100:
            raise InvalidArgument(f"customers = {customers}: at least 100 are needed.", argument="customers")
        curve = demand(self.first_day, self.days)
        shelf = discount_level(self.first_day, self.days)
        rise = self._price_rise()
        goods = assortment(self._rng(0))
        people = population(customers, curve, self._rng(1))
        ids = np.array([f"K{i + 1:06d}" for i in range(customers)], dtype=object)
        order_revenue, order_margin = self._expected_order(people, shelf)
        permits = permissions(people, self.days, self._rng(2))
        world = World(people, permits, ids, self.first_day, curve, order_revenue, order_margin)
        base = base_orders(people, curve, self.first_day, self._rng(3))
        campaigns = run(world, base, self._rng(4))

        orders = self._with_strangers_and_outage(campaigns.orders, curve)
        seconds = second_of_day(orders.online, self._rng(6))
        by_time = np.lexsort((seconds, orders.day))
        orders, seconds = orders.take(by_time), seconds[by_time]
        basket = lines(
            orders,
            people,
            goods,
            first_day=self.first_day,
            shelf_discount=shelf,
            price_rise=rise,
            rng=self._rng(7),
        )
        paper = receipts(world, goods, orders, seconds, basket, self._rng(8))
        tables, personal, injection = self._tables(world, campaigns, orders, paper, rise)
        truth = self._truth(world, campaigns, orders, paper, rise, personal, injection)
        vault = vault_frame(permits, ids, self._rng(9))
        if duplicates:
            tables, vault, twice = plant_duplicates(tables, vault, duplicates, self._rng(30))
            truth = replace(truth, duplicates=twice)
        return Generated(tables, vault, truth)

    def _tables(
        self, world: World, campaigns: Campaigns, orders: Orders, paper: Receipts, rise: int | None
    ) -> tuple[dict[str, pd.DataFrame], tuple[str, ...], tuple[str, ...]]:
        sold = orders.take(paper.is_sold & (orders.customer != NOBODY))
        feedback, personal, injection = feedback_frame(world, sold, paper.goods, self._rng(10))
        tables = {
            "transactions": paper.transactions,
            "customers": customers_frame(world),
            "identities": identities_frame(world, self._rng(11)),
            "consents": consents_frame(world.permits, world.ids, self.first_day, self._rng(12)),
            "contacts": _numbered(pd.concat(campaigns.contacts, ignore_index=True)),
            "assignments": _joined(campaigns.assignments),
            "campaigns": _with_days(pd.DataFrame(campaigns.campaigns), "started_on", "ended_on"),
            "products": paper.goods.frame,
            "stores": stores_frame(),
            "offers": _with_days(pd.DataFrame(campaigns.offers), "valid_from", "valid_to"),
            "redemptions": paper.redemptions,
            "surveys": surveys_frame(world, self._rng(13), price_rise=rise),
            "feedback": feedback,
        }
        names = feedback["feedback_id"].to_numpy()
        return tables, tuple(names[personal]), tuple(names[injection])

    def _truth(
        self,
        world: World,
        campaigns: Campaigns,
        orders: Orders,
        paper: Receipts,
        rise: int | None,
        personal: tuple[str, ...],
        injection: tuple[str, ...],
    ) -> Truth:
        effects = pd.concat(campaigns.effects, ignore_index=True) if campaigns.effects else pd.DataFrame()
        return Truth(
            customers=customer_truth(world),
            effects=effects,
            campaigns=campaign_truth(world, campaigns, effects, orders, paper),
            faulty_store=FAULTY_STORE,
            outage_store=OUTAGE_STORE,
            outage_days=(
                self.last_day - timedelta(days=OUTAGE_BEFORE_END[0] - 1),
                self.last_day - timedelta(days=OUTAGE_BEFORE_END[1] - 1),
            ),
            price_rise_category=PRICE_RISE,
            price_rise_on=None if rise is None else self.first_day + timedelta(days=rise),
            price_rise_share=PRICE_RISE_SHARE,
            personal_data_feedback=personal,
            injection_feedback=injection,
        )

    def _rng(self, stream: int) -> np.random.Generator:
        """One stream a step, so that a change in one leaves the draws of the others as they were."""
        return np.random.default_rng([self.seed, stream])

    def _price_rise(self) -> int | None:
        """Day of the price rise, a Monday; None where the data are too short to show it."""
        day = self.days - PRICE_RISE_BEFORE_END
        day -= (self.first_day.weekday() + day) % 7
        return day if day >= 60 else None

    def _with_strangers_and_outage(self, orders: Orders, curve: Floats) -> Orders:
        """Adds orders of unrecognised people and takes out what the silent till did not record."""
        known_lines = orders.size * (1 + FURTHER_LINES)
        strangers = known_lines * ANONYMOUS_SHARE / (1 - ANONYMOUS_SHARE) / (1 + FURTHER_LINES * 0.6)
        everything = orders.plus(anonymous_orders(round(strangers), curve, self._rng(5)))
        begin, end = (self.days - before for before in OUTAGE_BEFORE_END)
        silent = (everything.store == STORE_IDS.index(OUTAGE_STORE)) & (everything.day >= begin)
        return everything.take(~(silent & (everything.day <= end)))

    def _expected_order(self, people: Population, shelf: Floats) -> tuple[Floats, Floats]:
        """Expected roubles of revenue and margin an order of each customer, from many trial baskets."""
        rng = self._rng(20)
        who = rng.integers(0, people.size, 40_000)
        trial = ordinary(people, who, rng.integers(0, self.days, who.size), rng)
        goods = assortment(self._rng(0))
        basket = lines(
            trial, people, goods, first_day=self.first_day, shelf_discount=shelf, price_rise=None, rng=rng
        )
        kind = people.lifestyle[who][basket.order]
        count = np.maximum(np.bincount(kind), 1)
        per_order = 1 + FURTHER_LINES * people.spend
        revenue = (np.bincount(kind, basket.revenue / 100) / count)[people.lifestyle] * per_order
        margin = (np.bincount(kind, basket.margin / 100) / count)[people.lifestyle] * per_order
        return revenue, margin


def _numbered(contacts: pd.DataFrame) -> pd.DataFrame:
    contacts = contacts.sort_values(["sent_at", "customer_id"], kind="stable").reset_index(drop=True)
    contacts.insert(0, "contact_id", [f"M{i + 1:07d}" for i in range(len(contacts))])
    return contacts


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        columns=["experiment_id", "customer_id", "arm", "propensity", "assigned_at", "assigned_on"]
    )


def _with_days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{c: pd.to_datetime(frame[c]).astype("datetime64[us]") for c in columns})
