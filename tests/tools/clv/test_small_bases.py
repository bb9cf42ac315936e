"""Bases with next to nothing in them: a figure that holds or a named error, never a crash."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.clv.catalogue import CLV
from tools.clv.combination import TITLE as COMBINATION
from tools.clv.forecast import forecast_of
from tools.clv.history import History
from tools.clv.rolling import Origin, Rolling, rolling
from tools.clv.valued import sums, total_of, valued_customers
from tools.columns import K_ANONYMITY
from tools.errors import NotEnoughData, NotIdentified, ToolError
from tools.tool import execute
from tools.warehouse import ingest, open_warehouse

START = date(2025, 1, 1)


def receipts(customers: int, days: int, kind: str) -> pd.DataFrame:
    """One cohort, newcomers spread over the time, or one-time buyers alone."""
    rng = np.random.default_rng([customers, days])
    rows = []
    for customer in range(customers):
        day = 0 if kind == "one cohort" else int(rng.integers(0, days))
        gap = rng.gamma(1, 30) + 1
        while day < days:
            rows.append((f"c{customer}", START + timedelta(days=day), 100.0 + float(rng.integers(0, 900))))
            day += days if kind == "bought once" else 1 + int(rng.exponential(gap))
    return pd.DataFrame(rows, columns=["customer_id", "ordered_at", "revenue"])


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ["one cohort", "mixed", "bought once"])
@pytest.mark.parametrize("days", [30, 90, 150, 250])
@pytest.mark.parametrize("customers", [5, 22, 60])
def test_a_small_base_gives_a_finite_value_or_a_named_error(customers: int, days: int, kind: str) -> None:
    history = History.of(receipts(customers, days, kind))
    try:
        found = forecast_of(history, horizon_days=91)
    except (NotEnoughData, NotIdentified):
        return
    assert customers >= K_ANONYMITY
    everybody = sums(found, valued_customers(found, 0.15))
    total = total_of(found, everybody, whole=True, currency="RUB")
    assert np.isfinite([total.low, total.value, total.high]).all()
    assert 0 <= total.low <= total.value <= total.high


def test_where_no_plain_model_was_fitted_at_every_origin_the_combination_is_champion() -> None:
    """Nothing to compare with, which once was the minimum of nothing."""
    origins = rolling(History.of(receipts(60, 250, "mixed")), 42).origins
    assert origins
    alone = tuple(
        Origin(each.day, each.window, each.forecasts, {COMBINATION: each.scores[COMBINATION]})
        for each in origins
    )
    assert Rolling(alone).champion == COMBINATION
    assert Rolling(()).champion is None


@pytest.fixture(scope="module")
def few_once(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A warehouse where fewer have bought once than may be shown."""
    folder = tmp_path_factory.mktemp("few")
    tx = receipts(80, 300, "one cohort")
    again = tx.groupby("customer_id")["ordered_at"].transform("size") > 1
    once = [f"c{number}" for number in range(K_ANONYMITY - 5)]
    tx = pd.concat(
        [
            tx[again & ~tx["customer_id"].isin(once)],
            tx[tx["customer_id"].isin(once)].groupby("customer_id", as_index=False).first(),
        ]
    )
    tx.assign(order_id=range(len(tx))).to_csv(folder / "transactions.csv", index=False)
    ingest([folder / "transactions.csv"], lake=folder / "lake")
    with open_warehouse(folder / "lake") as warehouse:
        yield warehouse


@pytest.mark.parametrize("arguments", [{"group": "one_time"}, {"segment": "first_time"}])
def test_a_group_too_small_is_answered_for_everybody_and_says_so(few_once: Any, arguments: Any) -> None:
    asked, whole = execute(CLV, few_once, arguments), execute(CLV, few_once, {})
    assert asked.fact("customers").value == whole.fact("customers").value >= K_ANONYMITY
    assert asked.fact("clv_total").value == whole.fact("clv_total").value
    said = [note for note in asked.notes if str(K_ANONYMITY) in note.ru and note.kind == "warning"]
    assert any("по всем покупателям" in note.ru and "all customers" in note.en for note in said)
    assert not any("по всем покупателям" in note.ru for note in whole.notes)
    rows = [row.key for table in asked.tables if table.key == "groups" for row in table.rows]
    assert "one_time" not in rows
    assert "repeat_buyers" not in rows


def test_a_cohort_too_small_is_refused(few_once: Any) -> None:
    with pytest.raises(NotEnoughData, match=str(K_ANONYMITY)):
        execute(CLV, few_once, {"group": "one_time", "cohort": "2025"})


def test_a_base_whose_every_parameter_is_at_an_edge_gives_a_figure_or_a_named_error() -> None:
    from tools.clv import BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD

    weeks = np.full(40, 30.0)
    for model in (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD):
        for recency in (30.0, 10.0):
            try:
                fitted = model().fit(np.full(40, recency), np.full(40, recency), weeks)
            except ToolError:
                continue
            assert np.isfinite(fitted.expected_purchases(8, [recency], [recency], [30.0])).all()
