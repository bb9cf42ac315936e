"""How often, when and in what order a person may be written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `contacts` in any `days` days in a row."""

    contacts: int
    days: int = 7

    def __post_init__(self) -> None:
        if self.contacts < 0 or self.days < 1:
            raise InvalidArgument(
                f"A cap of {self.contacts} contacts in {self.days} days makes no sense; contacts are 0 or more, days 1 or more.",
                message_ru=f"Лимит {self.contacts} контактов за {self.days} дней не имеет смысла: контактов от 0, дней от 1.",
                argument="cap",
            )


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No messages from `until` back to `since` of the recipient's own day; `weekend_until` on Saturday and Sunday.
    The default is our own setting: no statute that names hours for marketing in Russia was found."""

    since: int = 21
    until: int = 9
    weekend_until: int = 10

    def window(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """First and last moment at which a message may leave on this day of the recipient's."""
        opens = self.weekend_until if day.weekday() >= 5 else self.until
        here = ZoneInfo(zone)
        end = day if self.since < 24 else day + timedelta(days=1)
        return datetime.combine(day, time(opens), here), datetime.combine(end, time(self.since % 24), here)


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """The house's rules for contacts.

    `person` counts all contacts of a person; `channels` and `topics` those of one channel or topic. `cool_down_days`
    lie between any two contacts (1: at most one a day). `frozen` days carry no message. `capacity` is what a
    channel takes a day, over all people. Channels in `paid` (advertising shown for money) come only `ladder_days` or
    more after an own message to the same person: own channels first, retargeting after.
    """

    person: Cap | None = field(default_factory=lambda: Cap(2, 7))
    channels: Mapping[str, Cap] = field(default_factory=dict)
    topics: Mapping[str, Cap] = field(default_factory=dict)
    cool_down_days: int = 1
    frozen: frozenset[date] = frozenset()
    capacity: Mapping[str, int] = field(default_factory=dict)
    paid: frozenset[str] = frozenset()
    ladder_days: int = 1
    quiet: QuietHours = field(default_factory=QuietHours)

    def __post_init__(self) -> None:
        if self.cool_down_days < 0 or self.ladder_days < 0:
            raise InvalidArgument(
                "cool_down_days and ladder_days must be 0 or more.", argument="cool_down_days"
            )
        for channel, most in self.capacity.items():
            if most < 0:
                raise InvalidArgument(
                    f"The capacity of {channel} is {most}; it must be 0 or more.", argument="capacity"
                )
