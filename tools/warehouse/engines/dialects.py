"""Ibis back ends whose compilers say on ClickHouse and PostgreSQL what they say on DuckDB.

Ibis 12 compiles some operations for ClickHouse into other ones: `nunique` into an approximation (84,587 for
84,175 orders), `lower`, `upper` and `length` into their byte-wise kin (Cyrillic is left as it is), the medians
into estimates. For PostgreSQL it writes casts of a boolean that PostgreSQL refuses. What these compilers
cannot mend (ranks, rounding, casts of fractions) is refused in the tools' own sources, see
docs/decisions/engines.md.

The classes are made on first use, because importing a back end imports its driver.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


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
