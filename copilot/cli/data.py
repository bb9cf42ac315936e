"""`copilot ingest`, `copilot tools`, `copilot doctor`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.console import FAILED, AsJson, guarded, language, progress, say, say_json
from copilot.errors import BadRequest

if TYPE_CHECKING:
    from tools.warehouse import IngestReport


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(ingest)
    app.command()(doctor)
    tools_app = typer.Typer(help="The computing tools, one by one.", no_args_is_help=True)
    tools_app.command("list")(tools_list)
    tools_app.command("run")(tools_run)
    app.add_typer(tools_app, name="tools")


@guarded
def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files: CSV, TSV, text, Parquet, Excel, JSON lines.")],
    table: Annotated[str | None, typer.Option(help="Canonical table, where no mapping names one.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file (TOML), see docs/data.md.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would happen; store nothing.")
    ] = False,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Print a mapping file proposed from the headers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring files into the warehouse; every line ends as accepted, set aside or rejected with a reason."""
    from copilot.services.ingest import ingest_files

    if suggest:
        from tools.warehouse import suggest_mapping

        say(suggest_mapping(paths[0]))
        return
    ports = context.obj.application().ports
    with progress("Reading" if check else "Ingesting", quiet=as_json) as report_progress:
        report = ingest_files(
            ports, paths, mapping=mapping, table=table, check=check, progress=report_progress
        )
    if as_json:
        say_json(_ingest_json(report))
    else:
        _say_ingest(report, check=check)


def _ingest_json(report: IngestReport) -> dict[str, Any]:
    names = [
        "snapshot",
        "table",
        "files",
        "read",
        "accepted",
        "accepted_without_customer",
        "set_aside",
        "rejected",
        "ignored_columns",
        "already_loaded",
    ]
    out = {name: getattr(report, name) for name in names}
    out["reasons"] = [{"outcome": o, "reason": r, "count": c} for o, r, c in report.reasons]
    out["examples"] = [dict(example) for example in report.examples]
    return out


def _say_ingest(report: IngestReport, *, check: bool) -> None:
    from tools.warehouse.demands import reason_in

    if report.already_loaded:
        say("Already loaded with this mapping: nothing was added.")
        return
    closes = f"{report.accepted:,} accepted + {report.set_aside:,} set aside + {report.rejected:,} rejected"
    say(f"{report.table}: {report.read:,} lines read = {closes}")
    if report.accepted_without_customer:
        say(
            f"  {report.accepted_without_customer:,} accepted lines have no customer; they are kept and counted apart"
        )
    if report.ignored_columns:
        say(f"  not used: column(s) {', '.join(report.ignored_columns)}")
    for outcome, reason, count in report.reasons:
        say(f"  {outcome.replace('_', ' ')}: {reason_in(language(), reason)} - {count:,}")
    for example in report.examples:
        place = f"{example['file']}:{example['line']}"
        say(
            f"    {place} {example['column'] or ''} {example['value']!r}: {reason_in(language(), example['reason'])}"
        )
    say("Nothing was stored (--check)." if check else f"Snapshot {report.snapshot}")


@guarded
def tools_list(context: typer.Context, as_json: AsJson = False) -> None:
    """All computing tools with their effect and purpose."""
    tools = context.obj.application().ports.tools()
    if as_json:
        say_json(
            [
                {
                    "name": tool.name,
                    "effect": tool.effect,
                    "title_ru": tool.title_ru,
                    "title_en": tool.title_en,
                    "description_en": tool.description_en,
                    "arguments": tool.arguments.model_json_schema()["properties"],
                }
                for tool in tools.values()
            ]
        )
        return
    width = max(len(name) for name in tools)
    for tool in tools.values():
        say(f"{tool.name:<{width}}  {tool.effect:<5}  {tool.title_en} | {tool.title_ru}")


@guarded
def tools_run(
    context: typer.Context,
    name: str,
    args: Annotated[str, typer.Option("--args", help="Arguments as JSON, e.g. '{\"share\": 0.8}'.")] = "{}",
    as_json: AsJson = False,
) -> None:
    """Run one tool and print its facts and tables."""
    from copilot.grounding.slots import format_fact
    from copilot.services.runs import run_tool

    try:
        arguments = json.loads(args)
    except json.JSONDecodeError as error:
        raise BadRequest(
            f"--args is not JSON ({error.msg} at character {error.pos}); write for example --args '{{\"share\": 0.8}}'.",
            message_ru=f"--args не JSON ({error.msg}, символ {error.pos}); например: --args '{{\"share\": 0.8}}'.",
        ) from None
    if not isinstance(arguments, dict):
        raise BadRequest(f"--args must be a JSON object, not {type(arguments).__name__}.")
    result = run_tool(context.obj.application().ports, name, arguments)
    if as_json:
        say_json(result.to_json())
        return
    say(f"{result.tool} · run {result.run_id} · snapshot {result.snapshot}")
    for fact in result.facts:
        interval = f"  [{format_fact(fact, 'en', 'interval')}]" if fact.low is not None else ""
        say(f"  {fact.label_en}: {format_fact(fact, 'en')}{interval}")
    for table in result.tables:
        _say_table(table, result)
    for note in result.notes:
        say(f"  ({note.kind}) {note.en}")


def _say_table(table: Any, result: Any) -> None:
    from rich.console import Console as RichConsole
    from rich.table import Table as RichTable

    from copilot.grounding.slots import format_fact

    rich_table = RichTable(title=table.title_en)
    rich_table.add_column("")
    for column in table.columns:
        rich_table.add_column(column.label_en, justify="right")
    for row in table.rows:
        cells = [
            "" if value is None else format_fact(result.fact(f"{table.key}.{row.key}.{column.key}"), "en")
            for column, value in zip(table.columns, row.values, strict=True)
        ]
        rich_table.add_row(row.label_en, *cells)
    RichConsole().print(rich_table)


@guarded
def doctor(
    context: typer.Context,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair", help="Install the database's approval triggers anew; find out first who removed them."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check database, warehouse, knowledge, model endpoint and messenger; say what to do about each fault."""
    from copilot.services.health import check_all

    application = context.obj.application()
    if repair:
        application.ports.deliveries.repair()
        application.ports.audit.append(
            "safeguards_repaired", person_id=None, at=application.ports.clock(), data={}
        )
    checks = check_all(application.ports)
    if as_json:
        say_json([{"name": c.name, "ok": c.ok, "detail": c.detail} for c in checks])
    else:
        for check in checks:
            say(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)
