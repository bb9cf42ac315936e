"""The compiled SQL of every expression is the one that was reviewed.

After a wanted change: `python -m pytest tests/tools/warehouse/engines/test_golden.py --refresh-golden`, and
read the diff before committing it.
"""

from __future__ import annotations

import ibis
import pytest

from tests.tools.warehouse.engines.golden import (
    DIALECTS,
    FOLDER,
    REFRESH,
    SHOWN_FILES,
    compiled,
    compilers,
    own_expressions,
    report,
)
from tests.tools.warehouse.engines.reference import Reference
from tools.catalogue import tools


@pytest.fixture(scope="module")
def asked(reference: Reference) -> dict[str, list[ibis.Table]]:
    return own_expressions(reference, list(tools()))


@pytest.mark.chdb
@pytest.mark.parametrize("dialect", DIALECTS)
def test_compiled_sql_is_the_reviewed_one(
    asked: dict[str, list[ibis.Table]], dialect: str, request: pytest.FixtureRequest
) -> None:
    compiler = compilers()[dialect]
    folder = FOLDER / dialect
    texts = {f"{name}.sql": compiled(expressions, dialect, compiler) for name, expressions in asked.items()}
    if request.config.getoption("--refresh-golden"):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.sql"):
            path.unlink()
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode())  # bytes: a literal may hold a carriage return
    told = report(folder, texts)
    if told:
        pytest.fail(told, pytrace=False)


@pytest.mark.chdb
def test_compiling_twice_gives_the_same_text(asked: dict[str, list[ibis.Table]]) -> None:
    compiler = compilers()["clickhouse"]
    expressions = asked["describe_base"]
    assert compiled(expressions, "clickhouse", compiler) == compiled(expressions, "clickhouse", compiler)


def test_a_stale_file_is_told_as_a_short_difference_with_the_command() -> None:
    folder = FOLDER / "duckdb"
    texts = {path.name: path.read_bytes().decode() for path in folder.glob("*.sql")}
    assert report(folder, texts) == ""
    changed = {
        name: text.replace("SELECT", "PICK") if name != "pareto.sql" else text for name, text in texts.items()
    }
    told = report(folder, changed)
    assert "\n-SELECT" in told
    assert "\n+PICK" in told
    assert f"and {len(texts) - 1 - SHOWN_FILES} files more" in told
    assert told.endswith(REFRESH)
    assert len(told.splitlines()) < 200
    del texts["pareto.sql"]
    assert report(folder, texts) == f"No longer asked: pareto.sql\n\n{REFRESH}"
