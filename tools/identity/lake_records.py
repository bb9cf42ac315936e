"""The customers of a lake as records to resolve: what every system says about each customer id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tools.identity.devices import is_device

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.warehouse.connect import Warehouse
    from tools.warehouse.manifest import Manifest

CARD = re.compile(r"loyal|card|карт|бонус|лояльн", re.IGNORECASE)
EXACT = re.compile(r"passport|паспорт|\binn\b|\bинн\b|snils|снилс|tax.?id|national", re.IGNORECASE)
CHANNELS = {
    "email": "email",
    "sms": "phone",
    "phone": "phone",
    "call": "phone",
    "whatsapp": "phone",
    "viber": "phone",
}
BETWEEN = " ; "
COLUMNS = {
    "record_id": "customer_id",
    "surname": "surname",
    "given": "given_name",
    "middle": "middle_name",
    "birth": "birth_date",
    "sex": "sex",
    "phone": "phone",
    "email": "email",
    "card": "card",
    "exact": "exact",
    "locality": "city",
}
"""How `resolve` is to read the table."""


def lake_records(lake: Path, manifest: Manifest) -> pd.DataFrame:
    """One row a customer id, as recorded: names, date of birth, sex and, several in a cell, telephones,
    e-mails, cards and exact ids. Personal data: nothing of it may leave the room."""
    from tools.warehouse.connect import Warehouse, open_vault
    from tools.warehouse.engines.duckdb_lake import PinnedDuckdb
    from tools.warehouse.manifest import Persons

    as_recorded = manifest.model_copy(update={"persons": Persons()})
    with Warehouse(PinnedDuckdb(lake, as_recorded)) as warehouse:
        city = _column(warehouse, "customers", ("city",))
        ids = _column(warehouse, "identities", ("source", "source_id"))
        bought = _column(warehouse, "transactions", ())
    addresses = open_vault(lake, as_recorded=True)
    profiles = open_vault(lake, "profiles", as_recorded=True)
    everybody = pd.concat([city["customer_id"], ids["customer_id"], bought["customer_id"], addresses["customer_id"], profiles["customer_id"]])  # fmt: skip
    out = pd.DataFrame(index=pd.Index(sorted(set(everybody.dropna())), name="customer_id"))
    profile = profiles.drop_duplicates("customer_id").set_index("customer_id")
    for column in ("surname", "given_name", "middle_name", "birth_date", "sex"):
        out[column] = profile[column]
    first = addresses.dropna(subset=["first_name"]).drop_duplicates("customer_id").set_index("customer_id")
    out["given_name"] = out["given_name"].fillna(first["first_name"])
    out["city"] = city.drop_duplicates("customer_id").set_index("customer_id")["city"]
    long = addresses.assign(field=addresses["channel"].map(CHANNELS))[["customer_id", "field", "address"]]
    parts = [long.rename(columns={"address": "value"})]
    parts += [profiles.assign(field=f)[["customer_id", "field", f]].rename(columns={f: "value"}) for f in ("phone", "email", "card")]  # fmt: skip
    parts.append(_codes(ids))
    values = pd.concat(parts, ignore_index=True).dropna(subset=["field", "value"]).drop_duplicates()
    for field in ("phone", "email", "card", "exact"):
        mine = values[values["field"] == field]
        one = mine.groupby("customer_id", sort=True)["value"]
        out[field] = one.first() if not mine["customer_id"].duplicated().any() else one.agg(BETWEEN.join)
    return out.reset_index()


def _codes(identities: pd.DataFrame) -> pd.DataFrame:
    """Cards and exact ids among the identities; traces of devices and ids of systems tell nothing."""
    source = identities["source"].astype(object)
    usable = ~source.map(is_device).astype(bool)
    card, exact = source.map(_matches(CARD)).astype(bool), source.map(_matches(EXACT)).astype(bool)
    field = pd.Series(None, index=identities.index, dtype=object)
    field[usable & exact] = "exact"
    field[usable & card] = "card"
    return pd.DataFrame(
        {"customer_id": identities["customer_id"], "field": field, "value": identities["source_id"]}
    )


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda source: pattern.search(str(source)) is not None


def _column(warehouse: Warehouse, table: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Distinct rows of some columns with the customer id; empty where the table is."""
    names = ("customer_id", *columns)
    if not warehouse.has(table):
        return pd.DataFrame(columns=list(names), dtype=object)
    rows = warehouse.table(table)
    rows = rows.filter(rows.customer_id.notnull()).select(*names)
    frame: pd.DataFrame = rows.group_by(*names).agg(n=rows.count()).select(*names).execute()
    return frame.sort_values(list(names), kind="stable").reset_index(drop=True)
