"""Ibis back ends whose compilers say on ClickHouse and PostgreSQL what they say on DuckDB.

Ibis 12 compiles some operations for ClickHouse into other ones: `nunique` into an approximation (84,587 for
84,175 orders), `lower`, `upper` and `length` into their byte-wise kin (Cyrillic is left as it is), the medians
into estimates. For PostgreSQL it writes casts of a boolean that PostgreSQL refuses. What these compilers
cannot mend (ranks, rounding, casts of fractions) is refused in the tools' own sources, see
docs/decisions/engines.md.

The classes are made on first use, because importing a back end imports its driver.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import Any

LENDING = RLock()


@lru_cache(maxsize=1)
def clickhouse_backend() -> Any:
    """The class of the ClickHouse back end."""
    import ibis.expr.operations as ops
    from ibis.backends.clickhouse import Backend
    from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler

    class ExactClickHouseCompiler(ClickHouseCompiler):  # type: ignore[misc]  # Ibis has no types
        __slots__ = ()
        SIMPLE_OPS = {  # noqa: RUF012 - Ibis reads it while it makes the class
            ops.CountDistinct: "uniqExact",
            ops.Lowercase: "lowerUTF8",
            ops.Uppercase: "upperUTF8",
            ops.StringLength: "lengthUTF8",
            ops.Median: "quantileExactInclusive",
            ops.Max: "max",  # of booleans too: ClickHouse has no bool_or
            ops.Min: "min",
        }

        def visit_Quantile(  # noqa: N802 - the name that Ibis calls
            self, _op: Any, *, arg: Any, quantile: Any, where: Any
        ) -> Any:
            return self._visit_quantile("quantileExactInclusive", arg, quantile, where)

    class ExactClickHouse(Backend):  # type: ignore[misc]  # Ibis has no types
        compiler = ExactClickHouseCompiler()

    return ExactClickHouse


@lru_cache(maxsize=1)
def chdb_backend() -> Any:
    """The class of the ClickHouse back end for chDB, which takes no rows along with a statement: frames that a
    statement joins are put into tables of the process while it runs."""
    import ibis
    from ibis.expr.types import Expr

    class ExactChdb(clickhouse_backend()):  # type: ignore[misc]  # Ibis has no types
        def execute(self, expr: Any, /, **kwargs: Any) -> Any:
            with self._lent(expr):
                return super().execute(expr, **kwargs)

        def to_pyarrow_batches(self, expr: Any, /, **kwargs: Any) -> Any:
            with self._lent(expr):
                return super().to_pyarrow_batches(expr, **kwargs).read_all().to_reader()

        def create_table(self, name: str, /, obj: Any = None, **kwargs: Any) -> Any:
            if obj is not None and not isinstance(obj, Expr):
                obj = ibis.memtable(obj, schema=kwargs.get("schema"))
            with self._lent(obj):
                return super().create_table(name, obj, **kwargs)

        def _normalize_external_tables(self, external_tables: Any = None) -> None:
            """Nothing is sent along."""

        @contextmanager
        def _lent(self, expression: Any) -> Iterator[None]:
            frames = self._collect_in_memory_tables(expression) if isinstance(expression, Expr) else {}
            if not frames:
                yield
                return
            # All connections of a process share its tables, and a frame has one name in all of them.
            with LENDING:
                yield from self._lending(frames)

        def _lending(self, frames: dict[str, Any]) -> Iterator[None]:
            try:
                for name, frame in frames.items():
                    columns = ", ".join(
                        f"`{column}` {self._spelled(dtype)}" for column, dtype in frame.schema.items()
                    )
                    self.con.command(f"CREATE OR REPLACE TABLE `{name}` ({columns}) ENGINE = Memory")
                    self.con.insert_arrow(name, frame.data.to_pyarrow(frame.schema))
                yield
            finally:
                for name in frames:
                    self.con.command(f"DROP TABLE IF EXISTS `{name}`")

        def _spelled(self, dtype: Any) -> str:
            # Ibis says Date, which begins in 1970.
            if dtype.is_date():
                return "Nullable(Date32)"
            spelled: str = self.compiler.type_mapper.to_string(dtype.copy(nullable=not dtype.is_nested()))
            return spelled

    return ExactChdb


@lru_cache(maxsize=1)
def postgresql_backend() -> Any:
    """The class of the PostgreSQL back end."""
    import ibis.expr.datatypes as dt
    from ibis.backends.postgres import Backend
    from ibis.backends.sql.compilers.postgres import PostgresCompiler

    class CastingPostgresCompiler(PostgresCompiler):  # type: ignore[misc]  # Ibis has no types
        __slots__ = ()

        def visit_Cast(  # noqa: N802 - the name that Ibis calls
            self, op: Any, *, arg: Any, to: Any
        ) -> Any:
            if op.arg.dtype.is_boolean() and to.is_numeric() and to != dt.int32:
                arg = self.cast(arg, dt.int32)
            return super().visit_Cast(op, arg=arg, to=to)

    class CastingPostgres(Backend):  # type: ignore[misc]  # Ibis has no types
        compiler = CastingPostgresCompiler()

    return CastingPostgres


@lru_cache(maxsize=1)
def spark_backend() -> Any:
    """The class of the Spark back end, which hands frames over before it keeps a table that joins them."""
    from ibis.backends.pyspark import Backend

    class LendingSpark(Backend):  # type: ignore[misc]  # Ibis has no types
        def _create_cached_table(self, name: str, expr: Any) -> Any:
            self._run_pre_execute_hooks(expr)
            return super()._create_cached_table(name, expr)

    LendingSpark.register_options()  # Ibis does so for the class of its own
    return LendingSpark
