"""Holds a table of an engine against the canonical schema.

What would only be slow or clumsy is cast; what would give wrong figures is refused: money in binary floats,
ids as numbers (an id above 2^53 or with a leading zero would be damaged), times that are instants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.warehouse.engines.engine import NotConforming
from tools.warehouse.schema import TABLES

if TYPE_CHECKING:
    import ibis


def conforming(table: ibis.Table, name: str, *, engine: str, session_zone: str | None = None) -> ibis.Table:
    """The canonical columns of `table`, in order, in canonical types.

    `session_zone` says that the session's clock was set on purpose, so that an instant may be read on it;
    without it a column of instants is refused.
    Raises NotConforming naming the column.
    """
    wanted = TABLES[name]
    missing = [column for column in wanted.names if column not in table.columns]
    if missing:
        raise NotConforming(
            f"{name} in {engine} lacks the column(s) {', '.join(missing)}; add them to the view (NULL where there is nothing), "
            "see docs/data.md.",
            message_ru=f"В таблице {name} ({engine}) нет колонок {', '.join(missing)}; добавьте их в представление "
            "(NULL, если данных нет), см. docs/data.md.",
            argument=f"{name}.{missing[0]}",
        )
    columns = {
        column: _read_as(table[column], dtype, f"{name}.{column}", engine, session_zone)
        for column, dtype in wanted.items()
    }
    return table.select(**columns)


def _read_as(column: Any, wanted: Any, where: str, engine: str, session_zone: str | None) -> Any:
    came = column.type()
    if came.copy(nullable=True) == wanted:
        return column
    if wanted.is_decimal() and came.is_decimal():
        return (
            column
            if (came.precision, came.scale) == (wanted.precision, wanted.scale)
            else column.cast(wanted)
        )
    if wanted.is_timestamp() and came.is_timestamp():
        if came.timezone is None:
            return column
        if session_zone is not None:
            # With its fractions of a second: ClickHouse cuts them off where none are asked for.
            return column.cast(wanted.copy(scale=came.scale))
        raise NotConforming(
            f"{where} in {engine} is an instant ({came}); its day would depend on the session's clock. Store it without a zone "
            "in the business's own time, or name that zone: COPILOT_WAREHOUSE=...?time_zone=Europe/Moscow.",
            message_ru=f"{where} ({engine}) хранит момент с поясом ({came}); день зависел бы от часов сессии. Храните время без пояса "
            "по часам бизнеса или укажите пояс: COPILOT_WAREHOUSE=...?time_zone=Europe/Moscow.",
            argument=where,
        )
    if (wanted.is_integer() and came.is_integer()) or (
        wanted.is_floating() and (came.is_floating() or came.is_decimal())
    ):
        return column.cast(wanted)
    if wanted.is_string() and came.is_string():
        return column
    raise NotConforming(
        f"{where} in {engine} is {came}; {wanted} is needed: cast it in the view.",
        message_ru=f"{where} ({engine}) имеет тип {came}; нужен {wanted}: приведите его в представлении.",
        argument=where,
    )
