"""What stands before every page: forged requests, headers, the log."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from copilot.services.people import issue_login_link

PAGES = ("/", "/campaigns", "/reports", "/runs/r0123456789ab", "/facts/r0123456789ab.share", "/nowhere")


def test_a_form_without_the_sessions_token_is_refused(visit: Any) -> None:
    visitor = visit("anna")
    assert visitor.client.post("/ask", data={"question": "x"}).status_code == 403
    assert visitor.client.post("/ask", data={"question": "x", "csrf": "0" * 64}).status_code == 403
    other = visit("boris").csrf
    assert visitor.client.post("/ask", data={"question": "x", "csrf": other}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_from_another_site_is_refused_even_with_the_token(visit: Any, site: str) -> None:
    answer = visit("anna").post("/ask", {"question": "x"}, headers={"sec-fetch-site": site})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_strict_policy(visit: Any, path: str) -> None:
    headers = visit("anna").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", [*PAGES, "/login"])
@pytest.mark.parametrize("person", ["anna", "eve"])
def test_no_page_loads_anything_from_elsewhere_or_carries_inline_code(
    visit: Any, path: str, person: str
) -> None:
    text = visit(person).get(path).text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', text)
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r"\son\w+=", text)


def test_scripts_are_not_deferred(visit: Any) -> None:
    head = visit("anna").get("/").text.split("</head>")[0]
    assert head.count("<script") == 3
    assert "defer" not in head
    assert "async" not in head
    assert head.index("htmx.min.js") < head.index("hx-sse.min.js")


def test_the_log_names_routes_and_neither_tokens_nor_questions(visit: Any, copilot: Any, app: Any) -> None:
    with structlog.testing.capture_logs() as log:
        path = issue_login_link(copilot.ports, "anna").removeprefix(copilot.settings.public_url)
        TestClient(app, follow_redirects=False).get(path)
        visit("anna").ask("Сколько у Марии Ивановой +79161234567 покупок?")
    text = repr(log)
    assert path.rsplit("/", 1)[1] not in text
    assert "/login/{token}" in text
    assert "7916" not in text
    assert "Иванов" not in text
    assert {entry["route"] for entry in log} >= {"/login/{token}", "/ask", "/turns/{turn_id}/events"}


def test_a_defect_is_a_page_with_a_number_and_no_inner_words(
    visit: Any, copilot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit("anna")

    def broken() -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr(copilot.ports.campaigns, "drafts", broken)
    answer = visitor.get("/campaigns")
    assert answer.status_code == 500
    assert "inner words" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_an_unknown_page_says_so_in_the_readers_language(visit: Any) -> None:
    answer = visit("anna").get("/nowhere")
    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text
    assert "There is no such page" in visit("eve").get("/nowhere").text


def test_starting_the_web_application_loads_no_engine_and_no_model() -> None:
    code = (
        "import sys, tempfile, pathlib; from copilot.bootstrap import build; from copilot.config import Settings;"
        "from copilot.web import create_app; create_app(build(Settings(home=pathlib.Path(tempfile.mkdtemp()))));"
        "heavy = {'langchain', 'langchain_core', 'pandas', 'chromadb', 'altair', 'sklearn', 'ibis', 'duckdb'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
