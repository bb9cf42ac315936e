"""The tool `contact_pressure`: do we write too often, which channel is overheated, and what would another cap cost?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import slugs
from tools.errors import MissingData, NotEnoughData
from tools.experiments.channels import ChannelArguments, measured_profit
from tools.experiments.two_rates import compare_rates
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WEEK, RECENT, BEFORE = 7, 28, 91
MOST_DOSE = 3
ALPHA = 0.01


@dataclass(frozen=True, slots=True)
class Answers:
    """Messages and the bad answers to them."""

    messages: int
    left: int
    complained: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Share of unsubscribes of one channel in the last four weeks, and in the quarter before."""

    messages: int
    now: float
    before: float
    change: float
    hot: bool


class PressureArguments(Arguments):
    """Which contacts, and the cap to try."""

    as_of: date | None = Field(None, description="Look back from this day. Default: last day of the data.")
    channel: str | None = Field(None, description="Only this message channel: email, sms, push, telegram.")
    cap: int = Field(2, ge=1, le=3, description="Most contacts a person in seven days to try, 1 to 3.")


def compute(warehouse: Warehouse, args: PressureArguments) -> Findings:
    """Contacts per person, answers by how many contacts came in the seven days before, change of each channel against
    the quarter before, and what the cap would have held back."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    sent = _sent(warehouse, args, as_of)
    counts = _counts(sent, as_of)
    people = _people(sent, as_of)
    recent = counts[counts["recent"] == 1]
    if people["people"] < K_ANONYMITY or recent.empty:
        raise NotEnoughData(
            f"Fewer than {K_ANONYMITY} people were written to in the four weeks to {as_of}.",
            message_ru=f"За четыре недели до {as_of} писали меньше чем {K_ANONYMITY} людям.",
            argument="as_of",
        )
    profit = measured_profit(warehouse, ChannelArguments(end=as_of))
    doses, channels = _by_dose(counts), _by_channel(counts)
    money = warehouse.currency
    return Findings(
        facts=_facts(recent, people, doses, channels, profit, args, money, as_of),
        tables=(_dose_table(doses), _channel_table(channels, profit, money)),
        charts=(Chart("bar", "doses", ("unsubscribed",), "Отписки по числу контактов за неделю до", "Unsubscribes by contacts in the week before"),),
        notes=tuple(_notes(doses, channels, profit)),
    )  # fmt: skip


def _sent(warehouse: Warehouse, args: PressureArguments, as_of: date) -> Any:
    """Contacts of the last 119 days with `dose`: how many of the same person came in the seven days up to it."""
    import ibis

    if not warehouse.has("contacts"):
        raise MissingData(
            "The warehouse has no table contacts: who was sent what and when.",
            message_ru="В данных нет таблицы contacts: кому, что и когда отправили.",
            argument="contacts",
        )
    table = warehouse.table("contacts")
    table = table.filter(table.customer_id.notnull() & table.channel.notnull() & table.sent_on.notnull())
    order = ibis.window(group_by=table.customer_id, order_by=[table.sent_on, table.contact_id])
    near = [
        ibis.ifelse(
            table.sent_on.delta(table.sent_on.lag(back).over(order), unit="day") < WEEK, 1, 0
        ).fill_null(0)
        for back in range(1, MOST_DOSE + 1)
    ]
    sent = table.mutate(dose=sum(near[1:], near[0]))
    start = as_of - timedelta(days=RECENT + BEFORE - 1)
    sent = sent.filter((sent.sent_on >= ibis.literal(start)) & (sent.sent_on <= ibis.literal(as_of)))
    return sent.filter(sent.channel == args.channel.lower()) if args.channel else sent


def _counts(sent: Any, as_of: date) -> pd.DataFrame:
    import ibis

    since = ibis.literal(as_of - timedelta(days=RECENT - 1))
    rows = sent.mutate(
        recent=ibis.ifelse(sent.sent_on >= since, 1, 0),
        left=ibis.ifelse(sent.status == "unsubscribed", 1, 0),
        complained=ibis.ifelse(sent.status == "complained", 1, 0),
    )
    frame: pd.DataFrame = (
        rows.group_by("channel", "dose", "recent")
        .aggregate(
            messages=rows.count(),
            left=rows.left.sum(),
            complained=rows.complained.sum(),
            cost=rows.cost.sum(),
        )
        .execute()
    )
    frame[["left", "complained"]] = frame[["left", "complained"]].fillna(0).astype(int)
    return frame.sort_values(["channel", "dose", "recent"], ignore_index=True)


def _people(sent: Any, as_of: date) -> dict[str, int]:
    import ibis

    recent = sent.filter(sent.sent_on >= ibis.literal(as_of - timedelta(days=RECENT - 1)))
    each = recent.group_by("customer_id").aggregate(messages=recent.count(), most=recent.dose.max())
    found = each.group_by("most").aggregate(people=each.count(), messages=each.messages.sum()).execute()
    most = found["most"].astype(int)
    return {
        "people": int(found["people"].sum()),
        "messages": int(found["messages"].sum()),
        **{f"above_{cap}": int(found.loc[most >= cap, "people"].sum()) for cap in range(1, MOST_DOSE + 1)},
    }


def _answers(part: pd.DataFrame) -> Answers:
    return Answers(*(int(part[name].sum()) for name in ("messages", "left", "complained")))


def _by_dose(counts: pd.DataFrame) -> dict[int, Answers]:
    return {
        dose: _answers(counts[counts["dose"] == dose]) for dose in sorted({int(d) for d in counts["dose"]})
    }


def _by_channel(counts: pd.DataFrame) -> dict[str, Heat]:
    """Unsubscribes of the last four weeks against the quarter before, with the test of no change."""
    out = {}
    for channel in sorted(set(counts["channel"])):
        own = counts[counts["channel"] == channel]
        now, before = (_answers(own[own["recent"] == flag]) for flag in (1, 0))
        if min(now.messages, before.messages) < K_ANONYMITY:
            continue
        test = compare_rates(now.left, now.messages, before.left, before.messages)
        out[str(channel)] = Heat(
            now.messages,
            now.left / now.messages,
            before.left / before.messages,
            test.difference.value,
            test.p_value < ALPHA and test.difference.value > 0,
        )
    return out


def _facts(
    recent: pd.DataFrame,
    people: dict[str, int],
    doses: dict[int, Answers],
    channels: dict[str, Heat],
    profit: dict[str, tuple[float, float, float, int]],
    args: PressureArguments,
    money: str,
    as_of: date,
) -> tuple[Fact, ...]:
    fact = partial(Fact, as_of=as_of.isoformat())
    above = people[f"above_{args.cap}"]
    facts = [
        fact("people", people["people"], "customers", "Писали за четыре недели", "Written to in four weeks"),
        fact("per_week", people["messages"] / people["people"] / (RECENT / WEEK), "number", "Контактов на человека в неделю", "Contacts a person a week"),
        fact("cap", args.cap, "number", "Лимит контактов за семь дней", "Cap of contacts in seven days"),
        fact("cap_days", WEEK, "days", "Лимит считается за", "The cap counts over"),
        fact("window", RECENT, "days", "Смотрим за", "Looked at"),
        fact("many", MOST_DOSE, "number", "Часто – от стольких контактов за неделю", "Often means from so many contacts in a week"),
    ]  # fmt: skip
    if above == 0 or above >= K_ANONYMITY:
        facts.append(fact("above_share", above / people["people"], "share", "Получали больше лимита", "Got more than the cap", n=people["people"]))  # fmt: skip
    held = recent[recent["dose"] >= args.cap]
    blocked = int(held["messages"].sum()) / (RECENT / WEEK)
    facts.append(fact("held_back", blocked, "messages", "Лимит задержал бы контактов в неделю", "Contacts a week that the cap would hold back"))  # fmt: skip
    known = held[held["channel"].isin(list(profit))]
    if len(held) and len(known) == len(held):
        worth = sum(
            profit[str(channel)][0] * count
            for channel, count in zip(known["channel"], known["messages"], strict=True)
        )
        facts.append(fact("cap_price", worth / (RECENT / WEEK), money, "Во столько прибыли в неделю обошёлся бы лимит", "Profit a week that the cap would cost", evidence="E", method="contacts held back times measured profit per contact of their channel"))  # fmt: skip
    few, many = doses.get(0), doses.get(MOST_DOSE)
    if few is not None and many is not None and min(few.messages, many.messages) >= K_ANONYMITY:
        test = compare_rates(many.left, many.messages, few.left, few.messages)
        facts.append(Fact.of("fatigue", test.difference, label_ru="Отписок больше у тех, кому писали три раза и чаще за неделю до", label_en="More unsubscribes after three or more contacts in the week before", as_of=as_of.isoformat(), is_change=True, evidence="D"))  # fmt: skip
    hot = [name for name, heat in channels.items() if heat.hot]
    facts.append(fact("overheated", len(hot), "number", "Перегретых каналов", "Overheated channels"))
    facts += _shift(hot, channels, profit, money, as_of)
    return tuple(facts)


def _shift(
    hot: list[str],
    channels: dict[str, Heat],
    profit: dict[str, tuple[float, float, float, int]],
    money: str,
    as_of: date,
) -> list[Fact]:
    """What moving a fifth of the hottest channel's contacts to the best measured other channel would bring."""
    others = {name: row for name, row in profit.items() if name not in hot}
    if not hot or not others:
        return []
    hottest = max(hot, key=lambda name: channels[name].change)
    best = max(others, key=lambda name: others[name][0])
    moved = 0.2 * channels[hottest].messages / (RECENT / WEEK)
    here = profit.get(hottest)
    facts = [
        Fact("hottest", hottest, "text", "Самый перегретый канал", "Most overheated channel", as_of=as_of.isoformat()),
        Fact("shift_to", best, "text", "Куда перенести", "Where to move it", as_of=as_of.isoformat()),
        Fact("shift_messages", moved, "messages", "Перенести контактов в неделю", "Contacts a week to move", as_of=as_of.isoformat()),
    ]  # fmt: skip
    if here is not None:
        facts.append(
            Fact("shift_profit", moved * (others[best][0] - here[0]), money, "Изменение прибыли в неделю", "Change of profit a week", as_of=as_of.isoformat(), is_change=True, evidence="E", method="measured profit per contact of both channels")
        )  # fmt: skip
    return facts


