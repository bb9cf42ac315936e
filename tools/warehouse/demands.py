"""What each canonical table demands of a row: fields that must be filled, keys, days, allowed words."""

from __future__ import annotations

from types import MappingProxyType

REQUIRED = MappingProxyType(
    {
        "transactions": ("order_id", "ordered_at", "revenue"),
        "customers": ("customer_id",),
        "identities": ("source", "source_id", "customer_id"),
        "consents": ("customer_id", "channel", "purpose", "status", "at"),
        "contacts": ("contact_id", "customer_id", "channel", "sent_at"),
        "assignments": ("experiment_id", "customer_id", "arm"),
        "campaigns": ("campaign_id",),
        "products": ("product_id",),
        "stores": ("store_id",),
        "offers": ("offer_id",),
        "redemptions": ("offer_id", "redeemed_on"),
        "ad_costs": ("spent_on", "channel", "cost"),
        "surveys": ("kind", "score", "asked_on"),
        "feedback": ("text",),
        "attributes": ("customer_id", "attribute", "value"),
        "segment_rules": ("scheme", "version", "definition", "saved_at"),
        "addresses": ("customer_id", "channel", "address"),
        "profiles": ("customer_id",),
    }
)
"""A row without one of these is rejected."""

KEYS = MappingProxyType(
    {
        "customers": ("customer_id",),
        "identities": ("source", "source_id"),
        "contacts": ("contact_id",),
        "assignments": ("experiment_id", "customer_id"),
        "campaigns": ("campaign_id",),
        "products": ("product_id",),
        "stores": ("store_id",),
        "offers": ("offer_id",),
        "attributes": ("customer_id", "attribute"),
        "segment_rules": ("scheme", "version"),
        "addresses": ("customer_id", "channel"),
        "profiles": ("customer_id",),
    }
)
"""Tables with one row a key: a later row with the same key replaces the earlier one."""

TIME_AND_DAY = MappingProxyType(
    {
        "transactions": ("ordered_at", "ordered_on"),
        "contacts": ("sent_at", "sent_on"),
        "assignments": ("assigned_at", "assigned_on"),
    }
)
"""A moment and the day it counts for; either may be given, the other follows from it."""

DAY_OF = MappingProxyType(
    {
        "transactions": "ordered_on",
        "contacts": "sent_on",
        "assignments": "assigned_on",
        "consents": 'CAST("at" AS DATE)',
        "redemptions": "redeemed_on",
        "ad_costs": "spent_on",
        "surveys": "asked_on",
        "feedback": "written_on",
    }
)
"""The day that decides how fresh a table is."""

ALLOWED = MappingProxyType(
    {
        ("transactions", "kind"): ("sale", "refund"),
        ("consents", "status"): ("granted", "revoked"),
        ("consents", "channel"): ("email", "sms", "push", "telegram"),
        ("consents", "purpose"): ("advertising", "personal_data"),
        ("offers", "kind"): ("discount", "points", "gift", "reminder"),
    }
)
"""Fields that may hold only these words, in any case."""

LOWER_CASE = frozenset({"channel", "kind", "status", "purpose", "acquisition_channel"})
"""Fields whose case means nothing; stored in lower case."""

KEEP_DUPLICATES = frozenset({"surveys"})
"""Tables in which equal rows are different facts: two people may give the same answer on the same day."""

REASONS = MappingProxyType(
    {
        "empty": ("обязательное поле пусто", "a required field is empty"),
        "not_a_number": ("не число или читается двояко", "not a number, or one that can be read in two ways"),
        "not_a_date": ("не дата, или нужен date_format", "not a date, or date_format is needed"),
        "date_out_of_range": ("дата раньше 1990 или позже 2099 года", "a date before 1990 or after 2099"),
        "future_date": ("дата в будущем", "a date in the future"),
        "not_whole": ("не целое число", "not a whole number"),
        "not_a_share": ("не доля от 0 до 1", "not a share between 0 and 1"),
        "not_yes_or_no": ("не да и не нет", "neither yes nor no"),
        "unknown_word": ("слова нет в списке допустимых", "a word that this field may not hold"),
        "scientific_id": ("номер испорчен таблицей: вид 4,6E+12", "an id spoilt by a spreadsheet: 4.6E+12"),
        "too_large": ("число не помещается", "a number too large to store"),
        "negative_price": ("отрицательная цена", "a negative price"),
        "negative_sale": ("продажа с отрицательным количеством", "a sale with a negative quantity"),
        "stock_adjustment": (
            "отрицательное количество без отмены заказа",
            "a negative quantity without a cancellation",
        ),
        "duplicate": ("точная копия строки", "an exact copy of a row"),
        "duplicate_of_earlier_load": ("такая строка уже загружена", "a row that an earlier load brought"),
        "older_version": ("есть более поздняя строка с этим ключом", "a later row has the same key"),
        "other_currency": ("сумма в другой валюте", "an amount in another currency"),
        "mojibake": ("буквы испорчены чужой кодировкой", "letters spoilt by a wrong encoding"),
        "total_line": ("строка итогов", "a line of totals"),
        "repeated_header": ("заголовок внутри файла", "the header again inside the file"),
        "columns_changed": (
            "дальше в файле другие колонки; загрузите эту часть отдельно",
            "from here on the file has other columns; load that part as a file of its own",
        ),
        "field_count": ("не столько полей, сколько в заголовке", "not as many fields as the header has"),
        "open_quote": ("кавычка не закрыта", "a quote that is never closed"),
        "wrong_encoding": ("байты не той кодировки", "bytes that the encoding does not have"),
        "zero_byte": ("нулевой байт в строке", "a zero byte in the line"),
        "not_json": ("строка не объект JSON", "the line is not a JSON object"),
    }
)
"""Why a row was not accepted, in words; a mapping's own rules add their own."""


def reason_in(language: str, reason: str) -> str:
    """The reason as words for people; a mapping's own reason is given back as it is written there."""
    ru, en = REASONS.get(reason, (reason.replace("_", " "),) * 2)
    return ru if language == "ru" else en
