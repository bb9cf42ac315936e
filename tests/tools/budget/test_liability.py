"""What is owed on offers, against counts done by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.budget import reward_liability
from tools.budget.catalogue import LIABILITY
from tools.errors import InvalidArgument
from tools.tool import execute

START = date(2026, 1, 1)


def holders(*rows: tuple[str, int, date, date]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["offer", "holders", "valid_from", "valid_to"])


def redemptions(*rows: tuple[str, date, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["offer", "redeemed_on", "amount"])
    return frame.assign(amount=[Decimal(value) for value in frame["amount"]])


def test_e13_an_offer_by_hand() -> None:
    # The finished one ran ten days: two of its four redemptions came in the first half. The running one is at half
    # of its life with three redeemed, so three more are to come at 20 each.
    done = [("old", START + timedelta(days=day), "10") for day in (0, 4, 5, 9)]
    now = [("new", START + timedelta(days=20 + day), "20") for day in (0, 1, 2)]
    found = reward_liability(
        holders(
            ("old", 10, START, START + timedelta(days=9)),
            ("new", 50, START + timedelta(days=20), START + timedelta(days=29)),
        ),
        redemptions(*done, *now),
        as_of=START + timedelta(days=24),
    )
    old, new = found.offers
    assert (old.redeemed, old.expired, old.outstanding, old.given) == (4, 6, 0, Decimal(40))
    assert (new.redeemed, new.expired, new.outstanding, new.given) == (3, 0, 47, Decimal(60))
    assert new.expected == Decimal("60.00")
    assert found.breakage_share == pytest.approx(0.6)
    assert found.curve[5] == pytest.approx(0.5)
    assert found.curve[-1] == 1


def test_e13_nothing_finished_gives_no_forecast_and_says_so() -> None:
    found = reward_liability(
        holders(("new", 50, START, START + timedelta(days=9))),
        redemptions(("new", START, "5")),
        as_of=START + timedelta(days=3),
    )
    assert found.offers[0].expected is None
    assert found.breakage_share is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 500)), max_size=60),
    st.integers(0, 80),
    st.integers(-5, 40),
)
def test_e13_liability_closes_at_every_moment(
    claims: list[tuple[int, int]], given_out: int, look: int
) -> None:
    rows = [("one", START + timedelta(days=day), str(amount)) for day, amount in claims]
    as_of = START + timedelta(days=look)
    found = reward_liability(
        holders(("one", given_out, START, START + timedelta(days=30))), redemptions(*rows), as_of=as_of
    )
    one = found.offers[0]
    assert one.holders == one.redeemed + one.expired + one.outstanding
    assert one.given == sum((Decimal(amount) for day, amount in claims if day <= look), Decimal(0))


def test_e13_the_warehouse_closes_and_a_changed_reward_is_worked_out(warehouse: Any) -> None:
    found = execute(LIABILITY, warehouse, {"reward": 100})
    value = {fact.key: fact.value for fact in found.facts}
    assert value["holders"] == value["redeemed"] + value["expired"] + value["outstanding"]
    assert value["cost_change"] == pytest.approx(value["redeemed"] * 100 - value["given"])
    table = next(table for table in found.tables if table.key == "offers")
    assert sum(row.values[5] for row in table.rows) == pytest.approx(value["given"])


def test_an_offer_that_ends_before_it_starts_is_named() -> None:
    with pytest.raises(InvalidArgument, match="ends before"):
        reward_liability(holders(("x", 5, START, START - timedelta(days=1))), redemptions(), as_of=START)
