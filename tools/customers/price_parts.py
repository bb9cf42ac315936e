"""Splits a change of revenue or margin into prices, costs, mix, volume and customers: exact, product by product.

The money of a period's sales is customers x units a customer x sum over products of (share of units x (price -
cost)). The parts are Shapley's value over these factors (each factor's step averaged over all orders of change),
so they add up to the change and no order is preferred. A product sold in one period only has no price change:
its price and cost are taken as the same, and its coming or going is mix. Laspeyres-like price lists without
Shapley's averaging leave a cross term that somebody has to hide.

Source: Shapley (1953); Ang (2004), Energy Policy 32, 1131-1139; Fisher (1922), The Making of Index Numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd

FACTORS = ("customers", "volume", "mix", "price", "cost")


@dataclass(frozen=True)
class PriceParts:
    """`parts` by factor, exact, in ten-thousandths; `price_index`: Fisher's index of products sold in both
    periods (1.05: 5 % dearer), None where there is none; `matched`: share of this period's sales they make."""

    parts: dict[str, Fraction]
    price_index: float | None
    matched: float


def price_parts(products: pd.DataFrame, customers: tuple[int, int], *, with_cost: bool) -> PriceParts:
    """Parts of the change of the sales of `products`.

    One row a product: `units_0`, `units_1` (above zero or 0), `revenue_0`, `revenue_1`, `cost_0`, `cost_1` (whole
    ten-thousandths; cost is ignored unless `with_cost`). `customers` before and now, both above zero.
    """
    units = [products[f"units_{s}"].to_numpy(float) for s in (0, 1)]
    revenue = [products[f"revenue_{s}"].to_numpy(float) for s in (0, 1)]
    cost = [products[f"cost_{s}"].to_numpy(float) if with_cost else np.zeros(len(products)) for s in (0, 1)]
    sold = [u > 0 for u in units]
    price, unit_cost = ([_each(money, units, sold, s) for s in (0, 1)] for money in (revenue, cost))
    share = [u / u.sum() for u in units]
    factors = [customers, tuple(units[s].sum() / customers[s] for s in (0, 1))]
    gross = [[math.fsum(share[a] * price[b]) for b in (0, 1)] for a in (0, 1)]
    spent = [[math.fsum(share[a] * unit_cost[b]) for b in (0, 1)] for a in (0, 1)]

    def worth(state: list[int]) -> float:
        n, volume, mix, dear, costly = state
        return float(factors[0][n] * factors[1][volume] * (gross[mix][dear] - spent[mix][costly]))

    used = FACTORS if with_cost else FACTORS[:4]
    sums = dict.fromkeys(used, 0.0)
    for order in permutations(range(len(used))):
        state = [0] * 5
        for factor in order:
            held = worth(state)
            state[factor] = 1
            sums[used[factor]] += worth(state) - held
    parts = {name: Fraction(total / math.factorial(len(used))) for name, total in sums.items()}
    exact = sum(int(products[f"revenue_{s}"].sum()) * (1 if s else -1) for s in (0, 1))
    if with_cost:
        exact -= sum(int(products[f"cost_{s}"].sum()) * (1 if s else -1) for s in (0, 1))
    largest = max(parts, key=lambda name: abs(parts[name]))
    parts[largest] += exact - sum(parts.values())  # what floating point lost: less than a ten-thousandth
    both = sold[0] & sold[1]
    index = None
    if both.any() and all((units[s][both] @ price[0][both]) > 0 for s in (0, 1)):
        steps = [(units[s][both] @ price[1][both]) / (units[s][both] @ price[0][both]) for s in (0, 1)]
        index = math.sqrt(steps[0] * steps[1])
    matched = float(revenue[1][both].sum() / revenue[1].sum()) if revenue[1].sum() > 0 else 0.0
    return PriceParts(parts, index, matched)


def _each(money: list[np.ndarray], units: list[np.ndarray], sold: list[np.ndarray], side: int) -> np.ndarray:
    """Money a unit on one side; of a product not sold there, that of the other side."""
    rates = [np.divide(money[s], units[s], out=np.zeros(len(units[s])), where=sold[s]) for s in (0, 1)]
    return np.asarray(np.where(sold[side], rates[side], rates[1 - side]))
