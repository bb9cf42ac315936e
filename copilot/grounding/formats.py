"""How one fact is written in the reader's language.

A figure's format is chosen by the slot or, without a choice, by the fact's unit:

| format | ru | en |
|---|---|---|
| `money` | 1 234,5 тыс. ₽ | RUB 1,234.5k |
| `money_full` | 1 234 567,89 ₽ | RUB 1,234,567.89 |
| `percent` | 12,3 % | 12.3% |
| `pp` | 1,2 п.п. | 1.2 pp |
| `int` | 1 235 | 1,235 |
| `number` | 12,3 | 12.3 |
| `ratio` | 2,4 раза | 2.4x |
| `date` | 28 ноября 2011 | 28 November 2011 |
| `month` | ноябрь 2011 | November 2011 |
| `interval` | от 1,2 до 3,4 тыс. ₽ | RUB 1.2k to 3.4k |
| `customers` `orders` `purchases` `messages` `days` `weeks` `months` ... | 5 дней | 5 days |
| `text` | as it is | as it is |

Counts (`customers`, `orders`, ...) are written without their noun unless the slot asks for it by the
unit's name; durations (`days`, `weeks`, `months`) always carry it. Any format may end in `_abs` (without
the minus: "упала на 5 %") or `_signed` (with a plus); `abs` and `signed` alone keep the unit's own format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

from tools.facts import Fact

NBSP = "\u00a0"
MINUS = "\u2212"
DURATIONS = frozenset({"days", "weeks", "months", "years", "hours"})
# one, few, many, other (fractions) in Russian; one, other in English
NOUNS: dict[str, tuple[tuple[str, str, str, str], tuple[str, str]]] = {
    "customers": (("клиент", "клиента", "клиентов", "клиента"), ("customer", "customers")),
    "orders": (("заказ", "заказа", "заказов", "заказа"), ("order", "orders")),
    "purchases": (("покупка", "покупки", "покупок", "покупки"), ("purchase", "purchases")),
    "lines": (("строка", "строки", "строк", "строки"), ("line", "lines")),
    "messages": (("сообщение", "сообщения", "сообщений", "сообщения"), ("message", "messages")),
    "items": (("товар", "товара", "товаров", "товара"), ("item", "items")),
    "hours": (("час", "часа", "часов", "часа"), ("hour", "hours")),
    "days": (("день", "дня", "дней", "дня"), ("day", "days")),
    "weeks": (("неделя", "недели", "недель", "недели"), ("week", "weeks")),
    "months": (("месяц", "месяца", "месяцев", "месяца"), ("month", "months")),
    "years": (("год", "года", "лет", "года"), ("year", "years")),
    "points": (("пункт", "пункта", "пунктов", "пункта"), ("point", "points")),
}
SCALES = (
    (Decimal(10) ** 10, Decimal(10) ** 9, "млрд", "bn"),
    (Decimal(10) ** 7, Decimal(10) ** 6, "млн", "M"),
    (Decimal(10) ** 4, Decimal(10) ** 3, "тыс.", "k"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A figure as digits plus what stands before and after them."""

    digits: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.digits}{self.after}"


