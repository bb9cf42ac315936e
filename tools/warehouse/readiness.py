"""`readiness`: is this business ready for customer value management, and what is missing.

Five criteria, as the practice names them: enough customers (10,000; from 20,000 comfortably), structured data,
integrated sources, a team, and goals. The first three are judged from the data; team and goals only the people
know, so they are asked for and never assumed. Below 10,000 customers, or with fragmented data, the answer is
"not ready" however good the rest is.
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.warehouse.connect import Warehouse
from tools.warehouse.describe import distinct
from tools.warehouse.selection import select_transactions

ENOUGH, COMFORTABLE = 10_000, 20_000
MOST_UNKNOWN = 0.5
INTEGRATED = ("customers", "consents", "contacts", "assignments")
BASE_RATE, CONTROL_SHARE = 0.05, 0.1
Z_ALPHA, Z_POWER = 1.959963984540054, 0.8416212335729143
Status = Literal["met", "not_met", "unknown"]


class ReadinessArguments(Arguments):
    """What only people know."""

    has_team: bool | None = Field(
        None, description="Is there a team: at least an analyst and a CRM marketer?"
    )
    has_goals: bool | None = Field(None, description="Are there goals in money, with an owner and a date?")


def compute(warehouse: Warehouse, args: ReadinessArguments) -> Findings:
    """The five criteria, what is missing, and the smallest effect that this base could detect."""
    lines = select_transactions(warehouse)
    sold = lines.filter(lines.kind == "sale")
    customers = distinct(sold, "customer_id")
    total, known = warehouse.rows("transactions"), int(lines.count().execute())
    unknown = 1 - known / total if total else 1.0
    missing = [name for name in INTEGRATED if not warehouse.has(name)]
    columns = {
        name: warehouse.has_values("transactions", name) for name in ("product_id", "channel", "margin")
    }
    criteria: dict[str, tuple[Status, str, str]] = {
        "customers": (_status(customers >= ENOUGH), "Число клиентов", "Number of customers"),
        "structured_data": (
            _status(unknown <= MOST_UNKNOWN and columns["product_id"]),
            "Структурированные данные",
            "Structured data",
        ),
        "integrated_tools": (_status(not missing), "Связанные источники", "Integrated sources"),
        "team": (_status(args.has_team), "Команда", "Team"),
        "goals": (_status(args.has_goals), "Цели", "Goals"),
    }
    met = sum(status == "met" for status, _, _ in criteria.values())
    blocked = any(
        criteria[key][0] == "not_met" for key in ("customers", "structured_data", "integrated_tools")
    )
    level = "not_ready" if blocked else "ready" if met == len(criteria) else "ask_people"
    as_of = str(warehouse.last_day)
    facts = [
        Fact("level", level, "text", "Готовность", "Readiness", as_of=as_of),
        Fact("criteria_met", met, "number", "Критериев выполнено", "Criteria met", as_of=as_of),
        Fact("criteria", len(criteria), "number", "Критериев всего", "Criteria in all", as_of=as_of),
        Fact(
            "customers",
            customers,
            "customers",
            "Клиенты с покупкой",
            "Customers with a purchase",
            as_of=as_of,
        ),
        Fact("customers_needed", ENOUGH, "customers", "Нужно клиентов", "Customers needed", as_of=as_of),
        Fact(
            "customers_missing",
            max(0, ENOUGH - customers),
            "customers",
            "Не хватает клиентов",
            "Customers missing",
            as_of=as_of,
        ),
        Fact(
            "lines_without_customer",
            unknown,
            "share",
            "Строки без клиента",
            "Lines without a customer",
            as_of=as_of,
        ),
    ]
    if customers >= 100:
        smallest = smallest_effect(customers)
        ru = "Наименьший заметный прирост конверсии на всей базе"
        en = "Smallest detectable lift of conversion over the whole base"
        method = "two proportions, 5 % base rate, 10 % control, two-sided 5 %, power 80 %"
        facts.append(Fact("smallest_effect", smallest, "pp", ru, en, n=customers, as_of=as_of, method=method))
    rows = tuple(Row(key, ru, en, (status,)) for key, (status, ru, en) in criteria.items())
    table = Table(
        "criteria",
        "Критерии готовности",
        "Readiness criteria",
        (Column("status", "text", "Статус", "Status"),),
        rows,
    )
    return Findings(tuple(facts), (table,), (), tuple(_notes(criteria, missing, columns)))


def smallest_effect(customers: int, *, base_rate: float = BASE_RATE, control: float = CONTROL_SHARE) -> float:
    """The smallest difference of two proportions found with power 80 % at 5 % two-sided.

    Normal approximation with the base rate's variance in both groups (Fleiss, Levin, Paik 2003, section 4.2).
    """
    n_control, n_treated = customers * control, customers * (1 - control)
    return (Z_ALPHA + Z_POWER) * math.sqrt(base_rate * (1 - base_rate) * (1 / n_control + 1 / n_treated))


def _status(value: bool | None) -> Status:
    return "unknown" if value is None else "met" if value else "not_met"


def _notes(
    criteria: dict[str, tuple[Status, str, str]], missing: list[str], columns: dict[str, bool]
) -> list[Note]:
    notes = []
    for status, ru, en in criteria.values():
        if status == "not_met":
            notes.append(Note(f"Не выполнено: {ru}.", f"Not met: {en}.", kind="warning"))
        elif status == "unknown":
            notes.append(
                Note(
                    f"Скажите сами, по данным не видно: {ru}.",
                    f"Please say, the data cannot tell: {en}.",
                    kind="next_step",
                )
            )
    if missing:
        names = ", ".join(missing)
        notes.append(Note(f"Загрузите таблицы: {names}.", f"Load the tables: {names}.", kind="next_step"))
    empty = [name for name, filled in columns.items() if not filled]
    if empty:
        names = ", ".join(empty)
        notes.append(
            Note(f"В покупках пусты поля: {names}.", f"Empty in the purchases: {names}.", kind="next_step")
        )
    return notes
