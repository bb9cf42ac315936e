"""Which cell of a grid each customer is in: one whole number a row, found and checked in one pass.

Histories are counts and dates, so frequency is a whole number and times are whole units or whole sevenths
(days counted in weeks). Two rows with one cell are then equal, and neither sorting nor hashing is needed. The
pass goes over blocks that stay in the processor's cache; it is the only one over all customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

BLOCK = 16_384  # rows taken together
SCALES = (1.0, 7.0)  # steps of the grid in one unit of time
FINEST = 100_000  # steps that a grid may have in each direction
SMALL = 4_000_000  # cells up to which memory is no matter


@dataclass(frozen=True, slots=True)
class Coded:
    """The cell of each row, in lexicographic order of (frequency, recency, T), and what the cells mean."""

    key: Index
    x: Floats
    t_x: Floats
    T: Floats

    @property
    def span(self) -> int:
        """Cells of the grid, used or not."""
        return self.x.size * self.t_x.size * self.T.size

    def of(self, rows: npt.NDArray[np.bool_]) -> Coded:
        """The cells of some of the rows."""
        return Coded(self.key[rows], self.x, self.t_x, self.T)

    def places(self, keys: Index) -> tuple[Index, Index, Index]:
        """Which x, t_x and T cells have."""
        rest, iage = np.divmod(keys, self.T.size)
        ix, it = np.divmod(rest, self.t_x.size)
        return ix, it, iage

    @property
    def table_fits(self) -> bool:
        """Whether a table of all cells is quicker than sorting the customers, and takes little memory."""
        return table_fits(self.span, self.key.size)

    def narrowed(self) -> Coded:
        """The same cells numbered by the values that occur alone: one large value no longer widens the grid."""
        used = [np.zeros(values.size, dtype=bool) for values in (self.x, self.t_x, self.T)]
        blocks = [slice(start, start + BLOCK) for start in range(0, self.key.size, BLOCK)]
        for rows in blocks:
            for seen, place in zip(used, self.places(self.key[rows]), strict=True):
                seen[place] = True
        rank_x, rank_t, rank_T = (np.cumsum(seen) - 1 for seen in used)
        x, t_x, T = (v[seen] for v, seen in zip((self.x, self.t_x, self.T), used, strict=True))
        key = np.empty_like(self.key)
        for rows in blocks:
            ix, it, iage = self.places(self.key[rows])
            key[rows] = (rank_x[ix] * t_x.size + rank_t[it]) * T.size + rank_T[iage]
        return Coded(key, x, t_x, T)


def coded(x: Floats, t_x: Floats, T: Floats) -> Coded | None:
    """The cells of valid columns; None where a row is invalid, off the grid, or the grid is too wide.

    Valid: nothing negative or missing, t_x at most T, and 0 where x is 0 and only there.
    """
    if x.size == 0:
        return None
    top_x, top_t, low_T, top_T = x.max(), t_x.max(), T.min(), T.max()
    if not (top_x >= 0 and low_T >= 0 and top_t <= top_T):  # false for NaN too
        return None
    for scale in SCALES:
        if max(top_x, top_T * scale) < FINEST and all(_on_grid(t[:1_000], scale) for t in (t_x, T)):
            break
    else:
        return None
    first = round(low_T * scale)
    x_values = np.arange(int(top_x) + 1, dtype=np.float64)
    t_values = np.arange(round(top_t * scale) + 1) / scale
    T_values = np.arange(first, round(top_T * scale) + 1) / scale
    key = np.empty(x.size, dtype=np.intp)
    if not _fill(key, x, t_x, T, scale, t_values.size, T_values.size, first):
        return None
    return Coded(key, x_values, t_values, T_values)


def _fill(
    key: Index, x: Floats, t_x: Floats, T: Floats, scale: float, wide: int, deep: int, first: int
) -> bool:
    """Writes the cell of each row into `key`; False at the first block with a row that is not valid."""
    size = min(BLOCK, x.size)
    buffers = [np.empty(size) for _ in range(4)]
    flags = [np.empty(size, dtype=bool) for _ in range(2)]
    for start in range(0, x.size, BLOCK):
        rows = slice(start, start + BLOCK)
        xs, ts, Ts = x[rows], t_x[rows], T[rows]
        count, last, end, back = (buffer[: xs.size] for buffer in buffers)
        one, two = (flag[: xs.size] for flag in flags)
        np.rint(xs, out=count)
        good = np.equal(count, xs, out=one).all()
        for times, steps in ((ts, last), (Ts, end)):
            if scale == 1:
                np.rint(times, out=steps)
                good &= np.equal(steps, times, out=one).all()
            else:
                np.multiply(times, scale, out=steps)
                np.rint(steps, out=steps)
                np.divide(steps, scale, out=back)
                good &= np.equal(back, times, out=one).all()
        good &= count.min() >= 0 and last.min() >= 0
        good &= np.less_equal(last, end, out=one).all()
        good &= np.equal(np.greater(count, 0, out=one), np.greater(last, 0, out=two), out=one).all()
        if not good:
            return False
        # in floats, where whole numbers are exact and no conversion is needed between the steps
        count *= wide
        count += last
        count *= deep
        count += end
        count -= first
        key[rows] = count
    return True


def table_fits(span: int, rows: int) -> bool:
    """Whether a table of so many cells is quicker than sorting so many rows, and takes little memory."""
    return span <= max(8 * rows, min(24 * rows, SMALL))


def by_rank(x: Floats, t_x: Floats, T: Floats) -> Coded:
    """The cells of columns with any values: a rank among the distinct values of each column."""
    (cx, ux), (ct, ut), (ca, ua) = (distinct(column) for column in (x, t_x, T))
    return Coded((cx * ut.size + ct) * ua.size + ca, ux, ut, ua)


def distinct(values: Floats) -> tuple[Index, Floats]:
    """Each value's rank among the distinct values, and these in ascending order.

    Values on a grid are looked up in a table; anything else goes through a hash table. Both give the same
    answer, the first in a fifth of the time.
    """
    import pandas as pd

    top = float(values.max(initial=0.0))
    for scale in SCALES:
        if top * scale < FINEST and _on_grid(values[:1_000], scale):
            whole = np.rint(values * scale).astype(np.int32)
            if (whole / scale == values).all():
                steps = np.arange(int(whole.max(initial=0)) + 1) / scale
                return those_used(whole, steps)
    code, unique = pd.factorize(values)
    order = np.argsort(unique)
    rank = np.empty(unique.size, dtype=np.intp)
    rank[order] = np.arange(unique.size)
    return rank[code], np.asarray(unique[order], dtype=np.float64)


def those_used(codes: npt.NDArray[Any], values: Floats) -> tuple[Index, Floats]:
    """Ranks among the values that occur, and these values."""
    seen = np.zeros(values.size, dtype=bool)
    seen[codes] = True
    rank = np.cumsum(seen, dtype=np.intp) - 1
    return rank[codes], values[seen]


def _on_grid(values: Floats, scale: float) -> bool:
    return bool((np.rint(values * scale) / scale == values).all())
