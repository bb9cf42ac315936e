"""The names in the data at hand: channels, categories, places, campaigns and the days they cover."""

from __future__ import annotations

from functools import lru_cache

from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.parsing import NO_DATA
from tools.errors import ToolError
from tools.warehouse import Warehouse

MOST_NAMES = 2000


def vocabulary_of(warehouse: Warehouse) -> Vocabulary:
    """The vocabulary of one snapshot; read once, because a snapshot never changes."""
    return _read(warehouse.snapshot, _Handle(warehouse))


class _Handle:
    """Carries the warehouse through the cache; the snapshot's id alone is the key."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Handle)


@lru_cache(maxsize=4)
def _read(_snapshot: str, handle: _Handle) -> Vocabulary:
    warehouse = handle.warehouse
    return Vocabulary(
        first_day=warehouse.first_day,
        last_day=warehouse.last_day,
        currency=warehouse.currency,
        channels=_values(warehouse, "transactions", "channel"),
        categories=_values(warehouse, "transactions", "category"),
        regions=(*_values(warehouse, "customers", "region"), *_values(warehouse, "customers", "city")),
        campaigns=_campaigns(warehouse),
        stores=_values(warehouse, "stores", "name"),
    )


def _values(warehouse: Warehouse, table: str, column: str) -> tuple[str, ...]:
    if not warehouse.has(table) or not warehouse.has_values(table, column):
        return ()
    found = warehouse.table(table).select(column).distinct().order_by(column).limit(MOST_NAMES).to_pyarrow()
    return tuple(value for value in found[column].to_pylist() if value)


def _campaigns(warehouse: Warehouse) -> tuple[tuple[str, str], ...]:
    if not warehouse.has("campaigns"):
        return ()
    table = warehouse.table("campaigns")
    rows = table.order_by("started_on").select("campaign_id", "name").to_pyarrow().to_pylist()
    return tuple((row["campaign_id"], row["name"] or "") for row in rows)


def vocabulary_or_nothing(open_warehouse: object) -> Vocabulary:
    """The vocabulary, or an empty one where there is no data yet: questions must still be understood."""
    try:
        return vocabulary_of(open_warehouse())  # type: ignore[operator]
    except ToolError:
        return NO_DATA
