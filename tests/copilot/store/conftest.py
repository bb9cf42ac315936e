"""A store on each engine, and a campaign in it that is approved and ready to send."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from copilot.domain.people import Person
from copilot.store import Store, open_store
from tests.copilot.store.builders import (
    APPROVER,
    AUTHOR,
    SECOND,
    Campaign,
    approval_of,
    content_of,
    submit,
)

SERVER = "postgresql://{user}@127.0.0.1:5432/"


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """A migrated PostgreSQL database to copy from; dropped with the session."""
    import psycopg

    base = os.environ.get("COPILOT_TEST_POSTGRES", SERVER.format(user="root"))
    name = f"cvm_test_{uuid4().hex[:12]}"
    with psycopg.connect(base + "postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        open_store(base + name).close()
        yield base + name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """A fresh copy of it for one test."""
    import psycopg

    base, _, template = postgres_template.rpartition("/")
    name = f"{template}_{uuid4().hex[:8]}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield f"{base}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'copilot.db'}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """The stores of that database, with three people."""
    opened = open_store(url)
    for person_id, role in ((AUTHOR, "marketer"), (APPROVER, "approver"), (SECOND, "approver")):
        opened.people.add(Person(person_id, person_id.title(), role))  # type: ignore[arg-type]
    yield opened
    opened.close()


@pytest.fixture
def raw(url: str) -> Iterator[Callable[..., Any]]:
    """Runs a statement as an outsider with a client of the engine; foreign keys are off on SQLite."""
    if url.startswith("sqlite"):
        client = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
        client.create_function("copilot_sha256", 1, lambda text: hashlib.sha256(text.encode()).hexdigest())
        assert client.execute("PRAGMA foreign_keys").fetchone() == (0,)
        yield lambda sql, *values: client.execute(sql, values)
        client.close()
    else:
        import psycopg

        with psycopg.connect(url, autocommit=True) as postgres:
            yield lambda sql, *values: postgres.execute(sql.replace("?", "%s"), values)  # type: ignore[arg-type]


@pytest.fixture
def approved(store: Store) -> Campaign:
    """A campaign with a live approval and nothing planned yet."""
    content = content_of(store)
    submit(store, content)
    approval = approval_of(content)
    store.campaigns.add_approval(approval)
    return Campaign(content, approval)
