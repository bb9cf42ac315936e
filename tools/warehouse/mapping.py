"""What a mapping file may say: how a file of some other system becomes a canonical table.

`docs/data.md` is the reference for the people who write one; `docs/examples/` has ready ones.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from tools.errors import InvalidMapping
from tools.warehouse.schema import TABLES, VAULT

EXTRA_FIELDS = {"transactions": ("unit_price", "unit_cost", "currency")}
"""Fields that a line may bring although no table keeps them: revenue and margin are computed from them, and a
line in another currency is refused."""
EMPTY_WORDS = ("NULL", "null", "None", "nan", "NaN", "NaT", "N/A", "#N/A", "<NA>", "-")
SOURCES = ("columns", "constants", "computed", "extract")
Test = Literal["zero", "negative", "positive", "empty", "filled"]


def fields_of(table: str) -> tuple[str, ...]:
    """The names on the left side of `[columns]` for this table."""
    own = VAULT[table].names if table in VAULT else TABLES[table].names
    return (
        *(n for n in own if table != "transactions" or n not in ("source", "source_line")),
        *EXTRA_FIELDS.get(table, ()),
    )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name} is not a time zone such as Europe/Moscow") from None
    return name


def _regex(text: str) -> str:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        re.compile(text)
        pc.match_substring_regex(pa.array([""]), text)  # the rules run in RE2, which knows no look-ahead
    except (re.error, pa.ArrowInvalid) as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


def _one_group(text: str) -> str:
    if re.compile(_regex(text)).groups < 1:
        raise ValueError("the pattern needs a group in brackets around what is to be taken")
    return text


Zone = Annotated[str, AfterValidator(_zone)]
Constant = str | int | float | bool | date


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileFormat(_Section):
    """How to read the bytes."""

    format: Literal["csv", "parquet", "excel", "jsonl"] | None = None
    encoding: str | None = None
    separator: str | None = None
    quote: str = '"'
    header: bool = True
    columns: tuple[str, ...] | None = None
    skip_lines: int = Field(0, ge=0)
    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", " ", "'"] = ""
    date_format: str | tuple[str, ...] | None = None
    time_zone: Zone | None = None
    sheet: str | None = None
    empty: tuple[str, ...] = EMPTY_WORDS
    fill_down: tuple[str, ...] = ()


class Rule(_Section):
    """A test on one column of the file or one canonical field; rows that pass it are left out."""

    reason: str = Field(min_length=1)
    column: str | None = None
    field: str | None = None
    values: tuple[str, ...] | None = None
    pattern: Annotated[str, AfterValidator(_regex)] | None = None
    is_: Test | None = Field(None, alias="is")
    refund: bool | None = None

    @model_validator(mode="after")
    def _one_test_on_one_thing(self) -> Rule:
        if (self.column is None) == (self.field is None):
            raise ValueError("a rule names either a `column` of the file or a canonical `field`")
        if sum(test is not None for test in (self.values, self.pattern, self.is_)) != 1:
            raise ValueError("a rule has exactly one test: `values`, `pattern` or `is`")
        return self


class Extract(_Section):
    """A part of a column: the first group of a pattern, such as the date in `Реализация 17 от 05.03.2026`."""

    column: str
    pattern: Annotated[str, AfterValidator(_one_group)]


class Refunds(_Section):
    """How the file marks a return of goods or money, and what to do with an unmarked negative line."""

    order_prefix: str | None = None
    column: str | None = None
    values: tuple[str, ...] = ()
    pattern: Annotated[str, AfterValidator(_regex)] | None = None
    unmarked: Literal["refund", "set_aside", "reject"] = "refund"
    match: bool = True


class Mapping(_Section):
    """From the columns of a file to the fields of one canonical table."""

    table: str
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    time_zone: Zone | None = None
    duplicates: Literal["set_aside", "keep", "reject"] = "set_aside"
    order_ids: Literal["line", "customer_day", "customer_time"] | None = None
    anonymous: tuple[str, ...] = ()
    file: FileFormat = FileFormat()
    columns: dict[str, str] = {}
    constants: dict[str, Constant] = {}
    computed: dict[str, str] = {}
    extract: dict[str, Extract] = {}
    values: dict[str, dict[str, str]] = {}
    allowed: dict[str, tuple[str, ...]] = {}
    refunds: Refunds = Refunds()
    set_aside: tuple[Rule, ...] = ()
    reject: tuple[Rule, ...] = ()

    def source_of(self, field: str) -> str | None:
        """Where a field comes from: `columns`, `constants`, `computed`, `extract` or nowhere."""
        return next((s for s in SOURCES if field in getattr(self, s)), None)


def load_mapping(path: Path) -> Mapping:
    """Reads a mapping file. Raises InvalidMapping with the key at fault and what is known instead."""
    name = Path(path).name
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InvalidMapping(
            f"There is no mapping file {path}.", message_ru=f"Файла разметки {path} нет.", argument=str(path)
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise InvalidMapping(
            f"{name} is not a TOML file in UTF-8: {error}.",
            message_ru=f"{name} – не файл TOML в кодировке UTF-8: {error}.",
            argument=name,
        ) from None
    return parse_mapping(data, name=name)


def parse_mapping(data: dict[str, Any], *, name: str = "mapping") -> Mapping:
    """The same for a mapping that is already a dictionary."""
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as error:
        raise _explained(error, name) from None
    _check_names(mapping, name)
    return mapping


def unknown_name(kind: str, kind_ru: str, got: str, known: tuple[str, ...], *, name: str) -> InvalidMapping:
    """The error for a name that does not exist: what came, the closest match, and all known names."""
    near = closest(got, known)
    hint, hint_ru = (f" Did you mean {near}?", f" Может быть, {near}?") if near else ("", "")
    return InvalidMapping(
        f"{name}: {kind} {got!r} is unknown.{hint} Known: {', '.join(known)}.",
        message_ru=f"{name}: {kind_ru} {got!r}.{hint_ru} Известны: {', '.join(known)}.",
        argument=got,
    )


def closest(got: str, known: tuple[str, ...]) -> str | None:
    """The known name that looks most like this one, if any does."""
    by_folded = {word.casefold(): word for word in known}
    near = get_close_matches(got.casefold(), list(by_folded), n=1, cutoff=0.5)
    return by_folded[near[0]] if near else None


def _check_names(mapping: Mapping, name: str) -> None:
    tables = (*TABLES, *VAULT)
    if mapping.table not in tables:
        raise unknown_name("table", "неизвестная таблица", mapping.table, tables, name=name)
    fields = fields_of(mapping.table)
    for section in (*SOURCES, "values", "allowed"):
        for field in getattr(mapping, section):
            if field not in fields:
                raise unknown_name(
                    f"field in [{section}]", f"неизвестное поле в [{section}]", field, fields, name=name
                )
    for rule in (*mapping.set_aside, *mapping.reject):
        if rule.field is not None and rule.field not in fields:
            raise unknown_name("field of a rule", "неизвестное поле правила", rule.field, fields, name=name)
    seen: set[str] = set()
    for section in SOURCES:
        for field in getattr(mapping, section):
            if field in seen:
                raise InvalidMapping(
                    f"{name}: the field {field} is given twice; keep it in one of {', '.join(SOURCES)}.",
                    message_ru=f"{name}: поле {field} задано дважды; оставьте его в одном из {', '.join(SOURCES)}.",
                    argument=field,
                )
            seen.add(field)


def _explained(error: ValidationError, name: str) -> InvalidMapping:
    first = error.errors()[0]
    where = [part for part in first["loc"] if isinstance(part, str)]
    key = where[-1] if where else "mapping"
    if first["type"] == "extra_forbidden":
        return unknown_name("key", "неизвестный ключ", ".".join(where), _known_keys(where[:-1]), name=name)
    if first["type"] == "missing":
        return InvalidMapping(
            f"{name}: the key {key!r} is missing.", message_ru=f"{name}: нет ключа {key!r}.", argument=key
        )
    got = first.get("input")
    shown = f" = {got!r}" if isinstance(got, str | int | float | bool) else ""
    reason = first["msg"].removeprefix("Value error, ")
    return InvalidMapping(
        f"{name}: {'.'.join(where) or 'mapping'}{shown} was not accepted: {reason}.",
        message_ru=f"{name}: значение {'.'.join(where) or 'mapping'}{shown} не подходит: {reason}.",
        argument=key,
    )


def _known_keys(sections: list[str]) -> tuple[str, ...]:
    model: type[BaseModel] = Mapping
    for section in sections:
        field = model.model_fields.get(section)
        inner = (
            next(
                (t for t in _types(field.annotation) if isinstance(t, type) and issubclass(t, BaseModel)),
                None,
            )
            if field
            else None
        )
        if inner is None:
            break
        model = inner
    return tuple(field.alias or key for key, field in model.model_fields.items())


def _types(annotation: Any) -> list[Any]:
    return [annotation, *get_args(annotation)]
