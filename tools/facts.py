"""Facts: the only figures that a text, table or chart of the copilot may show.

A fact comes out of one tool run and is addressed by `<run id>.<key>`. Each cell of a result's table is a
fact too, addressed by `<run id>.<table>.<row>.<column>`, so that a figure anywhere can be traced.

Units: an ISO code such as `RUB` for money; `share` and `probability` for 0..1 shown as per cent; `pp` for a
difference of shares (0.012 is 1.2 percentage points); `ratio` for "times"; `date` (ISO text) and `text` for
words; otherwise the thing counted: `customers`, `orders`, `purchases`, `lines`, `messages`, `items`,
`days`, `weeks`, `months`, `points`, `number`.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from tools.estimate import Estimate

Value = float | int | str
EvidenceGrade = Literal["A", "B", "C", "D", "E", "F"]
CHANGE_UNITS = frozenset({"pp"})
RUN_ID = re.compile(r"r[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure with everything a reader may ask of it."""

    key: str
    value: Value
    unit: str
    label_ru: str
    label_en: str
    low: float | None = None
    high: float | None = None
    level: float | None = None
    n: int | None = None
    method: str = ""
    as_of: str | None = None
    evidence: EvidenceGrade | None = None
    is_change: bool = False
    """True when the value is a difference between two states, so that direction words can be checked."""
    run_id: str = ""

    @property
    def id(self) -> str:
        """The address of the fact: `<run id>.<key>`."""
        return f"{self.run_id}.{self.key}"

    @classmethod
    def of(cls, key: str, estimate: Estimate, *, label_ru: str, label_en: str, **more: Any) -> Fact:
        """A fact that takes value, interval, unit, n and method from an estimate."""
        return cls(
            key,
            estimate.value,
            estimate.unit,
            label_ru,
            label_en,
            low=estimate.low,
            high=estimate.high,
            level=estimate.level,
            n=estimate.n,
            method=estimate.method,
            **more,
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result's table."""

    key: str
    unit: str
    label_ru: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a result's table: what it is about and one value a column (None where there is none)."""

    key: str
    label_ru: str
    label_en: str
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of figures; every cell is a fact."""

    key: str
    title_ru: str
    title_en: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def facts(self, run_id: str) -> Iterator[Fact]:
        """The cells as facts, row by row."""
        for row in self.rows:
            for column, value in zip(self.columns, row.values, strict=True):
                if value is not None:
                    yield Fact(
                        f"{self.key}.{row.key}.{column.key}",
                        value,
                        column.unit,
                        f"{column.label_ru}: {row.label_ru}",
                        f"{column.label_en}: {row.label_en}",
                        run_id=run_id,
                    )


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw from a table; the drawing itself is left to whoever shows it."""

    kind: Literal["line", "bar", "stacked_bar", "waterfall"]
    table: str
    y: tuple[str, ...]
    """Columns of the table on the vertical axis; the rows are the horizontal axis."""
    title_ru: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Note:
    """An assumption, definition or warning that belongs to a result, in both languages."""

    ru: str
    en: str
    kind: Literal["definition", "assumption", "warning", "next_step"] = "assumption"


@dataclass(frozen=True, slots=True)
class Findings:
    """What a tool computes, before it is stamped with the id of its run."""

    facts: tuple[Fact, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool run and what it found. Its id is a hash of tool, version, arguments and snapshot."""

    run_id: str
    tool: str
    version: int
    arguments: Mapping[str, Any]
    snapshot: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[Note, ...] = ()
    _index: dict[str, Fact] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for fact in self.all_facts():
            self._index[fact.key] = fact

    def all_facts(self) -> Iterator[Fact]:
        """Headline facts first, then every cell of every table."""
        yield from self.facts
        for table in self.tables:
            yield from table.facts(self.run_id)

    def fact(self, key: str) -> Fact:
        """The fact with this key; KeyError names the key and the run."""
        try:
            return self._index[key]
        except KeyError:
            raise KeyError(f"{key} is not a fact of {self.tool} run {self.run_id}") from None

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary that `from_json` reads back without loss."""
        out = {name: getattr(self, name) for name in ("run_id", "tool", "version", "snapshot")}
        out["arguments"] = dict(self.arguments)
        for name in ("facts", "tables", "charts", "notes"):
            out[name] = [asdict(item) for item in getattr(self, name)]
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ToolResult:
        """Reads what `to_json` wrote."""
        tables = tuple(
            Table(
                **{
                    **t,
                    "columns": tuple(Column(**c) for c in t["columns"]),
                    "rows": tuple(Row(**{**r, "values": tuple(r["values"])}) for r in t["rows"]),
                }
            )
            for t in data["tables"]
        )
        return cls(
            run_id=data["run_id"],
            tool=data["tool"],
            version=data["version"],
            arguments=data["arguments"],
            snapshot=data["snapshot"],
            facts=tuple(Fact(**f) for f in data["facts"]),
            tables=tables,
            charts=tuple(Chart(**{**c, "y": tuple(c["y"])}) for c in data["charts"]),
            notes=tuple(Note(**n) for n in data["notes"]),
        )


def stamp(
    findings: Findings, *, run_id: str, tool: str, version: int, arguments: Mapping[str, Any], snapshot: str
) -> ToolResult:
    """Turns findings into the result of one run: every fact now carries the run's id."""
    for fact in findings.facts:
        if isinstance(fact.value, float) and not math.isfinite(fact.value):
            raise ValueError(
                f"{tool}: fact {fact.key} is {fact.value}, a tool must raise a ToolError instead"
            )
    return ToolResult(
        run_id=run_id,
        tool=tool,
        version=version,
        arguments=arguments,
        snapshot=snapshot,
        facts=tuple(replace(f, run_id=run_id) for f in findings.facts),
        tables=findings.tables,
        charts=findings.charts,
        notes=findings.notes,
    )


def canonical_json(value: Any) -> str:
    """One text for equal values: sorted keys, no spaces, ISO dates, decimals as text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def digest(value: Any) -> str:
    """sha256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def run_id_of(*, tool: str, version: int, arguments: Mapping[str, Any], snapshot: str) -> str:
    """The content address of a run: the same question on the same data is the same run."""
    return "r" + digest({"tool": tool, "version": version, "arguments": arguments, "snapshot": snapshot})[:12]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")
