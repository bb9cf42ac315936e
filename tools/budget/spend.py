"""How should the same money be spread over channels, judged by what past spend was followed by?

Refuses where the past cannot tell: too few periods, spend that hardly varied, channels that always moved together,
periods of spend and outcome that do not meet. A channel of which the data say no more than the prior does keeps its
spend and is named.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.budget.response import Posterior, fitted, prior
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified
from tools.estimate import Estimate

Floats = npt.NDArray[np.float64]

FEWEST_PERIODS, PERIODS_PER_CHANNEL = 30, 12
LEAST_VARIATION = 0.1
"""Standard deviation over mean below which a channel's spend counts as constant."""
TOGETHER = 0.95
"""Correlation from which two channels cannot be told apart."""
LEARNT = 0.7
"""A channel is learnt when its response is spread less than this share of what the prior leaves open."""
PARTIAL = 0.5
"""An end period with less than this share of the neighbouring outcome and spend is taken as incomplete."""
LEVEL = 0.8
YEAR = {"D": 365.25, "W": 365.25 / 7, "M": 12.0}
R_HAT = 1.1
STEPS = 40
"""Halvings of a bisection: twelve digits."""


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """One channel, money a period. `response` and `marginal` are at the present spend, `planned_marginal` at the plan:
    profit a period, and profit of one more unit of money. Not `learnt`: the plan leaves it as it is."""

    channel: str
    current: float
    planned: float
    lowest: float
    highest: float
    response: Estimate
    marginal: Estimate
    planned_marginal: Estimate
    carry_over: Estimate
    learnt: bool


@dataclass(frozen=True, slots=True)
class SpendPlan:
    """The plan for one period's money. `change` is its profit less that of the present spread, before the money itself
    where the budget is another: profit from response, spend not deducted. `shadow_price` is what one more unit of
    budget brings, `frontier` the expected response at other budgets."""

    channels: tuple[ChannelPlan, ...]
    budget: float
    change: Estimate
    shadow_price: float
    frontier: tuple[tuple[float, float, float, float], ...]
    """Budget, expected response, low and high at `LEVEL`."""
    periods: int
    left_out: tuple[str, ...]
    """End periods that looked incomplete."""
    explained: float
    r_hat: float

    @property
    def planned(self) -> dict[str, float]:
        """Planned spend by channel."""
        return {channel.channel: channel.planned for channel in self.channels}


