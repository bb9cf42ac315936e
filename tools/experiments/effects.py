"""What did the treatment change? The intention-to-treat effect of a randomised test.

Every assigned customer counts in the arm they were assigned to, whether or not the message reached them:
leaving out the unreached would compare people who differ. Assumes random assignment and that customers do
not influence each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate
from tools.experiments.adjusted_means import Known, adjusted_means
from tools.experiments.adjustment import covariate_matrix
from tools.experiments.heavy_tails import winsorised
from tools.experiments.multiple_tests import holm
from tools.experiments.sample_ratio import SampleRatio, srm_test
from tools.experiments.two_rates import compare_rates

__all__ = ["CONTROL_NAMES", "Effect", "effect", "holm"]
CONTROL_NAMES = frozenset({"control", "контроль", "0", "false", "holdout"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one arm against control.

    `difference` (unit pp for a rate) and `p_value` come from one method; `relative` is the lift over control
    (unit share) or None where control is too close to zero. `sample_ratio` is None where no planned shares
    were given; when it says mismatch, do not use the effect. `normal_from` is the group size from which the
    interval of a skewed mean can be trusted (0 for rates). `variance_kept` is the share of variance left
    after covariates and strata (1.0 without): the interval is its square root times as wide as the plain one.
    `winsorised` is the same difference with the largest hundredth of the amounts pulled in: where it says something
    else, a few customers make the result. `clusters` counts the units that were drawn, where these were not
    customers.
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
    winsorised: Estimate | None = None
    clusters: int | None = None

    @property
    def rests_on_few(self) -> bool:
        """Whether the verdict changes when the largest hundredth of the amounts is pulled in."""
        return self.winsorised is not None and self.winsorised.excludes_zero != self.significant

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
    strata: ArrayLike | None = None,
    clusters: ArrayLike | None = None,
    denominator: ArrayLike | None = None,
    shares: Mapping[str, float] | None = None,
    unit: str = "number",
    level: float = 0.95,
    allow_constant: bool = False,
) -> Effect:
    """The effect of `treatment` against `control` on an outcome per customer.

    `outcome` has one number for each assigned customer (0 for those who did nothing) and `arm` the arm: 1/0,
    or names, where the control is found by its name ("control", "контроль", "holdout") or given. `kind` is
    found from the outcome when left out: a rate for 0/1, otherwise a mean. `shares` are the planned shares of the
    arms, for the sample ratio test.

    Known before the test, and so only removing noise: `covariate`, one number or a row of numbers per customer
    (CUPED), and `strata`, a label per customer (post-stratification; also what makes a draw with a different share
    in each stratum comparable). With either, a 0/1 outcome is compared as a mean and stays in pp.
    `clusters`, a label per customer, where whole stores or cities were assigned: the interval then counts clusters,
    not customers. `denominator`, a number per customer, makes the outcome a ratio of sums, such as revenue per
    order (delta method).

    Rates: Miettinen-Nurminen. Means: Welch, and for zero-inflated money in arms of unequal size the interval of
    `heavy_tails.shape_pooled`, because Welch's is too narrow there; `difference.method` names the one used.
    Raises InvalidArgument for a single arm, an unknown name, different lengths or missing values, NotEnoughData for
    an outcome that is the same for everybody (a rate asked for by kind="rate" has an interval even then; with `allow_constant` the effect is exactly zero).
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
    rows = (labels == chosen) | (labels == reference)
    treated = labels[rows] == chosen
    if kind != "rate" and not allow_constant:
        _require_variation(values[rows])
    binary = bool(np.isin(values[rows], (0.0, 1.0)).all())
    if kind == "rate" and not binary:
        raise InvalidArgument(
            "A rate needs outcomes of 0 and 1; use kind='mean'.",
            message_ru="Для доли нужны исходы 0 и 1; возьмите kind='mean'.",
            argument="kind",
        )
    y, before = values[rows], None if covariate is None else covariate_matrix(covariate, values.size)[rows]
    x = None if denominator is None else _aligned(denominator, "denominator", values.size)[rows]
    groups = None if strata is None else _texts(strata, "strata", values.size)[rows]
    units = None if clusters is None else _texts(clusters, "clusters", values.size)[rows]
    plain = before is None and x is None and groups is None and units is None
    if plain and (kind == "rate" or (kind is None and binary)):
        found = _of_rates(y, treated, level)
    else:
        if binary and x is None and kind != "mean" and unit == "number":
            unit = "pp"
        found = _of_means(y, treated, Known(before, x, groups, units), unit, level)
    return replace(found, sample_ratio=ratio)


