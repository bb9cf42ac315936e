"""Proposes a mapping file from the headers and first rows of a file, in Russian or English.

The proposal is a start, not a decision: whoever runs it reads it, and every guess says what it rests on. A
header is recognised by its words and the values below it; dates and decimal signs by the values alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tools.warehouse.chunks import Source
from tools.warehouse.demands import REQUIRED, TIME_AND_DAY
from tools.warehouse.header_row import LOOKED_AT, Header, find_header
from tools.warehouse.mapping import FileFormat
from tools.warehouse.numbers import CURRENCY_SIGNS
from tools.warehouse.reader import open_source
from tools.warehouse.recognise import Found, kind_of_texts, recognise
from tools.warehouse.row_sources import ExcelSource
from tools.warehouse.text_source import TextSource
from tools.warehouse.totals import WORDS as TOTALS
from tools.warehouse.values import kind_of

SHOWN_ROWS = 100_000
REFUND_WORDS = re.compile(r"возврат|refund|return|отмен|cancel|сторно", re.IGNORECASE)
TEST_WORDS = re.compile(r"^(test|тест)([^a-zа-яё]|$)", re.IGNORECASE)
DOCUMENT_DAY = r"от (\d{1,2}\.\d{1,2}\.\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)"
DAY_FORMATS = (
    (re.compile(r"^\d{1,2}/\d{1,2}/\d{4}"), "%{a}/%{b}/%Y"),
    (re.compile(r"^\d{1,2}/\d{1,2}/\d{2}(\D|$)"), "%{a}/%{b}/%y"),
    (re.compile(r"^\d{1,2}-\d{1,2}-\d{4}"), "%{a}-%{b}-%Y"),
)
KINDS = {
    "whole": "number",
    "real": "number",
    "exact": "number",
    "instant": "date",
    "zoned": "date",
    "day": "date",
}
CONSTANTS = {"surveys": ('kind = "nps"',)}


def suggest_mapping(path: Path, *, table: str | None = None) -> str:
    """The text of a mapping file (TOML) for this file; `table` where it is known. Raises UnreadableFile."""
    path = Path(path)
    fmt, header = _layout(path)
    source = open_source(path, fmt)
    sample = _sample(source)
    kinds = {name: _kind(*values) for name, values in sample.items()}
    found = recognise(source.columns, kinds, table)
    if header is not None and header.depth == 0 and not found.fits and table in (None, "transactions"):
        found = Found("transactions", _guessed(source.columns, sample, kinds), True)
    texts = {name: list(values) for name, (values, _) in sample.items()}
    document = _document(found, kinds) if found.table == "transactions" else None
    out = [
        f"# Proposed from the headers of {path.name}: check every line before you use it.",
        f'table = "{found.table}"',
    ]
    if header is not None and header.depth == 0:
        out.insert(1, "# The file has no header: the columns were guessed from their values.")
    if found.table == "transactions":
        out += [
            f'currency = "{_currency(found, texts)}"              # the currency of the amounts',
            'time_zone = "Europe/Moscow"   # the business\'s own time zone',
        ]
        if "order_id" not in found.columns:
            out.append('order_ids = "line"            # no column with order numbers was recognised')
            out.append('duplicates = "keep"           # without them two equal lines may be two orders')
    out += ["", "[file]", *_file_lines(source, fmt, found, texts, sample)]
    out += ["", "[columns]"]
    sales = found.table == "transactions"
    skipped = ("cost", "refund_kind", *_replaced(found.columns)) if sales else ()
    out += [f"{field} = {_text(column)}" for field, column in found.columns.items() if field not in skipped]
    if document is not None and "ordered_at" not in found.columns:
        out += ["", "[extract]   # the part of the column in the brackets of the pattern"]
        out.append(f"ordered_at = {{column = {_text(document)}, pattern = '{DOCUMENT_DAY}'}}")
    if found.table in CONSTANTS:
        out += ["", "[constants]", *CONSTANTS[found.table]]
    if sales and (formulas := _formulas(found.columns)):
        out += ["", "[computed]", *formulas]
    if found.table == "transactions":
        out += _refund_lines(found.columns, texts, document) + _test_lines(found.columns, texts)
    return "\n".join([*out, *_remarks(source, found, document)]) + "\n"


def _layout(path: Path) -> tuple[FileFormat, Header | None]:
    """How to read the file: lines above the header, two rows of header, or none."""
    plain = open_source(path, FileFormat(header=False))
    if not isinstance(plain, TextSource | ExcelSource):
        return FileFormat(), None
    rows = plain.first_rows(LOOKED_AT)
    header = find_header(rows)
    if header.depth == 1:
        return FileFormat(skip_lines=header.row), header
    skip = header.row + header.depth
    if header.depth == 2:
        return FileFormat(skip_lines=skip, header=False, columns=_filled_names(header.names)), header
    separator = plain.separator if isinstance(plain, TextSource) else None
    width = max((len(row) for row in rows), default=1)
    names = tuple(f"column_{n}" for n in range(1, width + 1))
    return FileFormat(skip_lines=skip, header=False, columns=names, separator=separator), header


def _filled_names(names: Sequence[str]) -> tuple[str, ...]:
    last = max((i for i, name in enumerate(names) if name), default=-1)
    return tuple(name or f"column_{i}" for i, name in enumerate(names[: last + 1], start=1))


def _sample(source: Source) -> dict[str, tuple[dict[str, int], str]]:
    """Of each column how often each text stands in the first rows, and the kind of its values where typed."""
    out: dict[str, Counter[str]] = {name: Counter() for name in source.columns}
    kinds: dict[str, str] = {}
    seen = 0
    for chunk in source.chunks():
        for i, name in enumerate(source.columns):
            column = chunk.table.column(f"c{i}")
            kinds[name] = kind_of(column.type)
            if kinds[name] == "text":
                for found in column.value_counts().to_pylist():
                    out[name][str(found["values"] or "").strip()] += found["counts"]
        seen += chunk.read
        if seen >= SHOWN_ROWS:
            break
    return {name: (texts, kinds.get(name, "text")) for name, texts in out.items()}


def _kind(texts: dict[str, int], typed: str) -> str:
    if typed != "text":
        return KINDS.get(typed, "text")
    return kind_of_texts({t: n for t, n in texts.items() if t and not TOTALS.match(t)})


def _guessed(
    columns: Sequence[str], sample: dict[str, tuple[dict[str, int], str]], kinds: dict[str, str]
) -> dict[str, str]:
    """Fields of a file without a header: the day, the amount with a fraction, small whole numbers, the first id."""
    found: dict[str, str] = {}
    for name in columns:
        texts = [t for t in sample[name][0] if t]
        if kinds[name] == "date":
            found.setdefault("ordered_at", name)
        elif kinds[name] == "number" and any(re.search(r"[.,]\d{1,2}$", t) for t in texts):
            found.setdefault("revenue", name)
        elif (
            kinds[name] == "number" and max((len(t) for t in texts), default=0) <= 3 and "ordered_at" in found
        ):
            found.setdefault("quantity", name)
        elif "customer_id" not in found:
            found["customer_id"] = name
    return found


def _document(found: Found, kinds: dict[str, str]) -> str | None:
    """The column of documents such as `Реализация товаров 17 от 05.03.2026`, which name a number and a day."""
    column = found.columns.get("order_id", "")
    return column if kinds.get(column) == "document" else None


def _currency(found: Found, texts: dict[str, list[str]]) -> str:
    """The currency whose sign stands beside most of the amounts; roubles where none does."""
    money = [t for f in ("revenue", "unit_price") for t in texts.get(found.columns.get(f, ""), [])]
    words = [t.lower() for t in texts.get(found.columns.get("currency", ""), [])]
    votes = {
        code: sum(any(s.lower() in t.lower() for s in signs) for t in money)
        + sum(w in map(str.lower, (code, *signs)) for w in words)
        for code, signs in CURRENCY_SIGNS.items()
    }
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] else "RUB"


def _file_lines(
    source: Source,
    fmt: FileFormat,
    found: Found,
    texts: dict[str, list[str]],
    sample: dict[str, tuple[dict[str, int], str]],
) -> list[str]:
    out = []
    if isinstance(source, TextSource):
        out += [
            f"encoding = {_text(source.encoding.replace('-sig', ''))}",
            f"separator = {_text(source.separator)}",
        ]
    if isinstance(source, ExcelSource):
        out.append(f"sheet = {_text(source.sheet)}")
    if fmt.skip_lines:
        out.append(f"skip_lines = {fmt.skip_lines}   # what stands above the table")
    if not fmt.header:
        out += ["header = false", f"columns = {json.dumps(list(source.columns), ensure_ascii=False)}"]
    fields = ("revenue", "unit_price", "quantity", "discount", "cost", "price", "fixed_cost")
    numbers = [v for f in fields if f in found.columns for v in texts[found.columns[f]]]
    commas = sum(bool(re.search(r",\d{1,2}\D*$|,\d{4,}$", v)) for v in numbers)
    points = sum(bool(re.search(r"\.\d+\D*$", v)) for v in numbers)
    if commas > points:
        out.append('decimal = ","')
    if found.table == "transactions" and (groups := _grouped(source, found, sample)):
        out.append(
            f"fill_down = {json.dumps(groups, ensure_ascii=False)}   # only the first row of a group has them"
        )
    for field in (
        "ordered_at",
        "spent_on",
        "redeemed_on",
        "asked_on",
        "written_on",
        "started_on",
        "registered_on",
    ):
        if (written := _date_format(texts.get(found.columns.get(field, ""), []))) is not None:
            out.append(written)
            break
    return out


def _grouped(source: Source, found: Found, sample: dict[str, tuple[dict[str, int], str]]) -> list[str]:
    """Columns that are empty on many rows although every sale needs them, and the customer's with them."""
    needed = [found.columns[f] for f in ("ordered_at", "order_id") if f in found.columns]
    keys = [*needed, *(found.columns[f] for f in ("customer_id",) if f in found.columns)]
    if not any("" in sample[name][0] for name in needed):
        return []
    places = {name: source.columns.index(name) for name in keys}
    rows, gaps = 0, dict.fromkeys(keys, 0)
    for chunk in source.chunks():
        rows += chunk.table.num_rows
        for name, i in places.items():
            column = chunk.table.column(f"c{i}").to_pylist()
            gaps[name] += sum(v is None or not str(v).strip() for v in column)
        break
    often = [name for name in keys if gaps[name] >= 0.2 * rows]
    return often if any(name in often for name in needed) else []


