"""Signing in with a one-time link, signing out, and the language switch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from copilot.api.access import LANGUAGES
from copilot.errors import NotSignedIn
from copilot.services import people
from copilot.web.rendering import page
from copilot.web.visitor import (
    LANGUAGE_COOKIE,
    App,
    SignedIn,
    clear_session,
    guard,
    is_https,
    local_path,
    refuse_other_sites,
    set_session,
    visitor_or_none,
)

router = APIRouter()


@router.get("/login")
def how_to_sign_in(request: Request, next: str = "/") -> Response:  # noqa: A002
    """Says where login links come from."""
    if visitor_or_none(request) is not None:
        return RedirectResponse(local_path(next), status_code=303)
    return page(request, "login.html", person=None)


@router.get("/login/{token}")
def confirm(request: Request, copilot: App, token: str) -> HTMLResponse:
    """Asks for a click. Opening the link does not use it up, because mail programs open links too."""
    person = people.person_for_link(copilot.ports, token)
    if person is None:
        raise NotSignedIn(
            "This login link has been used or has expired; ask for a new one.",
            message_ru="Эта ссылка для входа уже использована или истекла; попросите новую.",
        )
    answer = page(request, "login.html", person=person)
    answer.headers["referrer-policy"] = "no-referrer"  # the address is a secret
    return answer


@router.post("/login/{token}")
def sign_in(request: Request, copilot: App, token: str) -> RedirectResponse:
    """Uses the link up and opens a session. The token in the address is the proof; there is no session yet
    that a CSRF token could belong to."""
    refuse_other_sites(request.headers)
    _person, session = people.sign_in(copilot.ports, token)
    answer = RedirectResponse("/", status_code=303)
    set_session(answer, copilot, session)
    return answer


@router.post("/logout", dependencies=[Depends(guard)])
def sign_out(copilot: App, visitor: SignedIn) -> RedirectResponse:
    """Ends the session on the server and takes the cookie back."""
    people.sign_out(copilot.ports, visitor.session)
    answer = RedirectResponse("/login", status_code=303)
    clear_session(answer, copilot)
    return answer


@router.post("/language")
def switch_language(
    request: Request, copilot: App, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Remembers the language in this browser; also for people who have not signed in yet."""
    refuse_other_sites(request.headers)
    answer = RedirectResponse(local_path(back), status_code=303)
    if language in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=31_536_000,
            httponly=True,
            secure=is_https(copilot),
            samesite="lax",
        )
    return answer
