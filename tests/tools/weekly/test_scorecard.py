"""The week's scorecard agrees with what a few lines of pandas find in the same tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from tools.errors import InvalidArgument
from tools.facts import Findings
from tools.weekly.scorecard import ScorecardArguments, compute
from tools.weekly.weeks import compared, usual_range

END = date(2026, 11, 15)


@pytest.fixture(scope="module")
def found(warehouse: Any) -> Findings:
    return compute(warehouse, ScorecardArguments())


@pytest.fixture(scope="module")
def facts(found: Findings) -> dict[str, Any]:
    return {fact.key: fact for fact in found.facts}


def _week(retailer: Any, back: int) -> pd.DataFrame:
    tx = retailer.tables["transactions"]
    end = pd.Timestamp(END - timedelta(days=7 * back))
    return tx[tx["ordered_on"].between(end - pd.Timedelta(days=6), end)]


@pytest.mark.parametrize(("name", "back"), [("", 0), ("_last_week", 1), ("_year_ago", 52)])
def test_revenue_orders_and_customers_are_those_of_the_lines(
    retailer: Any, facts: dict[str, Any], name: str, back: int
) -> None:
    week = _week(retailer, back)
    net = week.dropna(subset="customer_id").groupby(["customer_id", "order_id"])["revenue"].sum()
    orders = net[net > 0]
    assert facts[f"revenue{name}"].value == pytest.approx(week["revenue"].sum())
    assert facts[f"orders{name}"].value == len(orders)
    assert facts[f"customers{name}"].value == orders.index.get_level_values(0).nunique()


def test_the_mean_of_four_weeks_leaves_this_week_out(retailer: Any, facts: dict[str, Any]) -> None:
    four = [_week(retailer, back)["revenue"].sum() for back in (1, 2, 3, 4)]
    assert facts["revenue_four_weeks"].value == pytest.approx(sum(four) / 4)


def test_changes_are_differences_and_marked_as_such(facts: dict[str, Any]) -> None:
    change = facts["revenue_change"]
    assert change.is_change
    assert change.value == pytest.approx(facts["revenue"].value - facts["revenue_last_week"].value)
    assert facts["margin_share_change"].unit == "pp"
    assert facts["revenue_growth"].value == pytest.approx(
        facts["revenue"].value / facts["revenue_last_week"].value - 1
    )


def test_average_order_times_frequency_is_arpu(facts: dict[str, Any]) -> None:
    product = facts["average_order"].value * facts["frequency"].value
    assert product == pytest.approx(facts["arpu"].value)


def test_messages_and_unsubscribes_are_counted_from_the_contacts(
    retailer: Any, facts: dict[str, Any]
) -> None:
    sent = retailer.tables["contacts"]
    week = sent[sent["sent_on"].between(pd.Timestamp(END - timedelta(days=6)), pd.Timestamp(END))]
    reached = week[week["status"] != "bounced"]
    assert facts["messages"].value == len(week)
    assert facts["unsubscribe_rate"].value == pytest.approx((reached["status"] == "unsubscribed").mean())


def test_nps_covers_four_weeks_and_carries_an_interval(retailer: Any, facts: dict[str, Any]) -> None:
    asked = retailer.tables["surveys"]
    four = asked[asked["asked_on"] > pd.Timestamp(END - timedelta(days=28))]
    expected = 100 * ((four["score"] >= 9).mean() - (four["score"] <= 6).mean())
    nps = facts["nps"]
    assert nps.value == pytest.approx(expected)
    assert nps.n == len(four)
    assert nps.low < nps.value < nps.high


def test_the_silent_till_is_found_and_no_other_store(retailer: Any, found: Findings) -> None:
    table = next(t for t in found.tables if t.key == "silent_stores")
    names = retailer.tables["stores"].set_index("store_id")["name"]
    assert [row.label_ru for row in table.rows] == [names[retailer.truth.outage_store]]
    assert any(note.kind == "warning" and "касс" in note.ru for note in found.notes)


def test_in_an_ordinary_week_no_store_is_called_silent(warehouse: Any) -> None:
    found = compute(warehouse, ScorecardArguments(as_of=date(2026, 10, 25)))
    assert not [t for t in found.tables if t.key == "silent_stores"]


def test_the_trend_ends_with_this_week(found: Findings, facts: dict[str, Any]) -> None:
    weeks = next(t for t in found.tables if t.key == "weeks")
    assert [row.key for row in weeks.rows][-1] == "2026-11-15"
    assert len(weeks.rows) == 13
    assert weeks.rows[-1].values[0] == facts["revenue"].value


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2025, 9, 3), date(2020, 1, 1)])
def test_a_week_that_the_data_do_not_hold_is_refused(warehouse: Any, day: date) -> None:
    with pytest.raises(InvalidArgument, match="not complete"):
        compute(warehouse, ScorecardArguments(as_of=day))


def test_early_weeks_leave_out_what_cannot_be_compared(warehouse: Any) -> None:
    keys = {f.key for f in compute(warehouse, ScorecardArguments(as_of=date(2025, 9, 14))).facts}
    assert {"revenue", "revenue_last_week"} <= keys
    assert (
        not {
            "revenue_four_weeks",
            "revenue_year_ago",
            "revenue_usual_low",
            "new_customers",
            "returned_customers",
        }
        & keys
    )


def test_the_usual_range_is_wheelers() -> None:
    # Hand computed: mean 11, moving ranges 2, 2, 2, 2, 2, 2, 2.
    assert usual_range([10, 12, 10, 12, 10, 12, 10, 12]) == pytest.approx((11 - 5.32, 11 + 5.32))
    assert usual_range([1.0] * 7) is None


def test_missing_weeks_are_never_counted_as_zero() -> None:
    result = compared({0: 5.0, 1: 4.0, 3: 6.0, 4: 7.0})
    assert result.mean is None
    assert result.year_ago is None
    assert result.last == 4.0
