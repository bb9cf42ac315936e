"""What all tests share: public data, a small simulated retailer and its warehouse."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
IN_CI = os.environ.get("CI") == "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--refresh-golden` writes the SQL files of tests/golden anew instead of comparing with them."""
    parser.addoption("--refresh-golden", action="store_true", help="Write tests/golden/sql anew.")


def pytest_configure(config: pytest.Config) -> None:
    """The markers of the engines."""
    config.addinivalue_line("markers", "chdb: needs chDB (extra clickhouse), required where CI=true")
    config.addinivalue_line(
        "filterwarnings", "ignore:PySpark does not yet fully support pandas:FutureWarning"
    )
    config.addinivalue_line(
        "filterwarnings", "ignore:The copy keyword is deprecated::pyspark.sql.pandas.types"
    )
    config.addinivalue_line("markers", "spark: starts Spark 4 on Java 17; run by `make test-spark` alone")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips, with the reason, what this machine cannot run; in CI the same is a failure."""
    reasons = {
        "slow": None if "slow" in config.option.markexpr else "takes minutes: run with -m slow",
        "spark": None if "spark" in config.option.markexpr else "starts Spark: run `make test-spark`",
        "chdb": None if find_spec("chdb") else "chDB is not installed: pip install 'cvm-copilot[clickhouse]'",
        "shared_data": None
        if SHARED_DATA.is_dir()
        else "public data beside the checkout (../shared/data) not found",
        "browser": None if chromium() else "no Chromium on this machine",
        "postgres": None if postgres_answers() else "no PostgreSQL on 127.0.0.1:5432",
        "node": None
        if (ROOT / "tests/wire/node_modules").is_dir()
        else "npm packages of tests/wire not installed",
    }
    required = {"browser", "postgres", "node", "chdb"} if IN_CI else set()
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                if marker in required:
                    item.fixturenames.insert(0, "missing_service")  # type: ignore[attr-defined]
                else:
                    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def missing_service() -> None:
    """Fails a test that CI must run but cannot."""
    pytest.fail("this test needs a service that .ci/run should have provided")


def chromium() -> str | None:
    """The browser's executable, if there is one."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


def postgres_answers() -> bool:
    """Whether something listens on PostgreSQL's port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", 5432)) == 0


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data."""
    if not SHARED_DATA.is_dir():
        pytest.skip("public data beside the checkout (../shared/data) not found")
    return SHARED_DATA


@pytest.fixture(scope="session")
def retailer() -> Any:
    """A simulated retailer of 3,000 customers with its truth."""
    from tools.simulate import Retailer

    return Retailer(seed=11).generate(customers=3_000)


@pytest.fixture(scope="session")
def retailer_lake(retailer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That retailer's files, brought in through the real ingest. Read only: tests that write copy it."""
    from tools.warehouse import ingest

    folder = tmp_path_factory.mktemp("retailer")
    retailer.write(folder / "files")
    for file in sorted((folder / "files").glob("*.parquet")):
        ingest([file], lake=folder / "lake")
    return folder / "lake"


@pytest.fixture(scope="session")
def warehouse(retailer_lake: Path) -> Iterator[Any]:
    """The warehouse of that retailer."""
    from tools.warehouse import open_warehouse

    opened = open_warehouse(retailer_lake)
    yield opened
    opened.close()


@pytest.fixture
def application(retailer_lake: Path, tmp_path: Path) -> Any:
    """The whole application on a copy of that warehouse, with its own empty database."""
    from copilot.bootstrap import build
    from copilot.config import Settings

    home = tmp_path / "home"
    shutil.copytree(retailer_lake, home / "lake")
    return build(Settings(home=home, quiet_from_hour=24, quiet_until_hour=0))
