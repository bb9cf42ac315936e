"""No experiment, and still asked for a number: a doubly robust comparison, labelled for what it is.

Customers who were treated by somebody's choice differ from the others. What was recorded of them before can be
adjusted for; what was not recorded cannot, and no computation tells how much that is. So the estimate comes with
how far the groups overlap and with the E-value: how strongly something unrecorded would have to go together with
both treatment and outcome to explain the difference away (VanderWeele and Ding 2017, Annals of Internal Medicine
167:268-274). Augmented inverse probability weighting with cross-fitting: Chernozhukov et al. (2018), Econometrics
Journal 21:C1-C68, section 5.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate
from tools.experiments.adjustment import covariate_matrix

METHOD = "augmented inverse probability weighting, cross-fitted; not causal"
OVERLAP = (0.05, 0.95)
LEAST_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class ObservationalEffect:
    """`difference` after adjustment beside the `naive` one; `overlap` is the share of customers whose probability of
    treatment lies in 5..95 % (only these are compared, `dropped` are not). `e_value` is for the estimate,
    `e_value_of_limit` for the end of the interval nearer to zero: 1 means that nothing unrecorded is needed to
    explain it away. `grade` is C: it proves nothing and must be shown as such."""

    difference: Estimate
    naive: float
    overlap: float
    dropped: int
    e_value: float
    e_value_of_limit: float
    grade: Literal["C"] = "C"


def observational_effect(
    outcome: ArrayLike,
    treated: ArrayLike,
    before: ArrayLike,
    *,
    folds: int = 5,
    seed: int = 0,
    unit: str = "number",
    level: float = 0.95,
) -> ObservationalEffect:
    """The mean difference between treated and untreated customers who looked alike before.

    `treated` is 0/1, `before` a row of numbers per customer, all recorded before the treatment. Assumes that these
    are everything that treatment and outcome have in common, which cannot be checked. Folds are fixed by `seed`.
    Raises NotEnoughData with fewer than 50 customers in a group or when less than half of the customers overlap:
    then the groups are too different for any adjustment.
    """
    from scipy.special import ndtri
    from sklearn.linear_model import LogisticRegression, Ridge

    y, t = np.asarray(outcome, dtype=np.float64), np.asarray(treated, dtype=np.float64)
    if y.ndim != 1 or y.shape != t.shape or not np.isfinite(y).all() or not np.isin(t, (0.0, 1.0)).all():
        raise InvalidArgument(
            f"outcome ({y.size} values) must be one number and treated ({t.size}) one 0 or 1 per customer.",
            message_ru=f"outcome ({y.size} значений) – число, treated ({t.size}) – 0 или 1 на каждого клиента.",
            argument="treated",
        )
    rows = t == 1
    if min(int(rows.sum()), int((~rows).sum())) < 50:
        raise NotEnoughData(
            f"{int(rows.sum())} treated and {int((~rows).sum())} untreated customers; at least 50 each are needed.",
            message_ru=f"С воздействием {int(rows.sum())} клиентов, без него {int((~rows).sum())}; нужно не меньше 50 в каждой группе.",
            argument="treated",
        )
    x = _features(covariate_matrix(before, y.size))
    chance, one, zero = np.empty(y.size), np.empty(y.size), np.empty(y.size)
    fold = np.random.default_rng(seed).permutation(y.size) % folds
    for k in range(folds):
        train, test = fold != k, fold == k
        model = LogisticRegression(C=1.0, max_iter=500).fit(x[train], t[train])
        chance[test] = model.predict_proba(x[test])[:, 1]
        for target, arm in ((one, train & rows), (zero, train & ~rows)):
            target[test] = Ridge(alpha=1.0).fit(x[arm], y[arm]).predict(x[test])
    inside = (chance >= OVERLAP[0]) & (chance <= OVERLAP[1])
    overlap = float(inside.mean())
    if overlap < LEAST_OVERLAP:
        raise NotEnoughData(
            f"Only {overlap:.0%} of the customers had a real chance of both: the groups are too different to be compared, "
            "by any method. Draw a control group at random next time.",
            message_ru=f"Лишь у {overlap:.0%} клиентов был шанс на оба варианта: группы слишком разные, сравнить их нельзя никаким "
            "методом. В следующий раз выберите контроль случайно.",
            argument="before",
        )
    score = one - zero + t * (y - one) / chance - (1 - t) * (y - zero) / (1 - chance)
    score = score[inside]
    value, error = float(score.mean()), float(score.std(ddof=1)) / math.sqrt(score.size)
    z = float(ndtri((1 + level) / 2))
    low, high = value - z * error, value + z * error
    spread = float(y[inside].std())
    limit = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return ObservationalEffect(
        Estimate(value, unit, score.size, METHOD, low, high, level),
        float(y[rows].mean() - y[~rows].mean()),
        overlap,
        int((~inside).sum()),
        e_value(_as_risk_ratio(value, spread)),
        e_value(_as_risk_ratio(limit, spread)),
    )


def e_value(risk_ratio: float) -> float:
    """The E-value of a risk ratio (below 1 it is turned over): RR + sqrt(RR (RR - 1))."""
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def _as_risk_ratio(difference: float, spread: float) -> float:
    """VanderWeele and Ding (2017), table 2: exp(0.91 d) for a standardised difference d."""
    return 1.0 if spread == 0 else math.exp(min(50.0, 0.91 * abs(difference) / spread))


def _features(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standardised columns, their signed logarithms and squares: money is skewed, and effects need not be linear."""
    logs = np.sign(columns) * np.log1p(np.abs(columns))
    both = np.hstack([columns, logs, logs**2])
    both = both[:, both.std(axis=0) > 0]
    scaled: NDArray[np.float64] = (both - both.mean(axis=0)) / both.std(axis=0)
    return scaled
