"""The tool `offer_economics`: what a discount does to margin and how much more people must buy before it pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from tools.budget.offers import OfferEconomics, offer_economics
from tools.columns import K_ANONYMITY
from tools.errors import InvalidArgument, MissingData, NotEnoughData
from tools.facts import Column, Fact, Findings, Note, Row, Table
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WINDOW_DAYS = 28
STEPS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


class OfferArguments(BaseSelection):
    """The offer, and what is known of the business; whatever is left out is taken from the data."""

    discount_share: float = Field(
        0.1, ge=0, lt=0.95, description="Discount as a fraction, 0.1 for 10 %; 0 is a reminder."
    )
    margin_share: float | None = Field(
        None, gt=0, le=1, description="Margin over revenue as a fraction. Default: from the data."
    )
    average_order: float | None = Field(
        None, gt=0, description="Average order in money. Default: from the last year of data."
    )
    base_conversion: float | None = Field(
        None,
        ge=0,
        lt=1,
        description="Share of the addressed who buy anyway in the window. Default: four weeks of the data.",
    )
    contact_cost: float | None = Field(
        None, ge=0, description="Cost of one contact. Default: mean cost in the data, 0 if unknown."
    )
    redemption_share: float = Field(
        1.0, gt=0, le=1, description="Share of orders in the window that use the discount."
    )
    margin_floor: float = Field(
        0.0, ge=0, lt=1, description="Least margin over the price paid that must be left, as a fraction."
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the data say where the question does not."""

    margin_share: float
    average_order: float
    base_conversion: float
    contact_cost: float
    from_data: tuple[str, ...]
    customers: int
    as_of: date


def compute(warehouse: Warehouse, args: OfferArguments) -> Findings:
    """Break-even of the offer and of a reminder without a discount, and a table over discounts."""
    known = _known(warehouse, args)
    terms = {
        "margin_share": known.margin_share,
        "average_order": known.average_order,
        "base_conversion": known.base_conversion,
        "contact_cost": known.contact_cost,
        "redemption_share": args.redemption_share,
        "margin_floor": args.margin_floor,
    }
    offer = offer_economics(discount_share=args.discount_share, **terms)
    return Findings(
        facts=_facts(args, known, offer, warehouse.currency),
        tables=(_table(terms, warehouse.currency),),
        notes=_notes(known, offer),
    )


def _facts(args: OfferArguments, known: Known, offer: OfferEconomics, money: str) -> tuple[Fact, ...]:
    fact = partial(
        Fact,
        as_of=known.as_of.isoformat(),
        n=known.customers or None,
        method="exact arithmetic on the terms named",
    )
    facts = [
        fact("discount_share", args.discount_share, "share", "Скидка", "Discount"),
        fact("margin_share", known.margin_share, "share", "Маржа до скидки", "Margin before the discount"),
        fact("margin_share_after", offer.margin_share_after, "share", "Маржа после скидки", "Margin after the discount"),
        fact("margin_per_order", offer.margin_per_order, money, "Маржа с заказа до скидки", "Margin of an order before the discount"),
        fact("margin_per_order_after", offer.margin_per_order_after, money, "Маржа с заказа со скидкой", "Margin of an order with the discount"),
        fact("average_order", known.average_order, money, "Средний заказ", "Average order"),
        fact("base_conversion", known.base_conversion, "share", "Купят и без предложения", "Will buy without the offer"),
        fact("given_away", offer.given_away, money, "Скидка тем, кто купил бы и так, на адресата", "Discount to those who would have bought, per customer addressed"),
        fact("reward_cost", known.average_order * args.discount_share, money, "Скидка с одного заказа", "Discount of one order"),
        fact("contact_cost", known.contact_cost, money, "Стоимость контакта", "Cost of a contact"),
        fact("largest_discount", offer.largest_discount, "share", "Скидка, при которой заказ не приносит ничего", "Discount at which an order earns nothing"),
        fact("reminder_break_even_uplift", offer.reminder_break_even_uplift, "pp", "Нужный прирост доли купивших у напоминания без скидки", "Rise of buyers a reminder without a discount needs"),
    ]  # fmt: skip
    if args.margin_floor:
        facts += [
            fact("margin_floor", args.margin_floor, "share", "Порог маржи", "Floor of the margin"),
            fact("largest_discount_at_floor", max(offer.largest_discount_at_floor, 0.0), "share", "Наибольшая скидка при этом пороге", "Largest discount with this floor"),
        ]  # fmt: skip
    if offer.break_even_conversion is not None and offer.break_even_uplift is not None:
        facts += [
            fact("break_even_conversion", offer.break_even_conversion, "share", "Доля купивших, с которой предложение окупается", "Share of buyers from which the offer pays"),
            fact("break_even_uplift", offer.break_even_uplift, "pp", "Нужный прирост доли купивших", "Rise of buyers needed"),
            fact("reminder_saves", offer.break_even_uplift - offer.reminder_break_even_uplift, "pp", "На столько меньший прирост нужен напоминанию без скидки", "That much less rise does a reminder without a discount need"),
        ]  # fmt: skip
    return tuple(facts)


