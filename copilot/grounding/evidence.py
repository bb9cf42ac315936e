"""What a text may be checked against: the facts of one answer's tool runs, their rows, dates and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from copilot.grounding.formats import is_money
from copilot.grounding.numbers import Figure
from tools.facts import Fact, Table, ToolResult

COUNTED = frozenset(
    {"customers", "orders", "purchases", "lines", "messages", "items", "points", "number", "days", "weeks", "months", "years", "hours"}
)  # fmt: skip
_WORD = re.compile(r"[a-zа-яё0-9]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact that is one cell of a table: which table, row and column."""

    table: Table
    run_id: str
    row: str
    column: str

    @property
    def siblings(self) -> list[float]:
        """The numbers of the same column, this one included."""
        index = next(i for i, column in enumerate(self.table.columns) if column.key == self.column)
        return [float(v) for r in self.table.rows if isinstance(v := r.values[index], int | float)]


@dataclass(frozen=True)
class Evidence:
    """The facts of some tool runs, ready to be asked."""

    results: tuple[ToolResult, ...]
    refusals: tuple[str, ...] = ()
    """Sentences in which a tool said why it could not answer: their figures are the tool's own."""
    facts: Mapping[str, Fact] = field(init=False)
    cells: Mapping[str, Cell] = field(init=False)
    labels: Mapping[str, frozenset[tuple[str, str]]] = field(init=False)
    """Each row label (folded words) -> the (table, row) pairs that bear it."""
    dates: frozenset[str] = field(init=False)
    settings: tuple[float, ...] = field(init=False)
    """Numbers among the arguments of the runs, such as a horizon of 12."""
    names_with_digits: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        facts: dict[str, Fact] = {}
        cells: dict[str, Cell] = {}
        labels: dict[str, set[tuple[str, str]]] = {}
        dates: set[str] = set()
        settings: list[float] = []
        names: set[str] = set()
        for result in self.results:
            facts |= {fact.id: fact for fact in result.all_facts()}
            _walk(result.arguments, dates, settings)
            for table in result.tables:
                for row in table.rows:
                    for label in {row.label_ru, row.label_en}:
                        labels.setdefault(_words(label), set()).add((table.key, row.key))
                        names |= {label} if re.search(r"\d", label) else set()
                    dates |= {row.key} if re.fullmatch(r"\d{4}(-\d\d){0,2}", row.key) else set()
                    for column in table.columns:
                        cells[f"{result.run_id}.{table.key}.{row.key}.{column.key}"] = Cell(
                            table, result.run_id, row.key, column.key
                        )
                for column in table.columns:
                    names |= {x for x in (column.label_ru, column.label_en) if re.search(r"\d", x)}
        for fact in facts.values():
            dates |= {fact.as_of[:10]} if fact.as_of else set()
            if isinstance(fact.value, str):
                dates |= set(re.findall(r"\d{4}-\d\d(?:-\d\d)?", fact.value))
                names |= {fact.value} if re.search(r"\d", fact.value) and fact.unit != "date" else set()
            names |= {x for x in (fact.label_ru, fact.label_en) if re.search(r"\d", x)}
        for name, value in (
            ("facts", facts),
            ("cells", cells),
            ("labels", {words: frozenset(rows) for words, rows in labels.items() if len(words) > 2}),
            ("dates", frozenset(dates)),
            ("settings", tuple(settings)),
            ("names_with_digits", tuple(sorted(names, key=len, reverse=True))),
        ):
            object.__setattr__(self, name, value)

    def quotes(self, sentence: str) -> bool:
        """Whether the sentence is a tool's own note or refusal, word for word: its figures came with it."""
        said = " ".join(sentence.strip(" \n\t-*•>").split())
        return len(said) > 12 and any(said in note for note in self._notes)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies of the facts."""
        return frozenset(fact.unit for fact in self.facts.values() if is_money(fact.unit))

    @cached_property
    def _notes(self) -> tuple[str, ...]:
        notes = (text for result in self.results for note in result.notes for text in (note.ru, note.en))
        return tuple(" ".join(text.split()) for text in (*notes, *self.refusals))

    def mentioned(self, text: str) -> set[tuple[str, str]]:
        """The table rows whose label stands in the text, endings aside. Longer labels hide shorter ones
        inside them ("new loyal" is not "loyal")."""
        padded = f" {_words(text)} "
        found: set[tuple[str, str]] = set()
        for pattern, rows in self._patterns:
            replaced, hits = pattern.subn("  ", padded)
            if hits:
                found |= rows
                padded = replaced
        return found

    def rows_of(self, fact: Fact) -> frozenset[tuple[str, str]]:
        """The table row that a headline fact's own label names; nothing where it names several, as a sum does."""
        if fact.id not in self._rows_of:
            named = self.mentioned(fact.label_ru) | self.mentioned(fact.label_en)
            self._rows_of[fact.id] = frozenset(named) if len(named) == 1 else frozenset()
        return self._rows_of[fact.id]

    @cached_property
    def _rows_of(self) -> dict[str, frozenset[tuple[str, str]]]:
        return {}

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], frozenset[tuple[str, str]]], ...]:
        return tuple(
            (
                re.compile(" " + " ".join(_loosely(word) for word in words.split(" ")) + " "),
                self.labels[words],
            )
            for words in sorted(self.labels, key=len, reverse=True)
        )

    def has_date(self, iso: str) -> bool:
        """Whether a written date is one of the evidence, to the precision it was written with."""
        if iso.startswith("--"):
            return any(date[4:] == iso[1:] for date in self.dates)
        return any(date.startswith(iso) or (len(date) == 7 and iso.startswith(date)) for date in self.dates)


