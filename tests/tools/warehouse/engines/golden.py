"""The SQL that every expression compiles to, one file a tool and dialect under tests/golden/sql.

These files are what would be left to run should Ibis go: they are checked in, read in reviews, and compared at
every test run. An expression that several tools ask stands in the file of the first.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops

from tests.tools.warehouse.engines.reference import Reference
from tools.warehouse.engines.dialects import clickhouse_backend, postgresql_backend

FOLDER = Path(__file__).parents[3] / "golden" / "sql"
DIALECTS = ("duckdb", "postgres", "clickhouse", "pyspark")
KEPT_TABLE = re.compile(r"ibis_cached_[a-z0-9]+")
SHOWN_LINES, SHOWN_FILES = 30, 4
REFRESH = (
    "If this is wanted, write the files anew and read the diff before committing it:\n"
    "python -m pytest tests/tools/warehouse/engines/test_golden.py --refresh-golden"
)


def compilers() -> dict[str, Any]:
    """The compiler of each dialect; those of PostgreSQL and ClickHouse are our own, Spark's needs no Spark."""
    import ibis.backends.sql.compilers as sc
    import ibis.config

    class SparkOptions(ibis.config.Config):
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:  # set when Spark's back end is loaded, and asked for by its compiler
        ibis.options.pyspark = SparkOptions()
    return {
        "duckdb": sc.duckdb.compiler,
        "postgres": postgresql_backend().compiler,
        "clickhouse": clickhouse_backend().compiler,
        "pyspark": sc.pyspark.compiler,
    }


def compiled(expressions: list[ibis.Table], dialect: str, compiler: Any) -> str:
    """The statements of a file; tables kept by .cache() are numbered, for their own names are random."""
    statements = [compiler.to_sqlglot(e).sql(dialect=_spoken(dialect), pretty=True) for e in expressions]
    text = ";\n\n".join(statements) + ";\n"
    names = list(dict.fromkeys(KEPT_TABLE.findall(text)))
    for number, name in enumerate(names, start=1):
        text = text.replace(name, f"kept_{number}")
    return text


def own_expressions(reference: Reference, names: list[str]) -> dict[str, list[ibis.Table]]:
    """What each tool asks that none before it in the catalogue has asked."""
    seen: set[str] = set()
    out: dict[str, list[ibis.Table]] = {}
    duckdb = compilers()["duckdb"]
    for name in names:
        for expression in reference.expressions(name):
            if expression.op().find(ops.Hash):  # on DuckDB alone, see tools.customers.habits
                continue
            key = KEPT_TABLE.sub("kept", duckdb.to_sqlglot(expression).sql(dialect="duckdb"))
            if key not in seen:
                seen.add(key)
                out.setdefault(name, []).append(expression)
    return out


def report(folder: Path, texts: Mapping[str, str]) -> str:
    """What differs between the files of a dialect and what is compiled now, and what to do; empty where nothing."""
    found = [told for name, text in sorted(texts.items()) if (told := difference(folder / name, text))]
    gone = sorted(path.name for path in folder.glob("*.sql") if path.name not in texts)
    parts = found[:SHOWN_FILES]
    if len(found) > SHOWN_FILES:
        parts.append(f"... and {len(found) - SHOWN_FILES} files more")
    if gone:
        parts.append(f"No longer asked: {', '.join(gone)}")
    return "\n\n".join([*parts, REFRESH]) if parts else ""


def difference(path: Path, now: str) -> str:
    """How the file differs from what is compiled now; empty where it does not."""
    before = path.read_bytes().decode() if path.exists() else ""
    if before == now:
        return ""
    lines = list(
        difflib.unified_diff(before.splitlines(), now.splitlines(), "golden", "now", n=2, lineterm="")
    )
    more = f"\n... and {len(lines) - SHOWN_LINES} lines more" if len(lines) > SHOWN_LINES else ""
    return f"{path.relative_to(FOLDER)}:\n" + "\n".join(lines[:SHOWN_LINES]) + more


def _spoken(dialect: str) -> str:
    return "spark" if dialect == "pyspark" else dialect
