# ruff: noqa: S608 - what looks like SQL is the pattern that a view is held against
"""Whether the lines of two questions are the same, told by the files they are read from instead of by reading them.

Of a DuckDB view that does nothing but read Parquet files, the files' places, sizes and times say whether a line
can have changed, as `make` and `git` do it. Of tables it is not known; `purchases` takes a checksum there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.operations as ops

_TEXT = r"'(?:[^']|'')*'"
_NAME = r'(?:"(?:[^"]|"")*"|\w+)'
READS_FILES = re.compile(
    rf"CREATE (?:TEMP )?VIEW .*? AS SELECT (?:\*|{_NAME}(?:, {_NAME})*) FROM read_parquet\("
    rf"(?:main\.)?(?:list_value\()?\[?(?P<paths>{_TEXT}(?:, {_TEXT})*)\]?\)?\);?",
    re.DOTALL,
)
VIEW = (
    "SELECT sql FROM duckdb_views() v WHERE view_name = ? AND NOT internal "
    "AND NOT EXISTS (SELECT 1 FROM duckdb_tables() t WHERE t.table_name = v.view_name)"
)
UNSURE = (ops.Impure, ops.Sample, ops.SQLQueryResult, ops.SQLStringView)
"""What may give other rows although its files are the same."""


def stamp_of(lines: ibis.Table) -> tuple[Any, ...] | None:
    """The statement that gives these lines of a DuckDB, with place, size and times of every file it reads.

    None where they come from anything but Parquet files of this machine, or not from them alone.
    """
    tree = lines.op()
    if tree.find(UNSURE):
        return None
    statement, files = str(ibis.to_sql(lines, dialect="duckdb")), []
    for place, table in enumerate(tree.find(ops.PhysicalTable)):
        read = _files(lines.get_backend().con, table.name) if isinstance(table, ops.DatabaseTable) else None
        if read is None:
            return None
        statement = statement.replace(f'"{table.name}"', f"#{place}")
        files.append(read)
    return statement, tuple(files)


def _files(connection: Any, view: str) -> tuple[Any, ...] | None:
    found = connection.execute(VIEW, [view]).fetchall()
    said = READS_FILES.fullmatch(found[0][0]) if len(found) == 1 else None
    if said is None:
        return None
    patterns = [text[1:-1].replace("''", "'") for text in re.findall(_TEXT, said["paths"])]
    out = []
    for pattern in patterns:
        for (path,) in connection.execute("SELECT file FROM glob(?)", [pattern]).fetchall():
            try:
                state = Path(path).stat()
            except OSError:
                return None
            out.append((path, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns))
    return tuple(out) or None
