"""A desk with three small tools of known results, the real store, and no warehouse files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from pydantic import Field

from copilot.bootstrap import build
from copilot.config import Settings
from copilot.domain.people import Person
from copilot.ports import Ports
from tools.errors import InvalidArgument
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection, PeriodSelection, Tool

MARKETER = Person("p1", "Мария", "marketer")


class Days:
    """What the agent asks of a warehouse before any tool runs."""

    snapshot = "s1"
    currency = "RUB"
    first_day = date(2010, 12, 1)
    last_day = date(2011, 12, 9)

    def has(self, _name: str) -> bool:
        return False


def revenue(_warehouse: Any, arguments: PeriodSelection) -> Findings:
    if arguments.region == "Атлантида":
        raise InvalidArgument(
            "There is no region 'Атлантида'; known: Москва.",
            message_ru="Региона «Атлантида» нет; есть: Москва.",
        )
    as_of = (arguments.end or date(2011, 12, 9)).isoformat()
    return Findings(
        (
            Fact("revenue", 1_234_500.0, "RUB", "Выручка", "Revenue", as_of=as_of),
            Fact("change", -0.05, "share", "Изменение выручки", "Change of revenue", low=-0.08, high=-0.02, level=0.95, is_change=True, as_of=as_of),
        ),
        notes=(Note("Причина не доказана.", "The cause is not proven.", "warning"),),
    )  # fmt: skip


class SegmentsArguments(BaseSelection):
    segment: str | None = Field(None, description="Lifecycle segment.")
    measure: Literal["revenue", "margin"] = Field("revenue", description="What to add up.")


def segments(_warehouse: Any, arguments: SegmentsArguments) -> Findings:
    rows = (
        Row("loyal", "Лояльные", "Loyal", (400, 0.62)),
        Row("about_to_leave", "Готовые уйти", "About to leave", (150, 0.21)),
    )
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("share", "share", "Доля", "Share"),
    )
    return Findings(
        (Fact("customers", 550, "customers", "Клиентов", "Customers", as_of="2011-12-09"),),
        (Table("segments", "Сегменты", "Segments", columns, rows),),
    )


class ClvArguments(BaseSelection):
    horizon_months: float = Field(12.0, description="Horizon in months.", gt=0)
    segment: str | None = Field(None, description="Lifecycle segment.")


def clv(_warehouse: Any, _arguments: ClvArguments) -> Findings:
    return Findings(
        (Fact("mean", 4321.0, "RUB", "Средний CLV", "Mean CLV", low=4000.0, high=4700.0, level=0.95, n=300),)
    )


TOOLS = (
    Tool(
        "revenue_move", 1, "read", PeriodSelection, revenue, "Почему изменилась выручка", "Why revenue moved",
        "Раскладывает изменение выручки.", "Decomposes the change of revenue.",
        ("Почему упала выручка?", "что случилось с продажами", "отчего просел оборот", "что изменилось за неделю"),
        ("Why did revenue fall?", "what happened to sales", "what changed last week", "explain the drop in turnover"),
    ),
    Tool(
        "segment_sizes", 1, "read", SegmentsArguments, segments, "Сегменты жизненного цикла", "Lifecycle segments",
        "Сколько клиентов в сегментах.", "How many customers are in each segment.",
        ("Сколько у нас лояльных?", "сколько спящих клиентов", "покажи сегменты", "сколько приносят постоянные"),
        ("How many loyal customers do we have?", "show the segments", "how many are dormant", "what do regulars bring"),
    ),
    Tool(
        "customer_value", 1, "read", ClvArguments, clv, "Ценность клиента", "Customer lifetime value",
        "Считает CLV.", "Computes CLV.",
        ("Какой CLV у новичков?", "сколько стоит клиент за год", "ltv по базе", "пожизненная ценность"),
        ("What is the CLV of newcomers?", "how much is a customer worth", "lifetime value", "expected value over a year"),
    ),
)  # fmt: skip


def small_desk(settings: Settings) -> Ports:
    """The real application with the three tools above instead of the catalogue and no files to read."""
    catalogue = {tool.name: tool for tool in TOOLS}
    ports = replace(build(settings).ports, tools=lambda: catalogue, warehouse=lambda: Days())  # type: ignore[arg-type, return-value]
    ports.people.add(MARKETER)
    ports.people.add(Person("p2", "Анна", "approver"))
    return ports