def is_money(unit: str) -> bool:
    """Money has an ISO code such as RUB as its unit."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()


def default_format(unit: str) -> str:
    """The format of a fact whose slot names none."""
    if is_money(unit):
        return "money"
    if unit in ("share", "probability"):
        return "percent"
    if unit in DURATIONS:
        return unit
    if unit in ("pp", "ratio", "date", "text", "number"):
        return unit
    return "int" if unit in NOUNS else "number"


def format_fact(fact: Fact, language: str, format: str | None = None) -> str:  # noqa: A002
    """The fact in the reader's language; `format` as in the table above.

    Raises ValueError for a format that does not exist.
    """
    name, sign = _split(format or "")
    name = name or default_format(fact.unit)
    if isinstance(fact.value, str):
        return _words(fact.value, fact.unit, name, language)
    if name == "interval":
        return _interval(fact, language)
    return format_value(fact.value, fact.unit, language, name, sign=sign)


def format_value(value: float, unit: str, language: str, format: str, *, sign: str = "") -> str:  # noqa: A002
    """A number in this format; `sign` is empty, `abs` or `signed`."""
    number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    if sign == "abs":
        number = abs(number)
    written = _writer(format)(number, unit, language, number)
    plus = "+" if sign == "signed" and number > 0 else ""
    return f"{written.before}{plus}{written.digits}{written.after}"


def _split(format_name: str) -> tuple[str, str]:
    for sign in ("abs", "signed"):
        if format_name == sign:
            return "", sign
        if format_name.endswith(f"_{sign}"):
            return format_name.removesuffix(f"_{sign}"), sign
    return format_name, ""


def _words(value: str, unit: str, name: str, language: str) -> str:
    if unit == "date" or name in ("date", "month"):
        return format_day(value, language, month_only=name == "month")
    return value


def format_day(iso: str, language: str, *, month_only: bool = False) -> str:
    """An ISO date, or a month such as 2011-11, in words."""
    if len(iso) == 7 or month_only:
        return format_date(
            date.fromisoformat(f"{iso[:7]}-01"), format="LLLL y", locale=_locale(language)
        ).replace(" ", NBSP)
    return format_date(date.fromisoformat(iso[:10]), format="d MMMM y", locale=_locale(language)).replace(
        " ", NBSP
    )


def _interval(fact: Fact, language: str) -> str:
    if fact.low is None or fact.high is None:
        return "интервал не рассчитан" if language == "ru" else "no interval"
    writer = _writer(default_format(fact.unit))
    low, high = Decimal(repr(float(fact.low))), Decimal(repr(float(fact.high)))
    scale_of = max(abs(low), abs(high))
    left = writer(low, fact.unit, language, scale_of)
    right = writer(high, fact.unit, language, scale_of)
    if language == "ru":
        return f"от{NBSP}{left.digits} до{NBSP}{right.digits}{right.after}"
    compact = not left.after.startswith(NBSP)
    return f"{left.before}{left.digits}{left.after if compact else ''} to {right.digits}{right.after}"


Writer = Callable[[Decimal, str, str, Decimal], Written]


def _writer(name: str) -> Writer:
    writers: dict[str, Writer] = {
        "money": _money,
        "money_full": _money_full,
        "percent": _percent,
        "pp": _points_of_percent,
        "int": lambda n, _u, language, _s: Written(_digits(n, 0, language)),
        "number": lambda n, _u, language, scale: Written(_digits(n, _places(scale), language)),
        "ratio": _ratio,
        "text": lambda n, _u, language, scale: Written(_digits(n, _places(scale), language)),
    }
    if name in writers:
        return writers[name]
    if name in NOUNS:
        return lambda n, _u, language, scale: _counted(n, name, language, scale)
    raise ValueError(f"there is no format {name!r}; known: {', '.join((*writers, *NOUNS))}, interval, date")


def _money(number: Decimal, unit: str, language: str, scale_of: Decimal) -> Written:
    for least, divisor, ru, en in SCALES:
        if abs(scale_of) >= least:
            digits = _digits(number / divisor, 1, language)
            return _with_currency(digits, unit, language, f"{NBSP}{ru}" if language == "ru" else en)
    places = 0 if abs(scale_of) >= 1000 or scale_of == scale_of.to_integral_value() else 2
    return _with_currency(_digits(number, places, language), unit, language)


def _money_full(number: Decimal, unit: str, language: str, _scale: Decimal) -> Written:
    cents = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    places = 0 if cents == cents.to_integral_value() else 2
    return _with_currency(_digits(number, places, language), unit, language)


def _with_currency(digits: str, unit: str, language: str, scale: str = "") -> Written:
    if not is_money(unit):
        return Written(digits, after=scale)
    if language == "ru":
        return Written(digits, after=f"{scale}{NBSP}{get_currency_symbol(unit, 'ru')}")
    return Written(digits, before=f"{unit}{NBSP}", after=scale)


def _percent(number: Decimal, _unit: str, language: str, scale_of: Decimal) -> Written:
    places = 2 if 0 < abs(scale_of) < Decimal("0.01") else 1
    return Written(_digits(number * 100, places, language), after=f"{NBSP}%" if language == "ru" else "%")


def _points_of_percent(number: Decimal, _unit: str, language: str, scale_of: Decimal) -> Written:
    places = 2 if 0 < abs(scale_of) < Decimal("0.001") else 1
    return Written(
        _digits(number * 100, places, language), after=f"{NBSP}{'п.п.' if language == 'ru' else 'pp'}"
    )


def _ratio(number: Decimal, _unit: str, language: str, scale_of: Decimal) -> Written:
    digits = _digits(number, 2 if abs(scale_of) < 2 else 1, language)
    return Written(digits, after=f"{NBSP}раза" if language == "ru" else "x")


def _counted(number: Decimal, noun: str, language: str, scale_of: Decimal) -> Written:
    whole = number == number.to_integral_value() or abs(scale_of) >= 100
    shown = number.quantize(Decimal(1) if whole else Decimal("0.1"), ROUND_HALF_UP)
    ru, en = NOUNS[noun]
    if language == "ru":
        form = {"one": 0, "few": 1, "many": 2}.get(_locale("ru").plural_form(abs(shown)), 3)
        word = ru[form]
    else:
        word = en[0] if shown == 1 and whole else en[1]
    return Written(_digits(shown, 0 if whole else 1, language), after=f"{NBSP}{word}")


def _places(scale_of: Decimal) -> int:
    size = abs(scale_of)
    if size >= 100 or scale_of == scale_of.to_integral_value():
        return 0
    if size >= 10:
        return 1
    return 2 if size >= Decimal("0.1") else 4


def _digits(number: Decimal, places: int, language: str) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    text: str = format_decimal(abs(rounded), format=pattern, locale=_locale(language))
    return f"{MINUS}{text}" if rounded < 0 else text


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse("ru_RU" if language == "ru" else "en_US")
