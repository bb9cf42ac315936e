"""The triggers in SQLite's words."""

# ruff: noqa: S608 - every part of these statements is a constant of this package
from __future__ import annotations

from sqlalchemy import Connection

PREFIX = "cvm_"

# Times are compared as Julian days, so that no spelling of a time sorts wrongly; an unreadable one is NULL
# and counts as expired. The database's own clock is the floor: a row cannot be dated back past an expiry.
_LIVE_APPROVAL = """
    a.content_id = c.id AND a.sha256 = c.sha256 AND a.author_id = c.author_id
    AND a.approver_id <> c.author_id AND a.decision = 'approved'
    AND coalesce(julianday(a.expires_at) > max(julianday('now'), julianday(NEW.moved_at)), 0)
    AND NOT EXISTS (SELECT 1 FROM approval r WHERE r.revokes = a.id AND r.decision = 'revoked')
"""

_NOT_LIVE = f"""
    NEW.decision IS NOT 'approved'
    OR NOT EXISTS (
        SELECT 1 FROM content c
        JOIN draft d ON d.id = c.draft_id AND d.content_id = c.id AND d.state IN ('approved', 'sending')
        JOIN approval a ON a.id = NEW.approval_id AND {_LIVE_APPROVAL}
        WHERE c.id = NEW.content_id AND c.sha256 = NEW.sha256
        AND NOT EXISTS (SELECT 1 FROM approval x WHERE x.content_id = c.id AND x.decision = 'rejected')
        AND (SELECT count(DISTINCT a.approver_id) FROM approval a WHERE {_LIVE_APPROVAL}) >= c.approvals_needed)
"""

_NOT_IN_AUDIENCE = """
    NOT EXISTS (
        SELECT 1 FROM content c JOIN audience_member m ON m.audience_id = c.audience_id
        WHERE c.id = NEW.content_id AND m.customer_id = NEW.recipient AND m.arm = 'treatment')
"""

# What the same author submitted to the same audience within seven days counts as one campaign.
_OTHERS = """
    FROM content o JOIN draft d ON d.id = o.draft_id AND d.content_id = o.id
    WHERE o.author_id = NEW.author_id AND o.audience_rule = NEW.audience_rule AND o.draft_id <> NEW.draft_id
    AND coalesce(julianday(o.submitted_at) > julianday(NEW.submitted_at) - 7, 1)
    AND NOT EXISTS (SELECT 1 FROM approval x WHERE x.content_id = o.id AND x.decision = 'rejected')
"""

_SPLIT = f"""
    NEW.approvals_needed < 2 AND (
        NEW.reach + (SELECT coalesce(sum(o.reach), 0) {_OTHERS}) > coalesce(json_extract(NEW.body, '$.limits.reach'), -1)
        OR NEW.cost + (SELECT coalesce(sum(o.cost), 0) {_OTHERS})
            > coalesce(json_extract(NEW.body, '$.limits.cost') * 10000, -1))
"""

_SAME_ROW = {
    "audience": "o.id = NEW.id",
    "draft_version": "o.draft_id = NEW.draft_id AND o.version = NEW.version",
    "ledger_entry": "o.campaign_id = NEW.campaign_id AND o.version = NEW.version",
    "audit": "o.seq = NEW.seq OR o.prev = NEW.prev OR o.hash = NEW.hash",
}


def _refuse(name: str, when: str, rules: dict[str, str]) -> str:
    cases = " ".join(f"WHEN {rule} THEN RAISE(ABORT, 'cvm: {why}')" for why, rule in rules.items())
    return f"CREATE TRIGGER {PREFIX}{name} {when} BEGIN SELECT CASE {cases} END; END"


