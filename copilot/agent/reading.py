"""Follows one run of the graph: streams verified sentences, and gathers what the model decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage

from copilot.agent.toolkit import Session
from copilot.grounding.evidence import Evidence
from copilot.grounding.slots import fill
from copilot.grounding.verifier import Verdict, sentences, verify
from copilot.prompting import render
from tools.facts import ToolResult

CONTROL = frozenset({"ask_back", "decline", "offer_tools"})


@dataclass
class Reading:
    """What came of one run."""

    text: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    clarify: str | None = None
    refused: str | None = None
    candidates: tuple[str, ...] = ()
    model: str = ""
    truncated: bool = False
    messages: list[BaseMessage] = field(default_factory=list)
    remembered: tuple[ToolResult, ...] = ()
    withheld: int = 0

    @property
    def failing(self) -> list[Verdict]:
        """The sentences that may not be shown."""
        return [verdict for verdict in self.verdicts if not verdict.holds]

    @property
    def needs_words(self) -> bool:
        """Whether the model gave nothing that could be shown: no words, or words cut off half-way."""
        return self.truncated or not self.text.strip()


def read(
    agent: Any,
    messages: Sequence[BaseMessage],
    session: Session,
    evidence: Callable[[], Evidence],
    *,
    quiet: bool = False,
) -> Reading:
    """Runs the graph on the messages. Finished sentences are verified and, once there is a result to check
    against, told at once; `quiet` tells none."""
    reading = Reading(remembered=evidence().results)
    stream = _Sentences(session, evidence, quiet=quiet)
    final: AIMessage | None = None
    for mode, payload in agent.stream({"messages": list(messages)}, stream_mode=["messages", "updates"]):
        if mode == "messages":
            chunk, meta = payload
            if isinstance(chunk, AIMessageChunk) and meta.get("langgraph_node") == "model":
                stream.feed(chunk)
            continue
        for update in payload.values():
            for message in (update or {}).get("messages", ()):
                if isinstance(message, AIMessage):
                    final = message
                    reading.messages.append(message)
                elif isinstance(message, ToolMessage):
                    reading.messages.append(message)
                    _decided(reading, message)
    if final is not None:
        metadata = final.response_metadata
        reading.model = str(metadata.get("model_name") or metadata.get("model") or "unknown")
        finish = metadata.get("finish_reason")
        reading.truncated = not final.tool_calls and finish not in (
            "stop",
            "tool_calls",
            "function_call",
            "end_turn",
        )
    _choose_words(reading, final, session, evidence)
    return reading


def _choose_words(
    reading: Reading, final: AIMessage | None, session: Session, evidence: Callable[[], Evidence]
) -> None:
    if reading.clarify or reading.refused or reading.candidates:
        if reading.candidates and not reading.text:
            reading.text = render(f"agent/offer.{session.language}.j2")
        reading.truncated = False
    elif final is not None and not final.tool_calls:
        reading.text = final.text
    facts = evidence()
    reading.verdicts = [
        verify(part, facts, session.language, question=session.question) for part in sentences(reading.text)
    ]


def _decided(reading: Reading, message: ToolMessage) -> None:
    artifact = message.artifact
    if message.name not in CONTROL or not isinstance(artifact, dict):
        return
    reading.clarify = artifact.get("clarify", reading.clarify)
    reading.refused = artifact.get("refused", reading.refused)
    reading.candidates = tuple(artifact.get("candidates", reading.candidates))
    reading.text = artifact.get("message") or artifact.get("clarify") or reading.text


class _Sentences:
    """Turns streamed tokens into verified sentences. A new message id (a retry, a fallback, the next step)
    starts afresh, because what was begun before it was never finished."""

    def __init__(self, session: Session, evidence: Callable[[], Evidence], *, quiet: bool) -> None:
        self._session = session
        self._evidence = evidence
        self._quiet = quiet
        self._id: str | None = None
        self._buffer = ""

    def feed(self, chunk: AIMessageChunk) -> None:
        """Takes one token; tells every sentence that it completes."""
        if chunk.id != self._id:
            self._id, self._buffer = chunk.id, ""
        self._buffer += chunk.text
        if self._quiet or not self._session.results:
            return
        *finished, rest = (
            [*sentences(self._buffer), ""]
            if chunk.chunk_position == "last"
            else sentences(self._buffer) or [""]
        )
        if not finished:
            return
        facts = self._evidence()
        for part in finished:
            if verify(part, facts, self._session.language, question=self._session.question).holds:
                self._session.emit("text", delta=fill(part, facts.facts.get, self._session.language))
        self._buffer = rest