def spend_plan(
    spend: pd.DataFrame,
    outcome: pd.Series,
    *,
    budget: float | None = None,
    value: float = 1.0,
    period: str = "W",
    bounds: Mapping[Hashable, tuple[float, float]] | None = None,
    most_change: float = 0.5,
    controls: pd.DataFrame | None = None,
    season: bool = True,
    drop_partial: bool = True,
    rng: np.random.Generator | None = None,
) -> SpendPlan:
    """Response curves of the channels from their past, and the spread of a budget with equal marginal returns.

    Args:
        spend: periods x channels (or channel and segment), money a period, indexed like `outcome`.
        outcome: what the spend should move, one number a period: margin, revenue or orders.
        budget: money a period; left out, the mean of the last quarter year.
        value: profit of one unit of outcome (the margin share for revenue; 1 for margin).
        period: D, W or M: what one row is.
        bounds: least and most spend of a channel; otherwise within `most_change` of the present spend and never above
            the largest that was ever seen.
        controls: further causes of the outcome (prices, competitor's sales, holidays), indexed alike.
        season: whether a yearly season is taken out where at least one year is there.
        drop_partial: whether incomplete periods at either end are left out.
        rng: draws the posterior; left out, a fixed seed.

    Assumes what `response.fitted` says; the result is observational. Only randomised changes of spend (by region, say)
    make it causal.

    Raises NotEnoughData for too short a past, NotIdentified for channels that cannot be told apart or when nothing
    was learnt, InvalidArgument for labels that do not meet, negative or missing spend, or an unreachable budget.
    """
    table, series, extra, left_out = _joined(spend, outcome, controls, drop_partial)
    if period not in YEAR:
        raise InvalidArgument(f"period is {period!r}; D, W and M are known.", argument="period")
    names = [str(name) for name in table.columns]
    x, y = table.to_numpy(dtype=float), series.to_numpy(dtype=float)
    _identifiable(table)
    generator = np.random.default_rng(0) if rng is None else rng
    posterior = fitted(x, y, _design(len(y), extra, YEAR[period] if season else None), rng=generator)
    if posterior.r_hat > R_HAT:
        raise NotIdentified(
            f"The response curves were not settled by {len(y)} periods (R-hat {posterior.r_hat:.2f}); leave out channels with little spend or bring a longer past.",
            message_ru=f"Кривые отклика по {len(y)} периодам не определились (R-hat {posterior.r_hat:.2f}); уберите каналы с малыми расходами или возьмите историю длиннее.",
            argument="spend",
        )
    recent = max(round(YEAR[period] / 4), 1)
    current = x[-recent:].mean(axis=0)
    before = prior(x, y, draws=4000, rng=generator)
    learnt = _learnt(posterior, before, np.maximum(current, x.mean(axis=0))) & _visible(posterior, x, value)
    if not learnt.any():
        raise NotIdentified(
            f"The past of {', '.join(names)} does not show what spend brings: it is too small beside the ordinary ups and downs of the outcome, or moved too little. "
            "Vary spend on purpose, best by region at random, and ask again; for our own messages ask allocate_budget, which rests on control groups.",
            message_ru=f"По истории {', '.join(names)} не видно, что приносят расходы: они слишком малы рядом с обычными колебаниями результата или слишком мало менялись. "
            "Меняйте расходы намеренно, лучше случайно по регионам, и спросите снова; о своих рассылках спросите allocate_budget: он опирается на контрольные группы.",
            argument="spend",
        )
    low, high = _limits(names, current, x.max(axis=0), learnt, bounds, most_change)
    total = float(current.sum()) if budget is None else budget
    planned = _spread(posterior, value, total, low, high)
    return _plan(names, posterior, value, current, planned, low, high, learnt, total, len(y), left_out)


def _joined(
    spend: pd.DataFrame, outcome: pd.Series, controls: pd.DataFrame | None, drop_partial: bool
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame | None, tuple[str, ...]]:
    if spend.shape[1] == 0:
        raise InvalidArgument("spend has no channel.", argument="spend")
    if spend.index.has_duplicates or outcome.index.has_duplicates:
        raise InvalidArgument("A period comes twice; add its rows up first.", argument="spend")
    common = spend.index.intersection(outcome.index)
    if controls is not None:
        common = common.intersection(controls.index)
    if len(common) < 0.5 * min(len(spend), len(outcome)):
        shown = ", ".join(str(label) for label in [*spend.index[:2], *outcome.index[:2]])
        raise InvalidArgument(
            f"Spend and outcome share {len(common)} of {min(len(spend), len(outcome))} periods (labels such as {shown}); they must be labelled by the same periods.",
            message_ru=f"У расходов и результата общих периодов {len(common)} из {min(len(spend), len(outcome))} (метки вида {shown}); периоды должны называться одинаково.",
            argument="outcome",
        )
    common = common.sort_values()
    table, series = spend.loc[common].astype(float), outcome.loc[common].astype(float)
    for name, column in table.items():
        if column.isna().any() or (column < 0).any() or not np.isfinite(column).all():
            at = column.index[(column.isna() | (column < 0) | ~np.isfinite(column))][0]
            raise InvalidArgument(
                f"Spend of {name} in {at} is {column[at]}; money of 0 or more is needed (0 where nothing was spent).",
                message_ru=f"Расход {name} за {at}: {column[at]}; нужна сумма от нуля (0, если не тратили).",
                argument="spend",
            )
    if series.isna().any():
        raise InvalidArgument(
            f"The outcome of {series.index[series.isna()][0]} is missing.", argument="outcome"
        )
    keep = _complete(table, series) if drop_partial else np.ones(len(series), dtype=bool)
    left_out = tuple(str(label) for label in common[~keep])
    extra = None if controls is None else controls.loc[common][keep].astype(float)
    return table[keep], series[keep], extra, left_out


