"""Column contracts shared by the tools that take DataFrames, and the privacy threshold."""

from __future__ import annotations

from collections.abc import Iterable

from tools.errors import InvalidArgument, NotEnoughData

K_ANONYMITY = 20
"""No figure about fewer customers than this leaves a tool."""


def require_columns(present: Iterable[str], needed: Iterable[str], *, what: str) -> None:
    """Raises InvalidArgument with what is there and what is missing."""
    have = list(present)
    missing = [name for name in needed if name not in have]
    if missing:
        raise InvalidArgument(
            f"{what} lacks the column(s) {', '.join(missing)}; it has {', '.join(have) or 'none'}.",
            message_ru=f"В таблице {what} нет колонок {', '.join(missing)}; есть {', '.join(have) or 'ни одной'}.",
            argument=missing[0],
        )


def require_rows(count: int, *, at_least: int = 1, what: str) -> None:
    """Raises NotEnoughData when there are fewer rows than the computation needs."""
    if count < at_least:
        raise NotEnoughData(
            f"{what}: {count} rows, at least {at_least} are needed.",
            message_ru=f"{what}: строк {count}, нужно не меньше {at_least}.",
            argument=what,
        )
