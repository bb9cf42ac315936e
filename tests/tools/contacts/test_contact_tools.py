"""Contact pressure on a log written by hand, and both tools on the simulated retailer."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import pytest

from tests.tools.experiments.shelf import Shelf
from tools.contacts.catalogue import CHANNEL_AND_TIME, PRESSURE
from tools.errors import MissingData
from tools.tool import execute

LAST = date(2026, 11, 15)
SALES = pd.DataFrame(
    {
        "customer_id": ["k0"],
        "order_id": ["o1"],
        "ordered_on": [LAST],
        "ordered_at": [datetime.combine(LAST, time(12))],
        "kind": ["sale"],
        "revenue": [100],
        "margin": [30],
    }
)


def log(rows: list[tuple[str, str, int, str]]) -> Shelf:
    """Contacts as (customer, channel, days before the last day, status)."""
    frame = pd.DataFrame(rows, columns=["customer_id", "channel", "ago", "status"])
    days = [LAST - timedelta(days=int(ago)) for ago in frame["ago"]]
    contacts = frame.drop(columns="ago").assign(
        contact_id=[f"m{i:06}" for i in range(len(frame))],
        sent_on=days,
        sent_at=[datetime.combine(day, time(12)) for day in days],
        cost=1,
    )
    return Shelf({"transactions": SALES, "contacts": contacts}, last_day=LAST)


def test_x5_contacts_in_the_week_before_are_counted_per_person() -> None:
    # A hundred people: on days 10, 6 and 3 before the end. The second contact has one in the week before (day 10 is
    # four days earlier), the third has two (seven days earlier is outside, three days and ... day 10 is 7 days: out).
    rows = [(f"k{i}", "email", ago, "delivered") for i in range(100) for ago in (10, 6, 3)]
    found = execute(PRESSURE, log(rows), {"cap": 1})
    doses = next(table for table in found.tables if table.key == "doses")
    assert {row.key: row.values[0] for row in doses.rows} == {"d0": 100, "d1": 200}
    assert found.fact("people").value == 100
    assert found.fact("per_week").value == pytest.approx(3 / 4)
    assert found.fact("above_share").value == 1
    assert found.fact("held_back").value == 50  # 200 in four weeks


def test_x4_an_overheated_channel_is_found_and_a_calm_one_is_not() -> None:
    rows = []
    for i in range(600):
        rows.append((f"k{i}", "email", 60 + i % 30, "unsubscribed" if i % 100 == 0 else "delivered"))
        rows.append((f"k{i}", "email", i % 28, "unsubscribed" if i % 12 == 0 else "delivered"))
        rows.append((f"k{i}", "push", 60 + i % 30, "unsubscribed" if i % 100 == 0 else "delivered"))
        rows.append((f"k{i}", "push", i % 28, "unsubscribed" if i % 100 == 1 else "delivered"))
    found = execute(PRESSURE, log(rows), {})
    assert found.fact("overheated").value == 1
    table = next(table for table in found.tables if table.key == "channels")
    assert [row.label_en for row in table.rows] == ["email – overheated", "push"]
    assert any("price of the cap cannot be named" in note.en for note in found.notes)


def test_without_a_contact_log_both_say_so_or_leave_time_out(warehouse: Any) -> None:
    bare = Shelf({"transactions": SALES})
    with pytest.raises(MissingData, match="contacts"):
        execute(PRESSURE, bare, {})


def test_x4_the_price_of_a_cap_comes_from_measured_profit(warehouse: Any) -> None:
    tight, loose = (execute(PRESSURE, warehouse, {"cap": cap}) for cap in (1, 3))
    assert tight.fact("held_back").value >= loose.fact("held_back").value
    assert tight.fact("per_week").value > 0


def test_m14_the_best_channel_rests_on_randomised_campaigns_and_names_the_second(warehouse: Any) -> None:
    found = execute(CHANNEL_AND_TIME, warehouse, {})
    channels = next(table for table in found.tables if table.key == "channels")
    profits = [row.values[0] for row in channels.rows]
    assert profits == sorted(profits, reverse=True)
    best = found.fact("best_profit")
    assert best.evidence == "E"
    assert best.low < best.value < best.high
    if len(profits) > 1:
        assert found.fact("second_less").value == pytest.approx(profits[0] - profits[1])
    some = execute(CHANNEL_AND_TIME, warehouse, {"segment": "loyal", "channel": "email"})
    assert some.fact("customers").value < found.fact("customers").value


def test_m14_a_time_of_day_is_called_better_only_when_proven() -> None:
    # 400 e-mails at noon are followed by a purchase one time in four, 400 in the evening one time in twenty.
    people = [f"k{i}" for i in range(800)]
    hours = [12 if i < 400 else 20 for i in range(800)]
    bought = [i % 4 == 0 if i < 400 else i % 20 == 0 for i in range(800)]
    sent = LAST - timedelta(days=10)
    contacts = pd.DataFrame(
        {
            "contact_id": [f"m{i:04}" for i in range(800)],
            "customer_id": people,
            "channel": "email",
            "sent_on": sent,
            "sent_at": [datetime.combine(sent, time(hour)) for hour in hours],
            "status": "delivered",
        }
    )
    sales = pd.DataFrame(
        {
            "customer_id": [*people, *[p for p, yes in zip(people, bought, strict=True) if yes]],
            "ordered_on": [LAST - timedelta(days=200)] * 800 + [sent + timedelta(days=1)] * sum(bought),
        }
    )
    sales = sales.assign(
        order_id=[f"o{i}" for i in range(len(sales))],
        ordered_at=[datetime.combine(day, time(15)) for day in sales["ordered_on"]],
        kind="sale",
        revenue=100,
        margin=30,
    )
    found = execute(CHANNEL_AND_TIME, Shelf({"transactions": sales, "contacts": contacts}, last_day=LAST), {})
    assert found.fact("hours_proven").value == 1
    assert found.fact("best_hours").value == pytest.approx(0.25)
    assert "12:00" in found.fact("best_hours").label_en
    assert "best_channel" not in {fact.key for fact in found.facts}
