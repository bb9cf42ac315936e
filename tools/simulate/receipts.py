"""From filled baskets to receipts: the transactions table, refunds and used offers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.simulate.assortment import CATEGORIES, STORE_IDS, Assortment
from tools.simulate.baskets import Lines
from tools.simulate.campaigns import PLANS, World
from tools.simulate.orders import NOBODY, Orders
from tools.simulate.population import Flags, Floats, Ints

REFUND_SHARE = 0.03


@dataclass(frozen=True)
class Receipts:
    """The written receipts and, by position of the order, what each was worth in roubles."""

    transactions: pd.DataFrame
    redemptions: pd.DataFrame
    goods: Assortment
    is_sold: Flags
    """Whether the order is in the tables: not driven away, and something was left in the basket."""
    revenue: Floats
    margin: Floats
    """Worth of each order net of refunds; of a lost order, what it would have been worth."""
    offer_discount: Floats


def receipts(
    world: World, goods: Assortment, orders: Orders, seconds: Ints, basket: Lines, rng: np.random.Generator
) -> Receipts:
    """Numbers the orders by time, takes back about three lines in a hundred and writes everything down."""
    kept = np.flatnonzero(basket.kept)
    filled = np.bincount(basket.order[kept], minlength=orders.size) > 0
    is_sold = filled & (orders.lost_to == NOBODY)
    sold = kept[is_sold[basket.order[kept]]]
    returned = _returns(world, orders, basket, sold, rng)

    number = np.cumsum(is_sold)
    sale_ids = np.array([f"A{i:07d}" for i in range(int(is_sold.sum()) + 1)], dtype=object)[number]
    order = basket.order[sold]
    first = np.concatenate([[True], order[1:] != order[:-1]])
    start = np.maximum.accumulate(np.where(first, np.arange(order.size), 0))
    sales = _frame(world, goods, orders, basket, sold, sale_ids[order], np.arange(order.size) - start + 1)
    sales["ordered_at"] = world.stamp(orders.day[order], seconds[order])
    sales["ordered_on"] = world.stamp(orders.day[order])
    transactions = pd.concat(
        [sales, _refunds_frame(world, goods, orders, basket, returned, sale_ids)], ignore_index=True
    )
    transactions = transactions.sort_values(["ordered_at", "order_id", "line"], kind="stable").reset_index(
        drop=True
    )
    transactions["source"] = "simulated"
    transactions["source_line"] = np.arange(1, len(transactions) + 1)

    back = basket.order[returned.line]
    revenue, margin = (
        _roubles(basket.order[kept], money[kept], orders.size)
        - _roubles(back, money[returned.line], orders.size)
        for money in (basket.revenue, basket.margin)
    )
    offer = _roubles(basket.order[kept], basket.offer_discount[kept], orders.size)
    return Receipts(
        transactions=transactions,
        redemptions=_redemptions(world, orders, is_sold, sale_ids, offer),
        goods=goods,
        is_sold=is_sold,
        revenue=revenue,
        margin=margin,
        offer_discount=np.where(is_sold, offer, 0.0),
    )


@dataclass(frozen=True)
class _Returned:
    line: Ints
    day: Ints
    second: Ints


def _returns(world: World, orders: Orders, basket: Lines, sold: Ints, rng: np.random.Generator) -> _Returned:
    line = sold[rng.random(sold.size) < REFUND_SHARE]
    day = orders.day[basket.order[line]] + rng.integers(1, 15, line.size)
    second = rng.integers(10 * 3600, 20 * 3600, line.size)
    inside = day < world.days
    return _Returned(line[inside], day[inside], second[inside])


def _refunds_frame(
    world: World, goods: Assortment, orders: Orders, basket: Lines, back: _Returned, sale_ids: np.ndarray
) -> pd.DataFrame:
    by_time = np.lexsort((back.line, back.second, back.day))
    line, day, second = back.line[by_time], back.day[by_time], back.second[by_time]
    ids = np.array([f"R{i + 1:06d}" for i in range(line.size)], dtype=object)
    frame = _frame(world, goods, orders, basket, line, ids, np.ones(line.size, np.int64))
    for column in ("quantity", "revenue", "discount", "margin"):
        frame[column] = -frame[column]
    frame["kind"] = "refund"
    frame["refund_of"] = sale_ids[basket.order[line]]
    frame["ordered_at"] = world.stamp(day, second)
    frame["ordered_on"] = world.stamp(day)
    return frame


def _frame(
    world: World,
    goods: Assortment,
    orders: Orders,
    basket: Lines,
    which: Ints,
    order_ids: np.ndarray,
    numbers: Ints,
) -> pd.DataFrame:
    """The columns of `transactions` for these lines as sales, in the order of the schema."""
    order, product = basket.order[which], basket.product[which]
    who, store = orders.customer[order], orders.store[order]
    categories = np.array([c.name for c in CATEGORIES], dtype=object)
    missing = np.full(which.size, None, dtype=object)
    return pd.DataFrame(
        {
            "customer_id": _names(world.ids, who),
            "order_id": pd.array(order_ids, dtype="str"),
            "line": numbers,
            "ordered_at": world.stamp(orders.day[order]),
            "ordered_on": world.stamp(orders.day[order]),
            "product_id": pd.array(goods.frame["product_id"].to_numpy(dtype=object)[product], dtype="str"),
            "category": pd.array(categories[goods.category[product]], dtype="str"),
            "quantity": basket.quantity[which],
            "revenue": basket.revenue[which] / 100,
            "discount": basket.discount[which] / 100,
            "margin": basket.margin[which] / 100,
            "store_id": _names(np.array(STORE_IDS, dtype=object), store),
            "channel": pd.array(
                np.where(orders.online[order], "online", "store").astype(object), dtype="str"
            ),
            "kind": pd.array(np.full(which.size, "sale", dtype=object), dtype="str"),
            "refund_of": pd.array(missing, dtype="str"),
            "source": pd.array(np.full(which.size, "simulated", dtype=object), dtype="str"),
            "source_line": numbers,
        }
    )


def _redemptions(
    world: World, orders: Orders, is_sold: Flags, sale_ids: np.ndarray, offer_discount: Floats
) -> pd.DataFrame:
    used = np.flatnonzero(is_sold & (orders.redeems != NOBODY))
    store = orders.store[used]
    offers = np.array([f"O-{plan.key}" for plan in PLANS], dtype=object)
    return pd.DataFrame(
        {
            "offer_id": offers[orders.redeems[used]],
            "customer_id": world.ids[orders.customer[used]],
            "order_id": sale_ids[used],
            "store_id": _names(np.array(STORE_IDS, dtype=object), store),
            "redeemed_on": world.stamp(orders.day[used]),
            "discount": np.round(offer_discount[used], 2),
        }
    )


def _names(names: np.ndarray, which: Ints) -> pd.api.extensions.ExtensionArray:
    """The names at these positions, missing for NOBODY."""
    out = names[which]
    out[which == NOBODY] = None
    return pd.array(out, dtype="str")


def _roubles(order: Ints, kopecks: Ints, orders: int) -> Floats:
    """Sum of the lines of each order."""
    return np.bincount(order, kopecks / 100, orders).astype(np.float64)
