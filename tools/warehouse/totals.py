"""Lines that add other lines up: `Итого`, `Всего`, `Total`."""

from __future__ import annotations

import re
from collections.abc import Sequence

FIRST_LETTERS = ", ".join(f"'{letter}'" for letter in "ИиВвОоПпTtGgSs")
PATTERN = r"^\s*(итого|итог|всего|общий итог|промежуточный итог|total|grand total|subtotal|sub-total|totals)([\s:.,;()-]|$)"
WORDS = re.compile(PATTERN, re.IGNORECASE)


def is_total(fields: Sequence[str]) -> bool:
    """Whether the first field with something in it says so."""
    first = next((field for field in fields if field.strip()), "")
    return WORDS.match(first) is not None
