"""Whom we may and can write to: consent in force, address that works, nobody who asked to be left alone.

A channel reaches a customer when the last event on advertising there is a grant (a grant and a withdrawal at
the same moment count as withdrawn), consent to process personal data has not been withdrawn, a valid address or
live token is known, the last message sent there did not bounce, and there was no complaint or unsubscription
since the grant. Addresses themselves are in the vault and are not read: only whether there is a valid one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import Period
from tools.customers.sales import MINOR, fetch, lines_of, whole
from tools.errors import MissingData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.identity.devices import device_only_ids
from tools.segmentation.audience import look_day, people_of, segment_table
from tools.tool import Arguments, BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

YEAR = timedelta(days=364)
NAMES = {
    "email": ("e-mail", "e-mail"),
    "sms": ("SMS", "SMS"),
    "push": ("push", "push"),
    "telegram": ("Telegram", "Telegram"),
}


class ReachArguments(Arguments):
    """Of whom, and when."""

    as_of: date | None = Field(
        None, description="At the end of this day (ISO date). Default: last day of the data."
    )
    segment: str | None = Field(
        None,
        description="Only this segment: loyal, about_to_leave, long_inactive, champions ... Default: everybody.",
    )
    region: str | None = Field(None, description="Only customers of this region or city.")


def compute(warehouse: Warehouse, args: ReachArguments) -> Findings:
    """Reach by channel, overlap of channels, and the money of those whom no channel reaches."""
    if not warehouse.has("consents"):
        raise MissingData(
            "No consents are loaded, so nobody can be counted as reachable. Load the consent log first.",
            message_ru="Согласия не загружены, поэтому считать кого-либо доступным нельзя. Сначала загрузите журнал согласий.",
            argument="consents",
        )
    day = look_day(warehouse, args.as_of)
    links = fetch_links(warehouse, day)
    channels = sorted(warehouse.values("consents", "channel"))
    people = persons_of(warehouse, _people(warehouse, day, args))
    patterns = _patterns(warehouse, people, links, channels, day)
    require_crowd(int(patterns["customers"].sum()))
    funnel = _funnel(people, links)
    return _findings(warehouse, day, channels, patterns, funnel)


def fetch_links(warehouse: Warehouse, day: date) -> ibis.Table:
    """One row per customer and channel with a consent event: `consent`, `bounced`, `declined`, `reachable`."""
    log = warehouse.table("consents")
    log = log.filter(
        log.customer_id.notnull() & (log["at"] < ibis.timestamp((day + timedelta(days=1)).isoformat()))
    )
    adverts = log.filter(log.purpose == "advertising")
    links = adverts.group_by("customer_id", "channel").aggregate(
        granted_at=adverts["at"].max(where=adverts.status == "granted"),
        revoked_at=adverts["at"].max(where=adverts.status == "revoked"),
    )
    links = links.mutate(consent=_in_force(links))
    personal = log.filter(log.purpose == "personal_data")
    withdrawn = personal.group_by("customer_id").aggregate(
        granted_at=personal["at"].max(where=personal.status == "granted"),
        revoked_at=personal["at"].max(where=personal.status == "revoked"),
    )
    withdrawn = withdrawn.filter(withdrawn.revoked_at.notnull() & ~_in_force(withdrawn)).select("customer_id")
    links = persons_of(warehouse, links.anti_join(withdrawn, "customer_id"))
    links = _with_address(warehouse, _with_answers(warehouse, links, day))
    return links.mutate(reachable=links.consent & ~links.bounced & ~links.declined)


def persons_of(warehouse: Warehouse, rows: ibis.Table) -> ibis.Table:
    """Rows without the ids that are known by cookies and other traces of devices alone."""
    traces = device_only_ids(warehouse)
    return rows if traces is None else rows.anti_join(traces, "customer_id")


DEVICES_NOTE = Note(
    "Записи, известные только по куки, IP и другим следам устройств без согласия на обработку данных, — не клиенты: здесь их нет, писать им нельзя.",
    "Ids known only by cookies, IP and other traces of devices, without consent to the use of personal data, are no customers: they are not counted here and may not be written to.",
    "definition",
)


def _with_address(warehouse: Warehouse, links: ibis.Table) -> ibis.Table:
    """A channel without a valid address counts as one whose address fails; unchanged where no vault is loaded."""
    valid = warehouse.addressed()
    if valid is None:
        return links
    usable = valid.select("customer_id", "channel", addressed=ibis.literal(True))
    both = links.left_join(usable, ["customer_id", "channel"])
    both = both.select(links, both.addressed)
    return both.mutate(bounced=both.bounced | both.addressed.isnull()).drop("addressed")


def _in_force(events: ibis.Table) -> Any:
    return events.granted_at.notnull() & (
        events.revoked_at.isnull() | (events.granted_at > events.revoked_at)
    )


def _with_answers(warehouse: Warehouse, links: ibis.Table, day: date) -> ibis.Table:
    no = ibis.literal(False)
    if not warehouse.has("contacts"):
        return links.mutate(bounced=no, declined=no)
    sent = warehouse.table("contacts")
    sent = sent.filter(sent.customer_id.notnull() & (sent.sent_on <= ibis.literal(day)))
    answers = sent.group_by("customer_id", "channel").aggregate(
        bounced_at=sent.sent_at.max(where=sent.status == "bounced"),
        arrived_at=sent.sent_at.max(where=sent.status != "bounced"),
        declined_at=sent.sent_at.max(where=sent.status.isin(["complained", "unsubscribed"])),
    )
    both = links.left_join(answers, ["customer_id", "channel"])
    both = both.select(
        "customer_id", "channel", "consent", "granted_at", "bounced_at", "arrived_at", "declined_at"
    )
    return both.mutate(
        bounced=both.bounced_at.notnull() & (both.arrived_at.isnull() | (both.bounced_at > both.arrived_at)),
        declined=both.declined_at.notnull()
        & (both.granted_at.isnull() | (both.declined_at >= both.granted_at)),
    )


def _people(warehouse: Warehouse, day: date, args: ReachArguments) -> ibis.Table:
    selection = BaseSelection(region=args.region)
    if args.segment is None:
        return people_of(warehouse, day, selection)
    placed = segment_table(warehouse, args.segment, day, selection)
    return placed.select("customer_id")


def _patterns(
    warehouse: Warehouse, people: ibis.Table, links: ibis.Table, channels: list[str], day: date
) -> pd.DataFrame:
    """Customers and their revenue of the last year by the set of channels that reach them."""
    lines = lines_of(warehouse, Period(max(day - YEAR, warehouse.first_day), day), BaseSelection())
    money = lines.group_by("customer_id").aggregate(revenue=lines.revenue.sum())
    reach = links.group_by("customer_id").aggregate(
        **{f"via_{c}": links.reachable.any(where=links.channel == c) for c in channels}
    )
    each = people.left_join(reach, "customer_id").drop("customer_id_right")
    each = each.left_join(money, "customer_id").drop("customer_id_right")
    each = each.mutate(**{f"via_{c}": each[f"via_{c}"].fill_null(False) for c in channels})
    found = each.group_by(*(f"via_{c}" for c in channels)).aggregate(
        customers=each.count(), revenue=whole(each.revenue.sum().fill_null(0))
    )
    return fetch(found).rename(columns={f"via_{c}": c for c in channels})


def _funnel(people: ibis.Table, links: ibis.Table) -> pd.DataFrame:
    mine = links.semi_join(people, "customer_id")
    found = mine.group_by("channel").aggregate(
        consent=mine.consent.sum(),
        bounced=(mine.consent & mine.bounced).sum(),
        declined=(mine.consent & ~mine.bounced & mine.declined).sum(),
        reachable=mine.reachable.sum(),
    )
    return fetch(found).set_index("channel").fillna(0).astype("int64")


def _findings(
    warehouse: Warehouse,
    day: date,
    channels: list[str],
    patterns: pd.DataFrame,
    funnel: pd.DataFrame,
) -> Findings:
    everyone, money = int(patterns["customers"].sum()), int(patterns["revenue"].sum())
    by_any = patterns[channels].any(axis=1)
    reached = int(patterns["customers"][by_any].sum())
    fact = partial(
        Fact, as_of=day.isoformat(), n=everyone, method="exact count over the consent and contact logs"
    )
    facts = [
        fact("customers", everyone, "customers", "Клиентов в базе", "Customers in the base"),
        fact(
            "reachable",
            reached,
            "customers",
            "Доступны хотя бы в одном канале",
            "Reachable in at least one channel",
        ),
        fact("reachable_share", reached / everyone, "share", "Доля доступных", "Share reachable"),
        fact(
            "unreachable",
            everyone - reached,
            "customers",
            "Недоступны ни в одном канале",
            "Reachable in no channel",
        ),
        fact(
            "unreachable_share",
            1 - reached / everyone,
            "share",
            "Доля недоступных",
            "Share reachable in no channel",
        ),
    ]
    if everyone - reached == 0 or everyone - reached >= K_ANONYMITY:
        lost = int(patterns["revenue"][~by_any].sum())
        facts.append(
            fact(
                "unreachable_revenue",
                lost / MINOR,
                warehouse.currency,
                "Годовая выручка недоступных клиентов",
                "Yearly revenue of customers whom no channel reaches",
            )
        )
        if money > 0:
            facts.append(
                fact(
                    "unreachable_revenue_share",
                    lost / money,
                    "share",
                    "Доля годовой выручки у недоступных клиентов",
                    "Share of yearly revenue from customers whom no channel reaches",
                )
            )
    for channel in channels:
        count = int(patterns["customers"][patterns[channel]].sum())
        ru, en = NAMES.get(channel, (channel, channel))
        facts += [
            fact(f"reachable_{channel}", count, "customers", f"Доступны: {ru}", f"Reachable by {en}"),
            fact(
                f"reachable_{channel}_share",
                count / everyone,
                "share",
                f"Доля доступных: {ru}",
                f"Share reachable by {en}",
            ),
        ]
    notes = [
        Note(
            "Доступен — последнее событие по рекламе в канале «согласен», согласие на обработку данных не отозвано, последнее "
            "сообщение дошло, после согласия не было жалоб и отписок. Это инженерный подсчёт, а не юридическое заключение.",
            "Reachable: the last event on advertising in the channel is a grant, consent to process data is not withdrawn, the last "
            "message arrived, and there was no complaint or unsubscription since. An engineering count, not legal advice.",
            "definition",
        )
    ]
    if device_only_ids(warehouse) is not None:
        notes.append(DEVICES_NOTE)
    if not warehouse.has("contacts"):
        notes.append(
            Note(
                "Журнала отправок нет: работает ли адрес и не отписался ли клиент, не проверено.",
                "There is no contact log: whether addresses work and who unsubscribed could not be checked.",
                "warning",
            )
        )
    if warehouse.addressed() is None:
        notes.append(
            Note(
                "Адреса и токены не загружены: есть ли у клиента действующий адрес, не проверено.",
                "Addresses and tokens are not loaded: whether a customer has a valid one could not be checked.",
                "warning",
            )
        )
    tables = (_channel_table(channels, patterns, funnel, everyone), _overlap_table(channels, patterns))
    chart = Chart(
        "bar", "channels", ("reachable",), "Доступные клиенты по каналам", "Reachable customers by channel"
    )
    return Findings(tuple(facts), tables, (chart,), tuple(notes))


def _channel_table(channels: list[str], patterns: pd.DataFrame, funnel: pd.DataFrame, everyone: int) -> Table:
    columns = (
        Column("consent", "customers", "Согласие есть", "Consent in force"),
        Column("bounced", "customers", "из них адрес не работает", "of these, address fails"),
        Column(
            "declined",
            "customers",
            "из них отписались или жаловались",
            "of these, unsubscribed or complained",
        ),
        Column("reachable", "customers", "Доступны", "Reachable"),
        Column("share", "share", "Доля базы", "Share of the base"),
        Column("only_here", "customers", "Доступны только здесь", "Reachable only here"),
    )
    rows = []
    for channel in channels:
        if channel not in funnel.index or int(funnel["consent"][channel]) < K_ANONYMITY:
            continue
        steps = funnel.to_dict("index")[channel]
        others = [c for c in channels if c != channel]
        only = patterns[channel] & ~patterns[others].any(axis=1)
        reachable = int(steps["reachable"])
        values = (
            int(steps["consent"]),
            _crowd_or_none(int(steps["bounced"])),
            _crowd_or_none(int(steps["declined"])),
            reachable,
            reachable / everyone,
            _crowd_or_none(int(patterns["customers"][only].sum())),
        )
        rows.append(Row(channel, *NAMES.get(channel, (channel, channel)), values))
    return Table("channels", "Каналы", "Channels", columns, tuple(rows))


def _crowd_or_none(customers: int) -> int | None:
    """A count, or nothing where it is about a handful of people."""
    return customers if customers == 0 or customers >= K_ANONYMITY else None


def _overlap_table(channels: list[str], patterns: pd.DataFrame) -> Table:
    rows = []
    for one, two in combinations(channels, 2):
        both = int(patterns["customers"][patterns[one] & patterns[two]].sum())
        either = int(patterns["customers"][patterns[one] | patterns[two]].sum())
        if either >= K_ANONYMITY and (both == 0 or both >= K_ANONYMITY):
            names = [NAMES.get(c, (c, c)) for c in (one, two)]
            label = f"{names[0][0]} + {names[1][0]}", f"{names[0][1]} + {names[1][1]}"
            rows.append(Row(f"{one}_{two}", *label, (both, either)))
    columns = (
        Column("both", "customers", "В обоих каналах", "In both channels"),
        Column("either", "customers", "Хотя бы в одном из двух", "In at least one of the two"),
    )
    return Table("overlap", "Пересечение каналов", "Overlap of channels", columns, tuple(rows))
