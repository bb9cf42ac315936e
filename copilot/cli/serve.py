"""`copilot serve`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli.console import guarded, say
from copilot.errors import BadRequest

if TYPE_CHECKING:
    import uvicorn

    from copilot.bootstrap import Application


def register(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command()(serve)


@guarded
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Also deliver approved campaigns here.")
    ] = True,
) -> None:
    """Serve the web pages and the API."""
    start(
        context.obj.application(public_url=f"http://{host}:{port}"),
        host=host,
        port=port,
        with_worker=with_worker,
    )


def start(application: Application, *, host: str, port: int, with_worker: bool) -> None:
    """Serves until stopped; the agent is loaded in the background once the first page can be answered."""
    import socket

    import uvicorn

    from copilot.web import create_app

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadRequest(
                f"Cannot listen on {host}:{port} ({error.strerror}); choose another with --port.",
                message_ru=f"Порт {host}:{port} занят или недоступен ({error.strerror}); выберите другой: --port.",
            ) from None
    server = uvicorn.Server(
        uvicorn.Config(create_app(application), host=host, port=port, log_level="warning", access_log=False)
    )
    stop = threading.Event()
    threading.Thread(
        target=_in_background, args=(application, server, stop, with_worker), daemon=True
    ).start()
    say(f"Serving on http://{host}:{port} (Ctrl+C stops)")
    try:
        server.run()
    finally:
        stop.set()


def _in_background(
    application: Application, server: uvicorn.Server, stop: threading.Event, with_worker: bool
) -> None:
    """Once the first page can be answered: loads the agent, then delivers what is approved."""
    while not server.started and not stop.wait(0.05):
        pass
    application.warm_up()
    if with_worker:
        from copilot.services.states import keep_recorded

        threading.Thread(
            target=keep_recorded, args=(application.ports,), kwargs={"stop": stop}, daemon=True
        ).start()
        from copilot.services.delivery import run_forever

        run_forever(application.ports, stop=stop)
