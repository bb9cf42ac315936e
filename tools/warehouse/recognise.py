"""What the columns of an unknown file are: which table of the warehouse it is, and which field each column.

A header is recognised by its words, in Russian or English, and only where the values below it can be what the
words say: a date, a number, or anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.warehouse.numbers import read_number

DATE = re.compile(
    r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T]\d{1,2}:.*)?$|^(19|20)\d{6}$"
)
DOCUMENT = re.compile(r"^\D.* от \d{1,2}\.\d{1,2}\.\d{2,4}")
COUNT = re.compile(r"\b(cnt|count|число|кол ?во|количество)\b")
CUSTOMER = (
    r"(код|id|ид|номер|№) ?(\w+ )?(клиент|покупател|контрагент|карт)|(customer|client|household|buyer|user|member|"
    r"shopper|guest|account|card|loyalty)( ?(id|code|no|number|key))?$|(customer|client|household|user|card) ?id"
)
PRODUCT = (
    r"артикул|\bsku\b|(код|ид|id) ?(товар|номенклатур)|(product|stock|item|article|material) ?(id|code|no|key|number)|"
    r"^(product|item|upc|barcode|ean)$|штрихкод"
)
STORE = r"магазин|склад|точка продаж|филиал|подразделен|касса|\bstore\b|\bshop\b|\bbranch\b|\boutlet\b"
DAY = (
    r"дата|время|\bdate\b|\btime\b|timestamp|datetime|\bday\b|день|период|purchased at|created at|ordered at"
)
# Field, what its values must be, words of its header; a field takes the first pattern that some column fits.
WORDS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "transactions": (
        ("refund_kind", "text", r"(вид|тип) (документ|операци|чека)|^(type|operation|doc type|transaction type)$"),
        ("customer_id", "any", CUSTOMER),
        ("customer_id", "any", r"клиент|покупател|контрагент|дисконтн|customer|client|household|buyer"),
        ("ordered_at", "date", DAY),
        (
            "order_id",
            "any",
            r"(номер|№|код|id) ?(заказ|чек|документ|накладн|счет)|(invoice|order|basket|receipt|check|document|"
            r"transaction|ticket|bill)( ?(id|no|number|code|num))?$",
        ),
        ("order_id", "any", r"заказ|\bчек\b|документ|регистратор|реализаци|накладн"),
        ("unit_cost", "number", r"закупочн|(цена|стоимость).{0,3}закуп|unit cost|cost price"),
        ("cost", "number", r"себестоимост|\bcost\b|\bcogs\b"),
        ("margin", "number", r"маржа|прибыль|margin|profit"),
        ("discount", "number", r"скидк|discount|\bdisc\b"),
        ("unit_price", "number", r"цена|\bprice\b"),
        ("quantity", "number", r"кол ?во|количеств|\bшт\b|quantity|\bqty\b|\bunits\b|pieces|^count$"),
        ("revenue", "number", r"сумм|выручк|стоимост|оборот|к оплате|amount|revenue|sales|total|\bvalue\b|dollars|spend|\bsum\b"),
        ("category", "any", r"категор|групп|раздел|\bвид товар|category|department|\bgroup\b"),
        ("product_id", "any", PRODUCT),
        ("product_id", "any", r"товар|номенклатур|product|\bitem\b"),
        ("channel", "text", r"канал|channel|platform|площадк"),
        ("store_id", "any", STORE),
        ("currency", "text", r"^валюта|^currency"),
    ),
    "ad_costs": (
        ("spent_on", "date", r"месяц|недел|month|week|" + DAY),
        ("cost", "number", r"расход|затрат|стоимост|бюджет|cost|spend|budget"),
        ("source", "text", r"источник|source|medium|площадк"),
        ("channel", "text", r"канал|channel|(campaign|ad) ?type|тип (кампани|реклам)"),
        ("segment", "text", r"сегмент|segment"),
    ),
    "redemptions": (
        ("customer_id", "any", CUSTOMER),
        ("redeemed_on", "date", r"redem|погаш|использован|" + DAY),
        ("offer_id", "any", r"купон|промокод|предложени|акци|coupon|offer|promo ?code|voucher"),
        ("discount", "number", r"скидк|discount"),
        ("order_id", "any", r"заказ|чек|order|basket|receipt"),
        ("store_id", "any", STORE),
    ),
    "surveys": (
        ("customer_id", "any", CUSTOMER),
        ("asked_on", "date", DAY),
        ("score", "number", r"\bnps\b|score|оценк|балл"),
        ("region", "text", r"регион|област|край|region|\bstate\b"),
    ),
    "feedback": (
        ("text", "text", r"отзыв|текст|комментар|review ?text|\btext\b|\breview\b|comment"),
        ("stars", "number", r"rating|stars|оценк|балл"),
        ("written_on", "date", DAY),
        ("product_id", "any", PRODUCT),
        ("customer_id", "any", CUSTOMER),
    ),
    "campaigns": (
        ("campaign_id", "any", r"(код|id|ид) ?(кампани|рассылк)|campaign ?(id|code)?$"),
        ("started_on", "date", r"start|начал|from"),
        ("ended_on", "date", r"\bend|оконч|конец|\bto\b"),
        ("name", "text", r"назван|наименован|\bname\b|campaign type|\btype\b"),
        ("channel", "text", r"канал|channel"),
        ("fixed_cost", "number", r"бюджет|расход|cost|budget"),
    ),
    "products": (
        ("product_id", "any", PRODUCT),
        ("category", "text", r"категор|групп|раздел|category"),
        ("category", "text", r"department"),
        ("name", "text", r"назван|наименован|номенклатур|\bname\b|description|product type|\btitle\b"),
        ("unit_cost", "number", r"себестоимост|закуп|cost"),
        ("price", "number", r"цена|price"),
    ),
    "customers": (
        ("customer_id", "any", CUSTOMER + r"|unique id|\brec id\b|^id$|^ид$|^код$"),
        ("registered_on", "date", r"регистрац|registr|sign ?up|joined|created|дата карты"),
        ("city", "text", r"город|\bcity\b|\btown\b"),
        ("city", "text", r"suburb"),
        ("region", "text", r"регион|област|край|region|\bstate\b|province|country|страна"),
        ("language", "text", r"язык|language"),
        ("acquisition_channel", "text", r"источник|привлечен|acquisition|utm"),
        ("learnt_on", "date", r"обновлен|updated"),
    ),
}  # fmt: skip
NEEDED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "transactions": (("ordered_at",), ("revenue", "unit_price")),
    "ad_costs": (("spent_on",), ("cost",), ("channel",)),
    "redemptions": (("offer_id",), ("redeemed_on",)),
    "surveys": (("score",), ("asked_on",)),
    "feedback": (("text",), ("stars", "written_on", "product_id")),
    "campaigns": (("campaign_id",), ("started_on", "name")),
    "products": (("product_id",), ("name", "category", "price")),
    "customers": (("customer_id",),),
}
"""A table is taken for this one when, of each group, at least one field was found."""


NOT_OF: Mapping[str, str] = {
    "customers": r"campaign|кампани|coupon|купон|order|invoice|заказ|чек|score|label"
}
"""With such a column beside it the file is about something that happened to customers, not about them."""


@dataclass(frozen=True, slots=True)
class Found:
    """The table that a file seems to be and its columns by field; `fits` where nothing needed is missing."""

    table: str
    columns: dict[str, str]
    fits: bool


def plain_name(header: str) -> str:
    """A header as its words in lower case: `InvoiceNo`, `invoice_no` and `Invoice No.` are one."""
    words = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ][a-zа-яё])|(?<=[a-zа-я])(?=ID$|No$)", " ", header)
    return (
        " ".join(re.sub(r"[^\w№]+|_", " ", words.replace("№", " № ").replace("ё", "е")).lower().split())
        or header
    )


def recognise(columns: Sequence[str], kinds: Mapping[str, str], table: str | None = None) -> Found:
    """Tries the tables in the order of `WORDS` and takes the first whose needed fields are all there."""
    tried = {}
    for name in (table,) if table is not None and table in WORDS else tuple(WORDS):
        found = _columns_of(name, columns, kinds)
        dated = {"ordered_at"} if name == "transactions" and "document" in kinds.values() else set()
        fits = all(any(field in found or field in dated for field in group) for group in NEEDED[name])
        if name in NOT_OF and table is None:
            fits = fits and not any(re.search(NOT_OF[name], plain_name(column)) for column in columns)
        tried[name] = Found(name, found, fits)
        if fits:
            return tried[name]
    return next(iter(tried.values()))


def known_words(headers: Iterable[str]) -> int:
    """How many of these texts read like the header of some field."""
    patterns = [re.compile(p) for words in WORDS.values() for _, _, p in words]
    return sum(any(p.search(plain_name(h)) for p in patterns) for h in headers if len(h) <= 60)


def kind_of_texts(texts: Mapping[str, int]) -> str:
    """`date`, `number`, `document` or `text`: what nearly all of these values, counted, are.

    A document is a text such as `Реализация 17 от 05.03.2026`, which names a day.
    """
    some = sorted((t for t in texts if t.strip()), key=lambda t: -texts[t])[:1000]
    total = sum(texts[t] for t in some)
    if not total:
        return "empty"
    for kind, is_one in (("date", DATE.match), ("number", is_number), ("document", DOCUMENT.match)):
        if sum(texts[t] for t in some if is_one(t.strip())) >= 0.9 * total:
            return kind
    return "text"


def is_number(text: str) -> bool:
    """Whether this is a number in any of the usual ways of writing one."""
    return any(
        read_number(text, decimal=d, currency=c) is not None for d in ".," for c in ("RUB", "USD", "EUR")
    )


def _columns_of(table: str, columns: Sequence[str], kinds: Mapping[str, str]) -> dict[str, str]:
    left = list(columns)
    found: dict[str, str] = {}
    for field, kind, pattern in WORDS[table]:
        if field in found:
            continue
        words = re.compile(pattern)
        for column in left:
            name = plain_name(column)
            if words.search(name) and _can_be(field, kind, kinds.get(column, "text"), name):
                found[field] = column
                left.remove(column)
                break
    return found


def _can_be(field: str, wanted: str, kind: str, name: str) -> bool:
    if field.endswith("_id") and COUNT.search(name):
        return False
    if kind == "empty" or wanted == "any":
        return kind != "date" or not field.endswith("_id")
    if wanted == "date":
        return kind == "date"
    kind = "text" if kind == "document" else kind
    return kind == wanted or (wanted == "text" and kind == "number" and field in ("region", "name"))
