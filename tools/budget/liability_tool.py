"""The tool `reward_liability`: what we still owe on offers given out, breakage, and what another reward would cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import Field

from tools.budget.liability import CURVE_STEPS, Liability, OfferLiability, reward_liability
from tools.columns import K_ANONYMITY
from tools.customers.crowds import slugs
from tools.errors import MissingData, NotEnoughData
from tools.experiments.campaigns import is_control, list_campaigns
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse


class LiabilityArguments(Arguments):
    """The day of the look, and a changed rule."""

    as_of: date | None = Field(None, description="Look at the offers as they stood at the end of this day.")
    reward: float | None = Field(
        None,
        ge=0,
        description="Reward of one redemption in money to try instead of today's, keeping how many redeem.",
    )


def compute(warehouse: Warehouse, args: LiabilityArguments) -> Findings:
    """Holders, redeemed, expired and outstanding by offer, and the expected cost of the outstanding ones."""
    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    names, holders = _holders(warehouse, as_of)
    redemptions = _redemptions(warehouse)
    found = reward_liability(holders, redemptions, as_of=as_of)
    shown = [offer for offer in found.offers if offer.holders >= K_ANONYMITY]
    if not shown:
        raise NotEnoughData(
            f"No offer was given to {K_ANONYMITY} customers or more by {as_of}.",
            message_ru=f"К {as_of} ни одно предложение не выдано хотя бы {K_ANONYMITY} клиентам.",
            argument="as_of",
        )
    money = warehouse.currency
    return Findings(
        facts=_facts(found, shown, args, money, as_of),
        tables=(_table(shown, names, money), *_curve_table(found)),
        charts=(
            (Chart("line", "curve", ("redeemed",), "Кривая погашения", "Redemption curve"),)
            if found.curve
            else ()
        ),
        notes=tuple(_notes(shown, args)),
    )


def _holders(warehouse: Warehouse, as_of: date) -> tuple[dict[str, str], pd.DataFrame]:
    """Customers given each offer: those assigned to a campaign with it, or written to where nobody was assigned."""
    for table in ("offers", "redemptions", "campaigns"):
        if not warehouse.has(table):
            raise MissingData(
                f"The warehouse has no table {table}, so what is owed on offers cannot be counted.",
                message_ru=f"В данных нет таблицы {table}, поэтому посчитать обязательства по предложениям нельзя.",
                argument=table,
            )
    offers = warehouse.table("offers").execute().set_index("offer_id")
    given: dict[str, set[str]] = {}
    span: dict[str, tuple[date, date]] = {}
    for campaign in list_campaigns(warehouse):
        if campaign.offer_id is None or campaign.started_on > as_of:
            continue
        given.setdefault(campaign.offer_id, set()).update(_given(warehouse, campaign.campaign_id, as_of))
        first, last = span.get(campaign.offer_id, (campaign.started_on, campaign.ended_on))
        span[campaign.offer_id] = min(first, campaign.started_on), max(last, campaign.ended_on)
    rows = []
    for key, people in sorted(given.items()):
        first, last = span[key]
        if key in offers.index:
            first = _day(offers.loc[key, "valid_from"], first)
            last = _day(offers.loc[key, "valid_to"], last)
        rows.append({"offer": key, "holders": len(people), "valid_from": first, "valid_to": max(first, last)})
    names = {str(key): str(name) for key, name in offers["name"].items() if isinstance(name, str)}
    return names, pd.DataFrame(rows, columns=["offer", "holders", "valid_from", "valid_to"])


def _given(warehouse: Warehouse, campaign: str, as_of: date) -> set[str]:
    import ibis

    if warehouse.has("assignments"):
        rows = warehouse.table("assignments")
        rows = rows.filter((rows.experiment_id == campaign) & (rows.assigned_on <= ibis.literal(as_of)))
        frame = rows.select("customer_id", "arm").execute()
        if len(frame):
            treated = [
                not is_control(str(arm)) and "reminder" not in str(arm).casefold() for arm in frame["arm"]
            ]
            return set(frame.loc[treated, "customer_id"])
    if warehouse.has("contacts"):
        sent = warehouse.table("contacts")
        sent = sent.filter((sent.campaign_id == campaign) & (sent.sent_on <= ibis.literal(as_of)))
        return set(sent.select("customer_id").distinct().execute()["customer_id"])
    return set()


def _redemptions(warehouse: Warehouse) -> pd.DataFrame:
    """One row per offer and redeeming customer; those without a known customer count one by one."""
    frame = warehouse.table("redemptions").execute()
    frame = frame.assign(
        who=frame["customer_id"].fillna("order " + frame["order_id"].astype("string")),
        money=[Decimal(0) if pd.isna(amount) else Decimal(str(amount)) for amount in frame["discount"]],
    )
    grouped = frame.groupby(["offer_id", "who"], sort=True)
    return pd.DataFrame(
        {
            "redeemed_on": grouped["redeemed_on"].min(),
            "amount": grouped["money"].agg(lambda part: sum(part, Decimal(0))),
        }
    ).reset_index(names=["offer", "who"])


def _day(value: object, otherwise: date) -> date:
    return otherwise if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload, arg-type]


def _facts(
    found: Liability, shown: list[OfferLiability], args: LiabilityArguments, money: str, as_of: date
) -> tuple[Fact, ...]:
    day = as_of.isoformat()

    def total(name: str) -> int:
        return sum(getattr(offer, name) for offer in shown)

    facts = [
        Fact("offers", len(shown), "number", "Предложений", "Offers", as_of=day),
        Fact("holders", total("holders"), "customers", "Выдано предложений", "Offers given out", as_of=day),
        Fact("redeemed", total("redeemed"), "customers", "Погашено", "Redeemed", as_of=day),
        Fact("expired", total("expired"), "customers", "Сгорело", "Expired", as_of=day),
        Fact("outstanding", total("outstanding"), "customers", "Ещё действует", "Outstanding", as_of=day),
        Fact("given", float(sum((offer.given for offer in shown), Decimal(0))), money, "Выплачено по погашениям", "Paid out in redemptions", as_of=day),
    ]  # fmt: skip
    known = [offer for offer in shown if offer.expected is not None]
    if len(known) == len(shown):
        low, middle, high = (
            float(sum((getattr(offer, name) for offer in known), Decimal(0)))
            for name in ("low", "expected", "high")
        )
        facts.append(
            Fact("liability", middle, money, "Ожидаемое обязательство по действующим", "Expected liability of the outstanding", low=low, high=high, as_of=day, evidence="E", method="redemption curve of finished offers; range over them")
        )  # fmt: skip
    if found.breakage_share is not None:
        facts.append(
            Fact("breakage", found.breakage_share, "share", "Сгорает неиспользованным (законченные предложения)", "Breakage of finished offers", as_of=day)
        )  # fmt: skip
    redeemed, given = total("redeemed"), sum((offer.given for offer in shown), Decimal(0))
    if redeemed >= K_ANONYMITY:
        each = float(given) / redeemed
        facts.append(Fact("reward_each", each, money, "Погашение в среднем", "Mean redemption", as_of=day))
        if args.reward is not None:
            facts += [
                Fact("reward_tried", args.reward, money, "Награда, которую пробуем", "Reward tried", as_of=day),
                Fact("cost_change", redeemed * args.reward - float(given), money, "Изменение выплат при том же числе погашений", "Change of payments at the same number of redemptions", as_of=day, is_change=True, evidence="E"),
            ]  # fmt: skip
    return tuple(facts)


def _table(shown: list[OfferLiability], names: dict[str, str], money: str) -> Table:
    columns = (
        Column("holders", "customers", "Выдано", "Given out"),
        Column("redeemed", "customers", "Погашено", "Redeemed"),
        Column("expired", "customers", "Сгорело", "Expired"),
        Column("outstanding", "customers", "Действует", "Outstanding"),
        Column("redemption_share", "share", "Доля погашений", "Redemption share"),
        Column("given", money, "Выплачено", "Paid out"),
        Column("expected", money, "Ещё ожидается", "Still expected"),
        Column("valid_to", "date", "Действует до", "Valid to"),
    )
    rows = []
    for key, offer in zip(slugs([offer.offer for offer in shown]), shown, strict=True):
        name = names.get(offer.offer, offer.offer)
        rows.append(
            Row(
                key,
                f"{name} ({offer.offer})",
                f"{name} ({offer.offer})",
                (
                    offer.holders,
                    offer.redeemed,
                    offer.expired,
                    offer.outstanding,
                    offer.redemption_share,
                    float(offer.given),
                    None if offer.expected is None else float(offer.expected),
                    offer.valid_to.isoformat(),
                ),
            )
        )
    return Table("offers", "Предложения", "Offers", columns, tuple(rows))


def _curve_table(found: Liability) -> tuple[Table, ...]:
    if not found.curve:
        return ()
    rows = tuple(
        Row(
            f"p{100 * step // CURVE_STEPS}",
            f"{100 * step // CURVE_STEPS} % срока",
            f"{100 * step // CURVE_STEPS}% of its life",
            (share,),
        )
        for step, share in enumerate(found.curve)
    )
    columns = (Column("redeemed", "share", "Погашений уже сделано", "Redemptions made by then"),)
    return (
        Table(
            "curve",
            "Кривая погашения законченных предложений",
            "Redemption curve of finished offers",
            columns,
            rows,
        ),
    )


def _notes(shown: list[OfferLiability], args: LiabilityArguments) -> list[Note]:
    notes = [
        Note(
            "Каждое выданное предложение погашено, сгорело или действует: выдано = погашено + сгорело + действует. Выдано – клиентам, назначенным в кампанию с этим предложением, а без назначений – тем, кому писали.",
            "Every offer given out is redeemed, expired or outstanding: given out = redeemed + expired + outstanding. Given out means to customers assigned to a campaign with the offer or, without assignments, to those written to.",
            "definition",
        )
    ]
    if any(offer.expected is None for offer in shown):
        notes.append(
            Note(
                "Обязательство оценить нельзя: ещё нет законченных предложений с погашениями, по которым видно, как их гасят.",
                "The liability cannot be estimated: no finished offer with redemptions shows yet how people redeem.",
                "warning",
            )
        )
    elif any(offer.outstanding for offer in shown):
        notes.append(
            Note(
                "Обязательство – прогноз (уровень E): действующие предложения погасят так же, как законченные.",
                "The liability is a forecast (grade E): outstanding offers will be redeemed as finished ones were.",
            )
        )
    if args.reward is not None:
        notes.append(
            Note(
                "Другая награда посчитана при том же числе погашений; изменит ли она их число, покажет только тест.",
                "Another reward is worked out at the same number of redemptions; only a test shows whether it changes that number.",
                "warning",
            )
        )
    return notes
