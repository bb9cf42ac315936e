"""The benchmark of the base compares programs that give the same result."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from evals.benchmarks.base import generate, ours
from evals.benchmarks.base_peers import by_pandas, by_sql


def test_ours_raw_sql_and_pandas_give_the_same_tables(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    generate(path, 20_000)
    mine = ours(str(path), None)
    for theirs in (by_sql(str(path), None), by_pandas(str(path))):
        for one, other in zip(mine, theirs, strict=True):
            pd.testing.assert_frame_equal(
                _plain(one), _plain(other[list(one.columns)]), check_dtype=False, rtol=1e-12
            )


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats and days as times, whatever a program makes of them."""
    numbers = {name: "float64" for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    days = {name: "datetime64[s]" for name in ("first_on", "last_on") if name in frame}
    return frame.astype(numbers | days)
