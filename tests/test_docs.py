"""What is not in the docs does not exist for users: every setting, command and tool is described."""

from __future__ import annotations

from pathlib import Path

import typer.main
from click import Group

from copilot.cli import app
from copilot.config import Settings
from tools.catalogue import tools
from tools.warehouse.schema import TABLES

DOCS = Path(__file__).parent.parent / "docs"


def commands(group: Group, prefix: str = "copilot") -> list[str]:
    """Every command with its path, e.g. `copilot report weekly`."""
    found = []
    for name, command in group.commands.items():
        path = f"{prefix} {name}"
        found += commands(command, path) if isinstance(command, Group) else [path]
    return found


def test_every_command_is_documented() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    missing = [path for path in commands(typer.main.get_command(app)) if f"`{path}" not in text]
    assert not missing


def test_every_setting_is_documented() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"`COPILOT_{name.upper()}`" not in text]
    assert not missing


def test_every_tool_is_documented() -> None:
    text = (DOCS / "tools.md").read_text(encoding="utf-8")
    missing = [name for name in tools() if f"`{name}`" not in text]
    assert not missing


def test_every_table_and_column_is_documented() -> None:
    text = (DOCS / "data.md").read_text(encoding="utf-8")
    missing = [f"{t}.{c}" for t, schema in TABLES.items() for c in schema.names if f"`{c}`" not in text]
    assert not missing
