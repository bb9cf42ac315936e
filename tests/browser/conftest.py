"""A real browser against a real server over the simulated retailer."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from copilot.bootstrap import Application, build
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.services.people import issue_login_link
from copilot.web import create_app


@pytest.fixture(scope="module")
def site(retailer_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The product, serving on a free port, with a marketer and an approver."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(retailer_lake, home / "lake")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    copilot = build(Settings(home=home, public_url=f"http://127.0.0.1:{port}"))
    copilot.ports.people.add(Person("anna", "Анна Смирнова", "marketer", "ru"))
    copilot.ports.people.add(Person("boris", "Борис Котов", "approver", "ru"))
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(copilot), host="127.0.0.1", port=port, log_level="warning", access_log=False
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    waited = time.monotonic()
    while not server.started:
        assert time.monotonic() - waited < 20, "the server did not start"
        time.sleep(0.05)
    yield copilot
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    path = next(found for name in ("chromium", "chromium-browser") if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


class Window:
    """A page of somebody's browser that remembers every complaint on its console."""

    def __init__(self, page: Any, base: str) -> None:
        self.page = page
        self.base = base
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(90_000)  # the first answer of a process loads the agent

    def goto(self, path: str) -> None:
        """Opens a page of the site."""
        self.page.goto(self.base + path)

    def ask(self, question: str) -> None:
        """Types a question, sends it and waits until the answer is finished."""
        before = self.page.locator(".turn .sources").count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        self.page.locator(".turn .sources").nth(before).wait_for()


@pytest.fixture
def window(site: Application, browser: Any) -> Iterator[Callable[..., Window]]:
    """Opens a browser with somebody signed in: `window("anna", width=390)`."""
    contexts = []

    def opened(person: str, *, width: int = 1280, height: int = 900) -> Window:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="ru-RU")
        contexts.append(context)
        base = site.settings.public_url
        made = Window(context.new_page(), base)
        made.page.goto(issue_login_link(site.ports, person))
        made.page.click("main button")
        made.page.wait_for_url(base + "/")
        return made

    yield opened
    for context in contexts:
        context.close()
