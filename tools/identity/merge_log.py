"""The merge log: who was merged with whom, by what rule, when, by whom, and what was undone.

Parts are added and never changed. One entry a moved customer id, decision or run; every column is text, so
that the same entries are the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tools.facts import digest

if TYPE_CHECKING:
    from tools.warehouse.manifest import Manifest

COLUMNS = (
    "seq", "entry_id", "run_id", "at", "by", "action", "customer_id", "person_before", "person_after", "rule",
    "left", "right", "verdict", "reason", "before",
)  # fmt: skip
"""`action`: run, merge, unmerge, decide, undo. `before` of a run: where the state before it is kept (JSON)."""


def read_log(lake: Path, manifest: Manifest) -> pd.DataFrame:
    """All entries, oldest first; every column is text."""
    from tools.warehouse.engines.lake_files import existing

    parts = [pd.read_parquet(existing(lake, stored)) for stored in manifest.persons.log]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS), dtype="str")


def decisions_of(log: pd.DataFrame) -> pd.DataFrame:
    """left, right, verdict of what people decided, oldest first, as `resolve` takes it."""
    return _in_force(log)[["left", "right", "verdict"]].reset_index(drop=True)


def answered(log: pd.DataFrame) -> frozenset[str]:
    """Conflicts that a person called different: they are not asked again."""
    decided = _in_force(log)
    return frozenset(decided.loc[decided["verdict"] == "different", "entry_id"])


def undone(log: pd.DataFrame) -> frozenset[str]:
    """Merges and runs that were taken back."""
    return frozenset(log.loc[log["action"] == "undo", "entry_id"])


def _in_force(log: pd.DataFrame) -> pd.DataFrame:
    """Decisions, without those of a run that was taken back."""
    return log[(log["action"] == "decide") & ~log["run_id"].isin(undone(log) - {""})]


def changes(
    before: Mapping[str, str], after: Mapping[str, str], rules: Mapping[str, str], run_id: str
) -> list[dict[str, str]]:
    """One entry for each customer id whose person changes; ids that move together share an entry id."""
    entries = []
    for customer in sorted(before.keys() | after.keys()):
        old, new = before.get(customer, customer), after.get(customer, customer)
        if old == new:
            continue
        joins = new != customer or old not in after
        entries.append(
            {
                "entry_id": "m" + digest({"run": run_id, "before": old, "after": new})[:10],
                "run_id": run_id,
                "action": "merge" if joins and new != customer else "unmerge",
                "customer_id": customer,
                "person_before": old,
                "person_after": new,
                "rule": rules.get(customer, "") if new != customer else "",
            }
        )
    return entries


def numbered(entries: Iterable[Mapping[str, str]], *, after: int, at: str, by: str) -> pd.DataFrame:
    """The entries as a part of the log, numbered on from `after`."""
    rows = [
        {**dict.fromkeys(COLUMNS, ""), "at": at, "by": by, **entry, "seq": f"{after + i + 1:09d}"}
        for i, entry in enumerate(entries)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
