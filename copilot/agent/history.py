"""Earlier turns of a conversation as messages, with the results they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from copilot.agent.describing import describe_result
from copilot.grounding.privacy import redact
from copilot.ports import Ports, Turn
from tools.facts import ToolResult

MOST_TURNS = 6
WHOLE_RESULTS = 2
"""Results of this many latest turns are shown to the model again; older ones only by name."""


def messages_of(
    desk: Ports, turns: Sequence[Turn], language: str
) -> tuple[list[BaseMessage], list[ToolResult]]:
    """The messages of the latest turns, and the tool results whose figures may be named again."""
    messages: list[BaseMessage] = []
    results: list[ToolResult] = []
    latest = [turn for turn in turns if turn.answer is not None and "error" not in turn.answer][-MOST_TURNS:]
    for position, turn in enumerate(latest):
        answer = turn.answer or {}
        messages.append(HumanMessage(redact(turn.question).text))
        if answer.get("clarify"):
            messages += _called(
                f"q{position}", "ask_back", {"question": answer["clarify"]}, answer["clarify"]
            )
            continue
        for number, use in enumerate(answer.get("tools") or ()):
            result = desk.runs.get(use["run_id"]) if use.get("run_id") else None
            said = str(use.get("error") or "earlier result")
            if result is not None and position >= len(latest) - WHOLE_RESULTS:
                results.append(result)
                said = describe_result(result, language)
            arguments = {k: v for k, v in dict(use["arguments"]).items() if k != "state"}
            messages += _called(f"h{position}_{number}", use["name"], arguments, said)
        messages.append(AIMessage(str(answer.get("slotted") or answer.get("answer") or "")))
    return messages, results


def _called(call_id: str, name: str, arguments: dict[str, object], said: str) -> list[BaseMessage]:
    return [
        AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": call_id, "type": "tool_call"}]),
        ToolMessage(said, tool_call_id=call_id, name=name),
    ]
