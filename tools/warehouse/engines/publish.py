"""Copies a snapshot of the lake into an engine, so that readers there see the old state or the new one.

What is copied is what the tools read: the canonical tables with merged persons as one, and who has a valid
address in which channel. The addresses and names of the vault never leave the lake. The tables go to a place of their own, named after the snapshot; one row in `cvm_snapshot`
then makes them the current ones. A publication that was cut off leaves nothing that anybody reads, and is
cleared away by the next. The same snapshot again is nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tools.errors import InvalidArgument, ToolError
from tools.warehouse.connect import Warehouse, open_warehouse
from tools.warehouse.engines import Address, parse_address
from tools.warehouse.engines.addressed import NAME as ADDRESSED
from tools.warehouse.engines.snapshot_table import Published
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

BATCH = 250_000
KEPT = 2
"""How many published snapshots stay: the current one, and the one before for readers that have not moved on."""
DAYS = "customer_day"
"""The lines added up by customer and day: derived, and published with the rest for speed."""

Progress = Callable[[str, int], None]


class PublicationFailed(ToolError):
    """What arrived is not what was sent; nothing became visible."""

    code = "publication_failed"


@dataclass(frozen=True, slots=True)
class Publication:
    """What was done: rows by table, and whether the engine had this snapshot already."""

    snapshot: str
    engine: str
    rows: dict[str, int]
    already: bool = False
    in_place: bool = False
    """The engine reads the lake's own files: there was nothing to copy."""


class Target(Protocol):
    """An engine that takes tables in."""

    def find(self, snapshot: str) -> Published | None: ...

    def make_current(self, snapshot: str) -> None: ...

    def take(self, source: Source, progress: Progress) -> dict[str, int]: ...


@dataclass(frozen=True, slots=True)
class Source:
    """What a target is given: the pinned snapshot and its tables in batches."""

    warehouse: Warehouse

    @property
    def snapshot(self) -> str:
        return self.warehouse.snapshot

    def row(self, *, position: int, location: str) -> Published:
        """The line of `cvm_snapshot` for this snapshot."""
        manifest = self.warehouse.loads
        return Published(
            self.snapshot,
            manifest.currency,
            manifest.time_zone,
            position=position,
            location=location,
            manifest=manifest.model_dump_json(),
        )

    @property
    def tables(self) -> list[str]:
        return [*self.rows(), *(name for name in (DAYS, ADDRESSED) if self._derived(name) is not None)]

    def schema(self, name: str) -> ibis.Schema:
        """Columns and types of a table."""
        return TABLES[name] if name in TABLES else self._table(name).schema()

    def batches(self, name: str) -> Iterator[pa.Table]:
        """The rows of a table, some hundred thousand at a time, in the canonical types."""
        import pyarrow as pa

        schema = self.schema(name).to_pyarrow()
        reader = self._table(name).to_pyarrow_batches(chunk_size=BATCH)
        for batch in reader:
            if batch.num_rows:
                yield pa.Table.from_batches([batch]).cast(schema)

    def rows(self) -> dict[str, int]:
        """Rows by canonical table."""
        return {name: self.warehouse.rows(name) for name in TABLES if self.warehouse.has(name)}

    def _table(self, name: str) -> ibis.Table:
        derived = self._derived(name)
        return self.warehouse.table(name) if derived is None else derived

    def _derived(self, name: str) -> ibis.Table | None:
        if name == DAYS:
            return self.warehouse.customer_day()
        return self.warehouse.addressed() if name == ADDRESSED else None

    def person_map(self) -> list[tuple[str, str]]:
        return sorted(self.warehouse.person_map.items())


def publish(
    lake: Path, to: Address | str, *, snapshot: str | None = None, progress: Progress | None = None
) -> Publication:
    """Makes a snapshot of the lake (default: the newest) the current one of the engine at the address `to`.

    `progress` is called with a table and the rows copied of it so far. Raises InvalidArgument for an engine
    that has nothing to take in, EngineUnavailable, MissingData for an empty lake or an unknown snapshot, and
    PublicationFailed when the counts differ; then readers go on seeing what they saw.
    """
    address = to if isinstance(to, Address) else parse_address(to)
    if address.kind == "duckdb":
        raise InvalidArgument(
            "DuckDB reads the lake itself; name another engine with --to, for example postgresql://user@host/database.",
            message_ru="DuckDB читает озеро сам; укажите другой движок: --to postgresql://user@host/database.",
            argument="to",
        )
    if address.kind == "spark" or (address.kind == "chdb" and not address.path):
        return _in_place(lake, address, snapshot)
    with open_warehouse(lake, snapshot=snapshot) as warehouse:
        source, target = Source(warehouse), _target(address)
        known = target.find(source.snapshot)
        if known is not None:
            target.make_current(source.snapshot)
            return Publication(source.snapshot, address.shown, source.rows(), already=True)
        return Publication(source.snapshot, address.shown, target.take(source, progress or (lambda *_: None)))


def checked(name: str, sent: int, arrived: int) -> int:
    """The number of rows, when as many arrived as were sent."""
    if sent != arrived:
        raise PublicationFailed(
            f"{name}: {sent} rows were sent and {arrived} arrived; nothing was published. Publish again.",
            message_ru=f"{name}: отправлено строк {sent}, дошло {arrived}; ничего не опубликовано. Повторите публикацию.",
            argument=name,
        )
    return arrived


def _target(address: Address) -> Target:
    if address.kind == "postgresql":
        from tools.warehouse.engines.publish_postgresql import PostgresqlTarget

        return PostgresqlTarget(address)
    from tools.warehouse.engines.publish_clickhouse import ClickhouseTarget

    return ClickhouseTarget(address)


def _in_place(lake: Path, address: Address, snapshot: str | None) -> Publication:
    """Proves that the engine reads every table of the lake."""
    with open_warehouse(lake, snapshot=snapshot, engine=address) as there:
        with open_warehouse(lake, snapshot=there.snapshot) as here:
            names = [name for name in TABLES if here.has(name)]
            expected: dict[str, int] = {name: here.rows(name) for name in names}
        rows: dict[str, Any] = {
            name: checked(name, expected[name], int(there.table(name).count().execute())) for name in names
        }
        return Publication(there.snapshot, address.shown, rows, already=True, in_place=True)
