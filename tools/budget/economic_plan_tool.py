"""The tool `economic_plan`: does the programme pay for itself over 12 to 36 months, and what does that hang on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from tools.budget.economics import Assumptions, EconomicPlan, Spread, economic_plan
from tools.budget.plan import budget_or_usual, choices
from tools.budget.programme import Programme, measured_programme
from tools.errors import InvalidArgument, ToolError
from tools.facts import Chart, Column, EvidenceGrade, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

LABELS = {
    "effect_per_month": ("Эффект в месяц на полном ходу", "Effect a month at full run"),
    "contacts_per_month": ("Контакты и кампании в месяц", "Contacts and campaigns a month"),
    "people_per_month": ("Команда в месяц", "People a month"),
    "technology_once": ("Технологии, разово", "Technology, once"),
    "technology_per_month": ("Технологии в месяц", "Technology a month"),
    "ramp_months": ("Месяцев до полного хода", "Months until full run"),
    "effect_change_per_year": ("Изменение эффекта за год", "Change of the effect a year"),
}
STATED_EFFECT = (0.5, 1.3)
"""An effect that was only stated is taken to lie between these multiples of it: promises are missed more often
than beaten. Like the multiples below our own assumption, shown to the reader with the plan."""
CONTACTS, PEOPLE, TECHNOLOGY = (0.9, 1.25), (0.95, 1.15), (0.9, 1.5)
WEAR_OUT = Spread(-0.1, -0.25, 0.0)
RAMP_OF_STATED = 6.0


class EconomicPlanArguments(Arguments):
    """How long, what it costs; what is left out of effect and contacts comes from the data."""

    months: int = Field(36, ge=1, le=120, description="Length of the plan in months, 36 by default.")
    budget: float | None = Field(
        None,
        gt=0,
        description="Money to be defended for the whole plan, contacts included; what contacts leave of it is spread evenly as people and technology.",
    )
    people_per_month: float | None = Field(None, ge=0, description="Cost of the team a month.")
    technology_once: float | None = Field(
        None, ge=0, description="Investment in technology before the start."
    )
    technology_per_month: float | None = Field(None, ge=0, description="Running cost of technology a month.")
    contacts_per_month: float | None = Field(
        None,
        ge=0,
        description="Cost of contacts a month. Default: of the measured campaigns of the last year.",
    )
    effect_per_month: float | None = Field(
        None,
        description="Incremental margin a month at full run, after discounts, before contacts. Default: measured against control groups.",
    )
    ramp_months: float | None = Field(
        None,
        ge=0,
        le=60,
        description="Months until the full effect. Default: 0 for a measured effect, 6 for a stated one.",
    )
    annual_discount_rate: float = Field(
        0.2, gt=-1, le=5, description="Discount rate a year as a fraction, 0.2 is 20 %."
    )
    as_of: date | None = Field(None, description="Last day of data to use. Default: all of it.")


@dataclass(frozen=True, slots=True)
class _Stated:
    """The plan's assumptions, which of them the data gave, and the campaigns behind the effect."""

    assumptions: Assumptions
    from_data: frozenset[str]
    unknown: tuple[str, ...]
    programme: Programme | None


