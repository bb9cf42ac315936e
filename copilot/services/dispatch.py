"""Sends one small batch of an approved content: last checks, committed intent, messenger, settlement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from copilot.copywriting.placeholders import merge
from copilot.copywriting.samples import unsubscribe_url
from copilot.domain.campaign import Content
from copilot.ports import Message, PlannedDelivery, Ports, Recipient

CAP_DAYS = 7
SAME_MESSAGE_DAYS = 14
"""Within these days nobody gets a second message of one template family, in whatever channel and campaign."""
LEASE_SECONDS = 120


class Dispatcher:
    """Sends batches of one content for one worker."""

    def __init__(self, ports: Ports, content: Content, worker: str) -> None:
        self._ports, self._content, self._worker = ports, content, worker
        self._copies = {copy["variant"]: copy for copy in content.data["copies"]}
        self._channel = str(content.data["channel"])

    @cached_property
    def _control(self) -> frozenset[str]:
        """Who is held back: a person whose other id is in the control group must get nothing either."""
        members = self._ports.campaigns.audience(self._content.data["audience"]["id"])
        return frozenset(member.customer_id for member in members if member.arm == "control")

    def send(self, rows: Sequence[PlannedDelivery]) -> None:
        """Checks every recipient, commits the intent for those who may be written to, sends and settles."""
        ports, now = self._ports, self._ports.clock()
        people = ports.recipients().look_up([row.recipient for row in rows], channel=self._channel, now=now)
        everybody = sorted({one for person in people.values() for one in ids_of(person)})
        refused = ports.deliveries.suppressed(everybody, self._channel)
        recent = ports.deliveries.recent_contacts(everybody, since=now - timedelta(days=CAP_DAYS))
        skipped: dict[str, str] = {}
        later: dict[str, datetime] = {}
        ready: dict[str, tuple[PlannedDelivery, Recipient]] = {}
        for row in rows:
            person = people[row.recipient]
            ids = ids_of(person)
            seen = person.recent_contacts + sum(recent.get(one, 0) for one in ids)
            reason = self._why_not(row, person, seen=seen, refused=not refused.keys().isdisjoint(ids))
            until = self._quiet_until(person, now) if reason is None else None
            if reason is not None:
                skipped[row.id] = reason
            elif until is not None and until >= datetime.fromisoformat(
                self._content.data["plan"]["window"]["end"]
            ):
                skipped[row.id] = "window"
            elif until is not None:
                later[row.id] = until
            else:
                ready[row.id] = (row, person)
        if skipped:
            ports.deliveries.skip(self._worker, skipped, now=now)
        if later:
            ports.deliveries.postpone(self._worker, later, now=now)
        if ready:
            self._hand_over(ready)

    def _hand_over(self, ready: dict[str, tuple[PlannedDelivery, Recipient]]) -> None:
        ports, now = self._ports, self._ports.clock()
        messenger = ports.messenger(self._channel)
        cap = (now - timedelta(days=CAP_DAYS), ports.settings.contacts_per_week)
        going = ports.deliveries.intend(
            self._worker,
            list(ready),
            now=now,
            lease_seconds=LEASE_SECONDS,
            cap=cap,
            once=(now - timedelta(days=SAME_MESSAGE_DAYS), telling_the_same(ports, self._content)),
            persons={row.recipient: person.also for row, person in ready.values() if person.also},
        )
        if not going:
            return
        messages = [self._message(*ready[delivery_id]) for delivery_id in going]
        outcomes = messenger.send(messages)
        ports.deliveries.settle(
            self._worker,
            {
                delivery_id: (outcome.state, outcome.detail)
                for delivery_id, message in zip(going, messages, strict=True)
                if (outcome := outcomes.get(message.key)) is not None
            },
            now=ports.clock(),
        )

    def _why_not(self, row: PlannedDelivery, person: Recipient, *, seen: int, refused: bool) -> str | None:
        """The reason why this person gets nothing, or None."""
        if person.also and not self._control.isdisjoint(person.also):
            return "control"
        if not person.consented:
            return "consent"
        if refused or person.suppressed is not None:
            return "suppressed"
        if not person.address:
            return "address"
        if seen >= self._ports.settings.contacts_per_week:
            return "cap"
        return None if row.variant in self._copies else "variant"

    def _quiet_until(self, person: Recipient, now: datetime) -> datetime | None:
        """When the recipient's quiet hours and frozen days end, or None outside of them."""
        settings = self._ports.settings
        start, end = settings.quiet_from_hour, settings.quiet_until_hour
        local = now.astimezone(_zone(person.time_zone) or _zone(settings.time_zone))
        quiet = start <= local.hour < end if start <= end else local.hour >= start or local.hour < end
        if not quiet and local.date() not in settings.frozen_days:
            return None
        day = local.date() if quiet and local.hour < end else local.date() + timedelta(days=1)
        while day in settings.frozen_days:
            day += timedelta(days=1)
        return datetime.combine(day, time(end % 24), local.tzinfo)

    def _message(self, row: PlannedDelivery, person: Recipient) -> Message:
        copy, link = self._copies[row.variant], unsubscribe_url(self._ports.settings.public_url, row.key)
        values = {"first_name": person.first_name, "unsubscribe_url": link}
        return Message(
            key=row.key,
            address=person.address or "",
            subject=merge(copy["subject"], values),
            body=merge(copy["body"], values),
            language=str(self._content.data["language"]),
            unsubscribe_url=link,
            content_id=self._content.id,
            preheader=merge(copy["preheader"], values),
            sent_at=self._ports.clock(),
        )


def ids_of(person: Recipient) -> tuple[str, ...]:
    """All customer ids of the person behind a recipient."""
    return person.also or (person.customer_id,)


def telling_the_same(ports: Ports, content: Content) -> list[str]:
    """The contents of the same template family, this one among them."""
    family = content.data["plan"].get("family")
    if family is None:
        return [content.id]
    return [other.id for other in ports.campaigns.contents() if other.data["plan"].get("family") == family]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
