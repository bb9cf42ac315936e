"""A tool says the same whether the customer days are stored or added up from the lines."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from tools.catalogue import tools
from tools.customers.selected_days import selected_days
from tools.errors import InvalidArgument
from tools.simulate import Retailer
from tools.tool import validated
from tools.warehouse import Warehouse, ingest, open_warehouse
from tools.warehouse.lake import publish
from tools.warehouse.manifest import read_manifest

ASKED = (
    ("rfm_segments", {}),
    ("lifecycle_segments", {}),
    ("lifecycle_segments", {"region": "Казань"}),
    ("lifecycle_segments", {"channel": "online"}),
    ("segment_migration", {}),
    ("base_flows", {}),
    ("clv", {}),
)


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> tuple[Warehouse, Warehouse]:
    """The same data with the stored table and without."""
    home = tmp_path_factory.mktemp("days")
    generated = Retailer(seed=5).generate(customers=600)
    opened = []
    for name in ("with", "without"):
        for table in ("transactions", "customers"):
            path = home / f"{table}.parquet"
            generated.tables[table].to_parquet(path)
            ingest(path, lake=home / name, table=table)
        if name == "without":
            manifest = read_manifest(home / name)
            assert manifest is not None
            publish(home / name, manifest.model_copy(update={"customer_day": None}))
        opened.append(open_warehouse(home / name))
    assert opened[0].customer_day() is not None
    assert opened[1].customer_day() is None
    return opened[0], opened[1]


@pytest.mark.parametrize(("name", "arguments"), ASKED)
def test_stored_days_answer_as_the_lines_do(
    warehouses: tuple[Warehouse, Warehouse], name: str, arguments: dict[str, object]
) -> None:
    tool = tools()[name]
    stored, lines = (tool.compute(warehouse, validated(tool, arguments)) for warehouse in warehouses)
    assert [fact.key for fact in stored.facts] == [fact.key for fact in lines.facts]
    for one, other in zip(stored.facts, lines.facts, strict=True):
        # Models add floats up in the order of the rows, which the engine does not promise.
        assert one.value == (other.value if isinstance(other.value, str) else pytest.approx(other.value))
    if name != "clv":
        assert stored == lines


def test_the_selection_is_the_same_row_by_row(warehouses: tuple[Warehouse, Warehouse]) -> None:
    for more in ({}, {"region": "Казань"}, {"start": date(2025, 3, 1)}):
        frames = [
            selected_days(warehouse, end=warehouse.last_day - timedelta(days=9), **more).execute()  # type: ignore[arg-type]
            for warehouse in warehouses
        ]
        left, right = (f.sort_values(["customer_id", "bought_on"], ignore_index=True) for f in frames)
        pd.testing.assert_frame_equal(left, right[list(left.columns)])


def test_a_wrong_selection_is_refused_in_both(warehouses: tuple[Warehouse, Warehouse]) -> None:
    for warehouse in warehouses:
        with pytest.raises(InvalidArgument, match="ends before it starts"):
            selected_days(warehouse, start=date(2025, 2, 1), end=date(2025, 1, 1))
        with pytest.raises(InvalidArgument, match="no region 'Атлантида'"):
            selected_days(warehouse, region="Атлантида")
