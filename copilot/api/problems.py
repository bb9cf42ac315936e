"""Errors for programs: RFC 9457 `application/problem+json`."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong and what to do about it."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="Stable name of the error, such as `invalid_argument` or `not_allowed`.")
    detail: str = Field(description="One sentence in the language of Accept-Language (ru or en).")
    argument: str | None = Field(None, description="The argument or column at fault.")
    request_id: str | None = Field(None, description="Quote it when you report a defect.")


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {MEDIA_TYPE: {}}}
    for status, text in (
        (400, "The body cannot be read."),
        (401, "No valid token."),
        (403, "This person may not do this."),
        (404, "There is no such thing."),
        (409, "It has changed since you last saw it."),
        (422, "An argument is wrong, or the data cannot answer this."),
    )
}


def problem(
    request: Request, status: int, code: str, detail: str, extra: Mapping[str, Any] | None = None
) -> JSONResponse:
    """One error as an answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": getattr(request.state, "request_id", None),
        **(extra or {}),
    }
    headers = {"www-authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)
