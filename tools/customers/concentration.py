"""How unequally an amount is spread over customers (or anything else): shares of the top, Gini, break-even.

Everything is computed from a histogram of whole amounts (minor units), so a million customers with a few
thousand different amounts are a few thousand rows, and the result does not depend on any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.errors import InvalidArgument, NotEnoughData

Whole = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Amounts in falling order with how many hold each. Build it with `of`."""

    amounts: Whole
    held: Whole

    @classmethod
    def of(cls, amounts: Sequence[int] | Whole, held: Sequence[int] | Whole | None = None) -> Concentration:
        """From whole amounts (negative ones allowed) and how many hold each of them (default one).

        Raises NotEnoughData when the total is not positive, for then a share of it means nothing.
        """
        values = np.asarray(amounts, dtype=np.int64)
        counts = np.ones_like(values) if held is None else np.asarray(held, dtype=np.int64)
        order = np.argsort(-values, kind="stable")
        made = cls(values[order], counts[order])
        if made.count == 0 or made.total <= 0:
            raise NotEnoughData(
                "The amounts do not add up to more than zero, so there are no shares of them.",
                message_ru="Сумма не больше нуля, поэтому доли от неё не имеют смысла.",
                argument="value",
            )
        return made

    @property
    def count(self) -> int:
        """How many hold an amount."""
        return int(self.held.sum())

    @property
    def total(self) -> int:
        """All amounts together."""
        return int((self.amounts * self.held).sum())

    def needed_for(self, share: float) -> int:
        """The smallest number of the largest holders who together have at least `share` of the total."""
        if not 0 < share <= 1:
            raise InvalidArgument(
                f"share is {share}; a fraction above 0 and up to 1 is needed, 0.8 for 80 %.",
                message_ru=f"share = {share}; нужна доля от 0 до 1, например 0.8 для 80 %.",
                argument="share",
            )
        wanted = share * self.total
        sums = np.cumsum(self.amounts * self.held)
        at = int(np.argmax(sums >= wanted - 1e-9 * self.total))
        before = int(sums[at - 1]) if at else 0
        holders = int(self.held[:at].sum())
        inside = max(1, int(np.ceil((wanted - before) / int(self.amounts[at]) - 1e-9)))
        return holders + min(inside, int(self.held[at]))

    def amount_of_top(self, holders: int) -> int:
        """What the `holders` largest have together."""
        counted = np.cumsum(self.held)
        at = int(np.searchsorted(counted, holders))
        if at >= len(counted):
            return self.total
        before = int(counted[at - 1]) if at else 0
        return int((self.amounts[:at] * self.held[:at]).sum()) + (holders - before) * int(self.amounts[at])

    def top(self, fraction: float) -> int:
        """How many are the top `fraction` (0.2 for a fifth), rounded up."""
        return min(self.count, int(np.ceil(fraction * self.count - 1e-9)))

    def share_of_top(self, fraction: float) -> float:
        """Which share of the total the top `fraction` have."""
        return self.amount_of_top(self.top(fraction)) / self.total

    @property
    def gini(self) -> float:
        """0 when all have the same, towards 1 when one has everything; amounts below zero count as zero.

        G = 2 sum(i x_i) / (n sum(x_i)) - (n + 1) / n over the amounts in rising order (Gini 1912).
        """
        amounts = np.maximum(self.amounts[::-1], 0).astype(float)
        held = self.held[::-1].astype(float)
        last = np.cumsum(held)
        ranks = held * (last - held + 1 + last) / 2
        n = last[-1]
        return float(2 * (ranks * amounts).sum() / (n * (held * amounts).sum()) - (n + 1) / n)
