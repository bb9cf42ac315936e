"""No expression leans on what engines do differently; and the lint that says so is itself put to the test."""

from __future__ import annotations

import ibis
import ibis.expr.operations as ops
import pytest

from tests.tools.warehouse.engines.planted import arrow_lines
from tests.tools.warehouse.engines.portability import broken_rules
from tests.tools.warehouse.engines.reference import Reference, recorded
from tests.tools.warehouse.engines.test_parity import LIBRARY
from tools.catalogue import tools
from tools.warehouse.engines.dialects import clickhouse_backend, postgresql_backend

LINES = ibis.table(
    {
        "customer_id": "string",
        "order_id": "string",
        "bought_on": "date",
        "at": "timestamp",
        "moment": "timestamp('UTC')",
        "amount": "decimal(18, 4)",
        "weight": "float64",
        "held": "int64",
        "loyal": "boolean",
    },
    name="lines",
)
BY_DAY = ibis.window(group_by="customer_id", order_by=["bought_on", "order_id"])
TIMELESS = ibis.window(group_by="customer_id")

OFFENDING = {
    "R1 nunique": LINES.group_by("customer_id").aggregate(n=LINES.order_id.nunique()),
    "R1 nunique where": LINES.aggregate(n=LINES.order_id.nunique(where=LINES.loyal)),
    "R1 approx_nunique": LINES.aggregate(n=LINES.order_id.approx_nunique()),
    "R1 distinct rows": LINES.aggregate(n=LINES.nunique()),
    "R2 rank": LINES.mutate(place=ibis.rank().over(BY_DAY)),
    "R2 dense_rank": LINES.mutate(place=ibis.dense_rank().over(BY_DAY)),
    "R2 percent_rank": LINES.mutate(place=ibis.percent_rank().over(BY_DAY)),
    "R2 cume_dist": LINES.mutate(place=ibis.cume_dist().over(BY_DAY)),
    "R2 ntile": LINES.mutate(fifth=ibis.ntile(5).over(BY_DAY)),
    "R2 median": LINES.aggregate(middle=LINES.amount.median()),
    "R2 approx_median": LINES.aggregate(middle=LINES.amount.approx_median()),
    "R2 quantile": LINES.aggregate(top=LINES.amount.quantile(0.9)),
    "R2 mode": LINES.aggregate(usual=LINES.order_id.mode()),
    "R2 hash": LINES.mutate(bucket=LINES.customer_id.hash()),
    "R2 random": LINES.mutate(dice=ibis.random()),
    "R3 row_number": LINES.mutate(place=ibis.row_number().over(TIMELESS)),
    "R3 lag": LINES.mutate(before=LINES.bought_on.lag().over(TIMELESS)),
    "R3 running sum": LINES.mutate(total=LINES.held.sum().over(ibis.window(rows=(None, 0)))),
    "R4 sum of floats": LINES.aggregate(total=LINES.weight.sum()),
    "R5 float to int": LINES.mutate(whole=LINES.weight.cast("int64")),
    "R5 round": LINES.mutate(whole=LINES.weight.round()),
    "R5 floor": LINES.mutate(whole=LINES.weight.floor()),
    "R5 ceil": LINES.mutate(whole=LINES.amount.ceil()),
    "R5 boolean to int": LINES.mutate(flag=LINES.loyal.cast("int64")),
    "R5 boolean to float": LINES.aggregate(share=LINES.loyal.cast("float64").mean()),
    "R5 empty divisor": LINES.mutate(each=LINES.held // LINES.held.nullif(0)),
    "R6 date of an instant": LINES.mutate(day=LINES.moment.date()),
    "R6 month of an instant": LINES.mutate(month=LINES.moment.truncate("M")),
    "R6 cast of an instant": LINES.mutate(day=LINES.moment.cast("date")),
    "R7 lower": LINES.filter(LINES.customer_id.lower() == "x"),
    "R7 upper": LINES.filter(LINES.customer_id.upper() == "X"),
    "R7 length": LINES.filter(LINES.customer_id.length() > 3),
    "R7 strip": LINES.filter(LINES.customer_id.strip() != ""),
    "R7 substring": LINES.mutate(head=LINES.customer_id.substr(0, 2)),
    "R7 like": LINES.filter(LINES.customer_id.like("C%")),
    "R7 regular expression": LINES.filter(LINES.customer_id.re_search("^C")),
    "R8 names": LINES.mutate(HELD=LINES.held),
    "R9 sorted distinct": LINES.select("customer_id").distinct().order_by("customer_id"),
}
HARMLESS = {
    "distinct rows counted": LINES.select("customer_id", "order_id")
    .distinct()
    .group_by("customer_id")
    .aggregate(n=ibis._.count()),
    "ordered row_number": LINES.mutate(place=ibis.row_number().over(BY_DAY)),
    "everything of a group": LINES.mutate(total=LINES.held.sum().over(TIMELESS)),
    "running sum by value": LINES.mutate(
        total=LINES.held.sum().over(ibis.window(order_by="order_id", rows=(None, 0)))
    ),
    "sum of decimals": LINES.aggregate(total=LINES.amount.sum().cast("float64")),
    "whole division": LINES.mutate(each=LINES.held // ibis.greatest(LINES.held, 1)),
    "flags summed": LINES.aggregate(n=LINES.loyal.sum(), some=LINES.loyal.any()),
    "day of a time without zone": LINES.mutate(day=LINES.at.date()),
    "sorted groups": LINES.group_by("customer_id").aggregate(n=LINES.count()).order_by("customer_id"),
}


@pytest.mark.parametrize("name", OFFENDING)
def test_the_lint_sees(name: str) -> None:
    assert name.split()[0] in {rule.number for rule, _ in broken_rules(OFFENDING[name])}


@pytest.mark.parametrize("name", HARMLESS)
def test_the_lint_leaves_alone(name: str) -> None:
    assert not list(broken_rules(HARMLESS[name]))


# The warehouse's own back ends compile these as DuckDB does (tools/warehouse/engines/dialects.py, tested
# below), so a tool of the catalogue may use them; a library function that takes a caller's table may not.
MENDED = {"CountDistinct", "Lowercase", "Uppercase", "StringLength", "Cast"}
BINNED = "a logarithm that differs by 1e-16 puts one customer in 10^12 into the next hundredth"
JUSTIFIED = {
    (
        "consent_check",
        "Strip",
    ): "a proof of blanks is no proof; only spaces are at stake, which engines agree on",
    (
        "data_quality",
        "RegexSearch",
    ): "a plain list of words, which all engines' regular expressions read alike",
    ("readiness", "Sum"): "squares of money do not fit a decimal; a deviation needs no more than 1e-9",
    ("clv", "Floor"): BINNED,
    ("clv", "Sum"): BINNED,
    ("model_health", "Floor"): BINNED,
    ("model_health", "Sum"): BINNED,
    ("churn_risk", "Floor"): BINNED,
    ("churn_risk", "Sum"): BINNED,
    ("data_quality", "Strip"): "looks for texts with spaces around them: spaces are what it is about",
}


@pytest.mark.parametrize("name", list(tools()))
def test_no_tool_leans_on_an_engine(reference: Reference, name: str) -> None:
    found = [
        f"{rule.number} {operation}: {rule.instead}"
        for expression in reference.expressions(name)
        for rule, operation in broken_rules(expression)
        if not (operation in MENDED and rule.number in {"R1", "R5", "R7"})
        and (name, operation) not in JUSTIFIED
        and not _fingerprint(expression)
    ]
    assert not sorted(set(found)), f"{name}: see docs/decisions/engines.md"


def _fingerprint(expression: ibis.Table) -> bool:
    """`tools.customers.habits` recognises lines that it has added up before, on DuckDB alone."""
    return "customer_id" not in expression.columns and bool(expression.op().find(ops.Hash))


@pytest.mark.parametrize("asked", LIBRARY)
def test_no_library_function_leans_on_an_engine(asked: str) -> None:
    tx = ibis.duckdb.connect().create_table("planted", arrow_lines())
    with recorded() as expressions:
        LIBRARY[asked](tx)
    assert expressions
    for expression in expressions:
        if not _fingerprint(expression):
            assert not [f"{rule.number} {name}: {rule.instead}" for rule, name in broken_rules(expression)]


def test_clickhouse_counts_and_folds_exactly_with_our_compiler() -> None:
    wanted = LINES.aggregate(
        n=LINES.order_id.nunique(), some=LINES.loyal.max(where=LINES.held > 0), middle=LINES.amount.median()
    )
    text = LINES.select(folded=LINES.order_id.lower(), length=LINES.order_id.length())
    compiler = clickhouse_backend().compiler
    sql = compiler.to_sqlglot(wanted).sql("clickhouse") + compiler.to_sqlglot(text).sql("clickhouse")
    for name in ("uniqExact(", "maxIf(", "quantileExactInclusive(", "lowerUTF8(", "lengthUTF8("):
        assert name in sql
    assert "uniq(" not in sql


def test_postgresql_casts_flags_with_our_compiler() -> None:
    sql = (
        postgresql_backend().compiler.to_sqlglot(LINES.select(flag=LINES.loyal.cast("int64"))).sql("postgres")
    )
    assert 'CAST(CAST("t0"."loyal" AS INT) AS BIGINT)' in sql
