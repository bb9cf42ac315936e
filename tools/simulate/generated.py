"""What the simulator returns, and how it is written for ingestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.schema import Schema

from tools.simulate.truth import Truth
from tools.warehouse.schema import TABLES, VAULT


@dataclass(frozen=True)
class Generated:
    """A simulated retailer: canonical tables, the address vault and the truth behind them.

    Money is in roubles, exact to the kopeck; days are pandas timestamps at midnight.
    """

    tables: dict[str, pd.DataFrame]
    vault: pd.DataFrame
    truth: Truth

    def write(self, folder: Path) -> list[Path]:
        """Writes one Parquet file a table and `vault_addresses.parquet`; returns their paths.

        The truth is not written: what is loaded into a warehouse must be found out by measuring.
        """
        folder.mkdir(parents=True, exist_ok=True)
        frames: Mapping[str, tuple[pd.DataFrame, Schema]] = {
            **{name: (frame, TABLES[name]) for name, frame in self.tables.items()},
            "vault_addresses": (self.vault, VAULT["addresses"]),
        }
        paths = []
        for name, (frame, schema) in frames.items():
            path = folder / f"{name}.parquet"
            pq.write_table(_arrow(frame, schema), path, compression="zstd")
            paths.append(path)
        return paths


def _arrow(frame: pd.DataFrame, schema: Schema) -> pa.Table:
    """The frame in the types of the canonical schema (a float of kopecks becomes an exact decimal)."""
    wanted = schema.to_pyarrow()
    arrays = []
    for field in wanted:
        array = pa.Array.from_pandas(frame[field.name])
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        if pa.types.is_date(field.type) and not pa.types.is_date(array.type):
            array = array.cast(pa.timestamp("us")).cast(pa.date32())
        else:
            if pa.types.is_decimal(field.type) and pa.types.is_integer(array.type):
                array = array.cast(pa.float64())  # Arrow refuses the direct way for want of digits
            array = array.cast(field.type)
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=wanted)
