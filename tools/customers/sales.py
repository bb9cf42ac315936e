"""What the tools of this room count: lines of a period, orders, and money as whole numbers.

An *order* counts when its lines inside the period add up to more than zero; refunds lower the revenue of the
day on which they are booked and are no orders. A customer is *active* in a period with at least one order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt
import pandas as pd

from tools.customers.periods import Period
from tools.errors import MissingData
from tools.facts import Note
from tools.tool import BaseSelection
from tools.warehouse.selection import select_transactions

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

MINOR = 10_000
"""Money is kept with four decimals, so this many make one unit."""


def lines_of(warehouse: Warehouse, period: Period, args: BaseSelection, *, known: bool = True) -> ibis.Table:
    """The lines of the period within the selection of the question.

    Raises MissingData when they must be those of known customers and the data name none.
    """
    return select_transactions(
        warehouse,
        start=period.start,
        end=period.end,
        channel=args.channel,
        category=args.category,
        region=args.region,
        known_customers=known,
    )


def orders_of(lines: ibis.Table) -> ibis.Table:
    """One row per order that counts: `customer_id`, `order_id`, `ordered_on`, `revenue`, `margin`."""
    orders = lines.group_by("customer_id", "order_id").aggregate(
        ordered_on=lines.ordered_on.min(), revenue=lines.revenue.sum(), margin=lines.margin.sum()
    )
    return orders.filter(orders.revenue > 0)


def fetch(expression: ibis.Table) -> pd.DataFrame:
    """Runs an expression that adds up to something small."""
    frame: pd.DataFrame = expression.execute()
    return frame


def whole(amount: Any) -> Any:
    """A decimal column as whole ten-thousandths: exact, and fast to move."""
    return (amount * MINOR).cast(dt.Decimal(38, 0)).cast("int64")


def has_margin(warehouse: Warehouse) -> bool:
    """Whether any line knows its margin."""
    return warehouse.has_values("transactions", "margin")


def require_margin(warehouse: Warehouse) -> None:
    """Raises MissingData where the source has no cost of goods."""
    if not has_margin(warehouse):
        raise MissingData(
            "The margin of the sales is not known: the source has no cost of goods. Ask by revenue, or load it.",
            message_ru="Маржа продаж неизвестна: в источнике нет себестоимости. Спросите по выручке или загрузите её.",
            argument="value",
        )


def margin_note(warehouse: Warehouse) -> tuple[Note, ...]:
    """Says that nothing can be told about margin, where that is so."""
    if has_margin(warehouse):
        return ()
    return (
        Note(
            "Маржа в данных не указана, поэтому показатели только по выручке.",
            "The data do not hold the margin, so figures are by revenue only.",
            "warning",
        ),
    )
