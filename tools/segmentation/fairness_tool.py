"""The tool that reads out whether a segment takes in groups of people alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import Field

from tools.customers.crowds import require_crowd, slugs
from tools.customers.sales import fetch
from tools.errors import InvalidArgument, MissingData
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.segmentation.attributes import attribute_names, attribute_of
from tools.segmentation.audience import all_segments, look_day, people_of, segment_table
from tools.segmentation.check_tool import Key
from tools.segmentation.fairness import FOUR_FIFTHS, fairness
from tools.segmentation.segments import by_key
from tools.segmentation.sensitive import Purpose, require_allowed
from tools.tool import BaseSelection, Tool

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHOWN = 20


class FairnessArguments(BaseSelection):
    """Which segment, by which attribute, for what."""

    segment: Key | str = Field(
        "loyal", description="The segment (lifecycle or RFM key) that is to be offered something."
    )
    attribute: str | None = Field(
        None,
        description="Customer attribute to compare by, such as region, city, language or one you loaded. Default: the first known.",
    )
    purpose: Purpose = Field(
        "message", description="Is the segment for a message or for a price (or a discount)?"
    )
    allow_sensitive: bool = Field(
        False, description="Let a sensitive attribute (sex, age, health) be read out; needs a legal ground."
    )


def compute(warehouse: Warehouse, args: FairnessArguments) -> Findings:
    """The share of every group that is in the segment."""
    segment = by_key(all_segments(warehouse)[1:], args.segment)
    day = look_day(warehouse, args.as_of)
    known = attribute_names(warehouse)
    name = args.attribute or (known[0] if known else None)
    if name is None:
        raise MissingData(
            "No attribute of customers is known: load the table customers or attributes.",
            message_ru="Признаки клиентов неизвестны: загрузите таблицу customers или attributes.",
            argument="attribute",
        )
    # Reading a sensitive attribute out is how unfairness is found; deciding by it is what is refused.
    warnings = require_allowed([name], allow_sensitive=args.allow_sensitive, purpose="message")
    if args.channel is not None or args.category is not None:
        raise InvalidArgument(
            "Fairness compares all customers; leave channel and category out.",
            message_ru="Сравниваются все клиенты; уберите канал и категорию.",
            argument="channel",
        )
    everybody = fetch(people_of(warehouse, day, args).select("customer_id"))["customer_id"]
    members = set(
        fetch(segment_table(warehouse, segment.key, day, args).select("customer_id"))["customer_id"]
    )
    people = pd.DataFrame(
        {"group": everybody.map(attribute_of(warehouse, name, day)), "chosen": everybody.isin(members)}
    )
    require_crowd(int(people["chosen"].sum()))
    found = fairness(people)
    as_of = day.isoformat()
    known_people = int(found["people"].sum())
    fact = partial(Fact, as_of=as_of, n=known_people)
    spread = float(found["share"].min() / found["share"].max())
    facts = [
        fact("end", as_of, "date", "На дату", "As of", method="arguments"),
        fact("customers", known_people, "customers", "Клиентов с известным признаком", "Customers whose attribute is known", method="exact count"),
        fact("attribute", name, "text", "Признак", "Attribute", method="arguments"),
        fact("groups", len(found), "number", "Групп", "Groups", method="exact count"),
        fact("share", float(found["chosen"].sum() / found["people"].sum()), "share", "Доля в сегменте по всем группам", "Share in the segment over all groups", method="exact count"),
        fact("worst_to_best", spread, "ratio", "Наименьшая доля к наибольшей", "Smallest share over the largest", method="ratio of shares"),
        fact("four_fifths", FOUR_FIFTHS, "ratio", "Порог четырёх пятых", "Four-fifths threshold", method="29 CFR 1607.4 D"),
        fact("to_look_at", int(found["look"].sum()), "number", "Групп, где стоит разобраться", "Groups to look into", method="below four fifths of the best and beyond chance"),
    ]  # fmt: skip
    return Findings(
        tuple(facts),
        (_table(found),),
        (),
        (*warnings, *_notes(args, name, segment.name_ru, segment.name_en, found)),
    )


def _table(found: pd.DataFrame) -> Table:
    found = found.sort_values(["look", "to_best"], ascending=[False, True], kind="stable").head(SHOWN)
    names = [str(name) for name in found.index]
    rows = [
        Row(
            slug,
            name,
            name,
            (
                int(row["people"]),
                row["share"],
                row["others"],
                row["ratio"],
                row["low"],
                row["high"],
                row["to_best"],
                int(row["look"]),
            ),
        )
        for slug, name, row in zip(slugs(names), names, found.to_dict("records"), strict=True)
    ]
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("share", "share", "Доля в сегменте", "Share in the segment"),
        Column("others", "share", "У остальных", "Among the others"),
        Column("ratio", "ratio", "Отношение", "Ratio"),
        Column("low", "ratio", "Не меньше", "At least"),
        Column("high", "ratio", "Не больше", "At most"),
        Column("to_best", "ratio", "К наибольшей доле", "To the largest share"),
        Column("look", "number", "Разобраться (1 — да)", "To look into (1 = yes)"),
    )
    return Table("groups", "Кого берёт сегмент", "Whom the segment takes in", columns, tuple(rows))


def _notes(args: FairnessArguments, name: str, ru: str, en: str, found: pd.DataFrame) -> list[Note]:
    notes = []
    if args.purpose == "price" and bool(found["look"].any()):
        notes.append(
            Note(
                f"Цена или скидка только для сегмента «{ru}» обойдёт часть групп по признаку «{name}»: согласуйте с юристом до запуска.",
                f"A price or discount for {en} alone passes over some groups of {name}: have it checked by a lawyer before the start.",
                "warning",
            )
        )
    elif bool(found["look"].any()):
        notes.append(
            Note(
                f"Некоторые группы по признаку «{name}» попадают в сегмент заметно реже: разберитесь, почему, прежде чем предлагать только ему.",
                f"Some groups of {name} are in the segment clearly less often: find out why before you make offers to it alone.",
                "warning",
            )
        )
    notes.append(
        Note(
            "Показаны обе мерки: отношение к группе с наибольшей долей (правило четырёх пятых) и неслучайность с поправкой на число групп. Это повод посмотреть, а не вывод о нарушении.",
            "Both yardsticks are shown: the ratio to the group with the largest share (four-fifths rule), and whether it is beyond chance, corrected for the number of groups. It is a reason to look, not a finding of fault.",
            "definition",
        )
    )
    return notes


SEGMENT_FAIRNESS = Tool(
    name="segment_fairness",
    version=1,
    effect="read",
    arguments=FairnessArguments,
    compute=compute,
    title_ru="Справедливость сегмента",
    title_en="Fairness of a segment",
    description_ru=(
        "Не обходит ли сегмент, скидка или аудитория какую-то группу людей: доля каждой группы (регион, язык или загруженный признак) в сегменте, правило четырёх пятых, "
        "неслучайность. Пол, возраст и здоровье выключены по умолчанию и для цены запрещены."
    ),
    description_en=(
        "Does a segment, discount or audience pass over a group of people: the share of each group (region, language or a loaded attribute) in the segment, the four-fifths "
        "rule, beyond chance or not. Sex, age and health are off by default and refused for a price."
    ),
    examples_ru=(
        "справедлив ли сегмент лояльных по регионам",
        "не дискриминирует ли скидка какую-то группу",
        "проверка на дискриминацию по аудитории",
        "какие группы людей реже попадают в сегмент",
        "правило четырёх пятых для сегмента",
        "не обделяем ли мы какие-то регионы",
        "fairness сегмента чемпионы",
        "равномерно ли сегмент охватывает группы",
        "кого обходит аудитория акции",
        "можно ли назначать цену по полу и возрасту",
        "проверь сегмент на перекос по языку",
        "есть ли перекос по признаку в сегменте",
        "ущемляет ли персональная цена какую-то группу",
    ),
    examples_en=(
        "is the loyal segment fair across regions",
        "does the discount discriminate against a group",
        "fairness check of the audience",
        "which groups of people are less often in the segment",
        "four-fifths rule for a segment",
        "do we pass over some regions",
        "fairness of the champions segment",
        "disparate impact of a segment",
        "whom does the audience leave out",
        "may a price depend on sex or age",
        "check the segment for bias by language",
        "is there a bias in the segment by attribute",
        "does personal pricing disadvantage a group",
    ),
)
