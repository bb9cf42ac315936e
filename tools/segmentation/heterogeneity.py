"""Is a segment too wide: are there two kinds of customers in it?

Half of the segment shows the direction in which it would split best (the line between the two centres of
k-means); the other half, projected on it, is tested for having more than one mode. Looking and testing on different
customers keeps the test honest, and the halves then change places: the smaller p-value counts twice.

The test is Silverman's: the least smoothing that leaves one mode is held against that of samples drawn from the
smoothed distribution. A skewed, flat or heavy-tailed cloud has one mode and passes; a mixture does not.
Whole-numbered figures are spread within their step first, because counts pile up on 1, 2, 3.

Source: Silverman (1981), J. R. Stat. Soc. B 43, 97-99.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY, require_columns
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation.clusters import FAR, LOGGED

ALPHA = 0.02
"""Stricter than usual: the test is a little eager where a figure is spread evenly (measured: flat clouds)."""
DRAWS = 199
SMALLEST = 60
"""Customers below which a mixture cannot be told from chance."""
SAMPLE = 4_000
GRID = 512


@dataclass(frozen=True)
class Heterogeneity:
    """`p_value` of "one kind of customers"; `parts`: 0 or 1 for each customer, 1 the part worth more."""

    p_value: float
    parts: pd.Series
    centres: pd.DataFrame

    @property
    def sizes(self) -> tuple[int, int]:
        """Customers in part 0 and part 1."""
        return int((self.parts == 0).sum()), int((self.parts == 1).sum())

    @property
    def too_wide(self) -> bool:
        """Two kinds beyond chance, each large enough to be a segment of its own."""
        return self.p_value < ALPHA and min(self.sizes) >= K_ANONYMITY


def heterogeneity(
    features: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    log: Sequence[str] | None = None,
    value: str | None = None,
    seed: int = 7,
) -> Heterogeneity:
    """Does the segment hold two kinds of customers, and which?

    `features` has one row a customer of the segment (`customer_id` as a column or index); `columns`, `log` and
    `value` are as for `cluster_customers`. A figure that is the same for everybody is left out. The result does not
    depend on the order of the rows.

    Raises NotEnoughData below `SMALLEST` customers or where all of them are alike, InvalidArgument for a figure
    that is missing or empty.
    """
    if "customer_id" in features.columns:
        features = features.set_index("customer_id")
    names = list(columns or features.select_dtypes("number").columns)
    require_columns(map(str, features.columns), names, what="features")
    if len(features) < SMALLEST:
        raise NotEnoughData(
            f"{len(features)} customers are too few to tell two kinds from chance; {SMALLEST} are needed.",
            message_ru=f"Клиентов {len(features)} — мало, чтобы отличить два типа от случайности; нужно {SMALLEST}.",
            argument="features",
        )
    ordered = features.sort_index(kind="stable")
    rng = np.random.default_rng(seed)
    logged = [n for n in names if any(part in n for part in LOGGED)] if log is None else list(log)
    points = _points(ordered[names], logged, rng)
    halves = np.array_split(rng.permutation(len(points)), 2)
    near = (np.abs(points) < FAR).all(axis=1)  # far outliers are a tail and no second kind
    p_values = [
        _unimodal_p(_projected(points[look], points[test[near[test]]])[:SAMPLE], rng)
        for look, test in (halves, halves[::-1])
    ]
    labels = _two(points).predict(points)
    ranking = value or next((name for name in names if name in logged), names[0])
    worth = ordered[ranking].astype(float).to_numpy()
    if worth[labels == 0].mean() > worth[labels == 1].mean():
        labels = 1 - labels
    return Heterogeneity(
        p_value=min(1.0, 2 * min(p_values)),
        parts=pd.Series(labels, index=ordered.index, name="part").reindex(features.index),
        centres=ordered[names].astype(float).groupby(labels).mean(),
    )


def _points(frame: pd.DataFrame, logged: Sequence[str], rng: np.random.Generator) -> np.ndarray:
    kept = []
    for name in frame.columns:
        figures = frame[name].to_numpy(dtype=float, na_value=np.nan)
        if not np.isfinite(figures).all():
            raise InvalidArgument(
                f"{name} is empty or infinite for {int((~np.isfinite(figures)).sum())} customers.",
                message_ru=f"{name}: пусто или бесконечно у {int((~np.isfinite(figures)).sum())} клиентов.",
                argument=str(name),
            )
        if figures.max() == figures.min():
            continue
        if (figures == np.round(figures)).all():
            figures = figures + rng.uniform(-0.5, 0.5, len(figures))
        if name in logged:
            figures = np.log1p(np.maximum(figures, 0.0))
        middle, spread = np.median(figures), figures.std()
        kept.append(np.clip((figures - middle) / spread, -FAR, FAR))
    if not kept:
        raise NotEnoughData(
            "All customers of the segment are alike in these figures.",
            message_ru="По этим показателям все клиенты сегмента одинаковы.",
            argument="features",
        )
    return np.column_stack(kept)


def _two(points: np.ndarray) -> Any:
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with threadpool_limits(1):
        return KMeans(n_clusters=2, n_init=5, random_state=0).fit(points)


def _projected(look: np.ndarray, test: np.ndarray) -> np.ndarray:
    first, second = _two(look).cluster_centers_
    out: np.ndarray = test @ (second - first)
    return out


def _unimodal_p(sample: np.ndarray, rng: np.random.Generator) -> float:
    """Silverman's bootstrap: how often a sample from the least smooth one-mode density has more modes."""
    sample = (sample - sample.mean()) / sample.std()
    width = _critical_width(sample)
    shrink = 1 / np.sqrt(1 + width**2)  # keeps the variance of the smoothed sample at that of the sample
    more = sum(
        _modes(shrink * (rng.choice(sample, len(sample)) + width * rng.normal(size=len(sample))), width) > 1
        for _ in range(DRAWS)
    )
    return (1 + more) / (1 + DRAWS)


def _critical_width(sample: np.ndarray) -> float:
    """The smallest Gaussian kernel that leaves one mode; modes never grow in number as it widens."""
    low, high = 0.005, 2.0
    for _ in range(18):
        middle = np.sqrt(low * high)
        if _modes(sample, middle) > 1:
            low = middle
        else:
            high = middle
    return float(high)


def _modes(sample: np.ndarray, width: float) -> int:
    from scipy.ndimage import gaussian_filter1d

    edge = 4 * width
    low, high = sample.min() - edge, sample.max() + edge
    counts = np.histogram(sample, bins=GRID, range=(low, high))[0].astype(float)
    density = gaussian_filter1d(counts, width / (high - low) * GRID, mode="constant", truncate=5.0)
    # A ripple below a thousandth of the peak is the grid and not the data.
    rises = np.sign(np.diff(np.round(density / density.max(), 3)))
    rises = rises[rises != 0]
    return int(((rises[:-1] > 0) & (rises[1:] < 0)).sum())
