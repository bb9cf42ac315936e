"""`readiness`: is this business ready for customer value management, and what is missing.

Five criteria, as the practice names them: enough customers (10,000; from 20,000 on with a loyalty programme and an
analyst nothing else is asked), structured data, integrated sources, a team, and goals. The first three are judged
from the data; team, programme and goals only the people know, so they are asked for and never assumed. Below 10,000
customers, or with fragmented data, the answer is "not ready" however good the rest is. Beside that: what can be
computed from these data, and what effect a test on this base could show. Without any purchases it still says what
the other tables are good for.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments
from tools.warehouse.abilities import ability_table
from tools.warehouse.coverage import coverage_table, source_table
from tools.warehouse.describe import distinct
from tools.warehouse.readiness_goals import goal_table, goals_of, smallest_effect
from tools.warehouse.selection import select_transactions

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

ENOUGH, COMFORTABLE = 10_000, 20_000
MOST_UNKNOWN = 0.5
INTEGRATED = ("customers", "consents", "contacts", "assignments")
FEWEST = 100
Status = Literal["met", "not_met", "unknown"]
NAMES = {
    "customers": ("Число клиентов", "Number of customers"),
    "structured_data": ("Структурированные данные", "Structured data"),
    "integrated_tools": ("Связанные источники", "Integrated sources"),
    "team": ("Команда", "Team"),
    "goals": ("Цели", "Goals"),
}
STEPS = {
    "customers": (
        "Соберите базу или начните с проверок на малой базе: на ней виден только крупный эффект.",
        "Grow the base, or begin with tests on a small one: only a large effect shows there.",
    ),
    "structured_data": (
        "Научитесь узнавать клиента в каждой покупке и выгружайте код товара.",
        "Recognise the customer in every purchase and export the product code.",
    ),
    "team": ("Назначьте аналитика и CRM-маркетолога.", "Name an analyst and a CRM marketer."),
    "goals": ("Назовите цель в деньгах, владельца и срок.", "Name a goal in money, its owner and its date."),
}


class ReadinessArguments(Arguments):
    """What only people know, and the effect they aim at."""

    has_team: bool | None = Field(
        None, description="Is there a team: at least an analyst and a CRM marketer?"
    )
    has_goals: bool | None = Field(None, description="Are there goals in money, with an owner and a date?")
    has_loyalty: bool | None = Field(None, description="Is there a loyalty programme?")
    goal_lift: float = Field(
        0.05, gt=0, le=5, description="Relative lift aimed at, 0.05 for +5 %: its power is computed."
    )
    weeks: int = Field(4, ge=1, le=26, description="Length of a test in weeks.")
    control_share: float = Field(0.1, gt=0, lt=1, description="Share of customers held out, 0.1 for 10 %.")


def compute(warehouse: Warehouse, args: ReadinessArguments) -> Findings:
    """The five criteria, what is missing, what can be computed and the smallest effect a test could detect."""
    customers, unknown = 0, 1.0
    if purchases := warehouse.has("transactions"):
        everything = select_transactions(warehouse, known_customers=False)
        lines = everything.filter(everything.customer_id.notnull())
        sold = lines.filter(lines.kind == "sale")
        customers = distinct(sold, "customer_id")
        total, known = warehouse.rows("transactions"), int(lines.count().execute())
        unknown = 1 - known / total if total else 1.0
    missing = [name for name in ("transactions", *INTEGRATED) if not warehouse.has(name)]
    columns = {
        name: warehouse.has_values("transactions", name) for name in ("product_id", "channel", "margin")
    }
    criteria: dict[str, Status] = {
        "customers": _status(customers >= ENOUGH),
        "structured_data": _status(unknown <= MOST_UNKNOWN and columns["product_id"]),
        "integrated_tools": _status(not missing),
        "team": _status(args.has_team),
        "goals": _status(args.has_goals),
    }
    met = sum(status == "met" for status in criteria.values())
    fact = partial(Fact, as_of=str(warehouse.last_day) if purchases else None)
    facts = [
        fact("level", _level(criteria, customers, args), "text", "Готовность", "Readiness"),
        fact("criteria_met", met, "number", "Критериев выполнено", "Criteria met"),
        fact("criteria", len(criteria), "number", "Критериев всего", "Criteria in all"),
        fact("customers", customers, "customers", "Клиенты с покупкой", "Customers with a purchase"),
        fact("customers_needed", ENOUGH, "customers", "Нужно клиентов", "Customers needed"),
        fact(
            "customers_missing",
            max(0, ENOUGH - customers),
            "customers",
            "Не хватает клиентов",
            "Customers missing",
        ),
    ]
    if purchases:
        facts.append(
            fact("lines_without_customer", unknown, "share", "Строки без клиента", "Lines without a customer")
        )
    abilities = ability_table(warehouse)
    lacking = sum(row.values[0] == "cannot" for row in abilities.rows)
    facts.append(fact("cannot", lacking, "number", "Чего посчитать нельзя", "What cannot be computed"))
    goal_tables: tuple[Table, ...] = ()
    if customers >= FEWEST:
        goals = goals_of(warehouse, sold, args.weeks, customers)
        goal_tables = goal_table(goals, warehouse.currency, lift=args.goal_lift, control=args.control_share)
        facts += _effect_facts(fact, args, customers, {goal.key: goal.mean for goal in goals})
    rows = tuple(Row(key, *NAMES[key], (status,)) for key, status in criteria.items())
    status_columns = (Column("status", "text", "Статус", "Status"),)
    table = Table("criteria", "Критерии готовности", "Readiness criteria", status_columns, rows)
    tables = (table, *goal_tables, abilities, coverage_table(warehouse), source_table(warehouse))
    return Findings(tuple(facts), tables, (), tuple(_notes(criteria, missing, columns, args)))


def _level(criteria: dict[str, Status], customers: int, args: ReadinessArguments) -> str:
    if any(criteria[key] == "not_met" for key in ("customers", "structured_data", "integrated_tools")):
        return "not_ready"
    if all(status == "met" for status in criteria.values()):
        return "ready"
    comfortable = customers >= COMFORTABLE and args.has_loyalty is True and args.has_team is True
    return "ready" if comfortable and args.has_goals is not False else "ask_people"


def _effect_facts(
    fact: partial[Fact], args: ReadinessArguments, customers: int, means: dict[str, float]
) -> list[Fact]:
    rate = means.get("conversion", 0.0)
    own = 0.0 < rate < 1.0
    method = (
        "two proportions, own share of buyers in the last weeks, two-sided 5 %, power 80 %"
        if own
        else "two proportions, 5 % base rate, two-sided 5 %, power 80 %"
    )
    smallest = smallest_effect(customers, base_rate=rate if own else 0.05, control=args.control_share)
    found = [
        fact(
            "smallest_effect",
            smallest,
            "pp",
            "Наименьший заметный прирост конверсии на всей базе",
            "Smallest detectable lift of conversion over the whole base",
            n=customers,
            method=method,
        ),
        fact("control_share", args.control_share, "share", "Доля контрольной группы", "Share held out"),
        fact("weeks", args.weeks, "weeks", "Длина теста", "Length of the test"),
        fact("goal_lift", args.goal_lift, "share", "Желаемый прирост", "Wanted lift"),
    ]
    if own:
        found.insert(1, fact("base_rate", rate, "share", "Покупали за это время", "Bought in that time"))
    return found


def _status(value: bool | None) -> Status:
    return "unknown" if value is None else "met" if value else "not_met"


def _notes(
    criteria: dict[str, Status], missing: list[str], columns: dict[str, bool], args: ReadinessArguments
) -> list[Note]:
    notes = []
    for key, status in criteria.items():
        ru, en = NAMES[key]
        if status == "not_met":
            notes.append(Note(f"Не выполнено: {ru}.", f"Not met: {en}.", kind="warning"))
            if key in STEPS:
                notes.append(Note(*STEPS[key], kind="next_step"))
        elif status == "unknown":
            notes.append(
                Note(
                    f"Скажите сами, по данным не видно: {ru}.",
                    f"Please say, the data cannot tell: {en}.",
                    kind="next_step",
                )
            )
    if args.has_loyalty is None:
        notes.append(
            Note(
                "Скажите сами, по данным не видно: программа лояльности.",
                "Please say, the data cannot tell: a loyalty programme.",
                kind="next_step",
            )
        )
    if missing:
        names = ", ".join(missing)
        notes.append(Note(f"Загрузите таблицы: {names}.", f"Load the tables: {names}.", kind="next_step"))
    empty = [name for name, filled in columns.items() if not filled]
    if empty and "transactions" not in missing:
        names = ", ".join(empty)
        notes.append(
            Note(f"В покупках пусты поля: {names}.", f"Empty in the purchases: {names}.", kind="next_step")
        )
    return notes
