"""One person, one message: over customer ids, campaigns and channels."""

from __future__ import annotations

from dataclasses import replace

from copilot.domain.campaign import Content
from copilot.services import approvals, campaigns, delivery
from tests.copilot.services.conftest import APPROVER, AUTHOR, Desk, make_draft


def approved(desk: Desk, draft_id: str, *, family: str | None = None, names: tuple[str, ...] = ("ann", "ben"), channel: str = "email") -> Content:  # fmt: skip
    made = make_draft(desk, draft_id, names=names)
    plan = {**made.plan, "channel": {"name": channel}, **({"family": family} if family else {})}
    desk.store.campaigns.save_draft(replace(made, plan=plan))
    content = campaigns.submit(desk.ports, AUTHOR, draft_id)
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    return content


def test_d7_two_campaigns_of_one_template_family_send_one_message_a_person(desk: Desk) -> None:
    first = approved(desk, "d1", family="copy:sleeping:discount")
    assert delivery.run_once(desk.ports)[first.id].sent == 2
    second = approved(desk, "d2", family="copy:sleeping:discount", names=("ann", "ben", "eva"), channel="sms")
    counts = delivery.run_once(desk.ports)[second.id]
    assert (counts.sent, counts.skipped) == (1, {"same_message": 2})
    assert counts.closes


def test_d7_campaigns_that_tell_something_else_are_sent(desk: Desk) -> None:
    approved(desk, "d1", family="copy:sleeping:discount")
    approved(desk, "d2", family="copy:loyal:reminder")
    assert sum(counts.sent for counts in delivery.run_once(desk.ports).values()) == 4


def test_d7_both_campaigns_waiting_at_once_send_one_message_a_person(desk: Desk) -> None:
    approved(desk, "d1", family="f")
    approved(desk, "d2", family="f")
    counts = delivery.run_once(desk.ports).values()
    assert sum(one.sent for one in counts) == 2
    assert sum(one.skipped.get("same_message", 0) for one in counts) == 2
    desk.clock.forward(days=15)
    later = approved(desk, "d3", family="f")
    assert delivery.run_once(desk.ports)[later.id].sent == 2


def test_d3_two_ids_found_to_be_one_person_after_the_audience_was_drawn_get_one_message(desk: Desk) -> None:
    for name in ("ann", "annie"):
        desk.people.changed[name] = {"also": ("ann", "annie"), "address": "ann@example.com"}
    content = approved(desk, "d1", names=("ann", "annie", "ben"))
    counts = delivery.run_once(desk.ports)[content.id]
    assert desk.post.addresses == ["ann@example.com", "ben@example.com"]
    assert (counts.sent, counts.skipped, counts.closes) == (2, {"same_message": 1}, True)


def test_d3_an_unsubscription_of_one_id_and_its_messages_count_for_the_other(desk: Desk) -> None:
    desk.store.deliveries.suppress("annie", "email", "unsubscribed", now=desk.clock())
    desk.people.changed["ann"] = {"also": ("ann", "annie")}
    content = approved(desk, "d1", names=("ann", "ben"))
    assert delivery.run_once(desk.ports)[content.id].skipped == {"suppressed": 1}
    assert desk.post.addresses == ["ben@example.com"]


def test_d3_the_weekly_cap_counts_the_messages_of_all_ids(desk: Desk) -> None:
    for draft_id in ("d1", "d2"):
        approved(desk, draft_id, names=("annie", "ben"))
        delivery.run_once(desk.ports)
    desk.people.changed["ann"] = {"also": ("ann", "annie")}
    desk.clock.forward(hours=1)
    content = approved(desk, "d3", names=("ann",))
    assert delivery.run_once(desk.ports)[content.id].skipped == {"cap": 1}


def test_d3_a_person_in_the_control_group_under_another_id_gets_nothing(desk: Desk) -> None:
    desk.people.changed["ann"] = {"also": ("ann", "zoe")}  # zoe is the control group
    content = approved(desk, "d1", names=("ann", "ben"))
    counts = delivery.run_once(desk.ports)[content.id]
    assert counts.skipped == {"control": 1}
    assert desk.post.addresses == ["ben@example.com"]
