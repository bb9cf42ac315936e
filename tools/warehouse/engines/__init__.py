"""The engines on which the canonical tables may live. The tools write Ibis expressions and never ask which."""

from __future__ import annotations

from pathlib import Path

from tools.warehouse.engines.address import Address, parse_address
from tools.warehouse.engines.engine import Engine

__all__ = ["Address", "Engine", "engine_at", "parse_address"]


def engine_at(address: Address | str | None, lake: Path) -> Engine:
    """The engine at an address (text as in `COPILOT_WAREHOUSE`; empty: DuckDB over the lake).

    Nothing is opened yet. Raises InvalidArgument for an address that cannot be read.
    """
    found = address if isinstance(address, Address) else parse_address(address)
    if found.kind == "postgresql":
        from tools.warehouse.engines.postgresql import Postgresql

        return Postgresql(found)
    if found.kind == "clickhouse" or (found.kind == "chdb" and found.path):
        from tools.warehouse.engines.clickhouse import Clickhouse

        return Clickhouse(found)
    if found.kind == "chdb":
        from tools.warehouse.engines.chdb_lake import ChdbLake

        return ChdbLake(lake)
    if found.kind == "spark":
        from tools.warehouse.engines.spark import Spark

        return Spark(found, lake)
    from tools.warehouse.engines.duckdb_lake import DuckdbLake

    return DuckdbLake(lake)
