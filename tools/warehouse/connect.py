"""Opens one snapshot of the warehouse for questions.

Every thread gets its own connection to the engine, and each runs one query at a time, so a `Warehouse` may be
shared by a pool of threads. Only the pinned snapshot is read: what a later load brings is not seen until the
warehouse is opened again.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tools.errors import InvalidArgument, MissingData, ToolError
from tools.warehouse.engines import Address, engine_at
from tools.warehouse.engines.engine import KeepsCustomerDays, Pinned
from tools.warehouse.engines.lake_files import existing, pinned_manifest
from tools.warehouse.manifest import Manifest
from tools.warehouse.persons import ONE_ROW_A_PERSON, addresses_of_persons
from tools.warehouse.schema import TABLES, VAULT

if TYPE_CHECKING:
    import ibis
    import pandas as pd

T = TypeVar("T")
MOST_REMEMBERED = 6
"""Results kept by one warehouse, and by each of its threads."""
LOCKED = ("execute", "to_pyarrow", "to_pyarrow_batches", "to_pandas", "raw_sql", "sql", "table")
SET_ASIDE_COLUMNS = ("table", "file", "line", "reason")
REJECTED_COLUMNS = ("table", "file", "line", "column", "value", "reason")


class Warehouse:
    """The canonical tables of one snapshot as Ibis tables, on whatever engine holds them."""

    def __init__(self, pinned: Pinned) -> None:
        self._pinned, self._manifest = pinned, pinned.manifest
        self.snapshot = pinned.snapshot
        self.currency = self._manifest.currency
        self.time_zone = self._manifest.time_zone
        self._per_thread = threading.local()
        self._backends: list[Any] = []
        # Whoever forgets to close, and a service that moves on to a newer snapshot, leaves nothing open.
        self._closing = weakref.finalize(self, _let_go, pinned, self._backends)
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        self._remembered: OrderedDict[Hashable, Any] = OrderedDict()
        self._remembering = threading.Lock()
        self._merged = self._manifest.persons.person_map is not None

    @property
    def connection(self) -> Any:
        """The Ibis back end of the calling thread."""
        backend = getattr(self._per_thread, "backend", None)
        if backend is None:
            backend = self._pinned.connect()
            lock = threading.RLock()
            for name in LOCKED:
                if hasattr(backend, name):
                    setattr(backend, name, _one_at_a_time(getattr(backend, name), lock, self._told))
            self._backends.append(backend)
            self._per_thread.backend = backend
        return backend

    def has(self, name: str) -> bool:
        """Whether the snapshot holds rows of this table."""
        return name in TABLES and bool(self._manifest.of(name))

    def table(self, name: str) -> ibis.Table:
        """A canonical table. Raises MissingData when nothing of it was loaded, InvalidArgument for a name
        that is no table (the vault's addresses are none: only delivery may open them)."""
        if name in VAULT:
            raise InvalidArgument(
                f"{name} is kept in the vault and cannot be queried; only delivery may open it.",
                message_ru=f"Таблица {name} лежит в сейфе, запросы к ней закрыты; её открывает только доставка.",
                argument="table",
            )
        if name not in TABLES:
            raise InvalidArgument(
                f"{name} is not a table of the warehouse; tables are: {', '.join(TABLES)}.",
                message_ru=f"В хранилище нет таблицы {name}; есть: {', '.join(TABLES)}.",
                argument="table",
            )
        if not self.has(name):
            if name == "transactions":
                raise self._no_purchases()
            raise MissingData(
                f"The table {name} is empty: load it with `copilot ingest FILE --table {name}`.",
                message_ru=f"Таблица {name} пуста: загрузите её командой `copilot ingest ФАЙЛ --table {name}`.",
                argument=name,
            )
        return self._pinned.table(self.connection, name)

    def customer_day(self) -> ibis.Table | None:
        """One row per customer and day, added up from the lines (`tools.warehouse.customer_day`); None where
        the engine or the lake has none. `tools.customers.selected_days` falls back on the lines."""
        return self._pinned.customer_day(self.connection)

    def recorded_states(self, as_of: date, computed_at: datetime) -> pd.DataFrame:
        """The customers' states of a day as recorded at a moment (`tools.warehouse.states`), whatever the
        snapshot: records are never changed. Raises MissingData where there is no such record."""
        from tools.warehouse.states import read_states

        if not isinstance(self._pinned, KeepsCustomerDays):
            raise MissingData(
                "Recorded states are kept in the lake, and this warehouse is read from another engine.",
                message_ru="Записанные состояния хранятся в озере, а это хранилище читается из другой базы.",
                argument="states",
            )
        return read_states(self._pinned.lake, as_of, computed_at)

    def addressed(self) -> ibis.Table | None:
        """`customer_id` and `channel` of everybody with a valid address, without the address itself; None where
        no addresses are loaded, or the engine was not given this table."""
        return self._pinned.addressed(self.connection)

    def has_values(self, table: str, column: str) -> bool:
        """Whether at least one row of the table has a value in this column (for example a known margin)."""
        return any(load.filled.get(column, 0) > 0 for load in self._manifest.of(table))

    def rows(self, table: str) -> int:
        """Number of rows of a table, 0 where it is empty."""
        if self._merged and table in ONE_ROW_A_PERSON and self.has(table):
            return int(self.table(table).count().execute())
        return sum(load.accepted_file.rows for load in self._manifest.of(table) if load.accepted_file)

    @property
    def loads(self) -> Manifest:
        """What was loaded into this snapshot, file by file."""
        return self._manifest

    @property
    def person_map(self) -> dict[str, str]:
        """The person of every customer id that is one of several of the same person; empty where nobody
        was merged. The tables are translated already: this is for ids that were stored elsewhere."""
        if not self._merged:
            return {}
        return self._pinned.person_map()

    @property
    def first_day(self) -> date:
        """First day with a transaction."""
        return self._days()[0]

    @property
    def last_day(self) -> date:
        """Last day with a transaction: the `as_of` of whatever is computed over all of the data."""
        return self._days()[1]

    def values(self, table: str, column: str) -> tuple[str, ...]:
        """The distinct texts in a column, sorted; remembered, because a snapshot never changes."""
        key = (table, column)
        if key not in self._known:
            rows = self.table(table)
            named = rows.filter(rows[column].notnull())
            found = named.group_by(column).agg(n=named.count())
            self._known[key] = tuple(sorted(str(v) for v in found.execute()[column]))
        return self._known[key]

    def remembered(self, key: Hashable, make: Callable[[], T], *, in_thread: bool = False) -> T:
        """What `make` gives, made once for this key as long as it is among the newest few: a snapshot never changes.

        Whatever holds tables of the engine is bound to the calling thread's connection: say `in_thread`. `make`
        must give the same each time; two threads that ask at once may both make it.
        """
        kept = self._of_thread() if in_thread else self._remembered
        with self._remembering:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]  # type: ignore[no-any-return]
        made = make()
        with self._remembering:
            kept[key] = made
            while len(kept) > MOST_REMEMBERED:
                kept.popitem(last=False)
        return made

    def _of_thread(self) -> OrderedDict[Hashable, Any]:
        """What the calling thread remembers; nothing once its connection was lost and replaced."""
        connection, kept = getattr(self._per_thread, "remembered", (None, OrderedDict()))
        if connection is not self.connection:
            kept = OrderedDict()
            self._per_thread.remembered = (self.connection, kept)
        return kept

    def close(self) -> None:
        """Lets go of the engine; the data stay."""
        self._remembered.clear()
        self._per_thread.__dict__.pop("remembered", None)
        self._closing()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _no_purchases(self) -> MissingData:
        held = ", ".join(f"{name} ({self.rows(name)})" for name in TABLES if self.has(name)) or "-"
        return MissingData(
            "The table transactions is empty, and this is computed from purchases with their dates. "
            f"Loaded are: {held}. Load a row a purchase (who, when, how much): `copilot ingest FILE --suggest` "
            "proposes its mapping; `readiness` says what can be computed without.",
            message_ru="Таблица transactions пуста, а это считается по покупкам с их датами. "
            f"Загружено: {held}. Загрузите покупки, строка на покупку (кто, когда, на сколько): "
            "`copilot ingest ФАЙЛ --suggest` предложит разметку; что можно посчитать без них, скажет `readiness`.",
            argument="transactions",
        )

    def _told(self, error: Exception) -> ToolError | None:
        """What a driver's error means to the caller; a lost connection is replaced at the next question."""
        told = self._pinned.fault(error)
        if told is not None:
            self._per_thread.backend = None
        return told

    def _days(self) -> tuple[date, date]:
        days = self._manifest.days("transactions")
        if days is None:
            self.table("transactions")
            raise MissingData(
                "The transactions have no dates.",
                message_ru="В транзакциях нет дат.",
                argument="transactions",
            )
        return days


