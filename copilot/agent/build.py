"""The agent's graph: a model, the toolkit, and limits that always hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
)
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool

from copilot.agent.guards import EmptyCallGuard
from copilot.config import Settings


def live_model(settings: Settings) -> BaseChatModel | None:
    """The configured OpenAI-compatible endpoint, or None when none is set."""
    if not settings.llm_base_url and settings.llm_api_key is None:
        return None
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=settings.llm_model or "gpt-4o-mini",
        base_url=settings.llm_base_url,
        # Local servers want no key, but the client insists on one.
        api_key=settings.llm_api_key or "none",
        # Must be explicit: with None some model names go to the Responses API whatever the endpoint is.
        use_responses_api=False,
        stream_usage=True,
        timeout=settings.llm_timeout_seconds,
        max_retries=2,
        temperature=0,
    )


def build_agent(
    model: BaseChatModel,
    tools: Sequence[BaseTool],
    *,
    settings: Settings,
    system_prompt: str,
    fallback: BaseChatModel | None = None,
) -> Any:
    """The compiled graph. Without the call limits a confused model would loop 9,999 times."""
    middleware: list[Any] = [
        ModelCallLimitMiddleware(run_limit=settings.llm_max_calls, exit_behavior="end"),
        ToolCallLimitMiddleware(run_limit=settings.llm_max_tools, exit_behavior="end"),
        EmptyCallGuard(),
        ToolErrorMiddleware(lambda error, _request: f"ERROR tool_failed: {type(error).__name__}"),
    ]
    if fallback is not None:
        middleware.insert(2, ModelFallbackMiddleware(fallback))
    return create_agent(model, list(tools), system_prompt=system_prompt, middleware=middleware)
