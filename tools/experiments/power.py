"""How many customers does a test need, and what is the smallest effect that a given test can see?

For rates the test is the one the analysis uses: the two-sided score test, pooled variance under "no
effect" and separate variances under the effect (Fleiss, Levin and Paik 2003, "Statistical Methods for Rates
and Proportions", 3rd ed., equation 4.14, without continuity correction). For means it is the two-sided test
of Welch with a normal critical value.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from tools.errors import InvalidArgument
from tools.estimate import Estimate

RATE_METHOD = "two-sided pooled score test, Fleiss-Levin-Paik equation 4.14"
MEAN_METHOD = "two-sided Welch test, normal approximation"


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Customers needed for the named effect, alpha and power: `treatment` in each variant and `control` in the one
    control group, `total` of all."""

    treatment: int
    control: int
    effect: float
    alpha: float
    power: float
    method: str
    variants: int = 1

    @property
    def total(self) -> int:
        """Customers of all arms together."""
        return self.treatment * self.variants + self.control


def sample_size(
    *,
    effect: float,
    base_rate: float | None = None,
    standard_deviation: float | None = None,
    control_share: float = 0.5,
    variants: int = 1,
    cluster_size: float = 1.0,
    cluster_correlation: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> SampleSize:
    """The customers needed to detect `effect` with probability `power`.

    Give `base_rate` for a rate (then `effect` is a difference of rates: 0.005 is +0.5 pp) or
    `standard_deviation` for a mean (then `effect` is in its unit). `control_share` is the control group's
    share of it and one variant together. With several `variants` each is tested at alpha / variants, the strictest
    step of the Holm correction that the analysis uses. Where whole stores or cities are drawn, `cluster_size` is their
    mean number of customers and `cluster_correlation` the share of variance between them: the size grows by
    1 + (cluster_size - 1) x cluster_correlation (Donner and Klar 2000, "Design and Analysis of Cluster Randomization
    Trials", equation 5.1). Raises InvalidArgument for impossible rates.
    """
    inflation = _inflation(variants, cluster_size, cluster_correlation)
    each, asked = alpha / variants, alpha
    alpha = each
    _check_design(alpha, power)
    _check_share("control_share", control_share)
    if not math.isfinite(effect) or effect == 0:
        raise InvalidArgument(
            "effect must not be zero: no test can detect nothing.",
            message_ru="Эффект не может быть нулевым: ноль не обнаружит никакой тест.",
            argument="effect",
        )
    treated_share = 1 - control_share
    z_alpha, z_power = float(ndtri(1 - alpha / 2)), float(ndtri(power))
    if base_rate is not None and standard_deviation is None:
        rate = _treated_rate(base_rate, effect)
        pooled = control_share * base_rate + treated_share * rate
        under_null = pooled * (1 - pooled) * (1 / control_share + 1 / treated_share)
        under_effect = rate * (1 - rate) / treated_share + base_rate * (1 - base_rate) / control_share
        needed = ((z_alpha * math.sqrt(under_null) + z_power * math.sqrt(under_effect)) / effect) ** 2
        method = RATE_METHOD
    elif standard_deviation is not None and base_rate is None:
        _check_deviation(standard_deviation)
        spread = standard_deviation**2 * (1 / control_share + 1 / treated_share)
        needed = ((z_alpha + z_power) / effect) ** 2 * spread
        method = MEAN_METHOD
    else:
        raise InvalidArgument(
            "Give either base_rate (for a rate) or standard_deviation (for a mean).",
            message_ru="Укажите либо base_rate (для доли), либо standard_deviation (для среднего).",
            argument="base_rate",
        )
    needed *= inflation
    return SampleSize(
        math.ceil(needed * treated_share - 1e-9),
        math.ceil(needed * control_share - 1e-9),
        effect,
        asked,
        power,
        method,
        variants,
    )


def minimum_detectable_effect(
    *,
    n_treatment: int,
    n_control: int,
    base_rate: float | None = None,
    standard_deviation: float | None = None,
    variants: int = 1,
    cluster_size: float = 1.0,
    cluster_correlation: float = 0.0,
    alpha: float = 0.05,
    power: float = 0.8,
) -> Estimate:
    """The smallest positive effect that a test of this size detects with probability `power`.

    Give `base_rate` (the answer is in pp: 0.005 is 0.5 points) or `standard_deviation` (the answer is in its
    unit, called "number"). `n_treatment` is the size of one variant; variants and clusters as for `sample_size`. The exact inverse of `sample_size`. Raises InvalidArgument when even a rate of
    100 % would go unnoticed.
    """
    _check_design(alpha, power)
    if n_treatment < 1 or n_control < 1:
        raise InvalidArgument(
            f"Both arms need customers; they have {n_treatment} and {n_control}.",
            message_ru=f"В обеих группах нужны клиенты; сейчас {n_treatment} и {n_control}.",
            argument="n_control" if n_control < 1 else "n_treatment",
        )
    inflation = _inflation(variants, cluster_size, cluster_correlation)
    alpha /= variants
    z_alpha, z_power = float(ndtri(1 - alpha / 2)), float(ndtri(power))
    n = n_treatment + n_control
    if base_rate is None and standard_deviation is not None:
        _check_deviation(standard_deviation)
        effect = (
            (z_alpha + z_power)
            * standard_deviation
            * math.sqrt(inflation * (1 / n_treatment + 1 / n_control))
        )
        return Estimate(effect, "number", n, MEAN_METHOD)
    if base_rate is None or standard_deviation is not None:
        raise InvalidArgument(
            "Give either base_rate (for a rate) or standard_deviation (for a mean).",
            message_ru="Укажите либо base_rate (для доли), либо standard_deviation (для среднего).",
            argument="base_rate",
        )
    _check_share("base_rate", base_rate)

    def surplus(effect: float) -> float:
        """Positive where the effect is larger than the test needs."""
        rate = base_rate + effect
        pooled = (n_control * base_rate + n_treatment * rate) / n
        under_null = inflation * pooled * (1 - pooled) * (1 / n_control + 1 / n_treatment)
        under_effect = inflation * (rate * (1 - rate) / n_treatment + base_rate * (1 - base_rate) / n_control)
        return (
            effect - z_alpha * math.sqrt(max(under_null, 0.0)) - z_power * math.sqrt(max(under_effect, 0.0))
        )

    largest = 1 - base_rate
    if surplus(largest) < 0:
        raise InvalidArgument(
            f"{n_treatment} and {n_control} customers cannot detect even a rise from {base_rate:.1%} to 100 %.",
            message_ru=f"{n_treatment} и {n_control} клиентов не хватит, чтобы заметить даже рост с {base_rate:.1%} до 100 %.",
            argument="n_control",
        )
    return Estimate(_rising_root(surplus, 0.0, largest), "pp", n, RATE_METHOD)


def power_of(
    *, effect: float, base_rate: float, n_treatment: int, n_control: int, alpha: float = 0.05
) -> float:
    """The probability that a test of this size finds a true difference of rates `effect` significant."""
    _check_design(alpha, 0.5)
    rate = _treated_rate(base_rate, effect)
    pooled = (n_control * base_rate + n_treatment * rate) / (n_control + n_treatment)
    under_null = math.sqrt(pooled * (1 - pooled) * (1 / n_control + 1 / n_treatment))
    under_effect = math.sqrt(rate * (1 - rate) / n_treatment + base_rate * (1 - base_rate) / n_control)
    z_alpha = float(ndtri(1 - alpha / 2))
    return float(ndtr((abs(effect) - z_alpha * under_null) / under_effect))


def _inflation(variants: int, cluster_size: float, correlation: float) -> float:
    if variants < 1:
        raise InvalidArgument(
            f"variants must be at least 1, it is {variants}.",
            message_ru=f"variants — не меньше 1, сейчас {variants}.",
            argument="variants",
        )
    if cluster_size < 1 or not 0 <= correlation <= 1:
        raise InvalidArgument(
            f"cluster_size must be at least 1 and cluster_correlation from 0 to 1; they are {cluster_size} and {correlation}.",
            message_ru=f"cluster_size — не меньше 1, cluster_correlation — от 0 до 1; сейчас {cluster_size} и {correlation}.",
            argument="cluster_size" if cluster_size < 1 else "cluster_correlation",
        )
    return 1 + (cluster_size - 1) * correlation


def _treated_rate(base_rate: float, effect: float) -> float:
    _check_share("base_rate", base_rate)
    rate = base_rate + effect
    if not 0 <= rate <= 1:
        raise InvalidArgument(
            f"A base rate of {base_rate:.1%} changed by {effect * 100:+.2f} pp leaves 0..100 %.",
            message_ru=f"Базовая доля {base_rate:.1%} с изменением {effect * 100:+.2f} п.п. выходит за 0..100 %.",
            argument="effect",
        )
    return rate


def _check_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise InvalidArgument(
            f"{name} must lie between 0 and 1 (0.05 is 5 %), it is {value}.",
            message_ru=f"{name} должен быть между 0 и 1 (0,05 — это 5 %), сейчас {value}.",
            argument=name,
        )


def _check_design(alpha: float, power: float) -> None:
    _check_share("alpha", alpha)
    _check_share("power", power)


def _check_deviation(value: float) -> None:
    if not (math.isfinite(value) and value > 0):
        raise InvalidArgument(
            f"standard_deviation must be positive, it is {value}.",
            message_ru=f"standard_deviation должно быть положительным, сейчас {value}.",
            argument="standard_deviation",
        )


def _rising_root(function: Callable[[float], float], low: float, high: float) -> float:
    # Below the root the surplus is negative: it starts at minus the noise of the test.
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if function(middle) < 0:
            low = middle
        else:
            high = middle
    return high
