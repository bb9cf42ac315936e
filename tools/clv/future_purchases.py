"""Purchases still to come, each counted at what it is worth today: within a horizon or for ever."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.discounting import Discount
from tools.clv.mbg_nbd import ModifiedBetaGeoNBD
from tools.clv.observations import Floats
from tools.clv.pareto_nbd import ParetoNBD
from tools.errors import NotIdentified

LifetimeModel = BetaGeoNBD | ModifiedBetaGeoNBD | ParetoNBD
NODES, SHARES = np.polynomial.legendre.leggauss(8)
FAR_NODES, FAR_SHARES = np.polynomial.legendre.leggauss(40)


class History:
    """Customers as a purchase model sees them, with the day count of its unit of time."""

    def __init__(self, x: Floats, t_x: Floats, age: Floats, unit_days: float, covariates: Any = None) -> None:
        self.x, self.t_x, self.age = x, t_x, age
        self.unit_days = unit_days
        self.more = {} if covariates is None else {"covariates": covariates}

    def purchases(self, model: LifetimeModel, days: float) -> Floats:
        """Expected purchases of each customer within so many days."""
        expected = model.expected_purchases(days / self.unit_days, self.x, self.t_x, self.age, **self.more)
        return np.asarray(expected)

    def alive(self, model: LifetimeModel) -> Floats:
        return np.asarray(model.probability_alive(self.x, self.t_x, self.age, **self.more))


def discounted_purchases(model: LifetimeModel, history: History, days: float, discount: Discount) -> Floats:
    """Purchases within `days` (infinite allowed), each weighted by what a unit of money is worth then.

    With D the discount factor and E the expected purchases until a moment, integration by parts gives
    D(H) E(H) + the integral of E(t(u)) over u from D(H) to 1, u the factor itself: exact for no discount, and
    eight nodes of Gauss and Legendre otherwise. For ever, D(H) E(H) is 0 as long as there is a discount
    (E grows no faster than time); without one the sum exists only where customers leave soon enough.
    """
    if np.isinf(days):
        return _for_ever(model, history, discount)
    undiscounted = history.purchases(model, days)
    if discount.rate == 0:
        return undiscounted
    end = float(discount.factor(np.array([days]))[0])
    total = end * undiscounted
    for u, share in zip(end + (1 - end) * (NODES + 1) / 2, (1 - end) * SHARES / 2, strict=True):
        total = total + share * history.purchases(model, float(discount.days_until(np.array([u]))[0]))
    return np.asarray(total)


def _for_ever(model: LifetimeModel, history: History, discount: Discount) -> Floats:
    if discount.rate > 0:
        total = np.zeros(history.x.size)
        # u = v^3 takes the logarithm out of the far end
        for v, share in zip((FAR_NODES + 1) / 2, FAR_SHARES / 2, strict=True):
            far = float(discount.days_until(np.array([v**3]))[0])
            total += 3 * v**2 * share * history.purchases(model, far)
        return total
    if discount.rate < 0:
        raise _does_not_exist(model, "with a negative discount rate", "при отрицательной ставке")
    r, alpha, third, fourth = model._own(history.more.get("covariates"), history.x.size)
    alive = history.alive(model)
    if np.min(third) <= 1:
        raise _does_not_exist(model, "without a discount rate", "без ставки дисконтирования")
    if isinstance(model, ParetoNBD):
        remaining = (r + history.x) / (alpha + history.age) * (fourth + history.age) / (third - 1)
    else:
        survived = history.x + (1 if isinstance(model, ModifiedBetaGeoNBD) else 0)
        remaining = (third + fourth + survived - 1) / (third - 1)
    return np.asarray(alive * remaining)


def _does_not_exist(model: LifetimeModel, why: str, why_ru: str) -> NotIdentified:
    name = model.names[2]
    return NotIdentified(
        f"{model.title}: {why} the value for ever is infinite here ({name} = {model.params_[name]:.3g}; it exists only above 1: enough "
        "customers must leave soon). Give a positive discount rate or a finite horizon.",
        message_ru=f"{model.title}: {why_ru} бессрочная стоимость бесконечна ({name} = {model.params_[name]:.3g}; она существует только при "
        "значении больше 1). Задайте положительную ставку или конечный горизонт.",
        argument="horizon_months",
    )
