"""Scores every customer with a model that has not seen them, so that the score can be judged fairly."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class CrossFit:
    """Predictions for every customer by models that have not seen them.

    `effect` is the predicted effect. Levels of different folds' models are not comparable (a fold with a
    lucky treated arm lowers the others' level, which would make noise look worse than random), so `rank` is
    the percentile of the effect within its fold, in (0, 1]: judge the order by `rank`, report levels by
    `effect`. `if_treated` and `if_control` are the expected outcomes, for learners that predict them.
    """

    effect: Floats
    rank: Floats
    if_treated: Floats | None
    if_control: Floats | None


def cross_fit(
    learner: Any,
    X: Any,
    treatment: ArrayLike,
    y: ArrayLike,
    *,
    folds: int = 5,
    propensity: ArrayLike | float | None = None,
    rng: np.random.Generator | None = None,
) -> CrossFit:
    """Fits the learner once for each fold on all other folds and predicts the customers left out.

    Without `rng` customers are dealt to folds in the order given.
    """
    from scipy.stats import rankdata

    table, treated, outcome, share = training_columns(X, treatment, y, propensity)
    fold = deal_folds(treated, folds, rng=rng)
    effect, rank = np.empty(outcome.size), np.empty(outcome.size)
    both = np.empty((2, outcome.size)) if hasattr(learner, "predict_outcomes") else None
    for k in range(folds):
        here, learn = fold == k, fold != k
        given = None if share is None else share[learn]
        model = copy(learner).fit(rows(table, learn), treated[learn], outcome[learn], given)
        seen = rows(table, here)
        effect[here] = model.predict(seen)
        if both is not None:
            both[:, here] = model.predict_outcomes(seen)
        rank[here] = rankdata(effect[here], method="average") / here.sum()
    if both is None:
        return CrossFit(effect, rank, None, None)
    return CrossFit(effect, rank, both[0], both[1])
