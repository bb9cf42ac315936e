"""What people do, in Chromium: ask, submit, approve; on a desk and on a phone; and what axe-core says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copilot.bootstrap import Application
from copilot.domain.campaign import DraftRequest

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/wire/node_modules/axe-core/axe.min.js"
QUESTION = "Сколько у нас лояльных и сколько они приносят?"
pytestmark = pytest.mark.browser


def serious(page: Any) -> list[str]:
    """What axe-core finds at levels serious and critical. Injected over the protocol, past our own policy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found if v["impact"] in ("serious", "critical")
    ]


def overflows(page: Any) -> bool:
    """Whether the page can be pushed sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def screenshot(page: Any, name: str) -> None:
    """Renews a picture of the documentation, when asked to."""
    if os.environ.get("COPILOT_SCREENSHOTS") == "1":
        page.screenshot(path=ROOT / "docs" / "images" / name)


@pytest.fixture(scope="module")
def draft_id(site: Application) -> str:
    """A campaign of Anna's."""
    from copilot.services import campaigns

    anna = site.ports.people.get("anna")
    assert anna is not None
    request = DraftRequest(brief="Вернуть готовых уйти", segment="about_to_leave", discount_share=0.1)
    return campaigns.draft(site.ports, anna, request).id


@pytest.mark.parametrize("width", [1280, 390])
def test_an_answer_streams_with_chart_table_and_open_figures(window: Callable[..., Any], width: int) -> None:
    anna = window("anna", width=width, height=900)
    anna.ask(QUESTION)
    turn = anna.page.locator(".turn").last
    turn.locator(".prose button.figure").first.wait_for()
    turn.locator("table").first.wait_for()
    drawn = "img => img.complete && img.naturalWidth > 0"
    anna.page.wait_for_function(f"() => [...document.querySelectorAll('.chart img')].some({drawn})")
    assert "/c/" in anna.page.url
    assert not overflows(anna.page)
    assert anna.page.locator(".asked").last.bounding_box()["y"] > 0  # the question is still in view
    if width == 1280:
        screenshot(anna.page, "chat.png")
    turn.locator(".prose button.figure").first.click()
    anna.page.locator("#details .fact-card").wait_for()
    assert anna.page.locator("#details code").first.is_visible()
    anna.page.keyboard.press("Escape")
    assert not anna.page.locator("#details").is_visible()
    anna.page.reload()
    assert QUESTION in anna.page.locator(".asked").last.inner_text()
    assert anna.complaints == []


def test_every_one_of_twenty_answers_opens_its_stream(window: Callable[..., Any], site: Application) -> None:
    anna = window("anna")
    opened = []
    anna.page.on(
        "request", lambda request: opened.append(request.url) if request.url.endswith("/events") else None
    )
    for number in range(20):
        turn = _unfinished(site, number)
        anna.goto(f"/c/{turn}")
        anna.page.locator(".sources, .notice").first.wait_for()
        assert any(f"/turns/{turn}/events" in url for url in opened), f"load {number + 1} opened no stream"
    assert anna.complaints == []


def _unfinished(site: Application, number: int) -> str:
    """A question whose answer is in the event log but was not there when the page was rendered."""
    import threading

    from copilot.ports import Turn

    name = f"load{number}"
    store = site.ports.conversations
    store.add_turn(Turn(name, name, "anna", "Сколько?", site.ports.clock()))

    def finish() -> None:
        store.finish_turn(name, {"answer": "Готово.", "language": "ru", "ms": 1.0})
        store.add_event(name, "answer", {})

    threading.Timer(0.7, finish).start()
    return name


def test_a_marketer_submits_and_an_approver_approves(
    window: Callable[..., Any], site: Application, draft_id: str
) -> None:
    anna, boris = window("anna"), window("boris")
    anna.goto(f"/campaigns/{draft_id}")
    anna.page.click(f"form[action='/campaigns/{draft_id}/submit'] button")
    anna.page.wait_for_url("**/approvals/*")
    assert anna.page.locator("form[action$='/approve']").count() == 0
    assert "автор" in anna.page.locator(".decide").inner_text()
    boris.goto("/approvals")
    boris.page.click(".card-link")
    boris.page.locator(".phone").first.wait_for()
    screenshot(boris.page, "approval.png")
    boris.page.fill("form[action$='/approve'] input[name=comment]", "Хорошо")
    boris.page.click("form[action$='/approve'] button")
    boris.page.locator(".log").wait_for()
    assert "Борис Котов" in boris.page.locator(".log").inner_text()
    draft = site.ports.campaigns.draft(draft_id)
    assert draft is not None
    assert draft.state == "approved"
    (given,) = site.ports.campaigns.approvals(draft.content_id)
    assert given.approver_id == "boris"
    assert anna.complaints == boris.complaints == []


@pytest.mark.node
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("person", ["anna", "boris"])
def test_axe_finds_nothing_serious(
    window: Callable[..., Any], site: Application, draft_id: str, width: int, person: str
) -> None:
    somebody = window(person, width=width)
    found = {"welcome": serious(somebody.page)}
    somebody.ask(QUESTION)
    found["chat"] = serious(somebody.page)
    draft = site.ports.campaigns.draft(draft_id)
    assert draft is not None
    pages = ["/approvals", "/campaigns", f"/campaigns/{draft_id}", "/reports", "/nowhere"]
    if draft.content_id:
        pages.append(f"/approvals/{draft.content_id}")
    for path in pages:
        somebody.goto(path)
        found[path] = serious(somebody.page)
        assert not overflows(somebody.page), path
    assert {path: problems for path, problems in found.items() if problems} == {}


def test_the_chat_can_be_used_with_the_keyboard_alone(window: Callable[..., Any]) -> None:
    anna = window("anna")
    anna.page.keyboard.press("Control+Home")
    assert anna.page.evaluate("document.activeElement.id") == "question"
    anna.page.keyboard.type("Какой CR за октябрь?")
    anna.page.keyboard.press("Enter")
    anna.page.locator(".turn .sources").first.wait_for()
    assert anna.page.evaluate("document.activeElement.id") == "question"
    assert anna.page.input_value("#question") == ""
