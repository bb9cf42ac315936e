"""How well persons were found, where the truth is known: precision and recall of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.errors import InvalidArgument

Labels = Sequence[Any] | pd.Series | np.ndarray


@dataclass(frozen=True)
class PairScore:
    """Counts of pairs of records: found to be one person, truly one person, and both."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are true; 1 where none was found."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found; 1 where there are none."""
        return self.both / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.both / (self.found + self.true) if self.found + self.true else 1.0


def score_pairs(person: Labels, truth: Labels) -> PairScore:
    """Compares two partitions of the same records, given as one label a record in the same order."""
    if len(person) != len(truth):
        raise InvalidArgument(
            f"person has {len(person)} labels and truth {len(truth)}; one a record is expected in both.",
            message_ru=f"В person {len(person)} меток, в truth {len(truth)}; нужна одна на запись в обоих.",
            argument="truth",
        )
    mine, real = _numbers(person), _numbers(truth)
    both = np.unique(mine.astype(np.int64) * (int(real.max(initial=0)) + 1) + real, return_counts=True)[1]
    return PairScore(_pairs(np.bincount(mine)), _pairs(np.bincount(real)), _pairs(both))


def _numbers(labels: Labels) -> np.ndarray:
    return pd.factorize(pd.Series(list(labels), dtype=object))[0]


def _pairs(sizes: np.ndarray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
