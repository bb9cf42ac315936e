"""What the warehouse asks of an engine, and how an engine's faults are told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from tools.errors import ToolError

if TYPE_CHECKING:
    import ibis

    from tools.warehouse.manifest import Manifest


class EngineUnavailable(ToolError):
    """The engine's driver is not installed, or its server does not answer or refuses us."""

    code = "engine_unavailable"


class NotConforming(ToolError):
    """A table of the engine lacks a canonical column, or has it in a type that would give wrong figures."""

    code = "not_conforming"


class Engine(Protocol):
    """Where the canonical tables live."""

    def current(self) -> str | None:
        """Id of the newest snapshot, None where there is none."""

    def pin(self, snapshot: str | None = None) -> Pinned:
        """Opens the newest snapshot or the named one. Raises ToolError."""


class Pinned(Protocol):
    """One snapshot, held for as long as a warehouse is open."""

    snapshot: str
    manifest: Manifest

    def connect(self) -> Any:
        """An Ibis back end for one thread."""

    def table(self, backend: Any, name: str) -> ibis.Table:
        """A canonical table of the snapshot, its columns in canonical order and types."""

    def customer_day(self, backend: Any) -> ibis.Table | None:
        """The lines added up by customer and day (`tools.warehouse.customer_day`), None where nobody did so."""

    def addressed(self, backend: Any) -> ibis.Table | None:
        """Who has a valid address in which channel, None where that is not known."""

    def person_map(self) -> dict[str, str]:
        """The person of every merged customer id."""

    def fault(self, error: Exception) -> ToolError | None:
        """The sentence for a driver's error in the middle of a query; None where it is a fault of ours."""

    def close(self) -> None:
        """Lets go of whatever was opened."""


@runtime_checkable
class KeepsCustomerDays(Protocol):
    """An engine that reads the lake's own files: it also has the lines added up by customer and day."""

    lake: Path

    def customer_day(self, backend: Any) -> ibis.Table | None:
        """The table of `tools.warehouse.customer_day`, None where the lake does not have it."""


def missing_driver(engine: str, extra: str, package: str) -> EngineUnavailable:
    """What to install."""
    return EngineUnavailable(
        f"{engine} needs the package {package}: install the extra with `pip install 'cvm-copilot[{extra}]'`.",
        message_ru=f"Для {engine} нужен пакет {package}: установите дополнение `pip install 'cvm-copilot[{extra}]'`.",
        argument="COPILOT_WAREHOUSE",
    )


def unreachable(shown: str, error: BaseException) -> EngineUnavailable:
    """The server is away, or refuses the account. What a driver says may hold a password: only its kind is told."""
    kind = type(error).__name__
    return EngineUnavailable(
        f"The warehouse at {shown} cannot be used ({kind}); check COPILOT_WAREHOUSE, the account and that the server runs.",
        message_ru=f"Хранилище {shown} недоступно ({kind}); проверьте COPILOT_WAREHOUSE, учётную запись и что сервер запущен.",
        argument="COPILOT_WAREHOUSE",
    )
