"""The warehouse: files come in, one snapshot at a time; questions read one pinned snapshot."""

from tools.warehouse.connect import Warehouse, open_vault, open_warehouse, rejects, set_aside
from tools.warehouse.ingest import current_snapshot, ingest
from tools.warehouse.lake import LakeBusy
from tools.warehouse.manifest import snapshots
from tools.warehouse.mapping import Mapping, load_mapping
from tools.warehouse.report import IngestReport
from tools.warehouse.selection import select_transactions
from tools.warehouse.suggest import suggest_mapping

__all__ = [
    "IngestReport",
    "LakeBusy",
    "Mapping",
    "Warehouse",
    "current_snapshot",
    "ingest",
    "load_mapping",
    "open_vault",
    "open_warehouse",
    "rejects",
    "select_transactions",
    "set_aside",
    "snapshots",
    "suggest_mapping",
]
