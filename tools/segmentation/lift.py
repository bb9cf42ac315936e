"""What is more common in a group than outside it, with an interval and a guard against chance finds.

For each thing (a category, a channel) a share inside the group is set against the share outside it. The
interval of the ratio is Katz's (logarithmic), the p-value that of the same statistic, and over all things
compared the Benjamini-Hochberg procedure keeps the expected share of false finds at `FALSE_FINDS`.

Sources: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469-474; Benjamini and Hochberg (1995),
J. R. Stat. Soc. B 57, 289-300.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

FALSE_FINDS = 0.10
LEVEL = 0.95


def lifts(counts: pd.DataFrame, *, inside: int, outside: int) -> pd.DataFrame:
    """Compares shares inside a group of `inside` customers with those among `outside` others.

    `counts` is indexed by thing, with `inside` and `outside`: how many customers of each side have it. Half a
    customer is added to each cell, so that a thing that nobody has on one side gets a wide interval instead
    of an infinite ratio. Returns `share_inside`, `share_outside`, `ratio`, `low`, `high`, `p_value`,
    `q_value`, `notable` (q_value within FALSE_FINDS), in the order given.
    """
    a, b = counts["inside"].to_numpy(float), counts["outside"].to_numpy(float)
    out = pd.DataFrame(index=counts.index)
    out["share_inside"] = a / inside
    out["share_outside"] = b / outside
    ratio = ((a + 0.5) / (inside + 0.5)) / ((b + 0.5) / (outside + 0.5))
    error = np.sqrt(1 / (a + 0.5) - 1 / (inside + 0.5) + 1 / (b + 0.5) - 1 / (outside + 0.5))
    error = np.maximum(error, 1e-12)
    z = float(ndtri(0.5 + LEVEL / 2))
    out["ratio"] = ratio
    out["low"] = ratio * np.exp(-z * error)
    out["high"] = ratio * np.exp(z * error)
    out["p_value"] = 2 * ndtr(-np.abs(np.log(ratio)) / error)
    out["q_value"] = benjamini_hochberg(out["p_value"].to_numpy())
    out["notable"] = out["q_value"] <= FALSE_FINDS
    return out


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """The smallest false discovery rate at which each of the tests would be called a find."""
    count = len(p_values)
    if count == 0:
        return p_values
    order = np.argsort(p_values)[::-1]
    adjusted = np.minimum.accumulate(p_values[order] * count / np.arange(count, 0, -1))
    out = np.empty(count)
    out[order] = np.minimum(adjusted, 1.0)
    return out
