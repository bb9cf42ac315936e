"""Which live flows earn, which are dead, unmeasured or step on each other: quick wins of what already runs.

A *flow* is a campaign that may still send: its last day is open or lies ahead, or it sent in the window. It is
*dead* when it should be sending and does not: it never sent although it began long enough ago, or it has been
silent for several times its own usual gap between days of sending. What it earned is told only against a random
control group; without one the flow is unmeasured, whatever was bought after its messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.contact_rates import last_contact_day, require_contacts
from tools.customers.crowds import slugs
from tools.customers.sales import MINOR, fetch, whole
from tools.errors import InvalidArgument, NotEnoughData, NotIdentified
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

State = Literal["dead", "harmful", "unmeasured", "not_yet", "proven"]
ORDER: tuple[State, ...] = ("dead", "harmful", "unmeasured", "not_yet", "proven")
STATES = {
    "dead": ("не отправляет", "sends nothing"),
    "harmful": ("вредит", "harmful"),
    "unmeasured": ("не измерен", "not measured"),
    "not_yet": ("пока не доказан", "not yet proven"),
    "proven": ("прибыль доказана", "profit proven"),
}
SILENT_DAYS, SILENT_TIMES, TRIGGER_DAYS = 14, 4, 5
"""Silence of more than 14 days and four usual gaps; with fewer days of sending it was a single mailing."""


class FlowArguments(Arguments):
    """Over how many days."""

    days: int = Field(
        28, ge=7, le=365, description="Window for volume and overlap, in days up to the last day of the data."
    )


@dataclass(frozen=True, slots=True)
class Flow:
    """One flow: what it sent, what it earned, how it stands."""

    key: str
    title: str
    channel: str | None
    state: State
    open_ended: bool
    messages: int
    recent: int
    customers: int
    overlap: float | None
    cost: float
    last_sent: date | None
    silent_days: int | None
    profit: tuple[float, float, float] | None


def compute(warehouse: Warehouse, args: FlowArguments) -> Findings:
    """The flows, those that need a hand first: dead, harmful, unmeasured, not yet proven, proven."""
    require_contacts(warehouse)
    end = last_contact_day(warehouse)
    start = end - timedelta(days=args.days - 1)
    sent = _sent(warehouse, start, end)
    flows = _flows(warehouse, sent, end)
    if not flows:
        raise NotEnoughData(
            f"No flow is live: none is open and none has sent a message since {start}.",
            message_ru=f"Живых цепочек нет: ни одна не открыта и ничего не отправила с {start}.",
            argument="days",
        )
    flows.sort(key=lambda f: (ORDER.index(f.state), -_weight(f), f.key))
    currency = warehouse.currency
    fact = partial(Fact, as_of=end.isoformat(), n=len(flows), method="contact log and campaigns")
    measured = [flow for flow in flows if flow.profit is not None]
    facts = [
        fact("flows", len(flows), "number", "Живых цепочек", "Live flows"),
        *(
            fact(state, sum(f.state == state for f in flows), "number", f"Цепочек: {STATES[state][0]}", f"Flows: {STATES[state][1]}")
            for state in ORDER
        ),
        fact("first", flows[0].title, "text", "С чего начать", "Where to begin"),
        fact("unmeasured_cost", sum(f.cost for f in flows if f.profit is None), currency, "Затраты неизмеренных цепочек", "Cost of unmeasured flows"),
    ]  # fmt: skip
    if measured:
        profits = [flow.profit for flow in measured if flow.profit is not None]
        total = sum(value for value, _, _ in profits)
        spread = sum(((high - low) / 2) ** 2 for _, low, high in profits) ** 0.5
        facts.append(
            fact(
                "incremental_profit", total, currency, "Инкрементальная прибыль измеренных цепочек", "Incremental profit of measured flows",
                low=total - spread, high=total + spread, level=0.95, evidence="A", is_change=True,
            )
        )  # fmt: skip
    shared = _shared(sent)
    if shared is not None:
        facts.append(fact("several_share", shared, "share", "Доля клиентов, которым писали несколько цепочек", "Share of customers written to by several flows"))  # fmt: skip
    chart = Chart("bar", "flows", ("profit",), "Прибыль живых цепочек", "Profit of live flows")
    return Findings(tuple(facts), (_table(flows, currency),), (chart,), tuple(_notes(flows)))


def _weight(flow: Flow) -> float:
    """What orders flows of one state: profit where it is known, otherwise what was sent."""
    if flow.state in ("not_yet", "proven", "harmful") and flow.profit is not None:
        return -flow.profit[0] if flow.state == "harmful" else flow.profit[0]
    return float(flow.messages) + flow.cost


def _sent(warehouse: Warehouse, start: date, end: date) -> pd.DataFrame:
    """By campaign: messages, days of sending, the last one, customers of the window, and those others wrote to."""
    log = warehouse.table("contacts")
    log = log.filter(log.campaign_id.notnull() & (log.sent_on <= ibis.literal(end)))
    recent = log.sent_on >= ibis.literal(start)
    per = log.group_by("campaign_id").aggregate(
        messages=log.count(),
        recent=log.count(where=recent),
        cost=whole(log.cost.sum().fill_null(0)),
        sending_days=log.sent_on.nunique(),
        first_sent=log.sent_on.min(),
        last_sent=log.sent_on.max(),
        customers=log.customer_id.nunique(where=recent),
    )
    frame = fetch(per).set_index("campaign_id").sort_index()
    pairs = log.filter(recent & log.customer_id.notnull()).select("campaign_id", "customer_id").distinct()
    flows = pairs.group_by("customer_id").aggregate(flows=pairs.count())
    both = pairs.inner_join(flows, "customer_id")
    met = fetch(both.group_by("campaign_id").aggregate(also=both.count(where=both.flows > 1)))
    frame["also"] = met.set_index("campaign_id")["also"].reindex(frame.index).fillna(0)
    crowd = fetch(flows.aggregate(n=flows.count(), several=flows.count(where=flows.flows > 1))).iloc[0]
    frame.attrs["people"] = (int(crowd["n"]), int(crowd["several"] or 0))
    return frame


def _shared(sent: pd.DataFrame) -> float | None:
    people, several = sent.attrs["people"]
    return several / people if people >= K_ANONYMITY else None


def _flows(warehouse: Warehouse, sent: pd.DataFrame, end: date) -> list[Flow]:
    described = _described(warehouse)
    found = []
    for key in sorted(set(described.index) | set(sent.index)):
        log = sent.loc[key] if key in sent.index else None
        plan = described.loc[key] if key in described.index else None
        begun = _day(plan["started_on"]) if plan is not None else None
        ended = _day(plan["ended_on"]) if plan is not None else None
        open_ended = plan is not None and ended is None
        is_open = plan is not None and (ended is None or ended >= end) and (begun is None or begun <= end)
        if not is_open and (log is None or int(log["recent"]) == 0):
            continue
        profit = _profit(warehouse, str(key)) if plan is not None else None
        last_sent = _day(log["last_sent"]) if log is not None else None
        dead = is_open and _dead(log, begun, end, open_ended=open_ended)
        silent_from = last_sent or begun
        customers = int(log["customers"]) if log is not None else 0
        found.append(
            Flow(
                str(key),
                _title(plan, str(key)),
                None if plan is None or pd.isna(plan["channel"]) else str(plan["channel"]),
                "dead" if dead else _state(profit),
                open_ended,
                int(log["messages"]) if log is not None else 0,
                int(log["recent"]) if log is not None else 0,
                customers,
                float(log["also"]) / customers if log is not None and customers >= K_ANONYMITY else None,
                float(log["cost"]) / MINOR if log is not None else 0.0,
                last_sent,
                (end - silent_from).days if silent_from is not None else None,
                profit,
            )
        )
    return found


def _described(warehouse: Warehouse) -> pd.DataFrame:
    if not warehouse.has("campaigns"):
        return pd.DataFrame(columns=["name", "channel", "started_on", "ended_on"])
    table = warehouse.table("campaigns").select("campaign_id", "name", "channel", "started_on", "ended_on")
    return fetch(table).set_index("campaign_id")


def _dead(log: pd.Series | None, begun: date | None, end: date, *, open_ended: bool) -> bool:
    """Whether a flow that is open should have sent something by now."""
    if log is None or int(log["messages"]) == 0:
        return begun is None or (end - begun).days > SILENT_DAYS
    days = int(log["sending_days"])
    first, last = _day(log["first_sent"]), _day(log["last_sent"])
    assert first is not None
    assert last is not None
    if days < TRIGGER_DAYS and not open_ended:
        return False
    usual = (last - first).days / max(days - 1, 1)
    return (end - last).days > max(SILENT_DAYS, SILENT_TIMES * usual)


def _profit(warehouse: Warehouse, key: str) -> tuple[float, float, float] | None:
    """Profit of all treated against control after the fixed cost, with limits; None where it was not measured."""
    from tools.experiments.campaigns import find_campaign
    from tools.experiments.measurement import measure

    campaign, _ = find_campaign(warehouse, key)
    if campaign.campaign_id != key or not campaign.has_control:
        return None
    try:
        found = measure(warehouse, campaign)
    except (NotEnoughData, NotIdentified, InvalidArgument):
        return None  # the flow stays in the list as unmeasured
    broken = not found.sound
    if broken or found.profit is None or found.books is None:
        return None
    low, high = found.books.profit_low, found.books.profit_high
    assert low is not None
    assert high is not None
    value = found.profit.difference.value * found.profit.n_treated - float(found.fixed_cost)
    return value, float(low), float(high)


def _state(profit: tuple[float, float, float] | None) -> State:
    if profit is None:
        return "unmeasured"
    if profit[2] < 0:
        return "harmful"
    return "proven" if profit[1] > 0 else "not_yet"


def _day(value: object) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]


def _title(plan: pd.Series | None, key: str) -> str:
    name = None if plan is None or pd.isna(plan["name"]) else str(plan["name"]).strip()
    return name or key


def _table(flows: list[Flow], currency: str) -> Table:
    columns = (
        Column("state", "text", "Состояние", "State"),
        Column("profit", currency, "Инкрементальная прибыль", "Incremental profit"),
        Column("profit_low", currency, "не меньше", "at least"),
        Column("profit_high", currency, "не больше", "at most"),
        Column("messages", "messages", "Сообщений всего", "Messages in all"),
        Column("recent", "messages", "Сообщений в окне", "Messages in the window"),
        Column("customers", "customers", "Клиентов в окне", "Customers in the window"),
        Column("overlap", "share", "из них писали и другие цепочки", "of these, other flows wrote too"),
        Column("cost", currency, "Стоимость сообщений", "Cost of messages"),
        Column("last_sent", "date", "Последняя отправка", "Last sent"),
        Column("silent_days", "days", "Дней без отправки", "Days without a message"),
    )
    rows = []
    for key, flow in zip(slugs([flow.key for flow in flows]), flows, strict=True):
        ru, en = STATES[flow.state]
        small = 0 < flow.customers < K_ANONYMITY
        values = (
            flow.state,
            *(flow.profit or (None, None, None)),
            flow.messages,
            flow.recent,
            None if small else flow.customers or None,
            flow.overlap,
            flow.cost,
            flow.last_sent.isoformat() if flow.last_sent else None,
            flow.silent_days,
        )
        rows.append(Row(key, f"{flow.title} – {ru}", f"{flow.title} – {en}", values))
    return Table("flows", "Живые цепочки", "Live flows", columns, tuple(rows))


def _notes(flows: list[Flow]) -> list[Note]:
    notes = []
    states = {flow.state for flow in flows}
    if "dead" in states:
        notes.append(
            Note(
                "Есть цепочки, которые должны отправлять и не отправляют: проверьте событие запуска, интеграцию и условия отбора.",
                "Some flows should be sending and are not: check the event that starts them, the integration and the conditions.",
                "warning",
            )
        )
    if "harmful" in states:
        notes.append(Note("Есть цепочки, которые приносят убыток против контрольной группы: остановите их.", "Some flows lose money against their control group: stop them.", "next_step"))  # fmt: skip
    if "unmeasured" in states:
        notes.append(Note("Неизмеренным цепочкам выделите контрольную группу: без неё известны только затраты.", "Give unmeasured flows a control group: without one only their cost is known.", "next_step"))  # fmt: skip
    if any(flow.overlap is not None and flow.overlap > 0.5 for flow in flows):
        notes.append(Note("Больше половины получателей некоторых цепочек получают и другие: задайте приоритет и общую частоту.", "More than half of the recipients of some flows hear from others too: set a priority and a common cap.", "next_step"))  # fmt: skip
    notes.append(
        Note(
            "Живая цепочка открыта или отправляла в окне. Не отправляет – молчит больше двух недель и в несколько раз дольше своего обычного перерыва. "
            "Прибыль – только против случайной контрольной группы.",
            "A live flow is open or sent in the window. It sends nothing when it has been silent for over two weeks and several times its usual gap. "
            "Profit only against a random control group.",
            "definition",
        )
    )
    return notes
