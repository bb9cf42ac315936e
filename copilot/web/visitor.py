"""Who is asking: cookies, sessions, language, and the two guards against forged requests."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from copilot.api.access import LANGUAGES, accepted_language, application
from copilot.bootstrap import Application
from copilot.domain.people import Person
from copilot.errors import NotAllowed, NotSignedIn
from copilot.services.people import SESSION_DAYS, person_for_session

LANGUAGE_COOKIE = "copilot_language"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person in one browser."""

    person: Person
    session: str
    language: str

    @property
    def csrf(self) -> str:
        """The token that this session's forms must carry. Derived, so there is nothing to store."""
        return hmac.new(self.session.encode(), b"csrf", hashlib.sha256).hexdigest()

    def sign(self, text: str) -> str:
        """Proof that this session was given this text, for values that travel through a form."""
        return hmac.new(self.session.encode(), f"signed {text}".encode(), hashlib.sha256).hexdigest()


def is_https(copilot: Application) -> bool:
    """Whether people reach the copilot over TLS."""
    return copilot.settings.public_url.startswith("https://")


def cookie_name(copilot: Application) -> str:
    """`__Host-` keeps neighbouring hosts from setting our cookie; browsers allow it over TLS only."""
    return "__Host-copilot" if is_https(copilot) else "copilot_session"


def set_session(response: Response, copilot: Application, session: str) -> None:
    """Puts the session's secret where scripts cannot read it."""
    response.set_cookie(
        cookie_name(copilot),
        session,
        max_age=int(timedelta(days=SESSION_DAYS).total_seconds()),
        httponly=True,
        secure=is_https(copilot),
        samesite="lax",
    )


def clear_session(response: Response, copilot: Application) -> None:
    """Takes the cookie back."""
    response.delete_cookie(cookie_name(copilot), httponly=True, secure=is_https(copilot), samesite="lax")


def language_of(request: Request, person: Person | None = None) -> str:
    """The switch in the page, else the person's own language, else the browser's, else the house's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if person is not None and person.language in LANGUAGES:
        return person.language
    return accepted_language(request.headers, application(request).settings.language)


def visitor_or_none(request: Request) -> Visitor | None:
    """The signed-in person, looked up once a request."""
    known: Visitor | None = getattr(request.state, "visitor", None)
    if known is not None:
        return known
    copilot = application(request)
    session = request.cookies.get(cookie_name(copilot))
    person = person_for_session(copilot.ports, session) if session else None
    if person is None or session is None:
        return None
    visitor = Visitor(person, session, language_of(request, person))
    request.state.visitor = visitor
    return visitor


def signed_in(request: Request) -> Visitor:
    """The signed-in person; raises NotSignedIn, which the pages answer with the way to the login."""
    visitor = visitor_or_none(request)
    if visitor is None:
        raise NotSignedIn("Please sign in first.", message_ru="Сначала войдите.")
    return visitor


async def guard(request: Request) -> None:
    """Stands before every page: somebody must be signed in, and no request that changes something may come
    from another site or without this session's token."""
    if request.method not in SAFE_METHODS:
        refuse_other_sites(request.headers)
    visitor = await run_in_threadpool(signed_in, request)
    if request.method in SAFE_METHODS:
        return
    given = request.headers.get("x-csrf-token")
    if given is None:
        value = (await request.form()).get("csrf")
        given = value if isinstance(value, str) else ""
    if not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise NotAllowed(
            "This form is out of date; reload the page and try again.",
            message_ru="Форма устарела; обновите страницу и повторите.",
        )


def refuse_other_sites(headers: Headers) -> None:
    """Browsers say where a request comes from; another site's pages have no business here."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = site not in (None, "same-origin", "none")
    if site is None and origin is not None:  # Sec-Fetch-Site is sent to trustworthy addresses only
        foreign = urlsplit(origin).netloc != headers.get("host")
    if foreign:
        raise NotAllowed(
            "Requests from other sites are refused.", message_ru="Запросы с других сайтов отклоняются."
        )


def local_path(target: str | None) -> str:
    """A path on this site to go on to; anything else becomes the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(c) < 32 or c == "\\" for c in target):
        return "/"
    return target


def login_address(request: Request) -> str:
    """The login page, with the way back to where the reader wanted to go."""
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = path if request.method == "GET" and path != "/" else None
    return f"/login?next={quote(back)}" if back else "/login"


SignedIn = Annotated[Visitor, Depends(signed_in)]
App = Annotated[Application, Depends(application)]
