"""A share with its interval: Wilson's, which holds its level for small counts and at both ends of the scale.

Source: Wilson (1927), Journal of the American Statistical Association 22, 209-212.
"""

from __future__ import annotations

import math

from scipy.special import ndtri

LEVEL = 0.95


def wilson(hits: int, n: int, *, level: float = LEVEL) -> tuple[float, float, float]:
    """The share hits / n, and its lower and upper limit; (0, 0, 1) of nothing."""
    if n == 0:
        return 0.0, 0.0, 1.0
    z = float(ndtri(0.5 + level / 2))
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return share, max(0.0, middle - half), min(1.0, middle + half)
