"""Signing in and out, and who may not pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import build
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.errors import NotFound, NotSignedIn
from copilot.services import people
from copilot.web import create_app

PAGES = (
    "/",
    "/approvals",
    "/campaigns",
    "/reports",
    "/c/x",
    "/runs/r0123456789ab",
    "/facts/r0123456789ab.loyal",
)


def link(copilot: Any, person: str = "anna") -> str:
    return people.issue_login_link(copilot.ports, person).removeprefix(copilot.settings.public_url)


@pytest.mark.parametrize("path", PAGES)
def test_without_a_session_every_page_leads_to_the_login(app: Any, path: str) -> None:
    answer = TestClient(app, follow_redirects=False).get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize(
    "path", ["/ask", "/reports", "/campaigns", "/approvals/k1/approve", "/approvals/k1/reject", "/logout"]
)
def test_without_a_session_nothing_can_be_changed(app: Any, path: str) -> None:
    assert TestClient(app, follow_redirects=False).post(path).status_code == 401


def test_opening_a_login_link_does_not_use_it_up_and_the_button_does(app: Any, copilot: Any) -> None:
    client, path = TestClient(app, follow_redirects=False), link(copilot)
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    assert "Анна" in client.get(path).text
    assert client.post(path).status_code == 303
    assert client.post(path).status_code == 401
    assert client.get(path).status_code == 401


def test_a_login_link_expires(copilot: Any, later: Callable[[timedelta], Any]) -> None:
    token = link(copilot).rsplit("/", 1)[1]
    with pytest.raises(NotSignedIn):
        people.sign_in(later(timedelta(hours=25)).ports, token)
    assert people.sign_in(copilot.ports, token)[0].id == "anna"


def test_a_login_form_on_another_site_cannot_sign_people_in(app: Any, copilot: Any) -> None:
    client, path = TestClient(app), link(copilot)
    assert client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(path, headers={"origin": "https://evil.example"}).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Any, copilot: Any) -> None:
    cookie = TestClient(app, follow_redirects=False).post(link(copilot)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # plain http on the own machine


def test_behind_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    copilot = build(Settings(home=tmp_path, public_url="https://crm.example"))
    copilot.ports.people.add(Person("anna", "Анна", "marketer"))
    client = TestClient(create_app(copilot), base_url="https://crm.example", follow_redirects=False)
    answer = client.post(link(copilot))
    assert answer.headers["set-cookie"].startswith("__Host-copilot=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_the_store_holds_no_secret_that_opens_a_door(visit: Any, copilot: Any, tmp_path: Path) -> None:
    token = link(copilot).rsplit("/", 1)[1]
    session = visit("anna").client.cookies["copilot_session"]
    api = people.issue_api_token(copilot.ports, "anna")
    stored = b"".join(file.read_bytes() for file in (tmp_path / "home").glob("copilot.db*"))
    assert all(secret.encode() not in stored for secret in (token, session, api))
    assert hashlib.sha256(api.encode()).hexdigest().encode() in stored


def test_signing_out_ends_the_session_on_the_server(visit: Any) -> None:
    visitor = visit("anna")
    cookie = visitor.client.cookies["copilot_session"]
    assert visitor.post("/logout").status_code == 303
    visitor.client.cookies.set("copilot_session", cookie)
    assert visitor.get("/").headers["location"] == "/login"


def test_a_token_of_one_kind_is_not_another(app: Any, copilot: Any, visit: Any) -> None:
    api = people.issue_api_token(copilot.ports, "anna")
    client = TestClient(app, follow_redirects=False, cookies={"copilot_session": api})
    assert client.get("/").status_code == 303
    session = visit("anna").client.cookies["copilot_session"]
    bearer = TestClient(app).get("/api/v1/tools", headers={"authorization": f"Bearer {session}"})
    assert bearer.status_code == 401


def test_links_are_for_people_that_exist(copilot: Any) -> None:
    with pytest.raises(NotFound, match="nobody"):
        people.issue_login_link(copilot.ports, "nobody")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", ""]
)
def test_the_way_back_stays_on_this_site(visit: Any, target: str) -> None:
    answer = visit("anna").post("/language", {"language": "en", "back": target})
    assert answer.headers["location"] == "/"


def test_the_language_switch_is_remembered(visit: Any) -> None:
    visitor = visit("anna")
    assert 'lang="ru"' in visitor.get("/").text
    visitor.post("/language", {"language": "en", "back": "/approvals"})
    assert '<html lang="en">' in visitor.get("/").text


def test_a_changed_role_counts_from_the_next_request_on(visit: Any, copilot: Any) -> None:
    visitor = visit("anna")
    anna = copilot.ports.people.get("anna")
    copilot.ports.people.add(replace(anna, name="Анна Новая"))
    assert "Анна Новая" in visitor.get("/").text
