"""Who will end a contract: the hazard of leaving in the next period by tenure and what else is known.

A discrete-time hazard (Singer and Willett, 1993, Journal of Educational Statistics 18(2)): of customers who were
there at the start of a period, whether they left in it, as a logistic function of tenure (a step for each of its
bands, so that any shape fits), categories and numbers, with a small ridge. Maximum likelihood makes the expected
and the actual number of leavers agree in every band of tenure but for the ridge; whether the probabilities are
right on customers they have not seen is what `checked` tells.

Assumes that the next period resembles the one that was learnt from. A high probability does not say that a
contact helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from tools.clv.calibration import Reliability, reliability
from tools.clv.observations import Floats, as_column, refuse
from tools.columns import require_columns
from tools.errors import InvalidArgument, NotEnoughData

TENURE_BANDS = (0, 1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60)
"""Lower ends, in periods."""
RIDGE = 1.0
FEWEST = 50
"""Customers without whom no hazard is fitted; as many must have left as there are bands."""


@dataclass(frozen=True, slots=True)
class ContractChurn:
    """A fitted hazard."""

    tenure: str
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    numbers: tuple[tuple[str, float, float], ...]
    """Column, mean and spread."""
    coefficients: Floats

    def probability(self, customers: pd.DataFrame) -> Floats:
        """Probability of leaving in the next period; a category never seen before counts as the usual one."""
        columns = _columns(customers, self.tenure, self.categories, self.numbers)
        return np.asarray(expit(np.sum(columns * self.coefficients, axis=1)))


def fit_contract_churn(
    customers: pd.DataFrame,
    left: str,
    *,
    tenure: str = "tenure",
    categories: Sequence[str] = (),
    numbers: Sequence[str] = (),
) -> ContractChurn:
    """`customers`: those there at the start of a period, one row each; `left` (0 or 1): ended the contract in it;
    `tenure`: whole periods before it. Raises InvalidArgument naming the column, or NotEnoughData."""
    require_columns(map(str, customers.columns), [left, tenure, *categories, *numbers], what="customers")
    gone = as_column(customers[left].to_numpy(), left)
    refuse((gone != 0) & (gone != 1), left, gone, "must be 0 or 1")
    if gone.size < FEWEST or min(gone.sum(), gone.size - gone.sum()) < len(TENURE_BANDS):
        raise NotEnoughData(
            f"{gone.size} customers, of whom {gone.sum():.0f} left, are too few; at least {FEWEST} are needed and "
            f"{len(TENURE_BANDS)} who left and who stayed.",
            message_ru=f"Клиентов {gone.size}, ушедших {gone.sum():.0f}: мало; нужно не меньше {FEWEST} и по "
            f"{len(TENURE_BANDS)} ушедших и оставшихся.",
            argument=left,
        )
    levels = tuple((name, tuple(sorted(customers[name].astype(str).unique()))) for name in categories)
    scales = []
    for name in numbers:
        values = as_column(customers[name].to_numpy(), name)
        scales.append((name, float(values.mean()), float(values.std()) or 1.0))
    columns = _columns(customers, tenure, levels, tuple(scales))
    return ContractChurn(tenure, levels, tuple(scales), _fitted(columns, gone))


def checked(
    customers: pd.DataFrame, left: str, *, folds: int = 5, bands: int = 10, **columns: Any
) -> Reliability:
    """How right the probabilities are for customers that the hazard was not fitted on, each in turn.

    Folds are every so many rows in the order of the frame: the same rows in the same order give the same answer.
    """
    if not 2 <= folds <= len(customers):
        raise InvalidArgument(f"folds is {folds}; 2 to {len(customers)} are possible.", argument="folds")
    fold = np.arange(len(customers)) % folds
    given = np.zeros(len(customers))
    for number in range(folds):
        hazard = fit_contract_churn(customers[fold != number], left, **columns)
        given[fold == number] = hazard.probability(customers[fold == number])
    return reliability(given, customers[left].to_numpy(dtype=float), bands=bands)


def value_at_risk(probability: Any, value_if_stays: Any) -> Floats:
    """Probability of leaving times what a customer would bring by staying, in the same currency."""
    chance, value = as_column(probability, "probability"), as_column(value_if_stays, "value_if_stays")
    refuse(chance > 1, "probability", chance, "cannot be above 1")
    return np.asarray(chance * value)


def _columns(
    customers: pd.DataFrame,
    tenure: str,
    categories: tuple[tuple[str, tuple[str, ...]], ...],
    numbers: tuple[tuple[str, float, float], ...],
) -> Floats:
    lived = as_column(customers[tenure].to_numpy(), tenure)
    band = np.searchsorted(TENURE_BANDS, lived, side="right") - 1
    parts = [np.eye(len(TENURE_BANDS))[band]]
    for name, levels in categories:
        seen = customers[name].astype(str).to_numpy()
        parts.append(np.column_stack([(seen == level).astype(np.float64) for level in levels]))
    for name, mean, spread in numbers:
        parts.append(((as_column(customers[name].to_numpy(), name) - mean) / spread)[:, None])
    return np.hstack(parts)


def _fitted(columns: Floats, gone: Floats) -> Floats:
    """Logistic regression with a ridge, by Newton's method."""
    found = np.zeros(columns.shape[1])
    for _ in range(50):
        chance = expit(np.sum(columns * found, axis=1))
        slope = np.sum(columns * (gone - chance)[:, None], axis=0) - RIDGE * found
        bend = (columns * (chance * (1 - chance))[:, None]).T @ columns + RIDGE * np.eye(found.size)
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found
