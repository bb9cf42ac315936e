"""`copilot audit verify`, `copilot audit tail`."""

from __future__ import annotations

import typer

from copilot.cli.console import FAILED, AsJson, guarded, say, say_json


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    audit = typer.Typer(help="The append-only chain of decisions.", no_args_is_help=True)
    audit.command("verify")(verify)
    audit.command("tail")(tail)
    app.add_typer(audit, name="audit")


@guarded
def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Recompute the chain of hashes and name the first broken entry."""
    entries, broken = context.obj.application().ports.audit.verify()
    if as_json:
        say_json({"entries": entries, "broken_at": broken})
    else:
        say(
            f"{entries} entries, chain intact."
            if broken is None
            else f"BROKEN at entry {broken} of {entries}."
        )
    if broken is not None:
        raise typer.Exit(FAILED)


@guarded
def tail(context: typer.Context, as_json: AsJson = False) -> None:
    """The newest entries."""
    entries = context.obj.application().ports.audit.tail()
    if as_json:
        say_json(entries)
        return
    for entry in entries:
        say(f"{entry['seq']:>6}  {entry['at']}  {entry['kind']:<16} {entry.get('person_id') or '-'}")
