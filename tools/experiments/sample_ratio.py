"""Did the arms come out in the shares that were planned? If not, no effect of the test can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.errors import InvalidArgument

THRESHOLD = 0.001
"""Below this p-value the split is called broken. Strict, because every experiment is checked: Fabijan et al.
(2019), "Diagnosing sample ratio mismatch in online controlled experiments", KDD, section 2."""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """`mismatch` is True when the observed split would be a miracle under the planned shares."""

    p_value: float
    mismatch: bool
    n: int
    observed: dict[str, int]
    expected: dict[str, float]
    method: str


def srm_test(
    observed: Mapping[str, int], shares: Mapping[str, float] | None = None, *, threshold: float = THRESHOLD
) -> SampleRatio:
    """Tests the counts by arm against the planned shares (default: equal shares).

    Two arms: exact binomial test; more: Pearson's chi-square. Shares are scaled to add up to 1 and matched
    to arms by name.
    """
    from scipy.stats import binomtest, chisquare

    planned = dict.fromkeys(observed, 1.0) if shares is None else dict(shares)
    if set(planned) != set(observed) or len(observed) < 2:
        raise InvalidArgument(
            f"shares must name the same arms as the counts (at least two): {sorted(planned)} against {sorted(observed)}.",
            message_ru=f"В shares должны быть те же группы (не меньше двух): {sorted(planned)} и {sorted(observed)}.",
            argument="shares",
        )
    total, scale = int(sum(observed.values())), float(sum(planned.values()))
    if total < 1 or min(observed.values()) < 0 or min(planned.values()) <= 0:
        raise InvalidArgument(
            "Counts must not be negative, their sum and all shares must be positive.",
            message_ru="Числа не могут быть отрицательными, а сумма и доли должны быть больше нуля.",
            argument="observed",
        )
    expected = {arm: total * planned[arm] / scale for arm in observed}
    if len(observed) == 2:
        first = next(iter(observed))
        p_value = float(binomtest(int(observed[first]), total, planned[first] / scale).pvalue)
        method = "exact binomial test"
    else:
        counts = np.array([observed[arm] for arm in expected], dtype=np.float64)
        p_value = float(chisquare(counts, np.array(list(expected.values()))).pvalue)
        method = "chi-square test"
    return SampleRatio(p_value, p_value < threshold, total, dict(observed), expected, method)
