"""The simplest uplift models: the same effect for everybody, or one effect for each level of one column.

They are what a learner has to beat. On a public e-mail test (Hillstrom, women's e-mail against none) the rule
by one flag, "bought women's goods", ranks as well as boosted trees and varies half as much between samples.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument
from tools.uplift.arms import Flags, Floats
from tools.uplift.response import training_columns

MOST_VALUES = 8
"""A numeric column with more distinct values than this is cut at its quartiles."""


class ConstantEffect:
    """Everybody reacts alike: the average effect. It cannot rank, only say "all" or "nobody"."""

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Measures the average effect. Returns self."""
        _, treated, outcome, share = training_columns(X, treatment, y, propensity)
        here = np.zeros(outcome.size, dtype=np.intp)
        self.effect_ = float(_level_effects(here, 1, treated, outcome, share)[0][0])
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The average effect for each row of X."""
        return np.full(len(X), self.effect_)


class OneColumnRule:
    """One effect for each level of `column` (a name, or a number for arrays).

    Words and numbers with at most eight values are levels as they are; other numbers are cut at their
    quartiles. The effect of a level is the difference of its arms' means (weighted by the propensity where
    one is given), pulled towards the average by as much as the levels differ by chance alone: an
    empirical-Bayes estimate with the between-level variance of DerSimonian and Laird (1986), Controlled
    Clinical Trials 7(3). A level not seen in training, or with one arm only, gets the average effect.
    """

    def __init__(self, column: Any) -> None:
        self.column = column

    def fit(
        self, X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None = None
    ) -> Self:
        """Measures the effect of each level. Returns self; `effects_` maps levels to effects."""
        table, treated, outcome, share = training_columns(X, treatment, y, propensity)
        values = _column(table, self.column)
        self.cuts_ = _cuts(values)
        self.levels_: list[Any] = sorted(set(self._binned(values).tolist()))
        level = self._codes(values)
        found, variance = _level_effects(level, len(self.levels_), treated, outcome, share)
        whole, _ = _level_effects(np.zeros_like(level), 1, treated, outcome, share)
        self.average_ = float(whole[0])
        self.shrunk_ = _shrunk(found, variance, self.average_)
        self.effects_ = dict(zip(self.levels_, self.shrunk_.tolist(), strict=True))
        self.n_ = outcome.size
        return self

    def predict(self, X: Any) -> Floats:
        """The effect of each row's level."""
        code = self._codes(_column(X, self.column))
        return np.append(self.shrunk_, self.average_)[code]

    def _binned(self, values: Any) -> Any:
        if self.cuts_ is None:
            return values
        return np.searchsorted(self.cuts_, values.astype(np.float64), side="right")

    def _codes(self, values: Any) -> NDArray[np.intp]:
        """The place of each row's level among the levels, or their number where it was not seen."""
        place = pd.Index(self.levels_).get_indexer(pd.Index(self._binned(values)))
        return np.where(place < 0, len(self.levels_), place)


def columns_of(X: Any) -> list[Any]:
    """The names of a table's columns, or their numbers for an array."""
    return list(X.columns) if isinstance(X, pd.DataFrame) else list(range(np.asarray(X).shape[1]))


def _column(X: Any, column: Any) -> Any:
    if isinstance(X, pd.DataFrame):
        if column not in X.columns:
            raise InvalidArgument(
                f"X has no column {column}, which the rule is about.",
                message_ru=f"В X нет колонки {column}, по которой построено правило.",
                argument=str(column),
            )
        values = X[column]
        numeric = pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)
        return values.to_numpy(np.float64) if numeric else values.astype(str).to_numpy()
    values = np.asarray(X)[:, column]
    return values.astype(np.float64) if values.dtype.kind in "buif" else values.astype(str)


def _cuts(values: Any) -> Floats | None:
    """Where to cut a numeric column; None where its values are levels themselves."""
    if values.dtype.kind != "f":
        return None
    sample = values[:: max(1, values.size // 20_000)]
    if np.unique(sample).size <= MOST_VALUES and np.unique(values).size <= MOST_VALUES:
        return None
    return np.unique(np.quantile(values, [0.25, 0.5, 0.75]))


def _level_effects(
    level: NDArray[np.intp], levels: int, treated: Flags, outcome: Floats, share: Floats | None
) -> tuple[Floats, Floats]:
    """Difference of weighted means and its variance for each level; infinite variance with one arm only."""
    weight = np.ones(outcome.size) if share is None else np.where(treated, 1 / share, 1 / (1 - share))
    effect, variance = np.zeros(levels), np.zeros(levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        for sign, arm in ((1, treated), (-1, ~treated)):
            code, w, value = level[arm], weight[arm], outcome[arm]
            total = np.bincount(code, w, levels)
            mean = np.bincount(code, w * value, levels) / total
            off = value - mean[code]
            spread = np.bincount(code, w**2 * off**2, levels) / total**2
            # One outcome an arm says nothing about its spread.
            few = np.bincount(code, minlength=levels) < 2
            effect += sign * mean
            variance += np.where(few, np.inf, spread)
    # A level in which nobody reacts has no spread of its own; half an event keeps it from being certain.
    floor = 0.25 * outcome.var() / np.maximum(np.bincount(level, minlength=levels), 1)
    return effect, np.maximum(variance, floor)


def _shrunk(effect: Floats, variance: Floats, average: float) -> Floats:
    known = np.isfinite(variance) & np.isfinite(effect)
    out = np.full(effect.size, average)
    if known.sum() < 2:
        return out
    d, v = effect[known], variance[known]
    weight = 1 / v
    centre = float(np.average(d, weights=weight))
    excess = float((weight * (d - centre) ** 2).sum()) - (d.size - 1)
    between = max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))
    out[known] = centre + between / (between + v) * (d - centre)
    return out
