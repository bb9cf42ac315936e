"""Several variants against one control group, with one error rate for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tools.errors import InvalidArgument, NotEnoughData
from tools.experiments.effects import Effect, arms_of, effect
from tools.experiments.multiple_tests import benjamini_hochberg, holm


@dataclass(frozen=True, slots=True)
class VariantEffects:
    """The effect of each arm against control and its p-value after Holm.

    `best` is the variant with the largest difference among those whose adjusted p-value is below 1 - level, None
    where none is. The intervals are for one variant each; the adjusted p-values are what a choice between them
    may rest on.
    """

    effects: dict[str, Effect]
    adjusted_p: dict[str, float]
    best: str | None


@dataclass(frozen=True, slots=True)
class SegmentEffect:
    """The effect within one segment: `q_value` is its p-value after Benjamini-Hochberg, `differs_q` that of "this
    segment responds as the others do"."""

    segment: str
    effect: Effect
    q_value: float
    differs_q: float


def variant_effects(
    outcome: ArrayLike, arm: ArrayLike, *, control: str | None = None, level: float = 0.95, **known: Any
) -> VariantEffects:
    """Every arm against the control group. Arguments as for `effect`."""
    reference, others = arms_of(arm, control)
    found = {
        name: effect(outcome, arm, treatment=name, control=reference, level=level, **known) for name in others
    }
    adjusted = holm({name: one.p_value for name, one in found.items()})
    winners = [name for name, one in found.items() if adjusted[name] < 1 - level and one.difference.value > 0]
    best = max(winners, key=lambda name: found[name].difference.value, default=None)
    return VariantEffects(found, adjusted, best)


def segment_effects(
    outcome: ArrayLike,
    arm: ArrayLike,
    segment: ArrayLike,
    *,
    least: int = 50,
    treatment: str | None = None,
    control: str | None = None,
    level: float = 0.95,
    **known: Any,
) -> list[SegmentEffect]:
    """Where does it work, and where does it work differently? The effect in each segment, largest first.

    `segment` has a label per customer, known before the assignment (a segment taken after it may be an effect of
    the treatment). Segments with fewer than `least` customers in an arm, or where nobody's outcome differs, are left
    out. Searching many segments finds differences by chance: believe `q_value` and `differs_q` (false discovery
    control), not the intervals. Raises NotEnoughData where no segment is left.
    """
    values, labels = np.asarray(outcome, dtype=np.float64), np.asarray(arm)
    names = np.asarray(segment).astype(str)
    if names.shape != values.shape:
        raise InvalidArgument(
            f"segment has {names.size} labels for {values.size} customers.",
            message_ru=f"В segment {names.size} меток, а клиентов {values.size}.",
            argument="segment",
        )
    found: dict[str, Effect] = {}
    for name in np.unique(names):
        rows = names == name
        inside = {key: np.asarray(column)[rows] for key, column in known.items() if np.ndim(column)}
        plain = {key: value for key, value in known.items() if not np.ndim(value)}
        try:
            one = effect(
                values[rows],
                labels[rows],
                treatment=treatment,
                control=control,
                level=level,
                **inside,
                **plain,
            )
        except (NotEnoughData, InvalidArgument):
            continue
        if min(one.n_treated, one.n_control) >= least:
            found[str(name)] = one
    if not found:
        raise NotEnoughData(
            f"No segment has {least} customers in both arms; take fewer, larger segments.",
            message_ru=f"Ни в одном сегменте нет {least} клиентов в каждой группе; возьмите сегменты крупнее.",
            argument="segment",
        )
    q_values = benjamini_hochberg({name: one.p_value for name, one in found.items()})
    differs = benjamini_hochberg({name: _against_rest(name, found) for name in found})
    rows_out = [SegmentEffect(name, one, q_values[name], differs[name]) for name, one in found.items()]
    return sorted(rows_out, key=lambda row: row.effect.difference.value, reverse=True)


def _against_rest(name: str, found: dict[str, Effect]) -> float:
    """p of "this segment's effect is that of the other segments together" (weighted by their customers)."""
    from scipy.special import ndtr

    others = [one for key, one in found.items() if key != name]
    if not others:
        return 1.0
    weights = np.array([one.n_treated + one.n_control for one in others], dtype=np.float64)
    weights /= weights.sum()
    rest = float(weights @ [one.difference.value for one in others])
    variance = float(weights**2 @ [one.standard_error**2 for one in others])
    mine = found[name]
    error = (variance + mine.standard_error**2) ** 0.5
    return 1.0 if error == 0 else 2 * float(ndtr(-abs(mine.difference.value - rest) / error))
