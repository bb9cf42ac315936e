"""The application factory: routes, guards and endings put together."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from copilot.api import PREFIX, health
from copilot.api import routers as api_routers
from copilot.api.access import caller
from copilot.api.problems import RESPONSES
from copilot.bootstrap import Application
from copilot.web import charts, errors
from copilot.web.answering import Answering
from copilot.web.headers import Frame, Metrics
from copilot.web.pages import approvals, campaigns, chat, login, reports, runs, segments, unsubscribe
from copilot.web.visitor import guard, is_https

STATIC = Path(__file__).parent / "static"


def create_app(copilot: Application) -> FastAPI:
    """The pages and the JSON API over one application.

    The API's own description is at `/api/v1/openapi.json`; its usual viewer is off because it loads
    scripts from elsewhere.
    """
    metrics = Metrics()
    answering = Answering(copilot, metrics)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_warm_up, args=(copilot,), name="warm-up", daemon=True).start()
        yield
        answering.close()

    app = FastAPI(
        title="cvm-copilot",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        lifespan=lifespan,
    )
    app.state.copilot = copilot
    app.state.metrics = metrics
    app.state.answering = answering
    app.state.charts = charts.Charts()
    for pages in (chat, approvals, campaigns, segments, reports, runs):
        app.include_router(pages.router, dependencies=[Depends(guard)], include_in_schema=False)
    for open_pages in (login, unsubscribe):
        app.include_router(open_pages.router, include_in_schema=False)
    app.include_router(health.router, include_in_schema=False)
    for router in api_routers():
        app.include_router(router, dependencies=[Depends(caller)], responses=RESPONSES)
    app.include_router(health.router, prefix=PREFIX)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    errors.install(app)
    app.add_middleware(Frame, metrics=metrics, https=is_https(copilot))
    return app


def _warm_up(copilot: Application) -> None:
    """The first question would wait seconds for its libraries; serving pages need not."""
    copilot.warm_up()
    charts.warm_up()
