"""The web application for a server: `uvicorn --factory copilot.main:create`."""

from __future__ import annotations

from fastapi import FastAPI

from copilot.bootstrap import build
from copilot.web import create_app


def create() -> FastAPI:
    """Built from the `COPILOT_*` environment."""
    return create_app(build())
