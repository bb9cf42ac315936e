"""Errors in the reader's terms: a page, a piece of a page, or `application/problem+json` for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from copilot.api import PREFIX
from copilot.api.access import accepted_language, application
from copilot.api.problems import problem
from copilot.errors import CopilotError, NotSignedIn
from copilot.web.headers import secure
from copilot.web.rendering import is_partial, page
from copilot.web.visitor import is_https, language_of, login_address
from copilot.web.wording import words
from tools.errors import ToolError


def install(app: FastAPI) -> None:
    """Every way a request can end badly has one of these endings."""
    app.add_exception_handler(CopilotError, _service_error)
    app.add_exception_handler(ToolError, _tool_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _crash)


def _ending(
    request: Request, status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None
) -> Response:
    if request.url.path.startswith(PREFIX):
        return problem(request, status, code, detail, extra)
    template = "parts/error.html" if is_partial(request) else "error.html"
    return page(request, template, status=status, code=code, status_code=status, detail=detail)


def _language(request: Request) -> str:
    if request.url.path.startswith(PREFIX):
        return accepted_language(request.headers, "en")
    visitor = getattr(request.state, "visitor", None)
    return visitor.language if visitor else language_of(request)


def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CopilotError)
    if isinstance(error, NotSignedIn) and not request.url.path.startswith(PREFIX):
        if is_partial(request):
            return Response(status_code=401, headers={"hx-redirect": "/login"})
        if request.method == "GET" and not request.url.path.startswith("/login"):
            return RedirectResponse(login_address(request), status_code=303)
    return _ending(request, error.status, error.code, error.in_language(_language(request)))


def _tool_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ToolError)
    detail = error.in_language(_language(request))
    return _ending(request, 422, error.code, detail, {"argument": error.argument})


def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The input itself stays out of the answer: it may hold what somebody pasted by mistake.
    found = [
        {"argument": ".".join(str(part) for part in item["loc"][1:]), "message": item["msg"]}
        for item in error.errors()
    ]
    first = found[0] if found else {"argument": None, "message": ""}
    detail = words(_language(request))("error.invalid", argument=first["argument"], message=first["message"])
    return _ending(request, 422, "invalid_request", detail, {"argument": first["argument"], "errors": found})


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    t = words(_language(request))
    key = f"error.{error.status_code}"
    detail = t(key) if t.has(key) else str(error.detail)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    response = _ending(request, error.status_code, code, detail)
    response.headers.update(error.headers or {})
    return response


def _crash(request: Request, error: Exception) -> Response:
    """A defect of ours. The number lets the log be found; the reader sees no inner workings.

    Starlette answers crashes outside all other layers, so the headers are added here.
    """
    request_id = getattr(request.state, "request_id", "")
    structlog.get_logger("copilot.web").error("crash", id=request_id, error=type(error).__name__)
    detail = words(_language(request))("error.500", id=request_id)
    response = _ending(request, 500, "internal_error", detail)
    secure(response.headers, https=is_https(application(request)))
    return response
