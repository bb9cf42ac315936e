"""Proposes a mapping file from the headers and first rows of a file of sales, in Russian or English.

The proposal is a start, not a decision: whoever runs it reads it, and every guess says what it rests on. A
header is recognised by its words; dates and decimal signs by the values below it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tools.warehouse.chunks import Source
from tools.warehouse.mapping import FileFormat
from tools.warehouse.reader import open_source
from tools.warehouse.text_source import TextSource
from tools.warehouse.values import kind_of

SHOWN_ROWS = 100_000
# A column is the first field whose pattern its header matches; more telling patterns stand first.
WORDS: tuple[tuple[str, str], ...] = (
    ("refund_kind", r"вид.?(документа|операции)|тип.?(документа|операции|чека)|^(type|operation|doc_?type)$"),
    (
        "customer_id",
        r"(код|id|ид|номер|№).{0,3}(клиент|покупател|контрагент|карт)|customer|client|household|buyer|user.?id|member|card",
    ),
    ("customer_id", r"клиент|покупател|контрагент"),
    ("ordered_at", r"дат|время|date|time|день|period|^day$"),
    (
        "order_id",
        r"(номер|№|код|id).{0,3}(заказ|чек|документ|накладн|счет|счёт)|invoice|order|basket|receipt|check|document",
    ),
    ("order_id", r"заказ|чек|документ"),
    ("unit_cost", r"закупочн|(цена|стоимость).{0,3}закуп|unit.?cost"),
    ("cost", r"себестоимост|cost"),
    ("margin", r"маржа|прибыль|margin|profit"),
    ("discount", r"скидк|discount|disc$"),
    ("unit_price", r"цена|price"),
    ("quantity", r"кол.?во|количеств|шт\b|quantity|qty|units|pieces"),
    ("revenue", r"сумм|выручк|стоимост|оборот|amount|revenue|sales|total|value|dollars"),
    ("category", r"категор|групп|раздел|category|department|group"),
    ("product_id", r"артикул|sku|код.{0,3}(товар|номенклатур)|product|stock.?code|item|upc|barcode|штрихкод"),
    ("product_id", r"товар|номенклатур"),
    ("channel", r"канал|channel|platform|площадк"),
    ("store_id", r"магазин|склад|точк|филиал|подразделен|store|shop|branch"),
)
REFUND_WORDS = re.compile(r"возврат|refund|return|отмен|cancel", re.IGNORECASE)
DAY_FORMATS = (
    (re.compile(r"^\d{1,2}\.\d{1,2}\.\d{2}(\D|$)"), "%d.%m.%y"),
    (re.compile(r"^\d{1,2}/\d{1,2}/\d{4}"), "%{a}/%{b}/%Y"),
    (re.compile(r"^\d{1,2}-\d{1,2}-\d{4}"), "%{a}-%{b}-%Y"),
)


def suggest_mapping(path: Path) -> str:
    """The text of a mapping file (TOML) for this file of sales. Raises UnreadableFile."""
    source = open_source(Path(path), FileFormat())
    sample = _sample(source)
    found = _recognised(source.columns)
    out = [
        f"# Proposed from the headers of {Path(path).name}: check every line before you use it.",
        'table = "transactions"',
    ]
    out += [
        'currency = "RUB"              # the currency of the amounts',
        'time_zone = "Europe/Moscow"   # the business\'s own time zone',
    ]
    if "order_id" not in found:
        out.append('order_ids = "line"            # no column with order numbers was recognised')
    out += ["", "[file]", *_file_lines(source, sample, found)]
    out += ["", "[columns]"]
    out += [
        f"{field} = {_text(column)}"
        for field, column in found.items()
        if field not in ("cost", "refund_kind", *_replaced(found))
    ]
    formulas = _formulas(found)
    if formulas:
        out += ["", "[computed]", *formulas]
    out += _refund_lines(found, sample)
    unused = [column for column in source.columns if column not in found.values()]
    if unused:
        out += ["", f"# Not used: {', '.join(unused)}"]
    missing = [f for f in ("customer_id", "ordered_at") if f not in found]
    if not {"revenue", "unit_price"} & set(found):
        missing.append("revenue")
    if missing:
        out += ["", f"# Not recognised, please add under [columns]: {', '.join(missing)}"]
    return "\n".join(out) + "\n"


def _recognised(columns: Iterable[str]) -> dict[str, str]:
    """Field -> column; each column is taken once and each field by the first that fits."""
    left = list(columns)
    found: dict[str, str] = {}
    for field, pattern in WORDS:
        if field in found:
            continue
        column = next(
            (
                c
                for c in left
                if re.search(pattern, c.replace("_", " "), re.IGNORECASE)
                or re.search(pattern, c, re.IGNORECASE)
            ),
            None,
        )
        if column is not None:
            found[field] = column
            left.remove(column)
    return found


def _sample(source: Source) -> dict[str, list[str]]:
    """The distinct texts of each text column in the first rows."""
    out: dict[str, dict[str, None]] = {name: {} for name in source.columns}
    seen = 0
    for chunk in source.chunks():
        for i, name in enumerate(source.columns):
            column = chunk.table.column(f"c{i}")
            if kind_of(column.type) == "text":
                found = column.unique().to_pylist()
                out[name].update(
                    dict.fromkeys(str(v).strip() for v in found if v is not None and str(v).strip())
                )
        seen += chunk.read
        if seen >= SHOWN_ROWS:
            break
    return {name: list(texts) for name, texts in out.items()}


def _file_lines(source: Source, sample: dict[str, list[str]], found: dict[str, str]) -> list[str]:
    out = []
    if isinstance(source, TextSource):
        out += [
            f"encoding = {_text(source.encoding.replace('-sig', ''))}",
            f"separator = {_text(source.separator)}",
        ]
    numbers = [
        v
        for f in ("revenue", "unit_price", "quantity", "discount")
        if f in found
        for v in sample.get(found[f], [])
    ]
    commas = sum(bool(re.search(r",\d{1,2}$|,\d{4,}$", v)) for v in numbers)
    points = sum(bool(re.search(r"\.\d+$", v)) for v in numbers)
    if commas > points:
        out.append('decimal = ","')
    dates = sample.get(found.get("ordered_at", ""), [])
    if (written := _date_format(dates)) is not None:
        out.append(written)
    return out


def _date_format(dates: list[str]) -> str | None:
    for pattern, text in DAY_FORMATS:
        own = [d for d in dates if pattern.match(d)]
        if len(own) * 2 <= len(dates) or not own:
            continue
        first = max(int(re.split(r"\D", d)[0]) for d in own)
        second = max(int(re.split(r"\D", d)[1]) for d in own)
        unsure = (
            "   # day or month first? the rows looked at allow both"
            if "{a}" in text and first <= 12 and second <= 12
            else ""
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


def _refund_lines(found: dict[str, str], sample: dict[str, list[str]]) -> list[str]:
    kind = found.get("refund_kind")
    words = sorted({v for v in sample.get(kind or "", []) if REFUND_WORDS.search(v)})
    if kind is not None and words:
        return [
            "",
            "[refunds]",
            f"column = {_text(kind)}",
            f"values = {json.dumps(words, ensure_ascii=False)}",
        ]
    orders = sample.get(found.get("order_id", ""), [])
    if (
        orders
        and any(re.match(r"^C\d+$", order) for order in orders)
        and any(re.match(r"^\d+$", order) for order in orders)
    ):
        return ["", "[refunds]", 'order_prefix = "C"']
    return []


def _name(column: str) -> str:
    return column if re.fullmatch(r"[^\W\d]\w*", column) else f'"{column}"'


def _text(text: str) -> str:
    return f"'{text}'" if '"' in text and "'" not in text else json.dumps(text, ensure_ascii=False)
