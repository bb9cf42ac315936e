"""Builds everything once: settings, stores, warehouse, messengers, knowledge, agent.

Only what answers the first page is loaded at once; the engine, the agent and the index come with the
first question that needs them.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from copilot.config import Settings
from copilot.errors import BadRequest
from copilot.ports import Clock, Knowledge, Messenger, Ports, Recipients

if TYPE_CHECKING:
    from copilot.agent.conversation import Answer
    from tools.tool import Tool
    from tools.warehouse import Warehouse

T = TypeVar("T")
ASK_AGAIN_SECONDS = 2.0


@dataclass(frozen=True)
class Application:
    """What the doors of the house (pages, API, command line) are given."""

    ports: Ports

    @property
    def settings(self) -> Settings:
        """The settings it was built with."""
        return self.ports.settings

    def ask(self, question: str, **options: Any) -> Answer:
        """Asks the agent; the options are those of `copilot.agent.conversation.ask`."""
        from copilot.agent.conversation import ask

        return ask(self.ports, question, **options)

    def warm_up(self) -> None:
        """Loads what the first question will need; meant for a background thread after the start."""
        from copilot.agent.conversation import warm_up

        warm_up(self.ports)


def build(settings: Settings | None = None, *, clock: Clock | None = None) -> Application:
    """The whole application. Creates the home folder and brings the database to its newest form."""
    from sqlalchemy.exc import SQLAlchemyError

    from copilot.store import open_store

    # Language model libraries phone home by default; this house does not.
    os.environ["LANGSMITH_TRACING"] = "false"
    os.environ["LANGCHAIN_TRACING_V2"] = "false"
    settings = settings or Settings()
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest(
            f"The home folder {settings.home} cannot be used ({error.strerror}); name another with --home.",
            message_ru=f"Папку {settings.home} нельзя использовать ({error.strerror}); укажите другую: --home.",
        ) from None
    try:
        store = open_store(settings.sqlalchemy_url)
    except (SQLAlchemyError, ImportError) as error:
        # The address may hold a password, so only what kind of fault it was is told.
        kind = type(error).__name__
        raise BadRequest(
            f"The service database cannot be opened ({kind}); check COPILOT_DATABASE_URL and that the server runs.",
            message_ru=f"Служебная база не открывается ({kind}); проверьте COPILOT_DATABASE_URL и что сервер запущен.",
        ) from None
    return Application(
        Ports(
            settings=settings,
            clock=clock or (lambda: datetime.now(UTC)),
            warehouse=_NewestWarehouse(settings),
            tools=_catalogue,
            runs=store.runs,
            people=store.people,
            campaigns=store.campaigns,
            deliveries=store.deliveries,
            reports=store.reports,
            conversations=store.conversations,
            audit=store.audit,
            ledger=store.ledger,
            recipients=_once(lambda: _recipients(settings)),
            knowledge=_once(lambda: _knowledge(settings)),
            messenger=lambda channel: _messenger(settings, channel),
        ),
    )


class _NewestWarehouse:
    """Hands out the newest snapshot of the engine and keeps it open until a newer one appears."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: Warehouse | None = None
        self._asked = 0.0

    def __call__(self) -> Warehouse:
        from tools.warehouse import open_warehouse
        from tools.warehouse.engines import engine_at, parse_address

        with self._lock:
            address = parse_address(self._settings.engine)
            # A lake's manifest is read in a moment; a server is asked anew after some seconds only.
            recent = address.kind != "duckdb" and time.monotonic() - self._asked < ASK_AGAIN_SECONDS
            if self._open is not None and recent:
                return self._open
            newest = engine_at(address, self._settings.lake).current()
            if self._open is None or newest != self._open.snapshot:
                # The older one stays usable for whoever still computes on it; it goes when they are done.
                self._open = open_warehouse(self._settings.lake, engine=address)
            self._asked = time.monotonic()
            return self._open


def _once(make: Callable[[], T]) -> Callable[[], T]:
    return lru_cache(maxsize=1)(make)


def _catalogue() -> Mapping[str, Tool]:
    from tools.catalogue import tools

    return tools()


def _recipients(settings: Settings) -> Recipients:
    from copilot.store.recipients import LakeRecipients

    return LakeRecipients(settings.lake, engine=settings.engine)


def _knowledge(settings: Settings) -> Knowledge:
    from copilot.knowledge import open_knowledge

    return open_knowledge(settings.home / "knowledge")


def _messenger(settings: Settings, channel: str) -> Messenger:
    from copilot.messengers import messenger_for

    return messenger_for(settings, channel)
