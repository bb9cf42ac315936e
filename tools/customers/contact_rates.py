"""How a message channel is doing: delivery, complaints, unsubscriptions, purchases that follow, and the verdict.

Each share comes with Wilson's interval, and a channel is called broken only when the whole interval lies beyond
the limit. The limits: mailbox providers ask senders to keep complaints below 0.3 % (support.google.com/a/answer/81126);
nine delivered of ten and two unsubscribed of a hundred are working rules of the trade, not law.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import ibis
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.periods import Period
from tools.customers.sales import MINOR, fetch, whole
from tools.customers.shares import wilson
from tools.errors import MissingData

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Health = Literal["healthy", "watch", "fix_first", "too_few"]
WINDOW_DAYS, RESPONSE_DAYS, FEWEST = 90, 7, 100
DELIVERED, COMPLAINED, UNSUBSCRIBED, KEPT_RESPONSE = 0.9, 0.003, 0.02, 0.5
FAULTS = {
    "delivered": ("сообщения не доходят", "messages do not arrive"),
    "complained": ("жалоб больше допустимого", "more complaints than mailbox providers allow"),
    "unsubscribed": ("отписок больше допустимого", "too many unsubscriptions"),
    "response": ("отклик упал вдвое и больше", "the response has halved or worse"),
    "profit": ("контакт приносит убыток против контрольной группы", "a contact loses money against the control group"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChannelRates:
    """One channel in the window; `before` holds the response of the window before, where there is one."""

    channel: str
    contacts: int
    customers: int
    cost: float
    delivered: tuple[int, int]
    complained: tuple[int, int]
    unsubscribed: tuple[int, int]
    followed: tuple[int, int]
    followed_before: tuple[int, int]
    retained: tuple[int, int]
    revenue: float
    buyers: int
    profit: tuple[float, float, float] | None = None
    faults: tuple[str, ...] = field(default=())
    warnings: tuple[str, ...] = field(default=())

    @property
    def health(self) -> Health:
        """`fix_first` with any fault; `watch` when a limit lies inside an interval; `too_few` messages to tell."""
        if self.faults:
            return "fix_first"
        if self.contacts < FEWEST:
            return "too_few"
        return "watch" if self.warnings else "healthy"


def require_contacts(warehouse: Warehouse) -> None:
    """Raises MissingData where nobody wrote down what was sent, or no purchase names its customer."""
    warehouse.table("transactions")  # no purchases at all is the first thing to say
    if not warehouse.has_values("transactions", "customer_id"):
        raise MissingData(
            "The purchases name no customer, so what followed a message is not known. Load customer_id.",
            message_ru="В покупках не указан клиент, поэтому что было после сообщения – неизвестно. Загрузите customer_id.",
            argument="customer_id",
        )
    if not warehouse.has("contacts"):
        raise MissingData(
            "No contact log is loaded: who was sent what, when and with what result. Load the table contacts.",
            message_ru="Журнал контактов не загружен: кому, что, когда отправили и с каким итогом. Загрузите таблицу contacts.",
            argument="contacts",
        )


def last_contact_day(warehouse: Warehouse) -> date:
    """The last day of the data: of sales or of messages, whichever is later."""
    days = warehouse.loads.days("contacts")
    return max(warehouse.last_day, days[1]) if days is not None else warehouse.last_day


def channel_rates(
    warehouse: Warehouse, *, end: date, days: int, channel: str | None = None
) -> list[ChannelRates]:
    """Every channel with messages in the last `days` days up to `end`, judged. MissingData without a contact log."""
    require_contacts(warehouse)
    now = Period(end - timedelta(days=days - 1), end)
    before = now.previous()
    sent = warehouse.table("contacts")
    sent = sent.filter(
        sent.customer_id.notnull() & sent.sent_on.between(ibis.literal(before.start), ibis.literal(end))
    )
    if channel is not None:
        sent = sent.filter(sent.channel == channel)
    sent = sent.mutate(now=sent.sent_on >= ibis.literal(now.start), status=sent.status.fill_null("delivered"))
    counts = _counts(sent)
    followed = _followed(warehouse, sent)
    kept = _kept(warehouse, sent, now, before)
    found = []
    for name in counts.index:
        row, answer = counts.loc[name], followed.loc[name]
        n, arrived = int(row["contacts"]), int(row["delivered"])
        if n == 0:
            continue
        mine = (
            kept.loc[name]
            if name in kept.index
            else pd.Series({"back": 0, "before": 0, "revenue": 0, "buyers": 0})
        )
        found.append(
            ChannelRates(
                str(name),
                n,
                int(row["customers"]),
                float(row["cost"]) / MINOR,
                (arrived, n),
                (int(row["complained"]), max(arrived, 1)),
                (int(row["unsubscribed"]), max(arrived, 1)),
                (int(answer["hits_now"]), int(answer["sends_now"])),
                (int(answer["hits_before"]), int(answer["sends_before"])),
                (int(mine["back"]), int(mine["before"])),
                float(mine["revenue"]) / MINOR,
                int(mine["buyers"]),
            )
        )
    return found


def judged(rates: ChannelRates, profit: tuple[float, float, float] | None = None) -> ChannelRates:
    """The same channel with its faults and warnings; `profit` is the measured profit a contact, low and high."""
    faults, warnings = [], []
    for name, (hits, n), limit, below in (
        ("delivered", rates.delivered, DELIVERED, True),
        ("complained", rates.complained, COMPLAINED, False),
        ("unsubscribed", rates.unsubscribed, UNSUBSCRIBED, False),
    ):
        share, low, high = wilson(hits, n)
        if rates.contacts < FEWEST:
            continue
        if (below and high < limit) or (not below and low > limit):
            faults.append(name)
        elif (below and share < limit) or (not below and share > limit):
            warnings.append(name)
    then, now = rates.followed_before, rates.followed
    if min(then[1], now[1]) >= FEWEST and then[0]:
        usual_low = wilson(*then)[1]
        if wilson(*now)[2] < KEPT_RESPONSE * usual_low:
            faults.append("response")
    if profit is not None and profit[2] < 0:
        warnings.append("profit")
    return ChannelRates(
        **{name: getattr(rates, name) for name in ChannelRates.__slots__ if name not in ("profit", "faults", "warnings")},
        profit=profit,
        faults=tuple(faults),
        warnings=tuple(warnings),
    )  # fmt: skip


def _counts(sent: ibis.Table) -> pd.DataFrame:
    def mine(status: str) -> ibis.Value:
        return sent.count(where=sent.now & (sent.status == status))

    found = fetch(
        sent.group_by("channel").aggregate(
            contacts=sent.count(where=sent.now),
            customers=sent.customer_id.nunique(where=sent.now),
            cost=whole(sent.cost.sum(where=sent.now).fill_null(0)),
            delivered=sent.count(where=sent.now & (sent.status != "bounced")),
            complained=mine("complained"),
            unsubscribed=mine("unsubscribed"),
        )
    )
    return found.set_index("channel").fillna(0).sort_index()


def _followed(warehouse: Warehouse, sent: ibis.Table) -> pd.DataFrame:
    """Messages by channel, and those after which the customer bought within a week, in both windows."""
    lines = warehouse.table("transactions")
    lines = lines.filter(lines.customer_id.notnull() & (lines.kind == "sale"))
    days = lines.select("customer_id", bought_on=lines.ordered_on).distinct()
    sends = sent.select("channel", "customer_id", "sent_on", "now").distinct()
    hits = sends.semi_join(
        days,
        [
            sends.customer_id == days.customer_id,
            days.bought_on >= sends.sent_on,
            days.bought_on < sends.sent_on + ibis.interval(days=RESPONSE_DAYS),
        ],
    )
    # a message of the last week has not had its week yet
    whole_week = warehouse.last_day - timedelta(days=RESPONSE_DAYS - 1)

    def by_channel(table: ibis.Table, what: str) -> pd.DataFrame:
        table = table.filter(table.sent_on <= ibis.literal(whole_week))
        counted = table.group_by("channel").aggregate(
            **{f"{what}_now": table.count(where=table.now), f"{what}_before": table.count(where=~table.now)}
        )
        return fetch(counted).set_index("channel")

    everything = fetch(sends.select("channel").distinct()).set_index("channel")
    joined = everything.join(by_channel(sends, "sends")).join(by_channel(hits, "hits"))
    return joined.fillna(0).astype("int64")


def _kept(warehouse: Warehouse, sent: ibis.Table, now: Period, before: Period) -> pd.DataFrame:
    """Of the customers written to: buyers of the window before, those who bought again, money and buyers now."""
    people = sent.filter(sent.status != "bounced").select("channel", "customer_id").distinct()
    lines = warehouse.table("transactions")
    lines = lines.filter(
        lines.customer_id.notnull()
        & (lines.kind == "sale")
        & lines.ordered_on.between(ibis.literal(before.start), ibis.literal(now.end))
    )
    late = lines.ordered_on >= ibis.literal(now.start)
    each = lines.group_by("customer_id").aggregate(
        was=(~late).any(), is_now=late.any(), revenue=whole(lines.revenue.sum(where=late).fill_null(0))
    )
    both = people.inner_join(each, "customer_id")
    found = both.group_by("channel").aggregate(
        before=both.count(where=both.was),
        back=both.count(where=both.was & both.is_now),
        revenue=both.revenue.sum(),
        buyers=both.count(where=both.is_now),
    )
    return fetch(found).set_index("channel").fillna(0)


def enough(count: int) -> bool:
    """Whether a share of so many customers may be shown."""
    return count >= K_ANONYMITY
