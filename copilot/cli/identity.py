"""`copilot identity resolve | conflicts | decide | log | undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from copilot.cli.console import AsJson, Token, guarded, language, progress, say, say_json

if TYPE_CHECKING:
    from tools.identity.in_lake import IdentityReport

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    identity = typer.Typer(
        help="Which customer ids are one person, and who decides in doubt.", no_args_is_help=True
    )
    identity.command("resolve")(resolve)
    identity.command("conflicts")(conflicts)
    identity.command("decide")(decide)
    identity.command("log")(log)
    identity.command("undo")(undo)
    app.add_typer(identity, name="identity")


@guarded
def resolve(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would be merged; store nothing.")
    ] = False,
    probabilistic: Annotated[
        bool, typer.Option("--probabilistic", help="Fit a model with Splink (extra `identity`).")
    ] = False,
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Find which customer ids are one person; every tool then sees one customer."""
    from copilot.services.identity import resolve_identities

    console = context.obj
    method: Literal["deterministic", "probabilistic"] = "probabilistic" if probabilistic else "deterministic"
    with progress("Resolving", quiet=as_json):
        report = resolve_identities(
            console.application().ports, person=console.person(token), check=check, method=method
        )
    if as_json:
        say_json(_json(report))
    else:
        _say(report, check=check)


@guarded
def conflicts(context: typer.Context, as_json: AsJson = False) -> None:
    """What looks like one person and contradicts itself: waits for a person's decision."""
    from copilot.services.identity import waiting_conflicts

    waiting = waiting_conflicts(context.obj.application().ports)
    if as_json:
        say_json(waiting.to_dict("records"))
        return
    text = "text_ru" if language() == "ru" else "text_en"
    for item in waiting.to_dict("records"):
        say(f"{item['conflict_id']}  {item['left']} / {item['right']}: {item[text]}")
    say(f"{len(waiting)} waiting. Decide: copilot identity decide ID --same | --different --reason ...")


@guarded
def decide(
    context: typer.Context,
    conflict_id: Annotated[str, typer.Argument(help="Id of a conflict, q...")],
    reason: Annotated[str, typer.Option(help="Why; kept in the log.")],
    same: Annotated[bool, typer.Option("--same/--different", help="One person, or different people.")],
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Answer a conflict; the answer holds for every later run."""
    from copilot.services.identity import decide_conflict

    console = context.obj
    report = decide_conflict(
        console.application().ports,
        console.person(token),
        conflict_id,
        "same" if same else "different",
        reason=reason,
    )
    if as_json:
        say_json(_json(report))
    else:
        _say(report, check=False)


@guarded
def log(
    context: typer.Context,
    last: Annotated[int, typer.Option(min=1, help="How many of the newest entries.")] = SHOWN,
    as_json: AsJson = False,
) -> None:
    """What was merged, decided and undone: by what rule, when and by whom."""
    from copilot.services.identity import merge_log

    entries = merge_log(context.obj.application().ports).tail(last)
    if as_json:
        say_json(entries.drop(columns="before").to_dict("records"))
        return
    for entry in entries.to_dict("records"):
        what = {
            "merge": f"{entry['customer_id']} -> {entry['person_after']} ({entry['rule']})",
            "unmerge": f"{entry['customer_id']} out of {entry['person_before']}",
            "decide": f"{entry['left']} / {entry['right']}: {entry['verdict']}, {entry['reason']}",
            "undo": entry["reason"],
        }.get(entry["action"], "")
        say(f"{entry['at'][:19]}  {entry['entry_id']:<11}  {entry['action']:<7}  {what}")


@guarded
def undo(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="A merge (m...) or the newest run (i...), see: identity log.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the log.")],
    token: Token = None,
    as_json: AsJson = False,
) -> None:
    """Take back one merge for good, or the newest run as if it had not been."""
    from copilot.services.identity import undo_merge

    console = context.obj
    snapshot = undo_merge(console.application().ports, console.person(token), ref, reason=reason)
    if as_json:
        say_json({"undone": ref, "snapshot": snapshot})
    else:
        say(f"{ref} undone. Snapshot {snapshot}")


def _say(report: IdentityReport, *, check: bool) -> None:
    say(
        f"{report.records:,} customer ids = {report.persons:,} persons; {report.merged_ids:,} ids belong to persons with several"
    )
    for rule, number in sorted(report.by_rule.items(), key=lambda item: -item[1]):
        say(f"  joined by {rule}: {number:,}")
    unused = ", ".join(f"{reason} {number:,}" for reason, number in sorted(report.unused_keys.items()))
    if unused:
        say(f"  keys not used: {unused}")
    verb = "would be merged" if check else "merged"
    say(
        f"{report.new_merges:,} {verb}, {report.unmerged:,} taken apart; {report.conflicts:,} conflicts wait for a person"
    )
    for customer, person, rule in report.merges[:SHOWN] if check else ():
        say(f"  {customer} -> {person} ({rule})")
    if check:
        say("Nothing was stored.")
    elif report.run_id:
        say(
            f"Run {report.run_id}, snapshot {report.snapshot}. Take it back: copilot identity undo {report.run_id} --reason ..."
        )
    else:
        say(f"Nothing changed. Snapshot {report.snapshot}")


def _json(report: IdentityReport) -> dict[str, Any]:
    names = [
        "run_id", "snapshot", "records", "persons", "merged_ids", "new_merges", "unmerged", "conflicts", "by_rule",
        "unused_keys", "largest_person",
    ]  # fmt: skip
    out = {name: getattr(report, name) for name in names}
    out["merges"] = [{"customer_id": c, "person_id": p, "rule": r} for c, p, r in report.merges[:SHOWN]]
    return out
