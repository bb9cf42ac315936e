"""The tools `allocate_budget` and `budget_what_if`: who should get what, and what a different budget is worth."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from tools.budget.allocation import Allocation
from tools.budget.measured import KINDS, Option
from tools.budget.plan import Choices, budget_or_usual, choices
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Z = 1.959963984540054
SHARES = (0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5)
Channel = Literal["email", "sms", "push", "telegram"]


class BudgetArguments(Arguments):
    """How much money, through which channels."""

    budget: float | None = Field(
        None,
        ge=0,
        description="Money for contacts and rewards, in the currency of the data. Default: what contacts cost in the last year.",
    )
    channels: list[Channel] | None = Field(
        None, description="Use only these channels. Default: all measured ones."
    )
    channel_caps: dict[Channel, int] | None = Field(
        None, description="Most contacts in a channel, for instance {'sms': 5000}."
    )
    contacts: int = Field(
        1, ge=1, le=3, description="Most offers one customer may get, 1 to 3; their effects are added up."
    )
    contact_cap: int | None = Field(None, ge=0, description="Most contacts in all channels together.")
    as_of: date | None = Field(
        None, description="Customers as they stood on this day. Default: last day of the data."
    )


class WhatIfArguments(BudgetArguments):
    """The same, and the step whose worth is asked."""

    step: float = Field(1000, gt=0, description="The next money whose worth is asked, 1000 by default.")


def allocate_budget(warehouse: Warehouse, args: BudgetArguments) -> Findings:
    """The plan with the largest expected incremental profit within the budget."""
    base, budget, usual = _situation(warehouse, args)
    plan = _solved(base, args, budget)
    facts = (
        *_plan_facts(base, plan, budget, warehouse.currency),
        *_prices(base, args, plan, budget, warehouse.currency),
    )
    rows, hidden = _plan_rows(base, plan)
    columns = (
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("cost", warehouse.currency, "Затраты", "Cost"),
        Column("profit", warehouse.currency, "Ожидаемая прибыль", "Expected profit"),
        Column("profit_per_contact", warehouse.currency, "Прибыль на контакт", "Profit per contact"),
    )
    table = Table("plan", "Кому что предложить", "Who should get what", columns, rows)
    return Findings(
        facts=facts,
        tables=(table, _evidence_table(base, warehouse.currency)),
        charts=(Chart("bar", "plan", ("profit",), "Ожидаемая прибыль плана", "Expected profit of the plan"),),
        notes=(*_notes(base, plan, usual), *(HIDDEN if hidden else ())),
    )


def budget_what_if(warehouse: Warehouse, args: WhatIfArguments) -> Findings:
    """The plan re-solved for other budgets: what the next money brings and what a cut costs."""
    base, budget, usual = _situation(warehouse, args)
    if budget == 0:
        raise InvalidArgument(
            "A change of a budget of 0 cannot be given in shares; name a budget above 0.",
            message_ru="Изменение нулевого бюджета в процентах не посчитать; назовите бюджет больше нуля.",
            argument="budget",
        )
    plan = _solved(base, args, budget)
    profit = base.profit(plan)[0]
    fact = partial(Fact, as_of=base.as_of.isoformat(), n=base.kind.size, method=METHOD, evidence="E")
    money = warehouse.currency
    more = base.profit(_solved(base, args, budget + args.step))[0] - profit
    changes = []
    rows = []
    for share in SHARES:
        other = plan if share == 1 else _solved(base, args, budget * share)
        reached, deviation = base.profit(other)
        percent = round(abs(share - 1) * 100)
        name = f"minus_{percent}" if share < 1 else f"plus_{percent}" if share > 1 else "same"
        sign = "–" if share < 1 else "+"
        if share != 1:
            changes.append(
                fact(f"profit_{name}", reached - profit, money, f"Изменение прибыли при бюджете {sign}{percent} %", f"Change of profit at a budget of {sign}{percent} %", is_change=True)
            )  # fmt: skip
        rows.append(
            Row(
                name,
                "как сейчас" if share == 1 else f"бюджет {sign}{percent} %",
                "as it is" if share == 1 else f"budget {sign}{percent} %",
                (
                    budget * share,
                    reached,
                    reached - Z * deviation,
                    reached + Z * deviation,
                    reached - profit,
                    _shown(int((other.choice >= 0).sum())),
                    other.spent,
                ),
            )
        )
    columns = (
        Column("budget", money, "Бюджет", "Budget"),
        Column("profit", money, "Ожидаемая прибыль", "Expected profit"),
        Column("low", money, "не меньше", "at least"),
        Column("high", money, "не больше", "at most"),
        Column("change", money, "Изменение прибыли", "Change of profit"),
        Column("customers", "customers", "Клиентов с контактом", "Customers contacted"),
        Column("spent", money, "Будет потрачено", "Will be spent"),
    )
    return Findings(
        facts=(
            *_plan_facts(base, plan, budget, money),
            fact("step", args.step, money, "Следующие деньги", "The next money"),
            fact("profit_of_step", more, money, "Что они принесут", "What they bring", is_change=True),
            *changes,
        ),
        tables=(
            Table("curve", "Прибыль при другом бюджете", "Profit at another budget", columns, tuple(rows)),
            _evidence_table(base, money),
        ),
        charts=(Chart("line", "curve", ("profit",), "Прибыль от бюджета", "Profit by budget"),),
        notes=_notes(base, plan, usual),
    )


HIDDEN = (
    Note("Строки о слишком малом числе клиентов не показаны.", "Rows about too few customers are not shown."),
)
METHOD = "randomised past campaigns by kind of customer, shrunk; Lagrangian dual with proven bound"


def _situation(warehouse: Warehouse, args: BudgetArguments) -> tuple[Choices, float, bool]:
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    base = choices(warehouse, as_of)
    wanted = args.channels
    if wanted is not None:
        kept = [place for place, option in enumerate(base.options) if option.channel in wanted]
        if not kept:
            measured = ", ".join(sorted({option.channel for option in base.options}))
            raise InvalidArgument(
                f"No measured campaign used {', '.join(wanted)}; measured channels: {measured}.",
                message_ru=f"Измеренных кампаний в каналах {', '.join(wanted)} нет; измерены: {measured}.",
                argument="channels",
            )
        base = Choices(
            tuple(base.options[place] for place in kept),
            base.kind,
            base.value[:, kept],
            base.cost[:, kept],
            base.reach_known,
            base.as_of,
        )
    budget, usual = budget_or_usual(warehouse, args.budget, as_of)
    return base, budget, usual


def _solved(base: Choices, args: BudgetArguments, budget: float, *, more_contacts: int = 0) -> Allocation:
    return base.plan(
        budget, _caps(args), contacts=args.contacts + more_contacts, contact_cap=args.contact_cap
    )


def _prices(
    base: Choices, args: BudgetArguments, plan: Allocation, budget: float, money: str
) -> tuple[Fact, ...]:
    """What a tenth more of each limit brings, by solving again: the shadow prices in words."""
    profit = base.profit(plan)[0]
    fact = partial(Fact, as_of=base.as_of.isoformat(), n=base.kind.size, method=METHOD, evidence="E")

    def gain(other: Allocation) -> float:
        return base.profit(other)[0] - profit

    facts = [
        fact(
            "contacts",
            args.contacts,
            "number",
            "Предложений одному клиенту не больше",
            "Offers a customer at most",
        )
    ]
    if budget > 0:
        facts += [
            fact("next_money", 0.1 * budget, money, "Ещё десятая часть бюджета", "A tenth more of the budget"),
            fact("next_money_brings", gain(_solved(base, args, 1.1 * budget)), money, "Она принесёт", "It brings", is_change=True),
        ]  # fmt: skip
    for name, cap in (args.channel_caps or {}).items():
        step = max(round(0.1 * cap), 1)
        looser = args.model_copy(update={"channel_caps": {**(args.channel_caps or {}), name: cap + step}})
        facts += [
            fact(f"next_{name}", step, "messages", f"Ещё контактов {name}", f"More contacts by {name}"),
            fact(f"next_{name}_brings", gain(_solved(base, looser, budget)), money, f"Они принесут ({name})", f"They bring ({name})", is_change=True),
        ]  # fmt: skip
    if len(base.options) > args.contacts:
        more = gain(_solved(base, args, budget, more_contacts=1))
        facts.append(fact("one_more_contact", more, money, "Что принесёт ещё одно предложение каждому клиенту", "What one more offer a customer would bring", is_change=True))  # fmt: skip
    return tuple(facts)


def _caps(args: BudgetArguments) -> dict[str, float] | None:
    return {name: float(cap) for name, cap in args.channel_caps.items()} if args.channel_caps else None


def _plan_facts(base: Choices, plan: Allocation, budget: float, currency: str) -> tuple[Fact, ...]:
    profit, deviation = base.profit(plan)
    fact = partial(Fact, as_of=base.as_of.isoformat(), n=base.kind.size, method=METHOD)
    contacted = int((plan.choice >= 0).sum())
    return (
        fact("expected_profit", profit, currency, "Ожидаемая дополнительная прибыль плана", "Expected incremental profit of the plan", low=profit - Z * deviation, high=profit + Z * deviation, level=0.95, evidence="E"),
        fact("budget", budget, currency, "Бюджет", "Budget"),
        fact("spent", plan.spent, currency, "Будет потрачено", "Will be spent"),
        fact("unspent", max(0.0, budget - plan.spent), currency, "Тратить незачем", "Not worth spending"),
        *(() if _shown(contacted) is None else (fact("contacted", contacted, "customers", "Клиентов получат предложение", "Customers get an offer"),)),
        fact("customers", base.kind.size, "customers", "Клиентов в базе", "Customers in the base"),
        fact("shadow_price", plan.shadow_prices["budget"], currency, "Что принесёт ещё одна денежная единица бюджета", "What one more unit of budget brings", evidence="E"),
        *(fact(f"shadow_price_{name}", price, currency, f"Что принесёт ещё один контакт: {name}", f"What one more contact brings: {name}", evidence="E") for name, price in plan.shadow_prices.items() if name != "budget"),
        fact("gap", plan.gap, "share", "Насколько план может быть хуже наилучшего", "How much worse than the best plan this may be"),
        fact("campaigns_measured", len(base.options), "number", "Измеренных кампаний в основе", "Measured campaigns behind it"),
    )  # fmt: skip


def _shown(customers: int) -> int | None:
    """The count, unless it is of so few people that it must not be shown."""
    return customers if customers == 0 or customers >= K_ANONYMITY else None


def _plan_rows(base: Choices, plan: Allocation) -> tuple[tuple[Row, ...], int]:
    rows, hidden = [], 0
    for place, option in enumerate(base.options):
        for kind, worth in option.by_kind.items():
            count = int(((plan.contacts == place).any(axis=1) & (base.kind == kind)).sum())
            if 0 < count < K_ANONYMITY:
                hidden += 1
            if count < K_ANONYMITY:
                continue
            ru, en = KINDS[kind]
            rows.append(
                Row(
                    f"o{place + 1}_{kind}",
                    f"{_like(option)[0]}: {ru}",
                    f"{_like(option)[1]}: {en}",
                    (count, count * option.cost, count * worth.mean, worth.mean),
                )
            )
    return tuple(sorted(rows, key=lambda row: -float(row.values[2] or 0))), hidden


def _like(option: Option) -> tuple[str, str]:
    return f"как «{option.title}» ({option.channel})", f"like '{option.title}' ({option.channel})"


def _evidence_table(base: Choices, currency: str) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов в тесте", "Customers in the test"),
        Column("profit", currency, "Прибыль на контакт, измерено", "Profit per contact, measured"),
        Column("low", currency, "не меньше", "at least"),
        Column("high", currency, "не больше", "at most"),
        Column("cost", currency, "Стоимость контакта", "Cost of a contact"),
        Column("ended_on", "date", "Закончилась", "Ended"),
    )
    rows = tuple(
        Row(
            f"o{place}",
            f"«{option.title}» ({option.channel})",
            f"'{option.title}' ({option.channel})",
            (
                option.customers,
                option.profit,
                option.low,
                option.high,
                option.cost,
                option.ended_on.isoformat(),
            ),
        )
        for place, option in enumerate(base.options, start=1)
    )
    return Table("evidence", "На чём основано", "What it rests on", columns, rows)


def _notes(base: Choices, plan: Allocation, usual: bool) -> tuple[Note, ...]:
    notes = [
        Note(
            "Прибыль – прогноз (уровень E) по измеренным эффектам прошлых рандомизированных кампаний (уровень A): верен, если повтор подействует "
            "так же. Эффект берётся по виду клиента и подтянут к общему; на не проверенные в тесте виды не переносится. Постоянные затраты не вычтены.",
            "The profit is a forecast (grade E) from measured effects of past randomised campaigns (grade A): it holds if a repeat works the same. "
            "Effects are taken by kind of customer, drawn towards the common one, and not carried over to kinds that were not tested. Fixed cost is not deducted.",
        ),
        Note(
            "Если клиенту можно несколько предложений, их эффекты складываются: это допущение. Оставьте случайный контроль, чтобы прогноз можно было проверить.",
            "Where a customer may get several offers, their effects are added up: an assumption. Keep a random control group, so that the forecast can be checked.",
            "next_step",
        ),
    ]
    if usual:
        notes.append(
            Note(
                "Бюджет не назван: взято, сколько стоили контакты за последний год.",
                "No budget was named: taken is what contacts cost in the last year.",
            )
        )
    if not base.reach_known:
        notes.append(
            Note(
                "Согласия не загружены: план не учитывает, кому можно писать.",
                "No consents are loaded: the plan does not know who may be written to.",
                "warning",
            )
        )
    nobody = bool(np.all(plan.choice < 0))
    if nobody and plan.shadow_prices["budget"] == 0:
        notes.append(
            Note(
                "Ни один измеренный вариант не приносит прибыли доступным клиентам: лучший план – никому не писать.",
                "No measured option brings a profit with the customers in reach: the best plan is to write to nobody.",
                "warning",
            )
        )
    elif plan.shadow_prices["budget"] == 0 and not nobody:
        notes.append(
            Note(
                "Бюджета хватает на всех, кому писать выгодно: больше денег прибыли не добавит.",
                "The budget covers everybody worth writing to: more money would add no profit.",
            )
        )
    return tuple(notes)
