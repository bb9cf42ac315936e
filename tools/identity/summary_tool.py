"""The tool on who is who: customer ids against persons, what was merged, what waits, and the map of sources.

A customer id is any id that a system uses for a customer. A person is what identity resolution made of them;
until it has been run every id counts as a person. Coverage is the share of persons that a source knows.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import ibis

from tools.columns import K_ANONYMITY
from tools.customers.crowds import require_crowd
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.identity.devices import is_device
from tools.tool import Arguments
from tools.warehouse.describe import CHANNEL_NAMES, TABLE_NAMES

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

HOLD_CUSTOMERS = ("transactions", "customers", "identities", "consents", "contacts", "surveys", "feedback")


class SummaryArguments(Arguments):
    """The whole base as it is."""


def compute(warehouse: Warehouse, args: SummaryArguments) -> Findings:  # noqa: ARG001
    """Ids, persons, merges, waiting conflicts, coverage by source, buyers of both channels."""
    loaded = [name for name in HOLD_CUSTOMERS if warehouse.has(name)]
    everybody = ibis.union(*(_ids(warehouse, name) for name in loaded), distinct=True) if len(loaded) > 1 else _ids(warehouse, loaded[0])  # fmt: skip
    persons = int(everybody.count().execute())
    require_crowd(persons)
    merged = warehouse.person_map
    several = Counter(merged.values())
    records = persons + len(merged) - len(several)
    queue = warehouse.loads.persons.queue
    as_of = str(warehouse.last_day)
    fact = partial(
        Fact, n=records, as_of=as_of, method="customer ids of all tables, translated by the person map"
    )
    facts = [
        fact("customer_ids", records, "customers", "Идентификаторов клиентов", "Customer ids"),
        fact("persons", persons, "customers", "Людей", "Persons"),
        fact("merged", records - persons, "number", "Лишних идентификаторов объединено", "Ids merged into another"),
        fact("merged_share", (records - persons) / records, "share", "Доля лишних идентификаторов", "Share of ids that were doubles"),
        fact("conflicts", queue.rows if queue is not None else 0, "number", "Конфликтов ждёт решения", "Conflicts waiting for a decision"),
        fact("largest", max(several.values(), default=1), "number", "Больше всего идентификаторов у одного человека", "Most ids of one person"),
    ]  # fmt: skip
    both = _in_several_channels(warehouse)
    if both is not None:
        facts.append(
            fact(
                "several_channels",
                both,
                "customers",
                "Покупают в нескольких каналах",
                "Buy in several channels",
            )
        )
    table = _sources(warehouse, loaded, persons)
    return Findings(
        tuple(facts),
        (table,),
        (Chart("bar", "sources", ("coverage",), "Охват по источникам", "Coverage by source"),),
        tuple(_notes(warehouse, merged, facts)),
    )


def _ids(warehouse: Warehouse, name: str) -> ibis.Table:
    table = warehouse.table(name)
    known = table.filter(table.customer_id.notnull())
    return known.group_by("customer_id").agg(n=known.count()).select("customer_id")


def _sources(warehouse: Warehouse, loaded: list[str], persons: int) -> Table:
    """One row a table, and one a source of the identities; those of few people are left out."""
    rows = []
    for name in loaded:
        count = int(_ids(warehouse, name).count().execute())
        if count >= K_ANONYMITY:
            rows.append(Row(name, *TABLE_NAMES[name], (count, count / persons)))
    if "identities" in loaded:
        table = warehouse.table("identities")
        pairs = table.group_by("source", "customer_id").agg(n=table.count())
        found = pairs.group_by("source").agg(people=pairs.count()).execute().sort_values("source")
        for source, people in zip(found["source"], found["people"], strict=True):
            if int(people) >= K_ANONYMITY:
                ru, en = (f"{source} (устройства, не ключ)", f"{source} (devices, no key)") if is_device(source) else (source, source)  # fmt: skip
                rows.append(Row(f"id_{len(rows)}", f"идентификаторы: {ru}", f"ids: {en}", (int(people), int(people) / persons)))  # fmt: skip
    columns = (
        Column("customers", "customers", "Людей", "Persons"),
        Column("coverage", "share", "Охват", "Coverage"),
    )
    return Table("sources", "Карта источников", "Map of sources", columns, tuple(rows))


def _in_several_channels(warehouse: Warehouse) -> int | None:
    """How many buy in more than one sales channel; None where there is one channel or they are too few."""
    if (
        not warehouse.has_values("transactions", "channel")
        or len(warehouse.values("transactions", "channel")) < 2
    ):
        return None
    lines = warehouse.table("transactions")
    known = lines.filter(lines.customer_id.notnull() & lines.channel.isin(list(CHANNEL_NAMES)))
    pairs = known.group_by("customer_id", "channel").agg(n=known.count())
    channels = pairs.group_by("customer_id").agg(channels=pairs.count())
    count = int(channels.filter(channels.channels > 1).count().execute())
    return count if count >= K_ANONYMITY else None


def _notes(warehouse: Warehouse, merged: dict[str, str], facts: list[Fact]) -> list[Note]:
    notes = [
        Note(
            "Один человек – идентификаторы с общим телефоном, почтой или картой без противоречий; следы устройств (cookie, IP) ключом не служат.",
            "One person: ids that share a telephone, e-mail or card without a contradiction; traces of devices (cookie, IP) are no key.",
            kind="definition",
        )
    ]
    # Only what belongs to the snapshot may be told, and the log does not: a run may have been taken back.
    if not merged and warehouse.loads.persons.queue is None:
        notes.append(
            Note(
                "Ничего не объединено: каждый идентификатор считается отдельным человеком. Проверить: `copilot identity resolve --check`.",
                "Nothing is merged: every id counts as a person of its own. To see what could be: `copilot identity resolve --check`.",
                kind="warning",
            )
        )
    if next(fact.value for fact in facts if fact.key == "conflicts"):
        notes.append(
            Note(
                "Спорные пары сами не объединяются: решите их командой `copilot identity conflicts`.",
                "Doubtful pairs are not merged by themselves: decide them with `copilot identity conflicts`.",
                kind="next_step",
            )
        )
    return notes
