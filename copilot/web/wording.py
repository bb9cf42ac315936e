"""The words of the pages in two languages, kept in `wording/*.yaml`.

`t("approvals.title")` gives a text, `t("approvals.by", name=...)` fills it, `t.count("people", 21)` chooses
among the plural forms of the language (three in Russian: 1 человек, 2 человека, 5 человек).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal

from copilot.grounding.formats import format_value

FOLDER = Path(__file__).parent / "wording"


@dataclass(frozen=True)
class Words:
    """The texts of one language."""

    language: str
    texts: Mapping[str, Any]

    def __call__(self, key: str, **values: Any) -> str:
        """The text of this key; KeyError where there is none, so that a gap shows in the tests."""
        text = str(self.texts[key])
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.texts

    def count(self, key: str, number: int) -> str:
        """`21 человек`: the number with the right form of the noun."""
        forms: Mapping[str, str] = self.texts[key]
        form = _locale(self.language).plural_form(number)
        return f"{self.integer(number)}\u00a0{forms.get(form, forms['other'])}"

    def integer(self, number: int) -> str:
        """1 234 567 in Russian, 1,234,567 in English."""
        return str(format_decimal(number, format="#,##0", locale=_locale(self.language)))

    def money(self, amount: Any, currency: str) -> str:
        """A sum of money as in every other text of the copilot."""
        return format_value(float(amount), currency, self.language, "money")

    def percent(self, share: float) -> str:
        """A share of one, in per cent."""
        return format_value(float(share), "share", self.language, "percent")

    def duration(self, ms: float) -> str:
        """How long something took: 212 ms, 1.4 s."""
        if ms < 1000:
            return self("unit.ms", n=self.integer(round(ms)))
        return self("unit.s", n=str(format_decimal(ms / 1000, format="0.0", locale=_locale(self.language))))

    def level(self, share: float) -> str:
        """A confidence level: 95 %, without decimals."""
        return f"{share * 100:g}".replace(".", "," if self.language == "ru" else ".") + "\u00a0%"

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Day and time in the business's time zone."""
        pattern = "d MMM y, HH:mm"
        return str(format_datetime(at.astimezone(zone), pattern, locale=_locale(self.language)))

    def pick(self, thing: Any, name: str) -> str:
        """`thing.<name>_ru` or `thing.<name>_en`."""
        return str(getattr(thing, f"{name}_{'ru' if self.language == 'ru' else 'en'}"))


@lru_cache(maxsize=4)
def words(language: str) -> Words:
    """The texts of `ru` or `en`."""
    with (FOLDER / f"{language}.yaml").open(encoding="utf-8") as file:
        return Words(language, yaml.safe_load(file))


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale:
    return Locale.parse("ru_RU" if language == "ru" else "en_GB")
