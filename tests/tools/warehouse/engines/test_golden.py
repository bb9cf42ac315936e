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
    compiled,
    compilers,
    difference,
    own_expressions,
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
    stale = sorted(path.name for path in folder.glob("*.sql") if path.name not in texts)
    found = [told for name, text in texts.items() if (told := difference(folder / name, text))]
    assert not stale, f"no longer asked: {', '.join(stale)}; run with --refresh-golden"
    assert not found, "\n\n".join([*found, "If this is wanted, run with --refresh-golden and read the diff."])


@pytest.mark.chdb
def test_compiling_twice_gives_the_same_text(asked: dict[str, list[ibis.Table]]) -> None:
    compiler = compilers()["clickhouse"]
    expressions = asked["describe_base"]
    assert compiled(expressions, "clickhouse", compiler) == compiled(expressions, "clickhouse", compiler)


def test_a_changed_statement_is_shown_as_a_difference(tmp_path: object) -> None:
    path = FOLDER / "duckdb" / "describe_base.sql"
    text = path.read_bytes().decode()
    told = difference(path, text.replace("transactions", "sales", 1))
    assert "-" in told
    assert "sales" in told
    assert difference(path, text) == ""
