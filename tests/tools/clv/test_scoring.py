"""Scoring where the customers are: the same on every engine, and the same as row by row in Python."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from tools.clv import BetaGeoNBD, GammaGamma
from tools.clv.customer_values import customer_values
from tools.clv.discounting import Discount
from tools.clv.forecast import forecast_of
from tools.clv.future_purchases import History as Customers
from tools.clv.future_purchases import discounted_purchases
from tools.clv.history import History
from tools.clv.horizon import days_ahead
from tools.clv.rolling import Plain
from tools.clv.scoring import cell_predictions, present_share, scored_customers
from tools.clv.valuation import customer_lifetime_value
from tools.clv.valued import bands, median, sums, valued_customers
from tools.customers import customer_summary

END = date(2025, 12, 31)


@pytest.fixture(scope="module")
def receipts() -> pd.DataFrame:
    """300 customers over a year; all money in whole kopecks."""
    rng = np.random.default_rng(8)
    rows = []
    for customer in range(300):
        day = int(rng.integers(0, 250))
        gap, stays = rng.gamma(2, 12), rng.exponential(300)
        first = day
        while day < 365 and day - first <= stays:
            rows.append(
                (f"c{customer:04}", date(2025, 1, 1) + timedelta(days=day), round(rng.gamma(3, 9) + 1, 2))
            )
            day += 1 + int(rng.exponential(gap))
    return pd.DataFrame(rows, columns=["customer_id", "ordered_on", "revenue"])


@contextlib.contextmanager
def loaded(engine: str, frame: pd.DataFrame) -> Iterator[Any]:
    """The receipts as a table of an engine."""
    if engine == "duckdb":
        connection = ibis.duckdb.connect()
        yield _decimal(connection.create_table("receipts", frame))
    elif engine == "postgresql":
        connection = ibis.postgres.connect(host="127.0.0.1", user="postgres", database="postgres")
        try:
            yield _decimal(connection.create_table("clv_scoring_receipts", frame, overwrite=True))
        finally:
            connection.drop_table("clv_scoring_receipts", force=True)
            connection.disconnect()
    elif engine == "clickhouse":
        clickhouse_connect = pytest.importorskip("clickhouse_connect")
        pytest.importorskip("chdb")
        client = clickhouse_connect.get_client(interface="chdb")
        client.command(
            "CREATE OR REPLACE TABLE clv_scoring (customer_id String, ordered_on Date, revenue Decimal(18, 2)) ENGINE = Memory"
        )
        values = ",".join(f"('{c}','{d}',{v})" for c, d, v in frame.itertuples(index=False, name=None))
        client.command(f"INSERT INTO clv_scoring VALUES {values}")  # noqa: S608 - the test's own receipts
        yield ibis.clickhouse.from_connection(client).table("clv_scoring")
        client.command("DROP TABLE clv_scoring")


def _decimal(table: Any) -> Any:
    return table.mutate(revenue=table.revenue.cast("decimal(18, 2)"))


def test_the_engine_gives_each_customer_what_python_would(receipts: pd.DataFrame) -> None:
    history = History.of(receipts, time="ordered_on").before(END)
    found = forecast_of(history, horizon_days=182)
    scored = history.run(valued_customers(found, 0.15)).sort_values("customer_id", ignore_index=True)
    summary = customer_summary(receipts, time="ordered_on", observation_end=END, unit="W")
    assert len(scored) == len(summary)
    x, t_x, age, money = (
        summary[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T", "monetary_value")
    )
    spend = np.asarray(found.spend_model.expected_spend(x, money))
    assert np.allclose(scored["spend"], spend, rtol=1e-9)
    assert np.allclose(scored["alive"], found.model.probability_alive(x, t_x, age), rtol=1e-9)
    ahead = Customers(x, t_x, age, unit_days=7.0)
    shares = discounted_purchases(found.model, ahead, 182, Discount(0.15, "year", END)) / ahead.purchases(
        found.model, 182
    )
    assert np.allclose(scored["value"], scored["purchases"] * shares * spend, rtol=1e-9)
    assert scored["purchases"].sum() == pytest.approx(float(np.sum(found.purchases * found.window.customers)))


def test_sums_median_and_bands_agree_with_the_rows(receipts: pd.DataFrame) -> None:
    history = History.of(receipts, time="ordered_on").before(END)
    found = forecast_of(history, horizon_days=182)
    table = valued_customers(found)
    rows = history.run(table)
    whole = sums(found, table)
    assert whole.customers == len(rows)
    assert whole.value == pytest.approx(rows["value"].sum())
    assert whole.once_share == pytest.approx(
        rows.loc[rows["frequency"] == 0, "value"].sum() / rows["value"].sum()
    )
    assert median(found, table) == pytest.approx(rows["value"].median())
    odd = table.filter(table.customer_id != rows["customer_id"].iloc[0])
    assert median(found, odd) == pytest.approx(rows["value"].iloc[1:].median())
    parts = bands(found, table, whole.customers)
    assert sum(part.customers for part in parts) == whole.customers
    means = [part.value / part.customers for part in parts]
    assert means == sorted(means, reverse=True)


def test_discounting_at_nothing_changes_nothing_and_more_rate_is_less_worth(receipts: pd.DataFrame) -> None:
    model = BetaGeoNBD.from_params(r=0.24, alpha=4.4, a=0.8, b=2.4)
    window = History.of(receipts, time="ordered_on").before(END).window(END)
    assert (present_share(window, model, 52, 0.0) == 1).all()
    some, more = (present_share(window, model, 52, rate) for rate in (0.15, 0.5))
    assert ((more < some) & (some < 1) & (more > 1 / 1.5)).all()


@pytest.mark.parametrize("horizon_months", [1, 12, 24])
def test_the_tool_discounts_exactly_as_the_library_does(receipts: pd.DataFrame, horizon_months: int) -> None:
    """Purchases and money of one plain model, in the engine by cells and in Python by rows, on the calendar."""
    history = History.of(receipts, time="ordered_on").before(END)
    model, spend_model = history.model(END, BetaGeoNBD), history.spend_model(END)
    assert model is not None
    window, days = history.window(END), days_ahead(END, horizon_months)
    plain = Plain(model).expected(window, days / 7)
    nothing = np.zeros_like(plain)
    predictions = cell_predictions(
        window,
        plain,
        nothing,
        nothing,
        model=model,
        spend_model=spend_model,
        weeks=days / 7,
        annual_discount_rate=0.15,
    )
    scored = history.run(scored_customers(history, window, predictions))
    summary = customer_summary(receipts, time="ordered_on", observation_end=END, unit="W")
    wanted = customer_lifetime_value(
        summary,
        horizon_months=horizon_months,
        as_of=END,
        annual_discount_rate=0.15,
        model=model,
        spend_model=spend_model,
    )
    assert scored["value"].sum() == pytest.approx(wanted.total.value, rel=1e-9)
    assert np.allclose(np.sort(scored["value"]), np.sort(wanted.values), rtol=1e-9)


def test_the_spend_cells_fit_what_the_rows_fit(receipts: pd.DataFrame) -> None:
    history = History.of(receipts, time="ordered_on").before(END)
    summary = customer_summary(receipts, time="ordered_on", observation_end=END)
    payers = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
    rows = GammaGamma().fit(payers["frequency"], payers["monetary_value"])
    for name, value in history.spend_model(END).params_.items():
        assert value == pytest.approx(rows.params_[name], rel=0.03)


@pytest.mark.parametrize(
    "engine", ["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres), "clickhouse"]
)
def test_every_engine_gives_the_same_values(engine: str, receipts: pd.DataFrame) -> None:
    wanted = customer_values(receipts, time="ordered_on", observation_end=END, horizon_months=6)
    local = wanted.execute().sort_values("customer_id", ignore_index=True)
    with loaded(engine, receipts) as table:
        found = customer_values(table, time="ordered_on", observation_end=END, horizon_months=6)
        remote = found.execute().sort_values("customer_id", ignore_index=True)
    assert (remote["customer_id"] == [f"c{number:04}" for number in range(300)]).all()
    for name in ("frequency", "purchases", "alive", "none", "spend", "value"):
        assert np.allclose(remote[name].astype(float), local[name].astype(float), rtol=1e-6), name


@pytest.mark.slow
def test_spark_counts_the_same_cells_and_joins_the_same_predictions(receipts: pd.DataFrame) -> None:
    local = History.of(receipts, time="ordered_on").before(END)
    found = forecast_of(local, horizon_days=182)
    predictions = cell_predictions(
        found.window,
        found.purchases,
        found.counts.variance(found.purchases, found.window.frequency),
        found.counts.none(found.purchases, found.window.frequency),
        model=found.model,
        spend_model=found.spend_model,
        weeks=found.weeks,
    )
    wanted = local.run(scored_customers(local, found.window, predictions))
    pyspark = pytest.importorskip("pyspark.sql")
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    try:
        connection = ibis.pyspark.connect(session)
        session.createDataFrame(receipts).createOrReplaceTempView("clv_receipts")
        table = _decimal(connection.table("clv_receipts"))
        history = History.of(table, time="ordered_on").before(END)
        cells = history.window(END).cells
        remote = history.run(scored_customers(history, found.window, predictions))
    finally:
        session.stop()
    pd.testing.assert_frame_equal(cells, found.window.cells)
    order = {"by": "customer_id", "ignore_index": True}
    got, right = remote.sort_values(**order)["value"], wanted.sort_values(**order)["value"]
    assert np.allclose(got.astype(float), right, rtol=1e-9)
