"""How far the base's rate of buying wanders between periods, and what interval a total needs because of it.

A model fitted on a base knows its parameters to a per cent or two, yet misses the next period's total by ten: the
rate of everybody moves (seasons, campaigns, a new competitor), and no likelihood knows of that. It is measured
here as the spread of log(actual / forecast) over earlier origins of the same base. Few origins say little, so
the spread is shrunk towards that of other bases, and the interval takes Student's quantile for as many degrees
of freedom as origins and prior are worth.

The errors are not used to move the forecast: on CDNOW, Online Retail and dunnhumby their sign changes from
period to period, and a corrected total was further off than an uncorrected one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from tools.clv.observations import Floats

USUAL_SPREAD = 0.08
"""Standard deviation of the log error of a BG/NBD's total, mean over the three public data sets and horizons of 8
to 26 weeks (CDNOW .13, Online Retail .10, dunnhumby .01)."""
USUAL_WORTH = 1.0
"""How many origins that prior knowledge counts for."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Spread of the base rate between periods, on the logarithmic scale."""

    spread: float
    degrees: float
    origins: int

    def scaled(self, share: float) -> Drift:
        """Of a total to which what drifts adds only this share."""
        return Drift(self.spread * share, self.degrees, self.origins)

    def with_(self, other: Drift) -> Drift:
        """Both at once, independent of each other."""
        return Drift(
            spread=float(np.hypot(self.spread, other.spread)),
            degrees=min(self.degrees, other.degrees),
            origins=min(self.origins, other.origins),
        )

    def factors(self, level: float, sampling: float = 0.0) -> tuple[float, float]:
        """What a forecast total is multiplied by for the two ends of its interval.

        `sampling` is the relative standard deviation that the chance of individual customers adds.
        """
        reach = float(stdtrit(self.degrees, 0.5 + level / 2)) * float(np.hypot(self.spread, sampling))
        return float(np.exp(-reach)), float(np.exp(reach))


def drift_of(log_errors: Sequence[float]) -> Drift:
    """From log(actual / forecast) of earlier origins, each forecast made without what came after it."""
    errors = np.asarray(log_errors, dtype=np.float64)
    errors = errors[np.isfinite(errors)]
    degrees = USUAL_WORTH + errors.size
    squares = USUAL_WORTH * USUAL_SPREAD**2 + float(np.sum(errors**2))
    return Drift(spread=float(np.sqrt(squares / degrees)), degrees=degrees, origins=errors.size)


def class_factors(errors: Floats) -> tuple[float, Drift]:
    """Factor of a class of customers, and the drift left, from its log errors beside the whole's.

    Unlike the whole's, these errors keep their sign (a Pareto/NBD promises CDNOW's one-time buyers a third too
    little at every origin), so they are used: their mean, shrunk by one origin's worth. What is left is measured
    by predicting each origin from the others.
    """
    if errors.size == 0:
        return 1.0, drift_of(())
    mean = errors.sum() / (errors.size + 1)
    others = (errors.sum() - errors) / errors.size
    return float(np.exp(mean)), drift_of(list(errors - others))
