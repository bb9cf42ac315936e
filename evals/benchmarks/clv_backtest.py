"""Would each forecast have been right? Rolling origins of the public data sets, every plain model and the combination.

Run: `python -m evals.benchmarks.clv_backtest [cdnow|online_retail|dunnhumby ...]`. At each origin a forecast knows
nothing of what came after; the interval of the total takes its drift from origins that were over by then. Prints a
table for each set and each of two grids of origins, the means over the sets, and how often intervals held.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from tools.clv.backtest import Accuracy, accuracy
from tools.clv.combination import TITLE as COMBINATION
from tools.clv.drift import Drift, drift_of
from tools.clv.groups import Mask
from tools.clv.history import PLAIN, History
from tools.clv.observations import Floats
from tools.clv.purchase_counts import PurchaseCounts, counts_learnt
from tools.clv.rolling import Origin, Plain, Rolling, compare_at, rolling

DATA = Path(__file__).parents[3] / "shared" / "data"
GRIDS: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {
    "first": {
        "cdnow": ((20, 13), (26, 13), (26, 26), (30, 20), (39, 13), (39, 26), (39, 39), (52, 13), (52, 26), (65, 13)),
        "online_retail": ((16, 13), (20, 13), (20, 26), (26, 13), (26, 26), (32, 13), (39, 13)),
        "dunnhumby": ((16, 13), (20, 13), (20, 26), (26, 13), (26, 26), (32, 13), (39, 13)),
    },
    "second": {
        "cdnow": ((23, 8), (23, 17), (29, 8), (29, 30), (34, 17), (34, 34), (43, 17), (47, 10), (47, 30), (57, 17), (60, 8)),
        "online_retail": ((18, 8), (18, 17), (23, 10), (23, 21), (29, 8), (29, 17), (35, 10), (35, 17), (42, 8)),
        "dunnhumby": ((18, 8), (18, 17), (23, 10), (23, 21), (29, 8), (29, 17), (35, 10), (35, 17), (42, 8)),
    },
}  # fmt: skip
"""Weeks of history and weeks ahead. The settings were chosen while looking at the first grid; the second, of other
days and other horizons, was only looked at afterwards."""
LEVELS = (0.5, 0.8, 0.9, 0.95)
CHOSEN = "chosen at the origin"
HEADER = f"  {'forecast':<22}    MAE   RMSE    bias  |bias|  Spearman"


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the 80 % intervals of one origin held, and the coverage of the customers' intervals by level."""

    total: bool
    once: bool
    repeat: bool
    customers: dict[float, float]


def receipts(name: str) -> pd.DataFrame:
    """`customer_id`, `ordered_at`, `revenue` of a public data set."""
    if name == "cdnow":
        columns = ["master", "customer_id", "day", "quantity", "revenue"]
        tx = pd.read_csv(DATA / "cdnow_sample.txt", sep=r"\s+", header=None, names=columns)
        tx["ordered_at"] = pd.to_datetime(tx["day"].astype(str))
    elif name == "online_retail":
        tx = pd.read_parquet(DATA / "online_retail_2010_2011.parquet").dropna(subset="CustomerID")
        tx = tx.rename(columns={"CustomerID": "customer_id", "InvoiceDate": "ordered_at"})
        tx["revenue"] = tx["Quantity"] * tx["UnitPrice"]
    else:
        tx = pd.read_parquet(DATA / "dunnhumby_transactions_half.parquet")
        tx = tx.rename(
            columns={
                "household_id": "customer_id",
                "transaction_timestamp": "ordered_at",
                "sales_value": "revenue",
            }
        )
    return tx[["customer_id", "ordered_at", "revenue"]]


def origins(history: History, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[str, Origin, str, Held]]:
    """Each origin with the forecast that was chosen at it and what its intervals held."""
    for weeks, ahead in pairs:
        day = history.first_day + timedelta(days=7 * weeks - 1)
        origin = compare_at(history, day, 7 * ahead)
        if origin is None:
            continue
        before = rolling(history.before(day), 7 * ahead)
        chosen = before.champion or COMBINATION
        yield f"{weeks}+{ahead}", origin, chosen, held(origin, chosen, before.origins)


