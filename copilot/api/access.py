"""Who calls the API: a person's token in `Authorization: Bearer cvm_...`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from copilot.bootstrap import Application
from copilot.domain.people import Person
from copilot.errors import NotSignedIn
from copilot.services.people import person_for_api_token

LANGUAGES = ("ru", "en")
bearer = HTTPBearer(auto_error=False, description="A token from `copilot users token`.")


def application(request: Request) -> Application:
    """The application behind the doors."""
    copilot: Application = request.app.state.copilot
    return copilot


def accepted_language(headers: Mapping[str, str], default: str) -> str:
    """The first of our languages that Accept-Language names."""
    for part in headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return default


def caller(
    copilot: Annotated[Application, Depends(application)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Person:
    """The person whose token came along. Cookies are not looked at, so no other site can use them here."""
    person = person_for_api_token(copilot.ports, credentials.credentials) if credentials else None
    if person is None:
        raise NotSignedIn(
            "Send a valid token: Authorization: Bearer cvm_...",
            message_ru="Нужен действующий токен: Authorization: Bearer cvm_...",
        )
    return person


App = Annotated[Application, Depends(application)]
Caller = Annotated[Person, Depends(caller)]
