"""The fact sheet of an offer: the only figures and dates that a message may mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from copilot.prompting import render

MONTHS_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """What is promised. `discount_share` 0 is a reminder without a discount."""

    discount_share: float
    valid_from: date
    valid_to: date
    amounts: tuple[float, ...] = ()
    """Further numbers that the author vouches for, such as a minimum order or a price."""
    promo_codes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Hosts that a link may lead to."""
    proof: str | None = None
    """Source of a claim of superiority, where one is made."""

    @property
    def discount_text(self) -> str:
        """The discount as customers read it, e.g. `10%`; empty without one."""
        if not self.discount_share:
            return ""
        return f"{(Decimal(str(self.discount_share)) * 100).normalize():f}%"

    def day(self, day: date, language: str) -> str:
        """A day as customers read it; the year is left out, the offer is short."""
        months = MONTHS_RU if language == "ru" else MONTHS_EN
        return f"{day.day} {months[day.month - 1]}"

    def terms(self, language: str, *, short: bool = False) -> str:
        """The essential terms: what the discount is taken off, from when until when, where and how often."""
        return render(
            f"copy/terms.{language}.j2",
            short=short,
            valid_from=self.day(self.valid_from, language),
            valid_to=self.day(self.valid_to, language),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data for the frozen content."""
        return {
            "discount_share": self.discount_share,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            "amounts": list(self.amounts),
            "promo_codes": list(self.promo_codes),
            "hosts": list(self.hosts),
            "proof": self.proof,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Offer:
        """Reads what `to_json` wrote."""
        return cls(
            discount_share=float(data["discount_share"]),
            valid_from=date.fromisoformat(data["valid_from"]),
            valid_to=date.fromisoformat(data["valid_to"]),
            amounts=tuple(float(value) for value in data.get("amounts", ())),
            promo_codes=tuple(data.get("promo_codes", ())),
            hosts=tuple(data.get("hosts", ())),
            proof=data.get("proof"),
        )
