"""The approval card and its buttons over a real draft: who may decide on what, and what is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import Application, build
from copilot.config import Settings
from copilot.domain.campaign import Content, DraftRequest
from copilot.domain.people import Person
from copilot.services.people import issue_api_token, issue_login_link
from copilot.web import create_app


@pytest.fixture(scope="module")
def house(retailer_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The simulated retailer with a marketer, two approvers (one of whom also writes) and an admin."""
    home = tmp_path_factory.mktemp("house") / "home"
    shutil.copytree(retailer_lake, home / "lake")
    built = build(Settings(home=home, quiet_from_hour=24, quiet_until_hour=0))
    for person in (
        Person("anna", "Анна", "marketer"),
        Person("boris", "Борис", "approver"),
        Person("clara", "Clara", "approver", "en"),
        Person("vera", "Вера", "admin"),
    ):
        built.ports.people.add(person)
    return built


@pytest.fixture(scope="module")
def site(house: Application) -> Any:
    """The pages over it."""
    return create_app(house)


def submitted(house: Application, author: str = "anna") -> Content:
    """A fresh campaign in the queue."""
    from copilot.services import campaigns

    person = house.ports.people.get(author)
    assert person is not None
    draft = campaigns.draft(
        house.ports, person, DraftRequest(brief="Вернуть готовых уйти", discount_share=0.0)
    )
    return campaigns.submit(house.ports, person, draft.id)


class Browser:
    """Somebody's browser."""

    def __init__(self, site: Any, house: Application, person: str) -> None:
        self.client = TestClient(site, follow_redirects=False, raise_server_exceptions=False)
        self.client.post(issue_login_link(house.ports, person).removeprefix(house.settings.public_url))

    def get(self, path: str) -> Any:
        """A page."""
        return self.client.get(path)

    def post(self, path: str, card: str, **data: Any) -> Any:
        """A form of the page at `card`, with every hidden field it carries."""
        page = self.client.get(card).text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        hidden["csrf"] = re.findall(r'"X-CSRF-Token": "(\w+)"', page)[0]
        return self.client.post(path, data={**hidden, **data})


@pytest.fixture
def browse(site: Any, house: Application) -> Any:
    """Signs people in."""
    return lambda person: Browser(site, house, person)


def test_the_card_shows_what_is_decided_on(browse: Any, house: Application) -> None:
    content = submitted(house)
    page = browse("boris").get(f"/approvals/{content.id}").text
    for shown in (
        content.sha256,
        "Самые длинные данные",
        "Кому уйдёт",
        "Вероятность убытка",
        "Худший случай",
        "72",
    ):
        assert shown in page
    assert page.count('class="phone"') >= 3
    assert page.index("Самые длинные данные") < page.index("Обычный клиент")
    assert content.id in browse("boris").get("/approvals").text


@pytest.mark.parametrize(("person", "reason"), [("anna", "автор"), ("vera", "роли")])
def test_who_may_not_decide_sees_the_reason_and_no_buttons(
    browse: Any, house: Application, person: str, reason: str
) -> None:
    content = submitted(house)
    page = browse(person).get(f"/approvals/{content.id}").text
    assert "/approve" not in page
    assert "/reject" not in page
    assert reason in page


@pytest.mark.parametrize(("author", "person"), [("anna", "anna"), ("anna", "vera"), ("boris", "boris")])
def test_author_and_other_roles_are_refused_whatever_they_send(
    browse: Any, house: Application, author: str, person: str
) -> None:
    content = submitted(house, author)
    card = f"/approvals/{content.id}"
    for verdict in ("approve", "reject"):
        answer = browse(person).post(f"{card}/{verdict}", card, sha256=content.sha256, reason="потому что")
        assert answer.status_code == 403
    assert house.ports.campaigns.approvals(content.id) == []


def test_another_hash_than_the_stored_one_is_refused(browse: Any, house: Application) -> None:
    content = submitted(house)
    card = f"/approvals/{content.id}"
    assert browse("boris").post(f"{card}/approve", card, sha256="0" * 64).status_code == 409
    assert house.ports.campaigns.approvals(content.id) == []


def test_an_approval_is_recorded_with_the_time_it_took_and_an_edit_voids_it(
    browse: Any, house: Application
) -> None:
    content = submitted(house)
    card = f"/approvals/{content.id}"
    assert browse("boris").post(f"{card}/approve", card, comment="Хорошо").status_code == 303
    (given,) = house.ports.campaigns.approvals(content.id)
    assert (given.approver_id, given.sha256, given.reason) == ("boris", content.sha256, "Хорошо")
    entry = next(e for e in house.ports.audit.tail(5) if e["kind"] == "campaign.approved")
    assert 0 <= entry["data"]["dwell_seconds"] < 60
    assert (
        "Кампания согласована" in browse("clara").get(card).text
        or "approved" in browse("clara").get(card).text
    )

    draft = house.ports.campaigns.draft(content.draft_id)
    assert draft is not None
    campaign = f"/campaigns/{draft.id}"
    copy = draft.copies[0]
    edited = browse("anna").post(
        f"{campaign}/copies/{copy.variant}",
        campaign,
        subject=copy.subject,
        preheader=copy.preheader,
        body=copy.body + "\r\nЖдём.",
    )
    assert edited.status_code == 303
    after = house.ports.campaigns.draft(draft.id)
    assert after is not None
    assert (after.state, after.content_id, after.version) == ("draft", None, 2)
    assert after.copies[0].body.endswith("\nЖдём.")
    assert "\r" not in after.copies[0].body
    assert "больше не действует" in browse("boris").get(card).text


