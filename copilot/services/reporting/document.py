"""Turns material into the bytes of a report."""

from __future__ import annotations

from copilot import prompting
from copilot.grounding.formats import format_day
from copilot.grounding.slots import fill
from copilot.services.reporting.material import Material
from copilot.services.reporting.view import View
from tools.facts import digest

TEMPLATES = ("report/page.j2", "report/style.css", "report/weekly.ru.j2", "report/weekly.en.j2")


def title(material: Material, language: str) -> str:
    """The report's name, for lists and the browser's tab."""
    day = format_day(material.end.isoformat(), language)
    return f"Недельный отчёт: неделя по {day}" if language == "ru" else f"Weekly report: week to {day}"


def identity(material: Material, language: str) -> str:
    """The id that this report has: a digest of what it was computed from and worded by."""
    runs = sorted(result.run_id for result in material.results.values())
    missing = {name: error.in_language(language) for name, error in sorted(material.missing.items())}
    parts = {"kind": "weekly", "language": language, "end": material.end, "snapshot": material.snapshot}
    return "w" + digest({**parts, "runs": runs, "missing": missing, "wording": wording()})[:12]


def wording() -> str:
    """Digest of the templates."""
    return digest([prompting.digest(name) for name in TEMPLATES])[:12]


def html(material: Material, language: str) -> str:
    """The whole self-contained document: every figure a fact, no script, nothing loaded from elsewhere."""
    view = View(material, language)
    body = prompting.render(f"report/weekly.{language}.j2", r=view)
    page = prompting.render(
        "report/page.j2",
        language=language,
        title=title(material, language),
        body=body,
        report_id=identity(material, language),
        wording=wording(),
        snapshot=material.snapshot,
    )
    return fill(page, material.lookup, language, html=True) + "\n"
