"""A typed cell of Excel, JSON or Parquet as one text that the text rules read back exactly."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


def as_text(value: Any) -> str:
    """One text for a typed cell that the text rules read back exactly.

    A fraction never gets exactly three digits after the point, because `1.234` could be read as a thousand
    where the file's decimal sign is the comma.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        if isinstance(value, float) and abs(value) >= 2**53:
            return f"{value:.5e}"  # it has lost digits; as an id it is refused
        number = Decimal(repr(value)) if isinstance(value, float) else value
        if not number.is_finite():
            return str(value)
        text = f"{number:f}"
        whole, _, fraction = text.partition(".")
        fraction = fraction.rstrip("0")
        return whole if not fraction else f"{whole}.{fraction}{'0' if len(fraction) == 3 else ''}"
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=str).encode("utf-8", "replace").decode()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value).replace("\x00", "?").encode("utf-8", "replace").decode()
