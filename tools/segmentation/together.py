"""How often two things are in one basket when baskets are filled at random: the yardstick for "bought together".

Big baskets hold more of everything, so a plain lift calls every pair a find. Here each basket keeps its
number of different things and each thing keeps its number of baskets; given both, the most random way to fill
the baskets is the conditional Rasch model: P(basket = S | size) = product of w_i over S / e_size(w), with e the
elementary symmetric function and w fitted so that the expected number of baskets of each thing is the one
seen (Rasch 1960; Andersen, 1972, J. R. Stat. Soc. B 34, 42-54, for the conditional likelihood). Independent
filling, with any rates and any sizes, gives exactly this.

Baskets of one customer resemble each other, so the variance of a pair's count adds up squares of whole
customers' surpluses (Liang and Zeger, 1986, Biometrika 73, 13-22).
"""

from __future__ import annotations

from itertools import combinations
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from tools.errors import DidNotConverge
from tools.segmentation.lift import FALSE_FINDS, LEVEL, benjamini_hochberg

Floats: TypeAlias = NDArray[np.float64]
MOST_THINGS = 60
"""A basket is kept as one bit a thing in a 64-bit number."""


def pairs_together(baskets: pd.DataFrame, things: int, *, minimum: float) -> pd.DataFrame:
    """Which pairs share a basket more, or less, often than chance fills them.

    `baskets`: `customer` (integer code), `mask` (bit i set when thing i is in the basket) and `count` (how many
    such baskets that customer had). `things`: how many bits are in use. A pair is tested when chance alone
    would put it into at least `minimum` baskets, so that the choice of pairs does not look at the outcome.

    Returns `first`, `second`, `together` (baskets), `customers`, `expected`, `lift`, `low`, `high`, `p_value`,
    `q_value`, `notable`. The interval and the p-value come from one normal statistic of log(lift).
    """
    masks = baskets["mask"].to_numpy(np.int64)
    counts = baskets["count"].to_numpy(np.float64)
    customer = pd.factorize(baskets["customer"])[0]
    held = np.array([(masks >> i) & 1 for i in range(things)], dtype=bool)
    sizes = held.sum(axis=0)
    by_size = np.bincount(sizes, weights=counts, minlength=things + 1).astype(np.float64)
    weights = fitted_weights(held.astype(float) @ counts, by_size)
    rows = []
    for first, second in combinations(range(things), 2):
        chance = _pair_by_size(weights, first, second)
        expected = float(by_size @ chance)
        if expected < minimum:
            continue
        both = held[first] & held[second]
        surplus = np.bincount(customer, weights=counts * (both - chance[sizes]))
        rows.append(
            {
                "first": first,
                "second": second,
                "together": int(counts[both].sum()),
                "customers": len(np.unique(customer[both])),
                "expected": expected,
                "error": float(np.sqrt(surplus @ surplus)),
            }
        )
    names = ["first", "second", "together", "customers", "expected", "error"]
    return _judged(
        pd.DataFrame(rows, columns=names).astype({"expected": float, "error": float, "together": float})
    )


def fitted_weights(seen: Floats, by_size: Floats) -> Floats:
    """The weight of each thing under which it is expected in as many baskets as it was `seen` in.

    `by_size[d]` baskets hold d different things. Scaling each weight by seen / expected raises the conditional
    likelihood at every step. Raises DidNotConverge.
    """
    things = len(seen)
    by_size = by_size[: things + 1]
    # A basket with everything, or nothing, tells the things apart no better than no basket.
    fixed = by_size[things]
    wanted = seen - fixed
    sizes = by_size.copy()
    sizes[[0, things]] = 0.0
    if not sizes.any():
        return np.ones(things)
    weights = np.maximum(wanted, 1e-9)
    weights = weights / weights.mean()
    for _ in range(2_000):
        expected = np.array([sizes @ _single_by_size(weights, i) for i in range(things)])
        step = np.divide(wanted, expected, out=np.ones(things), where=expected > 0)
        if np.abs(step - 1)[wanted > 0].max(initial=0.0) < 1e-9:
            return np.asarray(weights, dtype=np.float64)
        weights = np.maximum(weights * step, 1e-12)
        weights /= weights.mean()
    raise DidNotConverge(
        "The chance model of the baskets did not converge; ask about fewer things.",
        message_ru="Модель случайных корзин не сошлась; задайте меньше категорий или товаров.",
    )


def _symmetric(weights: Floats) -> Floats:
    """Elementary symmetric functions of degree 0 to n."""
    out = np.zeros(len(weights) + 1)
    out[0] = 1.0
    for n, weight in enumerate(weights, start=1):
        out[1 : n + 1] += weight * out[:n]
    return out


def _single_by_size(weights: Floats, thing: int) -> Floats:
    """P(thing in a basket of d different things) for d = 0 .. n."""
    return _ratio(weights[thing], _symmetric(np.delete(weights, thing)), _symmetric(weights), 1)


def _pair_by_size(weights: Floats, first: int, second: int) -> Floats:
    """P(both in a basket of d different things) for d = 0 .. n."""
    rest = _symmetric(np.delete(weights, [first, second]))
    return _ratio(weights[first] * weights[second], rest, _symmetric(weights), 2)


def _ratio(factor: float, rest: Floats, whole: Floats, degree: int) -> Floats:
    out = np.zeros(len(whole))
    out[degree:] = factor * rest[: len(whole) - degree] / whole[degree:]
    return out


def _judged(pairs: pd.DataFrame) -> pd.DataFrame:
    z = float(ndtri(0.5 + LEVEL / 2))
    seen, expected = pairs["together"] + 0.5, pairs["expected"] + 0.5
    error = np.maximum(pairs["error"], np.sqrt(np.minimum(seen, expected))) / seen
    pairs["lift"] = seen / expected
    pairs["low"] = pairs["lift"] * np.exp(-z * error)
    pairs["high"] = pairs["lift"] * np.exp(z * error)
    pairs["p_value"] = 2 * ndtr(-np.abs(np.log(pairs["lift"])) / error)
    pairs["q_value"] = benjamini_hochberg(pairs["p_value"].to_numpy())
    pairs["notable"] = pairs["q_value"] <= FALSE_FINDS
    return pairs.astype({"together": int, "customers": int}).drop(columns="error")
