"""For the machines that watch the machine: is it alive, and what has it done."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from copilot.api.access import App

router = APIRouter(tags=["health"])


@router.get("/health")
def health(copilot: App) -> dict[str, str]:
    """200 while the process serves and its database answers. Needs no token."""
    copilot.ports.people.get("")
    return {"status": "ok", "version": _version()}


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Prometheus text format: requests and answers, no names and no contents. Needs no token."""
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _version() -> str:
    try:
        return version("cvm-copilot")
    except PackageNotFoundError:
        return "unknown"
