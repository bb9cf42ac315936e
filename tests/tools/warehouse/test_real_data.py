# ruff: noqa: S608 - the only text put into SQL is the path of a public file
"""The public data sets come in whole, and every figure agrees with a count made without the ingest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tools.tool import execute
from tools.warehouse import IngestReport, Warehouse, ingest, open_warehouse, set_aside
from tools.warehouse.catalogue import TOOLS

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def online_retail(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[IngestReport, Warehouse, Path]]:
    lake = tmp_path_factory.mktemp("online") / "lake"
    source = shared_data / "online_retail_2010_2011.parquet"
    report = ingest(source, lake=lake, mapping=EXAMPLES / "online_retail.toml")
    with open_warehouse(lake) as warehouse:
        yield report, warehouse, lake


@pytest.fixture(scope="module")
def cdnow(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    lake = tmp_path_factory.mktemp("cdnow") / "lake"
    report = ingest(shared_data / "cdnow_sample.txt", lake=lake, mapping=EXAMPLES / "cdnow.toml")
    assert (report.read, report.accepted) == (6919, 6919)
    with open_warehouse(lake) as warehouse:
        yield warehouse


def test_online_retail_comes_in_line_for_line(online_retail: tuple[IngestReport, Warehouse, Path]) -> None:
    report, _, _ = online_retail
    assert report.read == 541_909
    assert report.rejected == 0
    assert {reason: n for _, reason, n in report.reasons} == {
        "duplicate": 5268,
        "not_a_product": 2937,
        "stock_adjustment": 1336,
        "zero_price": 1157,
        "bad_debt": 3,
    }


def test_online_retail_agrees_with_a_count_of_the_file(
    online_retail: tuple[IngestReport, Warehouse, Path], shared_data: Path
) -> None:
    report, warehouse, lake = online_retail
    source = f"'{shared_data / 'online_retail_2010_2011.parquet'}'"

    def count(sql: str) -> Any:
        row = duckdb.execute(sql).fetchone()
        return row[0] if row else None

    without = count(f"SELECT count(*) FROM {source} WHERE CustomerID IS NULL")
    aside = set_aside(lake)
    assert without == 135_080 == report.accepted_without_customer + int(aside["customer_id"].isna().sum())
    total = count(
        f"SELECT sum(CAST(Quantity AS DECIMAL(18,0)) * CAST(UnitPrice AS DECIMAL(18,4))) FROM {source}"
    )
    kept = warehouse.table("transactions").revenue.sum().execute()
    assert kept + aside["revenue"].sum() == total
    assert warehouse.currency == "GBP"
    assert (str(warehouse.first_day), str(warehouse.last_day)) == ("2010-12-01", "2011-12-09")
    assert warehouse.values("transactions", "customer_id")[0] == "12346"


def test_refunds_of_online_retail_never_take_back_more_than_was_sold(
    online_retail: tuple[IngestReport, Warehouse, Path],
) -> None:
    report, warehouse, _ = online_retail
    assert report.refunds == 8668
    assert report.refunds_matched > 0.8 * report.refunds
    lines = warehouse.table("transactions")
    keys = ["customer_id", "product_id"]
    refunds = lines.filter((lines.kind == "refund") & lines.refund_of.notnull())
    back = refunds.group_by([*keys, refunds.refund_of.name("order_id")]).agg(back=-refunds.quantity.sum())
    sales = lines.filter(lines.kind == "sale")
    sold = sales.group_by([*keys, "order_id"]).agg(sold=sales.quantity.sum())
    both = back.left_join(sold, [*keys, "order_id"])
    assert both.count().execute() > 5000
    assert both.filter(both.sold.isnull() | (both.back > both.sold)).count().execute() == 0


def test_cdnow_has_the_published_number_of_customers(cdnow: Warehouse) -> None:
    assert len(cdnow.values("transactions", "customer_id")) == 2357
    assert len(cdnow.values("transactions", "order_id")) == 6919
    assert (str(cdnow.first_day), str(cdnow.last_day), cdnow.currency) == ("1997-01-01", "1998-06-30", "USD")


def test_the_tools_describe_online_retail(online_retail: tuple[IngestReport, Warehouse, Path]) -> None:
    _, warehouse, _ = online_retail
    tools = {tool.name: tool for tool in TOOLS}
    described = execute(tools["describe_base"], warehouse, {})
    assert described.fact("lines").value == 531_208
    assert described.fact("customers").value == 4334
    assert described.fact("last_day").value == "2011-12-09"
    quality = execute(tools["data_quality"], warehouse, {})
    assert quality.fact("rows_read").value == 541_909
    assert quality.fact("without_margin_share").value == 1.0
    assert quality.fact("checks.duplicates.rows").value == 5268
    ready = execute(tools["readiness"], warehouse, {})
    assert ready.fact("level").value == "not_ready"
    assert ready.fact("customers_missing").value == 10_000 - 4334
