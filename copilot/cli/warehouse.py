"""`copilot warehouse publish | status`: the engine that holds the tables."""

from __future__ import annotations

from typing import Annotated

import typer

from copilot.cli.console import AsJson, guarded, say, say_json


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    group = typer.Typer(help="The engine that holds the tables.", no_args_is_help=True)
    group.command("publish")(publish)
    group.command("status")(status)
    app.add_typer(group, name="warehouse")


@guarded
def publish(
    context: typer.Context,
    to: Annotated[
        str | None,
        typer.Option(
            help="Engine, e.g. postgresql://user@host/database; see docs/scale.md. Default: COPILOT_WAREHOUSE."
        ),
    ] = None,
    snapshot: Annotated[str | None, typer.Option(help="Snapshot of the lake. Default: the newest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Copy a snapshot of the lake into an engine; readers there see the old state or the new one."""
    from copilot.services.publishing import publish_snapshot

    done = publish_snapshot(context.obj.application().ports, to=to, snapshot=snapshot)
    if as_json:
        names = ("snapshot", "engine", "already", "in_place", "rows")
        say_json({name: getattr(done, name) for name in names})
        return
    for name, rows in done.rows.items():
        say(f"  {name}: {rows:,} rows")
    if done.in_place:
        say(
            f"{done.engine} reads the lake's own files: snapshot {done.snapshot} was checked, nothing was copied."
        )
    elif done.already:
        say(f"Snapshot {done.snapshot} was published at {done.engine} before; it is the current one.")
    else:
        say(f"Snapshot {done.snapshot} is now the current one at {done.engine}.")


@guarded
def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Engine, snapshot, tables and rows that questions are answered from."""
    from tools.warehouse.engines import parse_address
    from tools.warehouse.schema import TABLES

    ports = context.obj.application().ports
    warehouse = ports.warehouse()
    rows = {name: warehouse.rows(name) for name in TABLES if warehouse.has(name)}
    found = {
        "engine": parse_address(ports.settings.engine).shown,
        "snapshot": warehouse.snapshot,
        "currency": warehouse.currency,
        "time_zone": warehouse.time_zone,
        "first_day": warehouse.first_day.isoformat(),
        "last_day": warehouse.last_day.isoformat(),
    }
    if as_json:
        say_json({**found, "rows": rows})
        return
    for name, value in found.items():
        say(f"{name.replace('_', ' ')}: {value}")
    for name, count in rows.items():
        say(f"  {name}: {count:,} rows")
