"""Connections and transactions. Every write takes its lock at the start; reads never wait for writers."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from copilot.errors import BadRequest, Conflict

BUSY_SECONDS = 30
T = TypeVar("T")


class Database:
    """One service database, SQLite or PostgreSQL, and the transaction that this thread is in."""

    def __init__(self, url: str) -> None:
        self.url = _normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock: AbstractContextManager[Any] = nullcontext()
        if not self.is_sqlite:
            self.engine = self._reader = create_engine(self.url, pool_pre_ping=True)
        elif self.url.database in (None, "", ":memory:"):
            # One connection for all threads: they take turns.
            self.engine = self._reader = _sqlite(self.url, "BEGIN IMMEDIATE", poolclass=StaticPool)
            self._lock = threading.RLock()
        else:
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
            self.engine = _sqlite(self.url, "BEGIN IMMEDIATE")
            self._reader = _sqlite(self.url, "BEGIN")
        self._here = threading.local()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or the one this thread is already in.

        SQLite begins it with BEGIN IMMEDIATE: a transaction that reads first and writes later would fail
        with "database is locked" whenever somebody else wrote in between, whatever the time-out.
        """
        joined: Session | None = getattr(self._here, "session", None)
        if joined is not None:
            yield joined
            joined.flush()
            return
        with self._lock, Session(self.engine, expire_on_commit=False) as session:
            self._here.session = session
            try:
                with session.begin():
                    yield session
            except DBAPIError as error:
                refusal = _refusal(error)
                if refusal is error:
                    raise
                raise refusal from error
            finally:
                self._here.session = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; inside `write` it is that transaction's own."""
        joined: Session | None = getattr(self._here, "session", None)
        if joined is not None:
            yield joined
            return
        with self._lock, Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()
        self._reader.dispose()


def parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`: one statement takes only so many parameters."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _refusal(error: DBAPIError) -> Exception:
    """A trigger's refusal as an error that people can read; anything else as it came."""
    found = re.search(r"cvm: ([^\n]*)", str(error.orig))
    if found is None:
        return error
    return Conflict(
        f"The database refused this: {found[1]}.", message_ru=f"База данных отказала: {found[1]}."
    )


def _normalised(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadRequest(
            f"The service database must be SQLite or PostgreSQL, not {parsed.drivername}.",
            message_ru=f"База сервиса может быть SQLite или PostgreSQL, но не {parsed.drivername}.",
        )
    return parsed


def _sqlite(url: URL, begin: str, **options: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:  # noqa: ARG001 - the event's signature
        connection.isolation_level = None  # pysqlite's own BEGIN comes too late; ours is below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        # FULL: an intent to send must survive a power cut, or its message could go out twice.
        connection.execute("PRAGMA synchronous = FULL")
        connection.create_function("copilot_sha256", 1, _sha256, deterministic=True)

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
