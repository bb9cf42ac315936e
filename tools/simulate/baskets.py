"""What is in each order: lines with product, price, discount and margin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tools.simulate.assortment import CATEGORIES, LIFESTYLES, PRICE_RISE, Assortment, taste_by_month
from tools.simulate.orders import NOBODY, Orders
from tools.simulate.population import Flags, Floats, Ints, Population

FURTHER_LINES = 1.5
PRICE_RISE_SHARE = 0.15
SMALL_BASKET = 0.8
"""Below this spend multiplier a customer counts as a small basket and drops the dearer category more often."""
TOGETHER = {"Кофе и чай": "Сладости", "Детям": "Бытовая химия", "Красота": "Одежда", "Дом и кухня": "Бытовая химия", "Вино": "Бакалея"}  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """One entry a line, in the order of the orders. Money in kopecks."""

    order: Ints
    """Position of the order."""
    product: Ints
    quantity: Ints
    revenue: Ints
    discount: Ints
    offer_discount: Ints
    """The part of the discount that a campaign's offer gave."""
    margin: Ints
    kept: Flags
    """False where the price rise made the customer leave the item on the shelf."""


def lines(
    orders: Orders,
    people: Population,
    goods: Assortment,
    *,
    first_day: date,
    shelf_discount: Floats,
    price_rise: int | None,
    rng: np.random.Generator,
) -> Lines:
    """Fills the baskets. `price_rise` is the day from which the category costs more, or None."""
    known = orders.customer != NOBODY
    who = np.where(known, orders.customer, 0)
    spend = np.where(known, people.spend[who], 0.6)
    lifestyle = np.where(known, people.lifestyle[who], rng.integers(0, len(LIFESTYLES), orders.size))

    order = np.repeat(np.arange(orders.size), 1 + rng.poisson(FURTHER_LINES * spend))
    day = orders.day[order]
    category = _categories(order, lifestyle[order], _months(first_day, shelf_discount.size)[day], rng)
    product = goods.first[category] + np.floor(goods.count[category] * rng.random(order.size) ** 1.5).astype(
        np.int64
    )
    quantity = 1 + rng.poisson(np.where(goods.price[product] < 600, 0.5, 0.08))

    dear = next(i for i, c in enumerate(CATEGORIES) if c.name == PRICE_RISE)
    rises = category == dear
    before = np.ones(order.size, bool) if price_rise is None else day < price_rise
    kopecks = np.round(goods.price * 100).astype(np.int64)[product]
    kopecks = np.where(rises & before, np.round(kopecks / (1 + PRICE_RISE_SHARE)).astype(np.int64), kopecks)
    leaves = np.where(spend[order] < SMALL_BASKET, 0.34, 0.04)
    kept = ~(rises & ~before & (rng.random(order.size) < leaves))

    gross = kopecks * quantity
    shelf = np.where(
        rng.random(order.size) < shelf_discount[day], rng.choice((0.05, 0.10, 0.15, 0.20), order.size), 0.0
    )
    after_shelf = gross - np.round(gross * shelf).astype(np.int64)
    offer = np.round(after_shelf * orders.offer_share[order]).astype(np.int64)
    revenue = after_shelf - offer
    cost = np.round(goods.unit_cost * 100).astype(np.int64)[product] * quantity
    return Lines(order, product, quantity, revenue, gross - revenue, offer, revenue - cost, kept)


def _categories(order: Ints, lifestyle: Ints, month: Ints, rng: np.random.Generator) -> Ints:
    """The category of each line: by taste and month, and often what goes with the line before it."""
    cumulative = taste_by_month()[lifestyle, month]
    category = np.minimum((rng.random(order.size)[:, None] > cumulative).sum(axis=1), len(CATEGORIES) - 1)
    names = [c.name for c in CATEGORIES]
    partner = np.array([names.index(TOGETHER[n]) if n in TOGETHER else i for i, n in enumerate(names)])
    follows = np.zeros(order.size, bool)
    follows[1:] = (order[1:] == order[:-1]) & (rng.random(order.size - 1) < 0.22)
    before = np.roll(category, 1)
    mixed: Ints = np.where(follows, partner[before], category).astype(np.int64)
    return mixed


def _months(first_day: date, days: int) -> Ints:
    """Month of each day, January = 0."""
    return np.array([(first_day + timedelta(days=i)).month - 1 for i in range(days)])