def _of_rates(y: NDArray[np.float64], treated: NDArray[np.bool_], level: float) -> Effect:
    one, zero = y[treated], y[~treated]
    found = compare_rates(int(one.sum()), one.size, int(zero.sum()), zero.size, level=level)
    error = float(np.sqrt(one.var() / one.size + zero.var() / zero.size))
    means = float(one.mean()), float(zero.mean())
    return Effect(
        found.difference, found.relative, found.p_value, *means, one.size, zero.size, "rate", error, None, 0, 1.0
    )  # fmt: skip


def _of_means(
    y: NDArray[np.float64], treated: NDArray[np.bool_], known: Known, unit: str, level: float
) -> Effect:
    found = adjusted_means(y, treated, known, unit=unit, level=level)
    pulled = None
    if known.denominator is None and known.clusters is None:
        cut = winsorised(y)
        if not np.array_equal(cut, y):
            pulled = adjusted_means(cut, treated, known, unit=unit, level=level).result.difference
    customers = int(treated.sum()), int((~treated).sum())
    result = found.result
    return Effect(
        result.difference, result.relative, result.p_value, *found.means, *customers, "mean", result.standard_error, None,
        found.normal_from, found.variance_kept, pulled, found.clusters,
    )  # fmt: skip


def _require_variation(values: NDArray[np.float64]) -> None:
    if values.size and float(values.min()) == float(values.max()):
        raise NotEnoughData(
            f"The outcome is {values[0]:g} for all {values.size} customers of both arms, so nothing can be compared: "
            "check that purchases of the window were loaded, or wait for the first ones.",
            message_ru=f"Исход у всех {values.size} клиентов обеих групп одинаков ({values[0]:g}), сравнивать нечего: "
            "проверьте, что покупки окна загружены, или дождитесь первых.",
            argument="outcome",
        )


def _aligned(values: ArrayLike, name: str, size: int) -> NDArray[np.float64]:
    column = _column(values, name)
    if column.size != size:
        raise InvalidArgument(
            f"{name} has {column.size} values for {size} customers.",
            message_ru=f"В {name} {column.size} значений, а клиентов {size}.",
            argument=name,
        )
    return column


def _texts(values: ArrayLike, name: str, size: int) -> NDArray[np.str_]:
    column = np.asarray(values)
    if column.ndim != 1 or column.size != size:
        raise InvalidArgument(
            f"{name} must be one label per customer: {size} are expected, {column.size} came.",
            message_ru=f"{name} — одна метка на клиента: ожидалось {size}, пришло {column.size}.",
            argument=name,
        )
    return column.astype(str)


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
    numeric = column.dtype.kind in "biufUS"
    missing = bool(np.isnan(column).any()) if column.dtype.kind == "f" else False
    if not numeric:
        missing = any(value is None or value != value for value in column.tolist())
    if column.ndim != 1 or missing:
        raise InvalidArgument(
            "arm must be one value per customer, without missing values.",
            message_ru="arm — одно значение на клиента, без пропусков.",
            argument="arm",
        )
    if column.dtype.kind in "biuf":
        # Few arms and many customers: each name is written once.
        names, which = np.unique(column, return_inverse=True)
        return np.array([f"{float(value):g}" for value in names])[which]
    return column.astype(str)


def arms_of(arm: ArrayLike, control: str | None = None) -> tuple[str, list[str]]:
    """The control arm and the names of the others. Raises InvalidArgument where it cannot be told, or is alone."""
    names = [str(name) for name in np.unique(_labels(arm))]
    reference = _find_control(names, control)
    others = [name for name in names if name != reference]
    if not others:
        _find_treatment(names, reference, None)
    return reference, others


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
