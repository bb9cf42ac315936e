"""Placeholders such as `{{first_name|друг}}`: known names, fallbacks, and merging at delivery.

Our own small syntax and never a template engine: the words around it may come from a model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
NEED_FALLBACK = frozenset({"first_name"})
KNOWN = frozenset({"first_name", "unsubscribe_url"})
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\[\[|\]\]|%[A-Z_]{3,}%|\$\{|<%|\*\|")
"""Marks of this and other systems' merge tags: none may be left in what a customer reads."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder of a text."""

    name: str
    fallback: str | None


def placeholders(text: str) -> list[Placeholder]:
    """All placeholders in order."""
    return [Placeholder(match[1], match[2]) for match in PLACEHOLDER.finditer(text)]


def merge(text: str, values: Mapping[str, str | None]) -> str:
    """The text for one person; an empty value gives the fallback.

    A value is put in as it is and never looked at again, so that a name like `{{x}}` stays a name.
    """

    def value(match: re.Match[str]) -> str:
        found = (values.get(match[1]) or "").strip()
        return found or (match[2] or "").strip()

    return PLACEHOLDER.sub(value, text)
