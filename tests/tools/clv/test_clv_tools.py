"""The tools `clv` and `churn_risk` on the simulated retailer's warehouse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tools.clv.catalogue import CHURN_RISK, CLV
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, NotEnoughData
from tools.tool import execute


def test_the_groups_close_to_the_whole_and_the_backtest_is_attached(warehouse: Any) -> None:
    result = execute(CLV, warehouse, {})
    parts = {row.key: row.values for table in result.tables if table.key == "groups" for row in table.rows}
    assert parts["repeat_buyers"][0] + parts["one_time"][0] == parts["all"][0]
    assert parts["repeat_buyers"][3] + parts["one_time"][3] == pytest.approx(result.fact("clv_total").value)
    total = result.fact("clv_total")
    assert total.evidence == "E"
    assert total.low < total.value < total.high
    assert {"backtest_bias", "backtest_mae", "backtest_mae_naive", "discount_rate", "horizon"} <= {
        fact.key for fact in result.facts
    }


def test_repeat_buyers_are_worth_more_than_those_who_bought_once(warehouse: Any) -> None:
    repeat = execute(CLV, warehouse, {"group": "repeat_buyers"})
    once = execute(CLV, warehouse, {"group": "one_time"})
    assert repeat.fact("clv_mean").value > once.fact("clv_mean").value > 0


def test_the_value_forecast_in_the_past_holds_what_then_happened(warehouse: Any, retailer: Any) -> None:
    """Forecast from half a year before the end; the interval must hold the margin that then came."""
    end = warehouse.last_day
    start = date.fromordinal(end.toordinal() - 91)
    months = 91 / (365.25 / 12)
    found = execute(
        CLV, warehouse, {"as_of": start.isoformat(), "horizon_months": months, "annual_discount_rate": 0}
    )
    lines = warehouse.table("transactions")
    known = (
        lines.filter((lines.ordered_on <= start) & lines.customer_id.notnull())
        .select("customer_id")
        .distinct()
    )
    later = lines.filter(lines.ordered_on > start).semi_join(known, "customer_id")
    came = float(later.margin.sum().execute())
    total = found.fact("clv_total")
    assert total.low <= came <= total.high


def test_no_row_is_about_fewer_people_than_the_threshold(warehouse: Any) -> None:
    for tool in (CLV, CHURN_RISK):
        for table in execute(tool, warehouse, {}).tables:
            assert all(row.values[0] >= K_ANONYMITY for row in table.rows)


def test_the_bands_of_risk_hold_everybody(warehouse: Any) -> None:
    result = execute(CHURN_RISK, warehouse, {})
    risk = next(table for table in result.tables if table.key == "risk")
    assert sum(row.values[0] for row in risk.rows) == result.fact("customers").value
    if "value_at_risk" in {fact.key for fact in result.facts}:
        at_risk = [column.key for column in risk.columns].index("value_at_risk")
        assert sum(row.values[at_risk] for row in risk.rows) == pytest.approx(
            result.fact("value_at_risk").value
        )


def test_too_short_a_history_and_unknown_names_are_refused(warehouse: Any) -> None:
    soon = date.fromordinal(warehouse.first_day.toordinal() + 30).isoformat()
    with pytest.raises(NotEnoughData):
        execute(CLV, warehouse, {"as_of": soon})
    with pytest.raises(InvalidArgument, match="channel"):
        execute(CLV, warehouse, {"channel": "carrier pigeon"})
    with pytest.raises(InvalidArgument, match="horizon"):
        execute(CLV, warehouse, {"horizon_months": -1})


def test_a_segment_a_cohort_and_a_breakdown_close_to_the_whole(warehouse: Any) -> None:
    whole = execute(CLV, warehouse, {"by": "segment"})
    table = next(table for table in whole.tables if table.key == "by_segment")
    for row in table.rows:
        customers, mean, low, high, total = row.values
        assert low < mean < high
        assert total == pytest.approx(customers * mean)
    loyal = execute(CLV, warehouse, {"segment": "loyal"})
    row = next(row for row in table.rows if row.key == "loyal")
    assert loyal.fact("clv_total").value == pytest.approx(row.values[4])
    quarters = execute(CLV, warehouse, {"by": "cohort"})
    table = next(table for table in quarters.tables if table.key == "by_cohort")
    year = warehouse.first_day.year
    cohort = execute(CLV, warehouse, {"cohort": str(year)})
    of_year = [row for row in table.rows if row.label_en.endswith(str(year))]
    assert cohort.fact("customers").value == sum(row.values[0] for row in of_year)
    with pytest.raises(InvalidArgument, match="2026-Q1"):
        execute(CLV, warehouse, {"cohort": "spring"})
    with pytest.raises(InvalidArgument, match="segment"):
        execute(CLV, warehouse, {"segment": "unicorns"})


def test_first_time_buyers_are_all_who_have_bought_once(warehouse: Any) -> None:
    once = execute(CLV, warehouse, {"group": "one_time"})
    asked = execute(CLV, warehouse, {"group": "one_time", "segment": "first_time"})
    assert asked.fact("customers").value == once.fact("customers").value


def test_every_answer_shows_its_backtest_as_facts_tables_and_chart(warehouse: Any) -> None:
    result = execute(CLV, warehouse, {"horizon_months": 6})
    value = {fact.key: fact.value for fact in result.facts}
    assert {
        "backtest_mae_mean",
        "backtest_rank_naive",
        "backtest_origins",
        "drift_spread",
        "champion",
    } <= value.keys()
    assert value["backtest_mae"] < value["backtest_mae_naive"] < value["backtest_mae_mean"]
    tables = {table.key: table for table in result.tables}
    assert {"calibration", "candidates"} <= tables.keys()
    assert "calibration" in {chart.table for chart in result.charts}
    names = {row.label_en for row in tables["candidates"].rows}
    assert value["champion"] in names
    assert result.fact("clv_total").level == 0.8


def test_a_longer_horizon_and_a_lower_rate_are_worth_more(warehouse: Any) -> None:
    half = execute(CLV, warehouse, {"horizon_months": 6}).fact("clv_total").value
    year = execute(CLV, warehouse, {}).fact("clv_total").value
    free = execute(CLV, warehouse, {"annual_discount_rate": 0}).fact("clv_total").value
    assert half < year < free
