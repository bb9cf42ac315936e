"""`copilot states record | list | check`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.console import FAILED, AsJson, guarded, progress, say, say_json
from copilot.errors import BadRequest

if TYPE_CHECKING:
    from tools.warehouse.manifest import StateRecord


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    states = typer.Typer(help="Where every customer stood at the end of a week.", no_args_is_help=True)
    states.command("record")(record)
    states.command("list")(listing)
    states.command("check")(check)
    app.add_typer(states, name="states")


@guarded
def record(
    context: typer.Context,
    as_of: Annotated[
        str | None, typer.Option(help="This day, recorded before or not. Default: weeks that have ended.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Also past weeks without a record, from this day on.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Record the customers' states; a correction stands beside the record that was there."""
    from copilot.services import states

    day, first = _day(as_of, "as-of"), _day(since, "since")
    if day is not None and first is not None:
        raise BadRequest("Give --as-of or --since, not both.")
    ports = context.obj.application().ports
    with progress("Recording", quiet=as_json):
        made = (
            states.record(ports, [day]) if day is not None else states.record_closed_weeks(ports, since=first)
        )
    if as_json:
        say_json([_json(one) for one in made])
        return
    for one in made:
        say(_line(one))
    if not made:
        say("Nothing to record: every week that has ended has its record.")


@guarded
def listing(context: typer.Context, as_json: AsJson = False) -> None:
    """Every record, in the order in which they were made."""
    from copilot.services import states

    made = states.listing(context.obj.application().ports)
    if as_json:
        say_json([_json(one) for one in made])
        return
    for one in made:
        say(_line(one))
    if not made:
        say("No states are recorded yet: `copilot states record` records the week that ended last.")


@guarded
def check(
    context: typer.Context,
    as_of: Annotated[str, typer.Option(help="The day of the record.")],
    computed_at: Annotated[
        str | None,
        typer.Option(help="As known at this moment, e.g. 2026-10-06T08:00:00+00:00. Default: now."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold a record against the present data; exit code 1 where customers stand elsewhere today."""
    from copilot.services import states

    day, moment = _day(as_of, "as-of"), _moment(computed_at)
    assert day is not None
    made, found = states.check(context.obj.application().ports, day, moment)
    if as_json:
        say_json({**_json(made), "moved": found.moved, "moves": found.migration.moves.to_dict("records")})
    else:
        say(_line(made))
        say(
            f"Restated: {found.moved:,} customers stand elsewhere on the present data."
            if found.moved
            else "The present data give the same."
        )
    if found.moved:
        raise typer.Exit(FAILED)


def _line(made: StateRecord) -> str:
    return (
        f"{made.as_of}  computed {made.computed_at.isoformat(timespec='seconds')}  {made.customers:,} customers  "
        f"data {made.data_version}  rules {made.rules_version}  code {made.code_version}"
    )


def _json(made: StateRecord) -> dict[str, Any]:
    return {
        "as_of": made.as_of,
        "computed_at": made.computed_at.isoformat(),
        "data_version": made.data_version,
        "rules_version": made.rules_version,
        "code_version": made.code_version,
        "customers": made.customers,
    }


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"--{option} is {text!r}; write a date such as 2026-10-05.") from None


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(
            f"--computed-at is {text!r}; write a moment such as 2026-10-06T08:00:00+00:00."
        ) from None