def statements(
    append_only: tuple[str, ...], fixed: tuple[str, ...], transitions: tuple[str, ...]
) -> dict[str, str]:
    """All triggers by name."""
    made: dict[str, str] = {}

    def add(name: str, when: str, rules: dict[str, str]) -> None:
        made[PREFIX + name] = _refuse(name, when, rules)

    for table in append_only:
        for verb in ("UPDATE", "DELETE"):
            add(f"{table}_{verb.lower()}", f"BEFORE {verb} ON {table}", {f"{table} is append-only": "1"})
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger.
    for table, same in _SAME_ROW.items():
        taken = f"EXISTS (SELECT 1 FROM {table} o WHERE {same})"
        add(f"{table}_insert", f"BEFORE INSERT ON {table}", {f"{table} is append-only": taken})
    add("delivery_delete", "BEFORE DELETE ON delivery", {"a delivery is never deleted": "1"})
    add(
        "content_insert",
        "BEFORE INSERT ON content",
        {
            "sha256 does not match the body": "NEW.sha256 IS NOT copilot_sha256(NEW.body)",
            "this id is taken": "EXISTS (SELECT 1 FROM content c WHERE c.id = NEW.id)",
            "two approvers are needed": _SPLIT,
        },
    )
    add(
        "member_insert",
        "BEFORE INSERT ON audience_member",
        {
            "the audience is frozen": (
                "EXISTS (SELECT 1 FROM content c WHERE c.audience_id = NEW.audience_id)"
                " OR EXISTS (SELECT 1 FROM audience_member o"
                " WHERE o.audience_id = NEW.audience_id AND o.customer_id = NEW.customer_id)"
            )
        },
    )
    add(
        "approval_insert",
        "BEFORE INSERT ON approval",
        {
            "this id is taken": "EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.id)",
            "an author cannot decide": "NEW.approver_id = NEW.author_id",
            "the approval does not match a content": (
                "NOT EXISTS (SELECT 1 FROM content c WHERE c.id = NEW.content_id AND c.sha256 = NEW.sha256"
                " AND c.author_id = NEW.author_id AND c.author_id <> NEW.approver_id)"
            ),
            "only an approver decides": (
                "NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.approver_id AND p.role = 'approver')"
            ),
            "a rejection is final": (
                "NEW.decision = 'approved' AND EXISTS (SELECT 1 FROM approval x"
                " WHERE x.content_id = NEW.content_id AND x.decision = 'rejected')"
            ),
            "the revoked approval is not of this content": (
                "NEW.decision = 'revoked' AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.revokes"
                " AND a.content_id = NEW.content_id AND a.decision = 'approved')"
            ),
        },
    )
    add(
        "delivery_insert",
        "BEFORE INSERT ON delivery",
        {
            "this message exists": (
                "EXISTS (SELECT 1 FROM delivery o WHERE o.id = NEW.id OR o.key = NEW.key"
                " OR (o.content_id = NEW.content_id AND o.recipient = NEW.recipient))"
            ),
            "a delivery begins as waiting": "NEW.state IS NOT 'waiting'",
            "no live approval of this content": _NOT_LIVE,
            "the recipient is not in the treated audience": _NOT_IN_AUDIENCE,
        },
    )
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in fixed)
    allowed = ", ".join(f"'{step}'" for step in transitions)
    add(
        "delivery_update",
        "BEFORE UPDATE ON delivery",
        {
            "a delivery keeps its content and recipient": changed,
            "this change of state is not allowed": (
                "NEW.state IS NOT OLD.state AND (NEW.state IS NULL"
                f" OR OLD.state || '>' || NEW.state NOT IN ({allowed}))"
            ),
            "no live approval of this content": (
                f"NEW.state = 'sending' AND OLD.state <> 'sending' AND ({_NOT_LIVE})"
            ),
        },
    )
    return made


def install(
    connection: Connection, append_only: tuple[str, ...], fixed: tuple[str, ...], transitions: tuple[str, ...]
) -> None:
    """Drops every trigger of ours and creates them all."""
    for name in _present(connection):
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for statement in statements(append_only, fixed, transitions).values():
        connection.exec_driver_sql(statement)


def differing(
    connection: Connection, append_only: tuple[str, ...], fixed: tuple[str, ...], transitions: tuple[str, ...]
) -> list[str]:
    """Triggers that are missing, differ in their text, or are ours by name but not known."""
    present = _present(connection)
    wanted = statements(append_only, fixed, transitions)
    return sorted(name for name in present.keys() | wanted.keys() if present.get(name) != wanted.get(name))


def _present(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'cvm\\_%' ESCAPE '\\'"
    )
    return {row.name: row.sql for row in rows}
