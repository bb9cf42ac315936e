"""What the room's tools say of bases whose answer is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copilot.grounding.slots import fill, write_slot
from copilot.prompting import render
from tools.errors import NotEnoughData
from tools.facts import ToolResult
from tools.tool import execute
from tools.warehouse import IngestReport, ingest, open_warehouse
from tools.warehouse.catalogue import TOOLS
from tools.warehouse.readiness_goals import smallest_effect

HEADER = "customer_id,order_id,ordered_at,product_id,quantity,revenue,margin,channel"


def run(name: str, lake: Path, **arguments: Any) -> ToolResult:
    tool = next(tool for tool in TOOLS if tool.name == name)
    with open_warehouse(lake) as warehouse:
        return execute(tool, warehouse, arguments)


def clean_lines(customers: int = 60, days: int = 28) -> list[str]:
    return [
        f"K{c},O{c}-{d},2026-03-{d:02d} 12:00,P{d % 5},1,{100 + d},{40 + d},{'online' if c % 3 else 'store'}"
        for c in range(customers)
        for d in range(1 + c % 4, days + 1, 4)
    ]


def test_the_base_is_described_by_exact_sums(sales: Callable[..., IngestReport], lake: Path) -> None:
    lines = [
        f"K{n},O{n},2026-01-{n % 28 + 1:02d},P,2,{n},1,{'Online' if n < 30 else 'store'}" for n in range(60)
    ]
    lines += ["K5,R1,2026-01-30,P,-2,-5,-1,online", ",O99,2026-01-30,P,1,100,1,store"]
    sales(*lines, header=HEADER)
    result = run("describe_base", lake)
    facts = {fact.key: fact.value for fact in result.facts}
    assert facts["customers"] == 60
    assert facts["orders"] == 61
    assert facts["revenue"] == sum(range(60)) - 5 + 100
    assert facts["refunds"] == 5
    assert facts["lines_without_customer"] == 1
    assert facts["share_without_customer"] == pytest.approx(100 / 1865)
    assert (facts["first_day"], facts["last_day"]) == ("2026-01-01", "2026-01-30")
    rows = {row.key: row.values for table in result.tables if table.key == "channels" for row in table.rows}
    assert rows["online"][:3] == (30, 30, sum(range(30)) - 5)
    assert sum(row[2] for row in rows.values()) == facts["revenue"]  # type: ignore[misc]


def test_few_customers_are_not_described(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales(*[f"K{n},O{n},2026-01-02,P,1,5,1,online" for n in range(19)], header=HEADER)
    with pytest.raises(NotEnoughData, match="fewer than 20"):
        run("describe_base", lake)


def test_a_clean_base_has_no_findings(sales: Callable[..., IngestReport], lake: Path) -> None:
    sales(*clean_lines(), header=HEADER)
    result = run("data_quality", lake)
    assert result.fact("score").value == 100
    assert result.fact("blocking").value == 0
    checks = next(table for table in result.tables if table.key == "checks")
    assert {row.values[2] for row in checks.rows} == {"good"}


@pytest.mark.parametrize(
    ("planted", "check", "verdict"),
    [
        (lambda lines: lines + lines[:50], "duplicates", "blocking"),
        (
            lambda lines: [f",{line.split(',', 1)[1]}" for line in lines[:300]] + lines[300:],
            "without_customer",
            "blocking",
        ),
        (lambda lines: [*lines, "K1,big,2026-03-05,P1,1,9000000,1,online"], "extreme_lines", "notice"),
        (
            lambda lines: [
                line for line in lines if not "2026-03-10" <= line.split(",")[2][:10] <= "2026-03-12"
            ],
            "missing_days",
            "notice",
        ),
        (lambda lines: lines * 3 + ["K1,late,2031-03-05,P1,1,90,1,online"], "future_days", "blocking"),
        (lambda lines: [*lines, "K1,r1,2026-03-05,P9,-1,-90,-1,online"], "unmatched_refunds", "notice"),
        (
            lambda lines: [
                line.replace(",1,1", ",1,-1", 1) if i < 20 else line for i, line in enumerate(lines)
            ],
            "rejected",
            "notice",
        ),
    ],
)
def test_each_planted_fault_is_found(
    planted: Callable[[list[str]], list[str]],
    check: str,
    verdict: str,
    sales: Callable[..., IngestReport],
    lake: Path,
) -> None:
    lines = clean_lines(customers=60 if check != "future_days" else 150)
    sales(*planted(lines), header=HEADER)
    checks = next(table for table in run("data_quality", lake).tables if table.key == "checks")
    found = {row.key: row.values[2] for row in checks.rows}
    assert found[check] == verdict


@pytest.mark.parametrize(("customers", "status"), [(9_999, "not_met"), (10_000, "met"), (20_000, "met")])
def test_ten_thousand_customers_are_enough(
    customers: int, status: str, sales: Callable[..., IngestReport], lake: Path
) -> None:
    sales(*[f"K{n},O{n},2026-01-02,P,1,5,1,online" for n in range(customers)], header=HEADER)
    result = run("readiness", lake, has_team=True, has_goals=True)
    criteria = next(table for table in result.tables if table.key == "criteria")
    assert {row.key: row.values[0] for row in criteria.rows}["customers"] == status
    assert result.fact("level").value == "not_ready"  # no consents, contacts, assignments: fragmented


def test_a_whole_retailer_is_ready_but_for_its_size(retailer_lake: Path) -> None:
    result = run("readiness", retailer_lake, has_team=True, has_goals=True)
    criteria = next(table for table in result.tables if table.key == "criteria")
    assert [row.key for row in criteria.rows if row.values[0] != "met"] == ["customers"]


def test_the_smallest_effect_agrees_with_a_published_plan() -> None:
    # Two equal groups of about 31,200 at 5 % detect half a point with power 80 % (the mission's question 13).
    assert smallest_effect(2 * 31_200, control=0.5) == pytest.approx(0.005, rel=0.03)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool.name))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_answer_is_worded_from_facts_alone(tool: Any, language: str, retailer_lake: Path) -> None:
    result = run(tool.name, retailer_lake)
    text = render(
        f"answer/{tool.name}.{language}.j2",
        facts={fact.key: fact for fact in result.facts},
        tables={table.key: table for table in result.tables},
        args={},
        notes=[],
        warnings=[],
        steps=[],
        slot=lambda key, format=None: write_slot(result.run_id, key, format),  # noqa: A006
    )
    lookup = {f"{result.run_id}.{fact.key}": fact for fact in result.all_facts()}
    bare = fill(text, lambda fact_id: lookup.get(fact_id), language)
    assert len(bare) > 100
    import re

    outside = re.sub(r"\[\[[^\]]+\]\]", "", text)
    assert not re.search(r"\d", outside)


def test_addresses_never_reach_a_report(lake: Path, file: Callable[..., Path]) -> None:
    path = file(
        "customer_id,channel,address\nA,email,ann@example.com\n,email,bob@example.com\n",
        "vault_addresses.csv",
    )
    report = ingest(path, lake=lake)
    assert report.rejected == 1
    assert "example.com" not in str(report)
