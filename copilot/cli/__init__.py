"""The command line. One module a noun; `console` holds what all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli import (
    ask,
    audit,
    campaigns,
    data,
    demo,
    evals,
    identity,
    ledger,
    people,
    reports,
    serve,
    states,
    warehouse,
)
from copilot.cli.console import Console

app = typer.Typer(
    name="copilot",
    help="A copilot for customer value management. State lives in --home (or COPILOT_HOME).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def common(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", help="Folder where all state lives. Default: COPILOT_HOME or ./copilot-home."),
    ] = None,
) -> None:
    """Remembers where state lives for the command that follows."""
    context.obj = Console(home=home)


for module in (
    demo,
    data,
    ask,
    campaigns,
    reports,
    serve,
    people,
    audit,
    evals,
    warehouse,
    states,
    identity,
    ledger,
):
    module.register(app)


def main() -> None:
    """Entry point of the `copilot` command."""
    app()
