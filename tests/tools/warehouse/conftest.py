"""Small files and mappings for the warehouse's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.warehouse import IngestReport, ingest
from tools.warehouse.mapping import Mapping, parse_mapping

HEADER = "customer_id,order_id,ordered_at,product_id,quantity,revenue"
EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file; text is encoded as UTF-8."""

    def write(content: str | bytes, name: str = "transactions.csv") -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def sales(file: Callable[..., Path], lake: Path) -> Callable[..., IngestReport]:
    """Ingests lines of sales with canonical columns."""

    def load(
        *lines: str, name: str = "transactions.csv", header: str = HEADER, **more: object
    ) -> IngestReport:
        return ingest([file("\n".join([header, *lines]) + "\n", name)], lake=lake, **more)  # type: ignore[arg-type]

    return load


@pytest.fixture
def mapping() -> Callable[..., Mapping]:
    """A mapping for the columns client, doc, day, sum, with the given keys on top."""

    def make(**more: object) -> Mapping:
        columns = {"customer_id": "client", "order_id": "doc", "ordered_at": "day", "revenue": "sum"}
        return parse_mapping({"table": "transactions", "columns": columns, **more})

    return make
