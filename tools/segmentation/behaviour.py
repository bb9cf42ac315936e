"""The figures by which customers are compared, and the words for what sets a group apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.customers.periods import Period
from tools.customers.sales import fetch, has_margin, lines_of, orders_of
from tools.errors import InvalidArgument
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.warehouse.connect import Warehouse

LOGGED = ("frequency", "revenue", "margin", "average_order", "items")
CLEAR = 0.5
"""A figure names a group when its mean differs from everybody's by this many standard deviations or more."""
NEEDED = {"discount_share": "discount", "categories": "category", "items": "quantity", "margin": "margin"}
"""What the sales must hold for a figure."""
FEATURES: dict[str, tuple[str, str, str, tuple[str, str], tuple[str, str]]] = {
    # unit, labels, words for above and below everybody's mean (ru, en)
    "recency": ("days", "Дней с последней покупки", "Days since the last purchase", ("давно молчат", "long silent"), ("недавние покупки", "bought lately")),
    "frequency": ("orders", "Заказов за период", "Orders in the period", ("покупают часто", "buy often"), ("покупают редко", "buy rarely")),
    "revenue": ("money", "Выручка на клиента", "Revenue a customer", ("тратят много", "spend much"), ("тратят мало", "spend little")),
    "margin": ("money", "Маржа на клиента", "Margin a customer", ("высокая маржа", "high margin"), ("низкая маржа", "low margin")),
    "average_order": ("money", "Средний чек", "Average order", ("крупный чек", "large orders"), ("мелкий чек", "small orders")),
    "discount_share": ("share", "Доля скидок", "Share of discounts", ("берут по скидкам", "buy at a discount"), ("берут без скидок", "buy at full price")),
    "categories": ("number", "Разных категорий", "Different categories", ("широкий выбор", "many categories"), ("узкий выбор", "few categories")),
    "items": ("items", "Штук в заказе", "Items an order", ("много штук", "many items"), ("мало штук", "few items")),
    "tenure": ("days", "Дней с первой покупки", "Days since the first purchase", ("давно с нами", "long with us"), ("недавно с нами", "new to us")),
    "weekend_share": ("share", "Доля заказов в выходные", "Share of orders at the weekend", ("покупают в выходные", "buy at the weekend"), ("покупают в будни", "buy on weekdays")),
}  # fmt: skip


def customer_figures(warehouse: Warehouse, args: PeriodSelection, period: Period) -> pd.DataFrame:
    """One row per customer with an order in the period: `customer_id` and every figure of `FEATURES`."""
    lines = lines_of(warehouse, period, args)
    orders = orders_of(lines)
    each = orders.group_by("customer_id").aggregate(
        last_on=orders.ordered_on.max(),
        frequency=orders.count().cast("float64"),
        revenue=orders.revenue.sum().cast("float64"),
        margin=orders.margin.sum().cast("float64"),
        weekend=(orders.ordered_on.day_of_week.index() >= 5).sum().cast("float64"),
    )
    sales = lines.filter(lines.revenue > 0)
    habits = sales.group_by("customer_id").aggregate(
        discount=sales.discount.sum().fill_null(0).cast("float64"),
        paid=sales.revenue.sum().cast("float64"),
        categories=sales.category.nunique().cast("float64"),
        pieces=sales.quantity.sum().fill_null(0).cast("float64"),
    )
    before = lines_of(warehouse, Period(warehouse.first_day, period.end), args)
    starts = before.group_by("customer_id").aggregate(first_on=before.ordered_on.min())
    both = each.inner_join(habits, "customer_id").inner_join(starts, "customer_id")
    frame = fetch(both.order_by("customer_id"))
    end = pd.Timestamp(period.end)
    frame["recency"] = (end - pd.to_datetime(frame.pop("last_on"))).dt.days.astype(float)
    frame["tenure"] = (end - pd.to_datetime(frame.pop("first_on"))).dt.days.astype(float)
    frame["average_order"] = frame["revenue"] / frame["frequency"]
    frame["items"] = frame.pop("pieces") / frame["frequency"]
    frame["weekend_share"] = frame.pop("weekend") / frame["frequency"]
    discount = frame.pop("discount")
    frame["discount_share"] = discount / (discount + frame.pop("paid"))
    return frame if has_margin(warehouse) else frame.drop(columns="margin")


def require_figures(warehouse: Warehouse, names: Sequence[str]) -> None:
    """Raises InvalidArgument for a figure that the sales cannot give."""
    for feature in names:
        column = NEEDED.get(feature)
        if column is not None and not warehouse.has_values("transactions", column):
            raise InvalidArgument(
                f"The sales hold no {column}, so {feature} cannot be used.",
                message_ru=f"В продажах нет поля {column}, поэтому {feature} использовать нельзя.",
                argument="features",
            )


def telling_name(mine: pd.DataFrame, people: pd.DataFrame, names: Sequence[str]) -> tuple[str, str]:
    """What sets a group apart, strongest first: words for figures, no portrait. (Russian, English)"""
    distances = []
    for name in names:
        figures = np.log1p(people[name].clip(lower=0)) if name in LOGGED else people[name]
        gap = (figures.loc[mine.index].mean() - figures.mean()) / figures.std()
        distances.append((abs(gap), name, gap))
    clear = [(name, gap) for size, name, gap in sorted(distances, reverse=True) if size >= CLEAR]
    words = [_words(name, gap > 0) for name, gap in clear[:3]]
    if not words:
        return "близки к среднему", "close to the average"
    return ", ".join(ru for ru, _ in words), ", ".join(en for _, en in words)


def _words(name: str, high: bool) -> tuple[str, str]:
    if name in FEATURES:
        return FEATURES[name][3] if high else FEATURES[name][4]
    return (f"выше {name}", f"high {name}") if high else (f"ниже {name}", f"low {name}")
