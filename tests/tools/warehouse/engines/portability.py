"""The rules under which one expression gives one answer on every engine, as a walk over what was compiled.

Numbers are those of docs/decisions/engines.md. A walk over the operations, unlike one over the source, cannot
mistake pandas for Ibis, sees what a helper has built, and sees all of it that any tool has ever executed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.operations as ops


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, what breaks it, what to write instead."""

    number: str
    breaks: Callable[[Any], bool]
    instead: str


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda node: isinstance(node, kinds)


def _float_to_whole(node: Any) -> bool:
    return isinstance(node, ops.Cast) and node.arg.dtype.is_floating() and node.to.is_integer()


def _boolean_cast(node: Any) -> bool:
    return isinstance(node, ops.Cast) and node.arg.dtype.is_boolean() and node.to.is_numeric()


def _day_of_instant(node: Any) -> bool:
    taken = isinstance(node, ops.Date | ops.TimestampTruncate) or (
        isinstance(node, ops.Cast) and node.to.is_date() and node.arg.dtype.is_timestamp()
    )
    return taken and getattr(node.arg.dtype, "timezone", None) is not None


def _float_sum(node: Any) -> bool:
    return isinstance(node, ops.Sum) and node.arg.dtype.is_floating()


def _unordered(node: Any) -> bool:
    """A place in a row, or a running sum, with nothing that says which row comes first."""
    if not isinstance(node, ops.WindowFunction) or node.order_by:
        return False
    placed = isinstance(node.func, ops.RowNumber | ops.Lag | ops.Lead | ops.First | ops.Last | ops.NthValue)
    return placed or node.start is not None or node.end is not None


def _maybe_empty_divisor(node: Any) -> bool:
    return isinstance(node, ops.FloorDivide | ops.Modulus) and isinstance(node.right, ops.NullIf)


def _same_but_for_case(node: Any) -> bool:
    if not isinstance(node, ops.Relation):
        return False
    names = [name.casefold() for name in node.schema.names]
    return len(set(names)) < len(names)


def _sorted_distinct(node: Any) -> bool:
    return isinstance(node, ops.Sort) and isinstance(node.parent, ops.Distinct)


RULES = (
    Rule(
        "R1",
        _is(ops.CountDistinct, ops.CountDistinctStar, ops.ApproxCountDistinct),
        "select(keys, column).distinct(), then count the rows: Ibis counts only about right on ClickHouse",
    ),
    Rule(
        "R2",
        _is(
            ops.MinRank,
            ops.DenseRank,
            ops.NTile,
            ops.PercentRank,
            ops.CumeDist,
            ops.Quantile,
            ops.MultiQuantile,
            ops.ApproxQuantile,
            ops.Median,
            ops.ApproxMedian,
            ops.Mode,
        ),
        "a histogram: count by value, then a running sum over the values",
    ),
    Rule("R3", _unordered, "give the window an order_by that no two rows share"),
    Rule("R4", _float_sum, "add decimals up, and cast the sum"),
    Rule("R5", _float_to_whole, "stay in whole numbers with //, engines round or cut fractions as they like"),
    Rule("R5", _is(ops.Round, ops.Floor, ops.Ceil), "stay in whole numbers, or round in Python"),
    Rule("R5", _boolean_cast, "ibis.ifelse(flag, 1, 0), or flag.sum(): PostgreSQL has no such cast"),
    Rule("R5", _maybe_empty_divisor, "a divisor that is never NULL: ClickHouse divides before it looks"),
    Rule("R6", _day_of_instant, "the day that the ingest has stored beside the time"),
    Rule(
        "R7",
        _is(
            ops.Lowercase,
            ops.Uppercase,
            ops.Capitalize,
            ops.StringLength,
            ops.Strip,
            ops.LStrip,
            ops.RStrip,
            ops.Substring,
            ops.StringSQLLike,
            ops.StringSQLILike,
            ops.RegexSearch,
            ops.RegexExtract,
            ops.RegexReplace,
        ),
        "texts are put in order by the ingest; compare them as they are",
    ),
    Rule("R8", _same_but_for_case, "names of columns that differ by more than their case"),
    Rule("R9", _sorted_distinct, "group_by(keys).aggregate() and sort that, or sort in Python"),
    Rule(
        "R2", _is(ops.Hash, ops.HashBytes, ops.RandomScalar), "every engine has its own hash and its own dice"
    ),
)


def broken_rules(expression: ibis.Table) -> Iterator[tuple[Rule, str]]:
    """The rules that an expression breaks, with the name of the operation at fault."""
    operations = expression.op().find(ops.Node)
    for rule in RULES:
        for name in sorted({type(node).__name__ for node in operations if rule.breaks(node)}):
            yield rule, name
