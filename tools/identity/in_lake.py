"""Resolves the customers of a lake, takes decisions and takes merges back. Each step is one new manifest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from tools.errors import InvalidArgument
from tools.facts import digest
from tools.identity.lake_records import COLUMNS, lake_records
from tools.identity.merge_log import answered, changes, decisions_of, numbered, read_log, undone
from tools.identity.person_store import current_manifest, read_person_map, read_queue, replace_persons
from tools.identity.resolution import Resolution, resolve
from tools.identity.rules import STRENGTH

Verdict = Literal["same", "different"]
MOST_APART = 2_000


@dataclass(frozen=True)
class IdentityReport:
    """What a run found and, unless it was a check, stored."""

    run_id: str
    """Empty where nothing changed."""
    snapshot: str
    """Of the lake afterwards; for a check, of the lake as it is."""
    records: int
    persons: int
    merged_ids: int
    """Customer ids that are one of several of their person."""
    new_merges: int
    unmerged: int
    conflicts: int
    by_rule: Mapping[str, int]
    """Customer ids that joined a person, by the strongest rule."""
    unused_keys: Mapping[str, int]
    """Values that are placeholders or shared by too many."""
    largest_person: int
    merges: tuple[tuple[str, str, str], ...] = ()
    """(customer id, its person, rule) of what is new."""
    waiting: pd.DataFrame = field(repr=False, default_factory=pd.DataFrame)


def resolve_lake(
    lake: Path,
    *,
    at: str,
    by: str = "",
    check: bool = False,
    country: str = "RU",
    method: Literal["deterministic", "probabilistic"] = "deterministic",
) -> IdentityReport:
    """Resolves all customer ids of the lake anew and stores persons, log and queue in one step.

    What people decided holds; persons keep their ids; running it twice changes nothing. `at` (ISO time) and
    `by` go into the log; `check` stores nothing. Raises MissingData for an empty lake, InvalidArgument when the
    lake changed meanwhile, LakeBusy while a load runs.
    """
    return _run(Path(lake), [], at=at, by=by, check=check, country=country, method=method)


def decide(
    lake: Path, conflict_id: str, verdict: Verdict, *, reason: str, at: str, by: str = "", country: str = "RU"
) -> IdentityReport:
    """Answers a conflict and resolves again with the answer. Raises InvalidArgument for a conflict that does
    not wait, a verdict that is neither same nor different, and a missing reason."""
    lake = Path(lake)
    if verdict not in ("same", "different"):
        raise InvalidArgument(
            f"verdict {verdict!r} is neither same nor different.",
            message_ru=f"Решение {verdict!r} – не same (один человек) и не different (разные люди).",
            argument="verdict",
        )
    _need_reason(reason)
    waiting = read_queue(lake, current_manifest(lake))
    found = waiting[waiting["conflict_id"] == conflict_id]
    if found.empty:
        some = ", ".join(waiting["conflict_id"].head(5)) or "none"
        raise InvalidArgument(
            f"No conflict {conflict_id} waits for a decision; waiting: {some}.",
            message_ru=f"Конфликт {conflict_id} решения не ждёт; ждут: {some}.",
            argument="conflict_id",
        )
    item = found.iloc[0]
    names = (
        str(item["records"]).split()
        if item["reason"] == "large" and verdict == "same"
        else [item["left"], item["right"]]
    )
    entries = [
        {
            "entry_id": conflict_id,
            "action": "decide",
            "left": names[0],
            "right": other,
            "verdict": verdict,
            "reason": reason,
        }
        for other in names[1:]
    ]
    return _run(lake, entries, at=at, by=by, check=False, country=country, method="deterministic")


def undo(lake: Path, ref: str, *, reason: str, at: str, by: str = "") -> str:
    """Takes back one merge (`m...`) or the newest run (`i...`); the id of the snapshot afterwards.

    A run goes back to exactly the state before it. One merge is taken out of the persons as they are now and
    kept apart from then on. Raises InvalidArgument for an unknown or already undone entry, for a run that is
    not the newest, and for a missing reason.
    """
    lake = Path(lake)
    _need_reason(reason)
    manifest = current_manifest(lake)
    log = read_log(lake, manifest)
    taken_back = undone(log)
    mine = log[((log["entry_id"] == ref) & log["action"].isin(["merge", "run"]))]
    if mine.empty or ref in taken_back:
        raise InvalidArgument(
            f"{ref} is no merge or run that could be undone; see: copilot identity log",
            message_ru=f"{ref} – не объединение и не запуск, которые можно отменить; список: copilot identity log",
            argument="ref",
        )
    entry: dict[str, str] = {"entry_id": ref, "action": "undo", "reason": reason}
    if mine.iloc[0]["action"] == "run":
        return _undo_run(lake, manifest, log, ref, entry, taken_back, at=at, by=by)
    before, after = str(mine.iloc[0]["person_before"]), str(mine.iloc[0]["person_after"])
    persons = read_person_map(lake, manifest)
    moved = [customer for customer in mine["customer_id"] if persons.get(customer) == after]
    if not moved:
        raise InvalidArgument(
            f"{ref}: these customers are no longer one person, there is nothing to undo.",
            message_ru=f"{ref}: эти клиенты уже не один человек, отменять нечего.",
            argument="ref",
        )
    left = {customer: person for customer, person in persons.items() if customer not in moved}
    rest = sorted(customer for customer, person in left.items() if person == after)
    new = _without_singles({**left, **dict.fromkeys(moved, before)})
    apart = [(a, b) for a in moved for b in rest][:MOST_APART]
    entries = [entry, *changes(persons, new, {}, "")]
    entries += [
        {"entry_id": ref, "action": "decide", "left": a, "right": b, "verdict": "different", "reason": reason}
        for a, b in apart
    ]
    return replace_persons(
        lake, manifest, person_map=new, entries=numbered(entries, after=len(log), at=at, by=by)
    )


def waiting_conflicts(lake: Path) -> pd.DataFrame:
    """The conflicts that wait for a person's decision."""
    return read_queue(Path(lake), current_manifest(Path(lake)))


