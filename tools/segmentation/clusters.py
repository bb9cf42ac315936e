"""Groups of customers who are alike in chosen figures, with a check whether the groups are real.

Figures are standardised, skewed ones (money, frequency) after log(1 + x), and what lies beyond `FAR` robust
standard deviations of the median is brought in to there, so that one wholesaler is no group of his own. The
number of groups is the one of 2 to 8 with the best silhouette (k-means) or the lowest BIC (normal mixture)
unless given. Stability: the clustering is repeated on bootstrap samples of the
customers, and the adjusted Rand index says how far each repetition puts the same pairs together (1 always,
0 no more than chance). Below `STABLE` the groups are an accident of this sample and must not be used.

Stable is not natural: k-means cuts one round cloud at the same place again and again. So the silhouette is
also held against that of clouds without groups, drawn from one normal distribution of the same covariance.

Sources: Rousseeuw (1987), J. Comput. Appl. Math. 20, 53-65 (silhouette); Liu, Hayes, Nobel and Marron (2008),
J. Am. Stat. Assoc. 103, 1281-1293 (one normal cloud as the null hypothesis of clustering); Hubert and Arabie (1985), J. Classification 2, 193-218
(adjusted Rand index); Hennig (2007), Comput. Stat. Data Anal. 52, 258-271 (bootstrap stability).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY, require_columns
from tools.errors import InvalidArgument, NotEnoughData
from tools.segmentation.sensitive import require_allowed, sensitive_kind

STABLE = 0.6
CLOUDS = 19
"""Clouds without groups; a silhouette above all of them happens by chance once in 20."""
CHOICES = range(2, 9)
SAMPLE = 1_500
"""Customers on whom silhouette and stability are measured: both compare all pairs."""
BOOTSTRAPS = 20
SMALLEST = 10
"""Customers that a group must have for a number of groups to be chosen."""
FAR = 5.0
Method = Literal["kmeans", "gmm"]
LOGGED = ("monetary", "revenue", "margin", "frequency", "orders", "average", "spend", "amount", "discount")
"""A figure whose name holds one of these is logged unless told otherwise."""


@dataclass(frozen=True)
class Clusters:
    """`labels`: cluster of each row (0 is the one worth most). `centres`: mean of every figure by cluster.
    `silhouettes`: by number of clusters tried. `agreements`: adjusted Rand index of each bootstrap, `stability`
    their mean. `cloud_silhouette`: the highest silhouette seen in clouds without groups."""

    labels: pd.Series
    centres: pd.DataFrame
    silhouettes: Mapping[int, float]
    agreements: tuple[float, ...]
    cloud_silhouette: float

    @property
    def k(self) -> int:
        return len(self.centres)

    @property
    def silhouette(self) -> float:
        return self.silhouettes[self.k]

    @property
    def stability(self) -> float:
        return float(np.mean(self.agreements))

    @property
    def stable(self) -> bool:
        """False: unstable, do not use."""
        return self.stability >= STABLE

    @property
    def natural(self) -> bool:
        """False: the customers form one cloud, and the groups are cuts through it."""
        return self.silhouette > self.cloud_silhouette


def cluster_customers(
    features: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    log: Sequence[str] | None = None,
    value: str | None = None,
    k: int | None = None,
    method: Method = "kmeans",
    allow_sensitive: bool = False,
    seed: int = 7,
    bootstraps: int = BOOTSTRAPS,
) -> Clusters:
    """Which groups of customers are alike, and are the groups stable?

    `features` has one row a customer (`customer_id` as a column or index), `columns` are the figures to use
    (default: all numeric ones that are not sensitive), `log` those to be logged (default: money and frequency by their names; logged
    figures count as zero below zero). Clusters are ordered by the mean of `value` (default: the first logged
    figure, otherwise the first), highest first, so that names stay. `method` is k-means or a mixture of normal
    distributions. The result does not depend on row order.

    Raises InvalidArgument for a figure that is missing, empty, no number or the same for everybody, and for a
    sensitive one (sex, age ...) unless `allow_sensitive`; NotEnoughData for fewer than 10 customers a cluster.
    """
    if "customer_id" in features.columns:
        features = features.set_index("customer_id")
    if method not in ("kmeans", "gmm"):
        raise InvalidArgument(f"method is {method!r}; kmeans or gmm is needed.", argument="method")
    numeric = [name for name in features.select_dtypes("number").columns if not sensitive_kind(str(name))]
    names = list(columns or numeric)
    require_columns(map(str, features.columns), names, what="features")
    require_allowed(map(str, names), allow_sensitive=allow_sensitive)
    if not names:
        raise InvalidArgument("features has no numeric column to cluster by.", argument="features")
    if k is not None and k < 2:
        raise InvalidArgument(f"k = {k}; at least 2 clusters are needed.", argument="k")
    most = k or CHOICES[-1]
    if len(features) < max(10 * most, K_ANONYMITY):
        raise NotEnoughData(
            f"{len(features)} customers are too few for up to {most} clusters; {10 * most} are needed.",
            message_ru=f"Клиентов {len(features)} — мало для {most} групп; нужно не меньше {10 * most}.",
            argument="features",
        )
    ordered = features.sort_index(kind="stable")
    logged = [name for name in names if any(part in name for part in LOGGED)] if log is None else list(log)
    points = _standardised(ordered[names], logged)
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.choice(len(points), min(SAMPLE, len(points)), replace=False))
    silhouettes, labels = _best(points, sample, [k] if k else list(CHOICES), seed, method)
    ranking = value or next((name for name in names if name in logged), names[0])
    worth = ordered[ranking].astype(float).groupby(labels).mean().sort_values(ascending=False, kind="stable")
    place = {int(old): new for new, old in enumerate(worth.index)}
    labels = np.array([place[int(label)] for label in labels])
    agreements = _agreements(points, labels, sample, method, rng, bootstraps)
    return Clusters(
        labels=pd.Series(labels, index=ordered.index, name="cluster").reindex(features.index),
        centres=ordered[names].astype(float).groupby(labels).mean(),
        silhouettes=silhouettes,
        agreements=agreements,
        cloud_silhouette=_cloud_silhouette(points, len(sample), len(place), rng, method),
    )


def _standardised(frame: pd.DataFrame, logged: Sequence[str]) -> np.ndarray:
    out = np.empty(frame.shape)
    for i, name in enumerate(frame.columns):
        try:
            figures = frame[name].to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError):
            raise InvalidArgument(
                f"{name} holds words such as {frame[name].iloc[0]!r}; clusters need numbers.",
                message_ru=f"В {name} не числа, например {frame[name].iloc[0]!r}; для кластеров нужны числа.",
                argument=str(name),
            ) from None
        if not np.isfinite(figures).all():
            raise InvalidArgument(
                f"{name} is empty or infinite for {int((~np.isfinite(figures)).sum())} customers.",
                message_ru=f"{name}: пусто или бесконечно у {int((~np.isfinite(figures)).sum())} клиентов.",
                argument=str(name),
            )
        if name in logged:
            figures = np.log1p(np.maximum(figures, 0.0))
        figures = _brought_in(figures)
        spread = figures.std()
        if spread < 1e-12:
            raise InvalidArgument(
                f"{name} is the same for everybody, so it cannot tell customers apart; leave it out.",
                message_ru=f"{name} одинаков у всех и клиентов не различает; уберите его.",
                argument=str(name),
            )
        out[:, i] = (figures - figures.mean()) / spread
    return out


def _brought_in(figures: np.ndarray) -> np.ndarray:
    """Outliers at `FAR` robust standard deviations; untouched where half of the customers are equal."""
    low, middle, high = np.quantile(figures, (0.25, 0.5, 0.75))
    robust = (high - low) / 1.349
    return figures if robust <= 0 else np.clip(figures, middle - FAR * robust, middle + FAR * robust)


def _best(
    points: np.ndarray, sample: np.ndarray, choices: Sequence[int], seed: int, method: Method
) -> tuple[dict[int, float], np.ndarray]:
    from sklearn.metrics import silhouette_score

    silhouettes: dict[int, float] = {}
    labels: dict[int, np.ndarray] = {}
    bits: dict[int, float] = {}
    for k in choices:
        model = _fit(points, k, seed, method)
        labels[k] = model.predict(points)
        bits[k] = float(model.bic(points)) if method == "gmm" else 0.0
        if len(np.unique(labels[k])) < k:  # a mixture may leave a component without anybody
            bits[k] = np.inf
        here = labels[k][sample]
        silhouettes[k] = float(silhouette_score(points[sample], here)) if len(np.unique(here)) > 1 else -1.0
    # A handful of outliers is no group, however far away they are.
    whole = [k for k in choices if np.unique(labels[k], return_counts=True)[1].min() >= SMALLEST]
    choices = whole or choices
    if method == "gmm":
        best = min(choices, key=lambda k: (round(bits[k], 3), k))
    else:
        best = max(choices, key=lambda k: (round(silhouettes[k], 6), -k))
    silhouettes.setdefault(len(np.unique(labels[best])), silhouettes[best])
    return silhouettes, labels[best]


def _fit(
    points: np.ndarray,
    k: int,
    seed: int,
    method: Method,
    starts: int = 3,
    means: np.ndarray | None = None,
) -> Any:
    from sklearn.cluster import KMeans
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits  # type: ignore[import-not-found,import-untyped,unused-ignore]

    distinct = len(np.unique(points, axis=0)) if len(points) <= SAMPLE else k
    if distinct < k:
        raise NotEnoughData(
            f"Only {distinct} different customers; {k} clusters cannot be told apart.",
            message_ru=f"Различных клиентов только {distinct}; {k} групп не получится.",
            argument="k",
        )
    with threadpool_limits(1):  # one thread: the same sums in the same order, and no fight over busy cores
        if method == "gmm":
            return GaussianMixture(
                k,
                n_init=2 * starts if means is None else 1,
                init_params="k-means++",
                means_init=means,
                random_state=seed,
                reg_covar=1e-3,
                tol=1e-2,
            ).fit(points)
        return KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(points)


def _agreements(
    points: np.ndarray,
    labels: np.ndarray,
    sample: np.ndarray,
    method: Method,
    rng: np.random.Generator,
    bootstraps: int,
) -> tuple[float, ...]:
    from sklearn.metrics import adjusted_rand_score

    size, k = min(len(points), 2 * SAMPLE), len(np.unique(labels))
    # A mixture has many local optima: each repetition starts where the groups were found.
    means = (
        np.array([points[labels == label].mean(axis=0) for label in range(k)]) if method == "gmm" else None
    )
    out = []
    for repetition in range(bootstraps):
        drawn = rng.choice(len(points), size, replace=True)
        fitted = _fit(points[drawn], k, repetition, method, starts=2, means=means)
        out.append(float(adjusted_rand_score(labels[sample], fitted.predict(points[sample]))))
    return tuple(out)


def _cloud_silhouette(
    points: np.ndarray, size: int, k: int, rng: np.random.Generator, method: Method
) -> float:
    from sklearn.metrics import silhouette_score

    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    out = []
    for draw in range(CLOUDS):
        cloud = rng.multivariate_normal(
            np.zeros(points.shape[1]), covariance, min(size, 1_000), method="eigh"
        )
        labels = _fit(cloud, k, draw, method, starts=2 if method == "kmeans" else 1).predict(cloud)
        out.append(float(silhouette_score(cloud, labels)) if len(np.unique(labels)) > 1 else -1.0)
    return max(out)
