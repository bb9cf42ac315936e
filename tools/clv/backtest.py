"""Would the model have been right? Fit on the past, predict a period that is already over, compare.

Shown beside every lifetime value, together with what the simplest rule (each customer goes on at the rate so
far) would have said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from tools.clv.observations import Floats, as_column, checked
from tools.errors import InvalidArgument


class PurchaseModel(Protocol):
    """A model of repeat buying, fitted or not."""

    def fit(self, frequency: Any, recency: Any, T: Any, weights: Any = None) -> Any: ...

    def expected_purchases(self, horizon: Any, frequency: Any, recency: Any, T: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How far one forecast was from what happened."""

    mean_absolute_error: float
    """Purchases per customer."""
    bias: float
    """Predicted total over actual total, less one: -0.12 is twelve per cent too few."""
    spearman: float
    """Rank correlation of prediction and outcome: 1 puts customers in exactly the right order."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Customers of one band of predictions: what was predicted and what they did, per customer."""

    customers: int
    predicted: float
    actual: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """A forecast of a period that is over, against the outcome and against the naive rate."""

    model: Accuracy
    naive: Accuracy
    bands: tuple[Calibration, ...]
    customers: int
    horizon: float
    actual_total: float
    predicted_total: float
    predicted: Floats

    @property
    def beats_naive(self) -> bool:
        """Whether the model's mean absolute error is the smaller one."""
        return self.model.mean_absolute_error < self.naive.mean_absolute_error


def backtest(
    model: PurchaseModel | type[PurchaseModel],
    frequency: Any,
    recency: Any,
    T: Any,
    actual: Any,
    *,
    horizon: float,
    bands: int = 10,
) -> Backtest:
    """Fits `model` (a class or an instance) on the calibration columns and compares with `actual`.

    `actual` counts each customer's purchases in the `horizon` after the calibration, in the time unit of
    recency and T; `customer_summary(..., holdout_end=...)` gives all four. Customers are put into `bands`
    of equal size by prediction. Nothing of the holdout enters the fit.
    """
    x, t_x, age = checked(frequency, recency, T)
    happened = as_column(actual, "actual")
    if happened.size != x.size:
        raise InvalidArgument(
            f"actual has {happened.size} entries for {x.size} customers.", argument="actual"
        )
    if not horizon > 0:
        raise InvalidArgument(f"horizon is {horizon}, it must be above 0.", argument="horizon")
    if happened.sum() == 0:
        raise InvalidArgument(
            "Nobody bought in the holdout period, so a forecast cannot be compared with anything.",
            message_ru="В проверочном периоде никто не покупал, сравнивать прогноз не с чем.",
            argument="actual",
        )
    fitted = (model() if isinstance(model, type) else model).fit(x, t_x, age)
    predicted = np.asarray(fitted.expected_purchases(horizon, x, t_x, age))
    naive = np.divide(x, age, out=np.zeros_like(x), where=age > 0) * horizon
    return Backtest(
        model=accuracy(predicted, happened),
        naive=accuracy(naive, happened),
        bands=calibration(predicted, happened, bands),
        customers=x.size,
        horizon=float(horizon),
        actual_total=float(happened.sum()),
        predicted_total=float(predicted.sum()),
        predicted=predicted,
    )


def accuracy(predicted: Floats, actual: Floats) -> Accuracy:
    """Error, bias and order of one forecast."""
    return Accuracy(
        mean_absolute_error=float(np.abs(predicted - actual).mean()),
        bias=float(predicted.sum() / actual.sum() - 1),
        spearman=rank_correlation(predicted, actual),
    )


def calibration(predicted: Floats, actual: Floats, bands: int) -> tuple[Calibration, ...]:
    """Customers in order of prediction, cut into bands of equal size; equal predictions stay in order of outcome."""
    order = np.lexsort((actual, predicted))
    return tuple(
        Calibration(part.size, float(predicted[part].mean()), float(actual[part].mean()))
        for part in np.array_split(order, min(bands, order.size))
    )


def rank_correlation(first: Floats, second: Floats) -> float:
    """Spearman's coefficient with mean ranks for ties; 0 where one side does not vary."""
    from scipy.stats import rankdata

    a, b = (ranks - ranks.mean() for ranks in (rankdata(first), rankdata(second)))
    spread = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / spread) if spread > 0 else 0.0