def open_warehouse(
    lake: Path, *, snapshot: str | None = None, engine: Address | str | None = None
) -> Warehouse:
    """Opens the newest snapshot, or the one with this id, and pins it.

    `engine` is an address as in `COPILOT_WAREHOUSE`; left out, DuckDB reads the files of the lake. Raises
    MissingData when nothing was ever loaded or the snapshot is unknown, EngineUnavailable when the engine
    is away, NotConforming when its tables are not the canonical ones.
    """
    return Warehouse(engine_at(engine, Path(lake)).pin(snapshot))


def open_vault(
    lake: Path, table: str = "addresses", *, as_recorded: bool = False, snapshot: str | None = None
) -> pd.DataFrame:
    """A table of the vault; by default the addresses: customer_id, channel, address, first_name, valid.

    Read as of the newest snapshot, which is what delivery needs, or of the one with this id. Ids that were merged come as their person's, with one address a person and channel; `as_recorded` leaves
    them as their systems have them. Raises MissingData for an unknown snapshot. For delivery and identity alone; nothing of this may reach a tool
    result, a log or a model.
    """
    manifest = pinned_manifest(Path(lake), snapshot)
    frame = _read(Path(lake), manifest, table, "accepted_file", columns=tuple(VAULT[table].names))
    stored = manifest.persons.person_map
    if as_recorded or stored is None or table != "addresses":
        return frame
    import pandas as pd

    return addresses_of_persons(frame, pd.read_parquet(existing(Path(lake), stored)))


