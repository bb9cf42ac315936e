"""What the router learns from: the tools' own example questions, their titles, and our utterances."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from copilot.agent.offline.router import ELSEWHERE, Router
from copilot.prompting import prompts_dir
from tools.facts import digest
from tools.tool import Tool

ROUTER_VERSION = 6
"""Goes up when the router is fitted differently from the same examples."""
log = logging.getLogger(__name__)


def router_for(catalogue: Mapping[str, Tool], cache: Path | None = None) -> Router:
    """The router over these tools. Fitted once for each set of examples and kept in the folder `cache`."""
    return _fitted(tuple(examples(catalogue)), cache)


@lru_cache(maxsize=4)
def _fitted(pairs: tuple[tuple[str, str], ...], cache: Path | None) -> Router:
    if cache is None:
        return Router(pairs)
    file = cache / f"router-{digest([ROUTER_VERSION, *map(list, pairs)])[:16]}.npz"
    try:
        return Router.load(file)
    except (OSError, ValueError, KeyError):
        router = Router(pairs)
    try:
        router.save(file)
    except OSError:
        log.warning("the router could not be kept in %s", cache)
    return router


def examples(catalogue: Mapping[str, Tool]) -> Iterator[tuple[str, str]]:
    """Pairs of question and tool name; `out_of_scope` names those that are for no tool."""
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
        if name in catalogue or name == ELSEWHERE:
            for text in texts:
                yield text, name


@lru_cache(maxsize=1)
def utterances() -> Mapping[str, list[str]]:
    """Further example questions by tool, kept beside the prompts. Never a case of `evals/`."""
    path = prompts_dir() / "agent" / "utterances.yaml"
    data = (
        yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        or {}
    )
    return {str(name): [str(text) for text in texts] for name, texts in data.items()}
