"""Can it be computed, and if not why (D4): columns and tables are taken away one by one, and every tool says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tools.catalogue import tools
from tools.customers.catalogue import TOOLS as CUSTOMERS
from tools.errors import MissingData, ToolError
from tools.tool import execute
from tools.warehouse import Warehouse, ingest, open_warehouse
from tools.warehouse.abilities import ABILITIES, SPLITS
from tools.warehouse.catalogue import TOOLS as WAREHOUSE

COLUMNS = ("customer_id", "product_id", "category", "quantity", "margin", "discount", "store_id", "channel")
TABLES = ("customers", "consents", "contacts", "campaigns", "assignments", "products", "stores", "offers", "redemptions", "surveys", "feedback")  # fmt: skip
BY_NAME = {tool.name: tool for tool in (*WAREHOUSE, *CUSTOMERS)}
OWN = tuple(BY_NAME)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tools.simulate import Retailer

    folder = tmp_path_factory.mktemp("d4")
    Retailer(seed=5).generate(customers=1_000).write(folder)
    return folder


def without(files: Path, folder: Path, *, table: str = "", column: str = "") -> Path:
    """The retailer's lake, lacking a table or a column of its purchases."""
    for path in sorted(files.glob("*.parquet")):
        name = path.stem
        if name == table or name.startswith("vault"):
            continue
        used = path
        if column and name == "transactions":
            frame = pd.read_parquet(path)
            used = folder / path.name
            frame.drop(columns=column).to_parquet(used)
        ingest([used], lake=folder / "lake")
    return folder / "lake"


def outcomes(warehouse: Warehouse, names: tuple[str, ...]) -> dict[str, str]:
    """What became of each tool: `answer`, `missing` (a table or column) or `refusal`; anything else is a crash."""
    found = {}
    known = BY_NAME if set(names) <= set(BY_NAME) else tools()
    for name in names:
        try:
            result = execute(known[name], warehouse, {})
        except MissingData:
            found[name] = "missing"
        except ToolError:
            found[name] = "refusal"
        else:
            assert result.facts
            found[name] = "answer"
    return found


def said(warehouse: Warehouse) -> dict[str, Any]:
    result = execute(BY_NAME["readiness"], warehouse, {})
    table = next(table for table in result.tables if table.key == "abilities")
    return {row.key: row.values[0] for row in table.rows}


def agree(warehouse: Warehouse, names: tuple[str, ...]) -> None:
    promised, found = said(warehouse), outcomes(warehouse, names)
    for name, outcome in found.items():
        if promised.get(name) == "cannot":
            assert outcome != "answer", f"{name} answers although readiness says it cannot"
        elif name in promised:
            assert outcome != "missing", f"{name} lacks data and readiness does not say so"


@pytest.mark.parametrize("column", ["customer_id", "product_id", "margin"])
def test_d4_without_a_column_each_tool_answers_or_says_why_not(
    files: Path, tmp_path: Path, column: str
) -> None:
    with open_warehouse(without(files, tmp_path, column=column)) as warehouse:
        agree(warehouse, OWN)


@pytest.mark.parametrize("table", ["consents", "contacts"])
def test_d4_without_a_table_each_tool_answers_or_says_why_not(
    files: Path, tmp_path: Path, table: str
) -> None:
    with open_warehouse(without(files, tmp_path, table=table)) as warehouse:
        agree(warehouse, OWN)


@pytest.mark.slow
@pytest.mark.parametrize("lacking", [*COLUMNS, *TABLES])
def test_d4_no_tool_of_the_catalogue_crashes_or_is_silent(files: Path, tmp_path: Path, lacking: str) -> None:
    which = {"column" if lacking in COLUMNS else "table": lacking}
    with open_warehouse(without(files, tmp_path, **which)) as warehouse:  # type: ignore[arg-type]
        agree(warehouse, tuple(tools()))


def test_d4_a_whole_base_can_compute_everything_listed(warehouse: Warehouse) -> None:
    assert set(said(warehouse).values()) == {"can"}


@pytest.mark.slow
def test_d4_every_ability_is_a_tool() -> None:
    assert {ability.tool for ability in ABILITIES} <= set(tools())


def test_d4_bare_sales_name_what_is_lacking(tmp_path: Path) -> None:
    path = tmp_path / "transactions.csv"
    rows = [f"K{n},O{n},2026-01-{n % 28 + 1:02d},{10 + n}" for n in range(200)]
    path.write_text("customer_id,order_id,ordered_on,revenue\n" + "\n".join(rows))
    ingest([path], lake=tmp_path / "lake")
    with open_warehouse(tmp_path / "lake") as warehouse:
        promised = said(warehouse)
        agree(warehouse, OWN)
        result = execute(BY_NAME["readiness"], warehouse, {})
    assert promised["pareto"] == promised["base_metrics"] == "can"
    for name in ("margin", "by_region", "nps", "reachability", "price_effect", "profit_ledger", "affinity"):
        assert promised[name] == "cannot"
    table = next(table for table in result.tables if table.key == "abilities")
    nps = next(row for row in table.rows if row.key == "nps")
    assert nps.label_ru == "NPS: нельзя, в данных нет surveys"
    assert result.fact("cannot").value == sum(status == "cannot" for status in promised.values())
    coverage = {row.key: row.values[1] for t in result.tables if t.key == "coverage" for row in t.rows}
    assert coverage["customer_id"] == 1
    assert coverage["margin"] == 0
    sources = next(t for t in result.tables if t.key == "sources")
    assert sources.rows[0].values == (200, 200, "2026-01-01", "2026-01-28")


def test_d4_margin_is_refused_and_never_zero(files: Path, tmp_path: Path) -> None:
    with open_warehouse(without(files, tmp_path, column="margin")) as warehouse:
        for name in ("pareto", "explain_change", "price_effect"):
            with pytest.raises(MissingData, match="margin"):
                execute(BY_NAME[name], warehouse, {"value": "margin"})
        keys = {fact.key for fact in execute(BY_NAME["base_metrics"], warehouse, {}).all_facts()}
    assert not any(key.startswith("margin") for key in keys)


def test_d4_splits_are_named_too() -> None:
    assert {split.tool for split in SPLITS} == {
        "margin",
        "by_channel",
        "by_category",
        "by_store",
        "by_region",
    }


def test_d4_without_any_purchases_the_other_tables_are_described_and_the_rest_is_refused(
    tmp_path: Path,
) -> None:
    path = tmp_path / "surveys.csv"
    rows = [f"A{n},2026-01-{n % 28 + 1:02d},nps,{n % 11}" for n in range(200)]
    path.write_text("survey_id,asked_on,kind,score\n" + "\n".join(rows))
    ingest([path], lake=tmp_path / "lake")
    with open_warehouse(tmp_path / "lake") as warehouse:
        agree(warehouse, OWN)
        promised, found = said(warehouse), outcomes(warehouse, OWN)
        described = execute(BY_NAME["describe_base"], warehouse, {})
        rate = execute(BY_NAME["retention_rates"], warehouse, {"rate": 0.05, "period": "month"})
        with pytest.raises(MissingData, match=r"surveys \(200\).*--suggest") as refused:
            execute(BY_NAME["pareto"], warehouse, {})
    assert promised["nps"] == "can"
    assert promised["pareto"] == promised["affinity"] == "cannot"
    assert {name for name, outcome in found.items() if outcome == "answer"} == {
        "describe_base", "readiness", "nps"
    }  # fmt: skip
    assert rate.facts[0].value == 0.05
    assert described.fact("tables.surveys.rows").value == 200
    assert "покупк" in refused.value.message_ru
