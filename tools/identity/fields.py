"""Which column of a table of people means what, in Russian and English headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tools.errors import InvalidArgument

HEADERS = MappingProxyType(
    {
        "record_id": r"rec(ord)?.?id|unique.?id|(id|ид|код|номер).?(клиента|покупателя|записи|контрагента|гостя)|(customer|client|user|person|contact|member|account).?(id|key|no|number|code)|id|ид|uid|guid|key|ключ",
        "birth": r"(date|day).?of.?birth|dob|birth.?(date|day)|birthday|born|дата.?рожд\w*|день.?рожд\w*|др|д\.?р\.?|рожден\w*",
        "full_name": r"фио|ф\.?и\.?о\.?|полное.?имя|full.?name|(customer|client|person).?name|клиент|покупатель|контрагент|name",
        "surname": r"sur.?name|last.?name|family.?name|фамилия|lname",
        "given": r"given.?name|first.?name|fore.?name|имя|fname",
        "middle": r"middle.?name|patronymic|отчество",
        "sex": r"sex|gender|пол",
        "phone": r".*(phone|mobile|\btel\b|msisdn|телефон|мобильный|\bтел\b|сотовый).*|тел\.?|моб\.?|cell",
        "email": r".*(e.?mail|почта|емейл|эл\.?.?адрес).*|email.?address",
        "card": r".*(loyalty|card|карт[аы]|бонусн).*",
        "exact": r"soc.?sec.?(id|no|number)?|ssn|national.?id|passport.*|tax.?id|инн|снилс|паспорт.*|external.?id|внешний.?(id|код)",
        "postcode": r"post.?code|zip(.?code)?|postal.?code|индекс|почтовый.?индекс",
        "house": r"(street|house).?(number|no)|дом|номер.?дома",
        "street": r"address.?1|street|street.?(name|address)|address|улица|адрес",
        "locality": r"suburb|city|town|locality|город|нас\w*.?пункт",
        "address": r"address.?2|apartment|квартира|адрес.?2",
        "region": r"state|region|province|регион|область",
    }
)
"""Field -> what its header may look like; the first field that fits a header takes it."""
SEVERAL = frozenset({"phone", "email", "card", "exact"})
"""Fields that may have several columns."""
FIELDS = tuple(HEADERS)
NOT_A_PERSON = re.compile(
    r"cookie|куки|dmp|\bip\b|ip.?addr|device|advertis\w*.?id|idfa|gaid|client.?id.?(ga|ym)|user.?agent",
    re.IGNORECASE,
)
"""Traces of a browser or device, which are kept out of a person's profile."""


def recognise(
    columns: Sequence[str], given: Mapping[str, str | Sequence[str]] | None = None
) -> dict[str, tuple[str, ...]]:
    """Field -> its columns. What is `given` holds; the other headers are recognised by their words.

    Raises InvalidArgument for a field that does not exist and for a column that is not there.
    """
    named = {str(column).strip(): column for column in columns}
    found: dict[str, list[str]] = {}
    for field, wanted in (given or {}).items():
        if field not in FIELDS:
            raise InvalidArgument(
                f"columns: {field!r} is not a field; fields are: {', '.join(FIELDS)}.",
                message_ru=f"columns: поля {field!r} нет; есть: {', '.join(FIELDS)}.",
                argument="columns",
            )
        for name in (wanted,) if isinstance(wanted, str) else tuple(wanted):
            if name.strip() not in named:
                raise InvalidArgument(
                    f"columns: there is no column {name!r} for {field}; the table has: {', '.join(named)}.",
                    message_ru=f"columns: нет колонки {name!r} для поля {field}; в таблице есть: {', '.join(named)}.",
                    argument="columns",
                )
            found.setdefault(field, []).append(named[name.strip()])
    taken = {column for columns_ in found.values() for column in columns_}
    fixed = frozenset(found)
    for field, pattern in HEADERS.items():
        if field in fixed:
            continue
        for header, column in named.items():
            if column in taken or NOT_A_PERSON.search(header) or not _fits(pattern, header):
                continue
            if field in found and field not in SEVERAL:
                break
            found.setdefault(field, []).append(column)
            taken.add(column)
    return {field: tuple(columns_) for field, columns_ in found.items()}


def _fits(pattern: str, header: str) -> bool:
    plain = re.sub(r"[\s_]+", " ", header.casefold()).strip()
    return re.fullmatch(pattern, plain) is not None
