"""Traces of browsers and devices (cookie, advertising id, IP): kept out of a person's profile.

A cookie is not a person: several people share a browser and one person has many. Such ids are never a key
of identity resolution, and a customer id behind which there is nothing but such traces is nobody who may be
written to, unless that customer has consented to the use of personal data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

DEVICE = re.compile(
    r"cookie|куки|\bdmp\b|\bdsp\b|\bip\b|ip.?addr|айпи|device|устройств|idfa|gaid|aaid|\bmaid\b|advertis|fingerprint|"
    r"ga.?client|client.?id|ym.?uid|metri[ck]a|метрик|visitor|browser|браузер|web.?id|pixel|session",
    re.IGNORECASE,
)


def is_device(source: str) -> bool:
    """Whether a source of identities holds traces of devices and not of people."""
    return DEVICE.search(source.replace("_", " ")) is not None


def device_only(warehouse: Warehouse) -> frozenset[str]:
    """Customer ids that are known by traces of devices alone and have no consent to the use of personal
    data in force; they must not be written to."""
    if not warehouse.has("identities"):
        return frozenset()
    table = warehouse.table("identities")
    known = (
        table.group_by("source", "customer_id").agg(n=table.count()).select("source", "customer_id").execute()
    )
    device = known["source"].map(is_device)
    candidates = set(known.loc[device, "customer_id"]) - set(known.loc[~device, "customer_id"])
    return frozenset(candidates - _consented(warehouse, candidates)) if candidates else frozenset()


def _consented(warehouse: Warehouse, customers: set[str]) -> set[str]:
    if not warehouse.has("consents"):
        return set()
    log = warehouse.table("consents")
    mine = log.filter((log.purpose == "personal_data") & log.customer_id.isin(sorted(customers)))
    frame = mine.select("customer_id", "channel", "status", "at").execute()
    frame["withdrawn"] = frame["status"] != "granted"
    last = frame.sort_values(["at", "withdrawn"]).groupby(["customer_id", "channel"], sort=False).tail(1)
    refused = set(last.loc[last["withdrawn"], "customer_id"])
    return set(last["customer_id"]) - refused
