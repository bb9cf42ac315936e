"""How well does a score rank customers by the effect that a treatment has on them?

All metrics assume that treatment was assigned at random. `y` is the outcome, `uplift` the score (higher
means treat first), `treatment` is 0 or 1. Two published families of definitions exist and give different
numbers on the same data, so each function says which it uses:

* `convention="sklift"` (default): scikit-uplift 0.5.1. Curves have a point per distinct score (tied
  customers enter together), areas are trapezoids, and an area is reported as the share of what the perfect
  order gains over a random one. Radcliffe (2007), Devriendt, Guns and Verbeke (2020, arXiv 2002.05897).
* `convention="causalml"`: causalml 0.18. Curves have a point per customer (ties in the order given), are
  divided by the absolute value of their end point, and areas are plain means over points; Qini subtracts
  the straight line.

Each score is judged alone: nothing that another model predicted can change its value.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument, NotEnoughData
from tools.uplift.arms import Flags, Floats, is_binary, numbers, same_length, treatment_flags

Convention = Literal["sklift", "causalml"]
Curve = tuple[Floats, Floats]


def uplift_curve(
    y: ArrayLike, uplift: ArrayLike, treatment: ArrayLike, *, convention: Convention = "sklift"
) -> Curve:
    """How many extra outcomes among the first n customers, if all n had been treated?

    Returns (n, (mean of treated - mean of control among the first n) * n), starting at (0, 0).
    """
    outcome, score, treated = _checked(y, uplift, treatment, convention)
    if convention == "causalml":
        return _row_curve(outcome, score, treated, qini=False)
    return _uplift_points(*_cumulative(outcome, score, treated))


def qini_curve(
    y: ArrayLike, uplift: ArrayLike, treatment: ArrayLike, *, convention: Convention = "sklift"
) -> Curve:
    """How many extra outcomes among the treated of the first n customers?

    Returns (n, outcomes of treated - outcomes of control * treated / control), starting at (0, 0).
    """
    outcome, score, treated = _checked(y, uplift, treatment, convention)
    if convention == "causalml":
        return _row_curve(outcome, score, treated, qini=True)
    return _qini_points(*_cumulative(outcome, score, treated))


def perfect_qini_curve(
    y: ArrayLike,
    uplift: ArrayLike | None = None,
    treatment: ArrayLike | None = None,
    *,
    negative_effect: bool = True,
) -> Curve:
    """The Qini curve of the best possible order: treated buyers first, control buyers last.

    Takes (y, treatment), or (y, uplift, treatment) like the other curves; the score does not matter to it.
    Without `negative_effect` the curve rises one for one to the total effect and stays there. For a
    continuous outcome the order is by outcome among treated and by minus the outcome among control.
    """
    arm = uplift if treatment is None else treatment
    if arm is None:
        raise InvalidArgument("perfect_qini_curve needs a treatment.", argument="treatment")
    outcome, treated = numbers(y, name="y"), treatment_flags(arm)
    same_length(y=outcome, treatment=treated)
    return _perfect_qini(outcome, treated, negative_effect=negative_effect)


def qini_auc(
    y: ArrayLike,
    uplift: ArrayLike,
    treatment: ArrayLike,
    *,
    convention: Convention = "sklift",
    negative_effect: bool = True,
) -> float:
    """The Qini coefficient: 0 for a random order; 1 (sklift convention) for the perfect one.

    Outcomes may be continuous. Raises NotEnoughData where the coefficient is not defined, for example when
    nobody has an outcome.
    """
    outcome, score, treated = _checked(y, uplift, treatment, convention)
    if convention == "causalml":
        curve = _normalised(_row_curve(outcome, score, treated, qini=True)[1])
        return float((curve - np.linspace(curve[0], curve[-1], curve.size)).mean())
    perfect = _perfect_qini(outcome, treated, negative_effect=negative_effect)
    return _share_of_perfect(_qini_points(*_cumulative(outcome, score, treated)), perfect)


def uplift_auc(
    y: ArrayLike, uplift: ArrayLike, treatment: ArrayLike, *, convention: Convention = "sklift"
) -> float:
    """The area under the uplift curve, normalised as the convention says.

    The perfect uplift curve of the sklift convention is defined for 0/1 outcomes only; a continuous one
    raises InvalidArgument.
    """
    outcome, score, treated = _checked(y, uplift, treatment, convention)
    if convention == "causalml":
        return float(_normalised(_row_curve(outcome, score, treated, qini=False)[1]).mean())
    if not is_binary(outcome):
        raise InvalidArgument(
            "The perfect uplift curve is defined for 0/1 outcomes only; use qini_auc, or "
            "convention='causalml', for a continuous y.",
            message_ru="Идеальная кривая uplift определена только для исхода 0/1; для денег возьмите qini_auc "
            "или convention='causalml'.",
            argument="y",
        )
    control_buyers = int(((outcome == 1) & ~treated).sum())
    treated_idlers = int(((outcome == 0) & treated).sum())
    tie_break = outcome if control_buyers > treated_idlers else treated.astype(np.float64)
    best = 2.0 * (outcome == treated) + tie_break
    perfect = _uplift_points(*_cumulative(outcome, best, treated))
    return _share_of_perfect(_uplift_points(*_cumulative(outcome, score, treated)), perfect)


def uplift_at_k(
    y: ArrayLike,
    uplift: ArrayLike,
    treatment: ArrayLike,
    k: float = 0.3,
    *,
    strategy: Literal["overall", "by_group"] = "overall",
    convention: Convention = "sklift",
) -> float:
    """The measured effect among the k customers with the highest score.

    `k` is a share in (0, 1) or a whole number of customers. `overall` takes the top k of everybody,
    `by_group` the top k of each arm. Among equal scores the sklift convention takes the last row first and
    the causalml convention the first row first. Raises NotEnoughData when the top k holds one arm only.
    """
    outcome, score, treated = _checked(y, uplift, treatment, convention)
    _check_k(k, outcome.size, treated, strategy)
    if convention == "causalml":
        order = np.argsort(-score, kind="stable")
    else:
        order = np.argsort(score, kind="stable")[::-1]
    outcome, treated = outcome[order], treated[order]
    if strategy == "overall":
        top = _size(k, outcome.size)
        outcome, treated = outcome[:top], treated[:top]
        of_treated, of_control = outcome[treated], outcome[~treated]
    else:
        of_treated = outcome[treated][: _size(k, int(treated.sum()))]
        of_control = outcome[~treated][: _size(k, int((~treated).sum()))]
    if not of_treated.size or not of_control.size:
        raise NotEnoughData(
            f"The top {k:g} has {of_treated.size} treated and {of_control.size} control customers; raise k.",
            message_ru=f"В верхних {k:g} воздействие получили {of_treated.size}, контроль {of_control.size}; увеличьте k.",
            argument="k",
        )
    return float(of_treated.mean() - of_control.mean())


def _checked(
    y: ArrayLike, uplift: ArrayLike, treatment: ArrayLike, convention: str
) -> tuple[Floats, Floats, Flags]:
    if convention not in ("sklift", "causalml"):
        raise InvalidArgument(
            f"convention must be 'sklift' or 'causalml', it is {convention!r}.", argument="convention"
        )
    outcome, score, treated = (
        numbers(y, name="y"),
        numbers(uplift, name="uplift"),
        treatment_flags(treatment),
    )
    same_length(y=outcome, uplift=score, treatment=treated)
    return outcome, score, treated


def _cumulative(outcome: Floats, score: Floats, treated: Flags) -> tuple[Floats, Floats, Floats, Floats]:
    """Running (treated, control, outcome of treated, outcome of control) after each distinct score."""
    binary = is_binary(outcome)
    # Sums of 0 and 1 are exact in any order, so the faster unstable sort is safe for them.
    order = np.argsort(score, kind=None if binary else "stable")[::-1]
    ranked = score[order]
    last = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), ranked.size - 1)
    if binary:  # one small code per customer: a single gather instead of two
        code = (treated * np.int8(2) + outcome.astype(np.int8)).astype(np.int8)[order]
        n_treated = np.cumsum(code > 1, dtype=np.int64)[last]
        y_treated = np.cumsum(code == 3, dtype=np.int64)[last]
        y_control = np.cumsum(code == 1, dtype=np.int64)[last]
    else:
        arm, result = treated[order], outcome[order]
        n_treated = np.cumsum(arm, dtype=np.int64)[last]
        y_treated = np.cumsum(np.where(arm, result, 0.0))[last]
        y_control = np.cumsum(np.where(arm, 0.0, result))[last]
    n_control = last + 1 - n_treated
    return (
        n_treated.astype(np.float64),
        n_control.astype(np.float64),
        y_treated.astype(np.float64),
        y_control.astype(np.float64),
    )


def _qini_points(n_treated: Floats, n_control: Floats, y_treated: Floats, y_control: Floats) -> Curve:
    ratio = np.divide(n_treated, n_control, out=np.zeros_like(n_treated), where=n_control != 0)
    return _from_origin(n_treated + n_control, y_treated - y_control * ratio)


def _uplift_points(n_treated: Floats, n_control: Floats, y_treated: Floats, y_control: Floats) -> Curve:
    of_treated = np.divide(y_treated, n_treated, out=np.zeros_like(y_treated), where=n_treated != 0)
    of_control = np.divide(y_control, n_control, out=np.zeros_like(y_control), where=n_control != 0)
    n = n_treated + n_control
    return _from_origin(n, (of_treated - of_control) * n)


def _from_origin(n: Floats, values: Floats) -> Curve:
    return np.concatenate(([0.0], n)), np.concatenate(([0.0], values))


def _perfect_qini(outcome: Floats, treated: Flags, *, negative_effect: bool) -> Curve:
    if negative_effect and is_binary(outcome):
        return _perfect_binary_qini(outcome, treated)
    if negative_effect:
        best = np.where(treated, outcome, -outcome)
        return _qini_points(*_cumulative(outcome, best, treated))
    total = outcome[treated].sum() - outcome[~treated].sum() * treated.sum() / (~treated).sum()
    if total < 0:
        raise NotEnoughData(
            "The total effect is negative, so a perfect curve without negative effects does not exist.",
            message_ru="Общий эффект отрицательный: идеальной кривой без отрицательных эффектов нет.",
            argument="negative_effect",
        )
    return np.array([0.0, total, outcome.size]), np.array([0.0, total, total])


def _perfect_binary_qini(outcome: Floats, treated: Flags) -> Curve:
    """The perfect order has three groups only (treated buyers, all who did not buy, control buyers), so the
    curve follows from four counts without sorting."""
    positive = outcome == 1
    n_treated, buyers = int(treated.sum()), int(positive.sum())
    treated_buyers = int((treated & positive).sum())
    control_buyers = buyers - treated_buyers
    idle = outcome.size - buyers
    groups = [  # treated and control customers, outcomes of treated and of control, in each group
        (treated_buyers, 0, treated_buyers, 0),
        (n_treated - treated_buyers, idle - (n_treated - treated_buyers), 0, 0),
        (0, control_buyers, 0, control_buyers),
    ]
    table = np.cumsum([group for group in groups if group[0] + group[1]], axis=0, dtype=np.float64)
    return _qini_points(*table.T)


def _share_of_perfect(actual: Curve, perfect: Curve) -> float:
    random = perfect[0][-1] * perfect[1][-1] / 2.0
    best = float(np.trapezoid(perfect[1], perfect[0])) - random
    if not best > 0:
        raise NotEnoughData(
            "The outcome does not vary enough: even the perfect order gains nothing over a random one.",
            message_ru="Исход почти не меняется: даже идеальный порядок не лучше случайного.",
            argument="y",
        )
    return float((np.trapezoid(actual[1], actual[0]) - random) / best)


def _row_curve(outcome: Floats, score: Floats, treated: Flags, *, qini: bool) -> Curve:
    """causalml's curve: a point per customer, gaps at the start filled along a straight line."""
    order = np.argsort(-score, kind="stable")
    arm, result = treated[order], outcome[order]
    n = np.arange(1, arm.size + 1, dtype=np.float64)
    n_treated = np.cumsum(arm, dtype=np.float64)
    n_control = n - n_treated
    y_treated, y_control = np.cumsum(np.where(arm, result, 0.0)), np.cumsum(np.where(arm, 0.0, result))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = (
            y_treated - y_control * n_treated / n_control
            if qini
            else y_treated / n_treated - y_control / n_control
        )
    x, values = _from_origin(n, values)
    known = np.isfinite(values)
    values = np.interp(x, x[known], values[known])
    return x, values if qini else values * x


def _normalised(curve: Floats) -> Floats:
    if curve[-1] == 0:
        raise NotEnoughData(
            "The total effect is exactly zero, so the curve cannot be divided by it.",
            message_ru="Общий эффект ровно ноль: нормировать кривую не на что.",
            argument="y",
        )
    scaled: Floats = curve / abs(curve[-1])
    return scaled


def _check_k(k: Any, n: int, treated: Flags, strategy: str) -> None:
    if strategy not in ("overall", "by_group"):
        raise InvalidArgument(
            f"strategy must be 'overall' or 'by_group', it is {strategy!r}.", argument="strategy"
        )
    whole = np.asarray(k).dtype.kind == "i"
    limit = n if strategy == "overall" else int(min(treated.sum(), (~treated).sum())) + 1
    if not (0 < k < (limit if whole else 1)):
        raise InvalidArgument(
            f"k must be a share in (0, 1) or a whole number below {limit}; it is {k!r}.",
            message_ru=f"k — доля от 0 до 1 или целое число меньше {limit}; сейчас {k!r}.",
            argument="k",
        )


def _size(k: float, n: int) -> int:
    return int(k) if np.asarray(k).dtype.kind == "i" else int(n * k)
