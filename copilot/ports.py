"""What the use cases need from the outside: stores, messengers, knowledge, clock.

Adapters in `store`, `messengers` and `knowledge` implement these; `bootstrap` puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from copilot.config import Settings
from copilot.domain.approval import Approval
from copilot.domain.campaign import Content, Draft, Member
from copilot.domain.delivery import Counts
from copilot.domain.ledger import LedgerEntry
from copilot.domain.people import Person
from copilot.domain.report import Report
from tools.facts import ToolResult
from tools.tool import Tool

if TYPE_CHECKING:  # the engine behind it is loaded by whoever opens a warehouse, not by the web pages
    from tools.warehouse import Warehouse

Clock = Callable[[], datetime]
"""Returns the present moment as an aware datetime."""


class LedgerStore(Protocol):
    """The kept profit ledger: entries are added, never changed."""

    def add(self, entry: LedgerEntry) -> None: ...

    def listing(self, campaign_id: str | None = None) -> list[LedgerEntry]: ...


class RunStore(Protocol):
    """Tool runs by id; the same id is never stored twice."""

    def get(self, run_id: str) -> ToolResult | None: ...

    def put(self, result: ToolResult, *, computed_at: datetime, seconds: float) -> None: ...


class PeopleStore(Protocol):
    """Logins. Links and sessions are stored as digests only."""

    def add(self, person: Person) -> None: ...

    def get(self, person_id: str) -> Person | None: ...

    def listing(self) -> list[Person]: ...

    def add_token(self, person_id: str, digest: str, *, kind: str, expires_at: datetime) -> None: ...

    def person_for_token(
        self, digest: str, *, kind: str, now: datetime, consume: bool = False
    ) -> Person | None: ...

    def revoke_token(self, digest: str) -> None: ...


class CampaignStore(Protocol):
    """Drafts, audiences, frozen contents and decisions."""

    def together(self) -> AbstractContextManager[None]:
        """What is written inside, to any store, is committed at once or not at all."""
        ...

    def save_draft(self, draft: Draft) -> None: ...

    def draft(self, draft_id: str) -> Draft | None: ...

    def drafts(self) -> list[Draft]: ...

    def versions(self, draft_id: str) -> list[Draft]: ...

    def add_audience(self, audience_id: str, members: Iterable[Member]) -> None: ...

    def audience(self, audience_id: str) -> list[Member]: ...

    def add_content(self, content: Content) -> None: ...

    def content(self, content_id: str) -> Content | None: ...

    def contents(self, *, draft_id: str | None = None) -> list[Content]: ...

    def add_approval(self, approval: Approval) -> None: ...

    def approvals(self, content_id: str) -> list[Approval]: ...

    def approval(self, approval_id: str) -> Approval | None: ...


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """One recipient of one content; the key makes a repeat impossible."""

    id: str
    content_id: str
    recipient: str
    channel: str
    variant: str
    key: str


class DeliveryStore(Protocol):
    """The two-stage outbox, and who must not be written to."""

    def check(self) -> None:
        """Unsafe when a safeguard of the database is missing or was changed."""
        ...

    def repair(self) -> None:
        """Installs the safeguards anew; for a person who knows why they were gone."""
        ...

    def plan(
        self, content: Content, approval: Approval, rows: Iterable[PlannedDelivery], *, now: datetime
    ) -> int: ...

    def open_contents(self) -> list[str]: ...

    def claim(
        self, worker: str, *, limit: int, now: datetime, lease_seconds: int
    ) -> list[PlannedDelivery]: ...

    def intend(
        self,
        worker: str,
        ids: Sequence[str],
        *,
        now: datetime,
        lease_seconds: int,
        cap: tuple[datetime, int] | None = None,
        once: tuple[datetime, Sequence[str]] | None = None,
        persons: Mapping[str, Sequence[str]] | None = None,
    ) -> list[str]:
        """Commits the intent to send; `cap` is (since, most messages a person may get since then), `once`
        (since, contents that tell the same: nobody gets two of them), `persons` all ids of a recipient who
        has several."""
        ...

    def settle(
        self, worker: str, outcomes: Mapping[str, tuple[str, str | None]], *, now: datetime
    ) -> int: ...

    def skip(self, worker: str, reasons: Mapping[str, str], *, now: datetime) -> int: ...

    def postpone(self, worker: str, until: Mapping[str, datetime], *, now: datetime) -> int: ...

    def stop(self, content_id: str, reason: str, *, now: datetime) -> int: ...

    def recover(self, *, now: datetime) -> tuple[int, int]: ...

    def in_doubt(self, content_id: str) -> list[PlannedDelivery]: ...

    def resolve(self, ids: Sequence[str], state: str, *, now: datetime) -> int: ...

    def counts(self, content_id: str) -> Counts: ...

    def recent_contacts(self, recipients: Sequence[str], *, since: datetime) -> dict[str, int]: ...

    def by_key(self, key: str) -> PlannedDelivery | None: ...

    def suppress(
        self, customer_id: str, channel: str, reason: str, *, now: datetime, content_id: str | None = None
    ) -> bool: ...

    def refusals(self, content_id: str) -> dict[str, int]: ...

    def suppressed(self, customer_ids: Sequence[str], channel: str) -> dict[str, str]: ...


class ReportStore(Protocol):
    """Reports as they were shown."""

    def add(self, report: Report) -> None: ...

    def get(self, report_id: str) -> Report | None: ...

    def listing(self) -> list[Report]: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered."""

    id: str
    conversation_id: str
    person_id: str | None
    question: str
    asked_at: datetime
    answer: Mapping[str, Any] | None = None
    """`Answer.to_json()` once answered."""


