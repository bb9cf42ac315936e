"""The engines under test: PostgreSQL with a database of its own, chDB inside this process, Spark on demand.

A process has one chDB and one Spark, so all tests of an engine share it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.warehouse.engines.planted import write_files
from tests.tools.warehouse.engines.reference import Reference, recorded
from tools.warehouse import ingest, open_warehouse
from tools.warehouse.engines.publish import publish

SERVER = "postgresql://postgres@127.0.0.1:5432"
ENGINES = [
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("chdb", marks=pytest.mark.chdb),
    pytest.param("spark", marks=pytest.mark.spark),
]


@pytest.fixture(scope="session")
def engines_lake(retailer_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated retailer's lake with the planted lines loaded on top."""
    folder = tmp_path_factory.mktemp("engines")
    shutil.copytree(retailer_lake, folder / "lake")
    ingest([write_files(folder)], lake=folder / "lake", table="transactions")
    return folder / "lake"


@pytest.fixture(scope="session")
def reference(engines_lake: Path) -> Iterator[Reference]:
    """What DuckDB says, and the expressions it was asked."""
    with recorded() as asked, open_warehouse(engines_lake) as warehouse:
        yield Reference(warehouse, asked)


@pytest.fixture(scope="session")
def postgresql_database() -> Iterator[str]:
    """The address of an empty database, dropped afterwards."""
    import psycopg

    name = f"cvm_test_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        yield f"{SERVER}/{name}"
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, engines_lake: Path) -> str:
    """Address of the engine named by the test's parameter, with the lake's snapshot to be read there."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_database")
        publish(engines_lake, found)
        return found
    return {"chdb": "chdb://", "spark": "spark+local://2"}[request.param]


@pytest.fixture(scope="session")
def there(address: str, engines_lake: Path) -> Iterator[Any]:
    """The same snapshot on that engine."""
    with open_warehouse(engines_lake, engine=address) as warehouse:
        yield warehouse