def compute(warehouse: Warehouse, args: EconomicPlanArguments) -> Findings:
    """Cash plan with P10, P50 and P90, payback, what moves it, and what a smaller contact budget loses."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    stated = _assumptions(warehouse, args, as_of)
    plan = economic_plan(
        stated.assumptions, months=args.months, annual_discount_rate=args.annual_discount_rate
    )
    money = warehouse.currency
    return Findings(
        facts=(*_facts(plan, stated, args, money, as_of), *_cut(warehouse, stated, as_of)),
        tables=(
            _years(plan, money),
            _course(plan, money),
            _tornado(plan, money),
            _assumption_table(stated, money),
        ),
        charts=(
            Chart("line", "course", ("p10", "p50", "p90"), "Накопленный результат", "Running total"),
            Chart(
                "bar",
                "tornado",
                ("width",),
                "Что сильнее всего меняет результат",
                "What moves the result most",
            ),
        ),
        notes=tuple(_notes(plan, stated, args)),
    )


def _assumptions(warehouse: Warehouse, args: EconomicPlanArguments, as_of: date) -> _Stated:
    programme, from_data = None, set()
    if args.effect_per_month is None:
        programme = measured_programme(warehouse, as_of)
        effect = programme.effect_per_month
        from_data.add("effect_per_month")
    else:
        effect = _around(args.effect_per_month, STATED_EFFECT)
    contacts = args.contacts_per_month
    if contacts is None:
        contacts = programme.contacts_per_month if programme else 0.0
        if programme:
            from_data.add("contacts_per_month")
    given = {
        name: value
        for name in ("people_per_month", "technology_once", "technology_per_month")
        if (value := getattr(args, name)) is not None
    }
    if args.budget is not None:
        given |= _rest_of(args, contacts, given)
    ramp = args.ramp_months if args.ramp_months is not None else 0.0 if programme else RAMP_OF_STATED
    costs = {
        "people_per_month": _around(given.get("people_per_month", 0.0), PEOPLE),
        "technology_once": _around(given.get("technology_once", 0.0), TECHNOLOGY),
        "technology_per_month": _around(given.get("technology_per_month", 0.0), TECHNOLOGY),
    }
    return _Stated(
        Assumptions(
            effect_per_month=effect,
            contacts_per_month=_around(contacts, CONTACTS),
            ramp_months=_around(ramp, (0.5, 2.0)),
            effect_change_per_year=WEAR_OUT,
            **costs,
        ),
        frozenset(from_data),
        tuple(name for name in costs if name not in given),
        programme,
    )


def _rest_of(args: EconomicPlanArguments, contacts: float, given: dict[str, float]) -> dict[str, float]:
    """What the budget leaves for people once contacts and what was named are paid."""
    assert args.budget is not None
    named = given.get("technology_once", 0.0) + args.months * (
        contacts + given.get("technology_per_month", 0.0) + given.get("people_per_month", 0.0)
    )
    rest = args.budget - named
    if rest < 0:
        raise InvalidArgument(
            f"The budget of {args.budget:,.0f} is below the cost already named or known for {args.months} months, {named:,.0f}; raise it or leave it out.",
            message_ru=f"Бюджет {args.budget:,.0f} меньше уже названных и известных затрат за {args.months} мес., {named:,.0f}; увеличьте его или не называйте.".replace(
                ",", " "
            ),
            argument="budget",
        )
    if "people_per_month" in given:
        return {"technology_per_month": given.get("technology_per_month", 0.0) + rest / args.months}
    return {"people_per_month": rest / args.months}


def _around(value: float, ends: tuple[float, float]) -> Spread:
    low, high = sorted((value * ends[0], value * ends[1]))
    return Spread(value, low, high)


def _facts(
    plan: EconomicPlan, stated: _Stated, args: EconomicPlanArguments, money: str, as_of: date
) -> tuple[Fact, ...]:
    grade: EvidenceGrade = "E"
    method = plan.npv_simulated.method
    fact = partial(Fact, as_of=as_of.isoformat(), method=method, evidence=grade)
    npv = plan.npv_simulated
    facts = [
        fact("npv", npv.value, money, "Чистая приведённая стоимость, P50", "Net present value, P50", low=npv.low, high=npv.high, level=npv.level),
        fact("npv_p10", npv.low if npv.low is not None else npv.value, money, "Чистая приведённая стоимость, P10", "Net present value, P10"),
        fact("npv_p90", npv.high if npv.high is not None else npv.value, money, "Чистая приведённая стоимость, P90", "Net present value, P90"),
        fact("npv_likely", plan.npv, money, "Чистая приведённая стоимость при вероятных значениях", "Net present value at the likely values", method="exact arithmetic on the stated assumptions"),
        fact("loss_probability", plan.loss_probability, "share", "Вероятность не окупиться с учётом дисконта", "Probability of a net present value below zero"),
        fact("payback_probability", plan.payback_probability, "share", "Вероятность окупиться за срок плана", "Probability of paying back within the plan"),
        fact("months", args.months, "months", "Срок плана", "Length of the plan"),
        fact("effect_total", float(plan.effect), money, "Эффект за весь срок", "Effect over the plan"),
        fact("cost_total", float(plan.cost), money, "Затраты за весь срок", "Cost over the plan"),
        fact("result_total", float(plan.result), money, "Результат за весь срок без дисконта", "Result over the plan, undiscounted"),
        fact("largest_fixed_cost", plan.largest_fixed_cost, money, "Столько в месяц могут стоить команда и технологии, чтобы план вышел в ноль", "What people and technology may cost a month for the plan to break even"),
        fact("discount_rate", plan.annual_discount_rate, "share", "Ставка дисконтирования в год", "Discount rate a year", method="assumption"),
    ]  # fmt: skip
    if plan.cost > 0:
        facts.append(
            fact("return_on_cost", float(plan.result / plan.cost), "share", "Результат к затратам", "Result over cost")
        )  # fmt: skip
    early, late = plan.payback_range
    for key, month, ru, en in (
        ("payback", plan.payback_month, "Срок окупаемости", "Payback"),
        ("payback_early", early, "Срок окупаемости, если повезёт (P10)", "Payback if things go well (P10)"),
        ("payback_late", late, "Срок окупаемости, если не повезёт (P90)", "Payback if they do not (P90)"),
    ):
        if month is not None:
            facts.append(fact(key, month, "months", ru, en))
    if stated.programme is not None:
        facts += [
            fact("campaigns_measured", stated.programme.campaigns, "number", "Измеренных кампаний в основе", "Measured campaigns behind it", evidence="A"),
            fact("measured_since", stated.programme.since.isoformat(), "date", "Измерено с", "Measured since", evidence="A"),
        ]  # fmt: skip
    return tuple(facts)


def _cut(warehouse: Warehouse, stated: _Stated, as_of: date) -> tuple[Fact, ...]:
    """What a fifth less for contacts would lose in a year; nothing where no plan of contacts can be made."""
    if stated.programme is None:
        return ()
    try:
        base = choices(warehouse, as_of)
        budget, _ = budget_or_usual(warehouse, None, as_of)
    except ToolError:
        return ()
    change = base.profit(base.plan(0.8 * budget, None))[0] - base.profit(base.plan(budget, None))[0]
    return (
        Fact("contact_budget", budget, warehouse.currency, "Контакты за последний год", "Contacts of the last year", as_of=as_of.isoformat()),
        Fact("profit_minus_20", change, warehouse.currency, "Изменение прибыли одного плана контактов при –20 % на контакты", "Change of profit of one plan of contacts at -20 % for contacts", as_of=as_of.isoformat(), evidence="E", is_change=True, method="the plan re-solved"),
    )  # fmt: skip


def _years(plan: EconomicPlan, money: str) -> Table:
    columns = tuple(
        Column(key, money, ru, en)
        for key, ru, en in (
            ("effect", "Эффект", "Effect"),
            ("contacts", "Контакты", "Contacts"),
            ("people", "Команда", "People"),
            ("technology", "Технологии", "Technology"),
            ("result", "Результат", "Result"),
        )
    )

    def row(key: str, ru: str, en: str, first: int, last: int) -> Row:
        inside = [month for month in plan.months if first <= month.month <= last]
        sums = (sum(getattr(month, column.key) for month in inside) for column in columns)
        return Row(key, ru, en, tuple(float(total) for total in sums))

    length = plan.months[-1].month
    rows = [row("start", "До старта", "Before the start", 0, 0)] if plan.months[0].cost else []
    for first in range(1, length + 1, 12):
        last = min(first + 11, length)
        rows.append(
            row(f"year_{(first + 11) // 12}", f"Месяцы {first}–{last}", f"Months {first}-{last}", first, last)
        )
    rows.append(row("total", "Всего", "Total", 0, length))
    return Table("years", "План по годам", "The plan by year", columns, tuple(rows))


def _course(plan: EconomicPlan, money: str) -> Table:
    columns = (
        Column("p10", money, "P10", "P10"),
        Column("p50", money, "P50", "P50"),
        Column("p90", money, "P90", "P90"),
    )
    rows = tuple(
        Row(f"m{month}", f"месяц {month}", f"month {month}", values)
        for month, values in enumerate(plan.running_total)
    )
    return Table("course", "Накопленный результат по месяцам", "Running total by month", columns, rows)


def _tornado(plan: EconomicPlan, money: str) -> Table:
    columns = (
        Column("at_low", money, "Стоимость плана при низком значении", "Value of the plan at the low end"),
        Column("at_high", money, "Стоимость плана при высоком значении", "Value of the plan at the high end"),
        Column("width", money, "Размах", "Width"),
    )
    rows = tuple(
        Row(swing.assumption, *LABELS[swing.assumption], (swing.at_low, swing.at_high, swing.width))
        for swing in plan.tornado
    )
    return Table("tornado", "Что сильнее всего меняет результат", "What moves the result most", columns, rows)


def _assumption_table(stated: _Stated, money: str) -> Table:
    """One table a unit would be three; amounts that are not money stand in the notes."""
    columns = (
        Column("low", money, "P10", "P10"),
        Column("likely", money, "Вероятно", "Likely"),
        Column("high", money, "P90", "P90"),
    )
    rows = []
    for name, spread in stated.assumptions.by_name().items():
        if name in ("ramp_months", "effect_change_per_year"):
            continue
        ru, en = LABELS[name]
        source_ru, source_en = (
            ("из данных", "from the data")
            if name in stated.from_data
            else ("не названо", "not named")
            if name in stated.unknown and spread.likely == 0
            else ("названо", "as stated")
        )
        low, high = spread.ends
        rows.append(Row(name, f"{ru} ({source_ru})", f"{en} ({source_en})", (low, spread.likely, high)))
    return Table("assumptions", "Допущения", "Assumptions", columns, tuple(rows))


def _notes(plan: EconomicPlan, stated: _Stated, args: EconomicPlanArguments) -> Iterator[Note]:
    ramp = stated.assumptions.ramp_months.likely
    yield Note(
        f"Это прогноз (уровень E). Допущения: эффект выходит на полный ход за {ramp:g} мес. и ослабевает на 10 % в год (от 0 до 25 %), контакты "
        "могут подорожать на четверть, технологии – в полтора раза. P10 и P90: в одном случае из десяти будет хуже или лучше.",
        f"This is a forecast (grade E). Assumed: the effect reaches full run in {ramp:g} months and wears out by 10 % a year (0 to 25 %), contacts may "
        "cost a quarter more, technology half as much again. P10 and P90: one case in ten is worse, or better.",
    )
    if stated.programme is not None:
        yield Note(
            "Эффект взят из кампаний года со случайной контрольной группой, в расчёте на месяц; неизмеренные кампании не добавляют ничего.",
            "The effect is that of the year's campaigns with a random control group, per month; campaigns that were not measured add nothing.",
            "definition",
        )
        low, _ = stated.assumptions.effect_per_month.ends
        if low < 0:
            yield Note(
                "Измеренный эффект не доказан: его P10 ниже нуля. Сначала продолжите тесты, потом просите бюджет.",
                "The measured effect is not proven: its P10 is below zero. Continue the tests before asking for the budget.",
                "warning",
            )
    else:
        yield Note(
            "Эффект назван, а не измерен: взят разброс от половины до 1,3 названного. Пилот с контролем сузит его.",
            "The effect was stated, not measured: taken from half to 1.3 times what was stated. A pilot with a control group would narrow it.",
            "warning",
        )
    if stated.unknown and args.budget is None:
        yield Note(
            "Стоимость команды и технологий не названа целиком, недостающее взято за ноль: назовите её, или смотрите, сколько они могут стоить.",
            "The cost of people and technology was not named in full and the rest is taken as zero: name it, or see what they may cost.",
            "next_step",
        )
    if args.budget is not None:
        yield Note(
            "Бюджет распределён так: контакты и названные затраты, остальное поровну по месяцам на команду и технологии.",
            "The budget is laid out as contacts and what was named; the rest is spread evenly over the months for people and technology.",
            "definition",
        )
    if plan.payback_month is None:
        yield Note(
            "При вероятных значениях план за этот срок не окупается.",
            "At the likely values the plan does not pay back in this time.",
            "warning",
        )
