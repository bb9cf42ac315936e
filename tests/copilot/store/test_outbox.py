"""The two-stage outbox: nothing is lost, nothing is repeated silently, and the counts always close."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from copilot.errors import BadRequest
from copilot.store import Store
from tests.copilot.store.builders import NOW, Campaign, approval_of, content_of, rows_for, submit

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def planned(store: Store, approved: Campaign) -> Campaign:
    assert approved.approval is not None
    rows = rows_for(approved.content, "ann", "ben", "eva")
    assert store.deliveries.plan(approved.content, approved.approval, rows, now=NOW) == 3
    return approved


def test_planning_twice_adds_nothing(store: Store, planned: Campaign) -> None:
    assert planned.approval is not None
    rows = rows_for(planned.content, "ann", "ben", "eva")
    assert store.deliveries.plan(planned.content, planned.approval, rows, now=NOW) == 0
    assert store.deliveries.counts("c1").planned == 3


def test_a_message_goes_from_waiting_to_sent_and_the_counts_close_at_every_step(
    store: Store, planned: Campaign
) -> None:
    claimed = store.deliveries.claim("w", limit=2, now=NOW, lease_seconds=60)
    assert store.deliveries.counts("c1").closes
    going = store.deliveries.intend("w", [row.id for row in claimed], now=NOW, lease_seconds=60)
    assert store.deliveries.counts("c1").closes
    assert store.deliveries.settle("w", dict.fromkeys(going, ("sent", "250 ok")), now=NOW) == 2
    counts = store.deliveries.counts("c1")
    assert (counts.sent, counts.waiting, counts.closes) == (2, 1, True)


def test_two_workers_never_claim_the_same_message(store: Store, planned: Campaign) -> None:
    seen: list[str] = []
    lock = threading.Lock()

    def work(name: str) -> None:
        while rows := store.deliveries.claim(name, limit=1, now=NOW, lease_seconds=60):
            with lock:
                seen.extend(row.id for row in rows)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(set(seen)) == ["c1-ann", "c1-ben", "c1-eva"]


def test_a_worker_that_dies_before_the_intent_loses_nothing(store: Store, planned: Campaign) -> None:
    store.deliveries.claim("dead", limit=3, now=NOW, lease_seconds=60)
    assert store.deliveries.claim("alive", limit=3, now=NOW, lease_seconds=60) == []
    assert store.deliveries.recover(now=LATER) == (3, 0)
    assert len(store.deliveries.claim("alive", limit=3, now=LATER, lease_seconds=60)) == 3


def test_a_worker_that_dies_after_the_intent_leaves_visible_doubt(store: Store, planned: Campaign) -> None:
    ids = [row.id for row in store.deliveries.claim("dead", limit=2, now=NOW, lease_seconds=60)]
    store.deliveries.intend("dead", ids, now=NOW, lease_seconds=60)
    assert store.deliveries.recover(now=LATER) == (0, 2)
    assert [row.id for row in store.deliveries.in_doubt("c1")] == ids
    assert len(store.deliveries.claim("alive", limit=9, now=LATER, lease_seconds=60)) == 1
    assert store.deliveries.settle("dead", dict.fromkeys(ids, ("sent", None)), now=LATER) == 0
    assert store.deliveries.resolve(ids[:1], "sent", now=LATER) == 1
    assert store.deliveries.resolve(ids[1:], "waiting", now=LATER) == 1
    assert store.deliveries.resolve(ids, "waiting", now=LATER) == 0
    counts = store.deliveries.counts("c1")
    assert (counts.sent, counts.in_doubt, counts.waiting, counts.closes) == (1, 0, 2, True)


def test_a_temporary_refusal_waits_and_is_given_up_in_the_end(store: Store, planned: Campaign) -> None:
    now = NOW
    for attempt in range(1, 9):
        [row] = store.deliveries.claim("w", limit=1, now=now, lease_seconds=60)
        assert row.id == "c1-ann" or attempt > 1
        store.deliveries.intend("w", [row.id], now=now, lease_seconds=60)
        store.deliveries.settle("w", {row.id: ("waiting", "451 later")}, now=now)
        others = store.deliveries.claim("other", limit=9, now=now, lease_seconds=10**6)
        assert row.id not in [other.id for other in others]
        now += timedelta(minutes=61)
    assert store.deliveries.counts("c1").failed == 1


def test_a_skipped_message_keeps_its_reason(store: Store, planned: Campaign) -> None:
    store.deliveries.claim("w", limit=3, now=NOW, lease_seconds=60)
    store.deliveries.skip("w", {"c1-ann": "consent", "c1-ben": "consent", "c1-eva": "cap"}, now=NOW)
    assert store.deliveries.counts("c1").skipped == {"cap": 1, "consent": 2}


def test_a_postponed_message_is_not_due_before_its_time(store: Store, planned: Campaign) -> None:
    store.deliveries.claim("w", limit=3, now=NOW, lease_seconds=60)
    morning = NOW + timedelta(hours=8)
    assert store.deliveries.postpone("w", {"c1-ann": morning}, now=NOW) == 1
    assert store.deliveries.claim("v", limit=9, now=NOW, lease_seconds=60) == []
    assert [row.id for row in store.deliveries.claim("v", limit=9, now=morning, lease_seconds=60)] == [
        "c1-ann"
    ]


def test_stopping_skips_everything_that_has_not_left(store: Store, planned: Campaign) -> None:
    [row] = store.deliveries.claim("w", limit=1, now=NOW, lease_seconds=60)
    store.deliveries.intend("w", [row.id], now=NOW, lease_seconds=60)
    assert store.deliveries.stop("c1", "stopped", now=NOW) == 2
    assert store.deliveries.settle("w", {row.id: ("sent", None)}, now=NOW) == 1


def test_the_contact_cap_holds_between_two_campaigns_claimed_at_the_same_time(
    store: Store, planned: Campaign
) -> None:
    other = content_of(store, "c2", draft_id="d2")
    submit(store, other)
    approval = approval_of(other, "a2")
    store.campaigns.add_approval(approval)
    store.deliveries.plan(other, approval, rows_for(other, "ann"), now=NOW)
    both = [
        row.id
        for row in store.deliveries.claim("w", limit=9, now=NOW, lease_seconds=60)
        if row.recipient == "ann"
    ]
    week = (NOW - timedelta(days=7), 1)
    assert len(store.deliveries.intend("w", both[:1], now=NOW, lease_seconds=60, cap=week)) == 1
    assert store.deliveries.intend("w", both[1:], now=NOW, lease_seconds=60, cap=week) == []
    assert store.deliveries.counts("c2").skipped == {"cap": 1}
    assert store.deliveries.recent_contacts(["ann", "ben"], since=NOW - timedelta(days=7)) == {"ann": 1}


def test_an_unknown_outcome_is_refused(store: Store, planned: Campaign) -> None:
    [row] = store.deliveries.claim("w", limit=1, now=NOW, lease_seconds=60)
    store.deliveries.intend("w", [row.id], now=NOW, lease_seconds=60)
    with pytest.raises(BadRequest, match="settled"):
        store.deliveries.settle("w", {row.id: ("opened", None)}, now=NOW)


def test_whoever_unsubscribed_is_known_and_counted_for_the_campaign(store: Store, planned: Campaign) -> None:
    row = store.deliveries.by_key("key-c1-ann")
    assert row is not None
    assert store.deliveries.suppress("ann", "email", "unsubscribed", now=NOW, content_id="c1") is True
    assert store.deliveries.suppress("ann", "email", "unsubscribed", now=NOW, content_id="c1") is False
    assert store.deliveries.suppressed(["ann", "ben"], "email") == {"ann": "unsubscribed"}
    assert store.deliveries.suppressed(["ann"], "sms") == {}
    assert store.deliveries.refusals("c1") == {"unsubscribed": 1}
