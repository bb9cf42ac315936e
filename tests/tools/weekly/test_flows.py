"""The flows of the base close, segment by segment, and agree with the segments of both days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from tools.facts import Findings
from tools.segmentation import lifecycle_segments
from tools.weekly.as_seen import as_seen
from tools.weekly.flows import FlowsArguments, compute


@pytest.fixture(scope="module")
def found(warehouse: Any) -> Findings:
    return compute(warehouse, FlowsArguments())


def _rows(found: Findings, key: str) -> dict[str, tuple[Any, ...]]:
    return {row.key: row.values for row in next(t for t in found.tables if t.key == key).rows}


def test_opening_plus_in_minus_out_is_closing_in_every_row(found: Findings) -> None:
    rows = _rows(found, "flows")
    assert len(rows) == 7
    for opening, came, went, closing in rows.values():
        assert opening + came - went == closing


def test_the_segments_add_up_to_the_base(found: Findings, retailer: Any) -> None:
    rows = _rows(found, "flows")
    total = rows.pop("total")
    assert sum(r[0] for r in rows.values()) == total[0]
    assert sum(r[3] for r in rows.values()) == total[3] == len(retailer.tables["customers"])


def test_closing_is_the_lifecycle_of_the_last_day(found: Findings, retailer: Any) -> None:
    tx = retailer.tables["transactions"]
    expected = lifecycle_segments(tx, customers=retailer.tables["customers"])["segment"].value_counts()
    rows = _rows(found, "flows")
    assert {key: rows[key][3] for key in expected.index} == expected.to_dict()


def test_new_are_those_who_registered_in_the_week(found: Findings, retailer: Any) -> None:
    registered = retailer.tables["customers"]["registered_on"]
    facts = {f.key: f.value for f in found.facts}
    assert facts["new"] == int((registered > pd.Timestamp(2026, 11, 8)).sum())
    assert facts["opening"] + facts["new"] == facts["closing"]


def test_moves_name_no_group_of_fewer_than_twenty(found: Findings) -> None:
    moves = _rows(found, "moves")
    assert moves
    assert min(values[0] for values in moves.values()) >= 20


def test_the_warehouse_as_seen_on_a_day_shows_nothing_later(warehouse: Any) -> None:
    day = date(2026, 10, 11)
    seen = as_seen(warehouse, day)
    assert seen.last_day == day
    assert seen.snapshot != warehouse.snapshot
    columns = {
        "transactions": "ordered_on",
        "contacts": "sent_on",
        "consents": "at",
        "campaigns": "started_on",
    }
    for table, column in columns.items():
        latest = seen.table(table)[column].max().execute()
        assert pd.Timestamp(latest) < pd.Timestamp(day + timedelta(days=1)), table
    assert as_seen(warehouse, warehouse.last_day) is warehouse


def test_flows_of_a_past_week_are_the_same_asked_by_date_or_seen_from_that_day(warehouse: Any) -> None:
    day = date(2026, 10, 11)
    by_date = compute(warehouse, FlowsArguments(as_of=day))
    seen = compute(as_seen(warehouse, day), FlowsArguments())
    assert by_date.tables == seen.tables
    assert by_date.facts == seen.facts
