"""Who can be written to, without the address: the one thing of the vault that counting needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NAME = "addressed"


def valid_addresses(lake: Path, snapshot: str) -> pd.DataFrame | None:
    """`customer_id` and `channel` of every address that was valid in a snapshot, each once; None where none
    were loaded by then."""
    from tools.warehouse.connect import open_vault

    book = open_vault(lake, snapshot=snapshot)
    if book.empty:
        return None
    filled = book["address"].fillna("").astype(str).str.strip() != ""
    valid = book["valid"].fillna(True).astype(bool) & filled
    pairs: pd.DataFrame = book.loc[valid, ["customer_id", "channel"]].drop_duplicates()
    return pairs.sort_values(["customer_id", "channel"], ignore_index=True)
