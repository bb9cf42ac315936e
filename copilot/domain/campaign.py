"""A campaign from the editable draft to the frozen, hashed content that a second person decides on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from tools.facts import canonical_json

DraftState = Literal["draft", "submitted", "approved", "rejected", "sending", "finished", "stopped"]


Arm = Literal["treatment", "control"]
Level = Literal["red", "amber"]


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What a marketer asks for, read from one sentence or a form."""

    brief: str
    segment: str = "about_to_leave"
    """A lifecycle segment's key."""
    budget: Decimal | None = None
    channel: str = "email"
    discount_share: float | None = None
    """None lets the economics choose; 0 is a reminder without a discount."""
    language: Literal["ru", "en"] = "ru"
    tone: Literal["friendly", "neutral", "formal"] = "friendly"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the size waterfall: how many people are left after it."""

    key: str
    label_ru: str
    label_en: str
    count: int


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the approver must know. A red flag blocks submitting; an amber one does not."""

    level: Level
    code: str
    text_ru: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One variant of the message. Placeholders like `{{first_name|друг}}` are merged at delivery."""

    variant: str
    subject: str
    preheader: str
    body: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The message as a phone shows it for one kind of recipient."""

    kind: Literal["longest", "typical", "empty"]
    variant: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a frozen audience: the control group is part of it and is never written to."""

    customer_id: str
    arm: Arm
    variant: str = ""
    """Which copy a treated person gets; empty in the control group."""


def audience_digest(members: Iterable[Member]) -> str:
    """sha256 of the audience in a fixed order: names it, and proves later that nobody was added."""
    hasher = hashlib.sha256()
    for member in sorted(members, key=lambda m: m.customer_id):
        hasher.update(f"{member.customer_id}\t{member.arm}\t{member.variant}\n".encode())
    return hasher.hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """An editable campaign. `plan` holds audience, economics, forecast, measurement and the rest as plain
    JSON, each figure with the id of its fact; `docs/campaigns.md` lists its parts."""

    id: str
    title: str
    author_id: str
    state: DraftState
    language: Literal["ru", "en"]
    request: Mapping[str, Any]
    waterfall: tuple[Step, ...]
    copies: tuple[Copy, ...]
    samples: tuple[Sample, ...]
    flags: tuple[Flag, ...]
    plan: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    version: int = 1
    content_id: str | None = None
    """Set once submitted; an edit clears it and voids the approval."""

    @property
    def is_blocked(self) -> bool:
        """A red flag keeps a draft from being submitted."""
        return any(flag.level == "red" for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Content:
    """What is approved and sent: canonical JSON and its sha256. Never changes."""

    id: str
    draft_id: str
    author_id: str
    body: str
    sha256: str
    submitted_at: datetime
    reach: int
    cost: Decimal
    data: Mapping[str, Any] = field(repr=False, default_factory=dict)


def freeze(parts: Mapping[str, Any]) -> tuple[str, str]:
    """Canonical JSON of everything that will be sent or was promised, and its sha256."""
    body = canonical_json(parts)
    return body, hashlib.sha256(body.encode()).hexdigest()