def matches(figure: Figure, fact: Fact, *, either_sign: bool) -> bool:
    """Whether a written figure says this fact: unit, sign, and value within the written precision."""
    if isinstance(fact.value, str) or not _same_unit(figure, fact):
        return False
    values = [float(fact.value)]
    values += [float(v) for v in (fact.low, fact.high) if v is not None]
    if figure.kind in ("count", "plain") and fact.n is not None:
        values.append(float(fact.n))
    return any(_close(figure, value, either_sign=either_sign) for value in values)


def says_setting(figure: Figure, settings: Iterable[float]) -> bool:
    """Whether a figure repeats an argument of a run, such as the horizon of twelve months."""
    return any(abs(figure.value - value) <= 1e-9 * max(1.0, abs(value)) for value in settings)


def _close(figure: Figure, value: float, *, either_sign: bool) -> bool:
    written, actual = figure.value, value
    if either_sign and not figure.signed:
        written, actual = abs(written), abs(actual)
    slack = 0.5 * figure.step * (1 + 1e-9) + 1e-12
    if figure.scaled:  # "1 млн" may not stand for 1.4 million
        slack = min(slack, 0.05 * abs(actual))
    return abs(written - actual) <= slack


def _same_unit(figure: Figure, fact: Fact) -> bool:
    unit = fact.unit
    money = is_money(unit)
    if figure.kind == "money":
        return money and figure.unit in (unit, None)
    if figure.kind == "percent":
        return unit in ("share", "probability")
    if figure.kind == "pp":
        return unit == "pp"
    if figure.kind == "ratio":
        return unit == "ratio"
    if figure.kind == "count":
        if figure.unit == "customers" and fact.n is not None and unit not in COUNTED:
            return True
        return unit == figure.unit or unit == "number" or (unit in COUNTED and figure.unit == "points")
    return unit in COUNTED or (money and figure.scaled)


def _walk(value: Any, dates: set[str], settings: list[float]) -> None:
    if isinstance(value, Mapping):
        for item in value.values():
            _walk(item, dates, settings)
    elif isinstance(value, list | tuple):
        for item in value:
            _walk(item, dates, settings)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        settings.append(float(value))
    elif isinstance(value, str):
        if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
            dates.add(value)
        elif re.fullmatch(r"-?\d+(\.\d+)?", value):
            settings.append(float(value))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("ё", "е")))


def _loosely(word: str) -> str:
    """The word with any ending, where it is long enough for that to be safe."""
    if word.isdigit() or len(word) < 4:
        return re.escape(word)
    kept = max(4, len(word) - 2)
    return re.escape(word[:kept]) + r"[a-zа-я]{0,4}"
