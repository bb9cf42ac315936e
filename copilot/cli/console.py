"""What every command needs: the application, progress, output as text or JSON, and errors as one sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer

from copilot.config import Settings
from copilot.errors import CopilotError, NotFound, NotSignedIn
from tools.errors import ToolError

if TYPE_CHECKING:
    from copilot.bootstrap import Application
    from copilot.domain.people import Person

P = ParamSpec("P")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Token = Annotated[
    str | None,
    typer.Option(
        "--token",
        envvar="COPILOT_TOKEN",
        help="Your own API token (copilot users token NAME).",
        show_envvar=True,
    ),
]

DONE, FAILED, BAD_INPUT = 0, 1, 2


class Console:
    """One invocation of the command line."""

    def __init__(self, *, home: Path | None = None) -> None:
        self._home = home
        self._application: Application | None = None

    def settings(self, **changes: Any) -> Settings:
        """Settings from the environment, with --home and the command's own changes on top."""
        if self._home is not None:
            changes["home"] = self._home
        return Settings(**changes)

    def application(self, **changes: Any) -> Application:
        """The application, built on first use."""
        from copilot.bootstrap import build

        if self._application is None:
            self._application = build(self.settings(**changes))
        return self._application

    def person(self, token: str | None) -> Person:
        """Who runs this command: the owner of the token, or the installation's first marketer."""
        from copilot.domain.people import Person
        from copilot.services.people import person_for_api_token

        ports = self.application().ports
        if token:
            person = person_for_api_token(ports, token)
            if person is None:
                raise NotSignedIn(
                    "This token is unknown, expired or revoked; make a new one with: copilot users token NAME",
                    message_ru="Токен неизвестен, истёк или отозван; новый: copilot users token ИМЯ",
                )
            return person
        for person in ports.people.listing():
            if person.role == "marketer":
                return person
        marketer = Person(id="marketer", name="Маркетолог", role="marketer", language=ports.settings.language)
        ports.people.add(marketer)
        return marketer

    def named_person(self, name: str) -> Person:
        """A person by id or name."""
        for person in self.application().ports.people.listing():
            if name in (person.id, person.name):
                return person
        raise NotFound(
            f"There is nobody called {name!r}; see: copilot users list",
            message_ru=f"Пользователя {name!r} нет; список: copilot users list",
        )


def say(text: str) -> None:
    """A line for people."""
    typer.echo(text)


def say_json(value: Any) -> None:
    """The same result for machines."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def language() -> str:
    """The language of errors and progress: Russian where the terminal's locale is Russian."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ru" if locale.startswith("ru") else "en"


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turns an expected error into one sentence and exit code 2; anything else is a bug and is shown as one."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ToolError, CopilotError) as error:
            if kwargs.get("as_json"):
                argument = getattr(error, "argument", None)
                say_json(
                    {
                        "error": {
                            "code": error.code,
                            "message": error.in_language(language()),
                            "argument": argument,
                        }
                    }
                )
            else:
                typer.secho(error.in_language(language()), fg=typer.colors.RED, err=True)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            raise typer.Exit(FAILED) from None

    return run


@contextmanager
def progress(description: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A progress bar while the body runs, where somebody watches; the body reports (done, total)."""
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = RichConsole(file=sys.stderr)
    with Progress(
        *columns, console=console, disable=quiet or not console.is_terminal, transient=True
    ) as bars:
        task = bars.add_task(description, total=None)

        def report(done: int, total: int) -> None:
            bars.update(task, completed=done, total=total or None)

        yield report
        bars.update(task, completed=1, total=1)
