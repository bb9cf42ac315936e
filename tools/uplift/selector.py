"""Which uplift model should be used on this randomised test, and is any better than treating all alike?"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from tools.estimate import Estimate
from tools.uplift.arms import Floats, each
from tools.uplift.crossfit import CrossFit, cross_fit
from tools.uplift.learners import DRLearner, SLearner, TLearner, XLearner, _require_fitted
from tools.uplift.one_column_rule import ConstantEffect, OneColumnRule, columns_of
from tools.uplift.ranking_gain import (
    Gains,
    compare_gains,
    effect_scores,
    order_contributions,
    rule_contributions,
)
from tools.uplift.response import rows, training_columns
from tools.uplift.training_sample import TrainingSample, training_sample

CONSTANT = "constant"
RULE = "rule: "
MOST_VOTES = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """One compared model: its gain over the constant, its gap to the best of all, and how simple it is
    (0 the constant, 1 a rule by one column, then the learners in the order given)."""

    name: str
    complexity: int
    over_constant: Estimate
    behind_best: Estimate
    not_worse: bool


class UpliftSelector:
    """Returns the simplest model that is not worse than the best one, or the constant where nothing ranks.

    Compared are the constant, a rule by each column and the learners (`candidates`, simplest first; the four
    of this package by default). Each scores every customer by folds with models that have not seen them;
    what its order is worth is measured by doubly robust scores (see `ranking_gain`): averaged over all
    audience sizes, or, where `value` and `cost` are given to `fit`, as the profit of treating whom the
    effect pays for.

    *Signal*: the largest standardised gain over the constant must be larger than chance alone gives with as
    many candidates, at error rate `alpha`, and an order (not a priced rule) must gain more than `least_gain`
    of the average effect. Where effects rise along the order in a straight line, 0.05 means from 70 % of the
    average to 130 %: an order flatter than that gives nobody a reason to be left out. Without a signal the
    answer is the constant: treat all or nobody, by the average effect.

    *Not worse*: the paired gap to the best is at most one standard error (Breiman, Friedman, Olshen and Stone
    1984, section 3.4.3, the one-standard-error rule), or at most `least_gain` of the best one's gain. Rules that are not worse, and each better than the
    constant beyond doubt, vote together, three at most: where the data do not tell two flags apart, taking
    the luckier one is a lottery (on halves of the Hillstrom test it doubles the spread of the Qini).

    Above `most_rows` rows a sample stratified by arm and outcome is compared and learnt from; `sample_` says so.
    """

    def __init__(
        self,
        candidates: Mapping[str, Any] | None = None,
        *,
        rules: bool = True,
        folds: int = 5,
        alpha: float = 0.05,
        least_gain: float = 0.05,
        most_rows: int = 500_000,
    ) -> None:
        self.candidates = candidates
        self.rules = rules
        self.folds = folds
        self.alpha = alpha
        self.least_gain = least_gain
        self.most_rows = most_rows

    def fit(
        self,
        X: Any,
        treatment: ArrayLike,
        y: ArrayLike,
        propensity: ArrayLike | float | None = None,
        *,
        value: ArrayLike | float | None = None,
        cost: ArrayLike | float = 0.0,
        unit: str = "number",
        rng: np.random.Generator | None = None,
    ) -> Self:
        """Compares the candidates, then learns the chosen one from the same rows. Returns self.

        `value` is what one unit of the outcome brings and `cost` what one treatment costs, in one currency.
        Attributes: `best_` (name of the chosen one), `signal_`, `p_value_`, `comparison_` (Candidates by
        name), `average_effect_` (with interval), `advice_` ("rank", "all" or "nobody"), `chosen_` (the names that
        vote together, mostly one), `models_`, `scores_` (the chosen one's CrossFit) and `sample_`. Without `rng` customers are dealt to folds in the order
        given and the joint test has a fixed seed.
        """
        table, treated, outcome, share = training_columns(X, treatment, y, propensity)
        worth, paid = (
            each(1.0 if value is None else value, outcome.size, "value"),
            each(cost, outcome.size, "cost"),
        )
        self.sample_: TrainingSample = training_sample(treated, outcome, most_rows=self.most_rows)
        if self.sample_.taken < outcome.size:
            keep = self.sample_.rows
            table, treated, outcome, worth, paid = (
                rows(table, keep), treated[keep], outcome[keep], worth[keep], paid[keep],
            )  # fmt: skip
            share = None if share is None else share[keep]
        priced = value is not None or bool(np.any(paid != 0))
        generator = np.random.default_rng(0) if rng is None else rng
        models = self._models(table)
        fits = {
            name: cross_fit(
                model, table, treated, outcome, folds=self.folds, propensity=share, rng=_same(rng)
            )
            for name, model in models.items()
        }
        nuisance = fits.get("T") or cross_fit(
            TLearner(), table, treated, outcome, folds=self.folds, propensity=share
        )
        score = _scores(nuisance, outcome, treated, treated.mean() if share is None else share)
        self.average_effect_ = _mean(score * worth - paid if priced else score, unit)
        adds = {
            name: rule_contributions(found.effect, score, worth, paid)
            if priced
            else order_contributions(found.rank, score)
            for name, found in fits.items()
        }
        least = 0.0 if priced else self.least_gain * abs(self.average_effect_.value)
        gains = compare_gains(adds, adds[CONSTANT], unit=unit, rng=generator, folds=self.folds, least=least)
        self._choose(gains, models)
        self.models_ = [models[name].fit(table, treated, outcome, share) for name in self.chosen_]
        self.scores_, self.n_ = _vote([fits[name] for name in self.chosen_]), outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect for each row of X, by the chosen model; the same for all where there is no signal."""
        _require_fitted(self)
        effect: Floats = np.mean([model.predict(X) for model in self.models_], axis=0)
        return effect

    def _models(self, table: Any) -> dict[str, Any]:
        rules = (
            {f"{RULE}{column}": OneColumnRule(column) for column in columns_of(table)} if self.rules else {}
        )
        learners = default_candidates() if self.candidates is None else dict(self.candidates)
        return {CONSTANT: ConstantEffect(), **rules, **learners}

    def _choose(self, gains: Gains, models: Mapping[str, Any]) -> None:
        learners = [name for name in models if name != CONSTANT and not name.startswith(RULE)]
        immaterial = self.least_gain * gains.over_constant[gains.best].value
        rank = {CONSTANT: 0, **{name: 2 + i for i, name in enumerate(learners)}}
        self.comparison_ = {
            name: Candidate(
                name,
                rank.get(name, 1),
                gains.over_constant[name],
                gains.behind_best[name],
                -gains.behind_best[name].value <= max(gains.errors[name], immaterial),
            )
            for name in models
        }
        self.chosen_: tuple[str, ...]
        self.p_value_ = gains.p_value
        self.signal_ = bool(gains.p_value <= self.alpha)
        if not self.signal_:
            self.best_, self.chosen_ = CONSTANT, (CONSTANT,)
            self.advice_ = "all" if self.average_effect_.value > 0 else "nobody"
            return
        self.advice_ = "rank"
        eligible = [c for c in self.comparison_.values() if c.not_worse and c.complexity > 0]
        simplest = min(c.complexity for c in eligible)
        best = sorted((c for c in eligible if c.complexity == simplest), key=lambda c: -c.over_constant.value)
        sure = [c.name for c in best if c.over_constant.excludes_zero and c.over_constant.value > 0]
        self.chosen_ = tuple(sure[:MOST_VOTES]) or (best[0].name,)
        self.best_ = " + ".join(self.chosen_)


def default_candidates() -> dict[str, Any]:
    """The learners of this package with their default estimators, the simplest first."""
    return {"S": SLearner(), "T": TLearner(), "X": XLearner(), "DR": DRLearner()}


def _vote(fits: list[CrossFit]) -> CrossFit:
    if len(fits) == 1:
        return fits[0]
    effect, rank = (np.mean([getattr(f, name) for f in fits], axis=0) for name in ("effect", "rank"))
    return CrossFit(effect, rank, None, None)


def _same(rng: np.random.Generator | None) -> np.random.Generator | None:
    """The same deal of folds for every candidate, so that their gaps are paired."""
    return None if rng is None else deepcopy(rng)


def _scores(nuisance: CrossFit, outcome: Floats, treated: Any, share: Any) -> Floats:
    assert nuisance.if_treated is not None  # a T-learner predicts both
    assert nuisance.if_control is not None
    return effect_scores(outcome, treated, share, nuisance.if_treated, nuisance.if_control)


def _mean(scores: Floats, unit: str) -> Estimate:
    half = 1.959964 * float(scores.std(ddof=1)) / np.sqrt(scores.size)
    centre = float(scores.mean())
    return Estimate(
        centre, unit, scores.size, "doubly robust, normal interval", centre - half, centre + half, 0.95
    )
