"""What did the treatment change? The intention-to-treat effect of a randomised test.

Every assigned customer counts in the arm they were assigned to, whether or not the message reached them:
leaving out the unreached would compare people who differ. Assumes random assignment and that customers do
not influence each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument
from tools.estimate import Estimate
from tools.experiments.sample_ratio import SampleRatio, srm_test
from tools.experiments.two_means import compare_means, customers_needed_for_normality
from tools.experiments.two_rates import compare_rates

CONTROL_NAMES = frozenset({"control", "контроль", "0", "false", "holdout"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one arm against control.

    `difference` (unit pp for a rate) and `p_value` come from one method; `relative` is the lift over control
    (unit share) or None where control is too close to zero. `sample_ratio` is None where no planned shares
    were given; when it says mismatch, do not use the effect. `normal_from` is the group size from which the
    interval of a skewed mean can be trusted (0 for rates). `variance_kept` is the share of variance left
    after the covariate adjustment (1.0 without one).
    """

    difference: Estimate
    relative: Estimate | None
    p_value: float
    treated_mean: float
    control_mean: float
    n_treated: int
    n_control: int
    kind: Literal["rate", "mean"]
    standard_error: float
    sample_ratio: SampleRatio | None
    normal_from: int
    variance_kept: float

    @property
    def heavy_tailed(self) -> bool:
        """Whether a group is too small for its skewness, so that the interval is only a hint."""
        return min(self.n_treated, self.n_control) < self.normal_from

    @property
    def significant(self) -> bool:
        """Whether the interval leaves out zero (the same as p < 1 - level)."""
        return self.difference.excludes_zero


