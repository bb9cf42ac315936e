"""The kept profit ledger on both engines: exact, closing, append-only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from copilot.domain.ledger import LedgerEntry
from copilot.errors import Conflict
from copilot.store import Store

ENTRY = LedgerEntry(
    campaign_id="C1",
    version=1,
    name="Осень",
    started_on=date(2026, 9, 1),
    ended_on=date(2026, 9, 28),
    currency="RUB",
    revenue=Decimal("2700.10"),
    margin=Decimal("1500.10"),
    discounts=Decimal("300"),
    rewards=Decimal(0),
    contact_cost=Decimal("450.03"),
    fixed_cost=Decimal("500"),
    cannibalised=None,
    profit=Decimal("250.07"),
    profit_low=Decimal("-100"),
    profit_high=Decimal("600"),
    verdict="not_yet",
    gate="continue the test",
    snapshot="s1",
    reason="booked",
    recorded_at=datetime(2026, 10, 1, tzinfo=UTC),
)


def test_e1_entries_come_back_to_the_kopeck_and_restatements_stand_beside_them(store: Store) -> None:
    again = replace(
        ENTRY,
        version=2,
        cannibalised=Decimal("50.07"),
        profit=Decimal("200"),
        reason="restated: cannibalised, profit",
    )
    store.ledger.add(ENTRY)
    store.ledger.add(again)
    assert store.ledger.listing("C1") == [ENTRY, again]
    assert store.ledger.listing("other") == []


def test_e1_the_database_refuses_an_entry_that_does_not_close(store: Store) -> None:
    with pytest.raises(DBAPIError, match="closes"):
        store.ledger.add(replace(ENTRY, profit=Decimal("250.08")))


@pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET profit_low = 0", "DELETE FROM ledger_entry"])
def test_e1_no_entry_can_be_changed_or_removed(store: Store, sql: str) -> None:
    store.ledger.add(ENTRY)
    with pytest.raises(DBAPIError, match="append-only"), store.database.engine.begin() as connection:
        connection.execute(text(sql))
    with pytest.raises((Conflict, DBAPIError)):
        store.ledger.add(ENTRY)
    assert store.missing_safeguards() == []
