"""Which attributes of a customer are sensitive, and what they may be used for.

Sensitive attributes are off by default: nobody is profiled or clustered by them unless a person asks for it by name.
For a price, a discount or credit they are refused even then; place and language are let through with a warning,
because they often stand for origin. What counts as sensitive follows article 9 of the GDPR and article 10 of the
Russian law 152-FZ, with sex and age added, which laws on equal treatment protect where prices are set. The
names are a net and not a proof: an attribute with another name may carry the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from tools.errors import InvalidArgument
from tools.facts import Note

Purpose = Literal["message", "price"]
KINDS = {
    "sex": r"sex|gender|female|male|woman|man|пол|гендер|женщин\w*|мужчин\w*",
    "age": r"age|ages|birth\w*|born|dob|возраст\w*|рожден\w*|пенсион\w*|pensioner|senior",
    "health": r"health|disab\w*|diagnos\w*|medic\w*|illness|здоров\w*|инвалид\w*|диагноз\w*|болезн\w*|беременн\w*|pregnan\w*",
    "religion": r"religi\w*|faith|церк\w*|религи\w*|вероисповед\w*|конфесси\w*",
    "origin": r"race|racial|ethnic\w*|nationalit\w*|citizenship|раса|расов\w*|этнич\w*|национальн\w*|гражданств\w*",
    "politics": r"politic\w*|party|union|полити\w*|парти\w*|профсоюз\w*",
    "intimate life": r"orientation|sexual\w*|интимн\w*|ориентаци\w*",
    "family": r"marital|married|marriage|children|kids|семейн\w*|брак|дети|детей",
    "biometry": r"biometr\w*|face|fingerprint|биометр\w*|criminal\w*|судимост\w*",
}
PROXIES = r"region|city|district|zip|postcode|postal|language|time_zone|регион|город|район|индекс|язык"
_PATTERNS = {kind: re.compile(rf"(?:^|_)(?:{words})(?:_|$)") for kind, words in KINDS.items()}
_PROXY = re.compile(rf"(?:^|_)(?:{PROXIES})(?:_|$)")


def sensitive_kind(name: str) -> str | None:
    """What kind of sensitive attribute a name means (`sex`, `age`, `health` ...), or None.

    `birthDate`, `Age group`, `пол клиента` and `is_female` are understood; `usage` and `page` are no age.
    """
    plain = _words(name)
    return next((kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)), None)


def is_proxy(name: str) -> bool:
    """Whether an attribute of this name often stands for origin: place and language."""
    return bool(_PROXY.search(_words(name)))


def require_allowed(
    names: Iterable[str], *, allow_sensitive: bool = False, purpose: Purpose = "message"
) -> tuple[Note, ...]:
    """Lets attributes through for a purpose; returns the warnings that must be shown with the result.

    Raises InvalidArgument naming the attribute: any sensitive one for a price, and for anything else unless
    `allow_sensitive`.
    """
    warnings = []
    for name in names:
        kind = sensitive_kind(name)
        if kind is not None and purpose == "price":
            raise InvalidArgument(
                f"{name} says something about a customer's {kind}: it may not decide on a price or a discount. Leave it out.",
                message_ru=f"Признак {name} относится к чувствительным ({kind}): по нему нельзя назначать цену или скидку. Уберите его.",
                argument=name,
            )
        if kind is not None and not allow_sensitive:
            raise InvalidArgument(
                f"{name} is a sensitive attribute ({kind}) and off by default; say allow_sensitive to use it, and why it is lawful.",
                message_ru=f"Признак {name} чувствительный ({kind}) и по умолчанию не используется; включите allow_sensitive, если для этого есть законное основание.",
                argument=name,
            )
        if kind is not None:
            warnings.append(
                Note(
                    f"Использован чувствительный признак «{name}» ({kind}): нужно законное основание, и назначать по нему цену нельзя.",
                    f"A sensitive attribute was used: {name} ({kind}). It needs a legal ground and may not decide on a price.",
                    "warning",
                )
            )
        elif purpose == "price" and is_proxy(name):
            warnings.append(
                Note(
                    f"«{name}» часто заменяет происхождение: проверьте, что цена по нему не ущемляет группу людей.",
                    f"{name} often stands for origin: check that a price by it does not put a group of people at a disadvantage.",
                    "warning",
                )
            )
    return tuple(warnings)


def _words(name: str) -> str:
    """`birthDate 2` as `birth_date_2`."""
    parted = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])", "_", name)
    return re.sub(r"[^0-9a-zа-яё]+", "_", parted.casefold()).strip("_")
