"""The JSON API: tokens, problems, and that nothing a caller sends ends in a 500."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import Application
from copilot.domain.people import Person
from copilot.services.people import issue_api_token
from copilot.web import create_app

PROBLEM = "application/problem+json"


@pytest.fixture
def app(application: Application) -> Any:
    """The web application over the simulated retailer."""
    for person in (Person("anna", "Анна", "marketer"), Person("boris", "Борис", "approver")):
        application.ports.people.add(person)
    return create_app(application)


@pytest.fixture
def call(app: Any, application: Application) -> Callable[..., TestClient]:
    """A program with somebody's token: `call("anna")`."""

    def client(person: str, language: str = "en") -> TestClient:
        token = issue_api_token(application.ports, person)
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        return TestClient(app, headers=headers, raise_server_exceptions=False)

    return client


def paths(app: Any) -> list[tuple[str, str]]:
    """Every method and path of the API's own description."""
    described = app.openapi()["paths"]
    return [(method, path) for path, item in described.items() for method in item]


def test_every_route_but_health_and_metrics_needs_a_token(app: Any) -> None:
    client = TestClient(app)
    for method, path in paths(app):
        address = path.replace("{", "").replace("}", "")
        status = client.request(method, address, headers={"authorization": "Bearer cvm_wrong"}).status_code
        assert status == (200 if path in ("/api/v1/health", "/api/v1/metrics") else 401), path


def test_a_cookie_is_no_key_to_the_api(app: Any, application: Application) -> None:
    token = issue_api_token(application.ports, "anna")
    assert TestClient(app, cookies={"copilot_session": token}).get("/api/v1/tools").status_code == 401


def test_the_catalogue_names_every_tool_with_its_schema(call: Any, application: Application) -> None:
    listed = call("anna").get("/api/v1/tools").json()
    assert {tool["name"] for tool in listed} == set(application.ports.tools())
    assert all(tool["effect"] == "read" and "properties" in tool["arguments"] for tool in listed)


def test_a_tool_is_run_once_and_can_be_read_again(call: Any) -> None:
    client = call("anna")
    first = client.post("/api/v1/tools/lifecycle_segments", json={})
    assert first.status_code == 200, first.text
    run = first.json()
    assert run["facts"]
    assert client.post("/api/v1/tools/lifecycle_segments", json={}).json() == run
    assert client.get(f"/api/v1/runs/{run['run_id']}").json() == run


@pytest.mark.parametrize(("language", "word"), [("en", "arguments are"), ("ru-RU,ru;q=0.9", "параметры")])
def test_a_wrong_argument_is_named_in_the_callers_language(call: Any, language: str, word: str) -> None:
    answer = call("anna", language).post("/api/v1/tools/lifecycle_segments", json={"as_off": "2011-01-01"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["code"] == "invalid_argument"
    assert problem["argument"] == "as_off"
    assert word in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/tools/rfm_segmnts", {}, 404),
        ("post", "/tools/lifecycle_segments", [1], 422),
        ("post", "/ask", {"question": ""}, 422),
        ("post", "/ask", {"question": "x", "conversation_id": "somebody-elses"}, 404),
        ("post", "/ask", {"question": "x", "surprise": 1}, 422),
        ("get", "/runs/nothing", None, 404),
        ("get", "/campaigns/nothing", None, 404),
        ("post", "/campaigns/nothing/submit", None, 404),
        ("get", "/campaigns/nothing/delivery", None, 404),
        ("get", "/approvals/nothing", None, 404),
        ("post", "/approvals/nothing/approve", {"sha256": "x"}, 422),
        ("post", "/approvals/nothing/reject", {"sha256": "0" * 64, "reason": ""}, 422),
        ("get", "/reports/nothing", None, 404),
        ("get", "/reports/nothing/html", None, 404),
        ("post", "/reports", {"as_of": "yesterday"}, 422),
        ("get", "/nothing", None, 404),
        ("delete", "/tools", None, 405),
    ],
)
def test_what_cannot_be_done_is_a_problem_with_a_sentence(
    call: Any, method: str, path: str, body: Any, status: int
) -> None:
    sent = {} if body is None else {"json": body}
    answer = call("boris").request(method, f"/api/v1{path}", **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["request_id"]


def test_an_unreadable_body_is_a_problem_too(call: Any) -> None:
    answer = call("anna").post("/api/v1/ask", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_request"


def test_what_was_sent_by_mistake_does_not_come_back_in_the_error(call: Any) -> None:
    answer = call("anna").post("/api/v1/ask", json={"question": ["my password is hunter2"]})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


def test_a_file_comes_in_over_the_api(call: Any, tmp_path: Path) -> None:
    csv = b"store_id;name\ns900;North\n"
    sent = {"file": ("../../stores.csv", csv)}
    assert call("boris").post("/api/v1/ingest", files=sent).status_code == 403
    answer = call("anna").post("/api/v1/ingest", files=sent)
    assert answer.status_code == 201, answer.text
    assert answer.json()["table"] == "stores"
    assert answer.json()["accepted"] == 1
    assert answer.json()["files"] == ["stores.csv"]
    assert not list(tmp_path.rglob("stores.csv"))


def test_a_file_that_cannot_be_read_is_a_problem_and_stores_nothing(
    call: Any, application: Application
) -> None:
    before = application.ports.warehouse().snapshot
    answer = call("anna").post("/api/v1/ingest", files={"file": ("noise.csv", b"\x00\xff\x00\xfe" * 50)})
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == PROBLEM
    assert application.ports.warehouse().snapshot == before


def test_health_and_metrics_answer_without_a_token(app: Any) -> None:
    client = TestClient(app)
    client.get("/api/v1/tools")
    assert client.get("/health").json()["status"] == "ok"
    text = client.get("/metrics").text
    assert 'copilot_requests_total{method="GET",route="/api/v1/tools",status="401"} 1.0' in text


def test_every_route_is_in_the_documentation(app: Any) -> None:
    text = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    missing = [
        f"{m.upper()} {p}" for m, p in paths(app) if f"`{m.upper()} {p.removeprefix('/api/v1')}`" not in text
    ]
    assert not missing


def test_a_question_that_no_tool_covers_is_a_problem_with_the_whole_answer(call: Any) -> None:
    answer = call("anna").post("/api/v1/ask", json={"question": "what should I cook for dinner?"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json()["code"] == "out_of_scope"
    assert answer.json()["detail"] == answer.json()["answer"]
