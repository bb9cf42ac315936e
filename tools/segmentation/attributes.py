"""Optional attributes of customers: those of the customer table and those loaded as `attributes`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from tools.customers.sales import fetch
from tools.errors import InvalidArgument
from tools.segmentation.sensitive import sensitive_kind

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

OF_CUSTOMERS = ("region", "city", "language", "acquisition_channel")
TABLE = "attributes"


def attribute_names(warehouse: Warehouse, *, with_sensitive: bool = False) -> tuple[str, ...]:
    """Every attribute with a value, those of the customer table first; sensitive ones only when asked for."""
    names = [
        name
        for name in OF_CUSTOMERS
        if warehouse.has("customers") and warehouse.has_values("customers", name)
    ]
    if warehouse.has(TABLE):
        names += [name for name in warehouse.values(TABLE, "attribute") if name not in names]
    return tuple(name for name in names if with_sensitive or sensitive_kind(name) is None)


def attribute_of(warehouse: Warehouse, name: str, day: date) -> pd.Series:
    """The values of one attribute by `customer_id`, as far as they were known on that day.

    Raises InvalidArgument that lists the attributes there are.
    """
    if name in OF_CUSTOMERS and name in attribute_names(warehouse):
        people = warehouse.table("customers")
        rows = people.filter(people[name].notnull()).select("customer_id", "learnt_on", value=people[name])
    elif warehouse.has(TABLE) and name in warehouse.values(TABLE, "attribute"):
        facts = warehouse.table(TABLE)
        rows = facts.filter(facts.attribute == name).select("customer_id", "learnt_on", "value")
    else:
        known = ", ".join(attribute_names(warehouse, with_sensitive=True)) or "none"
        raise InvalidArgument(
            f"There is no attribute {name!r}; known are: {known}.",
            message_ru=f"Признака {name!r} в данных нет; есть: {known if known != 'none' else 'ни одного'}.",
            argument="attribute",
        )
    frame = fetch(rows.filter(rows.learnt_on.isnull() | (rows.learnt_on <= day)))
    return frame.drop_duplicates("customer_id", keep="last").set_index("customer_id")["value"].astype(str)


def numbers_of(warehouse: Warehouse, name: str, day: date) -> pd.Series:
    """The same as numbers; InvalidArgument where the values are words."""
    values = attribute_of(warehouse, name, day)
    numbers = pd.to_numeric(values.str.replace(",", ".", regex=False), errors="coerce")
    if numbers.isna().any():
        raise InvalidArgument(
            f"{name} holds words such as {values[numbers.isna()].iloc[0]!r}; clusters need numbers.",
            message_ru=f"В признаке {name} есть слова, например {values[numbers.isna()].iloc[0]!r}; для кластеров нужны числа.",
            argument="features",
        )
    return numbers.astype(float)
