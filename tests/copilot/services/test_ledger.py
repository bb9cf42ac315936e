"""The ledger is booked once, restated in the open, and says what the interval allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from copilot.services import ledger
from tests.copilot.services.conftest import Desk
from tests.tools.experiments.shelf import Shelf
from tests.tools.experiments.test_tools import START, shop


def ports_on(desk: Desk, tables: dict[str, pd.DataFrame], snapshot: str = "s1") -> Any:
    shelf = Shelf(tables, last_day=START + timedelta(days=60))
    shelf.snapshot = snapshot
    return replace(desk.ports, warehouse=lambda: shelf)


def test_e1_the_same_data_are_booked_once_and_a_correction_is_restated_beside_it(desk: Desk) -> None:
    first = ledger.record(ports_on(desk, shop()))
    assert {entry.campaign_id: entry.version for entry in first} == {"C1": 1, "C2": 1}
    assert ledger.record(ports_on(desk, shop(), "s2")) == []
    tables = shop()
    tables["campaigns"].loc[0, "fixed_cost"] = "800"
    corrected = ports_on(desk, tables, "s3")
    assert [entry.campaign_id for entry in ledger.check(corrected)] == ["C1"]
    (again,) = ledger.record(corrected)
    assert again.version == 2
    assert again.reason == "restated: fixed_cost, profit, profit_low, profit_high"
    both = ledger.listing(corrected, "C1")
    assert [entry.profit for entry in both] == [250, -50]
    assert {e.campaign_id: e.version for e in ledger.newest(corrected)} == {"C1": 2, "C2": 1}
    assert desk.ports.audit.tail()[0]["data"]["restated"] == ["C1"]


def test_e14_a_campaign_whose_interval_covers_zero_continues_the_test(desk: Desk) -> None:
    gates = {entry.campaign_id: entry.gate for entry in ledger.record(ports_on(desk, shop()))}
    assert gates == {"C1": "continue the test", "C2": "not measured"}
    strong = shop(control=800, treated=2400, control_buyers=80, treated_buyers=1200)
    assert ledger.record(ports_on(desk, strong, "s9"))[0].gate == "scale"
