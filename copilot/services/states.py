"""Recording where every customer stood at the end of a week, with this house's clock and version."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import structlog

from copilot.domain.people import Person
from copilot.errors import CopilotError
from copilot.ports import Ports
from tools.errors import ToolError

if TYPE_CHECKING:
    from tools.segmentation.customer_states import Restated
    from tools.warehouse.manifest import StateRecord

PAUSE_SECONDS, REST_LOOKS = 60.0, 10
log = structlog.get_logger()


def record(ports: Ports, days: Sequence[date], *, person: Person | None = None) -> list[StateRecord]:
    """Stores the states of these days as computed now; a day recorded under the same data, rules and code
    keeps its record. Raises ToolError; then nothing was stored."""
    from tools.segmentation.customer_states import record_states
    from tools.warehouse.states import recorded

    before = set(recorded(ports.settings.lake))
    records = record_states(
        ports.settings.lake, days, computed_at=ports.clock(), code_version=_code_version()
    )
    for made in records:
        if made not in before:
            ports.audit.append(
                "states_recorded",
                person_id=person.id if person else None,
                at=made.computed_at,
                data={
                    "as_of": made.as_of,
                    "computed_at": made.computed_at.isoformat(),
                    "snapshot": made.data_version,
                    "rules": made.rules_version,
                    "customers": made.customers,
                },
            )
    return records


def record_closed_weeks(ports: Ports, *, since: date | None = None) -> list[StateRecord]:
    """Records the weeks that have ended and have no record: those after the last one recorded, or the newest
    alone where there is none; with `since` all from that day on."""
    from tools.segmentation.customer_states import WEEK, closed_weeks
    from tools.warehouse.manifest import read_manifest

    manifest = read_manifest(ports.settings.lake)
    days = manifest.days("transactions") if manifest is not None else None
    if manifest is None or days is None:
        return []
    known = {made.as_of for made in manifest.states}
    if since is None:
        newest = closed_weeks(*days)
        weeks = [day for day in known if newest and (newest[0] - day).days % 7 == 0]
        since = max(weeks) + WEEK if weeks else None
    due = [week for week in closed_weeks(*days, since=since) if week not in known]
    return record(ports, due) if due else []


def remember(ports: Ports, day: date, snapshot: str) -> None:
    """Records the states that a report has just told, for the next one to be held against; whatever is in the
    way of that (another writer, an engine without a lake) must not cost the report."""
    from tools.warehouse import current_snapshot
    from tools.warehouse.states import known_state

    lake = ports.settings.lake
    if current_snapshot(lake) != snapshot or known_state(lake, day) is not None:
        return
    try:
        record(ports, [day])
    except (ToolError, OSError) as error:
        log.warning("states.not_recorded", day=day.isoformat(), error=str(error))


def listing(ports: Ports) -> list[StateRecord]:
    """Every record, oldest first."""
    from tools.warehouse.states import recorded

    return recorded(ports.settings.lake)


def check(ports: Ports, as_of: date, computed_at: datetime | None = None) -> tuple[StateRecord, Restated]:
    """A record (default: the newest of that day) held against the present data. Raises MissingData."""
    from tools.errors import MissingData
    from tools.segmentation.customer_states import restated
    from tools.warehouse import open_warehouse
    from tools.warehouse.states import known_state

    lake = ports.settings.lake
    made = known_state(lake, as_of, at=computed_at)
    if made is None:
        raise MissingData(
            f"No states of {as_of} were recorded by then; `copilot states list` shows what there is.",
            message_ru=f"Состояния на {as_of} к тому моменту не записаны; что есть, покажет `copilot states list`.",
            argument="as_of",
        )
    with open_warehouse(lake) as warehouse:
        return made, restated(warehouse, made.as_of, made.computed_at)


def keep_recorded(
    ports: Ports,
    *,
    stop: threading.Event,
    pause: float = PAUSE_SECONDS,
    rest_looks: int = REST_LOOKS,
) -> None:
    """Until `stop`: records the closed weeks once the lake has not changed for so many looks, because a week
    is told by several files (sales, then customers), and after the first of them it is not whole yet."""
    from tools.warehouse import current_snapshot

    last, looks = None, 0
    while not stop.is_set():
        snapshot = current_snapshot(ports.settings.lake)
        looks = looks + 1 if snapshot == last else 0
        last = snapshot
        if snapshot is not None and looks == rest_looks:
            try:
                record_closed_weeks(ports)
            except (CopilotError, ToolError, OSError) as error:
                log.error("states.error", error=str(error))
        stop.wait(pause)


def known_before(ports: Ports, end: date, *, at: datetime) -> StateRecord | None:
    """The record of the day before the week that ends on `end`, as it was the newest at that moment."""
    from tools.warehouse.states import known_state

    return known_state(ports.settings.lake, end - timedelta(days=7), at=at)


def _code_version() -> str:
    try:
        return version("cvm-copilot")
    except PackageNotFoundError:
        return "unknown"
