"""Logins: one-time links, sessions and API tokens.

A secret is shown once, to the person it is for. The store keeps its sha256 alone, so that a stolen copy of
the database opens no door. The secrets carry 256 random bits, which is why a fast digest is enough.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from copilot.domain.people import Person, Role
from copilot.errors import Conflict, NotFound, NotSignedIn
from copilot.ports import Ports

LINK_HOURS = 24
SESSION_DAYS = 14
API_TOKEN_DAYS = 365
API_PREFIX = "cvm_"


def add_person(ports: Ports, *, name: str, role: Role, language: str) -> Person:
    """A new person; Conflict when the name is taken, because people are found by it."""
    if any(person.name == name for person in ports.people.listing()):
        raise Conflict(
            f"There is already somebody called {name!r}; see: copilot users list",
            message_ru=f"Пользователь {name!r} уже есть; список: copilot users list",
        )
    person = Person(id="p" + secrets.token_hex(4), name=name, role=role, language=language)
    ports.people.add(person)
    ports.audit.append("person_added", person_id=person.id, at=ports.clock(), data={"role": role})
    return person


def issue_login_link(ports: Ports, person_id: str, *, hours: int = LINK_HOURS) -> str:
    """An address that signs this person in once. Raises NotFound when there is no such person."""
    token = _issue(ports, person_id, kind="login", lasts=timedelta(hours=hours))
    return f"{ports.settings.public_url.rstrip('/')}/login/{token}"


def issue_api_token(ports: Ports, person_id: str, *, days: int = API_TOKEN_DAYS) -> str:
    """A `cvm_...` token for programs that act for this person. Raises NotFound."""
    return _issue(ports, person_id, kind="api", lasts=timedelta(days=days), prefix=API_PREFIX)


def person_for_link(ports: Ports, token: str) -> Person | None:
    """Whom the link is for, without using it up: mail programs open links before people do."""
    return _person(ports, token, kind="login")


def sign_in(ports: Ports, token: str) -> tuple[Person, str]:
    """Uses the link up and opens a session; returns the person and the session's secret.

    Raises NotSignedIn when the link is unknown, used or expired.
    """
    person = ports.people.person_for_token(_digest(token), kind="login", now=ports.clock(), consume=True)
    if person is None:
        raise NotSignedIn(
            "This login link has been used or has expired; ask for a new one.",
            message_ru="Эта ссылка для входа уже использована или истекла; попросите новую.",
        )
    session = _issue(ports, person.id, kind="session", lasts=timedelta(days=SESSION_DAYS))
    ports.audit.append("signed_in", person_id=person.id, at=ports.clock(), data={})
    return person, session


def person_for_session(ports: Ports, session: str) -> Person | None:
    """Who is signed in with this session, or None."""
    return _person(ports, session, kind="session")


def sign_out(ports: Ports, session: str) -> None:
    """Ends the session on the server, so that a copied cookie is worth nothing."""
    ports.people.revoke_token(_digest(session))


def person_for_api_token(ports: Ports, token: str) -> Person | None:
    """Whose API token this is, or None."""
    return _person(ports, token, kind="api") if token.startswith(API_PREFIX) else None


def _issue(ports: Ports, person_id: str, *, kind: str, lasts: timedelta, prefix: str = "") -> str:
    if ports.people.get(person_id) is None:
        raise NotFound(
            f"There is no person {person_id!r}; `copilot users list` shows who there is.",
            message_ru=f"Сотрудника {person_id!r} нет; список покажет `copilot users list`.",
        )
    token = prefix + secrets.token_urlsafe(32)
    ports.people.add_token(person_id, _digest(token), kind=kind, expires_at=ports.clock() + lasts)
    return token


def _person(ports: Ports, token: str, *, kind: str) -> Person | None:
    return ports.people.person_for_token(_digest(token), kind=kind, now=ports.clock())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
