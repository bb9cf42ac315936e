"""The tool `best_channel_and_time`: through which channel, on which day and at what hour does a contact earn most?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import Field

from tools.budget.measured import Option, kinds_of, measured_options
from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.rhythm import WEEKDAYS
from tools.customers.shares import wilson
from tools.errors import NotRandomised
from tools.experiments.effects import holm
from tools.experiments.two_rates import compare_rates
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

ANSWER_DAYS = 3
ALPHA = 0.05
LEAST_COVERED = 0.2
"""An option must have been tested on kinds of customers that make up this share of those asked about."""
Z95 = 1.959963984540054


Measured = tuple[float, float, float, str, float]
"""Profit of a contact, its ends, the campaign it was measured in, and the share of these customers it covers."""


class ChannelTimeArguments(Arguments):
    """For whom, and through what."""

    segment: str | None = Field(
        None, description="Only this segment: first_time, loyal, about_to_leave, champions ... Default: all."
    )
    channel: str | None = Field(
        None, description="Only messages of this channel for day and hour: email, sms, push, telegram."
    )
    as_of: date | None = Field(None, description="Customers as they stood on this day. Default: last day.")


def compute(warehouse: Warehouse, args: ChannelTimeArguments) -> Findings:
    """Expected incremental profit of a contact by channel from randomised campaigns, weighted to the segment; and the
    share of messages followed by a purchase by weekday and hour of sending, each tested against the others."""
    from tools.segmentation.audience import segment_customers

    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    kinds = kinds_of(warehouse, as_of)
    if args.segment is not None:
        kinds = kinds[kinds.index.isin(segment_customers(warehouse, args.segment, as_of=as_of))]
    require_crowd(len(kinds))
    try:
        options = measured_options(warehouse, as_of=as_of)
    except NotRandomised:
        options = ()
    channels = _channels(options, kinds)
    slots = _slots(warehouse, args, as_of)
    money = warehouse.currency
    tables = [_channel_table(channels, money)] if channels else []
    tables += [_slot_table(name, frame) for name, frame in slots.items() if len(frame)]
    return Findings(
        facts=tuple(_facts(channels, slots, len(kinds), money, as_of)),
        tables=tuple(tables),
        charts=(Chart("bar", "weekdays", ("answered",), "Покупки после сообщения по дням отправки", "Purchases after a message by day of sending"),) if len(slots.get("weekdays", ())) else (),
        notes=tuple(_notes(channels, slots, kinds)),
    )  # fmt: skip


def _channels(options: tuple[Option, ...], kinds: pd.Series) -> dict[str, Measured]:
    """By channel, the best measured option for these customers: profit per contact, low, high, its campaign.

    An option is worth what it brought the kinds of customers that are here; kinds it was not tested on count for
    nothing, and an option tested on too few of them is left out.
    """
    shares = kinds.value_counts(normalize=True)
    found: dict[str, Measured] = {}
    for option in options:
        covered = float(sum(shares.get(kind, 0.0) for kind in option.by_kind))
        if covered < LEAST_COVERED:
            continue
        mean = sum(shares.get(kind, 0.0) * worth.mean for kind, worth in option.by_kind.items()) / covered
        deviation = (
            sum(shares.get(kind, 0.0) * worth.deviation for kind, worth in option.by_kind.items()) / covered
        )
        if option.channel not in found or mean > found[option.channel][0]:
            found[option.channel] = (
                mean,
                mean - Z95 * deviation,
                mean + Z95 * deviation,
                option.title,
                covered,
            )
    return dict(sorted(found.items(), key=lambda item: -item[1][0]))


def _slots(warehouse: Warehouse, args: ChannelTimeArguments, as_of: date) -> dict[str, pd.DataFrame]:
    """Messages and those followed by a purchase within three days, by weekday and by hour of sending."""
    import ibis

    from tools.segmentation.audience import segment_table

    if not warehouse.has("contacts"):
        return {}
    table = warehouse.table("contacts")
    table = table.filter(
        table.customer_id.notnull() & table.sent_on.notnull() & (table.sent_on <= ibis.literal(as_of - timedelta(days=ANSWER_DAYS)))
    )  # fmt: skip
    if args.channel is not None:
        table = table.filter(table.channel == args.channel.lower())
    if args.segment is not None:
        table = table.semi_join(segment_table(warehouse, args.segment, as_of), "customer_id")
    sends = table.mutate(
        weekday=table.sent_on.day_of_week.index().cast("int64"), at_hour=table.sent_at.hour().cast("int64")
    ).select("contact_id", "customer_id", "sent_on", "weekday", "at_hour")
    lines = warehouse.table("transactions")
    lines = lines.filter(lines.customer_id.notnull() & (lines.kind == "sale"))
    days = lines.select("customer_id", bought_on=lines.ordered_on).distinct()
    followed = sends.semi_join(
        days,
        [
            sends.customer_id == days.customer_id,
            days.bought_on >= sends.sent_on,
            days.bought_on < sends.sent_on + ibis.interval(days=ANSWER_DAYS),
        ],
    )
    out = {}
    for name, by in (("weekdays", "weekday"), ("hours", "at_hour")):
        every = sends.group_by(by).aggregate(n=sends.count()).execute().set_index(by)["n"]
        hits = followed.group_by(by).aggregate(n=followed.count()).execute().set_index(by)["n"]
        frame = pd.DataFrame({"messages": every, "answered": hits.reindex(every.index).fillna(0)}).dropna()
        frame = frame[frame["messages"] >= 5 * K_ANONYMITY].astype(int).sort_index()
        out[name] = _tested(frame)
    return out


def _tested(frame: pd.DataFrame) -> pd.DataFrame:
    """Each slot against all others together, Holm over the slots."""
    if len(frame) < 2:
        return frame.assign(better=False, rate=frame["answered"] / frame["messages"])
    messages, answered = int(frame["messages"].sum()), int(frame["answered"].sum())
    tests = [
        compare_rates(int(row["answered"]), int(row["messages"]), answered - int(row["answered"]), messages - int(row["messages"]))
        for _, row in frame.iterrows()
    ]  # fmt: skip
    adjusted = holm({str(slot): test.p_value for slot, test in zip(frame.index, tests, strict=True)})
    better = [
        adjusted[str(slot)] < ALPHA and test.difference.value > 0
        for slot, test in zip(frame.index, tests, strict=True)
    ]
    return frame.assign(better=better, rate=frame["answered"] / frame["messages"])


def _facts(
    channels: dict[str, Measured],
    slots: dict[str, pd.DataFrame],
    customers: int,
    money: str,
    as_of: date,
) -> Iterator[Fact]:
    day = as_of.isoformat()
    yield Fact("customers", customers, "customers", "Клиентов", "Customers", as_of=day)
    if channels:
        best, (mean, low, high, title, covered) = next(iter(channels.items()))
        yield Fact("best_channel", best, "text", "Лучший канал", "Best channel", as_of=day)
        yield Fact("best_profit", mean, money, "Ожидаемая прибыль контакта в нём", "Expected profit of a contact there", low=low, high=high, level=0.95, as_of=day, evidence="E", is_change=True, method="randomised past campaigns by kind of customer, weighted to these")  # fmt: skip
        yield Fact("best_covered", covered, "share", "Измерено на видах клиентов, которых здесь", "Measured on kinds of customers that are here", as_of=day)  # fmt: skip
        yield Fact(
            "best_campaign", title, "text", "Измерено в кампании", "Measured in the campaign", as_of=day
        )
        if len(channels) > 1:
            second = list(channels)[1]
            yield Fact("second_channel", second, "text", "Второй канал", "Second channel", as_of=day)
            yield Fact("second_less", mean - channels[second][0], money, "На столько меньше приносит второй", "That much less the second brings", as_of=day, evidence="E")  # fmt: skip
    for name, ru, en in (("weekdays", "день", "day"), ("hours", "час", "hour")):
        frame = slots.get(name)
        if frame is None or len(frame) < 2:
            continue
        proven = int(frame["better"].sum())
        yield Fact(
            f"{name}_proven", proven, "number", f"Доказанно лучших: {ru}", f"Proven better: {en}", as_of=day
        )
        if proven:
            top = int(str(frame["rate"][frame["better"]].idxmax()))
            answered, messages = (int(frame[column].loc[top]) for column in ("answered", "messages"))
            rate, low, high = wilson(answered, messages)
            label = WEEKDAYS[top][1:] if name == "weekdays" else (f"{top:02d}:00",) * 2
            yield Fact(f"best_{name}", rate, "share", f"Купили за три дня после отправки: {label[0]}", f"Bought within three days of sending: {label[1]}", low=low, high=high, level=0.95, n=messages, as_of=day, evidence="D")  # fmt: skip


def _channel_table(channels: dict[str, Measured], money: str) -> Table:
    columns = (
        Column("profit", money, "Прибыль контакта", "Profit of a contact"),
        Column("low", money, "не меньше", "at least"),
        Column("high", money, "не больше", "at most"),
    )
    rows = tuple(
        Row(f"c{place}", f"{name}, как «{title}»", f"{name}, like '{title}'", (mean, low, high))
        for place, (name, (mean, low, high, title, _)) in enumerate(channels.items(), start=1)
    )
    return Table("channels", "Каналы", "Channels", columns, rows)


def _slot_table(name: str, frame: pd.DataFrame) -> Table:
    columns = (
        Column("messages", "messages", "Сообщений", "Messages"),
        Column("answered", "share", "Купили за три дня", "Bought within three days"),
    )
    rows = []
    for slot, row in frame.iterrows():
        key, ru, en = (
            WEEKDAYS[int(str(slot))]
            if name == "weekdays"
            else (f"h{int(str(slot)):02d}", *(f"{int(str(slot)):02d}:00",) * 2)
        )
        mark = bool(row["better"])
        rows.append(
            Row(
                key,
                f"{ru} – доказанно лучше" if mark else ru,
                f"{en} – proven better" if mark else en,
                (int(row["messages"]), float(row["rate"])),
            )
        )
    titles = {
        "weekdays": ("По дням отправки", "By day of sending"),
        "hours": ("По часам отправки", "By hour of sending"),
    }
    return Table(name, *titles[name], columns, tuple(rows))


def _notes(channels: dict[str, Measured], slots: dict[str, pd.DataFrame], kinds: pd.Series) -> Iterator[Note]:
    if channels:
        yield Note(
            "Прибыль контакта – прогноз (уровень E): эффект рандомизированной кампании этого канала, перенесённый на виды клиентов сегмента.",
            "Profit of a contact is a forecast (grade E): the effect of a randomised campaign in this channel, carried over to the segment's kinds of customers.",
        )
        overlap = list(channels.values())
        if len(overlap) > 1 and overlap[1][2] > overlap[0][1]:
            yield Note(
                "Интервалы каналов пересекаются: разница не доказана, оставьте второй канал в тесте.",
                "The intervals of the channels overlap: the difference is not proven, keep the second in a test.",
                "warning",
            )
    else:
        yield Note(
            "Ни в одном канале эффект на таких клиентов не измерен с контрольной группой: сначала нужен пилот.",
            "In no channel was the effect on such customers measured with a control group: a pilot comes first.",
            "warning",
        )
    if any(len(frame) > 1 for frame in slots.values()):
        yield Note(
            "Время отправки никто не разыгрывал случайно: покупка после сообщения не доказывает, что помог час. Проверьте время в A/B-тесте.",
            "Nobody drew the time of sending at random: a purchase after a message does not prove that the hour helped. Test the time against another.",
            "warning",
        )
    regular = float(kinds.str.startswith("repeat_recent").mean())
    if regular > 0.5:
        yield Note(
            "Больше половины здесь – постоянные покупатели: они купят и без скидки, им подходит напоминание накануне обычного дня.",
            "More than half of these buy regularly and would buy without a discount: a reminder the day before their usual day fits.",
            "next_step",
        )
