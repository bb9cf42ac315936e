"""Traces of browsers and devices (cookie, advertising id, IP): kept out of a person's profile.

A cookie is not a person: several people share a browser and one person has many. Such ids are never a key
of identity resolution, and a customer id behind which there is nothing but such traces is nobody who may be
written to, unless that customer has consented to the use of personal data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

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
    ids = device_only_ids(warehouse)
    return frozenset() if ids is None else frozenset(str(key) for key in ids.execute()["customer_id"])


def device_only_ids(warehouse: Warehouse) -> ibis.Table | None:
    """`customer_id` of `device_only`, to be joined in the engine; None where no source of identities holds
    traces of devices."""
    if not warehouse.has("identities"):
        return None
    sources = [source for source in warehouse.values("identities", "source") if is_device(source)]
    if not sources:
        return None
    table = warehouse.table("identities")
    table = table.filter(table.customer_id.notnull())
    traces = table.source.isin(sources)
    elsewhere = table.filter(~traces).select("customer_id").distinct()
    found = table.filter(traces).select("customer_id").distinct().anti_join(elsewhere, "customer_id")
    return found.anti_join(_consented(warehouse), "customer_id") if warehouse.has("consents") else found


def _consented(warehouse: Warehouse) -> ibis.Table:
    """Whose last word on personal data is a grant in every channel; at one moment a withdrawal comes last."""
    log = warehouse.table("consents")
    log = log.filter(log.customer_id.notnull() & (log.purpose == "personal_data"))
    last = log.group_by("customer_id", "channel").aggregate(
        granted_at=log["at"].max(where=log.status == "granted"),
        withdrawn_at=log["at"].max(where=log.status != "granted"),
    )
    in_force = last.granted_at.notnull() & (
        last.withdrawn_at.isnull() | (last.granted_at > last.withdrawn_at)
    )
    refused = last.filter(~in_force).select("customer_id").distinct()
    return last.select("customer_id").distinct().anti_join(refused, "customer_id")
