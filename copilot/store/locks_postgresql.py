"""The triggers in PostgreSQL's words.

The functions run with their owner's rights and a fixed search path: they lock the approvals they read, which
the application's own role need not be allowed to do. That role, if it is not the owner, cannot disable them.
"""

# ruff: noqa: S608 - every part of these statements is a constant of this package
from __future__ import annotations

from sqlalchemy import Connection, text

PREFIX = "cvm_"

_LIVE_APPROVAL = """
        a.content_id = c.id AND a.sha256 = c.sha256 AND a.author_id = c.author_id
        AND a.approver_id <> c.author_id AND a.decision = 'approved'
        AND a.expires_at > greatest(clock_timestamp(), NEW.moved_at)
        AND NOT EXISTS (SELECT 1 FROM approval r WHERE r.revokes = a.id AND r.decision = 'revoked')
"""

# The locks come first and in a fixed order: whoever revokes or edits at the same moment waits for us, or we
# for them, and each statement that follows sees what they did.
_LIVE = f"""
    PERFORM 1 FROM draft d JOIN content c ON c.draft_id = d.id WHERE c.id = NEW.content_id FOR SHARE OF d;
    PERFORM 1 FROM approval a WHERE a.content_id = NEW.content_id ORDER BY a.id FOR SHARE;
    IF NEW.decision IS DISTINCT FROM 'approved' OR NOT EXISTS (
        SELECT 1 FROM content c
        JOIN draft d ON d.id = c.draft_id AND d.content_id = c.id AND d.state IN ('approved', 'sending')
        JOIN approval a ON a.id = NEW.approval_id AND {_LIVE_APPROVAL}
        WHERE c.id = NEW.content_id AND c.sha256 = NEW.sha256
        AND NOT EXISTS (SELECT 1 FROM approval x WHERE x.content_id = c.id AND x.decision = 'rejected')
        AND (SELECT count(DISTINCT a.approver_id) FROM approval a WHERE {_LIVE_APPROVAL}) >= c.approvals_needed
    ) THEN RAISE EXCEPTION 'cvm: no live approval of this content'; END IF;
"""

_OTHERS = """
        FROM content o JOIN draft d ON d.id = o.draft_id AND d.content_id = o.id
        WHERE o.author_id = NEW.author_id AND o.audience_rule = NEW.audience_rule AND o.draft_id <> NEW.draft_id
        AND o.submitted_at > NEW.submitted_at - interval '7 days'
        AND NOT EXISTS (SELECT 1 FROM approval x WHERE x.content_id = o.id AND x.decision = 'rejected')
"""


def _if(rule: str, why: str) -> str:
    return f"    IF {rule} THEN RAISE EXCEPTION 'cvm: {why}'; END IF;\n"


