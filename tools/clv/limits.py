"""Where the data push a model to one of its limits: which limit it is, and whether the forecast holds there.

A maximum at infinity is no mistake of the search: customers who all buy at one rate are best described by a
gamma distribution of infinite shape. The limit has a name and one number that the data do determine; the two
parameters that run away together mean nothing. A fit whose forecast the data do not determine is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.clv.newton import Maximum
from tools.clv.observations import Cells, Floats
from tools.errors import NotIdentified

SAME = 100.0  # shape from which on a distribution is narrower than a tenth: customers hardly differ
NOBODY = 0.01  # share of customers leaving within their time, below which nobody does
TOO_VAGUE = 0.8  # relative standard error of the total forecast
LOOSE = 1.0  # standard error of a logarithm from which on a parameter near a limit counts as at it
SURE = 0.3  # standard error of every logarithm below which the forecast needs no check


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the model that the data are described by: its name, what it fixes and what that is worth."""

    name: str
    """one_rate, one_buying_chance, nobody_leaves, one_leaving_chance, one_leaving_rate or at_once_or_never; of spend,
    constant_spend or one_mean_spend."""
    parameters: tuple[str, ...]
    value: float
    """The one rate (per unit of time), the chance or rate of leaving, or the share that leaves at once."""
    ru: str
    en: str


def one_rate(shape: float, scale: float, names: tuple[str, str]) -> Limit | None:
    """The limit of gamma-distributed rates of buying: all customers buy at the same rate (Poisson)."""
    if shape < SAME:
        return None
    rate = shape / scale
    return Limit(
        "one_rate",
        names,
        rate,
        f"Покупатели не различаются по частоте: все покупают с одной частотой {rate:.4g} за единицу времени.",
        f"Customers do not differ in how often they buy: all at the rate {rate:.4g} per unit of time.",
    )


def buying_by_chance(alpha: float, beta: float, names: tuple[str, str]) -> Limit | None:
    """The limit of a beta-distributed chance of taking an opportunity to buy."""
    mean = alpha / (alpha + beta)
    if alpha + beta < SAME:
        return None
    return Limit(
        "one_buying_chance",
        names,
        mean,
        f"Покупатели не различаются частотой: каждую возможность все используют с вероятностью {mean:.4g}.",
        f"Customers do not differ in how often they buy: all take each opportunity with probability {mean:.4g}.",
    )


def leaving_by_chance(a: float, b: float, chances: float, names: tuple[str, str]) -> Limit | None:
    """The limit of a beta-distributed chance of leaving after each of (on average) so many purchases."""
    mean = a / (a + b)
    if mean * chances < NOBODY:
        return _nobody(names)
    if a + b < 1 / SAME:
        return _at_once(names, mean)
    if a + b < SAME:
        return None
    return Limit(
        "one_leaving_chance",
        names,
        mean,
        f"Покупатели не различаются склонностью уйти: вероятность уйти после покупки у всех {mean:.4g}.",
        f"Customers do not differ in how easily they leave: after each purchase all do with probability {mean:.4g}.",
    )


def leaving_by_rate(s: float, beta: float, age: float, names: tuple[str, str]) -> Limit | None:
    """The limit of gamma-distributed rates of leaving, over a typical age."""
    left = float(-np.expm1(-s * np.log1p(age / beta)))
    if left < NOBODY:
        return _nobody(names)
    if beta < age / SAME and s < 1:
        return _at_once(names, left)
    if s < SAME and beta < SAME * age:
        return None
    rate = s / beta
    return Limit(
        "one_leaving_rate",
        names,
        rate,
        f"Покупатели не различаются склонностью уйти: у всех она {rate:.4g} за единицу времени.",
        f"Customers do not differ in how easily they leave: all at the rate {rate:.4g} per unit of time.",
    )


def _nobody(names: tuple[str, str]) -> Limit:
    return Limit(
        "nobody_leaves",
        names,
        0.0,
        "По этим данным не видно, чтобы кто-нибудь ушёл насовсем.",
        "These data show nobody leaving for good.",
    )


def _at_once(names: tuple[str, str], share: float) -> Limit:
    return Limit(
        "at_once_or_never",
        names,
        share,
        f"Уходят либо сразу, либо почти никогда: за время наблюдения ушла доля {share:.4g}.",
        f"Customers leave at once or hardly ever: a share of {share:.4g} does.",
    )


def named_limits(
    pairs: tuple[tuple[tuple[str, ...], Limit | None], ...],
    names: tuple[str, ...],
    maximum: Maximum,
    model: str,
) -> tuple[Limit, ...]:
    """The limits among those possible that the maximum is at: a parameter on the edge of what was searched,
    or one that the data leave open by more than a factor of e.

    A parameter on the edge that no limit explains is refused with NotIdentified.
    """
    log_error = dict(zip(names, np.sqrt(np.diag(maximum.covariance)), strict=True))
    edge = {name for name, held in zip(names, maximum.at_limit, strict=True) if held}
    found, unexplained = [], set(edge)
    for pair, limit in pairs:
        if limit and (edge & set(pair) or max(log_error[name] for name in pair) > LOOSE):
            found.append(limit)
            unexplained -= set(pair)
    if unexplained:
        listed = ", ".join(name for name in names if name in unexplained)
        raise NotIdentified(
            f"{model}: the data push {listed} to a limit at which the model says nothing about customers. "
            "Take a longer period or more customers, or another model.",
            message_ru=f"{model}: данные уводят {listed} к пределу, где модель ничего не говорит о покупателях. Возьмите период "
            "длиннее, больше покупателей или другую модель.",
            argument="frequency",
        )
    return tuple(found)


def refuse_vague(
    total: Callable[[Floats], float], coordinates: Floats, covariance: Floats, cells: Cells, model: str
) -> None:
    """NotIdentified where parameters that fit as well give a forecast that is anything at all.

    `total` is the forecast of all customers' purchases, over as long again as they were observed, at given
    logarithms of the parameters; its standard error follows from their covariance. Moves along a nearly flat
    direction are tried out to a factor of e only, as far as a normal curve in the logarithms can be believed.
    """
    variance, axes = np.linalg.eigh(covariance)
    if variance.max(initial=0.0) < SURE**2:
        return
    centre = total(coordinates)
    spread = 0.0
    for deviation, axis in zip(np.sqrt(np.maximum(variance, 0.0)), axes.T, strict=True):
        step = min(float(deviation), 1.0)
        if step > 1e-3:
            up, down = total(coordinates + step * axis), total(coordinates - step * axis)
            spread += ((up - down) / 2 * min(deviation / step, 3.0)) ** 2
    if not np.sqrt(spread) <= TOO_VAGUE * centre:
        came_back = float(np.sum(cells.weight[cells.frequency > 0]))
        raise NotIdentified(
            f"{model}: the {came_back:.0f} customers who bought again (of {cells.n:.0f}) do not determine the model: very "
            f"different parameters fit equally well, the forecast of purchases is {centre:.3g} give or take {np.sqrt(spread):.2g}. "
            "Take a longer period or more customers, or use from_params with parameters of a similar base.",
            message_ru=f"{model}: по {came_back:.0f} повторным покупателям (из {cells.n:.0f}) модель не определить: очень разные "
            f"параметры подходят одинаково, прогноз покупок {centre:.3g} плюс-минус {np.sqrt(spread):.2g}. Возьмите период длиннее или "
            "больше покупателей либо параметры похожей базы (from_params).",
            argument="frequency",
        )
