"""Running tools and finding facts: the second identical question is answered from the store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from copilot.errors import NotFound
from copilot.ports import Ports
from tools.facts import Fact, Findings, ToolResult, run_id_of, stamp
from tools.tool import Tool, run_id_for, validated


def run_tool(ports: Ports, name: str, arguments: Mapping[str, Any]) -> ToolResult:
    """The result of a computing tool on the warehouse's present snapshot.

    A run that was computed before, by anybody, is read from the store and not computed again.
    """
    tool = find_tool(ports, name)
    parsed = validated(tool, arguments)
    warehouse = ports.warehouse()
    run_id = run_id_for(tool, parsed, warehouse.snapshot)
    known = ports.runs.get(run_id)
    if known is not None:
        return known
    started = time.perf_counter()
    result = stamp(
        tool.compute(warehouse, parsed),
        run_id=run_id,
        tool=tool.name,
        version=tool.version,
        arguments=parsed.model_dump(mode="json", exclude_none=True),
        snapshot=warehouse.snapshot,
    )
    ports.runs.put(result, computed_at=ports.clock(), seconds=time.perf_counter() - started)
    return result


def record(
    ports: Ports,
    *,
    tool: str,
    version: int,
    arguments: Mapping[str, Any],
    findings: Findings,
    seconds: float = 0.0,
) -> ToolResult:
    """Stores what a service computed itself (a draft's waterfall, say) as a run, so that its figures are facts."""
    snapshot = ports.warehouse().snapshot
    run_id = run_id_of(tool=tool, version=version, arguments=arguments, snapshot=snapshot)
    result = stamp(
        findings, run_id=run_id, tool=tool, version=version, arguments=dict(arguments), snapshot=snapshot
    )
    ports.runs.put(result, computed_at=ports.clock(), seconds=seconds)
    return result


def find_tool(ports: Ports, name: str) -> Tool:
    """The tool of this name, or one sentence with the closest ones."""
    tools = ports.tools()
    tool = tools.get(name)
    if tool is None:
        close = get_close_matches(name, tools, n=3) or sorted(tools)
        raise NotFound(
            f"There is no tool {name!r}; did you mean {', '.join(close)}?",
            message_ru=f"Инструмента {name!r} нет; возможно, нужен один из этих: {', '.join(close)}.",
        )
    return tool


def find_fact(ports: Ports, fact_id: str) -> Fact | None:
    """The fact of this id, or None when no such run or figure exists."""
    run_id, _, key = fact_id.partition(".")
    result = ports.runs.get(run_id)
    if result is None or not key:
        return None
    try:
        return result.fact(key)
    except KeyError:
        return None
