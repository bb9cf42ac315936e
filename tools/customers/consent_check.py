"""The tool on consents: per channel granted, revoked, never asked; the trend; what is missing. Not legal advice.

The last event of a customer, channel and purpose is in force; a grant and a withdrawal at the same moment count
as withdrawn, as in `reachability`. "Never asked" means that the log holds no event: nobody asked, or nobody wrote
it down, which is the same to whoever must prove a consent.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import ibis
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.customers.periods import months_before
from tools.customers.reachability import DEVICES_NOTE, NAMES, persons_of
from tools.customers.sales import fetch
from tools.errors import MissingData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.identity.devices import device_only_ids
from tools.segmentation.audience import look_day, people_of
from tools.tool import Arguments, BaseSelection, Tool

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

MONTHS_BACK, MONTHS_COMPARED = 12, 3


class ConsentArguments(Arguments):
    """When, where, and which purpose."""

    as_of: date | None = Field(
        None, description="At the end of this day (ISO date). Default: last day of the data."
    )
    region: str | None = Field(None, description="Only customers of this region or city.")
    purpose: Literal["advertising", "personal_data"] = Field(
        "advertising", description="Consent to advertising, or to process personal data."
    )


def compute(warehouse: Warehouse, args: ConsentArguments) -> Findings:
    """State by channel, events by month, gaps in the proof."""
    if not warehouse.has("consents"):
        raise MissingData(
            "No consents are loaded: nothing can be proved. Load the consent log.",
            message_ru="Согласия не загружены: доказать ничего нельзя. Загрузите журнал согласий.",
            argument="consents",
        )
    day = look_day(warehouse, args.as_of)
    selection = BaseSelection(region=args.region)
    people = persons_of(warehouse, people_of(warehouse, day, selection))
    everyone = int(people.count().execute())
    require_crowd(everyone)
    log = warehouse.table("consents")
    log = log.filter(
        log.customer_id.notnull()
        & (log.purpose == args.purpose)
        & (log["at"] < ibis.timestamp((day + timedelta(days=1)).isoformat()))
    ).semi_join(people, "customer_id")
    state = _state(log)
    then = months_before(day, MONTHS_COMPARED)
    earlier = _state(log.filter(log["at"] < ibis.timestamp((then + timedelta(days=1)).isoformat())))
    base_then = 0
    if then >= warehouse.first_day:
        base_then = int(persons_of(warehouse, people_of(warehouse, then, selection)).count().execute())
    channels = sorted(warehouse.values("consents", "channel"))
    any_channel = _anywhere(log)
    fact = partial(Fact, n=everyone, as_of=day.isoformat(), method="last event of the consent log")
    facts = [
        fact("customers", everyone, "customers", "Клиентов в базе", "Customers in the base"),
        fact(
            "granted",
            any_channel,
            "customers",
            "Согласие хотя бы в одном канале",
            "Consent in at least one channel",
        ),
        fact("granted_share", any_channel / everyone, "share", "Доля с согласием", "Share with consent"),
        fact(
            "without",
            everyone - any_channel,
            "customers",
            "Без согласия ни в одном канале",
            "Without consent in any channel",
        ),
        fact("compared_on", then.isoformat(), "date", "С каким днём сравниваем", "Day compared with"),
        *_proof(fact, log),
    ]
    table = _channels(channels, state, earlier, everyone, base_then)
    trend = _trend(log, day)
    facts += [
        fact(
            f"{row.key}_change",
            row.values[5],
            "pp",
            f"Изменение доли: {row.label_ru}",
            f"Change of the share: {row.label_en}",
            is_change=True,
        )
        for row in table.rows
        if row.values[5] is not None
    ]
    charts = (
        Chart(
            "stacked_bar",
            "channels",
            ("granted", "revoked", "never"),
            "Согласия по каналам",
            "Consents by channel",
        ),
        Chart(
            "line",
            "months",
            ("granted", "revoked"),
            "Согласия и отзывы по месяцам",
            "Grants and withdrawals by month",
        ),
    )
    return Findings(tuple(facts), (table, trend), charts, tuple(_notes(warehouse, args, facts)))


def _last_events(log: ibis.Table) -> ibis.Table:
    events = log.group_by("customer_id", "channel").aggregate(
        granted_at=log["at"].max(where=log.status == "granted"),
        revoked_at=log["at"].max(where=log.status == "revoked"),
    )
    granted = events.granted_at.notnull() & (
        events.revoked_at.isnull() | (events.granted_at > events.revoked_at)
    )
    return events.mutate(granted=granted)


def _state(log: ibis.Table) -> pd.DataFrame:
    events = _last_events(log)
    found = fetch(events.group_by("channel").aggregate(granted=events.granted.sum(), asked=events.count()))
    return found.set_index("channel").astype("int64")


def _anywhere(log: ibis.Table) -> int:
    events = _last_events(log)
    people = events.filter(events.granted & events.customer_id.notnull()).select("customer_id").distinct()
    return int(people.count().execute())


def _proof(fact: partial[Fact], log: ibis.Table) -> list[Fact]:
    """Consents in force whose proof or wording was not kept."""
    in_force = _last_events(log).filter(lambda t: t.granted).select("customer_id", "channel", "granted_at")
    both = log.filter(log.status == "granted").inner_join(
        in_force, ["customer_id", "channel", log["at"] == in_force.granted_at]
    )
    blank = both.proof.isnull() | (both.proof.strip() == "")
    unworded = both.text_version.isnull() | (both.text_version.strip() == "")
    found = fetch(
        both.aggregate(
            n=both.count(), unproved=blank.sum().fill_null(0), unworded=unworded.sum().fill_null(0)
        )
    ).iloc[0]
    return [
        fact("in_force", int(found["n"]), "number", "Согласий в силе", "Consents in force"),
        fact(
            "unproved",
            int(found["unproved"]),
            "number",
            "Из них без доказательства",
            "Of these, without proof",
        ),
        fact(
            "unworded",
            int(found["unworded"]),
            "number",
            "Из них без версии текста",
            "Of these, without the wording",
        ),
    ]


def _channels(
    channels: list[str], state: pd.DataFrame, earlier: pd.DataFrame, everyone: int, base_then: int
) -> Table:
    rows = []
    for channel in channels:
        if channel not in state.index or int(state["asked"][channel]) < K_ANONYMITY:
            continue
        granted, asked = int(state["granted"][channel]), int(state["asked"][channel])
        change = None
        if channel in earlier.index and base_then >= K_ANONYMITY:
            change = granted / everyone - int(earlier["granted"][channel]) / base_then
        values = (
            granted,
            asked - granted,
            everyone - asked,
            granted / everyone,
            (asked - granted) / asked,
            change,
        )
        rows.append(Row(channel, *NAMES.get(channel, (channel, channel)), values))
    columns = (
        Column("granted", "customers", "Согласны", "Granted"),
        Column("revoked", "customers", "Отозвали", "Revoked"),
        Column("never", "customers", "Не спрашивали (записи нет)", "Never asked (no record)"),
        Column("share", "share", "Доля базы с согласием", "Share of the base with consent"),
        Column("revoked_share", "share", "Отозвали из спрошенных", "Revoked, of those asked"),
        Column("change", "pp", "Изменение доли за квартал", "Change of the share in a quarter"),
    )
    return Table("channels", "Согласия по каналам", "Consents by channel", columns, tuple(rows))


def _trend(log: ibis.Table, day: date) -> Table:
    start = months_before(day.replace(day=1), MONTHS_BACK)
    recent = log.filter(log["at"] >= ibis.timestamp(start.isoformat()))
    recent = recent.mutate(month=recent["at"].strftime("%Y-%m"))
    found = fetch(
        recent.group_by("month").aggregate(
            granted=recent.customer_id.nunique(where=recent.status == "granted"),
            revoked=recent.customer_id.nunique(where=recent.status == "revoked"),
        )
    ).sort_values("month")
    rows = []
    for row in found.to_dict("records"):
        counts = tuple(
            int(row[c]) if int(row[c]) >= K_ANONYMITY or int(row[c]) == 0 else None
            for c in ("granted", "revoked")
        )
        if any(counts):
            rows.append(Row(row["month"], row["month"], row["month"], counts))
    columns = (
        Column("granted", "customers", "Дали согласие", "Granted"),
        Column("revoked", "customers", "Отозвали", "Revoked"),
    )
    return Table("months", "По месяцам", "By month", columns, tuple(rows))


def _notes(warehouse: Warehouse, args: ConsentArguments, facts: list[Fact]) -> list[Note]:
    what = {
        "advertising": ("на рекламу", "to advertising"),
        "personal_data": ("на обработку личных данных", "to process personal data"),
    }
    ru, en = what[args.purpose]
    notes = []
    if any(f.key in ("unproved", "unworded") and f.value for f in facts):
        notes.append(
            Note(
                "Не у всех согласий в силе есть доказательство и версия текста, а доказывать согласие должен отправитель: покажите это юристу.",
                "Not every consent in force has its proof and wording, and the sender must prove consent: show this to your lawyer.",
                "warning",
            )
        )
    notes.append(
        Note(
            f"Согласие {ru}: в силе последнее событие клиента в канале. «Не спрашивали» — записи в журнале нет. Текущий месяц может быть неполным. "
            "Это инженерный подсчёт, а не юридическое заключение.",
            f"Consent {en}: the last event of a customer in a channel is in force. 'Never asked' means no record in the log. The current month may be "
            "incomplete. An engineering count, not legal advice.",
            "definition",
        )
    )
    if device_only_ids(warehouse) is not None:
        notes.append(DEVICES_NOTE)
    return notes


CONSENT_CHECK = Tool(
    name="consent_check",
    version=1,
    effect="read",
    arguments=ConsentArguments,
    compute=compute,
    title_ru="Проверка согласий",
    title_en="Consent check",
    description_ru=(
        "Согласия по каналам: сколько дали, отозвали, кого не спрашивали; как меняется по месяцам; у скольких согласий нет доказательства или версии "
        "текста. Не юридическое заключение."
    ),
    description_en=(
        "Consents by channel: how many granted, revoked, were never asked; how it moves by month; how many lack proof or wording. Not legal advice."
    ),
    examples_ru=(
        "проверь согласия",
        "сколько клиентов отозвали согласие",
        "кого мы не спрашивали о согласии",
        "журнал согласий по каналам",
        "сколько согласий без доказательства",
        "растёт ли число отзывов согласия",
        "согласия на обработку персональных данных",
        "аудит согласий",
        "в каком канале чаще отзывают согласие",
        "сколько новых согласий за месяц",
        "что у нас с согласиями на рассылку",
        "сколько отписок от рекламы по месяцам",
        "у каких согласий нет версии текста",
        "согласия на пуши: дали, отозвали",
    ),
    examples_en=(
        "check the consents",
        "how many customers revoked their consent",
        "whom have we never asked for consent",
        "consent log by channel",
        "consents without proof",
        "are withdrawals growing",
        "consent to process personal data",
        "consent audit",
        "in which channel is consent revoked most",
        "new consents by month",
        "state of our marketing permissions",
        "which consents lack a text version",
        "push consents granted and revoked",
    ),
)
