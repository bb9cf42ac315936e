"""What a tool of the catalogue is, and how one is executed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.errors import InvalidArgument
from tools.facts import Findings, ToolResult, run_id_of, stamp

Effect = Literal["read", "draft", "send", "spend"]


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BaseSelection(Arguments):
    """Which part of the transactions to look at. Left out means: all of it."""

    as_of: date | None = Field(
        None,
        description="Look at the base as it stood at the end of this day (ISO date). Default: last day of the data.",
    )
    channel: str | None = Field(
        None, description="Only purchases in this sales channel, e.g. online or store."
    )
    category: str | None = Field(None, description="Only purchases of this product category.")
    region: str | None = Field(None, description="Only customers of this region or city.")


class PeriodSelection(BaseSelection):
    """The same, for a period; both ends are included."""

    start: date | None = Field(None, description="First day of the period (ISO date).")
    end: date | None = Field(
        None, description="Last day of the period (ISO date). Default: last day of the data."
    )


class HasSnapshot(Protocol):
    """What `execute` must know of the data: which immutable state it is."""

    @property
    def snapshot(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tool:
    """One entry of the catalogue.

    `compute` takes the warehouse (or, for the service's own tools, its context) and the validated
    arguments. `version` goes up whenever the same arguments may give another result. The examples are
    questions that this tool answers; the offline router learns from them.
    """

    name: str
    version: int
    effect: Effect
    arguments: type[Arguments]
    compute: Callable[[Any, Any], Findings]
    title_ru: str
    title_en: str
    description_ru: str
    description_en: str
    examples_ru: tuple[str, ...] = ()
    examples_en: tuple[str, ...] = ()


def validated(tool: Tool, arguments: Mapping[str, Any]) -> Arguments:
    """The arguments as the tool's own type, or one sentence on what is wrong with them."""
    try:
        return tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "arguments"
        known = ", ".join(tool.arguments.model_fields) or "none"
        raise InvalidArgument(
            f"{tool.name}: {name} = {first.get('input')!r} was not accepted ({first['msg']}); arguments are: {known}.",
            message_ru=f"{tool.name}: значение {name} = {first.get('input')!r} не подходит ({first['msg']}); параметры: {known}.",
            argument=name,
        ) from None


def run_id_for(tool: Tool, arguments: Arguments, snapshot: str) -> str:
    """The id that a run of this tool with these arguments on this snapshot has, computed or not."""
    plain = arguments.model_dump(mode="json", exclude_none=True)
    return run_id_of(tool=tool.name, version=tool.version, arguments=plain, snapshot=snapshot)


def execute(tool: Tool, context: HasSnapshot, arguments: Mapping[str, Any]) -> ToolResult:
    """Validates, computes and stamps. Raises ToolError where the question cannot be answered."""
    parsed = validated(tool, arguments)
    return stamp(
        tool.compute(context, parsed),
        run_id=run_id_for(tool, parsed, context.snapshot),
        tool=tool.name,
        version=tool.version,
        arguments=parsed.model_dump(mode="json", exclude_none=True),
        snapshot=context.snapshot,
    )
