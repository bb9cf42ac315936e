"""Brings hand-made tables into a real warehouse, for tests that need to know every row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from tools.warehouse import ingest, open_warehouse


def lake_of(folder: Path, **tables: pd.DataFrame) -> Any:
    """A warehouse of these tables through the real ingest."""
    for name, frame in tables.items():
        file = folder / f"{name}.parquet"
        frame.to_parquet(file, index=False)
        ingest([file], lake=folder / "lake", table=name)
    return open_warehouse(folder / "lake")


def sales(customer: Any, day: Any, revenue: Any, **more: Any) -> pd.DataFrame:
    """Lines of receipts: one order a row, the day counted from 2025-01-01."""
    at = pd.Timestamp("2025-01-01 12:00") + pd.to_timedelta(day, unit="D")
    frame = pd.DataFrame({"customer_id": customer, "ordered_at": at, "revenue": revenue, **more})
    if "order_id" not in frame:
        frame["order_id"] = [f"O{i}" for i in range(len(frame))]
    return frame
