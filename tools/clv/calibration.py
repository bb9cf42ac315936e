"""Are the probabilities right? Of those given 30 %, did 30 % do it; and do they tell people apart at all.

Source: Brier (1950), Monthly Weather Review 78(1); its split into reliability, resolution and uncertainty is
Murphy (1973), Journal of Applied Meteorology 12(4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.clv.backtest import Calibration, calibration
from tools.clv.observations import as_column, checked_weights, refuse
from tools.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class Reliability:
    """How good probabilities of an event were."""

    brier: float
    """Mean squared distance of probability and outcome (0 or 1): 0 is perfect."""
    brier_of_rate: float
    """The same if everybody had been given the share to whom it happened."""
    expected_share: float
    actual_share: float
    calibration_error: float
    """Mean distance between given and actual share over the bands, by customers."""
    bands: tuple[Calibration, ...]

    @property
    def skill(self) -> float:
        """Share of the uncertainty that the probabilities took away: 1 all of it, 0 none, below 0 misleading."""
        return 1 - self.brier / self.brier_of_rate if self.brier_of_rate > 0 else 0.0


def reliability(probability: Any, happened: Any, weights: Any = None, *, bands: int = 10) -> Reliability:
    """Probabilities of an event against whether it happened; `weights`: how many customers a row stands for."""
    given, outcome = as_column(probability, "probability"), as_column(happened, "happened")
    if given.size != outcome.size or given.size == 0:
        raise InvalidArgument(
            f"happened has {outcome.size} entries for {given.size} probabilities; there must be as many, and some.",
            message_ru=f"В happened {outcome.size} значений на {given.size} вероятностей; нужно поровну и больше нуля.",
            argument="happened",
        )
    refuse(given > 1, "probability", given, "cannot be above 1")
    refuse((outcome != 0) & (outcome != 1), "happened", outcome, "must be 0 or 1")
    weight = np.ones(given.size) if weights is None else checked_weights(weights, given.size)
    everybody = weight.sum()
    rate = float(np.sum(weight * outcome) / everybody)
    parts = calibration(given, outcome, bands, weight)
    apart = sum(part.customers * abs(part.predicted - part.actual) for part in parts)
    return Reliability(
        brier=float(np.sum(weight * (given - outcome) ** 2) / everybody),
        brier_of_rate=rate * (1 - rate),
        expected_share=float(np.sum(weight * given) / everybody),
        actual_share=rate,
        calibration_error=apart / sum(part.customers for part in parts),
        bands=parts,
    )
