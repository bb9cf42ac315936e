"""Attacks on the rule that only approved content is sent: each with a raw client, on each engine.

On SQLite the attacker's client has foreign keys switched off, which is that client's default.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from copilot.domain.campaign import freeze
from copilot.domain.people import Person
from copilot.errors import Conflict, Unsafe
from copilot.store import Store, open_store
from tests.copilot.store.builders import (
    APPROVER,
    AUTHOR,
    NOW,
    SECOND,
    Campaign,
    approval_of,
    content_of,
    rows_for,
    submit,
)

Raw = Callable[..., Any]
INSERT = (
    "INSERT INTO delivery (id, content_id, sha256, approval_id, decision, recipient, channel, variant, key,"
    " state, attempts, planned_at, moved_at) VALUES (?, ?, ?, ?, ?, ?, 'email', 'A', ?, ?, 0, ?, ?)"
)
REFUSED = r"cvm: |constraint|CHECK|null value|NOT NULL"


def insert_delivery(raw: Raw, campaign: Campaign, **changes: Any) -> None:
    """What an outsider would write to have a message sent; `changes` make it the attack."""
    assert campaign.approval is not None
    row = {
        "id": "x",
        "content_id": campaign.content.id,
        "sha256": campaign.content.sha256,
        "approval_id": campaign.approval.id,
        "decision": "approved",
        "recipient": "ann",
        "key": "x",
        "state": "waiting",
        "planned_at": NOW.isoformat(sep=" "),
        "moved_at": NOW.isoformat(sep=" "),
        **changes,
    }
    raw(INSERT, *row.values())


def refused(raw: Raw, campaign: Campaign, *, match: str = REFUSED, **changes: Any) -> None:
    with pytest.raises(Exception, match=match):
        insert_delivery(raw, campaign, **changes)
    assert raw("SELECT count(*) FROM delivery").fetchone()[0] == 0


def insert_approval(raw: Raw, campaign: Campaign, **changes: Any) -> None:
    row = {
        "id": "forged",
        "content_id": campaign.content.id,
        "sha256": campaign.content.sha256,
        "author_id": campaign.content.author_id,
        "approver_id": APPROVER,
        "decision": "approved",
        "decided_at": NOW.isoformat(sep=" "),
        "expires_at": (NOW + timedelta(hours=1)).isoformat(sep=" "),
        **changes,
    }
    names = ", ".join(row)
    raw(f"INSERT INTO approval ({names}) VALUES ({', '.join('?' * len(row))})", *row.values())  # noqa: S608


def test_an_honest_row_is_accepted(raw: Raw, approved: Campaign) -> None:
    insert_delivery(raw, approved)
    assert raw("SELECT state FROM delivery").fetchone() == ("waiting",)


@pytest.mark.parametrize(
    "changes",
    [
        {"approval_id": "nothing"},
        {"approval_id": None},
        {"sha256": "0" * 64},
        {"sha256": None},
        {"decision": "rejected"},
        {"decision": None},
        {"content_id": "another"},
        {"content_id": None},
        {"state": "sending"},
        {"state": "sent"},
        {"recipient": "zoe"},
        {"recipient": "stranger"},
        {"moved_at": (NOW + timedelta(hours=73)).isoformat(sep=" ")},
    ],
    ids=lambda changes: "-".join(f"{k}={str(v)[:12]}" for k, v in changes.items()),
)
def test_a_row_that_does_not_fit_the_approval_is_refused(
    raw: Raw, approved: Campaign, changes: dict[str, Any]
) -> None:
    refused(raw, approved, **changes)


def test_content_without_an_approval_is_refused(store: Store, raw: Raw) -> None:
    content = content_of(store)
    submit(store, content)
    refused(raw, Campaign(content, approval_of(content)))


def test_another_contents_approval_is_refused(store: Store, raw: Raw, approved: Campaign) -> None:
    other = content_of(store, "c2", draft_id="d2")
    submit(store, other)
    refused(raw, Campaign(other, approved.approval))


def test_a_rejection_is_not_an_approval_whatever_the_row_says(store: Store, raw: Raw) -> None:
    content = content_of(store)
    submit(store, content)
    rejection = approval_of(content, decision="rejected", expires_at=None, reason="no")
    store.campaigns.add_approval(rejection)
    refused(raw, Campaign(content, rejection), decision="rejected")
    refused(raw, Campaign(content, rejection), decision="approved")


def test_an_approval_after_a_rejection_is_refused(store: Store, raw: Raw) -> None:
    content = content_of(store)
    submit(store, content)
    store.campaigns.add_approval(approval_of(content, decision="rejected", expires_at=None, reason="no"))
    with pytest.raises(Exception, match="a rejection is final"):
        insert_approval(raw, Campaign(content), approver_id=SECOND)


@pytest.mark.parametrize("spelling", [" ", "T"])
def test_an_expired_approval_is_refused_even_when_the_row_is_dated_back(
    store: Store, raw: Raw, spelling: str
) -> None:
    content = content_of(store)
    submit(store, content)
    campaign = Campaign(content, approval_of(content, "late"))
    long_ago = NOW - timedelta(days=5)
    insert_approval(
        raw,
        campaign,
        id="late",
        decided_at=long_ago.isoformat(sep=spelling),
        expires_at=(NOW - timedelta(seconds=2)).isoformat(sep=spelling),
    )
    refused(raw, campaign)
    refused(raw, campaign, planned_at=long_ago.isoformat(sep=" "), moved_at=long_ago.isoformat(sep=" "))


def test_an_approval_that_never_expires_is_refused(store: Store, raw: Raw) -> None:
    content = content_of(store)
    submit(store, content)
    with pytest.raises(Exception, match=REFUSED):
        insert_approval(raw, Campaign(content), expires_at=None)


def test_the_same_person_twice_is_refused(raw: Raw, approved: Campaign) -> None:
    insert_delivery(raw, approved)
    with pytest.raises(Exception, match=REFUSED):
        insert_delivery(raw, approved, id="y", key="y")


@pytest.mark.parametrize("forged", [{}, {"author_id": "somebody"}], ids=["plain", "forged author"])
def test_self_approval_is_refused(store: Store, raw: Raw, forged: dict[str, str]) -> None:
    store.people.add(Person("both", "Both", "approver"))
    content = content_of(store, author="both")
    submit(store, content)
    with pytest.raises(Exception, match=REFUSED):
        insert_approval(raw, Campaign(content), approver_id="both", **forged)


@pytest.mark.parametrize("somebody", ["stranger", "marketer"])
def test_only_people_with_the_approvers_role_approve(store: Store, raw: Raw, somebody: str) -> None:
    store.people.add(Person("marketer", "Marketer", "marketer"))
    content = content_of(store)
    submit(store, content)
    with pytest.raises(Exception, match=REFUSED):
        insert_approval(raw, Campaign(content), approver_id=somebody)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE content SET body = body",
        "UPDATE content SET sha256 = '0'",
        "DELETE FROM content",
        "UPDATE approval SET decision = 'approved'",
        "UPDATE approval SET expires_at = '2099-01-01 00:00:00'",
        "DELETE FROM approval",
        "UPDATE audience_member SET arm = 'treatment'",
        "DELETE FROM audience_member",
        "DELETE FROM audience",
        "DELETE FROM delivery",
        "DELETE FROM draft_version",
        "UPDATE audit SET data = '{}'",
        "DELETE FROM audit",
    ],
)
def test_what_was_decided_cannot_be_changed(
    store: Store, raw: Raw, approved: Campaign, statement: str
) -> None:
    insert_delivery(raw, approved)
    store.audit.append("test", person_id=None, at=NOW, data={})
    with pytest.raises(Exception, match=r"cvm: |foreign key"):
        raw(statement)


@pytest.mark.parametrize("table", ["content", "approval", "delivery", "audience_member", "audience", "audit"])
def test_a_row_cannot_be_replaced_in_place_on_sqlite(
    store: Store, raw: Raw, approved: Campaign, table: str, url: str
) -> None:
    if not url.startswith("sqlite"):
        with pytest.raises(Exception, match=r"cvm: "):
            raw(f"TRUNCATE {table} CASCADE")
        return
    insert_delivery(raw, approved)
    store.audit.append("test", person_id=None, at=NOW, data={})
    with pytest.raises(sqlite3.DatabaseError, match="cvm: "):
        raw(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
    raw(f"INSERT OR IGNORE INTO {table} SELECT * FROM {table} WHERE 0")  # noqa: S608


def test_nobody_joins_a_frozen_audience(raw: Raw, approved: Campaign) -> None:
    with pytest.raises(Exception, match="audience is frozen"):
        raw(
            "INSERT INTO audience_member (audience_id, customer_id, arm, variant) VALUES (?, 'new', 'treatment', 'A')",
            approved.content.data["audience"]["id"],
        )


def test_a_wrong_hash_is_refused(store: Store) -> None:
    content = content_of(store)
    with pytest.raises((Conflict, DatabaseError), match=r"sha256"):
        store.campaigns.add_content(replace(content, sha256="0" * 64))


@pytest.mark.parametrize("column", ["reach", "cost"])
def test_a_column_that_contradicts_the_body_is_refused(store: Store, column: str) -> None:
    content = content_of(store)
    with pytest.raises((Conflict, DatabaseError), match=r"in_body"):
        store.campaigns.add_content(replace(content, **{column: 1}))


def test_fewer_approvals_than_the_body_says_is_refused(store: Store) -> None:
    content = content_of(store, approvals_needed=2)
    with pytest.raises((Conflict, DatabaseError), match=r"in_body"):
        store.campaigns.add_content(replace(content, data={**content.data, "approvals_needed": 1}))


def test_a_body_that_leaves_the_needed_approvals_out_is_refused(store: Store) -> None:
    content = content_of(store)
    parts = {name: value for name, value in content.data.items() if name != "approvals_needed"}
    body, sha256 = freeze(parts)
    with pytest.raises((Conflict, DatabaseError), match=r"in_body"):
        store.campaigns.add_content(replace(content, body=body, sha256=sha256))


def test_revocation_stops_planning_and_sending(store: Store, raw: Raw, approved: Campaign) -> None:
    assert approved.approval is not None
    store.deliveries.plan(approved.content, approved.approval, rows_for(approved.content, "ann"), now=NOW)
    [claimed] = store.deliveries.claim("w", limit=5, now=NOW, lease_seconds=60)
    store.campaigns.add_approval(
        approval_of(
            approved.content,
            "r1",
            approver_id=SECOND,
            decision="revoked",
            expires_at=None,
            revokes="a1",
            reason="x",
        )
    )
    with pytest.raises(Exception, match="no live approval"):
        insert_delivery(raw, approved, recipient="ben")
    with pytest.raises(Exception, match="no live approval"):
        raw("UPDATE delivery SET state = 'sending' WHERE id = ?", claimed.id)


def test_an_edit_voids_the_approval(store: Store, raw: Raw, approved: Campaign) -> None:
    draft = store.campaigns.draft("d1")
    assert draft is not None
    store.campaigns.save_draft(replace(draft, version=2, content_id=None, state="draft"))
    refused(raw, approved, match="no live approval")


def test_a_stopped_campaign_sends_nothing(store: Store, raw: Raw, approved: Campaign) -> None:
    draft = store.campaigns.draft("d1")
    assert draft is not None
    store.campaigns.save_draft(replace(draft, state="stopped"))
    refused(raw, approved, match="no live approval")


@pytest.mark.parametrize(
    "change",
    ["sha256 = '0'", "recipient = 'ben'", "approval_id = 'b'", "key = 'k'", "state = 'sent'", "state = NULL"],
)
def test_a_planned_row_keeps_what_was_approved_and_its_order_of_states(
    raw: Raw, approved: Campaign, change: str
) -> None:
    insert_delivery(raw, approved)
    with pytest.raises(Exception, match=REFUSED):
        raw(f"UPDATE delivery SET {change}")  # noqa: S608


def test_a_sent_message_cannot_be_sent_again(store: Store, raw: Raw, approved: Campaign) -> None:
    insert_delivery(raw, approved)
    for state in ("claimed", "sending", "sent"):
        raw("UPDATE delivery SET state = ?", state)
    with pytest.raises(Exception, match="change of state"):
        raw("UPDATE delivery SET state = 'waiting'")


def test_two_approvers_are_two_different_people(store: Store, raw: Raw) -> None:
    content = content_of(store, approvals_needed=2)
    submit(store, content)
    campaign = Campaign(content, approval_of(content))
    store.campaigns.add_approval(approval_of(content, "a1"))
    refused(raw, campaign, match="no live approval")
    store.campaigns.add_approval(approval_of(content, "a2"))
    refused(raw, campaign, match="no live approval")
    store.campaigns.add_approval(approval_of(content, "a3", approver_id=SECOND))
    insert_delivery(raw, campaign)


@pytest.mark.parametrize("size", [{"reach": 100_001}, {"cost": "500000.01"}], ids=["reach", "cost"])
def test_a_campaign_above_a_limit_cannot_ask_for_one_approver(store: Store, size: dict[str, Any]) -> None:
    with pytest.raises((Conflict, DatabaseError), match="two approvers"):
        submit(store, content_of(store, **size))
    submit(store, content_of(store, **size, approvals_needed=2))


def test_a_campaign_cannot_be_split_to_stay_under_the_limit(store: Store) -> None:
    for number in range(10):
        submit(store, content_of(store, f"c{number}", draft_id=f"d{number}", reach=10_000))
    with pytest.raises((Conflict, DatabaseError), match="two approvers"):
        submit(store, content_of(store, "c10", draft_id="d10", reach=1))
    submit(store, content_of(store, "c10", draft_id="d10", reach=1, approvals_needed=2))
    later = NOW + timedelta(days=8)
    submit(store, content_of(store, "c11", draft_id="d11", reach=10_000, submitted_at=later))


def test_submitting_the_same_draft_again_is_not_a_split(store: Store) -> None:
    submit(store, content_of(store, "c1", reach=90_000))
    submit(store, content_of(store, "c2", reach=90_000))


def test_a_raw_client_without_our_hash_function_cannot_write_content_on_sqlite(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'copilot.db'}")
    content = content_of(store)
    client = sqlite3.connect(tmp_path / "copilot.db", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="copilot_sha256"):
        client.execute(
            "INSERT INTO content VALUES (?, 'd1', ?, ?, ?, ?, ?, 'lifecycle:about_to_leave', 1, 10, 1000000)",
            ("c1", AUTHOR, content.body, content.sha256, str(NOW), content.data["audience"]["id"]),
        )
    client.close()
    store.close()


def test_an_audience_must_carry_its_own_digest_as_name(store: Store) -> None:
    with pytest.raises(Conflict, match="digest"):
        store.campaigns.add_audience("0" * 64, [])


def test_a_dropped_trigger_stops_all_sending_until_a_person_repairs_it(
    store: Store, raw: Raw, approved: Campaign, url: str
) -> None:
    raw("DROP TRIGGER cvm_delivery_insert" + ("" if url.startswith("sqlite") else " ON delivery"))
    again = open_store(url)
    assert again.missing_safeguards() == ["cvm_delivery_insert"]
    assert approved.approval is not None
    with pytest.raises(Unsafe, match="cvm_delivery_insert"):
        again.deliveries.plan(approved.content, approved.approval, [], now=NOW)
    with pytest.raises(Unsafe):
        again.deliveries.claim("w", limit=1, now=NOW, lease_seconds=1)
    again.deliveries.repair()
    again.deliveries.check()
    again.close()


def test_a_weakened_trigger_is_noticed(store: Store, raw: Raw, url: str) -> None:
    if url.startswith("sqlite"):
        raw("DROP TRIGGER cvm_delivery_insert")
        raw("CREATE TRIGGER cvm_delivery_insert BEFORE INSERT ON delivery BEGIN SELECT 1; END")
    else:
        raw(
            "CREATE OR REPLACE FUNCTION cvm_delivery_insert() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RETURN NEW; END $$"
        )
    assert store.missing_safeguards() == ["cvm_delivery_insert"]


@pytest.mark.postgres
def test_a_disabled_trigger_is_noticed(postgres_url: str) -> None:
    import psycopg

    store = open_store(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE delivery DISABLE TRIGGER cvm_delivery_update")
    assert store.missing_safeguards() == ["cvm_delivery_update"]
    store.close()
