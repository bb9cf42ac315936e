"""Reads `COPILOT_WAREHOUSE`: which engine holds the canonical tables, and where.

| address | engine |
|---|---|
| nothing, or `duckdb` | DuckDB inside this process, over the lake's Parquet files |
| `postgresql://user:password@host:5432/database` | PostgreSQL (or what speaks its protocol) |
| `clickhouse://user:password@host:8123/` | ClickHouse over HTTP |
| `chdb://` | ClickHouse inside this process, over the lake's Parquet files |
| `chdb:///folder` | the same with published tables in a folder |
| `spark+local://`, `spark+local://4` | Spark inside this process, over the lake's Parquet files |
| `spark://host:7077`, `spark+yarn://` | a Spark cluster |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from tools.errors import InvalidArgument

Kind = Literal["duckdb", "postgresql", "clickhouse", "chdb", "spark"]
SETTING = "COPILOT_WAREHOUSE"
SCHEMES: Mapping[str, Kind] = MappingProxyType(
    {
        "duckdb": "duckdb",
        "postgresql": "postgresql",
        "postgresql+psycopg": "postgresql",
        "postgres": "postgresql",
        "clickhouse": "clickhouse",
        "chdb": "chdb",
        "spark": "spark",
        "spark+local": "spark",
        "spark+yarn": "spark",
    }
)
SCHEMA = "cvm"
OWN_OPTIONS = ("schema", "time_zone", "lake")
PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Address:
    """One engine. `shown` is what may be printed: it holds no password."""

    kind: Kind
    scheme: str = "duckdb"
    host: str | None = None
    port: int | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    path: str = ""
    schema: str = SCHEMA
    """Where the table `cvm_snapshot` is (PostgreSQL: a schema; ClickHouse, Spark: a database)."""
    time_zone: str | None = None
    """Zone in which times that are stored as instants shall be read; None refuses such columns."""
    lake: str | None = None
    """Where the engine sees the lake's files, when that is not where we see them."""
    own_tables: bool = False
    """Whether `schema` was named: on Spark that means tables of the catalogue in place of the lake's files."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What is handed on to the driver."""

    @property
    def shown(self) -> str:
        """The address without user, password and options."""
        place = self.host or ""
        if self.port:
            place += f":{self.port}"
        return "duckdb" if self.kind == "duckdb" else f"{self.scheme}://{place}{self.path}"


def parse_address(text: str | None) -> Address:
    """The engine that an address names; an empty one names DuckDB. Raises InvalidArgument."""
    text = (text or "").strip()
    if text in {"", "duckdb"}:
        return Address("duckdb")
    scheme, separator, _ = text.partition("://")
    kind = SCHEMES.get(scheme.lower())
    if kind is None or not separator:
        raise _refused(
            f"{scheme!r} is no engine" if separator else "the text is no address",
            f"движка {scheme!r} нет" if separator else "это не адрес",
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _refused("its host or port cannot be read", "узел или порт не читаются") from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    schema = options.get("schema", SCHEMA)
    if not PLAIN_NAME.fullmatch(schema):
        raise _refused(
            "schema must be a short name of small Latin letters, digits and _",
            "schema: короткое имя из строчных латинских букв, цифр и _",
        )
    zone = options.get("time_zone")
    if zone is not None and zone not in available_timezones():
        raise _refused(f"time_zone {zone!r} is not known", f"часовой пояс {zone!r} неизвестен")
    address = Address(
        kind,
        scheme=scheme.lower(),
        host=parts.hostname,
        port=port,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        path="" if parts.path == "/" else unquote(parts.path),
        schema=schema,
        time_zone=zone,
        lake=options.get("lake"),
        own_tables="schema" in options,
        options={name: value for name, value in options.items() if name not in OWN_OPTIONS},
    )
    if kind in {"postgresql", "clickhouse"} or scheme.lower() == "spark":
        if not address.host:
            raise _refused("the host is missing", "не указан узел")
    elif scheme.lower() == "spark+yarn" and not (address.lake or address.own_tables):
        raise _refused(
            "a cluster must be told where it sees the lake (?lake=hdfs://...) or its tables (?schema=...)",
            "кластеру нужно указать, где он видит озеро (?lake=hdfs://...) или таблицы (?schema=...)",
        )
    return address


def _refused(why: str, why_ru: str) -> InvalidArgument:
    # The text itself may hold a password and is not repeated.
    known = "duckdb, postgresql://, clickhouse://, chdb://, spark+local://, spark://, spark+yarn://"
    return InvalidArgument(
        f"{SETTING} cannot be used: {why}. Known are: {known}; docs/scale.md has examples.",
        message_ru=f"{SETTING} не подходит: {why_ru}. Известны: {known}; примеры в docs/scale.md.",
        argument=SETTING,
    )
