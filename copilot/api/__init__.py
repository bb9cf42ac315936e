"""The JSON API: the same use cases as the pages, for programs with a token."""

from __future__ import annotations

from fastapi import APIRouter

PREFIX = "/api/v1"


def routers() -> list[APIRouter]:
    """Everything under /api/v1 that needs a token."""
    from copilot.api import approvals, campaigns, ingest, questions, reports, tools

    return [module.router for module in (questions, tools, campaigns, approvals, reports, ingest)]
