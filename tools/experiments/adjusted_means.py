"""The difference of two means with everything that was known before the test: covariates, strata, clusters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidArgument
from tools.experiments.adjustment import cuped, stratified_moments
from tools.experiments.heavy_tails import METHOD as SHAPE_METHOD
from tools.experiments.heavy_tails import UNEQUAL, shape_pooled
from tools.experiments.linearised import by_cluster, linearised
from tools.experiments.two_means import (
    METHOD,
    MeanComparison,
    compare_means,
    compare_moments,
    customers_needed_for_normality,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of each customer beside the outcome; None where nothing is."""

    covariates: NDArray[np.float64] | None = None
    denominator: NDArray[np.float64] | None = None
    strata: NDArray[np.str_] | None = None
    clusters: NDArray[np.str_] | None = None


@dataclass(frozen=True, slots=True)
class AdjustedMeans:
    """The comparison, the means it compares (treated, control), the share of variance that is left, the size of an
    arm from which its interval can be trusted, and the number of clusters."""

    result: MeanComparison
    means: tuple[float, float]
    variance_kept: float
    normal_from: int
    clusters: int | None


def adjusted_means(
    y: NDArray[np.float64], treated: NDArray[np.bool_], known: Known, *, unit: str, level: float
) -> AdjustedMeans:
    """Clusters and ratios become pseudo-values, covariates are taken off, strata weighted, then Welch's test."""
    customers = int(treated.sum()), int((~treated).sum())
    before, x, groups = known.covariates, known.denominator, known.strata
    clusters = None
    notes = []
    if known.clusters is not None:
        which, treated = by_cluster(known.clusters, treated)
        clusters = treated.size
        sizes = np.bincount(which).astype(np.float64)
        y = np.bincount(which, y, clusters).astype(np.float64)
        x = sizes if x is None else np.bincount(which, x, clusters).astype(np.float64)
        if before is not None:
            before = np.column_stack([np.bincount(which, c, clusters) / sizes for c in before.T])
        groups = None if groups is None else _of_clusters(groups, which)
        notes.append(f"cluster-robust over {clusters} clusters")
    if x is not None:
        y = linearised(y, x, treated)
        if known.denominator is not None:
            notes.append("delta method")
    plain = result = compare_means(y[treated], y[~treated], unit=unit, level=level)
    adjusted = y
    if before is not None:
        adjusted = cuped(y, before, treated)
        notes.append(f"CUPED ({before.shape[1]} columns)" if before.shape[1] > 1 else "CUPED")
        result = compare_means(adjusted[treated], adjusted[~treated], unit=unit, level=level)
    means = float(adjusted[treated].mean()), float(adjusted[~treated].mean())
    if groups is not None:
        one, zero, used = stratified_moments(adjusted, treated, groups)
        means = one.mean, zero.mean
        notes.append(f"post-stratified over {used} strata")
        result = compare_moments(one, zero, n=y.size, unit=unit, level=level)
    if notes:
        result = _named(result, f"{METHOD}, {', '.join(notes)}", sum(customers))
    elif max(customers) > UNEQUAL * min(customers):
        result = _small_control(y, treated, unit, level) or result
    used_before = (before is not None or groups is not None) and plain.standard_error > 0
    kept = (result.standard_error / plain.standard_error) ** 2 if used_before else 1.0
    needed = max(
        customers_needed_for_normality(adjusted[treated]), customers_needed_for_normality(adjusted[~treated])
    )
    return AdjustedMeans(result, means, kept, needed, clusters)


def _small_control(
    y: NDArray[np.float64], treated: NDArray[np.bool_], unit: str, level: float
) -> MeanComparison | None:
    pooled = shape_pooled(y[treated], y[~treated])
    if pooled is None:
        return None
    return compare_moments(*pooled, n=y.size, unit=unit, level=level, method=SHAPE_METHOD)


def _named(found: MeanComparison, method: str, n: int) -> MeanComparison:
    relative = found.relative
    return replace(
        found,
        difference=replace(found.difference, method=method, n=n),
        relative=None if relative is None else replace(relative, method=f"{method}, Fieller ratio", n=n),
    )


def _of_clusters(groups: NDArray[np.str_], which: NDArray[Any]) -> NDArray[np.str_]:
    """The stratum of each cluster; a stratum must not cut through one."""
    out = np.empty(int(which.max()) + 1, dtype=groups.dtype)
    out[which] = groups
    if (out[which] != groups).any():
        raise InvalidArgument(
            "Some clusters lie in more than one stratum; strata of a clustered test must hold whole clusters.",
            message_ru="Некоторые кластеры попали в несколько страт; страта должна содержать кластеры целиком.",
            argument="strata",
        )
    return out