def functions(fixed: tuple[str, ...], transitions: tuple[str, ...]) -> dict[str, str]:
    """The bodies of the trigger functions by name."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in fixed)
    allowed = ", ".join(f"'{step}'" for step in transitions)
    rules = {
        "append_only": "    RAISE EXCEPTION 'cvm: % is append-only', TG_TABLE_NAME;\n",
        "content_insert": (
            # One submission of an author at a time, or two parts of a split campaign would not see each other.
            "    PERFORM pg_advisory_xact_lock(hashtext(NEW.author_id));\n"
            + _if(
                "NEW.approvals_needed < 2 AND ("
                f"NEW.reach + (SELECT coalesce(sum(o.reach), 0) {_OTHERS})"
                " > coalesce((NEW.body::jsonb #>> '{limits,reach}')::numeric, -1)"
                f" OR NEW.cost + (SELECT coalesce(sum(o.cost), 0) {_OTHERS})"
                " > coalesce((NEW.body::jsonb #>> '{limits,cost}')::numeric * 10000, -1))",
                "two approvers are needed",
            )
            + "    RETURN NEW;\n"
        ),
        "member_insert": (
            _if(
                "EXISTS (SELECT 1 FROM content c WHERE c.audience_id = NEW.audience_id)",
                "the audience is frozen",
            )
            + "    RETURN NEW;\n"
        ),
        "approval_insert": (
            "    PERFORM 1 FROM approval a WHERE a.content_id = NEW.content_id ORDER BY a.id FOR UPDATE;\n"
            + _if("NEW.approver_id = NEW.author_id", "an author cannot decide")
            + _if(
                "NOT EXISTS (SELECT 1 FROM content c WHERE c.id = NEW.content_id AND c.sha256 = NEW.sha256"
                " AND c.author_id = NEW.author_id AND c.author_id <> NEW.approver_id)",
                "the approval does not match a content",
            )
            + _if(
                "NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.approver_id AND p.role = 'approver')",
                "only an approver decides",
            )
            + _if(
                "NEW.decision = 'approved' AND EXISTS (SELECT 1 FROM approval x"
                " WHERE x.content_id = NEW.content_id AND x.decision = 'rejected')",
                "a rejection is final",
            )
            + _if(
                "NEW.decision = 'revoked' AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.revokes"
                " AND a.content_id = NEW.content_id AND a.decision = 'approved')",
                "the revoked approval is not of this content",
            )
            + "    RETURN NEW;\n"
        ),
        "delivery_insert": (
            _if("NEW.state IS DISTINCT FROM 'waiting'", "a delivery begins as waiting")
            + _LIVE
            + _if(
                "NOT EXISTS (SELECT 1 FROM content c JOIN audience_member m ON m.audience_id = c.audience_id"
                " WHERE c.id = NEW.content_id AND m.customer_id = NEW.recipient AND m.arm = 'treatment')",
                "the recipient is not in the treated audience",
            )
            + "    RETURN NEW;\n"
        ),
        "delivery_update": (
            _if(changed, "a delivery keeps its content and recipient")
            + _if(
                "NEW.state IS DISTINCT FROM OLD.state"
                f" AND coalesce(OLD.state || '>' || NEW.state NOT IN ({allowed}), true)",
                "this change of state is not allowed",
            )
            + f"    IF NEW.state = 'sending' AND OLD.state <> 'sending' THEN {_LIVE} END IF;\n"
            + "    RETURN NEW;\n"
        ),
    }
    return {f"{PREFIX}{name}": f"\nBEGIN\n{body}END;\n" for name, body in rules.items()}


def triggers(append_only: tuple[str, ...]) -> dict[str, tuple[str, str, str]]:
    """Trigger name -> (table, when, function)."""
    made = {
        f"{PREFIX}{name}": (table, f"BEFORE {verb} ON {table} FOR EACH ROW", f"{PREFIX}{name}")
        for name, table, verb in (
            ("content_insert", "content", "INSERT"),
            ("member_insert", "audience_member", "INSERT"),
            ("approval_insert", "approval", "INSERT"),
            ("delivery_insert", "delivery", "INSERT"),
            ("delivery_update", "delivery", "UPDATE"),
        )
    }
    for table in append_only:
        made[f"{PREFIX}{table}_kept"] = (
            table,
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
            f"{PREFIX}append_only",
        )
    made[f"{PREFIX}delivery_kept"] = (
        "delivery",
        "BEFORE DELETE ON delivery FOR EACH ROW",
        f"{PREFIX}append_only",
    )
    for table in (*append_only, "delivery"):
        made[f"{PREFIX}{table}_truncate"] = (
            table,
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            f"{PREFIX}append_only",
        )
    return made


def install(
    connection: Connection, append_only: tuple[str, ...], fixed: tuple[str, ...], transitions: tuple[str, ...]
) -> None:
    """Drops every trigger and function of ours and creates them all."""
    schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
    for name, (table, _) in _present_triggers(connection).items():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}" ON "{table}"')
    for name in _present_functions(connection):
        connection.exec_driver_sql(f'DROP FUNCTION "{name}"()')
    for name, body in functions(fixed, transitions).items():
        connection.execute(
            text(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
                f" SET search_path = {schema}, pg_temp AS $cvm${body}$cvm$".replace(":", "\\:")
            )
        )
    for name, (_, when, function) in triggers(append_only).items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()")


def differing(
    connection: Connection, append_only: tuple[str, ...], fixed: tuple[str, ...], transitions: tuple[str, ...]
) -> list[str]:
    """Triggers that are missing or switched off, and functions whose body is not ours."""
    wanted = {name: (table, True) for name, (table, _, _) in triggers(append_only).items()}
    present = _present_triggers(connection)
    wrong = {name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)}
    bodies, ours = _present_functions(connection), functions(fixed, transitions)
    wrong |= {name for name in bodies.keys() | ours.keys() if bodies.get(name) != ours.get(name)}
    return sorted(wrong)


def _present_triggers(connection: Connection) -> dict[str, tuple[str, bool]]:
    rows = connection.exec_driver_sql(
        "SELECT t.tgname, c.relname, t.tgenabled IN ('O', 'A') AND current_setting('session_replication_role') <> 'replica'"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND starts_with(t.tgname, 'cvm_')"
    )
    return {name: (table, enabled) for name, table, enabled in rows}


def _present_functions(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = current_schema() AND starts_with(p.proname, 'cvm_')"
    )
    return {row.proname: row.prosrc for row in rows}