def _table(terms: dict[str, float], money: str) -> Table:
    columns = (
        Column("margin_per_order", money, "Маржа с заказа", "Margin of an order"),
        Column("margin_share", "share", "Маржа, доля", "Margin, share"),
        Column("break_even_conversion", "share", "Окупается с доли купивших", "Pays from a share of buyers"),
        Column("break_even_uplift", "pp", "Нужный прирост", "Rise needed"),
    )
    rows = []
    for discount in STEPS:
        found = offer_economics(discount_share=discount, **terms)
        percent = round(100 * discount)
        rows.append(
            Row(
                f"discount_{percent}",
                "без скидки" if discount == 0 else f"скидка {percent} %",
                "no discount" if discount == 0 else f"{percent} % off",
                (
                    found.margin_per_order_after,
                    found.margin_share_after,
                    found.break_even_conversion,
                    found.break_even_uplift,
                ),
            )
        )
    return Table(
        "discounts", "Что нужно разным скидкам", "What different discounts need", columns, tuple(rows)
    )


def _known(warehouse: Warehouse, args: OfferArguments) -> Known:
    """The question's terms, completed from the last year of the data."""
    from tools.warehouse.selection import select_transactions

    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    terms = {
        "margin_share": args.margin_share,
        "average_order": args.average_order,
        "base_conversion": args.base_conversion,
        "contact_cost": args.contact_cost,
    }
    missing = tuple(name for name, value in terms.items() if value is None)
    customers = 0
    if {"margin_share", "average_order", "base_conversion"} & set(missing):
        lines = select_transactions(
            warehouse,
            start=max(as_of - timedelta(days=364), warehouse.first_day),
            end=as_of,
            channel=args.channel,
            category=args.category,
            region=args.region,
        )
        found = _sums(lines, as_of)
        customers = int(found["customers"])
        if customers < K_ANONYMITY:
            raise NotEnoughData(
                f"Only {customers} customers bought in the last year of this selection; at least {K_ANONYMITY} are needed.",
                message_ru=f"За последний год в этой выборке купили {customers} чел.; нужно не меньше {K_ANONYMITY}.",
            )
        terms["average_order"] = terms["average_order"] or float(found["revenue"]) / float(found["orders"])
        if terms["base_conversion"] is None:
            terms["base_conversion"] = float(found["lately"]) / customers
        if terms["margin_share"] is None:
            terms["margin_share"] = _margin(found)
    if terms["contact_cost"] is None:
        terms["contact_cost"] = _contact_cost(warehouse)
    return Known(
        float(terms["margin_share"] or 0),
        float(terms["average_order"] or 0),
        float(terms["base_conversion"] or 0),
        float(terms["contact_cost"] or 0),
        missing,
        customers,
        as_of,
    )


