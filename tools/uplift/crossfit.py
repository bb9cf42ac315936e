"""Scores every customer with a model that has not seen them, so that the score can be judged fairly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift.arms import Flags, Floats
from tools.uplift.response import rows, training_columns


def deal_folds(treated: Flags, folds: int, *, rng: np.random.Generator | None = None) -> NDArray[np.intp]:
    """A fold number for each customer, equal shares of both arms in each fold.

    Without `rng` the customers of an arm are dealt out in the order given.
    """
    if folds < 2:
        raise InvalidArgument(
            f"folds must be at least 2, it is {folds}.",
            message_ru=f"folds — не меньше 2, сейчас {folds}.",
            argument="folds",
        )
    fold = np.empty(treated.size, dtype=np.intp)
    for arm in (treated, ~treated):
        where = np.flatnonzero(arm)
        if where.size < folds:
            raise NotEnoughData(
                f"An arm has {where.size} customers, fewer than {folds} folds.",
                message_ru=f"В группе {where.size} клиентов, меньше чем {folds} частей.",
                argument="treatment",
            )
        fold[where if rng is None else rng.permutation(where)] = np.arange(where.size) % folds
    return fold


def cross_fit(
    learner: Any,
    X: Any,
    treatment: ArrayLike,
    y: ArrayLike,
    *,
    folds: int = 5,
    propensity: ArrayLike | float | None = None,
    rng: np.random.Generator | None = None,
) -> tuple[Floats, Floats]:
    """(effect, rank) of every customer by models fitted on the other folds.

    Levels of different folds' models are not comparable (a fold with a lucky treated arm lowers the others'
    level, which would make noise look worse than random), so `rank` is the percentile within the fold:
    rank with `rank`, report levels with `effect`.
    """
    from scipy.stats import rankdata
    from sklearn.base import clone

    table, treated, outcome, share = training_columns(X, treatment, y, propensity)
    fold = deal_folds(treated, folds, rng=rng)
    effect, rank = np.empty(outcome.size), np.empty(outcome.size)
    for k in range(folds):
        here, learn = fold == k, fold != k
        model = clone(learner, safe=False) if hasattr(learner, "get_params") else _fresh(learner)
        model.fit(rows(table, learn), treated[learn], outcome[learn], None if share is None else share[learn])
        effect[here] = model.predict(rows(table, here))
        rank[here] = rankdata(effect[here], method="average") / here.sum()
    return effect, rank


def _fresh(learner: Any) -> Any:
    from copy import copy

    return copy(learner)
