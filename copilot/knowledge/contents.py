"""What the knowledge base holds: one YAML file a kind under `prompts/knowledge/`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

from copilot.prompting import prompts_dir

Kind = Literal["case", "rule", "playbook", "glossary"]
FILES: dict[Kind, str] = {
    "case": "cases.yaml",
    "rule": "rules.yaml",
    "playbook": "playbooks.yaml",
    "glossary": "glossary.yaml",
}
OWN_SOURCE = ("методика продукта", "the product's own method")
CHECKED = {
    "seen": ("прочитано в открытом источнике", "read in a public source"),
    "known": ("по общим знаниям, не проверено", "general knowledge, not verified"),
    "contested": ("спорно, спросите юриста", "contested, ask a lawyer"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage in both languages."""

    id: str
    kind: Kind
    title_ru: str
    title_en: str
    text_ru: str
    text_en: str
    keywords: str
    source: str | None
    year: int | None
    evidence: str | None
    checked: str | None = None

    def title(self, language: str) -> str:
        """The title in this language; a rule carries its number."""
        title = self.title_ru if language == "ru" else self.title_en
        return f"{self.id}. {title}" if self.kind == "rule" else title

    def text(self, language: str) -> str:
        """The text in this language, for a rule with how far we know it."""
        text = self.text_ru if language == "ru" else self.text_en
        if self.checked is None:
            return text
        known = CHECKED[self.checked][0 if language == "ru" else 1]
        return f"{text} {'Проверка' if language == 'ru' else 'Checked'}: {known}."

    def source_in(self, language: str) -> str:
        """Where it comes from."""
        return self.source or OWN_SOURCE[0 if language == "ru" else 1]


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every passage, in the order of the files."""
    return tuple(
        Entry(
            id=raw["id"],
            kind=kind,
            title_ru=raw["title_ru"],
            title_en=raw["title_en"],
            text_ru=raw["text_ru"].strip(),
            text_en=raw["text_en"].strip(),
            keywords=raw.get("keywords", ""),
            source=raw.get("source"),
            year=raw.get("year"),
            evidence=raw.get("evidence"),
            checked=raw.get("checked"),
        )
        for kind, name in FILES.items()
        for raw in _load(name)
    )


def _load(name: str) -> list[dict[str, Any]]:
    text = (prompts_dir() / "knowledge" / name).read_text(encoding="utf-8")
    # The C loader is ten times faster where it is there; both are safe.
    loaded: list[dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def contents_digest() -> str:
    """Changes whenever a passage does, so that the index is built anew."""
    joined = "".join(repr(entry) for entry in entries())
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
