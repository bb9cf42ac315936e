# ruff: noqa: S608 - schemas and columns of the tests' own
"""A snapshot is published whole or not at all, twice is once, and readers keep what they have pinned."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tools.errors import InvalidArgument, MissingData
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.engines import engine_at
from tools.warehouse.engines.engine import EngineUnavailable, NotConforming
from tools.warehouse.engines.publish import publish
from tools.warehouse.engines.publish_postgresql import PostgresqlTarget

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[4]
HEADER = "customer_id;order_id;ordered_at;revenue;channel"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    load(tmp_path / "lake", 1)
    return tmp_path / "lake"


def load(lake: Path, number: int) -> str:
    """One more order; returns the snapshot."""
    source = lake.parent / f"transactions_{number}.csv"
    line = f'00{number};A{number};2026-01-0{number} 10:00;100.25;"Магазин; ""на углу"""'
    source.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    return str(ingest([source], lake=lake, table="transactions").snapshot)


@pytest.fixture
def address(postgresql_database: str, request: pytest.FixtureRequest) -> str:
    """A schema of the test's own."""
    return f"{postgresql_database}?schema=t{abs(hash(request.node.name)) % 10**9}"


def connection(address: str) -> Any:
    import psycopg

    return psycopg.connect(address.split("?")[0], autocommit=True)


def test_a_published_snapshot_has_the_same_rows_and_the_same_id(lake: Path, address: str) -> None:
    done = publish(lake, address)
    with open_warehouse(lake) as here, open_warehouse(lake, engine=address) as there:
        assert there.snapshot == here.snapshot == done.snapshot
        assert (there.currency, there.time_zone) == (here.currency, here.time_zone)
        assert (there.first_day, there.last_day) == (here.first_day, here.last_day)
        mine, theirs = (w.table("transactions").to_pyarrow().to_pylist() for w in (here, there))
        assert mine == theirs
        assert there.values("transactions", "channel") == ('магазин; "на углу"',)


def test_publishing_twice_copies_once(lake: Path, address: str) -> None:
    assert not publish(lake, address).already
    assert publish(lake, address).already
    with connection(address) as server:
        schema = address.split("schema=")[1]
        assert server.execute(f"SELECT count(*) FROM {schema}.cvm_snapshot").fetchone() == (1,)


def test_a_reader_keeps_its_snapshot_while_the_next_is_published(lake: Path, address: str) -> None:
    publish(lake, address)
    with open_warehouse(lake, engine=address) as old:
        load(lake, 2)
        publish(lake, address)
        assert old.table("transactions").count().execute() == 1
        with open_warehouse(lake, engine=address) as new:
            assert new.table("transactions").count().execute() == 2
        load(lake, 3)
        publish(lake, address)
        with pytest.raises(MissingData, match="no longer held"):
            old.table("transactions").count().execute()


