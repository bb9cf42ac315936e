"""What the router learns from: the tools' own example questions, their titles, and our utterances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import yaml

from copilot.agent.offline.router import Router
from copilot.prompting import prompts_dir
from tools.tool import Tool


def router_for(catalogue: Mapping[str, Tool]) -> Router:
    """The router over these tools. Fitted once for each set of examples."""
    return _fitted(tuple(examples(catalogue)))


@lru_cache(maxsize=4)
def _fitted(pairs: tuple[tuple[str, str], ...]) -> Router:
    return Router(pairs)


def examples(catalogue: Mapping[str, Tool]) -> Iterator[tuple[str, str]]:
    """Pairs of question and tool name."""
    for name, tool in sorted(catalogue.items()):
        for text in (
            *tool.examples_ru,
            *tool.examples_en,
            tool.title_ru,
            tool.title_en,
            name.replace("_", " "),
        ):
            yield text, name
    for name, texts in utterances().items():
        if name in catalogue:
            for text in texts:
                yield text, name


@lru_cache(maxsize=1)
def utterances() -> Mapping[str, list[str]]:
    """Further example questions by tool, kept beside the prompts. Never a case of `evals/`."""
    path = prompts_dir() / "agent" / "utterances.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return {str(name): [str(text) for text in texts] for name, texts in data.items()}
