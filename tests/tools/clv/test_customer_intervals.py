"""Intervals of single customers where nothing is known beforehand: every parameter is estimated from the data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv import BetaGeoNBD, ParetoNBD
from tools.clv.forecast import forecast_of
from tools.clv.history import STATE, History
from tools.clv.valuation import customer_lifetime_value
from tools.customers import customer_summary

SEEN, AHEAD, CUSTOMERS = 364, 182, 1_500
START = date(2024, 1, 1)
END = START + timedelta(days=SEEN - 1)
LEVELS = (0.5, 0.8, 0.9, 0.95)


def simulated(kind: str, seed: int) -> pd.DataFrame:
    """Receipts of customers with gamma rates who leave after a purchase (bg) or at any time (pareto)."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(0.8, 0.15, CUSTOMERS) / 7
    worth = 1 / rng.gamma(4, 1 / 15, CUSTOMERS)
    rows = []
    for customer in range(CUSTOMERS):
        born = day = float(rng.integers(0, 250))
        stays = rng.exponential(1 / (rng.gamma(1.2, 1 / 60) / 7 + 1e-9)) if kind == "pareto" else np.inf
        leaves = rng.beta(0.8, 6) if kind == "bg" else 0.0
        while day < SEEN + AHEAD and day - born <= stays:
            rows.append((customer, int(day), float(rng.gamma(6, 1) * worth[customer]) * 40 + 0.01))
            if rng.random() < leaves:
                break
            day += rng.exponential(1 / rates[customer])
    tx = pd.DataFrame(rows, columns=["customer_id", "day", "revenue"])
    tx["ordered_at"] = [START + timedelta(days=day) for day in tx["day"]]
    return tx


@pytest.fixture(scope="module")
def bases() -> dict[str, pd.DataFrame]:
    return {"bg": simulated("bg", 1), "pareto": simulated("pareto", 1)}


@pytest.mark.parametrize("kind", ["bg", "pareto"])
def test_intervals_of_purchases_hold_within_three_points(kind: str, bases: dict[str, Any]) -> None:
    history = History.of(bases[kind])
    found = forecast_of(history.before(END), horizon_days=AHEAD)
    state = list(STATE)
    came = history.window(END, AHEAD).cells.merge(
        found.window.cells[state].assign(expected=found.purchases), on=state
    )
    columns = (came[name].to_numpy(dtype=float) for name in ("outcome", "expected", "frequency", "customers"))
    outcome, expected, frequency, customers = columns
    assert customers.sum() == found.window.customers.sum()
    for level in LEVELS:
        covered = found.counts.coverage(outcome, expected, frequency, customers, level)
        assert covered == pytest.approx(level, abs=0.03), level


@pytest.mark.parametrize(("kind", "model"), [("bg", BetaGeoNBD), ("pareto", ParetoNBD)])
def test_intervals_of_money_hold_within_three_points(kind: str, model: Any, bases: dict[str, Any]) -> None:
    tx = bases[kind]
    summary = customer_summary(tx, observation_end=END, unit="W")
    fitted = model().fit(summary["frequency"], summary["recency"], summary["T"])
    value = customer_lifetime_value(summary, horizon_months=AHEAD / (365.25 / 12), model=fitted)
    later = tx[tx["day"] >= SEEN].groupby("customer_id")["revenue"].sum()
    came = later.reindex(summary["customer_id"]).fillna(0.0).to_numpy()
    silent = np.maximum(value.spread.silent, 1e-9)
    for level in LEVELS:
        ends = value.customer_intervals(level)
        low, high = ends["low"].to_numpy(), ends["high"].to_numpy()
        tail = (1 - level) / 2
        nothing = came == 0
        # nothing at all is a lump of probability: it counts for the part that a tail needs of it
        below = np.where(nothing & (low <= 0), np.minimum(tail / silent, 1.0), came < low)
        above = np.where(nothing & (high <= 0), np.clip((silent - 1 + tail) / silent, 0, 1), came > high)
        assert 1 - below.mean() - above.mean() == pytest.approx(level, abs=0.03), level
