"""`copilot users add | list | link | token`."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from copilot.cli.console import AsJson, guarded, say, say_json
from copilot.errors import BadRequest


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    users = typer.Typer(help="People, their roles and logins.", no_args_is_help=True)
    users.command("add")(add)
    users.command("list")(listing)
    users.command("link")(link)
    users.command("token")(token)
    app.add_typer(users, name="users")


@guarded
def add(
    context: typer.Context,
    name: str,
    role: Annotated[str, typer.Option(help="marketer, approver or admin.")] = "marketer",
    language: Annotated[str, typer.Option(help="ru or en.")] = "ru",
    as_json: AsJson = False,
) -> None:
    """Add a person and print a one-time login link."""
    from copilot.domain.people import Role
    from copilot.services.people import add_person, issue_login_link

    if role not in get_args(Role):
        raise BadRequest(f"The role is {role!r}; it must be one of {', '.join(get_args(Role))}.")
    ports = context.obj.application().ports
    person = add_person(ports, name=name, role=cast(Role, role), language=language)
    url = issue_login_link(ports, person.id)
    if as_json:
        say_json({"id": person.id, "name": person.name, "role": person.role, "login": url})
    else:
        say(f"{person.name} ({person.role}), id {person.id}\nOne-time login: {url}")


@guarded
def listing(context: typer.Context, as_json: AsJson = False) -> None:
    """Everybody with a login."""
    people = context.obj.application().ports.people.listing()
    if as_json:
        say_json([{"id": p.id, "name": p.name, "role": p.role} for p in people])
        return
    for person in people:
        say(f"{person.id:<14} {person.role:<9} {person.name}")


@guarded
def link(context: typer.Context, name: str, as_json: AsJson = False) -> None:
    """A fresh one-time login link for a person."""
    from copilot.services.people import issue_login_link

    url = issue_login_link(context.obj.application().ports, context.obj.named_person(name).id)
    if as_json:
        say_json({"login": url})
    else:
        say(url)


@guarded
def token(context: typer.Context, name: str, as_json: AsJson = False) -> None:
    """An API token for a person; shown once, stored only as a digest."""
    from copilot.services.people import issue_api_token

    value = issue_api_token(context.obj.application().ports, context.obj.named_person(name).id)
    if as_json:
        say_json({"token": value})
    else:
        say(value)
