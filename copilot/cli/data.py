"""`copilot ingest`, `copilot tools`, `copilot doctor`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.console import FAILED, AsJson, guarded, language, progress, say, say_json
from copilot.cli.ingest_report import report_json, say_report
from copilot.errors import BadRequest


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
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files or folders of them: CSV, TSV, text, Parquet, Excel, JSON lines."),
    ],
    table: Annotated[str | None, typer.Option(help="Canonical table, where no mapping names one.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Mapping file (TOML), see docs/data.md.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what would happen; store nothing.")
    ] = False,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest",
            help="Propose a mapping file from headers and values: printed for one file, written as NAME.toml beside each of several.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring files into the warehouse; every line ends as accepted, set aside or rejected with a reason."""
    from copilot.services.ingest import files_of, ingest_files

    if suggest:
        _suggest(paths, table)
        return
    files, others = files_of(paths)
    if others and not as_json:
        names = ", ".join(path.name for path in others)
        say(f"Пропущены, это не данные: {names}" if language() == "ru" else f"Skipped, no data: {names}")
    ports = context.obj.application().ports
    with progress("Reading" if check else "Ingesting", quiet=as_json) as report_progress:
        report = ingest_files(
            ports, files, mapping=mapping, table=table, check=check, progress=report_progress
        )
    if as_json:
        say_json(report_json(report))
    else:
        say_report(report, check=check)


def _suggest(paths: list[Path], table: str | None) -> None:
    """One file's proposal is printed; of several files each that needs a mapping gets NAME.toml beside it."""
    from copilot.services.ingest import files_of, mapping_beside
    from tools.warehouse import suggest_mapping
    from tools.warehouse.headers import reads_itself

    files, _ = files_of(paths)
    if len(files) == 1:
        say(suggest_mapping(files[0], table=table))
        return
    ru = language() == "ru"
    for path in files:
        beside = mapping_beside(path)
        if beside is not None:
            say(f"{path.name}: {'разметка уже есть' if ru else 'has a mapping already'}, {beside.name}")
        elif reads_itself(path):
            say(f"{path.name}: {'разметка не нужна' if ru else 'needs no mapping'}")
        else:
            target = path.with_name(f"{path.name}.toml")
            target.write_text(suggest_mapping(path, table=table), encoding="utf-8")
            say(
                f"{path.name}: {'предложена разметка, проверьте' if ru else 'proposed, please check'} {target}"
            )


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
