"""The tools that a model may call, made from the catalogue.

Only tools whose declared effect is `read` or `draft` are handed over; one without a declared effect stops
the start-up. A result goes to the model as facts with ids and short tables, inside a wrapper that marks it
as data; an error goes to the model and to the person as one sentence.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, get_args

from langchain_core.tools import BaseTool, StructuredTool

from copilot.agent.answer import Event, Language, OnEvent, ToolUse
from copilot.agent.describing import describe_result
from copilot.domain.people import Person
from copilot.errors import CopilotError, Unsafe
from copilot.ports import Ports
from copilot.services import runs
from tools.errors import ToolError
from tools.facts import Findings, ToolResult, canonical_json, digest
from tools.tool import Effect, Tool, validated

GIVEN: frozenset[str] = frozenset({"read", "draft"})
DECLARED = frozenset(get_args(Effect))
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A tool that could not answer, in a sentence for the person."""

    tool: str
    code: str
    message: str


@dataclass
class Session:
    """One question being answered: who asks, in which language, and what the tools have found so far."""

    ports: Ports
    person: Person | None
    language: Language
    question: str
    on_event: OnEvent | None = None
    results: list[ToolResult] = field(default_factory=list)
    uses: list[ToolUse] = field(default_factory=list)

    def emit(self, kind: str, **data: Any) -> None:
        """Tells whoever listens."""
        if self.on_event is not None:
            self.on_event(Event(kind, data))


Runner = Callable[[Session, Mapping[str, Any]], ToolResult]


@dataclass(frozen=True, slots=True)
class Entry:
    """A tool of the toolkit and how to run it."""

    tool: Tool
    run: Runner


def entries(ports: Ports) -> dict[str, Entry]:
    """Every tool that may be given to a model, by name. Raises Unsafe for an undeclared effect."""
    from copilot.agent.service_tools import SERVICE_TOOLS

    every = {name: Entry(tool, _compute(name)) for name, tool in ports.tools().items()}
    every |= {tool.name: Entry(tool, _serve(tool)) for tool in SERVICE_TOOLS}
    for name, entry in every.items():
        if entry.tool.effect not in DECLARED:
            raise Unsafe(
                f"The tool {name} declares the effect {entry.tool.effect!r}; it must be one of {', '.join(sorted(DECLARED))}.",
                message_ru=f"У инструмента {name} не объявлено воздействие; без этого агент не запускается.",
            )
    return {name: entry for name, entry in every.items() if entry.tool.effect in GIVEN}


def langchain_tools(known: Mapping[str, Entry], session: Session) -> list[BaseTool]:
    """The tools as LangChain calls them, bound to one question."""
    return [_langchain_tool(entry, session) for entry in known.values()] + control_tools()


def _langchain_tool(entry: Entry, session: Session) -> BaseTool:
    tool = entry.tool

    def call(**arguments: Any) -> tuple[str, ToolResult | Failure]:
        return call_tool(entry, arguments, session)

    return StructuredTool(
        name=tool.name,
        description=f"{tool.description_en}\n{tool.description_ru}",
        args_schema=tool.arguments,
        func=call,
        response_format="content_and_artifact",
        handle_validation_error=lambda error: (
            f"ERROR invalid_argument: {error.errors()[0]['msg']}"
            if hasattr(error, "errors")
            else "ERROR invalid_argument"
        ),
    )


def call_tool(
    entry: Entry, arguments: Mapping[str, Any], session: Session
) -> tuple[str, ToolResult | Failure]:
    """Runs one tool: what the model reads, and the whole result or failure for the house."""
    tool = entry.tool
    title = tool.title_ru if session.language == "ru" else tool.title_en
    given = {name: value for name, value in arguments.items() if value is not None}
    session.emit("tool_started", name=tool.name, title=title)
    started = time.perf_counter()
    try:
        result = entry.run(session, given)
    except (ToolError, CopilotError) as error:
        return _failed(
            session, tool.name, given, started, error.code, error.message, error.in_language(session.language)
        )
    except Exception as error:
        # The model gets the class alone: an exception's text may carry paths, keys or rows.
        log.exception("tool %s failed", tool.name)
        name = type(error).__name__
        said = (
            f"Инструмент «{title}» завершился ошибкой {name}; подробности в журнале."
            if session.language == "ru"
            else f"The tool “{title}” failed with {name}; the log has the details."
        )
        return _failed(session, tool.name, given, started, "tool_failed", name, said)
    ms = _since(started)
    session.results.append(result)
    session.uses.append(ToolUse(tool.name, result.arguments, result.run_id, ms))
    session.emit("tool_finished", name=tool.name, run_id=result.run_id, ms=ms)
    if result.tables or result.charts:
        session.emit("result", run_id=result.run_id)
    return describe_result(result, session.language), result


def _failed(
    session: Session,
    name: str,
    given: Mapping[str, Any],
    started: float,
    code: str,
    for_model: str,
    said: str,
) -> tuple[str, Failure]:
    """A failed call is told to the model, to the person and to whoever listens."""
    ms = _since(started)
    session.uses.append(ToolUse(name, json.loads(canonical_json(dict(given))), None, ms, error=said))
    session.emit("tool_finished", name=name, run_id=None, ms=ms, error=said)
    return f"ERROR {code}: {for_model}", Failure(name, code, said)


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _compute(name: str) -> Runner:
    def run(session: Session, arguments: Mapping[str, Any]) -> ToolResult:
        return runs.run_tool(session.ports, name, arguments)

    return run


def _serve(tool: Tool) -> Runner:
    """A service tool's state is not the snapshot's alone, so its run id also covers what it found."""

    def run(session: Session, arguments: Mapping[str, Any]) -> ToolResult:
        parsed = validated(tool, arguments)
        started = time.perf_counter()
        findings: Findings = tool.compute(session, parsed)
        seen = {**parsed.model_dump(mode="json", exclude_none=True), "state": digest(_plain(findings))[:12]}
        return runs.record(
            session.ports,
            tool=tool.name,
            version=tool.version,
            arguments=seen,
            findings=findings,
            seconds=time.perf_counter() - started,
        )

    return run


def _plain(findings: Findings) -> list[str]:
    return [repr(findings.facts), repr(findings.tables), repr(findings.notes)]


Reason = Literal[
    "send_now", "skip_approval", "split_to_skip_approval", "personal_data", "no_consent", "code_or_sql",
    "system_prompt", "harmful", "out_of_scope",
]  # fmt: skip


@lru_cache(maxsize=1)
def control_tools() -> list[BaseTool]:
    """How a model asks back, declines or offers tools, in a form that the house can read."""

    def ask_back(question: str) -> tuple[str, dict[str, Any]]:
        """Ask the person one short question, when the request can mean different things (for example
        CR: churn rate or conversion rate) or lacks what a tool must have."""
        return question, {"clarify": question}

    def decline(reason: Reason, message: str) -> tuple[str, dict[str, Any]]:
        """Decline a request that must not be done, with its reason code, and say what can be done instead."""
        return message, {"refused": reason, "message": message}

    def offer_tools(names: list[str]) -> tuple[str, dict[str, Any]]:
        """Offer up to three tools by name, when you are not sure which one the person means."""
        return ", ".join(names[:3]), {"candidates": names[:3]}

    return [
        StructuredTool.from_function(
            function, return_direct=True, response_format="content_and_artifact", parse_docstring=False
        )
        for function in (ask_back, decline, offer_tools)
    ]
