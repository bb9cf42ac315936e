"""What was known of each customer before a campaign started: the features of the uplift tools."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

LOOK_BACK_DAYS = 365
NEVER_DAYS = 3 * LOOK_BACK_DAYS


def features_before(warehouse: Any, day: date) -> pd.DataFrame:
    """One row for each customer who bought in the year before `day`, indexed by customer_id.

    Columns: recency_days, orders (log), orders_90d (log), average_order (log, money), tenure_days,
    discount_share, categories, online_share. Only purchases before `day` count, so that the campaign cannot
    leak into its own features.
    """
    import ibis

    lines = warehouse.table("transactions")
    start, quarter = day - timedelta(days=LOOK_BACK_DAYS), day - timedelta(days=90)
    at = {"day": day, "start": start, "quarter": quarter}
    literal = {name: ibis.date(value.isoformat()) for name, value in at.items()}
    lines = lines.filter(
        lines.customer_id.notnull()
        & (lines.kind == "sale")
        & (lines.ordered_on < literal["day"])
        & (lines.ordered_on >= literal["start"])
    )
    online = (
        lines.store_id.isnull() if warehouse.has_values("transactions", "store_id") else ibis.literal(False)
    )
    frame = (
        lines.group_by("customer_id")
        .agg(
            last=lines.ordered_on.max(),
            first=lines.ordered_on.min(),
            orders=lines.order_id.nunique(),
            recent=lines.order_id.nunique(where=lines.ordered_on >= literal["quarter"]),
            revenue=lines.revenue.sum().cast("float64"),
            discount=lines.discount.sum().cast("float64"),
            categories=lines.category.nunique(),
            online_share=online.cast("float64").mean(),
        )
        .execute()
        .sort_values("customer_id", ignore_index=True)
    )
    revenue = frame["revenue"].astype("float64").fillna(0.0)
    discount = frame["discount"].astype("float64").fillna(0.0).clip(lower=0)
    orders = frame["orders"].astype("float64").clip(lower=1)
    gross = (revenue + discount).clip(lower=1e-9)
    now = pd.Timestamp(day)
    features = pd.DataFrame(
        {
            "recency_days": (now - pd.to_datetime(frame["last"])).dt.days.astype("float64"),
            "orders": np.log1p(orders),
            "orders_90d": np.log1p(frame["recent"].astype("float64")),
            "average_order": np.log1p((revenue / orders).clip(lower=0)),
            "tenure_days": (now - pd.to_datetime(frame["first"])).dt.days.astype("float64"),
            "discount_share": (discount / gross).clip(0, 1),
            "categories": frame["categories"].astype("float64").fillna(0.0),
            "online_share": frame["online_share"].astype("float64").fillna(0.0),
        }
    )
    features.index = pd.Index(frame["customer_id"].astype(str), name="customer_id")
    return features


def for_customers(features: pd.DataFrame, customers: pd.Series[str]) -> pd.DataFrame:
    """The rows of these customers in their order; who did not buy in the look-back gets its far end."""
    out = features.reindex(pd.Index(customers.astype(str)))
    missing = out["recency_days"].isna()
    out = out.fillna(0.0)
    out.loc[missing, ["recency_days", "tenure_days"]] = NEVER_DAYS
    return out
