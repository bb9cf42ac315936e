"""The page behind the unsubscribe link of a message: no login, one click (RFC 8058).

The key in the address is the secret that belongs to one delivery. GET only asks, because mail scanners follow
links; POST ends it, whether a person pressed the button or a mail program sent `List-Unsubscribe=One-Click`.
An unknown key gets the same answer, so keys cannot be guessed by trying.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from copilot.web.rendering import page
from copilot.web.visitor import App

router = APIRouter(prefix="/u")


@router.get("/{key}")
def ask(request: Request, key: str) -> HTMLResponse:  # noqa: ARG001
    """Asks for one click."""
    return _quiet(page(request, "unsubscribe.html", done=False))


@router.post("/{key}")
def end(request: Request, key: str, copilot: App) -> HTMLResponse:
    """No more messages of this channel to this person. Saying it twice does no harm."""
    from copilot.services import delivery

    delivery.unsubscribe(copilot.ports, key)
    return _quiet(page(request, "unsubscribe.html", done=True))


def _quiet(answer: HTMLResponse) -> HTMLResponse:
    answer.headers["referrer-policy"] = "no-referrer"  # the address is a secret
    return answer