def test_a_publication_that_fails_leaves_everything_as_it_was(
    lake: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(lake, address).snapshot
    load(lake, 2)

    def cut_off(*_: object) -> None:
        raise OSError("the line went dead")

    monkeypatch.setattr(PostgresqlTarget, "_copy_persons", cut_off)
    with pytest.raises(EngineUnavailable):
        publish(lake, address)
    with open_warehouse(lake, engine=address) as warehouse:
        assert warehouse.snapshot == first
    schema = address.split("schema=")[1]
    with connection(address) as server:
        found = server.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", (f"{schema}%",))
        assert len(found.fetchall()) == 2  # the one with cvm_snapshot and the one of the first snapshot


def test_an_older_snapshot_can_be_made_current_again(lake: Path, address: str) -> None:
    first = publish(lake, address).snapshot
    load(lake, 2)
    second = publish(lake, address).snapshot
    assert engine_at(address, lake).current() == second
    publish(lake, address, snapshot=first)
    assert engine_at(address, lake).current() == first


def test_own_views_need_a_row_in_cvm_snapshot_and_the_canonical_columns(lake: Path, address: str) -> None:
    publish(lake, address)
    schema = address.split("schema=")[1]
    with connection(address) as server:
        found = server.execute(f"SELECT location FROM {schema}.cvm_snapshot").fetchone()
        assert found is not None
        own = f"{schema}_own"
        server.execute(f"CREATE SCHEMA {own}")
        server.execute(f"CREATE VIEW {own}.transactions AS SELECT * FROM {found[0]}.transactions")
        there = address.split("?")[0] + f"?schema={own}"
        with pytest.raises(MissingData, match="holds no snapshot yet"):
            open_warehouse(lake, engine=there)
        server.execute(
            f"CREATE TABLE {own}.cvm_snapshot AS SELECT 'monday' AS snapshot, 'RUB' AS currency, 'Europe/Moscow' AS time_zone"
        )
        with open_warehouse(lake, engine=there) as warehouse:
            assert warehouse.snapshot == "monday"
            assert warehouse.rows("transactions") == 1
            assert warehouse.has_values("transactions", "channel")
            assert not warehouse.has_values("transactions", "margin")
            assert not warehouse.has("customers")
            assert str(warehouse.last_day) == "2026-01-01"
        for broken, told in (
            ("margin::float8 AS margin", r"transactions\.margin .* float64; decimal"),
            ("ordered_at AT TIME ZONE 'UTC' AS ordered_at", r"transactions\.ordered_at .* instant"),
            ("1::bigint AS customer_id", r"transactions\.customer_id .* int64; string"),
            ("NULL::text AS comment", r"lacks the column\(s\) margin"),
        ):
            column = broken.split(" AS ")[1]
            rest = server.execute(
                "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns "
                "WHERE table_schema = %s AND table_name = 'transactions' AND column_name NOT IN (%s, %s)",
                (found[0], column, "margin" if column == "comment" else column),
            ).fetchone()
            assert rest is not None
            server.execute(f"DROP VIEW {own}.transactions")
            server.execute(
                f"CREATE VIEW {own}.transactions AS SELECT {rest[0]}, {broken} FROM {found[0]}.transactions"
            )
            with pytest.raises(NotConforming, match=told):
                open_warehouse(lake, engine=there)
        server.execute(f"DROP VIEW {own}.transactions")
        server.execute(
            f"CREATE VIEW {own}.transactions AS SELECT (ordered_at AT TIME ZONE 'Europe/Moscow') AS ordered_at, "
            "customer_id, order_id, line, ordered_on, product_id, category, quantity, revenue, discount, margin, store_id, "
            f"channel, kind, refund_of, source, source_line FROM {found[0]}.transactions"
        )
        with open_warehouse(lake, engine=there + "&time_zone=Europe/Moscow") as warehouse:
            row = warehouse.table("transactions").to_pyarrow().to_pylist()[0]
            assert str(row["ordered_at"]) == "2026-01-01 10:00:00"


def test_merged_persons_are_published_as_one(lake: Path, address: str) -> None:
    from tests.tools.warehouse.engines.merged import merge

    load(lake, 2)
    merge(lake, {"001": "002"})
    publish(lake, address)
    with open_warehouse(lake, engine=address) as there:
        assert there.values("transactions", "customer_id") == ("002",)
        assert there.person_map == {"001": "002"}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("oracle://host/x", "no engine"),
        ("postgres", "no address"),
        ("postgresql:///x", "host is missing"),
        ("postgresql://u:secret@host:x1/db", "cannot be read"),
        ("postgresql://u:secret@host/db?schema=A;b", "schema must be"),
        ("postgresql://host/db?time_zone=Mars/Olympus", "not known"),
        ("spark+yarn://", "where it sees the lake"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(
    address: str, told: str, lake: Path
) -> None:
    with pytest.raises(InvalidArgument, match=told) as caught:
        open_warehouse(lake, engine=address)
    assert "secret" not in str(caught.value)
    assert caught.value.argument == "COPILOT_WAREHOUSE"


def test_a_server_that_is_away_is_told_without_the_password(lake: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"127\.0\.0\.1:1/x cannot be used") as caught:
        open_warehouse(lake, engine="postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
    assert "недоступно" in caught.value.message_ru


def test_a_missing_driver_names_its_extra(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, address, extra in (
        ("psycopg", "postgresql://h/x", "postgres"),
        ("clickhouse_connect", "clickhouse://h", "clickhouse"),
        ("pyspark.sql", "spark+local://", "spark"),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(EngineUnavailable, match=rf"cvm-copilot\[{extra}\]"):
            open_warehouse(lake, engine=address)


def test_duckdb_has_nothing_to_be_published_to(lake: Path) -> None:
    with pytest.raises(InvalidArgument, match="reads the lake itself"):
        publish(lake, "duckdb")


CHDB_FOLDER = """
import json, sys
from pathlib import Path
from tools.warehouse import open_warehouse
from tools.warehouse.engines.publish import publish
lake, address = Path(sys.argv[1]), "chdb://" + sys.argv[2]
first, again = publish(lake, address), publish(lake, address)
with open_warehouse(lake, engine=address) as there:
    total = there.table("transactions").revenue.sum().execute()
    print(json.dumps([first.already, again.already, there.snapshot == first.snapshot, str(total), there.rows("transactions")]))
"""


@pytest.mark.chdb
def test_a_chdb_folder_takes_a_snapshot_in(lake: Path, tmp_path: Path) -> None:
    """In a process of its own: one process holds one chDB, and this one's is in memory."""
    load(lake, 2)
    done = subprocess.run(
        [sys.executable, "-c", CHDB_FOLDER, str(lake), str(tmp_path / "chdb")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [False, True, True, "200.5000", 2]


def test_a_lake_that_is_gone_does_not_stop_a_published_engine(lake: Path, address: str) -> None:
    publish(lake, address)
    shutil.rmtree(lake)
    with open_warehouse(lake, engine=address) as there:
        assert isinstance(there.table("transactions").execute(), pd.DataFrame)
