"""Only approved content leaves, each recipient is checked at the last moment, and the counts always close."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from copilot.domain.campaign import Content
from copilot.errors import Conflict, NotAllowed, Unsafe
from copilot.ports import SendOutcome
from copilot.services import approvals, delivery
from tests.copilot.services.conftest import APPROVER, AUTHOR, Desk

MANY = tuple(f"p{n:03d}" for n in range(120))


def approved(desk: Desk, **more: Any) -> Content:
    content = desk.submitted(**more)
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    return content


def test_everybody_treated_gets_one_merged_message_and_the_control_group_none(desk: Desk) -> None:
    content = approved(desk)
    counts = delivery.run_once(desk.ports)[content.id]
    assert (counts.planned, counts.sent, counts.closes) == (3, 3, True)
    assert desk.post.addresses == ["ann@example.com", "ben@example.com", "eva@example.com"]
    first = min(desk.post.sent, key=lambda message: message.address)
    assert first.subject == "Ann, привет"
    assert first.unsubscribe_url in first.body
    draft = desk.store.campaigns.draft("d1")
    assert draft is not None
    assert draft.state == "finished"


def test_nothing_leaves_without_an_approval(desk: Desk) -> None:
    content = desk.submitted()
    with pytest.raises(Conflict, match="no live approval"):
        delivery.plan(desk.ports, content.id)
    assert delivery.run_once(desk.ports) == {}
    assert desk.post.sent == []


def test_delivering_twice_sends_once(desk: Desk) -> None:
    approved(desk)
    delivery.run_once(desk.ports)
    delivery.run_once(desk.ports)
    delivery.work(desk.ports, "again")
    assert len(desk.post.sent) == 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"consented": False}, "consent"),
        ({"suppressed": "complained"}, "suppressed"),
        ({"address": None}, "address"),
        ({"recent_contacts": 2}, "cap"),
    ],
)
def test_what_changed_after_the_approval_counts_at_the_moment_of_sending(
    desk: Desk, change: dict[str, Any], reason: str
) -> None:
    content = approved(desk)
    delivery.plan(desk.ports, content.id)
    desk.people.changed["ben"] = change
    counts = delivery.work(desk.ports, "w")
    assert counts.skipped == {reason: 1}
    assert "ben@example.com" not in desk.post.addresses
    assert counts.closes


def test_an_unsubscribe_link_works_without_login_and_at_once(desk: Desk) -> None:
    approved(desk)
    delivery.run_once(desk.ports)
    key = next(m.key for m in desk.post.sent if m.address.startswith("ann"))
    assert delivery.unsubscribe(desk.ports, key) is True
    assert delivery.unsubscribe(desk.ports, key) is True
    assert delivery.unsubscribe(desk.ports, "nothing") is False
    desk.post.sent.clear()
    approved(desk, draft_id="d2")
    delivery.run_once(desk.ports)
    assert desk.post.addresses == ["ben@example.com", "eva@example.com"]


def test_the_weekly_cap_holds_over_campaigns(desk: Desk) -> None:
    for number in range(3):
        approved(desk, draft_id=f"d{number}")
        delivery.run_once(desk.ports)
    assert len(desk.post.sent) == 6
    desk.clock.forward(days=7, minutes=1)
    approved(desk, draft_id="later")
    delivery.run_once(desk.ports)
    assert len(desk.post.sent) == 9


def test_x5_quiet_hours_of_the_recipient_wait_for_the_morning(desk: Desk) -> None:
    desk.people.changed["ben"] = {"time_zone": "Asia/Vladivostok"}  # 22:00 there at 12:00 UTC
    content = approved(desk)
    counts = delivery.run_once(desk.ports)[content.id]
    assert (counts.sent, counts.waiting) == (2, 1)
    desk.clock.forward(hours=10)  # 08:00
    assert delivery.run_once(desk.ports)[content.id].waiting == 1
    desk.clock.forward(hours=1, minutes=1)
    assert delivery.run_once(desk.ports)[content.id].sent == 3


def test_x10_frozen_days_wait_for_the_next_open_morning(desk: Desk) -> None:
    today = desk.clock().astimezone(ZoneInfo(desk.ports.settings.time_zone)).date()
    frozen = frozenset({today, today + timedelta(days=1)})
    settings = desk.ports.settings.model_copy(update={"frozen_days": frozen, "quiet_until_hour": 9})
    ports = replace(desk.ports, settings=settings)
    content = approved(desk)
    assert delivery.run_once(ports)[content.id].waiting == 3
    desk.clock.forward(days=1)
    assert delivery.run_once(ports)[content.id].waiting == 3
    desk.clock.forward(days=1)
    assert delivery.run_once(ports)[content.id].sent == 3


def test_what_is_still_waiting_when_the_window_ends_is_skipped(desk: Desk) -> None:
    content = approved(desk)
    delivery.plan(desk.ports, content.id)
    desk.clock.forward(days=8)
    counts = delivery.work(desk.ports, "w")
    assert counts.sent == 0
    assert sum(counts.skipped.values()) == 3


def test_an_approval_that_lapsed_between_planning_and_sending_sends_nothing(desk: Desk) -> None:
    content = approved(desk)
    delivery.plan(desk.ports, content.id)
    desk.clock.forward(hours=73)
    assert delivery.work(desk.ports, "w").skipped == {"approval": 3}
    assert desk.post.sent == []


def test_a_temporary_refusal_is_tried_again_and_a_permanent_one_is_not(desk: Desk) -> None:
    content = approved(desk)
    desk.post.answers = {
        "ann@example.com": SendOutcome("waiting", "451"),
        "ben@example.com": SendOutcome("failed", "550"),
    }
    counts = delivery.run_once(desk.ports)[content.id]
    assert (counts.sent, counts.waiting, counts.failed) == (1, 1, 1)
    desk.post.answers = {}
    desk.clock.forward(minutes=5)
    assert delivery.run_once(desk.ports)[content.id].sent == 2


def test_too_many_failures_stop_the_campaign(desk: Desk) -> None:
    content = approved(desk, names=MANY)
    desk.post.answers = {f"{name}@example.com": SendOutcome("failed", "550") for name in MANY}
    counts = delivery.run_once(desk.ports)[content.id]
    assert counts.failed == 32
    assert counts.skipped == {"stopped": 88}
    assert counts.closes
    assert approvals.card(desk.ports, content.id).state == "stopped"
    assert desk.store.audit.tail(1)[0]["data"]["reason"] == "failed_share"


def test_too_many_unsubscribes_stop_the_campaign(desk: Desk) -> None:
    content = approved(desk, names=MANY)
    delivery.plan(desk.ports, content.id)
    delivery.work(desk.ports, "w", batch=5, until_idle=False)
    for message in desk.post.sent[:3]:
        delivery.unsubscribe(desk.ports, message.key)
    counts = delivery.work(desk.ports, "w", batch=5)
    assert counts.skipped["stopped"] > 0
    assert counts.closes


def test_a_person_may_stop_a_campaign(desk: Desk) -> None:
    content = approved(desk)
    delivery.plan(desk.ports, content.id)
    with pytest.raises(NotAllowed):
        delivery.stop(desk.ports, replace(AUTHOR, id="stranger"), content.id, "x")
    assert delivery.stop(desk.ports, AUTHOR, content.id, "ошибка").skipped == {"stopped": 3}
    with pytest.raises(Conflict, match="not under way"):
        delivery.stop(desk.ports, AUTHOR, content.id, "ошибка")


def test_doubt_is_visible_and_a_person_decides(desk: Desk) -> None:
    content = approved(desk)
    desk.post.answers = {"ann@example.com": SendOutcome("in_doubt", "broken")}
    counts = delivery.run_once(desk.ports)[content.id]
    assert (counts.sent, counts.in_doubt, counts.closes) == (2, 1, True)
    with pytest.raises(NotAllowed):
        delivery.resolve_doubt(desk.ports, AUTHOR, content.id, "sent")
    assert delivery.resolve_doubt(desk.ports, APPROVER, content.id, "sent") == 1
    assert delivery.counts(desk.ports, content.id).sent == 3


def test_without_its_safeguards_the_database_sends_nothing(desk: Desk) -> None:
    content = approved(desk)
    with desk.store.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER cvm_delivery_update")
    with pytest.raises(Unsafe, match="cvm_delivery_update"):
        delivery.plan(desk.ports, content.id)
    with pytest.raises(Unsafe):
        delivery.work(desk.ports, "w")


def test_a_messenger_that_crashes_leaves_doubt_and_no_repeat(desk: Desk) -> None:
    content = approved(desk)

    def crash(messages: Any) -> Any:
        raise RuntimeError("the process dies here")

    desk.post.send = crash  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        delivery.run_once(desk.ports)
    del desk.post.send  # type: ignore[method-assign]
    desk.clock.forward(minutes=10)
    counts = delivery.run_once(desk.ports)[content.id]
    assert (counts.sent, counts.in_doubt, counts.closes) == (0, 3, True)


KILLED = """
import sys, time
from copilot.services import delivery
from tests.copilot.services.test_delivery import slow_desk
desk = slow_desk(sys.argv[1], sys.argv[2])
print("ready", flush=True)
delivery.run_once(desk)
"""


def slow_desk(url: str, log: str) -> Any:
    """Ports on an existing database whose messenger writes a line a message and takes its time."""
    from typing import cast

    from copilot.config import Settings
    from copilot.ports import Ports
    from copilot.store import open_store
    from tests.copilot.services.conftest import Clock, People

    class Slow:
        channel = "email"

        def send(self, messages: Any) -> dict[str, SendOutcome]:
            with Path(log).open("a") as out:
                for message in messages:
                    out.write(message.address + "\n")
                    out.flush()
                    time.sleep(0.002)
            return {message.key: SendOutcome("sent") for message in messages}

    store, people, slow = open_store(url), People(), Slow()
    return Ports(
        settings=Settings(home=Path(log).parent, quiet_from_hour=24, quiet_until_hour=0),
        clock=Clock(),
        warehouse=cast(Any, None),
        tools=dict,
        runs=store.runs,
        people=store.people,
        campaigns=store.campaigns,
        deliveries=store.deliveries,
        reports=store.reports,
        conversations=store.conversations,
        audit=store.audit,
        ledger=store.ledger,
        recipients=lambda: people,
        knowledge=cast(Any, None),
        messenger=lambda channel: slow,
    )


def test_a_killed_worker_loses_and_repeats_nothing_silently(desk: Desk, tmp_path: Path) -> None:
    names = tuple(f"p{n:04d}" for n in range(600))
    content = approved(desk, names=names)
    delivery.plan(desk.ports, content.id)
    url, log = str(desk.store.database.url), tmp_path / "sent.log"
    log.touch()
    for round_number in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, url, str(log)],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        before, patience = len(log.read_text().splitlines()), time.monotonic() + 30
        while (
            len(log.read_text().splitlines()) < before + 40 + round_number * 7 and time.monotonic() < patience
        ):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert delivery.counts(desk.ports, content.id).closes
        desk.clock.forward(minutes=5)
        desk.store.deliveries.recover(now=desk.clock() + timedelta(minutes=10))
    counts = delivery.run_once(desk.ports)[content.id]
    left = log.read_text().splitlines() + desk.post.addresses
    assert len(left) == len(set(left)), "somebody got the message twice"
    assert counts.closes
    assert counts.waiting == 0
    assert counts.sent + counts.in_doubt == 600
    assert counts.in_doubt <= 3 * 32
    unsure = {row.recipient for row in desk.store.deliveries.in_doubt(content.id)}
    assert {f"{name}@example.com" for name in names} - set(left) <= {f"{name}@example.com" for name in unsure}
