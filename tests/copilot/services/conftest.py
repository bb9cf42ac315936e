"""A desk without a warehouse: real stores on SQLite, people who consented, and a messenger that remembers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from copilot.config import Settings
from copilot.domain.campaign import Content, Copy, Draft, Member, Sample, Step, audience_digest
from copilot.domain.people import Person
from copilot.ports import Message, Ports, Recipient, SendOutcome
from copilot.services import campaigns
from copilot.store import Store, open_store

AUTHOR = Person("author", "Мария", "marketer")
APPROVER = Person("approver", "Андрей", "approver")
SECOND = Person("second", "Ольга", "approver")
ADMIN = Person("admin", "Админ", "admin")


class Clock:
    """A clock that only the test moves. It begins at a real noon of the future, because the database checks
    expiry against its own clock as well."""

    def __init__(self) -> None:
        self.now = (datetime.now(UTC) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class People:
    """Everybody consented and has an address, except for who is changed."""

    changed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def look_up(self, customer_ids: Sequence[str], *, channel: str, now: datetime) -> dict[str, Recipient]:
        return {
            name: replace(
                Recipient(name, f"{name}@example.com", name.title(), True, None), **self.changed.get(name, {})
            )
            for name in customer_ids
        }


@dataclass
class Post:
    """A messenger that remembers what it was given; `answers` are given by address."""

    channel: str = "email"
    sent: list[Message] = field(default_factory=list)
    answers: dict[str, SendOutcome] = field(default_factory=dict)

    def send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]:
        self.sent += messages
        return {m.key: self.answers.get(m.address, SendOutcome("sent")) for m in messages}

    @property
    def addresses(self) -> list[str]:
        return sorted(message.address for message in self.sent)


@dataclass
class Desk:
    """Ports with handles on what is behind them."""

    ports: Ports
    store: Store
    clock: Clock
    people: People
    post: Post

    def draft(
        self, draft_id: str = "d1", *, names: Sequence[str] = ("ann", "ben", "eva"), **more: Any
    ) -> Draft:
        """A complete draft of a small audience, as `campaigns.draft` would save it."""
        made = make_draft(self, draft_id, names=names, **more)
        self.store.campaigns.save_draft(made)
        return made

    def submitted(self, draft_id: str = "d1", **more: Any) -> Content:
        """A submitted draft."""
        return campaigns.submit(self.ports, AUTHOR, self.draft(draft_id, **more).id)


def figure(value: float, unit: str = "RUB", **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "fact": "r000000000000.x", **more}


def make_draft(
    desk: Desk, draft_id: str, *, names: Sequence[str], cost: float = 100.0, reach: int | None = None, flags: tuple[Any, ...] = ()
) -> Draft:  # fmt: skip
    members = [*(Member(name, "treatment", "A") for name in names), Member("zoe", "control")]
    audience = audience_digest(members)
    desk.store.campaigns.add_audience(audience, members)
    now = desk.clock()
    size = len(names) if reach is None else reach
    copy = Copy("A", "{{first_name|Друг}}, привет", "", "Рады вас видеть. {{unsubscribe_url}}")
    plan = {
        "audience": {
            "id": audience,
            "rule": "segment:about_to_leave",
            "treated": figure(size, "customers"),
            "control": figure(1, "customers"),
        },
        "control": {"share": 0.1, "salt": "salt"},
        "channel": {"name": "email"},
        "window": {"start": now.isoformat(), "end": (now + timedelta(days=7)).isoformat()},
        "offer": {
            "discount_share": 0.0,
            "valid_from": now.date().isoformat(),
            "valid_to": (now.date() + timedelta(days=14)).isoformat(),
        },
        "economics": {"worst_case": figure(cost * 2)},
        "budget": {"cost": figure(cost), "message_parts": figure(1, "number")},
        "forecast": {
            "profit": figure(10.0, low=-5.0, high=25.0, level=0.8, evidence="E"),
            "loss_probability": figure(0.3, "probability"),
        },
        "stop_rules": {
            "failed_share": 0.05,
            "failed_after": 10,
            "unsubscribed_share": 0.01,
            "complained_share": 0.001,
            "answers_after": 20,
        },
        "legal": ["право"],
    }
    return Draft(
        id=draft_id,
        title="Верните готовых уйти",
        author_id=AUTHOR.id,
        state="draft",
        language="ru",
        request={"brief": "x", "segment": "about_to_leave", "channel": "email"},
        waterfall=(Step("base", "вся база", "whole base", 10),),
        copies=(copy, replace(copy, variant="B")),
        samples=(Sample("typical", "A", "Анна, привет", "Рады вас видеть."),),
        flags=flags,
        plan=plan,
        created_at=now,
        updated_at=now,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store, clock, people, post = open_store(f"sqlite:///{tmp_path / 'copilot.db'}"), Clock(), People(), Post()
    for person in (AUTHOR, APPROVER, SECOND, ADMIN):
        store.people.add(person)
    ports = Ports(
        settings=Settings(home=tmp_path, quiet_from_hour=21, quiet_until_hour=9),
        clock=clock,
        warehouse=cast(Any, None),
        tools=dict,
        runs=store.runs,
        people=store.people,
        campaigns=store.campaigns,
        deliveries=store.deliveries,
        reports=store.reports,
        conversations=store.conversations,
        audit=store.audit,
        ledger=store.ledger,
        recipients=lambda: people,
        knowledge=cast(Any, None),
        messenger=lambda channel: post,
    )
    yield Desk(ports, store, clock, people, post)
    store.close()
