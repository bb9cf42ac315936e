"""Publishing a snapshot of the lake to the engine that answers questions, with a line in the audit chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from copilot.domain.people import Person
from copilot.errors import BadRequest
from copilot.ports import Ports

if TYPE_CHECKING:
    from tools.warehouse.engines.publish import Publication


def publish_snapshot(
    ports: Ports,
    *,
    to: str | None = None,
    snapshot: str | None = None,
    person: Person | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Publication:
    """Makes a snapshot of the lake (default: the newest) the current one of the engine `to` (default:
    `COPILOT_WAREHOUSE`). Raises ToolError or BadRequest; then readers see what they saw."""
    from tools.warehouse.engines.publish import publish

    address = to or ports.settings.engine
    if not address:
        raise BadRequest(
            "Say where to publish: --to postgresql://user@host/database, or set COPILOT_WAREHOUSE.",
            message_ru="Укажите, куда публиковать: --to postgresql://user@host/database, или задайте COPILOT_WAREHOUSE.",
        )
    done = publish(ports.settings.lake, address, snapshot=snapshot, progress=progress)
    if not done.already:
        ports.audit.append(
            "warehouse_published",
            person_id=person.id if person else None,
            at=ports.clock(),
            data={"snapshot": done.snapshot, "engine": done.engine, "rows": sum(done.rows.values())},
        )
    return done
