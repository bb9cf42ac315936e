"""Which rows does a model learn from when the base is larger than what should be held in memory?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidArgument
from tools.uplift.arms import Flags, Floats, is_binary


@dataclass(frozen=True, slots=True)
class TrainingSample:
    """The rows learnt from, in the order given, and a sentence about them (None where all were taken)."""

    rows: NDArray[np.bool_]
    taken: int
    of: int
    note_ru: str | None
    note_en: str | None


def training_sample(
    treated: Flags, outcome: Floats, *, most_rows: int, rng: np.random.Generator | None = None
) -> TrainingSample:
    """At most `most_rows` rows with the same share of each arm and, for a 0/1 outcome, of each answer in it.

    Shares are kept and not evened out, so effects and the average of the sample are those of the base. The
    draw is random with a fixed seed unless `rng` is given.
    """
    if most_rows < 100:
        raise InvalidArgument(
            f"most_rows must be at least 100, it is {most_rows}.",
            message_ru=f"most_rows — не меньше 100, сейчас {most_rows}.",
            argument="most_rows",
        )
    n = outcome.size
    keep = np.ones(n, dtype=np.bool_)
    if n <= most_rows:
        return TrainingSample(keep, n, n, None, None)
    generator = np.random.default_rng(0) if rng is None else rng
    # For money: nobody bought, or somebody did, since the rare buyers carry all the information.
    stratum = treated * 2 + (outcome if is_binary(outcome) else outcome != 0)
    keep[:] = False
    for value in np.unique(stratum):
        where = np.flatnonzero(stratum == value)
        size = max(1, int(where.size * most_rows / n))
        keep[generator.choice(where, size, replace=False, shuffle=False)] = True
    taken = int(keep.sum())
    return TrainingSample(
        keep,
        taken,
        n,
        f"Модель училась на {taken} клиентах из {n}: случайная выборка с теми же долями групп и исходов.",
        f"The model learnt from {taken} of {n} customers: a random sample with the same shares of arms and outcomes.",
    )
