"""The pages over a real database, with an agent that follows a script instead of the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import Application, build
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.errors import ModelUnavailable
from copilot.services.people import issue_login_link
from copilot.web import create_app
from tools.facts import Chart, Column, Fact, Note, Row, Table, ToolResult

RUN = "r0123456789ab"
RESULT = ToolResult(
    RUN,
    "lifecycle_segments",
    1,
    {"as_of": "2011-11-30"},
    "s-test",
    (
        Fact("loyal", 1240, "customers", "Лояльных клиентов", "Loyal customers", n=10_000, run_id=RUN),
        Fact(
            "share",
            0.124,
            "share",
            "Доля <лояльных>",
            "Share of loyal",
            low=0.118,
            high=0.131,
            level=0.95,
            n=10_000,
            method="Wilson",
            as_of="2011-11-30",
            evidence="A",
            run_id=RUN,
        ),
    ),
    (
        Table(
            "segments",
            "Сегменты",
            "Segments",
            (
                Column("customers", "customers", "Клиентов", "Customers"),
                Column("revenue", "RUB", "Выручка", "Revenue"),
            ),
            (
                Row("loyal", "Лояльные", "Loyal", (1240, 18_400_000.5)),
                Row("trap", "=HYPERLINK(1)", "=HYPERLINK(1)", (21, None)),
            ),
        ),
    ),
    (Chart("bar", "segments", ("customers",), "Клиенты по сегментам", "Customers by segment"),),
    (Note("Лояльные покупают чаще других.", "Loyal customers buy more often.", "definition"),),
)


@dataclass(frozen=True)
class Happening:
    """An event of the script."""

    kind: str
    data: dict[str, Any]


class ScriptedAnswer:
    """Says what it was made to say."""

    def __init__(self, **said: Any) -> None:
        self._said = said

    def to_json(self) -> dict[str, Any]:
        """As the agent's answer does."""
        return self._said


@dataclass(frozen=True)
class Scripted(Application):
    """An application whose agent answers from a script; the rest is real."""

    def warm_up(self) -> None:
        """There is nothing to load."""

    def ask(self, question: str, **options: Any) -> Any:
        """`crash` and `down` fail, `CR` is ambiguous, anything else is answered with a slot."""
        if question == "crash":
            raise ZeroDivisionError("secret inner words")
        if question == "down":
            raise ModelUnavailable("The model is away.", message_ru="Модель не отвечает.")
        tell = options.get("on_event") or (lambda event: None)
        tell(Happening("tool_started", {"name": "lifecycle_segments", "title": "Стадии"}))
        tell(Happening("tool_finished", {"name": "lifecycle_segments", "run_id": RUN, "ms": 12}))
        tell(Happening("text", {"delta": "Лояльных **1 240**. "}))
        tell(Happening("result", {"run_id": RUN}))
        return ScriptedAnswer(
            answer="Лояльных 1 240.",
            slotted=f"Лояльных **[[{RUN}.loyal]]**, это [[{RUN}.share]]. <script>alert(1)</script>",
            language="ru",
            tools=[{"name": "lifecycle_segments", "arguments": {}, "run_id": RUN, "error": None}],
            facts=[],
            clarify="Какой CR?" if "CR" in question else None,
            refused=None,
            candidates=[{"name": "base_metrics", "title": "Отток", "question": "/base_metrics CR"}]
            if "CR" in question
            else [],
            model="script",
            ms=12.5,
            table={"run_id": RUN},
            chart=None,
            conversation_id=options.get("conversation_id"),
            draft_id=None,
            withheld=0,
        )


@pytest.fixture
def copilot(tmp_path: Path) -> Scripted:
    """The application with four people and one stored run."""
    built = build(Settings(home=tmp_path / "home"))
    scripted = Scripted(replace(built.ports, tools=dict))
    for person in (
        Person("anna", "Анна Смирнова", "marketer", "ru"),
        Person("boris", "Борис Котов", "approver", "ru"),
        Person("vera", "Вера Белова", "admin", "ru"),
        Person("eve", "Eve Miller", "marketer", "en"),
    ):
        scripted.ports.people.add(person)
    scripted.ports.runs.put(RESULT, computed_at=datetime.now(UTC), seconds=0.1)
    return scripted


@pytest.fixture
def app(copilot: Scripted) -> Iterator[Any]:
    """The web application; its background answers are finished before the test ends."""
    made = create_app(copilot)
    yield made
    made.state.answering.close()


class Visitor:
    """A browser with a person signed in."""

    def __init__(self, app: Any, copilot: Application, person_id: str) -> None:
        self.client = TestClient(app, follow_redirects=False, raise_server_exceptions=False)
        path = issue_login_link(copilot.ports, person_id).removeprefix(copilot.settings.public_url)
        answer = self.client.post(path)
        assert answer.status_code == 303
        self.get = self.client.get
        found = re.search(r'"X-CSRF-Token": "(\w+)"', self.get("/").text)
        assert found is not None
        self.csrf = found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """A form sent from our own page."""
        headers = {"sec-fetch-site": "same-origin", **more.pop("headers", {})}
        return self.client.post(path, data={"csrf": self.csrf, **(data or {})}, headers=headers, **more)

    def ask(self, question: str, conversation_id: str = "") -> tuple[str, str]:
        """Asks and reads the whole event stream; returns the turn's id and the stream."""
        asked = self.post("/ask", {"question": question, "conversation_id": conversation_id})
        assert asked.status_code == 200, asked.text
        turn = re.search(r'hx-sse:connect="/turns/(\w+)/events"', asked.text)
        assert turn is not None
        return turn[1], self.get(f"/turns/{turn[1]}/events").text


@pytest.fixture
def visit(app: Any, copilot: Scripted) -> Callable[[str], Visitor]:
    """Signs people in: `visit("anna")`."""
    return lambda person_id: Visitor(app, copilot, person_id)


@pytest.fixture
def later(copilot: Scripted) -> Callable[[timedelta], Application]:
    """The same application some time later."""
    return lambda wait: Scripted(replace(copilot.ports, clock=lambda: datetime.now(UTC) + wait))
