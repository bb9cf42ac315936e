"""Which learner ranks best on this randomised test, and is it better than a one-column rule?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from tools.uplift.arms import Floats
from tools.uplift.crossfit import cross_fit
from tools.uplift.learners import DRLearner, SLearner, TLearner, XLearner, _require_fitted
from tools.uplift.qini_interval import compare_scores
from tools.uplift.response import training_columns


class UpliftSelector:
    """Fits the learner whose cross-fitted Qini coefficient is the highest.

    Each candidate scores every customer with models that have not seen them; the coefficients come with
    intervals and with paired intervals of the gap to the best, because on most data the gaps are noise.
    The chosen coefficient is the best of several and therefore slightly flattering.
    """

    def __init__(
        self, candidates: Mapping[str, Any] | None = None, *, folds: int = 5, replications: int = 200
    ) -> None:
        self.candidates = candidates
        self.folds = folds
        self.replications = replications

    def fit(
        self,
        X: Any,
        treatment: ArrayLike,
        y: ArrayLike,
        propensity: ArrayLike | float | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> Self:
        """Compares the candidates, then learns the best one from all rows. Returns self.

        Attributes: `best_` (its name), `comparison_` (a Comparison with intervals), `model_`. Without `rng`
        a generator with a fixed seed redraws the customers.
        """
        table, treated, outcome, share = training_columns(X, treatment, y, propensity)
        candidates = dict(self.candidates or default_candidates())
        ranks = {
            name: cross_fit(model, table, treated, outcome, folds=self.folds, propensity=share).rank
            for name, model in candidates.items()
        }
        generator = np.random.default_rng(0) if rng is None else rng
        self.comparison_ = compare_scores(
            outcome, ranks, treated, rng=generator, replications=self.replications
        )
        self.best_ = self.comparison_.best
        self.model_ = candidates[self.best_].fit(table, treated, outcome, share)
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X, by the chosen learner."""
        _require_fitted(self)
        effect: Floats = self.model_.predict(X)
        return effect


def default_candidates() -> dict[str, Any]:
    """The learners of this package with their default estimators."""
    return {"T": TLearner(), "S": SLearner(), "X": XLearner(), "DR": DRLearner()}
