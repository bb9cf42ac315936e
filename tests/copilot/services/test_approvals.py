"""A second person decides on one hash, and the decision holds for exactly that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from copilot.domain.campaign import Flag
from copilot.errors import BadRequest, Conflict, NotAllowed, NotFound
from copilot.services import approvals, campaigns, delivery
from tests.copilot.services.conftest import ADMIN, APPROVER, AUTHOR, SECOND, Desk


def test_a_submitted_campaign_waits_in_the_queue_until_another_person_approves_its_hash(desk: Desk) -> None:
    content = desk.submitted()
    [item] = approvals.queue(desk.ports)
    assert (item.content_id, item.state, item.author_name, item.approvals) == (
        content.id,
        "submitted",
        "Мария",
        0,
    )
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256, comment="да", dwell_seconds=41.5)
    [item] = approvals.queue(desk.ports)
    assert (item.state, item.approvals) == ("approved", 1)
    entry = desk.store.audit.tail(1)[0]
    assert (entry["kind"], entry["person_id"], entry["data"]["dwell_seconds"]) == (
        "campaign.approved",
        "approver",
        41.5,
    )


def test_the_card_shows_what_is_hashed(desk: Desk) -> None:
    content = desk.submitted()
    card = approvals.card(desk.ports, content.id)
    assert card.sha256 == content.sha256
    assert (card.reach, card.control, card.cost, card.worst_case) == (3, 1, content.cost, content.cost * 2)
    assert card.forecast is not None
    assert card.forecast.evidence == "E"
    assert card.samples[0].subject == "Анна, привет"
    assert card.stop_rules
    assert card.body == content.data
    assert '"ben"' not in content.body


@pytest.mark.parametrize("person", [AUTHOR, ADMIN], ids=["marketer", "admin"])
def test_only_approvers_decide(desk: Desk, person: Any) -> None:
    content = desk.submitted()
    for decide in (
        lambda: approvals.approve(desk.ports, person, content.id, content.sha256),
        lambda: approvals.reject(desk.ports, person, content.id, content.sha256, "x"),
    ):
        with pytest.raises(NotAllowed, match="Only approvers"):
            decide()


def test_an_approver_cannot_approve_a_campaign_of_their_own(desk: Desk) -> None:
    made = replace(desk.draft(), id="d2", author_id=APPROVER.id)
    desk.store.campaigns.save_draft(made)
    content = campaigns.submit(desk.ports, APPROVER, "d2")
    with pytest.raises(NotAllowed, match="own campaign"):
        approvals.approve(desk.ports, APPROVER, content.id, content.sha256)


def test_another_hash_is_not_approved(desk: Desk) -> None:
    content = desk.submitted()
    with pytest.raises(Conflict, match="open the card again"):
        approvals.approve(desk.ports, APPROVER, content.id, "0" * 64)


def test_a_red_flag_keeps_a_draft_from_being_submitted(desk: Desk) -> None:
    desk.draft(flags=(Flag("red", "margin", "в убыток", "loses money"),))
    with pytest.raises(BadRequest, match="loses money"):
        campaigns.submit(desk.ports, AUTHOR, "d1")


def test_words_that_may_not_be_sent_are_found_again_when_submitting(desk: Desk) -> None:
    made = desk.draft()
    worse = replace(made.copies[0], body="Лучший магазин! {{unsubscribe_url}}")
    desk.store.campaigns.save_draft(replace(made, copies=(worse, made.copies[1]), version=2))
    with pytest.raises(BadRequest, match="superiority"):
        campaigns.submit(desk.ports, AUTHOR, "d1")


def test_only_its_author_submits_and_edits(desk: Desk) -> None:
    desk.draft()
    with pytest.raises(NotAllowed):
        campaigns.submit(desk.ports, APPROVER, "d1")
    with pytest.raises(NotAllowed):
        campaigns.edit(desk.ports, SECOND, "d1", {"title": "x"})


def test_an_edit_voids_what_was_approved_and_the_new_version_says_what_changed(desk: Desk) -> None:
    first = desk.submitted()
    approvals.approve(desk.ports, APPROVER, first.id, first.sha256)
    copies = [
        {
            "variant": "A",
            "subject": "Новая тема",
            "preheader": "",
            "body": "Рады вас видеть. {{unsubscribe_url}}",
        },
        {"variant": "B", "subject": "Тема", "preheader": "", "body": "Рады вас видеть. {{unsubscribe_url}}"},
    ]
    edited = campaigns.edit(desk.ports, AUTHOR, "d1", {"copies": copies})
    assert (edited.version, edited.content_id, edited.state) == (2, None, "draft")
    assert approvals.card(desk.ports, first.id).state == "voided"
    with pytest.raises(Conflict, match="voided"):
        approvals.approve(desk.ports, SECOND, first.id, first.sha256)
    with pytest.raises(Conflict, match="no live approval"):
        delivery.plan(desk.ports, first.id)
    desk.clock.forward(minutes=1)
    second = campaigns.submit(desk.ports, AUTHOR, "d1")
    assert "вариант A: тема" in approvals.card(desk.ports, second.id).changes


def test_a_rejection_needs_a_reason_and_is_final_until_the_author_edits(desk: Desk) -> None:
    content = desk.submitted()
    with pytest.raises(BadRequest, match="reason"):
        approvals.reject(desk.ports, APPROVER, content.id, content.sha256, " ")
    approvals.reject(desk.ports, APPROVER, content.id, content.sha256, "слишком дорого")
    with pytest.raises(Conflict, match="rejected"):
        approvals.approve(desk.ports, SECOND, content.id, content.sha256)
    with pytest.raises(Conflict, match="edited draft"):
        campaigns.submit(desk.ports, AUTHOR, "d1")
    campaigns.edit(desk.ports, AUTHOR, "d1", {"title": "Дешевле"})
    desk.clock.forward(minutes=1)
    assert campaigns.submit(desk.ports, AUTHOR, "d1").id != content.id


def test_an_approval_lapses_and_may_be_given_again(desk: Desk) -> None:
    content = desk.submitted()
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    desk.clock.forward(hours=73)
    assert approvals.card(desk.ports, content.id).state == "expired"
    with pytest.raises(Conflict, match="no live approval"):
        delivery.plan(desk.ports, content.id)
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    assert delivery.plan(desk.ports, content.id) == 3


def test_nothing_is_approved_after_its_sending_window(desk: Desk) -> None:
    content = desk.submitted()
    desk.clock.forward(days=8)
    with pytest.raises(Conflict, match="window"):
        approvals.approve(desk.ports, APPROVER, content.id, content.sha256)


def test_a_large_campaign_needs_two_different_approvers(desk: Desk) -> None:
    content = desk.submitted(reach=100_001)
    assert content.data["approvals_needed"] == 2
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    assert approvals.queue(desk.ports)[0].state == "submitted"
    with pytest.raises(Conflict, match="another person"):
        approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    with pytest.raises(Conflict, match="no live approval"):
        delivery.plan(desk.ports, content.id)
    approvals.approve(desk.ports, SECOND, content.id, content.sha256)
    assert approvals.queue(desk.ports)[0].state == "approved"


def test_six_campaigns_of_ten_thousand_are_one_of_sixty_thousand(desk: Desk) -> None:
    needed = [desk.submitted(f"d{n}", reach=20_000).data["approvals_needed"] for n in range(6)]
    assert needed == [1, 1, 1, 1, 1, 2]


def test_revoking_stops_what_has_not_left(desk: Desk) -> None:
    content = desk.submitted()
    given = approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    delivery.plan(desk.ports, content.id)
    approvals.revoke(desk.ports, SECOND, given.id, "ошибка в цене")
    delivery.work(desk.ports, "w")
    assert desk.post.sent == []
    assert delivery.counts(desk.ports, content.id).skipped == {"approval_revoked": 3}
    with pytest.raises(Conflict, match="already"):
        approvals.revoke(desk.ports, SECOND, given.id, "ещё раз")


def test_revoking_before_delivery_puts_the_campaign_back_in_the_queue(desk: Desk) -> None:
    content = desk.submitted()
    given = approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    approvals.revoke(desk.ports, APPROVER, given.id, "передумал")
    assert approvals.queue(desk.ports)[0].state == "submitted"
    with pytest.raises(NotFound):
        approvals.revoke(desk.ports, APPROVER, "nothing", "x")


def test_every_decision_is_in_an_unbroken_audit_chain_without_personal_data(desk: Desk) -> None:
    content = desk.submitted()
    approvals.approve(desk.ports, APPROVER, content.id, content.sha256)
    delivery.run_once(desk.ports)
    kinds = [entry["kind"] for entry in reversed(desk.store.audit.tail())]
    assert kinds == ["campaign.submitted", "campaign.approved", "delivery.planned", "delivery.finished"]
    assert desk.store.audit.verify() == (4, None)
    assert "example.com" not in str(desk.store.audit.tail())