def _dose_table(doses: dict[int, Answers]) -> Table:
    columns = (
        Column("messages", "messages", "Сообщений", "Messages"),
        Column("unsubscribed", "share", "Отписались", "Unsubscribed"),
        Column("complained", "share", "Пожаловались", "Complained"),
    )
    names = ("ни одного", "один", "два", "три и больше"), ("none", "one", "two", "three or more")
    rows = tuple(
        Row(
            f"d{dose}",
            f"за неделю до: {names[0][dose]}",
            f"in the week before: {names[1][dose]}",
            (seen.messages, seen.left / seen.messages, seen.complained / seen.messages),
        )
        for dose, seen in doses.items()
        if seen.messages >= K_ANONYMITY
    )
    return Table("doses", "Ответы по частоте", "Answers by frequency", columns, rows)


def _channel_table(
    channels: dict[str, Heat], profit: dict[str, tuple[float, float, float, int]], money: str
) -> Table:
    columns = (
        Column("messages", "messages", "Сообщений за четыре недели", "Messages in four weeks"),
        Column("now", "share", "Отписки сейчас", "Unsubscribes now"),
        Column("before", "share", "Отписки кварталом раньше", "Unsubscribes in the quarter before"),
        Column("change", "pp", "Изменение", "Change"),
        Column("profit", money, "Прибыль на контакт, измерено", "Profit per contact, measured"),
    )
    rows = tuple(
        Row(
            key,
            f"{name} – перегрет" if heat.hot else name,
            f"{name} – overheated" if heat.hot else name,
            (heat.messages, heat.now, heat.before, heat.change, profit[name][0] if name in profit else None),
        )
        for key, (name, heat) in zip(slugs(list(channels)), channels.items(), strict=True)
    )
    return Table("channels", "Каналы", "Channels", columns, rows)


