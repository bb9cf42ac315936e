"""What do we still owe on offers that were given out, and how much of it will never be claimed?

Each offer that reached a customer is at any moment redeemed, expired or outstanding, so the counts close. The cost of
what is outstanding is a forecast: the share of holders who redeem later, read off the redemption curve of finished
offers by days since the start (the Kaplan-Meier curve where every holder is followed to the end of the offer),
times the mean reward of a redemption. What expires unclaimed is the breakage.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.columns import require_columns
from tools.errors import InvalidArgument

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OfferLiability:
    """One offer: holders = redeemed + expired + outstanding, exactly.

    `given` is the money of its redemptions so far; `expected` what the outstanding holders will still claim by the
    offer's end, between `low` and `high` as finished offers differ (None where nothing finished yet says how people
    redeem). `redemption_share` is redeemed over holders so far.
    """

    offer: str
    holders: int
    redeemed: int
    expired: int
    outstanding: int
    given: Decimal
    expected: Decimal | None
    low: Decimal | None
    high: Decimal | None
    valid_to: date

    @property
    def redemption_share(self) -> float:
        """Redeemed so far over holders."""
        return self.redeemed / self.holders if self.holders else 0.0

    @property
    def finished(self) -> bool:
        """Whether nobody can redeem any more."""
        return self.outstanding == 0


@dataclass(frozen=True, slots=True)
class Liability:
    """All offers. `curve[k]` is the share of all who ever redeem that has done so after the k-th part of an offer's
    life (0 to 1 in `CURVE_STEPS` steps), over finished offers; empty where none is finished."""

    offers: tuple[OfferLiability, ...]
    curve: tuple[float, ...]
    breakage_share: float | None
    """Expired over holders of finished offers."""


CURVE_STEPS = 10


def reward_liability(holders: pd.DataFrame, redemptions: pd.DataFrame, *, as_of: date) -> Liability:
    """Redeemed, expired and outstanding offers and what the outstanding ones will cost.

    Args:
        holders: one row per offer: `offer`, `holders` (customers who were given it), `valid_from`, `valid_to`
            (dates, both included).
        redemptions: one row per redeeming customer and offer: `offer`, `redeemed_on` (the first day), `amount`
            (money of all of that customer's redemptions).
        as_of: the day of the look; later redemptions are ignored.

    Assumes that a customer holds an offer once. A customer who redeemed without being a known holder raises the
    number of holders: the offer was given out by another way.
    Raises InvalidArgument for a missing column, a negative count or an offer that ends before it starts.
    """
    require_columns(map(str, holders.columns), ("offer", "holders", "valid_from", "valid_to"), what="holders")
    require_columns(map(str, redemptions.columns), ("offer", "redeemed_on", "amount"), what="redemptions")
    _check(holders)
    states = [_state(row, redemptions, as_of) for row in holders.to_dict("records")]
    finished = [state for state in states if state.valid_to < as_of and state.holders > 0]
    curves = [_curve(state, redemptions) for state in finished if state.redeemed > 0]
    offers = tuple(_with_forecast(state, curves, as_of) for state in states)
    held = sum(state.holders for state in finished)
    return Liability(
        offers,
        tuple(float(part) for part in np.mean(curves, axis=0)) if curves else (),
        sum(state.holders - state.redeemed for state in finished) / held if held else None,
    )


@dataclass(frozen=True, slots=True)
class _State:
    offer: str
    holders: int
    redeemed: int
    given: Decimal
    valid_from: date
    valid_to: date


def _state(row: Mapping[Hashable, Any], redemptions: pd.DataFrame, as_of: date) -> _State:
    own = redemptions[redemptions["offer"] == row["offer"]]
    own = own[pd.to_datetime(own["redeemed_on"]) <= pd.Timestamp(as_of)]
    given = sum((Decimal(str(amount)) for amount in own["amount"]), Decimal(0))
    return _State(
        str(row["offer"]),
        max(int(row["holders"]), len(own)),
        len(own),
        given,
        pd.Timestamp(row["valid_from"]).date(),
        pd.Timestamp(row["valid_to"]).date(),
    )


def _curve(state: _State, redemptions: pd.DataFrame) -> Floats:
    """Share of an offer's redemptions made by each tenth of its life."""
    own = pd.to_datetime(redemptions.loc[redemptions["offer"] == state.offer, "redeemed_on"])
    life = (state.valid_to - state.valid_from).days + 1
    age = ((own - pd.Timestamp(state.valid_from)).dt.days + 1).to_numpy() / life
    steps = np.arange(CURVE_STEPS + 1) / CURVE_STEPS
    return np.asarray((age[None, :] <= steps[:, None] + 1e-9).mean(axis=1), dtype=np.float64)


def _with_forecast(state: _State, curves: Sequence[Floats], as_of: date) -> OfferLiability:
    over = state.valid_to < as_of
    left = state.holders - state.redeemed
    expected = low = high = None
    if over:
        expected = low = high = Decimal(0)
    elif curves and state.redeemed:
        life = (state.valid_to - state.valid_from).days + 1
        age = min(max((as_of - state.valid_from).days + 1, 0) / life, 1.0)
        done = [float(np.interp(age, np.arange(CURVE_STEPS + 1) / CURVE_STEPS, curve)) for curve in curves]
        each = float(state.given) / state.redeemed
        further = sorted(_further(state.redeemed, left, part) for part in done)
        expected, low, high = (
            _money(each * value) for value in (float(np.mean(further)), further[0], further[-1])
        )
    return OfferLiability(
        state.offer,
        state.holders,
        state.redeemed,
        left if over else 0,
        0 if over else left,
        state.given,
        expected,
        low,
        high,
        state.valid_to,
    )


def _further(redeemed: int, left: int, done: float) -> float:
    """How many more will redeem when `redeemed` is the share `done` of all who ever will."""
    if done <= 0:
        return 0.0
    return min(redeemed * (1 - done) / done, float(left))


def _money(amount: float) -> Decimal:
    return Decimal(repr(round(amount, 2))).quantize(Decimal("0.01"))


def _check(holders: pd.DataFrame) -> None:
    if holders["offer"].duplicated().any():
        name = holders.loc[holders["offer"].duplicated(), "offer"].iloc[0]
        raise InvalidArgument(f"Offer {name} comes twice in holders.", argument="holders")
    if (holders["holders"] < 0).any():
        raise InvalidArgument("holders holds a negative number of customers.", argument="holders")
    wrong = pd.to_datetime(holders["valid_to"]) < pd.to_datetime(holders["valid_from"])
    if wrong.any():
        name = holders.loc[wrong, "offer"].iloc[0]
        raise InvalidArgument(
            f"Offer {name} ends before it starts.",
            message_ru=f"Предложение {name} кончается раньше, чем начинается.",
            argument="valid_to",
        )
