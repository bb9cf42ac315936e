"""`copilot evals run`."""

from __future__ import annotations

from typing import Annotated

import typer

from copilot.cli.console import FAILED, AsJson, guarded, progress, say_json


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    evals = typer.Typer(help="Evaluation suites.", no_args_is_help=True)
    evals.callback()(lambda: None)
    evals.command("run")(run)
    app.add_typer(evals, name="evals")


@guarded
def run(
    context: typer.Context,
    suite: Annotated[str | None, typer.Argument(help="One suite; all of them when left out.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the suites offline; exit code 1 when one is below its gate."""
    from evals.report import print_table
    from evals.run import run as run_suites

    with progress("Running the suites", quiet=as_json):
        results = run_suites(suite, home=context.obj.settings().home)
    if as_json:
        say_json([result.to_json() for result in results])
    else:
        print_table(results)
    if not all(result.passed for result in results):
        raise typer.Exit(FAILED)