def _notes(
    doses: dict[int, Answers], channels: dict[str, Heat], profit: dict[str, tuple[float, float, float, int]]
) -> list[Note]:
    notes = [
        Note(
            "Перегрет – канал, где доля отписок за четыре недели выше, чем за квартал до них (тест на двух долях, p < 0,01). Кому писать чаще, выбираем мы сами, поэтому связь частоты и отписок – наблюдение, а не доказанная причина.",
            "Overheated means more unsubscribes in four weeks than in the quarter before (test of two rates, p < 0.01). We choose whom to write to more often, so the link of frequency and unsubscribes is an observation and not a proven cause.",
            "definition",
        ),
        Note(
            "Сколько контактов задержал бы лимит, посчитано по журналу; это верхняя граница: задержанный контакт освобождает место следующему.",
            "What the cap would hold back is counted in the log; it is an upper bound: a contact held back makes room for the next.",
        ),
    ]
    if not profit:
        notes.append(
            Note(
                "Цену лимита назвать нельзя: ни в одном канале прибыль контакта не измерена с контрольной группой.",
                "The price of the cap cannot be named: in no channel was the profit of a contact measured with a control group.",
                "warning",
            )
        )
    if not channels or len(doses) < 2:
        notes.append(
            Note(
                "Истории мало: сравнить каналы с прошлым кварталом или частоты между собой нельзя.",
                "There is too little history to compare channels with the quarter before, or frequencies with each other.",
                "warning",
            )
        )
    return notes
