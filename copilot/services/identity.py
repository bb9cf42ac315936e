"""Who is who: resolving the warehouse's customers, answering its questions, taking merges back.

What is shown names customer ids and masked values only; each step leaves a line in the audit chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from copilot.domain.people import Person
from copilot.grounding.privacy import redact
from copilot.ports import Ports

if TYPE_CHECKING:
    import pandas as pd

    from tools.identity.in_lake import IdentityReport


def resolve_identities(
    ports: Ports,
    *,
    person: Person | None = None,
    check: bool = False,
    method: Literal["deterministic", "probabilistic"] = "deterministic",
) -> IdentityReport:
    """Finds which customer ids are one person and stores it, or with `check` only says so. Raises ToolError."""
    from tools.identity.in_lake import resolve_lake

    report = resolve_lake(
        ports.settings.lake, at=ports.clock().isoformat(), by=_name(person), check=check, method=method
    )
    if not check and report.run_id:
        _audit(ports, "identity.resolved", person, report)
    return report


def waiting_conflicts(ports: Ports) -> pd.DataFrame:
    """The questions that wait for a person, with masked values."""
    from tools.identity.in_lake import waiting_conflicts as waiting

    return waiting(ports.settings.lake)


def decide_conflict(
    ports: Ports, person: Person, conflict_id: str, verdict: Literal["same", "different"], *, reason: str
) -> IdentityReport:
    """A person's answer: the two are the same person, or different ones. Holds from now on."""
    from tools.identity.in_lake import decide

    report = decide(
        ports.settings.lake,
        conflict_id,
        verdict,
        reason=_kept(reason),
        at=ports.clock().isoformat(),
        by=person.id,
    )
    _audit(ports, "identity.decided", person, report, conflict_id=conflict_id, verdict=verdict)
    return report


def undo_merge(ports: Ports, person: Person, ref: str, *, reason: str) -> str:
    """Takes back one merge or the newest run; the id of the snapshot afterwards."""
    from tools.identity.in_lake import undo

    snapshot = undo(
        ports.settings.lake, ref, reason=_kept(reason), at=ports.clock().isoformat(), by=person.id
    )
    ports.audit.append(
        "identity.undone",
        person_id=person.id,
        at=ports.clock(),
        data={"ref": ref, "snapshot": snapshot},
    )
    return snapshot


def merge_log(ports: Ports) -> pd.DataFrame:
    """What was merged, decided and undone, oldest first."""
    from tools.identity.in_lake import merge_log as log

    return log(ports.settings.lake)


def _audit(ports: Ports, kind: str, person: Person | None, report: IdentityReport, **more: Any) -> None:
    ports.audit.append(
        kind,
        person_id=_name(person) or None,
        at=ports.clock(),
        data={
            **more,
            "run": report.run_id,
            "snapshot": report.snapshot,
            "records": report.records,
            "persons": report.persons,
            "new_merges": report.new_merges,
            "unmerged": report.unmerged,
            "conflicts": report.conflicts,
        },
    )


def _kept(reason: str) -> str:
    """A person's words without telephones and addresses, because the log stays."""
    return redact(reason).text


def _name(person: Person | None) -> str:
    return person.id if person else ""
