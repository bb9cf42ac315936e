"""Who has outgrown the goods they once bought, and which attributes are too old to be believed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import ibis
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.life_stages import ATTRIBUTE_DAYS, STAGES, Stage, people_by_stage, stage_of
from tools.customers.sales import fetch
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


class StageArguments(Arguments):
    """On which day, and for which offer."""

    as_of: date | None = Field(
        None,
        description="The day of the look (ISO date); it may lie after the data. Default: their last day.",
    )
    about: str | None = Field(
        None, description="Only the stage that these words speak of: a category, a brief, a product."
    )


def compute(warehouse: Warehouse, args: StageArguments) -> Findings:
    """By stage of life: customers in it, and those for whom it is over and who are left out of offers."""
    day = args.as_of or warehouse.last_day
    if day < warehouse.first_day:
        raise InvalidArgument(
            f"as_of {day} is before the first day of the data, {warehouse.first_day}.",
            message_ru=f"Дата {day} раньше первого дня данных {warehouse.first_day}.",
            argument="as_of",
        )
    wanted: tuple[Stage, ...] = STAGES
    if args.about is not None:
        stage = stage_of(args.about)
        if stage is None:
            known = ", ".join(one.ru for one in STAGES)
            raise InvalidArgument(
                f"{args.about!r} speaks of no stage of life; known are: {', '.join(one.en for one in STAGES)}.",
                message_ru=f"«{args.about}» не говорит об этапе жизни; известны: {known}.",
                argument="about",
            )
        wanted = (stage,)
    rows, seen = [], False
    for stage in wanted:
        people = people_by_stage(warehouse, stage, day)
        if people is None:
            continue
        seen = True
        counts = fetch(
            people.aggregate(n=people.count(), over=people.over.cast("int64").sum().fill_null(0))
        ).iloc[0]
        n, over = int(counts["n"]), int(counts["over"])
        if n < K_ANONYMITY:
            continue
        few = any(0 < part < K_ANONYMITY for part in (over, n - over))
        shown = (
            n,
            None if few else n - over,
            None if few else over,
            None if few else over / n,
            stage.lasts_days,
        )
        rows.append(Row(stage.key, stage.ru, stage.en, shown))
    if not seen:
        raise MissingData(
            "The data name no categories and no products, so no stage of life can be told.",
            message_ru="В данных нет ни категорий, ни названий товаров, поэтому этап жизни не определить.",
            argument="category",
        )
    attributes = _attributes(warehouse, day)
    if not rows and not attributes:
        raise NotEnoughData(
            f"No category or product speaks of a stage of life of at least {K_ANONYMITY} customers.",
            message_ru=f"Ни одна категория и ни один товар не говорят об этапе жизни хотя бы {K_ANONYMITY} клиентов.",
            argument="about",
        )
    fact = partial(
        Fact, as_of=day.isoformat(), method="first purchase of the latest run, against the stage's length"
    )
    facts = [
        fact("as_of", day.isoformat(), "date", "На какой день", "As of"),
        fact("stages", len(rows), "number", "Этапов жизни найдено", "Stages of life found"),
        fact("stale_attributes", sum(bool(row.values[1]) for row in attributes), "number", "Признаков с устаревшими значениями", "Attributes with stale values"),
    ]  # fmt: skip
    columns = (
        Column("customers", "customers", "Покупали для этапа", "Bought for the stage"),
        Column("still", "customers", "Этап ещё идёт", "Still in it"),
        Column("over", "customers", "Этап прошёл: не предлагать", "Over: leave out of offers"),
        Column("over_share", "share", "Доля прошедших", "Share over"),
        Column("lasts", "days", "Сколько верим", "Believed for"),
    )
    stale_columns = (
        Column("known", "customers", "Известно", "Known"),
        Column("stale", "customers", "Устарело", "Stale"),
        Column("lasts", "days", "Сколько верим", "Believed for"),
    )
    tables = [
        Table("stages", "Этапы жизни", "Stages of life", columns, tuple(rows)),
        Table("attributes", "Возраст признаков", "Age of attributes", stale_columns, tuple(attributes)),
    ]
    charts = (Chart("bar", "stages", ("still", "over"), "Этапы жизни", "Stages of life"),)
    return Findings(tuple(facts), tuple(t for t in tables if t.rows), charts if rows else (), _notes())


def _attributes(warehouse: Warehouse, day: date) -> list[Row]:
    """Attributes whose day of learning is known: how many customers have one, and of how many it is too old."""
    rows: list[Row] = []
    if not (warehouse.has("customers") and warehouse.has_values("customers", "learnt_on")):
        return rows
    people = warehouse.table("customers")
    for name, days in ATTRIBUTE_DAYS.items():
        if not warehouse.has_values("customers", name):
            continue
        known = people.filter(people[name].notnull() & people.learnt_on.notnull())
        stale = known.learnt_on < ibis.literal(day - timedelta(days=days))
        counts = fetch(known.aggregate(n=known.count(), stale=stale.cast("int64").sum())).iloc[0]
        n, old = int(counts["n"]), int(counts["stale"] or 0)
        if n >= K_ANONYMITY:
            rows.append(Row(name, *LABELS[name], (n, old if old == 0 or old >= K_ANONYMITY else None, days)))
    return rows


LABELS = {
    "region": ("регион", "region"),
    "city": ("город", "city"),
    "language": ("язык", "language"),
    "acquisition_channel": ("откуда пришёл", "where from"),
}


def _notes() -> tuple[Note, ...]:
    return (
        Note(
            "Этап узнают по словам в категориях, товарах и признаках и отсчитывают от первой покупки последней серии; после срока клиента не включают в "
            "аудиторию предложений об этом этапе. Покупка после долгого перерыва начинает этап заново.",
            "A stage is told by the words of categories, products and attributes and counted from the first purchase of the latest run; after its time the customer "
            "is left out of audiences of offers about it. A purchase after a long pause begins the stage anew.",
            "definition",
        ),
    )
