"""`copilot demo`: from nothing to a served copilot with a campaign that waits for a second person."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli.console import guarded, progress, say
from copilot.cli.ingest_report import say_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot.bootstrap import Application
    from copilot.domain.people import Person

BRIEF = "Верни готовых уйти письмом, бюджет 100 тысяч"
SECOND_ACCOUNTS = 0.02
"""Share of those who buy online and in shops that have a second account: `copilot identity resolve` finds them."""
QUESTIONS = (
    "Какие клиенты дают 80% выручки?",
    "What is the 12-month CLV of repeat buyers?",
    "Как сработала последняя кампания в деньгах?",
)


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(demo)


@guarded
def demo(
    context: typer.Context,
    customers: Annotated[int, typer.Option(help="Size of the simulated retailer.", min=500)] = 20_000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Simulate a retailer, ingest it, compute, draft a campaign, write a report, and serve."""
    started = time.perf_counter()
    # A demo must be deliverable at any hour of the day; a real installation keeps its quiet hours.
    application = context.obj.application(
        public_url=f"http://{host}:{port}", quiet_from_hour=24, quiet_until_hour=0
    )
    marketer, approver = _people(application)
    _load(application, customers)
    _compute(application, marketer)
    _campaign(application, marketer)
    _report(application, marketer)
    say(f"\nReady after {time.perf_counter() - started:.0f} s. State lives in {application.settings.home}")
    _login_links(application, marketer, approver)
    if no_serve:
        say(f"Serve it with: {_command()} serve")
        return
    from copilot.cli.serve import start

    start(application, host=host, port=port, with_worker=True)


def _people(application: Application) -> tuple[Person, Person]:
    from copilot.domain.people import Person

    wanted = (
        Person("maria", "Мария Орлова", "marketer"),
        Person("andrey", "Андрей Белов", "approver"),
    )
    for person in wanted:
        if application.ports.people.get(person.id) is None:
            application.ports.people.add(person)
    return wanted


def _load(application: Application, customers: int) -> None:
    from copilot.services.ingest import ingest_files

    folder: Path = application.settings.home / f"demo-data-{customers}"
    if not (folder / "done").exists():
        with _step(f"Simulating a retailer of {customers:,} customers"):
            from tools.simulate import Retailer

            Retailer(seed=7).generate(customers=customers, duplicates=SECOND_ACCOUNTS).write(folder)
            (folder / "done").touch()
    files = sorted(folder.glob("*.parquet"))
    with progress(f"Ingesting {len(files)} tables") as report_progress:
        for number, file in enumerate(files):
            report_progress(number, len(files))
            report = ingest_files(application.ports, [file])
            if report.table == "transactions" and not report.already_loaded:
                say_report(report, check=False)


def _compute(application: Application, marketer: Person) -> None:
    for question in QUESTIONS:
        with _step(question):
            answer = application.ask(question, person=marketer)
        say("  " + answer.to_json()["answer"].replace("\n", "\n  "))


def _campaign(application: Application, marketer: Person) -> None:
    from copilot.agent.offline.parsing import parse_brief
    from copilot.services import approvals, campaigns

    if approvals.queue(application.ports):
        return  # the campaign of an earlier demo still waits
    with _step(f"Drafting: {BRIEF}"):
        draft = campaigns.draft(application.ports, marketer, parse_brief(BRIEF))
    for step in draft.waterfall:
        say(f"  {step.count:>8,}  {step.label_ru}")
    for flag in draft.flags:
        say(f"  [{flag.level}] {flag.text_ru}")
    if draft.is_blocked:
        say(f"  {draft.id} stays a draft: red flags must be mended before it can be submitted")
        return
    content = campaigns.submit(application.ports, marketer, draft.id)
    say(f"  Submitted as {content.id}, sha256 {content.sha256[:12]}...; it now waits for another person")


def _report(application: Application, marketer: Person) -> None:
    from copilot.services import reports

    with _step("Writing the weekly report"):
        report = reports.weekly(application.ports, language="ru", person=marketer)
    folder = application.settings.home / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.id}.html"
    path.write_text(report.html, encoding="utf-8")
    say(f"  {report.title}: {path}")


def _login_links(application: Application, marketer: Person, approver: Person) -> None:
    from copilot.services.people import issue_login_link

    for person in (marketer, approver):
        say(
            f"One-time login for {person.name} ({person.role}): {issue_login_link(application.ports, person.id)}"
        )
    say("Open them in two browsers: the author of a campaign cannot approve it.")


def _command() -> str:
    """How this program was called, so that the advice can be pasted."""
    program = Path(sys.argv[0])
    return str(program.relative_to(Path.cwd())) if program.is_relative_to(Path.cwd()) else program.name


@contextmanager
def _step(description: str) -> Iterator[None]:
    with progress(description, quiet=not sys.stderr.isatty()):
        if not sys.stderr.isatty():
            say(description)
        yield
