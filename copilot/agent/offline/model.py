"""The embedded chat model: a LangChain model whose words come from rules and templates.

It is a pure function of the messages: the next step is the first planned call that has no result after the
last question; when none is left, the results are worded. The same messages always give the same reply.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from copilot.agent.offline.names import Vocabulary
from copilot.agent.offline.parsing import NO_DATA
from copilot.agent.offline.policy import Decision, Past, decide
from copilot.agent.offline.router import Router
from copilot.agent.offline.wording import words_for
from copilot.grounding.language import detect
from tools.facts import ToolResult
from tools.tool import Tool

MODEL_NAME = "embedded-1"


class OfflineChatModel(BaseChatModel):
    """Answers with the tools it is bound to, without any network."""

    model: str = MODEL_NAME
    language: str | None = None
    """`ru` or `en` for every answer; None takes the question's own language."""
    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float | None = None
    max_retries: int | None = None
    stop: list[str] | None = None
    catalogue: Mapping[str, Tool] = Field(default_factory=dict, exclude=True, repr=False)
    vocabulary: Callable[[], Vocabulary] = Field(default=lambda: NO_DATA, exclude=True, repr=False)
    router: Callable[[], Router | None] = Field(default=lambda: None, exclude=True, repr=False)

    @property
    def _llm_type(self) -> str:
        return "cvm-copilot-embedded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model_name": self.model, "language": self.language}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with tools it may call; `tool_choice` names one that it must call."""
        return self.bind(
            tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        message = self._reply(messages, kwargs.get("tools") or [], kwargs.get("tool_choice"))
        return ChatResult(generations=[ChatGeneration(message=_stopped(message, stop or self.stop))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        whole = _stopped(
            self._reply(messages, kwargs.get("tools") or [], kwargs.get("tool_choice")), stop or self.stop
        )
        for piece in re.findall(r"\S+\s*|\s+", whole.text):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece, id=whole.id))
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        calls = [
            tool_call_chunk(
                name=call["name"],
                args=json.dumps(call["args"], ensure_ascii=False),
                id=call["id"],
                index=index,
            )
            for index, call in enumerate(whole.tool_calls)
        ]
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                id=whole.id,
                tool_call_chunks=calls,
                response_metadata=whole.response_metadata,
                usage_metadata=whole.usage_metadata,
                chunk_position="last",
            )
        )

    def _reply(
        self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]], choice: str | None
    ) -> AIMessage:
        offered = {tool["function"]["name"] for tool in tools}
        last = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=None)
        question = messages[last].text if last is not None else ""
        found = [m for m in messages[(last or 0) + 1 :] if isinstance(m, ToolMessage)]
        language = self.language or detect(question)
        if found:
            return self._message(
                "\n\n".join(_worded(message, language, self.catalogue) for message in found), messages
            )
        known = {name: tool for name, tool in self.catalogue.items() if name in offered}
        decision = decide(
            question, past_of(messages[: last or 0]), known, self.vocabulary(), self.router() if known else None,
            language=self.language,
        )  # fmt: skip
        call = _as_call(decision, offered)
        if choice and choice not in ("auto", "none", "any", "required"):
            call = (choice, dict(decision.arguments) if decision.tool == choice else {})
        elif choice in ("any", "required") and call is None and offered:
            call = (sorted(offered)[0], {})
        if call is None:
            return self._message(decision.text, messages)
        return self._message("", messages, call)

    def _message(
        self, text: str, messages: Sequence[BaseMessage], call: tuple[str, dict[str, Any]] | None = None
    ) -> AIMessage:
        read, written = sum(len(m.text) for m in messages) // 4 + 1, len(text) // 4 + 1
        seed = str(
            uuid5(NAMESPACE_OID, f"{len(messages)}|{messages[-1].text if messages else ''}|{text}|{call}")
        )
        calls = (
            [{"name": call[0], "args": call[1], "id": f"call_{seed[:8]}", "type": "tool_call"}]
            if call
            else []
        )
        return AIMessage(
            text,
            id=f"run-{seed}",
            tool_calls=calls,
            response_metadata={
                "model_name": self.model,
                "model_provider": "cvm-copilot",
                "finish_reason": "tool_calls" if call else "stop",
            },
            usage_metadata={"input_tokens": read, "output_tokens": written, "total_tokens": read + written},
        )


def past_of(messages: Sequence[BaseMessage]) -> list[Past]:
    """The earlier turns: each question with the first tool that was called for it."""
    out: list[Past] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            out.append(Past(message.text))
        elif isinstance(message, AIMessage) and message.tool_calls and out and out[-1].tool is None:
            call = message.tool_calls[0]
            asked = call["name"] == "ask_back"
            out[-1] = Past(out[-1].question, None if asked else call["name"], call["args"], asked_back=asked)
    return out


def _as_call(decision: Decision, offered: set[str]) -> tuple[str, dict[str, Any]] | None:
    if decision.kind == "call" and decision.tool in offered:
        return decision.tool or "", dict(decision.arguments)
    if decision.kind == "ask" and "ask_back" in offered:
        return "ask_back", {"question": decision.text}
    if decision.kind == "decline" and "decline" in offered:
        return "decline", {"reason": decision.reason, "message": decision.text}
    if decision.kind == "offer" and "offer_tools" in offered:
        return "offer_tools", {"names": list(decision.names)}
    return None


def _worded(message: ToolMessage, language: str, catalogue: Mapping[str, Tool]) -> str:
    """The words for one tool message: a result by its template, a failure as it is."""
    artifact = message.artifact
    if isinstance(artifact, ToolResult):
        return words_for(artifact, language, catalogue.get(artifact.tool))
    said = getattr(artifact, "message", None)
    return str(said) if said else message.text


def _stopped(message: AIMessage, stop: Sequence[str] | None) -> AIMessage:
    """The message cut at the first stop word, as every chat model does."""
    cut = min((at for word in stop or () if (at := message.text.find(word)) >= 0), default=None)
    return message if cut is None else message.model_copy(update={"content": message.text[:cut]})