def _sums(lines, as_of: date):  # type: ignore[no-untyped-def]
    import ibis

    start = as_of - timedelta(days=WINDOW_DAYS - 1)
    lately = lines.filter((lines.ordered_on >= ibis.date(start.isoformat())) & (lines.kind == "sale"))
    sums = lines.aggregate(
        customers=lines.customer_id.nunique(where=lines.kind == "sale"),
        orders=lines.order_id.nunique(where=lines.kind == "sale"),
        revenue=lines.revenue.sum(),
        margin=lines.margin.sum(),
        covered=lines.revenue.sum(where=lines.margin.notnull()),
    )
    people = lately.select("customer_id").distinct()
    return sums.execute().iloc[0].to_dict() | {"lately": int(people.customer_id.count().execute())}


def _margin(found: dict[str, object]) -> float:
    covered, margin = (float(found[name] or 0) for name in ("covered", "margin"))  # type: ignore[arg-type]
    if not covered > 0:
        raise MissingData(
            "The data know no margin; say margin_share, for instance 0.35.",
            message_ru="Маржи в данных нет; назовите её, например margin_share 0.35.",
            argument="margin_share",
        )
    share = margin / covered
    if not 0 < share <= 1:
        raise InvalidArgument(
            f"Margin over revenue of this selection is {share:.3f}; say margin_share.",
            message_ru=f"Маржа этой выборки к выручке – {share:.3f}; назовите margin_share.",
            argument="margin_share",
        )
    return share


def _contact_cost(warehouse: Warehouse) -> float:
    if not warehouse.has("contacts"):
        return 0.0
    cost = warehouse.table("contacts").cost.mean().execute()
    return 0.0 if cost is None or float(cost) != float(cost) else float(cost)


def _notes(known: Known, offer: OfferEconomics) -> tuple[Note, ...]:
    notes = [
        Note(
            "Предложение окупается, если вырастет доля купивших, а не сумма заказа: сумма считается прежней. Купившие и без предложения тоже получают скидку.",
            "The offer pays by a higher share of buyers, not by larger orders: order size is taken as it is. Those who would have bought get the discount too.",
        ),
        Note(
            "Это порог, а не прогноз: какой прирост даст предложение, покажет только контрольная группа. Напоминание без скидки сравнивайте в том же тесте.",
            "This is a threshold, not a forecast: only a control group shows what rise the offer brings. Compare a reminder without a discount in the same test.",
            "next_step",
        ),
    ]
    if "base_conversion" in known.from_data:
        notes.append(
            Note(
                "Доля купивших без предложения – доля клиентов последнего года с покупкой за последние четыре недели.",
                "The share that buys anyway is the share of last year's customers who bought in the last four weeks.",
                "definition",
            )
        )
    if "contact_cost" in known.from_data and known.contact_cost == 0:
        notes.append(
            Note(
                "Стоимость контакта неизвестна и взята за ноль.",
                "The cost of a contact is not known and taken as zero.",
                "warning",
            )
        )
    if offer.below_floor and not offer.eats_margin:
        notes.append(
            Note(
                "Такая скидка нарушает порог маржи: отправить её на согласование нельзя.",
                "Such a discount breaks the floor of the margin: it cannot be submitted for approval.",
                "warning",
            )
        )
    if offer.eats_margin:
        notes.append(
            Note(
                "Такая скидка съедает всю маржу: она не окупится ни при каком приросте.",
                "Such a discount eats the whole margin: no rise can make it pay.",
                "warning",
            )
        )
    elif offer.break_even_conversion is None:
        notes.append(
            Note(
                "Чтобы окупиться, купить должны были бы больше людей, чем получат предложение.",
                "To pay, more people would have to buy than get the offer.",
                "warning",
            )
        )
    return tuple(notes)