def effect(
    outcome: ArrayLike,
    arm: ArrayLike,
    *,
    kind: Literal["rate", "mean"] | None = None,
    treatment: str | None = None,
    control: str | None = None,
    covariate: ArrayLike | None = None,
    shares: Mapping[str, float] | None = None,
    unit: str = "number",
    level: float = 0.95,
) -> Effect:
    """The effect of `treatment` against `control` on an outcome per customer.

    `outcome` has one number for each assigned customer (0 for those who did nothing) and `arm` the arm: 1/0,
    or names, where the control is found by its name ("control", "контроль", "holdout") or given. `kind` is
    found from the outcome when left out: a rate for 0/1, otherwise a mean. `covariate` is a number per
    customer from before the test: it removes noise that was there already (CUPED: Deng, Xu, Kohavi and Walker
    2013, WSDM, equation 4); the outcome then counts as a mean. `shares` are the planned shares of the arms,
    for the sample ratio test.

    Rates: Miettinen-Nurminen; means: Welch. Raises InvalidArgument for a single arm, an unknown name,
    different lengths or missing values.
    """
    values = _column(outcome, "outcome")
    labels = _labels(arm)
    if labels.size != values.size:
        raise InvalidArgument(
            f"outcome has {values.size} values and arm {labels.size}.",
            message_ru=f"В outcome {values.size} значений, а в arm {labels.size}.",
            argument="arm",
        )
    names = [str(name) for name in np.unique(labels)]
    reference = _find_control(names, control)
    chosen = _find_treatment(names, reference, treatment)
    ratio = srm_test({name: int((labels == name).sum()) for name in names}, shares) if shares else None
    treated_rows, control_rows = labels == chosen, labels == reference
    kept = 1.0
    if covariate is not None:
        adjusted = _cuped(values, _column(covariate, "covariate"), treated_rows, control_rows)
        kept, values, kind = adjusted[1], adjusted[0], "mean"
    treated, reference_values = values[treated_rows], values[control_rows]
    binary = bool(np.isin(values[treated_rows | control_rows], (0.0, 1.0)).all())
    if kind == "rate" and not binary:
        raise InvalidArgument(
            "A rate needs outcomes of 0 and 1; use kind='mean'.",
            message_ru="Для доли нужны исходы 0 и 1; возьмите kind='mean'.",
            argument="kind",
        )
    means = float(treated.mean()), float(reference_values.mean())
    sizes = treated.size, reference_values.size
    if kind == "rate" or (kind is None and binary):
        rates = compare_rates(
            int(treated.sum()), sizes[0], int(reference_values.sum()), sizes[1], level=level
        )
        error = float(np.sqrt(treated.var() / sizes[0] + reference_values.var() / sizes[1]))
        return Effect(
            rates.difference, rates.relative, rates.p_value, *means, *sizes, "rate", error, ratio, 0, kept
        )
    result = compare_means(treated, reference_values, unit=unit, level=level)
    normal_from = max(
        customers_needed_for_normality(treated), customers_needed_for_normality(reference_values)
    )
    return Effect(
        result.difference,
        result.relative,
        result.p_value,
        *means,
        *sizes,
        "mean",
        result.standard_error,
        ratio,
        normal_from,
        kept,
    )


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted p-values for several variants tested at once (Holm 1979, Scandinavian Journal of Statistics
    6:65-70): calling those below alpha keeps the chance of any false one below alpha."""
    adjusted: dict[str, float] = {}
    running = 0.0
    for i, name in enumerate(sorted(p_values, key=lambda arm: p_values[arm])):
        running = max(running, min(1.0, (len(p_values) - i) * p_values[name]))
        adjusted[name] = running
    return {name: adjusted[name] for name in p_values}


def _cuped(
    values: NDArray[np.float64],
    before: NDArray[np.float64],
    treated: NDArray[np.bool_],
    control: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], float]:
    """The outcome less what the covariate explains, and the share of variance that is left.

    The slope is taken within arms, so that an effect on the outcome does not leak into it.
    """
    if before.size != values.size:
        raise InvalidArgument(
            f"covariate has {before.size} values for {values.size} customers.",
            message_ru=f"В covariate {before.size} значений, а клиентов {values.size}.",
            argument="covariate",
        )
    both = treated | control
    inside_x, inside_y = before.copy(), values.copy()
    for rows in (treated, control):
        inside_x[rows] -= before[rows].mean()
        inside_y[rows] -= values[rows].mean()
    spread = float((inside_x[both] ** 2).sum())
    total = float((inside_y[both] ** 2).sum())
    if spread == 0 or total == 0:
        return values, 1.0
    slope = float((inside_x[both] * inside_y[both]).sum()) / spread
    return values - slope * (before - before[both].mean()), 1 - slope**2 * spread / total


def _column(values: ArrayLike, name: str) -> NDArray[np.float64]:
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        column = np.array([np.nan])
    if column.ndim != 1 or column.size == 0 or not np.isfinite(column).all():
        raise InvalidArgument(
            f"{name} must be one number per customer, without missing values.",
            message_ru=f"{name} — одно число на клиента, без пропусков.",
            argument=name,
        )
    return column


def _labels(arm: ArrayLike) -> NDArray[Any]:
    """The arms as text: 1 and True become "1"."""
    column = np.asarray(arm)
    plain = column.tolist()
    if column.ndim != 1 or any(value is None or value != value for value in plain):
        raise InvalidArgument(
            "arm must be one value per customer, without missing values.",
            message_ru="arm — одно значение на клиента, без пропусков.",
            argument="arm",
        )
    if column.dtype.kind in "bif":
        return np.array([f"{float(value):g}" for value in plain])
    return column.astype(str)


def _find_control(names: list[str], control: str | None) -> str:
    if control is not None:
        if control in names:
            return control
    else:
        found = [name for name in names if name.casefold() in CONTROL_NAMES]
        if len(found) == 1:
            return found[0]
    raise InvalidArgument(
        f"Which arm is the control group? Arms: {', '.join(names)}; asked for: {control or 'not named'}.",
        message_ru=f"Какая группа контрольная? Есть: {', '.join(names)}; запрошена: {control or 'не названа'}.",
        argument="control",
    )


def _find_treatment(names: list[str], control: str, treatment: str | None) -> str:
    others = [name for name in names if name != control]
    if treatment is not None and treatment in others:
        return treatment
    if treatment is None and len(others) == 1:
        return others[0]
    raise InvalidArgument(
        f"Which arm is to be compared with {control}? Others: {', '.join(others) or 'none, there is one arm only'}.",
        message_ru=f"Какую группу сравнить с {control}? Другие: {', '.join(others) or 'нет, группа одна'}.",
        argument="treatment",
    )
