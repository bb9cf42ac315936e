"""Answers questions in the background and lets any reader follow, in whatever process that reader lives.

A worker thread appends what happens to the turn's event log in the database; readers poll that log. So a
reload, a lost connection or a second browser replays the answer and misses nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog

from copilot.bootstrap import Application
from copilot.domain.people import Person
from copilot.errors import CopilotError
from copilot.grounding.privacy import redact
from copilot.ports import Turn
from copilot.web.headers import Metrics
from tools.errors import ToolError

WORKERS = 8
LOST_AFTER = timedelta(minutes=10)
"""An answer that is not finished by then was interrupted: its process is gone."""


class Answering:
    """The questions being answered by this process."""

    def __init__(self, copilot: Application, metrics: Metrics) -> None:
        self._copilot = copilot
        self._metrics = metrics
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="answer")
        self._running: set[str] = set()
        self._lock = threading.Lock()

    def start(self, question: str, *, person: Person, conversation_id: str, language: str) -> Turn:
        """Stores the question and begins to answer it."""
        turn = Turn(
            id=f"t{uuid4().hex}",
            conversation_id=conversation_id,
            person_id=person.id,
            # What the database keeps may come back to the model as memory, so it holds no personal data.
            question=redact(question).text,
            asked_at=self._copilot.ports.clock(),
        )
        self._copilot.ports.conversations.add_turn(turn)
        with self._lock:
            self._running.add(turn.id)
        self._pool.submit(self._answer, turn, person, language)
        return turn

    def is_lost(self, turn: Turn, now: datetime) -> bool:
        """Whether nobody is working on this unanswered question any more."""
        with self._lock:
            return turn.id not in self._running and now - turn.asked_at > LOST_AFTER

    def close(self) -> None:
        """Lets running answers finish; takes no new ones."""
        self._pool.shutdown(wait=True)

    def _answer(self, turn: Turn, person: Person, language: str) -> None:
        store = self._copilot.ports.conversations
        started = time.perf_counter()
        ended = "answered"

        from copilot.grounding.language import detect

        def on_event(event: Any) -> None:
            if event.kind not in ("answer", "error"):  # the ending is written below, in every case
                store.add_event(turn.id, event.kind, dict(event.data))

        try:
            answer: Mapping[str, Any] = self._copilot.ask(
                turn.question,
                person=person,
                conversation_id=turn.conversation_id,
                turn_id=turn.id,
                language=detect(turn.question, default="en" if language == "en" else "ru"),
                on_event=on_event,
            ).to_json()
        except (CopilotError, ToolError) as error:
            ended = error.code
            answer = {"error": error.code, "message": error.in_language(language)}
        except Exception as error:  # noqa: BLE001  # a thread has nobody above it; the reader must see the end
            ended = "crash"
            structlog.get_logger("copilot.web").exception("answer failed", turn=turn.id)
            answer = {"error": "crash", "message": type(error).__name__}
        finally:
            with self._lock:
                self._running.discard(turn.id)
        store.finish_turn(turn.id, answer)
        store.add_event(turn.id, "error" if "error" in answer else "answer", {})
        self._metrics.answers.labels(ended).observe(time.perf_counter() - started)
