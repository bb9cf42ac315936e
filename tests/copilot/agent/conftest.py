"""A small desk for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.domain.people import Person
from copilot.ports import Ports
from tests.copilot.agent.small_desk import MARKETER, small_desk


@pytest.fixture
def desk(tmp_path: Path) -> Ports:
    return small_desk(Settings(home=tmp_path / "home", llm_base_url=None, llm_api_key=None))


@pytest.fixture
def marketer() -> Person:
    return MARKETER
