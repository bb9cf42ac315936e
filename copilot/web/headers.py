"""Security headers of every answer, the request log and the request metrics, as one ASGI layer.

Plain ASGI and not Starlette's BaseHTTPMiddleware, which buffers and so breaks server-sent events.
"""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # Pico draws the arrows of its form fields from data: addresses
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
DOCUMENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # a report is one self-contained file with its own style sheet
        "img-src data:",
        "font-src data:",
        "frame-ancestors 'self'",
        "sandbox",
    )
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


def secure(headers: MutableHeaders, *, https: bool) -> None:
    """Adds what is missing; a route that set a policy of its own keeps it."""
    for name, value in {**HEADERS, "content-security-policy": PAGE_POLICY}.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("strict-transport-security", "max-age=31536000")


class Metrics:
    """Request counts and times, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route")
        self.requests = Counter(
            "copilot_requests", "Requests answered.", (*labels, "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "copilot_request_seconds",
            "Seconds until the answer was complete.",
            labels,
            registry=self.registry,
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )
        self.answers = Histogram(
            "copilot_answer_seconds",
            "Seconds from question to finished answer.",
            ("outcome",),
            registry=self.registry,
            buckets=(0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60),
        )


class Frame:
    """Wraps the application: headers on the way out, one log line and one count a request.

    The log names the route's pattern (`/login/{token}`) and never the path, so neither tokens nor what
    people ask for can get into it.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, https: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._https = https
        self._log = structlog.get_logger("copilot.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        request_id = uuid4().hex[:12]
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                secure(headers, https=self._https)
                headers["x-request-id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_framed)
        finally:
            self._note(scope, status, time.perf_counter() - started, request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        route, method = route_of(scope), scope["method"]
        if route in ("/static", "/health", "/metrics"):
            return
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        self._log.info(
            "request", method=method, route=route, status=status, ms=round(seconds * 1000), id=request_id
        )


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered; a mount's own path; or `unmatched`."""
    route: Any = scope.get("route")
    if route is not None:
        return str(route.path)
    return scope["root_path"] or "unmatched"
