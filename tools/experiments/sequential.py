"""Is it better yet? An interval that stays valid however often one looks.

An ordinary 95 % interval holds at one look planned in advance; who looks every day and stops at the first
"significant" one is wrong far more often. A confidence sequence holds at all looks at once: Waudby-Smith,
Arbour, Sinha, Kennedy and Ramdas (2024), "Time-uniform central limit theory and asymptotic confidence
sequences", Annals of Statistics 52(6), theorem 2.2 (Robbins' normal mixture); the width is tuned to the
planned size by their equation for the optimal rho. It is asymptotic: start looking from a few hundred
customers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument
from tools.estimate import Estimate
from tools.experiments.effects import arms_of, effect

METHOD = "asymptotic confidence sequence, valid at every look"


@dataclass(frozen=True, slots=True)
class SequentialEffect:
    """The difference with an always-valid interval and p-value: both hold at this look and all others."""

    difference: Estimate
    p_value: float

    @property
    def can_stop(self) -> bool:
        """Whether the interval leaves out zero, so that the test may end now."""
        return self.difference.excludes_zero


def sequential_effect(
    outcome: ArrayLike,
    arm: ArrayLike,
    *,
    planned_customers: int | None = None,
    treatment: str | None = None,
    control: str | None = None,
    covariate: ArrayLike | None = None,
    unit: str | None = None,
    level: float = 0.95,
) -> SequentialEffect:
    """The effect so far, in a test that may be stopped at any look.

    Arguments as for `effect`; `planned_customers` is the size of both arms at which the interval is the
    narrowest (default: the customers seen now). Fix it before the test: choosing it anew at each look
    spoils the guarantee. `unit` defaults to pp for a 0/1 outcome. For profit give the profit per customer; a
    `covariate` from before the test narrows it as in `effect`. While nobody has an outcome yet, a rate has the
    interval from -1 to 1 and anything else raises NotEnoughData.
    """
    if planned_customers is not None and planned_customers < 2:
        raise InvalidArgument(
            f"planned_customers must be at least 2, it is {planned_customers}.",
            message_ru=f"planned_customers — не меньше 2, сейчас {planned_customers}.",
            argument="planned_customers",
        )
    values = np.asarray(outcome, dtype=np.float64)
    binary = bool(values.size) and bool(np.isin(values, (0.0, 1.0)).all())
    if binary and float(values.min()) == float(values.max()):
        arms_of(arm, control)
        return SequentialEffect(
            Estimate(0.0, unit or "pp", values.size, METHOD, -1.0, 1.0, level), p_value=1.0
        )
    now = effect(
        outcome, arm, kind="mean", treatment=treatment, control=control, covariate=covariate, level=level
    )
    n = now.n_treated + now.n_control
    return at_this_look(
        now.difference.value,
        now.standard_error,
        n,
        planned_customers=planned_customers or n,
        unit=unit or ("pp" if binary else "number"),
        level=level,
    )


def at_this_look(
    difference: float,
    standard_error: float,
    n: int,
    *,
    planned_customers: int,
    unit: str,
    level: float = 0.95,
) -> SequentialEffect:
    """The same from a difference, its standard error and the number of customers behind it."""
    alpha = 1 - level
    log_term = -2 * math.log(alpha)
    mixing = n * (log_term + math.log(log_term + 1)) / planned_customers  # n rho^2, equation 10
    width = standard_error * math.sqrt(2 * (mixing + 1) / mixing * math.log(math.sqrt(mixing + 1) / alpha))
    interval = Estimate(difference, unit, n, METHOD, difference - width, difference + width, level)
    if standard_error == 0:
        return SequentialEffect(interval, 1.0 if difference == 0 else 0.0)
    z = difference / standard_error
    p_value = min(1.0, math.sqrt(mixing + 1) * math.exp(-0.5 * z * z * mixing / (mixing + 1)))
    return SequentialEffect(interval, p_value)
