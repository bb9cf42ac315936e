"""Runs, people, drafts, reports, conversations and the audit chain keep what they were given, on both engines."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from copilot.domain.people import Person
from copilot.domain.report import Report
from copilot.errors import BadRequest, Conflict, NotFound
from copilot.ports import Turn
from copilot.store import Base, Store, open_store
from copilot.store.migrate import NEWEST
from tests.copilot.store.builders import NOW, content_of, draft_of
from tools.facts import Column, Fact, Findings, Row, Table, stamp


def test_a_run_comes_back_as_it_was_and_is_stored_once(store: Store) -> None:
    table = Table("t", "т", "t", (Column("n", "customers", "н", "n"),), (Row("a", "а", "a", (3,)),))
    findings = Findings((Fact("x", 0.1 + 0.2, "RUB", "икс", "x", low=0.1),), (table,))
    run = stamp(findings, run_id="r" + "0" * 12, tool="x", version=1, arguments={"a": [1]}, snapshot="s")
    store.runs.put(run, computed_at=NOW, seconds=0.5)
    store.runs.put(replace(run, tool="other"), computed_at=NOW, seconds=0.5)
    assert store.runs.get(run.run_id) == run
    assert store.runs.get("r" + "1" * 12) is None


def test_a_one_time_link_lets_exactly_one_request_in(store: Store) -> None:
    store.people.add_token("author", "d", kind="link", expires_at=NOW + timedelta(minutes=5))
    find = store.people.person_for_token
    assert find("d", kind="link", now=NOW) == store.people.get("author")
    assert find("d", kind="session", now=NOW) is None
    assert find("d", kind="link", now=NOW + timedelta(minutes=6)) is None
    assert find("d", kind="link", now=NOW, consume=True) is not None
    assert find("d", kind="link", now=NOW, consume=True) is None


def test_a_revoked_token_is_useless(store: Store) -> None:
    store.people.add_token("author", "d", kind="session", expires_at=NOW + timedelta(days=1))
    store.people.revoke_token("d")
    assert store.people.person_for_token("d", kind="session", now=NOW) is None


def test_adding_a_known_person_changes_the_role(store: Store) -> None:
    store.people.add(Person("author", "New name", "admin", "en"))
    assert store.people.get("author") == Person("author", "New name", "admin", "en")
    assert len(store.people.listing()) == 3


def test_a_draft_keeps_every_version_and_refuses_a_stale_edit(store: Store) -> None:
    first = draft_of("d", title="one")
    store.campaigns.save_draft(first)
    second = replace(first, title="two", version=2)
    store.campaigns.save_draft(second)
    assert store.campaigns.draft("d") == second
    assert [d.title for d in store.campaigns.versions("d")] == ["one", "two"]
    with pytest.raises(Conflict, match="version 2"):
        store.campaigns.save_draft(replace(first, title="late"))


def test_a_content_comes_back_byte_for_byte(store: Store) -> None:
    content = content_of(store, cost="12.3456")
    store.campaigns.add_content(content)
    assert store.campaigns.content("c1") == content
    assert store.campaigns.contents(draft_id="d1") == [content]


def test_what_is_written_together_is_undone_together(store: Store) -> None:
    def fail_half_way() -> None:
        with store.campaigns.together():
            store.campaigns.save_draft(draft_of("d"))
            store.audit.append("x", person_id=None, at=NOW, data={})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert store.campaigns.draft("d") is None
    assert store.audit.verify() == (0, None)


def test_a_report_never_changes(store: Store) -> None:
    report = Report("w1", "weekly", "ru", date(2026, 11, 15), "s", "Отчёт", "<p>1</p>", "a" * 64, NOW)
    store.reports.add(report)
    store.reports.add(report)
    with pytest.raises(Conflict, match="never changes"):
        store.reports.add(replace(report, sha256="b" * 64))
    assert store.reports.listing() == [report]


def test_a_conversation_is_resumed_and_its_events_are_replayed_from_any_point(store: Store) -> None:
    for number in range(3):
        store.conversations.add_turn(
            Turn(f"t{number}", f"k{number // 2}", "author", "?", NOW + timedelta(number))
        )
    assert store.conversations.add_event("t0", "text", {"delta": "a"}) == 1
    assert store.conversations.add_event("t0", "text", {"delta": "б"}) == 2
    assert store.conversations.events("t0", after=1) == [(2, "text", {"delta": "б"})]
    store.conversations.finish_turn("t0", {"answer": "да"})
    turn = store.conversations.turn("t0")
    assert turn is not None
    assert turn.answer == {"answer": "да"}
    assert [t.id for t in store.conversations.turns("k0")] == ["t0", "t1"]
    assert [t.id for t in store.conversations.conversations("author")] == ["t2", "t0"]
    with pytest.raises(NotFound):
        store.conversations.finish_turn("nothing", {})


def test_the_audit_chain_finds_a_changed_entry(store: Store, raw: Callable[..., Any], url: str) -> None:
    for number in range(5):
        store.audit.append("test", person_id="author", at=NOW, data={"n": number, "cost": Decimal("1.50")})
    assert store.audit.verify() == (5, None)
    assert store.audit.tail(1)[0]["data"] == {"n": 4, "cost": "1.50"}
    if url.startswith("sqlite"):
        raw("DROP TRIGGER cvm_audit_update")
    else:
        raw("ALTER TABLE audit DISABLE TRIGGER cvm_audit_kept")
    raw("UPDATE audit SET data = '{\"n\":9}' WHERE seq = 3")
    assert store.audit.verify() == (5, 3)


def test_times_must_be_aware_and_keep_their_moment(store: Store) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        store.audit.append("x", person_id=None, at=datetime(2026, 1, 1), data={})  # noqa: DTZ001
    moscow = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=3)))
    store.audit.append("x", person_id=None, at=moscow, data={})
    assert store.audit.tail()[0]["at"] == datetime(2026, 1, 1, tzinfo=UTC)


def test_money_is_exact_or_refused(store: Store) -> None:
    content = content_of(store, cost="400000.0001")
    store.campaigns.add_content(content)
    stored = store.campaigns.content("c1")
    assert stored is not None
    assert stored.cost == Decimal("400000.0001")
    with pytest.raises(StatementError, match="decimal places"):
        store.campaigns.add_content(replace(content, id="c2", cost=Decimal("0.00001")))


def test_the_migrations_build_exactly_what_the_models_say(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST


def test_the_newest_form_is_the_last_migration() -> None:
    import copilot.store

    folder = Path(copilot.store.__file__).parent / "migrations" / "versions"
    assert max(path.name.split("_")[0] for path in folder.glob("*.py")) == NEWEST


def test_opening_again_changes_nothing_and_loads_no_migration_tool(url: str) -> None:
    open_store(url).close()
    code = (
        "import sys; from copilot.store import open_store; open_store(sys.argv[1]);"
        "heavy = {'alembic', 'pandas', 'ibis', 'duckdb', 'langchain'} & set(sys.modules);"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    store = open_store(url)
    with store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Conflict, match="newer copilot"):
        open_store(url)
    store.close()


def test_other_databases_are_refused_in_one_sentence() -> None:
    with pytest.raises(BadRequest, match="SQLite or PostgreSQL"):
        open_store("mysql://x/y")


@pytest.mark.postgres
def test_a_role_that_owns_nothing_can_work_but_not_disarm_the_lock(store: Store, url: str) -> None:
    import psycopg

    if not url.startswith("postgres"):
        pytest.skip("roles are PostgreSQL's")
    role = f"cvm_app_{url[-8:]}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        owner.execute(f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {role}")
        owner.execute(f"GRANT UPDATE ON draft, delivery, token TO {role}")
    try:
        content = content_of(store)
        base, _, name = url.rpartition("@")
        app = open_store(f"{base.split('://')[0]}://{role}@{name}")
        app.campaigns.add_content(content)
        app.deliveries.check()
        app.close()
        for attack in (
            "ALTER TABLE delivery DISABLE TRIGGER cvm_delivery_insert",
            "DROP TRIGGER cvm_delivery_insert ON delivery",
            "SET session_replication_role = replica",
            "TRUNCATE audit",
            "UPDATE content SET sha256 = '0'",
        ):
            with (
                psycopg.connect(f"{base.split('://')[0]}://{role}@{name}", autocommit=True) as client,
                pytest.raises(psycopg.Error, match=r"permission denied|must be owner"),
            ):
                client.execute(attack)  # type: ignore[arg-type]
    finally:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(f"DROP OWNED BY {role}")
            owner.execute(f"DROP ROLE {role}")