def rejects(lake: Path, *, snapshot: str | None = None) -> pd.DataFrame:
    """Every refused row of the lake: table, file, line, column, value, reason."""
    return _outcome(Path(lake), "rejected_file", snapshot, empty=REJECTED_COLUMNS)


def set_aside(lake: Path, *, snapshot: str | None = None) -> pd.DataFrame:
    """Every row that was understood but left out: its columns, file, line and the reason."""
    return _outcome(Path(lake), "set_aside_file", snapshot, empty=SET_ASIDE_COLUMNS)


def _outcome(lake: Path, which: str, snapshot: str | None, *, empty: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    manifest = pinned_manifest(lake, snapshot)
    frames = []
    for load in manifest.loads:
        stored = getattr(load, which)
        if stored is not None and load.table not in VAULT:
            frame = pd.read_parquet(existing(lake, stored))
            frame.insert(0, "table", load.table)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(empty))


def _read(
    lake: Path, manifest: Manifest, table: str, which: str, *, columns: tuple[str, ...]
) -> pd.DataFrame:
    import pandas as pd

    frames = [
        pd.read_parquet(existing(lake, stored), columns=list(columns))
        for load in manifest.loads
        if load.table == table and (stored := getattr(load, which)) is not None
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(columns))


def _let_go(pinned: Pinned, backends: list[Any]) -> None:
    for backend in backends:
        # Tables kept with .cache() go while the connection is still there: later their finalizers would
        # find it closed and complain on the screen.
        for name in list(backend._cache_name_to_entry):
            with contextlib.suppress(Exception):
                backend._finalize_cached_table(name)
    pinned.close()


def _one_at_a_time(
    method: Callable[..., Any], lock: threading.RLock, told: Callable[[Exception], ToolError | None]
) -> Callable[..., Any]:
    @functools.wraps(method)
    def held(*args: Any, **kwargs: Any) -> Any:
        with lock:
            try:
                return method(*args, **kwargs)
            except ToolError:
                raise
            except Exception as error:
                if (plain := told(error)) is not None:
                    raise plain from error
                raise

    return held
