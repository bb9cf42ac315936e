"""From a customer id to an address: reads the vault of the lake, and the consent log and the contact log.

Used by delivery and, without ever passing an address on, by the count of who can be reached. A consent is in
force when the last event of this customer and channel for advertising is a grant, and the one for
personal data, where the log knows any, is no withdrawal. At the same instant a withdrawal counts last.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from copilot.ports import Recipient
from tools.errors import MissingData

if TYPE_CHECKING:
    import pandas as pd

    from tools.warehouse import Warehouse

CONTACT_DAYS = 7
REFRESH = timedelta(minutes=1)


@dataclass(frozen=True)
class _Known:
    """What the lake says about one channel at one moment, by customer id."""

    snapshot: str
    at: datetime
    addresses: dict[str, tuple[str | None, str | None]]
    consented: frozenset[str]
    suppressed: dict[str, str]
    contacts: dict[str, int]
    zones: dict[str, str]
    persons: dict[str, str]
    """Customer id -> person id, where a person has several ids; everything above is by person."""
    ids: dict[str, tuple[str, ...]]
    """Person id -> all of its customer ids."""


class LakeRecipients:
    """Implements `copilot.ports.Recipients`."""

    def __init__(self, lake: Path, *, engine: str | None = None) -> None:
        self._lake, self._engine = lake, engine
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def look_up(self, customer_ids: Sequence[str], *, channel: str, now: datetime) -> dict[str, Recipient]:
        """What is known of each customer on this channel at this moment; unknown ones have no address."""
        known = self._current(channel, now)
        found = {}
        for customer_id in customer_ids:
            # An audience may have been drawn before its ids were found to be one person.
            person = known.persons.get(customer_id, customer_id)
            address, first_name = known.addresses.get(person, (None, None))
            found[customer_id] = Recipient(
                customer_id=customer_id,
                address=address,
                first_name=first_name,
                consented=person in known.consented,
                time_zone=known.zones.get(person),
                suppressed=known.suppressed.get(person),
                recent_contacts=known.contacts.get(person, 0),
                also=known.ids.get(person, ()),
            )
        return found

    def _current(self, channel: str, now: datetime) -> _Known:
        from tools.warehouse.engines import engine_at

        snapshot = engine_at(self._engine, self._lake).current()
        with self._lock:
            known = self._known.get(channel)
            if known is None or known.snapshot != snapshot or not known.at <= now < known.at + REFRESH:
                known = self._known[channel] = self._read(channel, now, snapshot or "")
            return known

    def _read(self, channel: str, now: datetime, snapshot: str) -> _Known:
        from tools.identity.devices import device_only
        from tools.warehouse import open_warehouse

        with open_warehouse(self._lake, engine=self._engine) as warehouse:
            persons = warehouse.person_map
            ids: dict[str, tuple[str, ...]] = {}
            for customer, person in sorted(persons.items()):
                ids[person] = (*ids.get(person, ()), customer)
            local = now.astimezone(ZoneInfo(warehouse.time_zone)).replace(tzinfo=None)
            granted_at, withdrawn = _consents(warehouse, channel, local)
            return _Known(
                snapshot=snapshot,
                at=now,
                addresses=_addresses(self._lake, channel),
                consented=frozenset(granted_at.keys() - withdrawn),
                suppressed=_suppressed(warehouse, channel, local, granted_at)
                | dict.fromkeys(device_only(warehouse), "device_only"),
                contacts=_contacts(warehouse, local),
                zones=_zones(warehouse),
                persons=persons,
                ids=ids,
            )


def _addresses(lake: Path, channel: str) -> dict[str, tuple[str | None, str | None]]:
    from tools.warehouse import open_vault

    try:
        vault = open_vault(lake)
    except MissingData:
        return {}
    usable = vault[vault["channel"] == channel].drop_duplicates("customer_id")
    usable = usable[usable["valid"].fillna(True).astype(bool)].dropna(subset=["address"])
    columns = zip(usable["customer_id"], usable["address"], usable["first_name"], strict=True)
    return {customer: (str(address), _text(name)) for customer, address, name in columns}


def _consents(warehouse: Warehouse, channel: str, now: datetime) -> tuple[dict[str, Any], set[str]]:
    """Who granted advertising and when; and who withdrew the use of personal data."""
    if not warehouse.has("consents"):
        return {}, set()
    import ibis

    log = warehouse.table("consents")
    log = log.filter((log.channel == channel) & (log["at"] <= ibis.literal(now)))
    frame: pd.DataFrame = log.select("customer_id", "purpose", "status", "at").execute()
    frame["withdrawal"] = frame["status"] != "granted"
    last = frame.sort_values(["at", "withdrawal"]).groupby(["customer_id", "purpose"], sort=False).tail(1)
    granted = last[(last["purpose"] == "advertising") & ~last["withdrawal"]]
    refused = last[(last["purpose"] == "personal_data") & last["withdrawal"]]
    return dict(zip(granted["customer_id"], granted["at"], strict=True)), set(refused["customer_id"])


def _suppressed(
    warehouse: Warehouse, channel: str, now: datetime, granted_at: dict[str, Any]
) -> dict[str, str]:
    """Who complained, unsubscribed or bounced, unless they consented again afterwards."""
    if not warehouse.has("contacts"):
        return {}
    import ibis

    log = warehouse.table("contacts")
    bad = log.filter(
        (log.channel == channel)
        & (log.sent_at <= ibis.literal(now))
        & log.status.isin(["complained", "unsubscribed", "bounced"])
    )
    frame: pd.DataFrame = bad.select("customer_id", "status", "sent_at").execute().sort_values("sent_at")
    found = {}
    for customer, status, at in frame.itertuples(index=False):
        again = granted_at.get(customer)
        if again is None or again <= at or status == "complained":
            found[customer] = str(status)
    return found


def _contacts(warehouse: Warehouse, now: datetime) -> dict[str, int]:
    if not warehouse.has("contacts"):
        return {}
    import ibis

    log = warehouse.table("contacts")
    recent = log.filter(
        (log.sent_at > ibis.literal(now - timedelta(days=CONTACT_DAYS))) & (log.sent_at <= ibis.literal(now))
    )
    frame: pd.DataFrame = recent.group_by("customer_id").agg(n=recent.count()).execute()
    return {customer: int(n) for customer, n in zip(frame["customer_id"], frame["n"], strict=True)}


def _zones(warehouse: Warehouse) -> dict[str, str]:
    if not warehouse.has_values("customers", "time_zone"):
        return {}
    people = warehouse.table("customers")
    frame: pd.DataFrame = (
        people.filter(people.time_zone.notnull()).select("customer_id", "time_zone").execute()
    )
    return dict(zip(frame["customer_id"], frame["time_zone"], strict=True))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