def _complete(table: pd.DataFrame, series: pd.Series) -> npt.NDArray[np.bool_]:
    """False for the first and last period where both spend and outcome, or either by far, fall short of neighbours."""
    keep = np.ones(len(series), dtype=bool)
    if len(series) < 6:
        return keep
    for end, near in ((0, slice(1, 5)), (-1, slice(-5, -1))):
        for values in (series, table.sum(axis=1)):
            usual = float(values.iloc[near].median())
            if usual > 0 and float(values.iloc[end]) < PARTIAL * usual * (1 if values is series else 0.3):
                keep[end] = False
    return keep


def _identifiable(table: pd.DataFrame) -> None:
    periods, channels = table.shape
    needed = max(FEWEST_PERIODS, PERIODS_PER_CHANNEL * channels)
    if periods < needed:
        raise NotEnoughData(
            f"{periods} periods cannot tell {channels} channels apart; at least {needed} are needed. Use weeks instead of months, join channels, or bring a longer past.",
            message_ru=f"По {periods} периодам не различить каналов: {channels}; нужно не меньше {needed}. Возьмите недели вместо месяцев, объедините каналы или добавьте историю.",
            argument="spend",
        )
    flat = [
        str(n)
        for n, column in table.items()
        if column.std(ddof=0) < LEAST_VARIATION * max(column.mean(), 1e-300)
    ]
    if flat:
        raise NotIdentified(
            f"Spend of {', '.join(flat)} hardly varied, so what it brings cannot be seen; leave it out or vary it.",
            message_ru=f"Расходы {', '.join(flat)} почти не менялись, поэтому их отдачу не увидеть; уберите их или меняйте.",
            argument="spend",
        )
    alike = np.corrcoef(table.to_numpy(dtype=float).T) if channels > 1 else np.eye(1)
    pairs = [
        (table.columns[i], table.columns[j])
        for i in range(channels)
        for j in range(i)
        if alike[i, j] > TOGETHER
    ]
    if pairs:
        shown = ", ".join(f"{a} + {b}" for a, b in pairs)
        raise NotIdentified(
            f"These channels always moved together and cannot be told apart: {shown}. Join them into one.",
            message_ru=f"Эти каналы всегда менялись вместе, их не различить: {shown}. Объедините их в один.",
            argument="spend",
        )


def _design(periods: int, controls: pd.DataFrame | None, year: float | None) -> Floats:
    t = np.arange(periods)
    columns = [np.ones(periods), t / periods - 0.5]
    if year is not None and periods >= year:
        for wave in (1, 2):
            columns += [np.sin(2 * np.pi * wave * t / year), np.cos(2 * np.pi * wave * t / year)]
    for _, control in controls.items() if controls is not None else ():
        spread = float(control.std(ddof=0))
        if spread > 0:
            columns.append(((control - control.mean()) / spread).to_numpy(dtype=float))
    return np.column_stack(columns)


def _learnt(posterior: Posterior, before: Posterior, spend: Floats) -> npt.NDArray[np.bool_]:
    """Whether the middle of what is possible shrank clearly once the data were seen."""

    def width(draws: Floats) -> Floats:
        return np.asarray(np.subtract(*np.quantile(draws, (0.9, 0.1), axis=0)))

    return np.asarray(width(posterior.response(spend)) < LEARNT * width(before.response(spend)))


def _visible(posterior: Posterior, spend: Floats, value: float) -> npt.NDArray[np.bool_]:
    """Whether a response that just pays for itself would stand out of the noise at all. Where only effects of many
    times the money could be seen, whatever is seen is something else that moved at the same time."""
    mean = spend.mean(axis=0)
    error = (
        value
        * float(posterior.noise.mean())
        / np.sqrt(len(spend))
        * mean
        / np.maximum(spend.std(axis=0), 1e-300)
    )
    return np.asarray(mean > error)


