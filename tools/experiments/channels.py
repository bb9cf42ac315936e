"""The tool `channel_performance`: what does each channel cost, reach and earn?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import slugs
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.experiments.campaigns import list_campaigns
from tools.experiments.measurement import measure
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

RESPONSE_DAYS = 7


class ChannelArguments(Arguments):
    """Which contacts."""

    start: date | None = Field(None, description="First day of the period (ISO date).")
    end: date | None = Field(None, description="Last day of the period (ISO date).")
    channel: str | None = Field(
        None, description="Only this message channel: email, sms, push, telegram. Left out: all."
    )


def channel_performance(warehouse: Any, args: ChannelArguments) -> Findings:
    """Contacts, cost, delivery, unsubscribes and following purchases by channel; profit where it was measured.

    A purchase within seven days after a message is no proof that the message caused it; profit per contact
    comes only from campaigns with a random control group. Opens and clicks are counted by programs too and
    are given as unreliable.
    """
    frame = _by_channel(warehouse, args)
    profit = measured_profit(warehouse, args)
    shown = frame[frame["customers"] >= K_ANONYMITY]
    if shown.empty:
        raise NotEnoughData(
            "No channel has contacts with at least 20 customers in this period.",
            message_ru="В этом периоде ни в одном канале нет контактов хотя бы с 20 клиентами.",
            argument="start",
        )
    currency = str(warehouse.currency)
    as_of = min(warehouse.last_day, args.end or warehouse.last_day).isoformat()
    contacts, cost = int(shown["contacts"].sum()), float(shown["cost"].sum())
    measured = {c: p for c, p in profit.items() if c in shown.index}
    facts = [
        Fact("contacts", contacts, "messages", "Сообщений", "Messages", as_of=as_of),
        Fact("cost", cost, currency, "Стоимость сообщений", "Cost of messages", as_of=as_of),
        Fact("cost_per_contact", cost / contacts, currency, "Стоимость одного сообщения", "Cost of a message", n=contacts, as_of=as_of),
        Fact("channels", len(shown), "number", "Каналов", "Channels", as_of=as_of),
        Fact("channels_measured", len(measured), "number", "Каналов с измеренной прибылью", "Channels with measured profit", as_of=as_of),
    ]  # fmt: skip
    if measured:
        best = max(measured, key=lambda c: measured[c][0])
        value, low, high, n = measured[best]
        facts += [
            Fact("best_channel", best, "text", "Канал с наибольшей измеренной прибылью на контакт", "Channel with the highest measured profit per contact", as_of=as_of),
            Fact("best_profit_per_contact", value, currency, "Измеренная прибыль на контакт в нём", "Measured profit per contact there", low=low, high=high, level=0.95, n=n, method="campaigns with a random control group, before fixed cost", as_of=as_of, evidence="A", is_change=True),
        ]  # fmt: skip
    chart = Chart("bar", "channels", ("cost",), "Стоимость по каналам", "Cost by channel")
    return Findings(tuple(facts), (_table(shown, profit, currency),), (chart,), tuple(_notes(measured)))


def _by_channel(warehouse: Any, args: ChannelArguments) -> pd.DataFrame:
    import ibis

    if not warehouse.has("contacts"):
        raise MissingData(
            "The warehouse has no table contacts: who was sent what, when and at what cost.",
            message_ru="В данных нет таблицы contacts: кому, что, когда и за сколько отправили.",
            argument="contacts",
        )
    table = warehouse.table("contacts")
    table = table.filter(table.customer_id.notnull() & table.channel.notnull())
    if args.channel is not None:
        known = sorted(str(c) for c in table.select("channel").distinct().execute()["channel"])
        same = [c for c in known if c.casefold() == args.channel.strip().casefold()]
        if not same:
            raise InvalidArgument(
                f"There is no channel {args.channel!r}; known are: {', '.join(known)}.",
                message_ru=f"Канала {args.channel!r} нет; есть: {', '.join(known)}.",
                argument="channel",
            )
        table = table.filter(table.channel == same[0])
    if args.start is not None:
        table = table.filter(table.sent_on >= ibis.date(args.start.isoformat()))
    if args.end is not None:
        table = table.filter(table.sent_on <= ibis.date(args.end.isoformat()))
    lines = warehouse.table("transactions")
    lines = lines.filter(lines.customer_id.notnull() & (lines.kind == "sale"))
    days = lines.select("customer_id", bought_on=lines.ordered_on).distinct()
    sends = table.select("channel", "customer_id", "sent_on").distinct()
    followed = sends.semi_join(
        days,
        [
            sends.customer_id == days.customer_id,
            days.bought_on >= sends.sent_on,
            days.bought_on < sends.sent_on + ibis.interval(days=RESPONSE_DAYS),
        ],
    )
    reached = table.status.fill_null("delivered") != "bounced"
    counts = table.group_by("channel").agg(
        contacts=table.count(),
        customers=table.customer_id.nunique(),
        cost=table.cost.sum(),
        delivered=reached.sum(),
        unsubscribed=(table.status == "unsubscribed").sum(),
        complained=(table.status == "complained").sum(),
        opened=table.opened.sum(),
        with_opens=table.opened.notnull().sum(),
    )
    frame: pd.DataFrame = (
        counts.execute().set_index("channel").sort_index().astype("float64").fillna({"cost": 0.0})
    )
    totals = sends.group_by("channel").agg(n=sends.count()).execute().set_index("channel")["n"]
    hits = followed.group_by("channel").agg(n=followed.count()).execute().set_index("channel")["n"]
    frame["response"] = (hits.reindex(frame.index).fillna(0) / totals.reindex(frame.index)).astype("float64")
    return frame


def measured_profit(
    warehouse: Any, args: ChannelArguments | None = None
) -> dict[str, tuple[float, float, float, int]]:
    """(profit per treated customer before fixed cost, low, high, n) by channel, over all its measured campaigns."""
    parts: dict[str, list[tuple[float, float, int]]] = {}
    if not warehouse.has("campaigns"):
        return {}
    args = args or ChannelArguments()
    for campaign in list_campaigns(warehouse):
        late = args.end is not None and campaign.started_on > args.end
        early = args.start is not None and campaign.ended_on < args.start
        if not campaign.has_control or campaign.channel is None or late or early:
            continue
        try:
            result = measure(warehouse, campaign)
        except NotEnoughData:
            continue
        if result.profit is None or not result.sound:
            continue
        d, n = result.profit.difference, result.profit.n_treated
        width = ((d.high or 0.0) - (d.low or 0.0)) / 2
        parts.setdefault(campaign.channel, []).append((d.value * n, width * n, n))
    out = {}
    for channel, rows in parts.items():
        n = sum(row[2] for row in rows)
        value = sum(row[0] for row in rows) / n
        width = sum(row[1] ** 2 for row in rows) ** 0.5 / n
        out[channel] = (value, value - width, value + width, n)
    return out


def _table(shown: pd.DataFrame, profit: dict[str, tuple[float, float, float, int]], currency: str) -> Table:
    columns = (
        Column("contacts", "messages", "Сообщений", "Messages"),
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("cost", currency, "Стоимость", "Cost"),
        Column("delivered", "share", "Доставлено", "Delivered"),
        Column("unsubscribed", "share", "Отписались", "Unsubscribed"),
        Column("complained", "share", "Пожаловались", "Complained"),
        Column(
            "response", "share", "Купили за неделю после (не причина)", "Bought within a week (not caused)"
        ),
        Column("opened", "share", "Открытия (ненадёжно)", "Opens (unreliable)"),
        Column("profit", currency, "Прибыль на контакт, измерено", "Profit per contact, measured"),
        Column("profit_low", currency, "не меньше", "at least"),
        Column("profit_high", currency, "не больше", "at most"),
    )
    rows = []
    for key, (channel, r) in zip(slugs([str(c) for c in shown.index]), shown.iterrows(), strict=True):
        earned = profit.get(str(channel))
        n = r["contacts"]
        cells = (int(n), int(r["customers"]), float(r["cost"]), float(r["delivered"] / n))
        shares = (float(r["unsubscribed"] / n), float(r["complained"] / n), float(r["response"]))
        opened = float(r["opened"] / r["with_opens"]) if r["with_opens"] else None
        rows.append(
            Row(
                key,
                str(channel),
                str(channel),
                (*cells, *shares, opened, *(earned[:3] if earned else (None,) * 3)),
            )
        )
    return Table("channels", "Каналы", "Channels", columns, tuple(rows))


def _notes(measured: dict[str, Any]) -> list[Note]:
    notes = [
        Note("Покупка после сообщения не доказывает, что её вызвало сообщение; прибыль на контакт – только по кампаниям со случайным контролем, до постоянных затрат.", "A purchase after a message does not prove that the message caused it; profit per contact is from campaigns with a random control group only, before fixed cost.", "definition"),
        Note("Открытия и клики считают и роботы, и почтовые программы: для решений не годятся.", "Opens and clicks are also made by robots and mail programs: do not decide by them.", "warning"),
    ]  # fmt: skip
    if not measured:
        notes.append(Note("Ни одного канала с контрольной группой: прибыль канала неизвестна.", "No channel has a control group: its profit is unknown.", "warning"))  # fmt: skip
    return notes
