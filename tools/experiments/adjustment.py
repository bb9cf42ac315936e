"""Less noise from what was known before the test: covariates (CUPED) and strata.

Covariates: Deng, Xu, Kohavi and Walker (2013), "Improving the sensitivity of online controlled experiments by
utilizing pre-experiment data", WSDM, equation 4, for several covariates at once; the slope is the one that
minimises the variance of the difference at the sizes of these arms, so that unequal arms never lose by it
(Lin 2013, Annals of Applied Statistics 7:295-318). Strata: post-stratification, Miratrix, Sekhon and Yu (2013),
JRSS B 75:369-396, equation 6. Both leave the expected difference where it is, whatever the covariate, as long as
it was known before the assignment.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments.two_means import Moments

REST = "(rest)"


def cuped(
    values: NDArray[np.float64], before: NDArray[np.float64], treated: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The outcome less what the covariates (a column each) explain.

    `treated` marks the rows of the treated arm; the others are control. Slopes are taken within arms, so that an
    effect on the outcome does not leak into them. Constant columns explain nothing and are dropped.
    """
    columns = before.reshape(values.size, -1)
    columns = columns[:, columns.std(axis=0) > 0]
    if columns.shape[1] == 0:
        return values
    # Scaled, so that roubles beside shares of one do not spoil the solution.
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    k = columns.shape[1]
    inner_x, inner_y = np.zeros((k, k)), np.zeros(k)
    for rows in (treated, ~treated):
        x = columns[rows] - columns[rows].mean(axis=0)
        y = values[rows] - values[rows].mean()
        size = float(rows.sum())
        inner_x += x.T @ x / size**2
        inner_y += x.T @ y / size**2
    slope = np.linalg.lstsq(inner_x, inner_y, rcond=1e-10)[0]
    adjusted: NDArray[np.float64] = values - columns @ slope
    return adjusted


def stratified_moments(
    values: NDArray[np.float64], treated: NDArray[np.bool_], strata: NDArray[Any]
) -> tuple[Moments, Moments, int]:
    """Means of both arms weighted to the strata of everybody in the test, and the number of strata used.

    Strata with fewer than two customers in an arm are put together; raises NotEnoughData when all are such.
    """
    labels = _large_enough(strata.astype(str), treated)
    names, which = np.unique(labels, return_inverse=True)
    weights = np.bincount(which) / which.size
    return _weighted(values, which, weights, treated), _weighted(values, which, weights, ~treated), names.size


def _weighted(
    values: NDArray[np.float64], which: NDArray[Any], weights: NDArray[np.float64], rows: NDArray[np.bool_]
) -> Moments:
    sizes = np.bincount(which[rows], minlength=weights.size).astype(np.float64)
    means = np.bincount(which[rows], values[rows], weights.size) / sizes
    squares = np.bincount(which[rows], (values[rows] - means[which[rows]]) ** 2, weights.size)
    variances = weights**2 * squares / (sizes - 1) / sizes
    variance = float(variances.sum())
    freedom = (
        variance**2 / float((variances**2 / (sizes - 1)).sum()) if variance > 0 else float(rows.sum() - 1)
    )
    return Moments(float(weights @ means), variance, freedom)


def _large_enough(labels: NDArray[np.str_], treated: NDArray[np.bool_]) -> NDArray[np.str_]:
    names, which = np.unique(labels, return_inverse=True)
    inside = (
        np.bincount(which[treated], minlength=names.size),
        np.bincount(which[~treated], minlength=names.size),
    )
    small = (inside[0] < 2) | (inside[1] < 2)
    if not small.any():
        return labels
    if small.all():
        raise NotEnoughData(
            "No stratum has two customers in both arms; use coarser strata.",
            message_ru="Ни в одной страте нет двух клиентов в обеих группах; возьмите более крупные страты.",
            argument="strata",
        )
    rest = small[which]
    if min(int((rest & treated).sum()), int((rest & ~treated).sum())) < 2:
        # Too few to stand alone: they join the smallest of the strata that can be compared.
        sizes = np.where(small, np.iinfo(np.int64).max, np.bincount(which))
        rest_name = str(names[int(sizes.argmin())])
    else:
        rest_name = REST
    return np.where(rest, rest_name, labels.astype(f"<U{max(len(rest_name), labels.dtype.itemsize // 4)}"))


def covariate_matrix(covariate: Any, rows: int) -> NDArray[np.float64]:
    """One or several numbers per customer, checked: a column each."""
    try:
        matrix = np.asarray(covariate, dtype=np.float64)
    except (TypeError, ValueError):
        matrix = np.array([np.nan])
    if matrix.ndim not in (1, 2) or matrix.shape[0] != rows or not np.isfinite(matrix).all():
        came = f"{matrix.shape[0]} values" if matrix.ndim in (1, 2) else f"{matrix.ndim} dimensions"
        raise InvalidArgument(
            f"covariate has {came} for {rows} customers, or missing ones: give one number (or one row of numbers) "
            "per customer, 0 or the mean where nothing is known.",
            message_ru=f"covariate: нужно по одному числу (или строке чисел) на каждого из {rows} клиентов, без пропусков; "
            "где ничего не известно, поставьте 0 или среднее.",
            argument="covariate",
        )
    return matrix.reshape(rows, -1)