def _date_format(dates: list[str]) -> str | None:
    dates = [d for d in dates if d]
    for pattern, text in DAY_FORMATS:
        own = [d for d in dates if pattern.match(d)]
        if len(own) * 2 <= len(dates) or not own:
            continue
        first = max(int(re.split(r"\D", d)[0]) for d in own)
        second = max(int(re.split(r"\D", d)[1]) for d in own)
        unsure = (
            "   # day or month first? the rows looked at allow both" if first <= 12 and second <= 12 else ""
        )
        day_first = first > 12 or second <= 12
        day = text.replace("{a}", "d" if day_first else "m").replace("{b}", "m" if day_first else "d")
        times = {":".join(["%H", "%M", "%S"][: d.count(":") + 1]) for d in own if ":" in d}
        formats = [f"{day} {time}" for time in sorted(times, key=len, reverse=True)] + (
            [day] if any(":" not in d for d in own) else []
        )
        return f"date_format = {json.dumps(formats, ensure_ascii=False)}{unsure}"
    return None


def _replaced(found: dict[str, str]) -> tuple[str, ...]:
    """Fields that a formula computes instead of a column."""
    return ("unit_price",) if "revenue" in found and "unit_price" in found else ()


def _formulas(found: dict[str, str]) -> list[str]:
    if "cost" in found and "margin" not in found and "revenue" in found:
        formula = " - ".join(_name(found[field]) for field in ("revenue", "cost"))
        return [f"margin = {_text(formula)}   # is the cost that of the whole line?"]
    return []


