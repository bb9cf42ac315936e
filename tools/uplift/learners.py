"""For each customer: how much does the treatment change the expected outcome?

Four published meta-learners around any scikit-learn estimator. All assume that, given the features,
treatment was assigned at random and that one customer's treatment does not change another's outcome.
`y` is 0/1 (effects are differences of probabilities) or a number such as profit (effects in its unit).

Künzel, Sekhon, Bickel and Yu (2019), "Metalearners for estimating heterogeneous treatment effects using
machine learning", PNAS 116(10): S- and T-learner section "Meta-algorithms", X-learner equations 8-10;
Kennedy (2023), "Towards optimal doubly robust estimation of heterogeneous causal effects", EJS 17(2),
algorithm 1, for the DR-learner.

Without `base` the outcome models are ridge-penalised logistic (0/1) or linear (money) regressions on
standardised features: on the public Hillstrom e-mail test they rank as well as boosted trees and vary less.
Everything is deterministic: an estimator without a seed is given one.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.uplift.arms import Flags, Floats
from tools.uplift.response import fit_effect, fit_response, prepare, rows, training_columns


class TLearner:
    """Two models, one an arm; the effect is the difference of their predictions."""

    def __init__(self, base: Any = None, *, control_base: Any = None) -> None:
        self.base = base
        self.control_base = control_base

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Learns both arms. `propensity` is checked but not needed here. Returns self."""
        table, treated, outcome, _ = training_columns(X, treatment, y, propensity)
        self._prepare = prepare(self.base, table)
        seen = self._prepare(table)
        control_base = self.base if self.control_base is None else self.control_base
        self.treated_ = fit_response(self.base, rows(seen, treated), outcome[treated])
        self.control_ = fit_response(control_base, rows(seen, ~treated), outcome[~treated])
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X."""
        treated, control = self.predict_outcomes(X)
        return treated - control

    def predict_outcomes(self, X: Any) -> tuple[Floats, Floats]:
        """The expected outcome (if treated, if not treated) for each row of X."""
        _require_fitted(self)
        seen = self._prepare(X)
        return self.treated_(seen), self.control_(seen)


class SLearner:
    """One model with the treatment among its features; the effect is what switching it changes.

    `interactions` adds every numeric feature times the treatment: without them a linear model gives every
    customer the same effect (or nearly so), which cannot rank anybody.
    """

    def __init__(self, base: Any = None, *, interactions: bool = True) -> None:
        self.base = base
        self.interactions = interactions

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Learns the joint model. `propensity` is checked but not needed here. Returns self."""
        table, treated, outcome, _ = training_columns(X, treatment, y, propensity)
        self._prepare = prepare(self.base, table)
        self.model_ = fit_response(self.base, self._design(self._prepare(table), treated), outcome)
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X."""
        treated, control = self.predict_outcomes(X)
        return treated - control

    def predict_outcomes(self, X: Any) -> tuple[Floats, Floats]:
        """The expected outcome (if treated, if not treated) for each row of X."""
        _require_fitted(self)
        seen = self._prepare(X)
        everybody = np.ones(len(seen), dtype=np.bool_)
        return self.model_(self._design(seen, everybody)), self.model_(self._design(seen, ~everybody))

    def _design(self, X: Any, treated: Flags) -> Any:
        # Coded -1/2 and +1/2, so that a penalty pulls both arms towards their common mean alike.
        arm = treated.astype(np.float64) - 0.5
        if not isinstance(X, pd.DataFrame):
            parts = [X, arm[:, None]] + ([X * arm[:, None]] if self.interactions else [])
            return np.hstack(parts)
        added = {"treatment": arm}
        if "treatment" in X.columns:
            raise InvalidArgument(
                "X has a feature called treatment; the S-learner adds one itself: rename or drop it.",
                message_ru="В X уже есть признак treatment; S-модель добавляет его сама: переименуйте или уберите.",
                argument="X",
            )
        if self.interactions:
            numeric = X.select_dtypes("number")
            added |= {f"treatment x {c}": numeric[c].to_numpy(np.float64) * arm for c in numeric.columns}
        return pd.concat([X, pd.DataFrame(added, index=X.index)], axis=1)


class XLearner:
    """Learns each arm, imputes every customer's missing outcome with the other arm's model, learns the two
    sets of imputed effects and weights them by the propensity. Strong where one arm is much smaller."""

    def __init__(self, base: Any = None, *, effect_base: Any = None) -> None:
        self.base = base
        self.effect_base = effect_base

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Learns both stages. Without `propensity` the share of treated customers is used. Returns self."""
        table, treated, outcome, share = training_columns(X, treatment, y, propensity)
        self._prepare = prepare(self.base, table)
        seen = self._prepare(table)
        treated_rows, control_rows = rows(seen, treated), rows(seen, ~treated)
        if_treated = fit_response(self.base, treated_rows, outcome[treated])
        if_control = fit_response(self.base, control_rows, outcome[~treated])
        effect_base = self.base if self.effect_base is None else self.effect_base
        self.effect_of_treated_ = fit_effect(
            effect_base, treated_rows, outcome[treated] - if_control(treated_rows)
        )
        self.effect_of_control_ = fit_effect(
            effect_base, control_rows, if_treated(control_rows) - outcome[~treated]
        )
        self.propensity_ = float(treated.mean() if share is None else share.mean())
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X: g * effect learnt on control + (1 - g) * effect learnt on treated."""
        _require_fitted(self)
        seen = self._prepare(X)
        g = self.propensity_
        return g * self.effect_of_control_(seen) + (1 - g) * self.effect_of_treated_(seen)


class DRLearner:
    """Regresses the doubly robust score on the features, with outcome models learnt on other customers.

    Unbiased where either the propensity or the outcome models are right; in a randomised test the
    propensity is known, so it is always the first. `folds` outcome models are cross-fitted; customers are
    dealt to folds in the order given, arm by arm, so that the same rows give the same model.
    """

    def __init__(self, base: Any = None, *, effect_base: Any = None, folds: int = 2) -> None:
        self.base = base
        self.effect_base = effect_base
        self.folds = folds

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Learns the effect. Without `propensity` the share of treated customers is used. Returns self."""
        from tools.uplift.crossfit import deal_folds

        table, treated, outcome, given = training_columns(X, treatment, y, propensity)
        self._prepare = prepare(self.base, table)
        seen = self._prepare(table)
        share = np.full(outcome.size, treated.mean()) if given is None else given
        score = np.empty(outcome.size)
        fold = deal_folds(treated, self.folds)
        for k in range(self.folds):
            here, learn = fold == k, fold != k
            there = rows(seen, here)
            if_treated = fit_response(self.base, rows(seen, learn & treated), outcome[learn & treated])(there)
            if_control = fit_response(self.base, rows(seen, learn & ~treated), outcome[learn & ~treated])(
                there
            )
            arm, result, e = treated[here], outcome[here], share[here]
            fitted = np.where(arm, if_treated, if_control)
            score[here] = if_treated - if_control + (arm - e) / (e * (1 - e)) * (result - fitted)
        effect_base = self.base if self.effect_base is None else self.effect_base
        self.effect_ = fit_effect(effect_base, seen, score)
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X."""
        _require_fitted(self)
        return self.effect_(self._prepare(X))


def _require_fitted(learner: Any) -> None:
    if not hasattr(learner, "n_"):
        raise InvalidArgument(
            f"{type(learner).__name__} is not fitted yet; call fit(X, treatment, y) first.",
            message_ru=f"{type(learner).__name__} ещё не обучен; сначала вызовите fit(X, treatment, y).",
            argument="self",
        )
