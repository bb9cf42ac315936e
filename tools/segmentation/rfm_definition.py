"""Which scores carry which name: a versioned definition that a person may edit.

A definition is data. Each segment is a box of score ranges (recency, frequency, monetary and the sum of the
last two); a segment of several boxes repeats its key. All 125 cells of scores must lie in exactly one box, so
that everybody has one segment. Scores are fifths of the base, or follow borders that the user gives (business
borders: "came within 30, 90, 180, 365 days"), which keep their meaning while the base changes.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.errors import InvalidArgument
from tools.facts import canonical_json
from tools.segmentation.segments import Segment

FIFTHS = 5
ALL_SCORES = (1, FIFTHS)
ALL_SUMS = (2, 2 * FIFTHS)
MEASURES = ("recency_days", "frequency", "monetary")
"""What borders may be given for, in the order of the scores R, F and M."""
TAKEN = frozenset(
    {
        "prospect",
        "first_time",
        "rare",
        "loyal",
        "about_to_leave",
        "long_inactive",
        "all",
        "rest",
        "other",
        "outside",
    }
)
"""Keys that already mean something else where segments are named."""
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
VERSION = re.compile(r"[\w.\-]{1,60}")
LONGEST_NAME, LONGEST_RULE = 60, 200


@dataclass(frozen=True, slots=True)
class RfmSegment:
    """A named box of scores, ends included; `value` is the sum of the frequency and monetary scores."""

    segment: Segment
    recency: tuple[int, int] = ALL_SCORES
    value: tuple[int, int] = ALL_SUMS
    frequency: tuple[int, int] = ALL_SCORES
    monetary: tuple[int, int] = ALL_SCORES

    def holds(self, r: int, f: int, m: int) -> bool:
        """Whether the box holds this cell."""
        return (
            self.recency[0] <= r <= self.recency[1]
            and self.frequency[0] <= f <= self.frequency[1]
            and self.monetary[0] <= m <= self.monetary[1]
            and self.value[0] <= f + m <= self.value[1]
        )


RANGES = {"recency": ALL_SCORES, "frequency": ALL_SCORES, "monetary": ALL_SCORES, "value": ALL_SUMS}


@dataclass(frozen=True, slots=True)
class RfmDefinition:
    """Which boxes carry which name. A changed definition must carry another version.

    `edges` maps `recency_days`, `frequency` or `monetary` to four rising borders, each the last value of its
    score: frequency (1, 2, 4, 8) gives 1 to one purchase day and 5 to nine or more; recency (30, 90, 180,
    365) gives 5 up to 30 days and 1 beyond 365. A measure without borders is scored in fifths of the base.

    Raises InvalidArgument that names the first cell with no segment or with several, or the wrong borders.
    """

    version: str
    segments: Sequence[RfmSegment]
    edges: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for r, f, m in itertools.product(range(1, FIFTHS + 1), repeat=3):
            names = [box.segment.key for box in self.segments if box.holds(r, f, m)]
            if len(names) != 1:
                found = ", ".join(names)
                raise InvalidArgument(
                    f"The cell R = {r}, F = {f}, M = {m} must belong to one segment; it has {found or 'none'}.",
                    message_ru=f"Ячейка R = {r}, F = {f}, M = {m} должна принадлежать одному сегменту, а у неё: {found or 'ни одного'}.",
                    argument="segments",
                )
        for name, borders in self.edges.items():
            _check_edges(name, borders)

    @property
    def named(self) -> tuple[Segment, ...]:
        """The segments in order, each once."""
        return tuple({box.segment.key: box.segment for box in self.segments}.values())

    def to_json(self) -> str:
        """One line of JSON that `definition_of` reads back; equal definitions give equal text."""
        boxes = []
        for box in self.segments:
            names = {key: getattr(box.segment, key) for key in Segment.__slots__}
            ranges = {
                key: list(getattr(box, key)) for key, all_of in RANGES.items() if getattr(box, key) != all_of
            }
            boxes.append(names | ranges)
        edges = {name: list(borders) for name, borders in self.edges.items()}
        return canonical_json({"version": self.version, "edges": edges, "segments": boxes})

    def to_toml(self) -> str:
        """The same as a file for people to edit."""
        plain = json.loads(self.to_json())
        lines = [f"version = {json.dumps(self.version)}", ""]
        if plain["edges"]:
            lines += ["[edges]", *(f"{name} = {borders}" for name, borders in plain["edges"].items()), ""]
        for box in plain["segments"]:
            order = [*Segment.__slots__, *(name for name in RANGES if name in box)]
            lines += ["[[segments]]", *(f"{k} = {json.dumps(box[k], ensure_ascii=False)}" for k in order), ""]
        return "\n".join(lines)


def read_definition(text: str) -> RfmDefinition:
    """The definition written in TOML or JSON. Raises InvalidArgument with what is wrong and where."""
    try:
        data = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as error:
        raise InvalidArgument(
            f"The definition is neither TOML nor JSON ({error}).",
            message_ru=f"Определение не читается ни как TOML, ни как JSON ({error}).",
            argument="definition",
        ) from None
    return definition_of(data)


def definition_of(data: Any) -> RfmDefinition:
    """The definition in plain lists and dictionaries, checked."""
    if not isinstance(data, dict) or not isinstance(data.get("segments"), list):
        raise InvalidArgument(
            "A definition has a version and a list of segments.",
            message_ru="В определении должны быть version и список segments.",
            argument="segments",
        )
    _known(data, {"version", "edges", "segments"}, "definition")
    version = data.get("version")
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise InvalidArgument(
            f"version is {version!r}; up to 60 letters, digits, dots and dashes are needed.",
            message_ru=f"version = {version!r}; нужно до 60 букв, цифр, точек и дефисов.",
            argument="version",
        )
    edges = data.get("edges") or {}
    if not isinstance(edges, dict):
        raise _wrong_edges("edges", edges)
    borders = {str(name): tuple(given) if isinstance(given, list) else () for name, given in edges.items()}
    boxes = [_box(item, number) for number, item in enumerate(data["segments"], start=1)]
    names: dict[str, Segment] = {}
    for box in boxes:
        if names.setdefault(box.segment.key, box.segment) != box.segment:
            raise InvalidArgument(
                f"The segment {box.segment.key!r} has two different names; all its boxes need the same.",
                message_ru=f"У сегмента {box.segment.key!r} два разных названия; во всех его строках оно должно совпадать.",
                argument="segments",
            )
    return RfmDefinition(version, tuple(boxes), borders)


def _box(item: Any, number: int) -> RfmSegment:
    where = f"segments[{number}]"
    if not isinstance(item, dict):
        raise InvalidArgument(
            f"{where} is {item!r}; a table with key, names and score ranges is needed.",
            message_ru=f"{where} = {item!r}; нужна таблица с ключом, названиями и границами баллов.",
            argument="segments",
        )
    _known(item, {*Segment.__slots__, *RANGES}, where)
    key = item.get("key")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key in TAKEN:
        raise InvalidArgument(
            f"{where}: key is {key!r}; small Latin letters, digits and _ are needed, and none of {', '.join(sorted(TAKEN))}.",
            message_ru=f"{where}: key = {key!r}; нужны строчные латинские буквы, цифры и _, кроме занятых {', '.join(sorted(TAKEN))}.",
            argument="segments",
        )
    texts = []
    for name in Segment.__slots__[1:]:
        longest = LONGEST_NAME if name.startswith("name") else LONGEST_RULE
        text = item.get(name, "" if name.startswith("rule") else None)
        if not isinstance(text, str) or len(text) > longest or (name.startswith("name") and not text.strip()):
            raise InvalidArgument(
                f"{where} ({key}): {name} is {text!r}; a text of up to {longest} characters is needed.",
                message_ru=f"{where} ({key}): {name} = {text!r}; нужен текст до {longest} знаков.",
                argument="segments",
            )
        texts.append(" ".join(text.split()))
    ranges = {name: _range(item.get(name, list(whole)), name, whole, where) for name, whole in RANGES.items()}
    return RfmSegment(Segment(key, *texts), **ranges)


def _range(given: Any, name: str, whole: tuple[int, int], where: str) -> tuple[int, int]:
    pair = [given, given] if isinstance(given, int) else given
    right = (
        isinstance(pair, list | tuple)
        and len(pair) == 2
        and all(isinstance(end, int) and not isinstance(end, bool) for end in pair)
        and whole[0] <= pair[0] <= pair[1] <= whole[1]
    )
    if not right:
        raise InvalidArgument(
            f"{where}: {name} is {given!r}; two whole numbers from {whole[0]} to {whole[1]} are needed, the smaller first.",
            message_ru=f"{where}: {name} = {given!r}; нужны два целых числа от {whole[0]} до {whole[1]}, меньшее первым.",
            argument="segments",
        )
    return (int(pair[0]), int(pair[1]))


def _check_edges(name: str, borders: Sequence[Any]) -> None:
    numbers = [b for b in borders if isinstance(b, int | float) and not isinstance(b, bool) and abs(b) < 1e15]
    rising = len(numbers) == len(borders) == FIFTHS - 1 and all(a < b for a, b in itertools.pairwise(numbers))
    whole = name == "monetary" or all(float(b).is_integer() and b >= 0 for b in numbers)
    if name not in MEASURES or not rising or not whole:
        raise _wrong_edges(name, list(borders))


def _wrong_edges(name: str, came: Any) -> InvalidArgument:
    return InvalidArgument(
        f"edges: {name} = {came!r}; {', '.join(MEASURES)} may have {FIFTHS - 1} rising borders each (whole days and purchases).",
        message_ru=f"edges: {name} = {came!r}; у {', '.join(MEASURES)} может быть по {FIFTHS - 1} возрастающих границы (дни и покупки — целые).",
        argument="edges",
    )


def _known(item: Mapping[str, Any], names: set[str], where: str) -> None:
    unknown = sorted(str(name) for name in set(item) - names)
    if unknown:
        raise InvalidArgument(
            f"{where} has the unknown key(s) {', '.join(unknown)}; known are {', '.join(sorted(names))}.",
            message_ru=f"{where}: неизвестные ключи {', '.join(unknown)}; есть {', '.join(sorted(names))}.",
            argument=unknown[0],
        )
