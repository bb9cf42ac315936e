# ruff: noqa: S608 - names come from our own schema, texts pass through quoted()
"""Builds the SQL that judges every row of a file: typed fields, or the column, value and reason of refusal.

The verdicts stand in one list and the first that holds is final: values that cannot be read, then the rules
of the mapping in their order, then what a line of sales must obey.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from tools.errors import InvalidMapping
from tools.warehouse import values
from tools.warehouse.chunks import Chunk
from tools.warehouse.demands import ALLOWED, LOWER_CASE, REQUIRED, TIME_AND_DAY
from tools.warehouse.expression import Formula, parse_formula
from tools.warehouse.mapping import Mapping, Rule, closest, fields_of
from tools.warehouse.mojibake import spoilt_letters
from tools.warehouse.numbers import CURRENCY_COLUMN, foreign_signs, plain_numbers, words_of
from tools.warehouse.sale_lines import Verdict, place, sale_field, sale_verdicts
from tools.warehouse.schema import DAY, INSTANT, MONEY, QUANTITY, SHARE, TABLES, TEXT, VAULT, WHOLE, YES_NO
from tools.warehouse.totals import FIRST_LETTERS, PATTERN
from tools.warehouse.values import quoted

SQL_TYPES = {
    TEXT: "VARCHAR",
    WHOLE: "BIGINT",
    DAY: "DATE",
    INSTANT: "TIMESTAMP",
    SHARE: "DOUBLE",
    YES_NO: "BOOLEAN",
    MONEY: "DECIMAL(18,4)",
    QUANTITY: "DECIMAL(18,3)",
}
NUMERIC = (WHOLE, MONEY, QUANTITY)
REASON_OF = {
    WHOLE: "not_whole",
    DAY: "not_a_date",
    INSTANT: "not_a_date",
    SHARE: "not_a_share",
    YES_NO: "not_yes_or_no",
    MONEY: "not_a_number",
    QUANTITY: "not_a_number",
    TEXT: "scientific_id",
}
FIRST_COLUMNS = 3
"""So many columns are looked at for the word that makes a line one of totals."""
FREE_TEXT = frozenset({"category", "name", "text", "first_name", "city", "region", "address", "proof"})


def schema_of(table: str) -> dict[str, object]:
    """Field -> Ibis type of a table of the warehouse or the vault."""
    return dict((VAULT if table in VAULT else TABLES)[table].items())


def kinds_of(table: str) -> dict[str, object]:
    """The same with the fields that a file may bring although they are not stored; None is an exact number."""
    return {**dict.fromkeys(fields_of(table)), **schema_of(table), "currency": TEXT}


def currency_column(table: str, columns: Sequence[str]) -> str | None:
    """The column that says in which currency a line of sales is, recognised by its name."""
    named = (column for column in columns if CURRENCY_COLUMN.match(column))
    return next(named, None) if table == "transactions" else None


def first_group(text: pa.Array, pattern: str) -> pa.Array:
    """What the first group of the pattern matches in each text; null where it does not match."""
    at = next(m.start() for m in re.finditer(r"(?<!\\)\((?!\?)", pattern))
    found = pc.extract_regex(text, pattern=f"{pattern[:at]}(?P<part>{pattern[at + 1 :]}")
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return pc.struct_field(found, "part")


def stored_fields(table: str) -> dict[str, str]:
    """Field -> SQL type of what the staging table keeps of a row (without what is added at the end)."""
    skip = ("source", "source_line", "kind") if table == "transactions" else ()
    return {name: SQL_TYPES[kind] for name, kind in schema_of(table).items() if name not in skip}


@dataclass
class Conversion:
    """How the rows of one file become rows of one table."""

    mapping: Mapping
    file_columns: tuple[str, ...]
    file_name: str
    file_digest: str
    currency: str
    zone: str
    today: date | None = None
    _index: dict[str, int] = field(init=False)
    _formulas: dict[str, Formula] = field(init=False)
    _foreign: str = field(init=False)
    _parts: list[tuple[int, int, str]] = field(init=False)
    """Column to take a part of, column that the part becomes, pattern."""
    _carried: dict[int, str | None] = field(init=False)
    """The last value of each column that is filled down."""

    def __post_init__(self) -> None:
        self._index = {name: i for i, name in enumerate(self.file_columns)}
        self._parts, self._carried = [], {}
        watched = currency_column(self.mapping.table, self.file_columns)
        if watched is not None and self.mapping.source_of("currency") is None:
            columns = {**self.mapping.columns, "currency": watched}
            self.mapping = self.mapping.model_copy(update={"columns": columns})
        self._take_extracts()
        self._foreign = foreign_signs(self.currency)
        self._formulas = {name: parse_formula(text) for name, text in self.mapping.computed.items()}
        for column in self._named_columns():
            if column not in self._index:
                raise self._no_column(column)
        self._must_be_complete()
        self._dates_must_be_readable()

    def prepared(self, chunk: Chunk) -> Chunk:
        """The chunk with its text trimmed and, beside a text column `c3` that is read as a number, its plain
        number `n3`. Arrow does both many times faster than SQL."""
        table, fmt = self._with_parts(self._filled_down(chunk.table)), self.mapping.file
        free = {self._index[c] for f, c in self.mapping.columns.items() if f in FREE_TEXT}
        for name in dict.fromkeys(self._named_columns()):
            i = self._index[name]
            column = table.column(f"c{i}")
            if values.kind_of(column.type) == "text":
                text = values.trimmed(column, () if i in free else fmt.empty)
                table = table.set_column(table.schema.get_field_index(f"c{i}"), f"c{i}", text)
                if (spoilt := spoilt_letters(text)) is not None:
                    table = table.append_column(f"m{i}", spoilt)
        for i in sorted(self._number_columns()):
            column = table.column(f"c{i}")
            if values.kind_of(column.type) == "text":
                plain = plain_numbers(
                    column, decimal=fmt.decimal, thousands=fmt.thousands, currency=self.currency
                )
                table = table.append_column(f"n{i}", plain)
        return replace(chunk, table=table)

    def _take_extracts(self) -> None:
        columns = dict(self.mapping.columns)
        for field_name, part in self.mapping.extract.items():
            if part.column not in self._index:
                raise self._no_column(part.column)
            label = f"{part.column} ({field_name})"
            self._parts.append((self._index[part.column], len(self._index), part.pattern))
            self._index[label] = len(self._index)
            columns[field_name] = label
        self.mapping = self.mapping.model_copy(update={"columns": columns, "extract": {}})

    def _with_parts(self, table: pa.Table) -> pa.Table:
        for source, target, pattern in self._parts:
            text = table.column(f"c{source}").cast(pa.string())
            table = table.append_column(f"c{target}", first_group(text, pattern))
        return table

    def _filled_down(self, table: pa.Table) -> pa.Table:
        """Grouped columns: where only the first row of a group has the value, the others get it too."""
        if not self.mapping.file.fill_down or not table.num_rows:
            return table
        table = table.sort_by("_line")
        for name in self.mapping.file.fill_down:
            if name not in self._index:
                raise self._no_column(name)
            i = self._index[name]
            text = values.trimmed(table.column(f"c{i}"), ())
            first = pa.scalar(self._carried.get(i), pa.string())
            text = pc.fill_null(pc.fill_null_forward(text), first)
            self._carried[i] = text[-1].as_py()
            table = table.set_column(table.schema.get_field_index(f"c{i}"), f"c{i}", text)
            if "_raw" in table.schema.names:
                # Two groups may have equal rows below their first: with its values they are none.
                place = table.schema.get_field_index("_raw")
                whole = pc.binary_join_element_wise(
                    table.column("_raw").cast(pa.string()), pc.fill_null(text, ""), "\x1f"
                )
                table = table.set_column(place, "_raw", whole)
        return table

    def sql(self, schema: pa.Schema, *, chunk: str) -> str:
        """SELECT of file_line, row_hash, the stored fields, refund, fault, outcome, reason, bad_column, bad_value."""
        kinds = {name: values.kind_of(schema.field(name).type) for name in schema.names}
        parsed, verdicts = self._fields(kinds)
        faults = len(verdicts)
        verdicts += list(self._rules(kinds))
        derived, more = (
            sale_verdicts(self.mapping, self._index) if self.mapping.table == "transactions" else ({}, [])
        )
        verdicts += more
        layer1 = ", ".join(["_line AS file_line", f"{self._hash(schema)} AS row_hash", *self._cleaned(kinds)])
        layer2 = ", ".join(f"{sql} AS p_{name}" for name, sql in parsed.items())
        inner = f"SELECT *, {layer2} FROM (SELECT {layer1} FROM {chunk})"
        for step in derived.values():
            inner = f"SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in step.items())} FROM ({inner})"
        number = " ".join(f"WHEN {v.when} THEN {i}" for i, v in enumerate(verdicts, start=1))
        inner = (
            f"SELECT *, CASE {number} ELSE 0 END AS verdict FROM ({inner})"
            if verdicts
            else f"SELECT *, 0 AS verdict FROM ({inner})"
        )
        fields = ", ".join(
            f'CAST({self._stored(name)} AS {kind}) AS "{name}"'
            for name, kind in stored_fields(self.mapping.table).items()
        )
        refund = "refund" if self.mapping.table == "transactions" else "false"
        return (
            f"SELECT file_line, row_hash, {fields}, {refund} AS refund, verdict BETWEEN 1 AND {faults} AS fault, "
            f"{_lookup(verdicts, lambda v: quoted(v.outcome))} AS outcome, {self._reason(verdicts, faults, kinds)} AS reason, "
            f"{_lookup(verdicts, lambda v: quoted(v.column))} AS bad_column, {_lookup(verdicts, lambda v: v.value)} AS bad_value "
            f"FROM ({inner})"
        )

    def _stored(self, name: str) -> str:
        if self.mapping.table != "transactions":
            return f"p_{name}"
        return sale_field(name, self.mapping, self.file_digest)

    def _named_columns(self) -> Iterator[str]:
        yield from self.mapping.columns.values()
        for formula in self._formulas.values():
            yield from formula.columns
        for rule in (*self.mapping.set_aside, *self.mapping.reject):
            if rule.column is not None:
                yield rule.column
        if self.mapping.refunds.column is not None:
            yield self.mapping.refunds.column

    def _must_be_complete(self) -> None:
        mapping, table = self.mapping, self.mapping.table
        instant, day = TIME_AND_DAY.get(table, ("", ""))
        for name in REQUIRED[table]:
            if mapping.source_of(name):
                continue
            if name == instant and mapping.source_of(day):
                continue
            if name == "order_id" and mapping.order_ids is not None:
                continue
            if name == "revenue" and mapping.source_of("quantity") and mapping.source_of("unit_price"):
                continue
            hint, hint_ru = "", ""
            if name == "order_id":
                hint = ' or set order_ids = "line" when every line is an order of its own'
                hint_ru = ' или задайте order_ids = "line", если каждая строка – отдельный заказ'
            raise InvalidMapping(
                f"Nothing says where {table}.{name} comes from: map it to one of {', '.join(self.file_columns)}{hint}.",
                message_ru=f"Не указано, откуда брать {table}.{name}: сопоставьте его с одной из колонок {', '.join(self.file_columns)}{hint_ru}.",
                argument=name,
            )
        if mapping.order_ids is not None and mapping.source_of("order_id"):
            raise InvalidMapping(
                "order_ids makes order ids where the file has none; drop it or the column for order_id.",
                message_ru="order_ids создаёт номера заказов там, где их нет; уберите его или колонку order_id.",
                argument="order_ids",
            )

    def _no_column(self, column: str) -> InvalidMapping:
        near = closest(column, self.file_columns)
        hint, hint_ru = (f" Did you mean {near}?", f" Может быть, {near}?") if near else ("", "")
        columns = ", ".join(self.file_columns)
        return InvalidMapping(
            f"{self.file_name} has no column {column!r} that the mapping names.{hint} Its columns are: {columns}.",
            message_ru=f"В файле {self.file_name} нет колонки {column!r}, названной в разметке.{hint_ru} Его колонки: {columns}.",
            argument=column,
        )

    def _dates_must_be_readable(self) -> None:
        import duckdb

        wanted = self.mapping.file.date_format
        for text in (wanted,) if isinstance(wanted, str) else wanted or ():
            if text in values.SPECIAL_DATES:
                continue
            try:
                duckdb.execute("SELECT try_strptime('', ?)", [text])
            except duckdb.Error:
                raise InvalidMapping(
                    f"The date_format {text!r} is unknown; write for example %d.%m.%Y %H:%M:%S, excel, epoch_seconds or epoch_ms.",
                    message_ru=f"Формат даты date_format = {text!r} неизвестен; пишите, например, %d.%m.%Y %H:%M:%S, excel, epoch_seconds или epoch_ms.",
                    argument="date_format",
                ) from None

    def _number_columns(self) -> set[int]:
        kinds = kinds_of(self.mapping.table)
        names = {c for f, c in self.mapping.columns.items() if kinds[f] is None or kinds[f] in NUMERIC}
        names |= {c for formula in self._formulas.values() for c in formula.columns}
        rules = (*self.mapping.set_aside, *self.mapping.reject)
        names |= {
            r.column for r in rules if r.column is not None and r.is_ in ("zero", "negative", "positive")
        }
        return {self._index[name] for name in names}

    def _cleaned(self, kinds: dict[str, str]) -> Iterator[str]:
        for name in dict.fromkeys(self._named_columns()):
            i = self._index[name]
            yield f"c{i}"
            yield f"{values.as_text(f'c{i}', kinds[f'c{i}'])} AS t{i}"
            for extra in (f"n{i}", f"m{i}"):
                if extra in kinds:
                    yield extra
        named = {self._index[name] for name in self._named_columns()}
        yield from (f"c{i}" for i in range(FIRST_COLUMNS) if i not in named and f"c{i}" in kinds)

    def _hash(self, schema: pa.Schema) -> str:
        if "_raw" in schema.names:
            return "md5_number_lower(_raw)"
        cells = [f"coalesce(CAST({n} AS VARCHAR), chr(30))" for n in schema.names if n.startswith("c")]
        return f"md5_number_lower(concat_ws(chr(31), {', '.join(cells)}))"

    def _fields(self, kinds: dict[str, str]) -> tuple[dict[str, str], list[Verdict]]:
        mapping, table = self.mapping, self.mapping.table
        types = kinds_of(table)
        parsed: dict[str, str] = {}
        verdicts = list(self._unlike_rows(kinds))
        required = REQUIRED[table]
        instant, day = TIME_AND_DAY.get(table, ("", ""))
        if instant in required and not mapping.source_of(instant):
            required = (*required, day)
        if table == "transactions" and mapping.source_of("quantity"):
            required = (*required, "quantity")
        if table == "transactions" and not mapping.source_of("revenue"):
            required = (*required, "unit_price")
        for name in fields_of(table):
            kind = types[name]
            sql_type = values.EXACT if kind is None else SQL_TYPES[kind]
            source = mapping.source_of(name)
            label, shown, filled = name, f"p_{name}", f"p_{name} IS NOT NULL"
            if source == "columns":
                label = mapping.columns[name]
                i = self._index[label]
                shown, filled = f"t{i}", f"t{i} IS NOT NULL"
                text = self._translated(name, f"t{i}")
                parsed[name] = self._typed(name, kind, text, i, kinds[f"c{i}"])
            elif source == "constants":
                text = quoted(_constant(mapping.constants[name]))
                parsed[name] = self._typed(name, kind, text, None, "text")
            elif source == "computed":
                formula = self._formulas[name]
                parsed[name] = f"TRY_CAST({formula.sql(self._exact(kinds))} AS {sql_type})"
                label = formula.text
                for column in formula.columns:
                    i = self._index[column]
                    unread = f"t{i} IS NOT NULL AND {self._exact(kinds)(column)} IS NULL"
                    verdicts.append(self._in_foreign_money(unread, column, kinds))
                    verdicts.append(Verdict(unread, "rejected", "not_a_number", column, f"t{i}"))
                filled = " AND ".join(f"t{self._index[c]} IS NOT NULL" for c in formula.columns) or "true"
                shown = "concat_ws(' ; ', " + ", ".join(f"t{self._index[c]}" for c in formula.columns) + ")"
            else:
                parsed[name] = f"CAST(NULL AS {sql_type})"
                continue
            if kind == TEXT and source == "columns" and f"m{i}" in kinds:
                verdicts.append(Verdict(f"m{i}", "rejected", "mojibake", label, shown))
            if source == "columns" and (kind is None or kind in NUMERIC):
                unread = f"{filled} AND p_{name} IS NULL"
                verdicts.append(self._in_foreign_money(unread, label, kinds))
            if name == "currency":
                own = ", ".join(quoted(word) for word in words_of(self.currency))
                verdicts.append(
                    Verdict(f"lower(p_currency) NOT IN ({own})", "rejected", "other_currency", label, shown)
                )
            reason = "too_large" if source == "computed" else REASON_OF[kind if kind is not None else MONEY]
            verdicts.append(Verdict(f"({filled}) AND p_{name} IS NULL", "rejected", reason, label, shown))
            if name in required:
                verdicts.append(Verdict(f"p_{name} IS NULL", "rejected", "empty", label, "''"))
            if kind in (DAY, INSTANT):
                out = (
                    f"p_{name} NOT BETWEEN TIMESTAMP '1990-01-01' AND TIMESTAMP '2099-12-31 23:59:59.999999'"
                )
                verdicts.append(Verdict(out, "rejected", "date_out_of_range", label, shown))
            for allowed in (ALLOWED.get((table, name)), mapping.allowed.get(name)):
                if allowed is not None:
                    words = ", ".join(quoted(word.strip().lower()) for word in allowed) or "NULL"
                    when = f"lower(CAST(p_{name} AS VARCHAR)) NOT IN ({words})"
                    verdicts.append(Verdict(when, "rejected", "unknown_word", label, shown))
        self._pair_time_and_day(parsed)
        if self.today is not None and table == "transactions":
            late = f"p_ordered_on > DATE '{self.today.isoformat()}'"
            where = place(
                self.mapping, self._index, ("ordered_on", "ordered_at"), "CAST(p_ordered_on AS VARCHAR)"
            )
            verdicts.append(Verdict(late, "rejected", "future_date", *where))
        return parsed, verdicts

    def _in_foreign_money(self, unread: str, column: str, kinds: dict[str, str]) -> Verdict:
        i = self._index[column]
        signed = f"regexp_matches(t{i}, {quoted(self._foreign)})" if kinds[f"c{i}"] == "text" else "false"
        return Verdict(f"{unread} AND {signed}", "rejected", "other_currency", column, f"t{i}")

    def _unlike_rows(self, kinds: dict[str, str]) -> Iterator[Verdict]:
        """A line of totals may look like a row: it says `Итого` where the others have a customer or an order."""
        for name in ("customer_id", "order_id"):
            column = self.mapping.columns.get(name)
            if column is not None and kinds[f"c{self._index[column]}"] == "text":
                text = f"t{self._index[column]}"
                total = f"{text}[1] IN ({FIRST_LETTERS}) AND regexp_matches({text}, {quoted(PATTERN)}, 'i')"
                yield Verdict(total, "rejected", "total_line", column, text)

    def _reason(self, verdicts: list[Verdict], faults: int, kinds: dict[str, str]) -> str:
        """The reason of the verdict; a broken row that begins with `Итого` is a line of totals."""
        reason = _lookup(verdicts, lambda v: quoted(v.reason))
        first = [f"nullif(trim(c{i}), '')" for i in range(FIRST_COLUMNS) if kinds.get(f"c{i}") == "text"]
        if not first:
            return reason
        total = f"regexp_matches(coalesce({', '.join(first)}), {quoted(PATTERN)}, 'i')"
        return f"CASE WHEN verdict BETWEEN 1 AND {faults} AND {total} THEN 'total_line' ELSE {reason} END"

    def _pair_time_and_day(self, parsed: dict[str, str]) -> None:
        table, mapping = self.mapping.table, self.mapping
        if table not in TIME_AND_DAY:
            return
        instant, day = TIME_AND_DAY[table]
        if not mapping.source_of(day):
            parsed[day] = f"CAST(p_{instant} AS DATE)"
        elif not mapping.source_of(instant):
            parsed[instant] = f"CAST({parsed[day]} AS TIMESTAMP)"

    def _typed(self, name: str, kind: object, text: str, i: int | None, raw_kind: str) -> str:
        raw = f"c{i}" if i is not None else text
        fmt = self.mapping.file
        if kind is None or kind in NUMERIC:
            plain = f"n{i}" if i is not None and raw_kind == "text" else text
            if kind == WHOLE:
                return values.whole(plain, raw, raw_kind)
            return values.number(plain, raw, raw_kind, values.EXACT if kind is None else SQL_TYPES[kind])
        if kind in (DAY, INSTANT):
            moment = values.instant(text, raw, raw_kind, fmt, self.zone)
            return f"CAST({moment} AS DATE)" if kind == DAY else moment
        if kind == SHARE:
            return values.share(text, raw, raw_kind)
        if kind == YES_NO:
            return values.yes_no(text, raw, raw_kind)
        if name.endswith("_id") or name == "refund_of":
            return values.identifier(text)
        return f"lower({text})" if name in LOWER_CASE else text

    def _translated(self, name: str, text: str) -> str:
        words = self.mapping.values.get(name)
        if not words:
            return text
        cases = " ".join(f"WHEN {quoted(a.strip())} THEN {quoted(b)}" for a, b in words.items())
        return f"(CASE {text} {cases} ELSE {text} END)"

    def _exact(self, kinds: dict[str, str]) -> Callable[[str], str]:
        def column(name: str) -> str:
            i = self._index[name]
            raw_kind = kinds[f"c{i}"]
            return values.number(f"n{i}", f"c{i}", raw_kind, values.EXACT)

        return column

    def _rules(self, kinds: dict[str, str]) -> Iterator[Verdict]:
        both: list[tuple[str, Sequence[Rule]]] = [
            ("set_aside", self.mapping.set_aside),
            ("rejected", self.mapping.reject),
        ]
        for outcome, rules in both:
            for rule in rules:
                if rule.column is not None:
                    text = f"t{self._index[rule.column]}"
                    number = (
                        self._exact(kinds)(rule.column)
                        if rule.is_ in ("zero", "negative", "positive")
                        else ""
                    )
                    label = rule.column
                else:
                    label = rule.field or ""
                    text, number = f"CAST(p_{label} AS VARCHAR)", f"p_{label}"
                when = _test(rule, text, number)
                if rule.refund is not None and self.mapping.table == "transactions":
                    when = f"({when}) AND {'' if rule.refund else 'NOT '}marked"
                yield Verdict(when, outcome, rule.reason, label, text)


def _test(rule: Rule, text: str, number: str) -> str:
    if rule.values is not None:
        words = ", ".join(quoted(value.strip()) for value in rule.values) or "NULL"
        return f"coalesce(list_contains([{words}], {text}), false)"
    if rule.pattern is not None:
        return f"coalesce(regexp_matches({text}, {quoted(rule.pattern)}), false)"
    if rule.is_ in ("empty", "filled"):
        return f"{text} IS {'NOT ' if rule.is_ == 'filled' else ''}NULL"
    sign = {"zero": "=", "negative": "<", "positive": ">"}[str(rule.is_)]
    return f"coalesce({number} {sign} 0, false)"


def _lookup(verdicts: list[Verdict], show: Callable[[Verdict], str]) -> str:
    cases = " ".join(f"WHEN {i} THEN {show(v)}" for i, v in enumerate(verdicts, start=1))
    return f"CASE verdict {cases} END" if cases else "CAST(NULL AS VARCHAR)"


def _constant(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
