"""Files without a mapping: canonical headers are taken as they are, others are explained."""

from __future__ import annotations

from pathlib import Path

from tools.errors import InvalidMapping, ToolError
from tools.warehouse.chunks import Source
from tools.warehouse.demands import REQUIRED, TIME_AND_DAY
from tools.warehouse.mapping import FileFormat, Mapping, closest, fields_of, unknown_name
from tools.warehouse.reader import open_source
from tools.warehouse.schema import TABLES, VAULT


def table_of_name(path: Path) -> str | None:
    """The table that a file's name says it is: `customers.csv`, `transactions_2026-05.parquet`."""
    stem = path.name.split(".")[0].lower().removeprefix("vault_")
    for name in sorted((*TABLES, *VAULT), key=len, reverse=True):
        if stem == name or stem.startswith((f"{name}_", f"{name}-")):
            return name
    return None


def canonical_mapping(path: Path, table: str | None) -> tuple[Source, Mapping]:
    """Opens the file and takes every column by its own name. Raises InvalidMapping when that cannot be."""
    tables = (*TABLES, *VAULT)
    if table is not None and table not in tables:
        raise unknown_name("table", "неизвестная таблица", table, tables, name=path.name)
    source = open_source(path, FileFormat())
    by_name = {column.lower(): column for column in source.columns}
    if table is None:
        fitting = [name for name in tables if not _missing(name, set(by_name))]
        named = f"--table with one of: {', '.join(fitting or tables)}"
        raise InvalidMapping(
            f"{path.name}: it is not clear which table this is; name it with {named}, or write a mapping file "
            f"(`copilot ingest {path.name} --suggest` proposes one).",
            message_ru=f"{path.name}: непонятно, какая это таблица; укажите --table ({', '.join(fitting or tables)}) или напишите "
            f"файл разметки (`copilot ingest {path.name} --suggest` предложит его).",
            argument="table",
        )
    fields = fields_of(table)
    missing = _missing(table, set(by_name))
    if missing:
        raise InvalidMapping(
            f"{path.name} has no column {', '.join(missing)} that {table} needs; its columns are "
            f"{', '.join(source.columns)}. Say what they mean in a mapping file: `copilot ingest {path.name} --suggest` proposes one.",
            message_ru=f"В файле {path.name} нет колонки {', '.join(missing)}, нужной таблице {table}; в нём есть "
            f"{', '.join(source.columns)}. Опишите их в файле разметки: `copilot ingest {path.name} --suggest` предложит его.",
            argument=missing[0],
        )
    columns = {field: by_name[field] for field in fields if field in by_name}
    for column in source.columns:
        near = closest(column, tuple(f for f in fields if f not in columns))
        if column.lower() not in fields and near is not None and _is_typo(column.lower(), near):
            raise unknown_name("column", "неизвестная колонка", column, fields, name=path.name)
    return source, Mapping(table=table, columns=columns)


def reads_itself(path: Path) -> bool:
    """Whether the file can be read without a mapping: its name is a table and its headers are the fields."""
    try:
        canonical_mapping(path, table_of_name(path))
    except ToolError:
        return False
    return True


def _missing(table: str, present: set[str]) -> list[str]:
    out = []
    for name in REQUIRED[table]:
        alternatives = {name}
        if name in TIME_AND_DAY.get(table, ()):
            alternatives |= set(TIME_AND_DAY[table])
        computed = name == "revenue" and {"quantity", "unit_price"} <= present
        if not alternatives & present and not computed:
            out.append(name)
    return out


def _is_typo(got: str, field: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, got, field).ratio() >= 0.85