def _limits(
    names: list[str],
    current: Floats,
    seen: Floats,
    learnt: npt.NDArray[np.bool_],
    bounds: Mapping[Hashable, tuple[float, float]] | None,
    most_change: float,
) -> tuple[Floats, Floats]:
    low = np.maximum(current * (1 - most_change), 0.0)
    high = np.minimum(current * (1 + most_change), np.maximum(seen, current))
    low, high = np.where(learnt, low, current), np.where(learnt, high, current)
    for name, (least, most) in (bounds or {}).items():
        if str(name) not in names:
            raise InvalidArgument(
                f"bounds names {name}; the channels are {', '.join(names)}.", argument="bounds"
            )
        if not 0 <= least <= most:
            raise InvalidArgument(f"bounds of {name} are {least} to {most}.", argument="bounds")
        place = names.index(str(name))
        low[place], high[place] = least, most
    return low, high


def _spread(posterior: Posterior, value: float, budget: float, low: Floats, high: Floats) -> Floats:
    """Equal expected marginal returns within the limits, by bisection on the shadow price: the curves are concave."""
    if not low.sum() - 1e-6 <= budget <= high.sum() + 1e-6:
        raise InvalidArgument(
            f"A budget of {budget:,.0f} a period is outside of what the limits of the channels allow, {low.sum():,.0f} to {high.sum():,.0f}.",
            message_ru=f"Бюджет {budget:,.0f} за период вне того, что позволяют границы каналов: от {low.sum():,.0f} до {high.sum():,.0f}.".replace(
                ",", " "
            ),
            argument="budget",
        )

    def at(price: float) -> Floats:
        """Each channel's spend where its expected marginal return falls to the price."""
        below, above = low.copy(), high.copy()
        for _ in range(STEPS):
            middle = (below + above) / 2
            rich = value * posterior.marginal(middle).mean(axis=0) > price
            below, above = np.where(rich, middle, below), np.where(rich, above, middle)
        return np.asarray((below + above) / 2)

    cheap, dear = 0.0, float(value * posterior.marginal(low).mean(axis=0).max()) + 1.0
    for _ in range(STEPS):
        price = (cheap + dear) / 2
        if at(price).sum() > budget:
            cheap = price
        else:
            dear = price
    planned = at(dear)
    room = budget - planned.sum()
    free = high - planned
    if room > 0 and free.sum() > 0:
        planned = planned + free * min(1.0, room / free.sum())
    return np.asarray(planned)


def _plan(
    names: list[str],
    posterior: Posterior,
    value: float,
    current: Floats,
    planned: Floats,
    low: Floats,
    high: Floats,
    learnt: npt.NDArray[np.bool_],
    budget: float,
    periods: int,
    left_out: tuple[str, ...],
) -> SpendPlan:
    response, marginal = value * posterior.response(current), value * posterior.marginal(current)
    later = value * posterior.marginal(planned)
    gain = value * (posterior.response(planned) - posterior.response(current)).sum(axis=1)
    channels = tuple(
        ChannelPlan(
            name,
            float(current[c]),
            float(planned[c]),
            float(low[c]),
            float(high[c]),
            _estimate(response[:, c], "money", periods),
            _estimate(marginal[:, c], "money", periods),
            _estimate(later[:, c], "money", periods),
            _estimate(posterior.carry_over[:, c], "share", periods),
            bool(learnt[c]),
        )
        for c, name in enumerate(names)
    )
    inside = (planned > low + 1e-9 * budget) & (planned < high - 1e-9 * budget)
    means = later.mean(axis=0)
    price = float(means[inside].mean()) if inside.any() else float(means[planned < high].max(initial=0.0))
    frontier = []
    for share in (0.8, 0.9, 1.0, 1.1, 1.2):
        money = float(np.clip(budget * share, low.sum(), high.sum()))
        draws = value * posterior.response(_spread(posterior, value, money, low, high)).sum(axis=1)
        reach = _estimate(draws, "money", periods)
        frontier.append((money, reach.value, reach.low or 0.0, reach.high or 0.0))
    return SpendPlan(
        channels,
        budget,
        _estimate(gain, "money", periods),
        price,
        tuple(frontier),
        periods,
        left_out,
        posterior.explained,
        posterior.r_hat,
    )


def _estimate(draws: Any, unit: str, periods: int) -> Estimate:
    low, high = np.quantile(draws, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimate(
        float(np.mean(draws)),
        unit,
        periods,
        "Bayesian saturation and carry-over from past spend; observational",
        float(low),
        float(high),
        LEVEL,
    )
