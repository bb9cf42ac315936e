"""`copilot report weekly`, `verify`, `list`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from copilot.cli.console import FAILED, AsJson, guarded, progress, say, say_json
from copilot.errors import BadRequest


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    report = typer.Typer(help="Weekly reports.", no_args_is_help=True)
    report.command("weekly")(weekly)
    report.command("verify")(verify)
    report.command("list")(listing)
    app.add_typer(report, name="report")


@guarded
def weekly(
    context: typer.Context,
    as_of: Annotated[
        str | None, typer.Option(help="Last day of the week, e.g. 2011-11-28. Default: last day of the data.")
    ] = None,
    language: Annotated[str, typer.Option(help="ru or en.")] = "ru",
    out: Annotated[Path | None, typer.Option(help="Also write the HTML to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write the weekly report; the same data and settings give the same bytes."""
    from copilot.services import reports

    if language not in ("ru", "en"):
        raise BadRequest(f"The language is {language!r}; reports are written in ru or en.")
    ports = context.obj.application().ports
    with progress("Writing the report", quiet=as_json):
        report = reports.weekly(ports, as_of=_day(as_of), language=language)
    folder = ports.settings.home / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = out or folder / f"{report.id}.html"
    path.write_text(report.html, encoding="utf-8")
    if as_json:
        say_json(
            {
                "id": report.id,
                "as_of": report.as_of,
                "snapshot": report.snapshot,
                "sha256": report.sha256,
                "path": path,
            }
        )
    else:
        say(
            f"{report.title}\n{path}\nReport {report.id} · snapshot {report.snapshot} · sha256 {report.sha256[:16]}..."
        )
        say(f"Prove it with: copilot report verify {report.id}")


@guarded
def verify(context: typer.Context, report_id: str, as_json: AsJson = False) -> None:
    """Write the report again from its snapshot and compare the bytes."""
    from copilot.services import reports

    with progress("Writing it again", quiet=as_json):
        verdict = reports.verify(context.obj.application().ports, report_id)
    if as_json:
        say_json({"same": verdict.same, "detail": verdict.detail})
    else:
        say(verdict.detail)
    if not verdict.same:
        raise typer.Exit(FAILED)


@guarded
def listing(context: typer.Context, as_json: AsJson = False) -> None:
    """All reports that were written."""
    from copilot.services import reports

    stored = reports.listing(context.obj.application().ports)
    if as_json:
        say_json([{"id": r.id, "as_of": r.as_of, "language": r.language, "sha256": r.sha256} for r in stored])
        return
    for report in stored:
        say(f"{report.id}  {report.as_of}  {report.language}  {report.title}")
    if not stored:
        say("No report yet. Write one with: copilot report weekly")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(
            f"--as-of {text!r} is not a date; write it as 2011-11-28.",
            message_ru=f"--as-of {text!r} не дата; напишите в виде 2011-11-28.",
        ) from None
