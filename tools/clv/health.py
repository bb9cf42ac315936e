"""Do the forecasts still hold? Drift of what goes in, of what comes out, and which forecast should be in charge.

Inputs are compared by the population stability index, PSI = sum (a - b) ln(a / b) over the bins of a distribution
(Siddiqi, 2006, Credit Risk Scorecards, ch. 9). PSI grows by chance with few customers: when nothing changed it is
about (1/n + 1/m) times a chi-squared with bins - 1 degrees of freedom (Yurdakul and Naranjo, 2020, Journal of Risk
Model Validation 14(4)). An input alarms when it passes 0.1, that chance, and what earlier periods of the same base
showed between themselves.

The forecast alarms when the newest period missed by more than the drift of earlier periods and the chance of
customers explain. What to do then is a small state machine, replayed over the periods, so that the same data always
give the same champion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtri, stdtr

from tools.clv.drift import Drift
from tools.clv.observations import Floats
from tools.errors import InvalidArgument

NOTEWORTHY = 0.1
"""PSI below which a shift is of no practical interest (Siddiqi: under 0.1 no change, over 0.25 a large one)."""
FALSE_ALARMS = 0.01
"""Chance of an alarm by a forecast, or by one input, in a period in which nothing changed."""
State = Literal["steady", "frozen", "trial"]
NEXT: Mapping[State, frozenset[State]] = {
    "steady": frozenset({"steady", "frozen", "trial"}),
    "frozen": frozenset({"frozen", "steady"}),
    "trial": frozenset({"steady", "frozen"}),
}
"""steady: the champion is refitted each period. frozen: after an alarm the champion as fitted before it stays in
charge and nothing is promoted. trial: a promoted challenger in its first period."""


def psi(before: Sequence[float] | Floats, now: Sequence[float] | Floats) -> float:
    """Population stability index of two sets of counts over the same bins; half a customer is added to each bin."""
    a, b = np.asarray(before, dtype=np.float64), np.asarray(now, dtype=np.float64)
    if a.shape != b.shape or a.ndim != 1 or a.size < 2 or (a < 0).any() or (b < 0).any():
        raise InvalidArgument(
            f"PSI needs two lists of counts over the same bins, at least two; it got {a.shape} and {b.shape}.",
            message_ru=f"PSI нужны два списка частот по одинаковым интервалам, не меньше двух; дано {a.shape} и {b.shape}.",
            argument="now",
        )
    p, q = ((counts + 0.5) / (counts + 0.5).sum() for counts in (a, b))
    return float(np.sum((q - p) * np.log(q / p)))


def psi_by_chance(before: float, now: float, bins: int, level: float = FALSE_ALARMS) -> float:
    """The PSI that so many customers before and now pass with this probability although nothing changed."""
    return float(chdtri(bins - 1, level)) * (1 / max(before, 1.0) + 1 / max(now, 1.0))


@dataclass(frozen=True, slots=True)
class InputDrift:
    """One input of the models in the newest period against the periods before."""

    key: str
    index: float
    limit: float
    customers: int

    @property
    def alarm(self) -> bool:
        return self.index > self.limit


def input_drift(key: str, periods: Sequence[Floats]) -> InputDrift:
    """Counts by bin of several periods, newest first. What earlier periods differ among each other is no alarm."""
    if len(periods) < 2:
        raise InvalidArgument(f"{key}: at least two periods are needed.", argument="periods")
    newest, rest = periods[0], np.sum(periods[1:], axis=0)
    limit = max(NOTEWORTHY, psi_by_chance(rest.sum(), newest.sum(), newest.size))
    usual = [
        psi(np.sum([other for j, other in enumerate(periods[1:]) if j != i], axis=0), period)
        for i, period in enumerate(periods[1:])
        if len(periods) > 2
    ]
    if len(usual) > 1:
        limit = max(limit, float(np.mean(usual)) + 3 * float(np.std(usual, ddof=1)))
    return InputDrift(key, psi(rest, newest), limit, int(newest.sum()))


@dataclass(frozen=True, slots=True)
class ForecastDrift:
    """The newest total against its forecast."""

    log_error: float
    """log(actual / forecast)."""
    spread: float
    probability: float
    """Of a miss as large or larger, either way, had nothing changed."""

    @property
    def alarm(self) -> bool:
        return self.probability < FALSE_ALARMS


def forecast_drift(log_error: float, earlier: Drift, sampling: float) -> ForecastDrift:
    """`earlier` is the drift of the origins before; `sampling` the relative chance of customers."""
    spread = float(np.hypot(earlier.spread, sampling))
    beyond = 2 * float(stdtr(earlier.degrees, -abs(log_error) / spread))
    return ForecastDrift(log_error, spread, beyond)


@dataclass(frozen=True, slots=True)
class Period:
    """What one period says, oldest evidence first: the loss of each candidate and whether the alarm rang."""

    losses: Mapping[str, float]
    alarm: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge after a period, in which state, and what was done."""

    champion: str
    state: State
    action: Literal["keep", "freeze", "unfreeze", "promote", "roll back", "confirm"]


def transition(state: State, to: State) -> State:
    """The next state; ValueError for a step that the table does not allow."""
    if to not in NEXT[state]:
        raise ValueError(f"{state} cannot become {to}; allowed: {', '.join(sorted(NEXT[state]))}")
    return to


def replay(periods: Sequence[Period], first: str, *, margin: float = 0.01, wins: int = 2) -> list[Charge]:
    """Who was in charge after each period, oldest first.

    A challenger is promoted when its loss was lower by `margin` in the last `wins` periods running. It is rolled
    back when it loses by as much in its first period. An alarm freezes: nothing is promoted or refitted until a
    period without one.
    """
    champion, state, before = first, "steady", first
    history: list[Charge] = []
    for number, period in enumerate(periods):
        best = min(period.losses, key=lambda name: period.losses[name])
        action: Literal["keep", "freeze", "unfreeze", "promote", "roll back", "confirm"] = "keep"
        now: State = state  # type: ignore[assignment]
        if period.alarm:
            action = "keep" if now == "frozen" else "freeze"
            champion = before if now == "trial" else champion
            now = transition(now, "frozen")
        elif now == "frozen":
            action, now = "unfreeze", transition(now, "steady")
        elif now == "trial":
            lost = period.losses[champion] > period.losses[before] + margin
            action, champion = ("roll back", before) if lost else ("confirm", champion)
            now = transition(now, "steady")
        elif best != champion and _beats(
            best, champion, periods[max(0, number - wins + 1) : number + 1], margin, wins
        ):
            action, before, champion = "promote", champion, best
            now = transition(now, "trial")
        state = now
        history.append(Charge(champion, now, action))
    return history


def _beats(challenger: str, champion: str, periods: Sequence[Period], margin: float, wins: int) -> bool:
    return len(periods) == wins and all(
        not each.alarm
        and challenger in each.losses
        and champion in each.losses
        and each.losses[challenger] < each.losses[champion] - margin
        for each in periods
    )
