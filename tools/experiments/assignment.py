"""Who goes into which arm? A sticky draw from the customer's id alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidArgument


def assign(
    customer_ids: Iterable[object],
    *,
    salt: str,
    shares: Mapping[str, float] | None = None,
) -> NDArray[np.str_]:
    """The arm of each customer, in the order given.

    The arm depends on nothing but the salt, the id and the shares: adding, removing or reordering customers
    moves nobody, and the same call gives the same arms on any machine. Use another salt for each experiment,
    or the same people will always be the control group.

    `shares` maps arm to its share, adding up to 1; default: half control, half treatment. An id counts by
    its text, so 17 and "17" are one customer. Method: the first 64 bits of sha256(salt, 0x1f, id) as a
    fraction of 2**64, cut at the cumulative shares in the order of `shares`.
    """
    arms = dict(shares or {"control": 0.5, "treatment": 0.5})
    sizes = np.array([float(size) for size in arms.values()])
    if len(arms) < 2 or not np.isfinite(sizes).all() or (sizes <= 0).any() or abs(sizes.sum() - 1) > 1e-9:
        raise InvalidArgument(
            f"shares must name at least two arms with positive shares that add up to 1; they are {arms}.",
            message_ru=f"shares — не меньше двух групп с положительными долями, в сумме 1; сейчас {arms}.",
            argument="shares",
        )
    if not salt:
        raise InvalidArgument(
            "salt must not be empty: experiments that share a salt share their control group.",
            message_ru="salt не может быть пустым: иначе у всех тестов будет одна контрольная группа.",
            argument="salt",
        )
    prefix = salt.encode() + b"\x1f"
    heads = b"".join(
        hashlib.sha256(prefix + str(customer).encode()).digest()[:8] for customer in customer_ids
    )
    # 53 bits are what a float holds exactly; the rest of the hash decides nothing.
    fraction = (np.frombuffer(heads, dtype=">u8") >> np.uint64(11)).astype(np.float64) / 2.0**53
    edges = np.cumsum(sizes)[:-1]
    names = np.array(list(arms))
    chosen: NDArray[np.str_] = names[np.searchsorted(edges, fraction, side="right")]
    return chosen