def held(origin: Origin, name: str, earlier: tuple[Origin, ...]) -> Held:
    """Intervals made from earlier origins alone, held against what came."""
    window = origin.window
    drift = drift_of([each.log_error(name) for each in earlier])
    counts = PurchaseCounts(spread=drift.spread)
    if earlier:
        newest = earlier[0]
        counts = counts_learnt(newest.window, newest.forecasts[name], drift.spread).over(window.weeks_ahead)
    once, repeat = Rolling(earlier).by_class(name)
    bought_once = window.frequency == 0
    plain, weight = origin.forecasts[name], window.customers
    each = plain * np.where(bought_once, once[0], repeat[0])
    each = each * np.sum(plain * weight) / np.sum(each * weight)
    variance = counts.variance(each, window.frequency)

    def inside(among: Mask, extra: Drift | None = None) -> bool:
        held_by = weight * among
        forecast, actual = np.sum(each * held_by), np.sum(window.outcome * held_by)
        spread = drift if extra is None else drift.with_(extra)
        low, high = spread.factors(0.8, float(np.sqrt(np.sum(variance * held_by)) / forecast))
        return bool(forecast * low <= actual <= forecast * high)

    return Held(
        total=inside(weight > 0),
        once=inside(bought_once, once[1]),
        repeat=inside(~bought_once, repeat[1]),
        customers={
            level: counts.coverage(window.outcome, each, window.frequency, weight, level) for level in LEVELS
        },
    )


def scores(origin: Origin, chosen: str, history: History) -> dict[str, Accuracy]:
    """Every plain model (also those that the combination skips), the combination, the choice, naive and mean."""
    window = origin.window
    found = dict(origin.scores)
    for kind in PLAIN:
        model = history.model(origin.day, kind)
        if kind.title not in found and model is not None:
            forecast = Plain(model).expected(window, window.weeks_ahead)
            found[kind.title] = accuracy(forecast, window.outcome, window.customers)
    test = origin.backtest(COMBINATION)
    return {
        **{kind.title: found[kind.title] for kind in PLAIN if kind.title in found},
        COMBINATION: found[COMBINATION],
        CHOSEN: found[chosen],
        "naive rate x / T": test.naive,
        "mean rate for all": test.mean,
    }


def main(names: list[str]) -> None:
    means: dict[str, list[Floats]] = {}
    held_all: list[Held] = []
    histories = {name: History.of(receipts(name)) for name in names}
    for grid, sets in GRIDS.items():
        of_grid: dict[str, list[Floats]] = {}
        held_grid: list[Held] = []
        for name, history in histories.items():
            print(f"\n{name}, {grid} grid")
            rows, held_here = compared_on(history, sets[name])
            print(HEADER)
            for model, row in rows.items():
                of_grid.setdefault(model, []).append(row)
                print(_line(model, row))
            held_grid += held_here
            print(_coverage(held_here))
        _print_means(f"means over the sets, {grid} grid", of_grid, held_grid)
        held_all += held_grid
        for model, each in of_grid.items():
            means.setdefault(model, []).extend(each)
    _print_means("means over the sets, both grids", means, held_all)


def compared_on(history: History, pairs: Iterable[tuple[int, int]]) -> tuple[dict[str, Floats], list[Held]]:
    """Mean scores of every forecast over these origins (MAE, RMSE, bias, its size, rank) and what intervals held."""
    found: dict[str, list[Accuracy]] = {}
    held_here: list[Held] = []
    for label, origin, chosen, intervals in origins(history, pairs):
        held_here.append(intervals)
        came = np.expm1(origin.log_error(chosen))
        print(f"  {label:>6}: chosen {chosen}, {came:+.1%} came beyond the forecast")
        for model, score in scores(origin, chosen, history).items():
            found.setdefault(model, []).append(score)
    return {
        model: np.mean([_row(score) for score in each], axis=0) for model, each in found.items()
    }, held_here


def _row(score: Accuracy) -> tuple[float, ...]:
    return (
        score.mean_absolute_error,
        score.root_mean_squared_error,
        score.bias,
        abs(score.bias),
        score.spearman,
    )


def _print_means(title: str, means: dict[str, list[Floats]], intervals: list[Held]) -> None:
    print(f"\n{title}\n{HEADER}")
    for model, sets in means.items():
        print(_line(model, np.mean(sets, axis=0)))
    print(_coverage(intervals))


def _line(model: str, row: Floats) -> str:
    return f"  {model:<22} {row[0]:6.4f} {row[1]:6.3f} {row[2]:+7.2%} {row[3]:6.2%} {row[4]:9.4f}"


def _coverage(all_held: list[Held]) -> str:
    def share(values: list[bool]) -> str:
        return f"{sum(values)} of {len(values)}"

    levels = ", ".join(
        f"{level:.0%} {np.mean([each.customers[level] for each in all_held]):.1%}" for level in LEVELS
    )
    return (
        f"  80 % intervals held: total {share([each.total for each in all_held])}, one-time buyers "
        f"{share([each.once for each in all_held])}, repeat buyers {share([each.repeat for each in all_held])}\n"
        f"  coverage of single customers (randomised): {levels}"
    )


if __name__ == "__main__":
    main(sys.argv[1:] or list(GRIDS["first"]))
