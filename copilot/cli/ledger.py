"""`copilot ledger record | list | check`."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.console import FAILED, AsJson, Token, guarded, progress, say, say_json

if TYPE_CHECKING:
    from copilot.domain.ledger import LedgerEntry


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    ledger = typer.Typer(help="What every campaign earned, kept for good.", no_args_is_help=True)
    ledger.command("record")(record)
    ledger.command("list")(listing)
    ledger.command("check")(check)
    app.add_typer(ledger, name="ledger")


@guarded
def record(context: typer.Context, token: Token = None, as_json: AsJson = False) -> None:
    """Book every campaign that has started; what comes out otherwise now is restated, never overwritten."""
    from copilot.services import ledger

    console = context.obj
    with progress("Booking", quiet=as_json):
        made = ledger.record(console.application().ports, person=console.person(token))
    _tell(made, as_json, nothing="Nothing to book: the ledger holds what the present data give.")


@guarded
def listing(
    context: typer.Context,
    campaign: Annotated[str | None, typer.Option(help="Id of one campaign.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every version, not only the newest.")] = False,
    as_json: AsJson = False,
) -> None:
    """The newest entry of each campaign with its gate; with --all or --campaign every version."""
    from copilot.services import ledger

    ports = context.obj.application().ports
    entries = ledger.listing(ports, campaign) if every or campaign else ledger.newest(ports)
    _tell(entries, as_json, nothing="The ledger is empty: `copilot ledger record` books the campaigns.")
    if not as_json and entries and not (every or campaign):
        profit = sum((entry.profit for entry in entries if entry.profit is not None), Decimal(0))
        say(f"Profit of measured campaigns {profit:,.2f} {entries[0].currency}")


@guarded
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Hold the ledger against the present data; exit code 1 where they give something else."""
    from copilot.services import ledger

    due = ledger.check(context.obj.application().ports)
    _tell(due, as_json, nothing="The present data give what was booked.")
    if due:
        raise typer.Exit(FAILED)


def _tell(entries: list[LedgerEntry], as_json: bool, *, nothing: str) -> None:
    if as_json:
        say_json([_json(entry) for entry in entries])
        return
    for entry in entries:
        say(_line(entry))
    if not entries:
        say(nothing)


def _line(entry: LedgerEntry) -> str:
    if entry.profit is None:
        spent = entry.discounts + entry.rewards + entry.contact_cost + entry.fixed_cost
        money = f"cost {spent:,.2f} {entry.currency}"
    else:
        money = f"profit {entry.profit:,.2f} {entry.currency}"
        if entry.profit_low is not None and entry.profit_high is not None:
            money += f" ({entry.profit_low:,.2f} .. {entry.profit_high:,.2f})"
    return (
        f"{entry.started_on}  {entry.campaign_id} v{entry.version}  {entry.name}: {money}, gate: {entry.gate}  "
        f"[{entry.reason}; {entry.recorded_at:%Y-%m-%d %H:%M}, data {entry.snapshot}]"
    )


def _json(entry: LedgerEntry) -> dict[str, Any]:
    out = asdict(entry)
    return {key: value if isinstance(value, int | str | None) else str(value) for key, value in out.items()}
