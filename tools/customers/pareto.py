"""Who brings 80 % of the money: the real curve, by revenue and by margin, with no 80/20 taken for granted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.concentration import Concentration
from tools.customers.crowds import require_crowd
from tools.customers.periods import Period, period_facts
from tools.customers.sales import MINOR, fetch, has_margin, lines_of, margin_note, whole
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import PeriodSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

TOPS = (0.01, 0.05, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.80, 1.0)
NOT_PARETO, PARETO = 0.6, 0.7
"""The top fifth with less than the first: not Pareto; with at least the second: the 80/20 kind."""


class ParetoArguments(PeriodSelection):
    """Which share of the money, spread over what."""

    share: float = Field(0.8, gt=0, le=1, description="Share of the money asked about, 0.8 for 80 %.")
    by: Literal["customers", "categories", "products", "segments"] = Field(
        "customers",
        description="Spread over customers, product categories, products or lifecycle segments.",
    )
    value: Literal["revenue", "margin"] = Field("revenue", description="The money: net revenue or margin.")


def customers_amounts(
    warehouse: Warehouse, args: PeriodSelection, period: Period, value: str
) -> Concentration:
    """How the net value of the period is spread over its customers."""
    lines = lines_of(warehouse, period, args)
    each = lines.group_by("customer_id").aggregate(amount=whole(lines[value].sum()).fill_null(0))
    found = fetch(each.group_by("amount").aggregate(held=each.count()))
    require_crowd(int(found["held"].sum()))
    return Concentration.of(found["amount"].to_numpy(), found["held"].to_numpy())


def over_customers(warehouse: Warehouse, args: ParetoArguments, period: Period) -> Findings:
    """The curve over customers: which share of them brings the asked share of the money."""
    spread = customers_amounts(warehouse, args, period, args.value)
    other = "margin" if args.value == "revenue" else "revenue"
    second = customers_amounts(warehouse, args, period, other) if has_margin(warehouse) else None
    fact = partial(Fact, as_of=period.end.isoformat(), n=spread.count, method="exact, from all customers")
    needed = spread.needed_for(args.share)
    ru, en = NAMES[args.value]
    facts = [
        fact(
            "target_share",
            args.share,
            "share",
            f"Доля ({ru}), о которой вопрос",
            f"Share of {en} asked about",
        ),
        fact("customers", spread.count, "customers", "Клиентов с покупками", "Customers who bought"),
        fact("total", spread.total / MINOR, warehouse.currency, f"Всего ({ru})", f"Total {en}"),
        fact("needed_share", needed / spread.count, "share", *_needed_labels(ru, en)),
        *(
            fact(
                f"top_{round(100 * top)}_share",
                spread.share_of_top(top),
                "share",
                f"Доля верхних {round(100 * top)} % клиентов ({ru})",
                f"Share of {en} from the top {round(100 * top)} % of customers",
            )
            for top in TOPS[:4]
            if spread.top(top) >= K_ANONYMITY
        ),
        fact("gini", spread.gini, "number", "Индекс Джини", "Gini index"),
        *period_facts(fact, period),
    ]
    if needed >= K_ANONYMITY:
        facts.insert(
            3,
            fact(
                "needed_customers",
                needed,
                "customers",
                f"Столько клиентов дают эту долю ({ru})",
                f"Customers who bring that share of {en}",
            ),
        )
    if second is not None:
        ru2, en2 = NAMES[other]
        share = second.needed_for(args.share) / second.count
        facts += [
            fact(f"{other}_needed_share", share, "share", *_needed_labels(ru2, en2)),
            fact(
                f"{other}_top_20_share",
                second.share_of_top(0.2),
                "share",
                f"Доля верхних 20 % клиентов ({ru2})",
                f"Share of {en2} from the top 20 % of customers",
            ),
        ]
    curve = _curve(warehouse.currency, args.value, spread, second, other)
    title = (f"Накопленная доля клиентов и их {ru}", f"Cumulative share of customers and of {en}")
    return Findings(
        tuple(facts),
        (curve,),
        (Chart("line", "curve", ("share",), *title),),
        (*_verdict(spread.share_of_top(0.2)), *_definitions(spread), *margin_note(warehouse)),
    )


NAMES = {"revenue": ("выручка", "revenue"), "margin": ("маржа", "margin")}


def _needed_labels(ru: str, en: str) -> tuple[str, str]:
    return f"Доля клиентов, которая даёт эту долю ({ru})", f"Share of customers who bring that share of {en}"


def _curve(
    currency: str, value: str, spread: Concentration, second: Concentration | None, other: str
) -> Table:
    ru, en = NAMES[value]
    columns = [
        Column("customers", "customers", "Клиентов", "Customers"),
        Column("amount", currency, ru.capitalize(), en.capitalize()),
        Column("share", "share", f"Доля: {ru}", f"Share of {en}"),
    ]
    if second is not None:
        columns.append(
            Column(f"{other}_share", "share", f"Доля: {NAMES[other][0]}", f"Share of {NAMES[other][1]}")
        )
    rows = []
    for top in TOPS:
        holders = spread.top(top)
        if holders < K_ANONYMITY:
            continue
        values = [holders, spread.amount_of_top(holders) / MINOR, spread.share_of_top(top)]
        if second is not None:
            values.append(second.share_of_top(top))
        percent = round(100 * top)
        rows.append(Row(f"top_{percent}", f"верхние {percent} %", f"top {percent} %", tuple(values)))
    return Table("curve", "Кто сколько приносит", "Who brings how much", tuple(columns), tuple(rows))


def _verdict(top_fifth: float) -> tuple[Note, ...]:
    if top_fifth < NOT_PARETO:
        return (
            Note(
                "Правило Парето здесь не действует: деньги распределены ровнее, чем 80/20.",
                "This is not Pareto here: the money is spread more evenly than 80/20.",
                "warning",
            ),
        )
    if top_fifth < PARETO:
        return (
            Note(
                "Концентрация есть, но слабее правила 80/20.",
                "There is concentration, though weaker than 80/20.",
            ),
        )
    return (
        Note("Концентрация близка к правилу 80/20 или сильнее.", "Concentration is about 80/20 or stronger."),
    )


def _definitions(spread: Concentration) -> tuple[Note, ...]:
    notes = [
        Note(
            "Клиенты упорядочены по сумме за период за вычетом возвратов; покупки без известного клиента не входят.",
            "Customers are ordered by their total of the period net of refunds; sales to unknown customers are left out.",
            "definition",
        )
    ]
    if int(spread.amounts[-1]) < 0:
        notes.append(
            Note(
                "У части клиентов возвратов больше, чем покупок: их минус входит в итог, а в индексе Джини считается нулём.",
                "Some customers returned more than they bought: their minus is part of the total and counts as zero in the Gini index.",
            )
        )
    return tuple(notes)
