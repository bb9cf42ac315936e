"""Are our channels sound enough to write more? Delivery, complaints, answers, customers kept, income a contact.

A channel with a fault says "fix first": no campaign is drafted on it until the fault is gone. Purchases after a
message are no proof that it caused them; the income of a contact is told only where a random control group
measured it, and advice to scale waits for that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.contact_rates import (
    FAULTS,
    WINDOW_DAYS,
    ChannelRates,
    channel_rates,
    enough,
    judged,
    last_contact_day,
)
from tools.customers.crowds import slugs
from tools.customers.reachability import NAMES
from tools.errors import InvalidArgument, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

VERDICTS = {
    "healthy": ("исправен", "sound"),
    "watch": ("наблюдать", "watch"),
    "fix_first": ("сначала починить", "fix first"),
    "too_few": ("мало сообщений, чтобы судить", "too few messages to judge"),
}


class HealthArguments(Arguments):
    """Which channel, over how many days."""

    channel: str | None = Field(
        None, description="Only this message channel: email, sms, push, telegram. Left out: all."
    )
    days: int = Field(
        WINDOW_DAYS, ge=7, le=365, description="Length of the window in days, up to the last day of the data."
    )


def compute(warehouse: Warehouse, args: HealthArguments) -> Findings:
    """Every channel with its rates and verdict, the broken ones first."""
    found = assess(warehouse, channel=args.channel, days=args.days)
    shown = [rates for rates in found if rates.customers >= K_ANONYMITY]
    if not shown:
        raise NotEnoughData(
            "No channel has messages to at least 20 customers in this window.",
            message_ru="В этом окне ни в одном канале нет сообщений хотя бы 20 клиентам.",
            argument="days",
        )
    order = ("fix_first", "watch", "too_few", "healthy")
    shown.sort(key=lambda r: (order.index(r.health), -r.contacts, r.channel))
    as_of = last_contact_day(warehouse).isoformat()
    fact = partial(
        Fact, as_of=as_of, n=sum(r.contacts for r in shown), method="exact count over the contact log"
    )
    broken = [r for r in shown if r.health == "fix_first"]
    facts = [
        fact("channels", len(shown), "number", "Каналов", "Channels"),
        fact("fix_first", len(broken), "number", "Каналов сначала починить", "Channels to fix first"),
        fact(
            "ready_to_scale",
            sum(_may_scale(r) for r in shown),
            "number",
            "Каналов, которые доказанно приносят прибыль",
            "Channels with proven profit",
        ),
        fact("window_days", args.days, "days", "Длина окна", "Length of the window"),
    ]
    chart = Chart("bar", "channels", ("delivered",), "Доставлено по каналам", "Delivered by channel")
    return Findings(tuple(facts), (_table(shown, warehouse.currency),), (chart,), tuple(_notes(shown)))


def assess(
    warehouse: Warehouse, *, channel: str | None = None, days: int = WINDOW_DAYS, with_profit: bool = True
) -> list[ChannelRates]:
    """Every channel with messages in the window, judged. InvalidArgument for a channel that never sent."""
    wanted = None
    if channel is not None:
        known = warehouse.values("contacts", "channel") if warehouse.has("contacts") else ()
        wanted = next((name for name in known if name.casefold() == channel.strip().casefold()), channel)
        if known and wanted not in known:
            raise InvalidArgument(
                f"There is no channel {channel!r} in the contact log; known are: {', '.join(known)}.",
                message_ru=f"Канала {channel!r} в журнале контактов нет; есть: {', '.join(known)}.",
                argument="channel",
            )
    end = last_contact_day(warehouse)
    rates = channel_rates(warehouse, end=end, days=days, channel=wanted)
    profit = _measured_profit(warehouse) if with_profit else {}
    return [judged(one, profit.get(one.channel)) for one in rates]


def require_sound(warehouse: Warehouse, channel: str) -> None:
    """Raises InvalidArgument naming the faults when a campaign must not be drafted on this channel.

    Says nothing where there is no contact log, or none on this channel: nothing speaks against it.
    """
    if not warehouse.has("contacts") or channel not in warehouse.values("contacts", "channel"):
        return
    broken = next(
        (r for r in assess(warehouse, channel=channel, with_profit=False) if r.health == "fix_first"), None
    )
    if broken is None:
        return
    ru = ", ".join(FAULTS[name][0] for name in broken.faults)
    en = ", ".join(FAULTS[name][1] for name in broken.faults)
    raise InvalidArgument(
        f"The channel {channel} must be fixed first: {en}. No campaign is drafted on it; see the tool channel_health, "
        "or choose another channel.",
        message_ru=f"Канал {channel} сначала нужно починить: {ru}. Кампания на нём не готовится; подробности даёт "
        "channel_health, или выберите другой канал.",
        argument="channel",
    )


def _measured_profit(warehouse: Warehouse) -> dict[str, tuple[float, float, float]]:
    """Profit a contact with limits, by channel, over all its campaigns with a random control group."""
    from tools.experiments.channels import measured_profit

    return {name: (value, low, high) for name, (value, low, high, _) in measured_profit(warehouse).items()}


def _may_scale(rates: ChannelRates) -> bool:
    return rates.health == "healthy" and rates.profit is not None and rates.profit[1] > 0


def _table(shown: list[ChannelRates], currency: str) -> Table:
    columns = (
        Column("verdict", "text", "Вывод", "Verdict"),
        Column("contacts", "messages", "Сообщений", "Messages"),
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("delivered", "share", "Доставлено", "Delivered"),
        Column("complained", "share", "Пожаловались", "Complained"),
        Column("unsubscribed", "share", "Отписались", "Unsubscribed"),
        Column(
            "response", "share", "Купили за неделю после (не причина)", "Bought within a week (not caused)"
        ),
        Column("response_before", "share", "то же в прошлом окне", "the same in the window before"),
        Column("retention", "share", "Удержание тех, кому писали", "Retention of those written to"),
        Column("income_per_buyer", currency, "Выручка на покупателя из них", "Revenue a buyer of them"),
        Column("cost", currency, "Стоимость сообщений", "Cost of messages"),
        Column("profit", currency, "Прибыль на контакт, измерено", "Profit a contact, measured"),
        Column("profit_low", currency, "не меньше", "at least"),
        Column("profit_high", currency, "не больше", "at most"),
    )
    rows = []
    for key, r in zip(slugs([r.channel for r in shown]), shown, strict=True):
        names = NAMES.get(r.channel, (r.channel, r.channel))
        rows.append(
            Row(
                key,
                *names,
                (
                    r.health,
                    r.contacts,
                    r.customers,
                    r.delivered[0] / r.delivered[1],
                    r.complained[0] / r.complained[1],
                    r.unsubscribed[0] / r.unsubscribed[1],
                    r.followed[0] / r.followed[1] if r.followed[1] else None,
                    r.followed_before[0] / r.followed_before[1] if r.followed_before[1] else None,
                    r.retained[0] / r.retained[1] if enough(r.retained[1]) else None,
                    r.revenue / r.buyers if enough(r.buyers) else None,
                    r.cost,
                    *(r.profit or (None, None, None)),
                ),
            )
        )
    return Table("channels", "Здоровье каналов", "Channel health", columns, tuple(rows))


def _notes(shown: list[ChannelRates]) -> list[Note]:
    notes = []
    for r in shown:
        ru, en = NAMES.get(r.channel, (r.channel, r.channel))
        faults = [FAULTS[name] for name in r.faults]
        notes += [
            Note(
                f"Канал {ru} – сначала починить: {why_ru}.", f"Channel {en}, fix first: {why_en}.", "warning"
            )
            for why_ru, why_en in faults
        ]
        near = [FAULTS[name] for name in r.warnings]
        notes += [
            Note(f"Канал {ru}, наблюдать: {why_ru}.", f"Channel {en}, watch: {why_en}.", "warning")
            for why_ru, why_en in near
        ]
    if any(r.health == "fix_first" for r in shown):
        notes.append(
            Note(
                "Пока канал не исправен, кампании на нём не готовятся: проверьте адреса, согласия, частоту и ссылки.",
                "Until the channel is sound no campaign is drafted on it: check addresses, consents, frequency and links.",
                "next_step",
            )
        )
    if any(r.health == "healthy" and not _may_scale(r) for r in shown):
        notes.append(
            Note(
                "Исправный канал без доказанной прибыли не расширяйте: сначала кампания с контрольной группой.",
                "Do not scale a sound channel without proven profit: first run a campaign with a control group.",
                "next_step",
            )
        )
    notes.append(
        Note(
            "Канал сломан, когда весь интервал доли лежит за пределом: доставка ниже девяти из десяти, жалоб больше трёх на тысячу, отписок больше двух "
            "на сотню, отклик упал вдвое.",
            "A channel is broken when the whole interval of a share lies beyond its limit: fewer than nine of ten delivered, over three complaints a "
            "thousand, over two unsubscriptions a hundred, or the response halved.",
            "definition",
        )
    )
    return notes
