"""Column types that keep their meaning on both engines: aware times, exact money, canonical JSON."""

# ruff: noqa: ARG002 - SQLAlchemy passes the dialect to every conversion
from __future__ import annotations

import json
from datetime import UTC as UTC_ZONE
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from tools.facts import canonical_json

MONEY_SCALE = 10_000
"""Money is stored as a whole number of 1/10000 of the currency's unit: SQLite's NUMERIC would be a float."""


class UTC(TypeDecorator[datetime]):
    """An aware datetime. SQLite forgets zones, so it is stored as UTC there and given its zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times: nobody could tell later which zone was meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC_ZONE)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC_ZONE) if value.tzinfo is None else value.astimezone(UTC_ZONE)


class Money(TypeDecorator[Decimal]):
    """A decimal amount with four places, exact on both engines and exact in SUM()."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        """Refuses floats and more than four places rather than rounding silently."""
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError(f"money must be a Decimal, not the float {value!r}")
        scaled = Decimal(value) * MONEY_SCALE
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than four decimal places")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """The exact amount."""
        return None if value is None else Decimal(int(value)) / MONEY_SCALE


class Json(TypeDecorator[Any]):
    """Plain data as canonical JSON text: what is read back hashes to what was written."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Sorted keys, ISO dates, decimals as text."""
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Plain dictionaries and lists."""
        return None if value is None else json.loads(value)