def test_a_forged_time_on_the_form_does_not_become_a_dwell_time(browse: Any, house: Application) -> None:
    content = submitted(house)
    card = f"/approvals/{content.id}"
    forged = {"shown_at": "2020-01-01T00:00:00+00:00"}
    assert browse("boris").post(f"{card}/approve", card, **forged).status_code == 303
    entry = next(e for e in house.ports.audit.tail(5) if e["kind"] == "campaign.approved")
    assert entry["data"]["dwell_seconds"] is None


def test_a_rejection_needs_a_reason_and_shows_it(browse: Any, house: Application) -> None:
    content = submitted(house)
    card = f"/approvals/{content.id}"
    assert browse("boris").post(f"{card}/reject", card, reason="  ").status_code == 422
    assert browse("boris").post(f"{card}/reject", card, reason="Слишком <рано>").status_code == 303
    page = browse("anna").get(card).text
    assert "Слишком &lt;рано&gt;" in page
    assert "Кампания отклонена" in page


def test_an_approval_can_be_taken_back_and_belongs_to_its_campaign(browse: Any, house: Application) -> None:
    content, other = submitted(house), submitted(house)
    card = f"/approvals/{content.id}"
    browse("boris").post(f"{card}/approve", card)
    (given,) = house.ports.campaigns.approvals(content.id)
    elsewhere = f"/approvals/{other.id}"
    wrong = browse("boris").post(f"{elsewhere}/revoke", elsewhere, approval_id=given.id, reason="x")
    assert wrong.status_code == 404
    assert browse("boris").post(f"{card}/revoke", card, reason="Передумали").status_code == 303
    assert [a.decision for a in house.ports.campaigns.approvals(content.id)] == ["approved", "revoked"]


def test_only_the_author_edits_and_submits(browse: Any, house: Application) -> None:
    content = submitted(house)
    campaign = f"/campaigns/{content.draft_id}"
    assert "/copies/" not in browse("boris").get(campaign).text
    answer = browse("boris").post(f"{campaign}/copies/A", campaign, subject="x", body="y")
    assert answer.status_code == 403
    assert browse("anna").post(f"{campaign}/submit", campaign).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("budget", "300 000", 303),
        ("budget", "много", 422),
        ("discount", "10 %", 303),
        ("segment", "nobody", 422),
    ],
)
def test_a_campaign_is_drafted_from_the_form(browse: Any, field: str, value: str, status: int) -> None:
    answer = browse("anna").post("/campaigns", "/campaigns", brief="Вернуть", **{field: value})
    assert answer.status_code == status, answer.text[-600:]


def test_the_api_has_the_same_guards(site: Any, house: Application) -> None:
    content = submitted(house)
    statuses = {}
    for person in ("anna", "vera", "boris"):
        token = issue_api_token(house.ports, person)
        client = TestClient(site, headers={"authorization": f"Bearer {token}"})
        statuses[person] = client.post(
            f"/api/v1/approvals/{content.id}/approve", json={"sha256": content.sha256}
        ).status_code
    assert statuses == {"anna": 403, "vera": 403, "boris": 201}


def test_one_click_ends_the_messages_without_a_login_and_opening_the_link_does_not(
    site: Any, browse: Any, house: Application
) -> None:
    from copilot.services import delivery

    content = submitted(house)
    card = f"/approvals/{content.id}"
    browse("boris").post(f"{card}/approve", card)
    counts = delivery.run_once(house.ports)[content.id]
    assert counts.closes
    assert counts.sent > 0
    page = browse("anna").get(f"/campaigns/{content.draft_id}").text
    assert "Сумма сходится" in page
    member = next(
        m for m in house.ports.campaigns.audience(content.data["audience"]["id"]) if m.arm == "treatment"
    )
    key = delivery.key_of(content, member.customer_id)
    stranger = TestClient(site)
    assert stranger.get(f"/u/{key}").status_code == 200
    assert house.ports.deliveries.refusals(content.id) == {}
    one_click = stranger.post(f"/u/{key}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert house.ports.deliveries.refusals(content.id) == {"unsubscribed": 1}
    assert stranger.post("/u/unknown").status_code == 200