def _refund_lines(found: dict[str, str], texts: dict[str, list[str]], document: str | None) -> list[str]:
    kind = found.get("refund_kind")
    words = sorted({v for v in texts.get(kind or "", []) if REFUND_WORDS.search(v)})
    if kind is not None and words:
        return [
            "",
            "[refunds]",
            f"column = {_text(kind)}",
            f"values = {json.dumps(words, ensure_ascii=False)}",
        ]
    orders = texts.get(found.get("order_id", ""), [])
    if document is not None and any(REFUND_WORDS.match(order) for order in orders):
        return ["", "[refunds]", f"column = {_text(document)}", "pattern = '(?i)^(возврат|сторно|отмена)'"]
    if any(re.match(r"^C\d+$", order) for order in orders) and any(re.match(r"^\d+$", o) for o in orders):
        return ["", "[refunds]", 'order_prefix = "C"']
    return []


def _test_lines(found: dict[str, str], texts: dict[str, list[str]]) -> list[str]:
    out = []
    for field in ("order_id", "customer_id", "product_id"):
        if any(TEST_WORDS.match(text) for text in texts.get(found.get(field, ""), [])):
            out += ["", "[[set_aside]]", 'reason = "test_order"', f"column = {_text(found[field])}"]
            out.append("pattern = '(?i)^(test|тест)([^a-zа-яё]|$)'")
    return out


def _remarks(source: Source, found: Found, document: str | None) -> list[str]:
    out = []
    unused = [column for column in source.columns if column not in found.columns.values()]
    if unused:
        out += ["", f"# Not used: {', '.join(' '.join(c.split()) for c in unused)}"]
    if unused and found.table == "customers":
        out.append(
            "# They can be loaded as the table attributes, a row a fact: customer_id, attribute, value."
        )
        out.append("# Purchases need the day of each one: without it no segment, churn or value is computed.")
    missing = []
    for field in (*(("customer_id",) if found.table == "transactions" else ()), *REQUIRED[found.table]):
        other = (
            set(TIME_AND_DAY.get(found.table, ())) if field in TIME_AND_DAY.get(found.table, ()) else {field}
        )
        given = other & set(found.columns) or (field == "ordered_at" and document is not None)
        made = field == "order_id" or (
            field == "revenue" and {"unit_price", "quantity"} <= set(found.columns)
        )
        if (
            not given
            and not made
            and not any(line.startswith(f"{field} =") for line in CONSTANTS.get(found.table, ()))
        ):
            missing.append(field)
    if missing:
        out += ["", f"# Not recognised, please add under [columns]: {', '.join(missing)}"]
    if not found.fits:
        out.append("# No table of the warehouse fits this file; docs/data.md says what each of them needs.")
    return out


def _name(column: str) -> str:
    return column if re.fullmatch(r"[^\W\d]\w*", column) else f'"{column}"'


def _text(text: str) -> str:
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)
