"""How the inputs of the purchase models were distributed, period by period, counted in the engine.

Only what should stay the same while a base grows and ages is looked at: how often those who buy in a period buy,
how long they had waited, what a purchase was worth, and whether they were new. Ages and frequencies of the whole
base shift by themselves from period to period and would alarm for ever.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd

from tools.clv.history import History
from tools.clv.observations import Floats

TIMES = (1, 2, 3, 4, 6, 9)
"""Lower ends of the bins of purchases per buyer in a period."""
WAITS = (0, 7, 14, 28, 56, 112, 224)
"""Lower ends, in days, of the bins of time since the purchase before."""
WORTH_STEPS = 8
"""Bins of the value of a purchase, of about equal size in the earlier periods."""
INPUTS = {
    "times": ("покупок на покупателя за период", "purchases per buyer in the period"),
    "waits": ("дней с прошлой покупки", "days since the purchase before"),
    "worth": ("сумма покупки", "value of a purchase"),
    "new": ("новые среди покупателей", "new ones among the buyers"),
}


def input_counts(history: History, period_days: int, periods: int) -> dict[str, list[Floats]]:
    """For each input, counts by bin of the last periods of so many days, newest first."""
    start = history.last_day - timedelta(days=period_days * periods)
    days = history.days.filter(history.days.bought_on <= history.last_day)
    order = ibis.window(group_by=days.customer_id, order_by=days.bought_on)
    each = days.select(
        "customer_id",
        "bought_on",
        "amount",
        wait=days.bought_on.delta(days.bought_on.lag().over(order), unit="day"),
    )
    each = each.filter(each.bought_on > start)
    step = (ibis.literal(history.last_day).delta(each.bought_on, unit="day")) // period_days
    each = each.mutate(step=step)
    edges = _worth_edges(history, each)
    buyers = each.group_by("customer_id", "step").aggregate(
        times=each.count(), fresh=each.wait.isnull().sum()
    )
    repeat = each.filter(each.wait.notnull())
    counted = {
        "times": _counted(history, buyers, _bin(buyers.times, TIMES)),
        "waits": _counted(history, repeat, _bin(repeat.wait, WAITS)),
        "worth": _counted(history, each, _bin(each.amount.cast("float64"), edges)),
        "new": _counted(history, buyers, buyers.fresh.cast("int64")),
    }
    sizes = {"times": len(TIMES), "waits": len(WAITS), "worth": len(edges), "new": 2}
    return {key: _series(frame, sizes[key], periods) for key, frame in counted.items()}


def _worth_edges(history: History, each: ibis.Table) -> tuple[float, ...]:
    """Lower ends of bins of about equal size, from the earlier periods alone."""
    earlier = each.filter(each.step > 0)
    powers = (earlier.amount.cast("float64") + 1).log() * 10
    placed = earlier.mutate(place=powers.floor())
    frame = (
        history.run(placed.group_by("place").aggregate(held=placed.count()))
        .astype("float64")
        .sort_values("place")
    )
    if frame.empty:
        return (-np.inf, 0.0)
    reached = (frame["held"].cumsum() / frame["held"].sum()).to_numpy()
    cuts = [
        float(np.exp((frame["place"].to_numpy()[np.searchsorted(reached, share)] + 1) / 10) - 1)
        for share in np.arange(1, WORTH_STEPS) / WORTH_STEPS
    ]
    return (-1e300, *sorted(set(cuts)))


def _bin(value: ibis.Value, edges: tuple[float, ...]) -> ibis.Value:
    cases = [(value < high, place) for place, high in enumerate(edges[1:])]
    return ibis.cases(*cases, else_=len(edges) - 1)


def _counted(history: History, table: ibis.Table, place: ibis.Value) -> pd.DataFrame:
    placed = table.mutate(place=place)
    return history.run(placed.group_by("step", "place").aggregate(held=placed.count()))


def _series(frame: pd.DataFrame, bins: int, periods: int) -> list[Floats]:
    found = np.zeros((periods, bins))
    whole = frame.astype("int64")
    np.add.at(found, (whole["step"].to_numpy(), whole["place"].to_numpy()), whole["held"].to_numpy())
    return list(found)


def whole_periods(first_day: date, last_day: date, period_days: int, most: int) -> int:
    """How many periods of so many days the history holds, at most `most`."""
    return min(most, ((last_day - first_day).days + 1) // period_days)
