"""Who may be contacted where: addresses, consents and their withdrawals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tools.simulate.population import Flags, Floats, Population

CHANNELS = ("email", "sms", "push")
HAS_ADDRESS = (0.84, 0.92, 0.42)
GRANTS = (0.80, 0.58, 0.85)  # of those with an address
YEARS_TO_WITHDRAW = (7.0, 11.0, 8.0)
INVALID = (0.025, 0.015, 0.05)
NEVER = np.inf
NEW_TEXT_FROM = date(2025, 9, 1)
"""Since then the consent to advertising is a document of its own."""

WOMEN = ("Анна", "Мария", "Елена", "Ольга", "Наталья", "Ирина", "Татьяна", "Светлана", "Юлия", "Екатерина")
MEN = ("Александр", "Сергей", "Дмитрий", "Андрей", "Алексей", "Михаил", "Иван", "Павел", "Николай", "Роман")
LATIN = ["anna", "maria", "elena", "olga", "natalia", "irina", "tatiana", "svetlana", "yulia", "ekaterina", "alexander", "sergey", "dmitry", "andrey", "alexey", "mikhail", "ivan", "pavel", "nikolay", "roman"]  # fmt: skip


@dataclass
class Permissions:
    """By channel and customer (rows are CHANNELS): address, and the days of grant, withdrawal, second grant."""

    has_address: Flags
    valid: Flags
    granted: Floats
    withdrawn: Floats
    granted_again: Floats
    unsubscribed: Flags
    """The withdrawal came by the unsubscribe link of a message."""

    def active(self, channel: str, day: int) -> Flags:
        """Whose consent to advertising in this channel is in force at the start of the day."""
        c = CHANNELS.index(channel)
        first = (self.granted[c] < day) & (day < self.withdrawn[c])
        active: Flags = (first | (self.granted_again[c] < day)) & self.has_address[c]
        return active

    def unsubscribe(self, channel: str, customers: np.ndarray, day: int) -> np.ndarray:
        """Withdraws on this day; returns whose withdrawal counted (a second grant is kept)."""
        c = CHANNELS.index(channel)
        counted: np.ndarray = customers[self.withdrawn[c, customers] > day]
        self.withdrawn[c, counted] = day
        self.granted_again[c, counted] = NEVER
        self.unsubscribed[c, counted] = True
        return counted


def permissions(people: Population, days: int, rng: np.random.Generator) -> Permissions:
    """Draws addresses and consents; most are given on registration, push when the app is installed."""
    shape = (len(CHANNELS), people.size)
    has_address = rng.random(shape) < np.array(HAS_ADDRESS)[:, None]
    grants = has_address & (rng.random(shape) < np.array(GRANTS)[:, None])
    delay = np.stack([np.zeros(people.size), np.zeros(people.size), rng.integers(0, 60, people.size)])
    granted = np.where(grants, people.registered + delay, NEVER)
    granted[granted >= days] = NEVER
    withdrawn = granted + 1 + np.floor(rng.exponential(np.array(YEARS_TO_WITHDRAW)[:, None] * 365, shape))
    withdrawn = np.where(withdrawn < days, withdrawn, NEVER)
    again = np.where(rng.random(shape) < 0.06, withdrawn + rng.integers(20, 120, shape), NEVER)
    return Permissions(
        has_address=has_address,
        valid=rng.random(shape) >= np.array(INVALID)[:, None],
        granted=granted,
        withdrawn=withdrawn,
        granted_again=np.where(again < days, again, NEVER),
        unsubscribed=np.zeros(shape, bool),
    )


def consents_frame(
    permits: Permissions, ids: np.ndarray, first_day: date, rng: np.random.Generator
) -> pd.DataFrame:
    """The event log: both purposes on the first grant, advertising alone on withdrawals and second grants."""
    parts = []
    for c, channel in enumerate(CHANNELS):
        for days, status, purposes in (
            (permits.granted[c], "granted", ("personal_data", "advertising")),
            (permits.withdrawn[c], "revoked", ("advertising",)),
            (permits.granted_again[c], "granted", ("advertising",)),
        ):
            who = np.flatnonzero(np.isfinite(days))
            # An unsubscribe follows the message of that day, which leaves before noon.
            late = permits.unsubscribed[c, who] & (status == "revoked")
            second = np.where(late, 46_800, 36_000) + rng.integers(0, 28_800, who.size)
            at = _moment(first_day, days[who].astype(np.int64), second)
            for purpose in purposes:
                proof = np.where(
                    late,
                    "ссылка отписки",
                    "анкета в приложении" if channel == "push" else "анкета покупателя",
                )
                parts.append(
                    pd.DataFrame(
                        {
                            "customer_id": ids[who],
                            "channel": channel,
                            "purpose": purpose,
                            "status": status,
                            "text_version": np.where(
                                at.to_numpy() >= np.datetime64(NEW_TEXT_FROM), "2025-09", "2023-02"
                            ),
                            "proof": proof,
                            "at": at,
                        }
                    )
                )
    log = pd.concat(parts, ignore_index=True)
    return log.sort_values(["at", "customer_id", "channel", "purpose"], kind="stable").reset_index(drop=True)


def vault_frame(permits: Permissions, ids: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Invented addresses: mail at example.com, telephone numbers of an unused range, opaque push tokens."""
    name = rng.integers(0, len(LATIN), ids.size)
    first_names = np.array(WOMEN + MEN)[name]
    number = np.arange(1, ids.size + 1)
    digits = np.char.zfill(number.astype(str), 7)
    addresses = {
        "email": np.char.add(np.char.add(np.array(LATIN)[name], "."), np.char.add(digits, "@example.com")),
        "sms": np.char.add("+7900", digits),
        "push": np.char.add("push-", np.char.zfill(rng.permutation(number).astype(str), 10)),
    }
    parts = []
    for c, channel in enumerate(CHANNELS):
        who = np.flatnonzero(permits.has_address[c])
        parts.append(
            pd.DataFrame(
                {
                    "customer_id": ids[who],
                    "channel": channel,
                    "address": addresses[channel][who],
                    "first_name": first_names[who],
                    "valid": permits.valid[c, who],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _moment(first_day: date, day: np.ndarray, second: np.ndarray) -> pd.DatetimeIndex:
    start = np.datetime64(first_day, "us")
    return pd.DatetimeIndex(start + day.astype("timedelta64[D]") + second.astype("timedelta64[s]"))
