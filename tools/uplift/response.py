"""Fits one expected-outcome model inside an uplift learner, whatever estimator was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.uplift.arms import Flags, Floats, is_binary, numbers, same_length, treatment_flags
from tools.uplift.features import Encoder, check_features
from tools.uplift.training_checks import check_leakage, check_once, check_propensity, check_varies

Predict = Callable[[Any], Floats]

DEFAULT_STRENGTH = 0.03
"""Inverse strength of the default logistic regression's ridge penalty on standardised features."""
DEFAULT_RIDGE = 0.1
"""Ridge penalty of the default linear model for money, per customer and standardised feature."""


def training_columns(
    X: Any, treatment: ArrayLike, y: ArrayLike, propensity: ArrayLike | float | None
) -> tuple[Any, Flags, Floats, Floats | None]:
    """Features, arm, outcome and propensity, checked. Raises InvalidArgument naming the bad one.

    `propensity` is the probability of treatment, one number or one per customer, strictly inside (0, 1).
    """
    table = check_features(X)
    treated, outcome = treatment_flags(treatment), numbers(y, name="y")
    n = same_length(X=table, treatment=treated, y=outcome)
    check_varies(outcome)
    check_once(X)
    check_leakage(table, treated)
    if propensity is None:
        return table, treated, outcome, None
    share = np.broadcast_to(np.asarray(propensity, dtype=np.float64), (n,) if np.ndim(propensity) == 0 else
                            np.shape(propensity))  # fmt: skip
    share = numbers(share, name="propensity")
    same_length(X=table, propensity=share)
    check_propensity(share)
    return table, treated, outcome, share


def prepare(base: Any, X: Any) -> Callable[[Any], Any]:
    """How the learner turns a table into what its estimators see.

    The default estimators get standardised numbers and one-hot words; an estimator of the caller's own gets
    the table as it came.
    """
    if base is not None:
        return check_features
    encoder = Encoder().fit(X)
    return lambda table: encoder.transform(check_features(table))


def fit_response(base: Any, X: Any, y: Floats, *, weight: Floats | None = None) -> Predict:
    """A function from features to the expected outcome.

    A classifier's answer is the probability of outcome 1. An arm in which the outcome never varies is
    predicted by that constant, since most classifiers refuse a single class.
    """
    if (y == y[0]).all():
        constant = float(y[0])
        return lambda table: np.full(len(table), constant)
    model = _estimator(base, y)
    classifies = hasattr(model, "predict_proba")
    if classifies and not is_binary(y):
        raise InvalidArgument(
            f"{type(model).__name__} is a classifier, but y is not 0/1; pass a regressor.",
            message_ru=f"{type(model).__name__} — классификатор, а y не 0/1; передайте регрессор.",
            argument="base",
        )
    target = y.astype(np.int64) if classifies else y
    if weight is None:
        model.fit(X, target)
    else:
        model.fit(X, target, sample_weight=weight)

    def predict(table: Any) -> Floats:
        answer = model.predict_proba(table)[:, 1] if classifies else model.predict(table)
        return np.asarray(answer, dtype=np.float64)

    return predict


def fit_effect(base: Any, X: Any, target: Floats, *, weight: Floats | None = None) -> Predict:
    """The same for a pseudo-outcome, which is continuous whatever y was: a classifier gives way to ridge."""
    usable = None if base is None or hasattr(base, "predict_proba") else base
    if usable is None and base is not None:  # the caller's table may hold words: encode it for ridge
        encoder = Encoder().fit(X)
        inner = fit_response(None, encoder.transform(X), target, weight=weight)
        return lambda table: inner(encoder.transform(table))
    return fit_response(usable, X, target, weight=weight)


def rows(X: Any, mask: Flags) -> Any:
    """The rows of a table or array where the mask is true."""
    return X[mask] if not isinstance(X, pd.DataFrame) else X.loc[np.asarray(mask)]


def _estimator(base: Any, y: Floats) -> Any:
    if base is None:
        from sklearn.linear_model import LogisticRegression, Ridge

        if is_binary(y):
            # A handful of Newton steps; the ridge penalty keeps the Hessian invertible.
            return LogisticRegression(C=DEFAULT_STRENGTH, solver="newton-cholesky")
        return Ridge(alpha=DEFAULT_RIDGE * y.size)
    from sklearn.base import clone

    model = clone(base)
    unseeded = [
        name
        for name, value in model.get_params().items()
        if value is None and (name == "random_state" or name.endswith("__random_state"))
    ]
    return model.set_params(**dict.fromkeys(unseeded, 0))
