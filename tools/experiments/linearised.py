"""Ratios and clusters as plain means: one pseudo-value per unit that was drawn.

A ratio (revenue per order) and a mean over customers drawn by cluster (whole stores in one arm) are both a ratio
of two sums over independent units. To first order the ratio of an arm is the mean of `R + (y - R x) / mean(x)`
over its units, so every method for means applies to it (delta method: Deng, Knoblich and Lu 2018, "Applying the
delta method in metric analytics", KDD, section 3; for clusters: Deng, Lu and Qin 2021, arXiv:2108.02668).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidArgument, NotEnoughData


def linearised(
    y: NDArray[np.float64], x: NDArray[np.float64], treated: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """A pseudo-value per unit whose mean in each arm is that arm's sum(y) / sum(x)."""
    out = np.empty_like(y)
    for rows, name in ((treated, "treatment"), (~treated, "control")):
        total = float(x[rows].sum())
        if total <= 0:
            raise NotEnoughData(
                f"The denominator adds up to {total:g} in the {name} arm, so there is nothing to divide by.",
                message_ru=f"Знаменатель в группе {name} в сумме равен {total:g}: делить не на что.",
                argument="denominator",
            )
        ratio = float(y[rows].sum()) / total
        out[rows] = ratio + (y[rows] - ratio * x[rows]) / (total / rows.sum())
    return out


def by_cluster(clusters: NDArray[Any], treated: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The number of each row's cluster, and each cluster's arm.

    Raises InvalidArgument, naming clusters, where one has customers in both arms: then customers were drawn, not
    clusters, and `clusters` must be left out; NotEnoughData below three clusters an arm.
    """
    names, which = np.unique(clusters.astype(str), return_inverse=True)
    share = np.bincount(which, treated, names.size) / np.bincount(which)
    mixed = names[(share > 0) & (share < 1)]
    if mixed.size:
        shown = ", ".join(mixed[:5])
        raise InvalidArgument(
            f"{mixed.size} of {names.size} clusters have customers in both arms ({shown}): clusters were not what was "
            "assigned. Leave clusters out, or give them as strata.",
            message_ru=f"В {mixed.size} из {names.size} кластеров есть клиенты обеих групп ({shown}): случайно отбирали не "
            "кластеры. Уберите clusters или передайте их как strata.",
            argument="clusters",
        )
    arms = share > 0.5
    if min(int(arms.sum()), int((~arms).sum())) < 3:
        raise NotEnoughData(
            f"There are {int(arms.sum())} treated and {int((~arms).sum())} control clusters; at least 3 each are needed.",
            message_ru=f"Кластеров в воздействии {int(arms.sum())}, в контроле {int((~arms).sum())}; нужно не меньше 3 в каждой группе.",
            argument="clusters",
        )
    return which, arms
