"""The knowledge base: cases with evidence grades, dated rules, playbooks and a glossary, in both languages."""

from __future__ import annotations

from pathlib import Path

from copilot.ports import Knowledge


def open_knowledge(folder: Path) -> Knowledge:
    """The knowledge base whose index lives in `folder`; it is built with the first search."""
    from copilot.knowledge.index import KnowledgeIndex

    return KnowledgeIndex(folder)
