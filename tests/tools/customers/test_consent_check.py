"""Consents counted from the log as plain pandas counts them; missing proof is said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tools.columns import K_ANONYMITY
from tools.customers.catalogue import TOOLS
from tools.tool import execute

TOOL = next(tool for tool in TOOLS if tool.name == "consent_check")


def test_every_channel_is_granted_revoked_or_never_asked(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {})
    log = warehouse.table("consents").execute()
    log = log[
        (log["purpose"] == "advertising")
        & (log["at"] < pd.Timestamp(warehouse.last_day) + pd.Timedelta(days=1))
    ]
    log = log.sort_values(["at", "status"])  # at one moment a withdrawal comes last
    last = log.drop_duplicates(["customer_id", "channel"], keep="last")
    everyone = result.fact("customers").value
    for row in result.tables[0].rows:
        mine = last[last["channel"] == row.key]
        granted = int((mine["status"] == "granted").sum())
        assert row.values[:3] == (granted, len(mine) - granted, everyone - len(mine))  # type: ignore[operator]
    granted_anywhere = last[last["status"] == "granted"]["customer_id"].nunique()
    assert result.fact("granted").value == granted_anywhere
    assert result.fact("in_force").value == int((last["status"] == "granted").sum())


def test_an_earlier_day_knows_nothing_later(warehouse: Any) -> None:
    early = execute(TOOL, warehouse, {"as_of": "2026-03-31"})
    assert early.fact("granted").value < execute(TOOL, warehouse, {}).fact("granted").value  # type: ignore[operator]
    assert max(row.key for row in early.tables[1].rows) == "2026-03"


def test_the_change_of_a_share_is_that_of_the_two_days(warehouse: Any) -> None:
    now = execute(TOOL, warehouse, {})
    then = execute(TOOL, warehouse, {"as_of": now.fact("compared_on").value})
    shares = [r.tables[0].rows[0].values[3] for r in (now, then)]
    key = now.tables[0].rows[0].key
    assert now.fact(f"{key}_change").value == pytest.approx(shares[0] - shares[1])  # type: ignore[operator]


def test_no_small_group_and_no_legal_promise(warehouse: Any) -> None:
    result = execute(TOOL, warehouse, {"purpose": "personal_data"})
    for row in result.tables[1].rows:
        assert all(value is None or value == 0 or value >= K_ANONYMITY for value in row.values)  # type: ignore[operator]
    assert any("not legal advice" in note.en for note in result.notes)
