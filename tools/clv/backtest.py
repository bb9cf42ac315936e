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
    root_mean_squared_error: float
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
    mean: Accuracy
    """Of the forecast that everybody goes on at the mean rate of all."""
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
    return compared(predicted, happened, x, age, horizon=horizon, bands=bands)


def compared(
    predicted: Floats,
    actual: Floats,
    frequency: Floats,
    T: Floats,
    *,
    horizon: float,
    bands: int = 10,
    weights: Floats | None = None,
) -> Backtest:
    """A forecast, however made, against the outcome; `weights` says how many customers a row stands for."""
    weight = np.ones(predicted.size) if weights is None else weights
    naive = np.divide(frequency, T, out=np.zeros_like(predicted), where=T > 0) * horizon
    usual = np.sum(weight * frequency) / max(float(np.sum(weight * T)), 1e-300) * horizon
    return Backtest(
        model=accuracy(predicted, actual, weights),
        naive=accuracy(naive, actual, weights),
        mean=accuracy(np.full_like(predicted, usual), actual, weights),
        bands=calibration(predicted, actual, bands, weights),
        customers=round(float(weight.sum())),
        horizon=float(horizon),
        actual_total=float(np.sum(weight * actual)),
        predicted_total=float(np.sum(weight * predicted)),
        predicted=predicted,
    )


def accuracy(predicted: Floats, actual: Floats, weights: Floats | None = None) -> Accuracy:
    """Error, bias and order of one forecast."""
    weight = np.ones(predicted.size) if weights is None else weights
    customers, off = weight.sum(), predicted - actual
    return Accuracy(
        mean_absolute_error=float(np.sum(weight * np.abs(off)) / customers),
        root_mean_squared_error=float(np.sqrt(np.sum(weight * off**2) / customers)),
        bias=float(np.sum(weight * predicted) / np.sum(weight * actual) - 1),
        spearman=rank_correlation(predicted, actual, weights),
    )


def calibration(
    predicted: Floats, actual: Floats, bands: int, weights: Floats | None = None
) -> tuple[Calibration, ...]:
    """Customers in order of prediction, cut into bands of nearly equal size; equal predictions stay together.

    Cells that a border runs through go to the band that holds their middle, so a band may come out empty;
    empty ones are left out.
    """
    weight = np.ones(predicted.size) if weights is None else weights
    _, place = np.unique(predicted, return_inverse=True)
    held = np.bincount(place, weights=weight)
    middle = np.cumsum(held) - held / 2
    band = np.minimum((middle / weight.sum() * bands).astype(int), bands - 1)[place]
    parts = []
    for number in range(bands):
        part = band == number
        size = float(weight[part].sum())
        if size > 0:
            parts.append(
                Calibration(
                    round(size),
                    float(np.sum(weight[part] * predicted[part]) / size),
                    float(np.sum(weight[part] * actual[part]) / size),
                )
            )
    return tuple(parts)


def rank_correlation(first: Floats, second: Floats, weights: Floats | None = None) -> float:
    """Spearman's coefficient with mean ranks for ties; 0 where one side does not vary.

    Values are compared to twelve digits, so that what is equal but for rounding counts as a tie.
    """
    weight = np.ones(first.size) if weights is None else weights
    a, b = (_mean_ranks(column, weight) for column in (first, second))
    spread = np.sqrt(np.sum(weight * a * a) * np.sum(weight * b * b))
    return float(np.sum(weight * a * b) / spread) if spread > 0 else 0.0


def _mean_ranks(values: Floats, weight: Floats) -> Floats:
    """Centred mean ranks of rows that each stand for `weight` customers."""
    scale = float(np.abs(values).max(initial=0.0)) or 1.0
    _, place = np.unique(np.round(values / scale, 12), return_inverse=True)
    held = np.bincount(place, weights=weight)
    middle = np.cumsum(held) - held / 2
    return np.asarray((middle - weight.sum() / 2)[place])