def merge_log(lake: Path) -> pd.DataFrame:
    """Every entry of the merge log, oldest first."""
    return read_log(Path(lake), current_manifest(Path(lake)))


def _run(
    lake: Path,
    decided: list[dict[str, str]],
    *,
    at: str,
    by: str,
    check: bool,
    country: str,
    method: Literal["deterministic", "probabilistic"],
) -> IdentityReport:
    from tools.warehouse.manifest import Persons

    manifest = current_manifest(lake)
    log = read_log(lake, manifest)
    with_new = pd.concat([log, numbered(decided, after=len(log), at=at, by=by)], ignore_index=True)
    persons = read_person_map(lake, manifest)
    records = lake_records(lake, manifest)
    columns: dict[str, Any] = {
        f: c for f, c in COLUMNS.items() if f == "record_id" or records[c].notna().any()
    }
    if len(columns) > 1:
        found = resolve(records[list(columns.values())], columns=columns, country=country, method=method, decisions=decisions_of(with_new), previous=persons)  # fmt: skip
    else:
        found = _nobody(records)
    queue = found.conflicts[~found.conflicts["conflict_id"].isin(answered(with_new))].reset_index(drop=True)
    new = found.person_map
    was = read_queue(lake, manifest)
    rules = _strongest(found)
    run_id = (
        "i"
        + digest(
            {
                "snapshot": manifest.snapshot,
                "log": len(log),
                "map": new,
                "queue": sorted(queue["conflict_id"]),
            }
        )[:10]
    )
    moves = changes(persons, new, rules, run_id)
    changed = bool(decided) or new != persons or sorted(queue["conflict_id"]) != sorted(was["conflict_id"])
    snapshot = manifest.snapshot
    if changed and not check:
        state = Persons(person_map=manifest.persons.person_map, queue=manifest.persons.queue)
        run = {
            "entry_id": run_id,
            "run_id": run_id,
            "action": "run",
            "before": state.model_dump_json(),
            "reason": method,
        }
        entries = numbered(
            [*({**entry, "run_id": run_id} for entry in decided), run, *moves], after=len(log), at=at, by=by
        )
        snapshot = replace_persons(lake, manifest, person_map=new, queue=queue, entries=entries)
    merges = [m for m in moves if m["action"] == "merge"]
    return IdentityReport(
        run_id=run_id if changed else "",
        snapshot=snapshot,
        records=found.n_records,
        persons=found.n_persons,
        merged_ids=len(new),
        new_merges=len(merges),
        unmerged=len(moves) - len(merges),
        conflicts=len(queue),
        by_rule=dict(Counter(rules[c] for c, p in new.items() if c != p and c in rules)),
        unused_keys=dict(Counter(found.guards["reason"])),
        largest_person=max(Counter(new.values()).values(), default=1),
        merges=tuple((m["customer_id"], m["person_after"], m["rule"]) for m in merges),
        waiting=queue,
    )


def _undo_run(
    lake: Path,
    manifest: Any,
    log: pd.DataFrame,
    ref: str,
    entry: dict[str, str],
    taken_back: frozenset[str],
    *,
    at: str,
    by: str,
) -> str:
    from tools.warehouse.manifest import Persons

    runs = [run for run in log.loc[log["action"] == "run", "entry_id"] if run not in taken_back]
    if runs[-1] != ref:
        raise InvalidArgument(
            f"{ref} is not the newest run; undo {runs[-1]} first.",
            message_ru=f"{ref} – не последний запуск; сначала отмените {runs[-1]}.",
            argument="ref",
        )
    state = Persons.model_validate(
        json.loads(str(log[(log["entry_id"] == ref) & (log["action"] == "run")].iloc[0]["before"]))
    )
    return replace_persons(
        lake, manifest, restored=state, entries=numbered([entry], after=len(log), at=at, by=by)
    )


def _strongest(found: Resolution) -> dict[str, str]:
    """The strongest rule that links each record with another."""
    links = found.links.assign(strength=found.links["rule"].map(STRENGTH))
    both = pd.concat([links[["left", "rule", "strength"]].rename(columns={"left": "id"}), links[["right", "rule", "strength"]].rename(columns={"right": "id"})])  # fmt: skip
    best = both.sort_values(["id", "strength"], ascending=[True, False], kind="stable").drop_duplicates("id")
    return dict(zip(best["id"], best["rule"], strict=True))


def _nobody(records: pd.DataFrame) -> Resolution:
    """Records about which nothing is known that could link them."""
    alone = records[["customer_id"]].assign(address=None)
    return resolve(
        alone.astype({"address": "str"}), columns={"record_id": "customer_id", "address": "address"}
    )


def _without_singles(persons: Mapping[str, str]) -> dict[str, str]:
    count = Counter(persons.values())
    return {customer: person for customer, person in persons.items() if count[person] > 1}


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidArgument(
            "Say why: the reason is kept in the log.",
            message_ru="Укажите причину: она сохраняется в журнале.",
            argument="reason",
        )