class ConversationStore(Protocol):
    """Conversations, resumable; and the events of a running answer, so that a reader can replay them."""

    def add_turn(self, turn: Turn) -> None: ...

    def finish_turn(self, turn_id: str, answer: Mapping[str, Any]) -> None: ...

    def turn(self, turn_id: str) -> Turn | None: ...

    def turns(self, conversation_id: str) -> list[Turn]: ...

    def conversations(self, person_id: str) -> list[Turn]: ...

    def add_event(self, turn_id: str, kind: str, data: Mapping[str, Any]) -> int: ...

    def events(self, turn_id: str, *, after: int = 0) -> list[tuple[int, str, Mapping[str, Any]]]: ...


class AuditLog(Protocol):
    """An append-only chain of hashes over everything that was decided."""

    def append(self, kind: str, *, person_id: str | None, at: datetime, data: Mapping[str, Any]) -> str: ...

    def verify(self) -> tuple[int, int | None]:
        """Number of entries, and the first broken one or None."""
        ...

    def tail(self, limit: int = 50) -> list[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Message:
    """One rendered message to one address, made at the moment of sending and never stored."""

    key: str
    address: str
    subject: str
    body: str
    language: str
    unsubscribe_url: str
    content_id: str = ""
    preheader: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """`sent`, `failed` (for good), `waiting` (try again later) or `in_doubt` (it may have left), and the
    provider's own words without the address."""

    state: str
    detail: str | None = None


class Messenger(Protocol):
    """Takes a small batch to the outside world; one outcome a message, by key."""

    channel: str

    def send(self, messages: Sequence[Message]) -> dict[str, SendOutcome]: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a message goes to, as the vault and the consent log know them at this moment."""

    customer_id: str
    address: str | None
    first_name: str | None
    consented: bool
    time_zone: str | None
    suppressed: str | None = None
    """Why this address must not be used: bounced, complained, unsubscribed."""
    recent_contacts: int = 0
    """Messages of the last seven days that the contact log knows of."""
    also: tuple[str, ...] = ()
    """All customer ids of a person who has several, this one among them."""


class Recipients(Protocol):
    """The only way from a customer id to an address; used by delivery alone."""

    def look_up(
        self, customer_ids: Sequence[str], *, channel: str, now: datetime
    ) -> dict[str, Recipient]: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the knowledge base with its source and, for cases, its evidence grade."""

    id: str
    kind: str
    title: str
    text: str
    source: str
    year: int | None
    evidence: str | None
    score: float


class Knowledge(Protocol):
    """Retrieval over glossary, playbooks, cases and rules."""

    def search(
        self, question: str, *, language: str, limit: int = 5, kind: str | None = None
    ) -> list[Passage]: ...


@dataclass(frozen=True)
class Ports:
    """Everything a use case may reach. Built once, in `bootstrap`."""

    settings: Settings
    clock: Clock
    warehouse: Callable[[], Warehouse]
    tools: Callable[[], Mapping[str, Tool]]
    runs: RunStore
    people: PeopleStore
    campaigns: CampaignStore
    deliveries: DeliveryStore
    reports: ReportStore
    conversations: ConversationStore
    audit: AuditLog
    ledger: LedgerStore
    recipients: Callable[[], Recipients]
    knowledge: Callable[[], Knowledge]
    messenger: Callable[[str], Messenger]
