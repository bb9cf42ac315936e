"""The event log of a turn as server-sent events, each an HTML fragment that htmx puts in its place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from fastapi.concurrency import run_in_threadpool

POLL_SECONDS = 0.08
SLOWEST_POLL_SECONDS = 0.5
BEAT_SECONDS = 15.0
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}  # nginx would hold the stream back
Event = tuple[int, str, Mapping[str, Any]]


def sse(html: str, *, event: str | None = None, number: int | None = None) -> str:
    """One server-sent event; line breaks inside the HTML become `data:` lines of their own."""
    lines = [f"id: {number}"] if number is not None else []
    if event is not None:
        lines.append(f"event: {event}")
    lines += [f"data: {line}" for line in html.splitlines() or [""]]
    return "\n".join(lines) + "\n\n"


def partial(target: str, html: str, *, swap: str = "beforeend") -> str:
    """A fragment that says where it belongs."""
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{html}</hx-partial>'


async def follow(
    read: Callable[[int], list[Event]],
    draw: Callable[[Event], str],
    is_over: Callable[[], bool],
    *,
    after: int = 0,
) -> AsyncIterator[str]:
    """Replays what has happened after the event with that number and then follows until the end.

    `read` and `draw` work in threads: both reach the database. `is_over` is asked when nothing has come for
    a while, so that an answer whose process died does not keep its readers waiting.
    """
    quiet_since, pause = time.monotonic(), POLL_SECONDS
    while True:
        events = await run_in_threadpool(read, after)
        for event in events:
            number, kind, _data = event
            after = number
            html = await run_in_threadpool(draw, event)
            if html:
                yield sse(html, number=number)
            if kind in ("answer", "error"):
                yield sse("", event="done", number=number)
                return
        if events:
            quiet_since, pause = time.monotonic(), POLL_SECONDS
        elif time.monotonic() - quiet_since > BEAT_SECONDS:
            if await run_in_threadpool(is_over):
                yield sse(await run_in_threadpool(draw, (after, "lost", {})))
                yield sse("", event="done")
                return
            quiet_since = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(pause)
        pause = min(pause * 1.2, SLOWEST_POLL_SECONDS)
