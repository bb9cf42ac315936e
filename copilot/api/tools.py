"""The tool catalogue: what can be computed, running a tool, reading a run again."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from copilot.api import PREFIX
from copilot.api.access import App
from copilot.errors import NotAllowed, NotFound
from copilot.services import runs

router = APIRouter(prefix=PREFIX, tags=["tools"])


@router.get("/tools")
def catalogue(copilot: App) -> list[dict[str, Any]]:
    """Every tool with its argument schema, effect and description in both languages."""
    return [
        {
            "name": tool.name,
            "version": tool.version,
            "effect": tool.effect,
            "title_ru": tool.title_ru,
            "title_en": tool.title_en,
            "description_ru": tool.description_ru,
            "description_en": tool.description_en,
            "arguments": tool.arguments.model_json_schema(),
        }
        for tool in copilot.ports.tools().values()
    ]


@router.post("/tools/{name}")
def run(
    name: str, copilot: App, arguments: Annotated[dict[str, Any] | None, Body()] = None
) -> dict[str, Any]:
    """Runs a reading tool with these arguments. The same arguments on the same data are the same run,
    answered from the store."""
    tool = runs.find_tool(copilot.ports, name)
    if tool.effect != "read":
        raise NotAllowed(
            f"{name} does more than read; use the campaign routes, which go through approval.",
            message_ru=f"{name} не только читает; для кампаний есть свои адреса, с согласованием.",
        )
    return runs.run_tool(copilot.ports, name, arguments or {}).to_json()


@router.get("/runs/{run_id}")
def read_run(run_id: str, copilot: App) -> dict[str, Any]:
    """A stored run: arguments, snapshot, facts and tables."""
    result = copilot.ports.runs.get(run_id)
    if result is None:
        raise NotFound(f"There is no run {run_id}.", message_ru=f"Расчёта {run_id} нет.")
    return result.to_json()
