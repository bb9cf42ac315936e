"""Who can be written to, without the address: the one thing of the vault that counting needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NAME = "addressed"


def valid_addresses(lake: Path) -> pd.DataFrame | None:
    """`customer_id` and `channel` of every valid address, each once; None where no addresses are loaded."""
    from tools.warehouse.connect import open_vault

    book = open_vault(lake)
    if book.empty:
        return None
    filled = book["address"].fillna("").astype(str).str.strip() != ""
    valid = book["valid"].fillna(True).astype(bool) & filled
    pairs: pd.DataFrame = book.loc[valid, ["customer_id", "channel"]].drop_duplicates()
    return pairs.sort_values(["customer_id", "channel"], ignore_index=True)
