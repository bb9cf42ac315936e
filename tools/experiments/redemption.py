"""The tool `redemption_by_store`: which till or branch does not honour the offers?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field

from tools.columns import K_ANONYMITY
from tools.customers.crowds import slugs
from tools.errors import MissingData, NotEnoughData
from tools.experiments.campaigns import find_campaign, is_control, list_campaigns, window_end
from tools.experiments.effects import holm
from tools.facts import Chart, Column, Fact, Findings, Note, Row, Table
from tools.tool import Arguments

ALPHA = 0.01
"""Chance that a network of honest stores has any store flagged (family-wise, Holm)."""


class RedemptionArguments(Arguments):
    """Which campaigns' offers."""

    campaign: str | None = Field(None, description="Name or id of one campaign. Left out: all with an offer.")
    start: date | None = Field(None, description="Only purchases on or after this day (ISO date).")
    end: date | None = Field(None, description="Only purchases on or before this day (ISO date).")


def redemption_by_store(warehouse: Any, args: RedemptionArguments) -> Findings:
    """The funnel by store: customers holding an offer who bought there, and the orders that used it.

    Each store's orders are tested against the redemption rate of all other stores together, one-sided exact
    binomial test, Holm over stores. Assumes that in honest stores an order uses the offer equally often.
    """
    orders = _eligible_orders(warehouse, args)
    by_store = orders.groupby("store_id", sort=True).agg(
        customers=("customer_id", "nunique"), orders=("order_id", "nunique"), redeemed=("redeemed", "sum")
    )
    small = by_store[by_store["customers"] < K_ANONYMITY]
    shown = by_store.drop(index=small.index)
    if len(shown) < 2:
        raise NotEnoughData(
            f"{len(shown)} stores have at least {K_ANONYMITY} customers with an offer; two are needed to compare.",
            message_ru=f"Магазинов, где покупали хотя бы {K_ANONYMITY} клиентов с предложением: {len(shown)}; для сравнения нужны два.",
            argument="store_id",
        )
    shown = _tested(shown, by_store)
    names = _store_names(warehouse)
    as_of = pd.Timestamp(orders["ordered_on"].max()).date().isoformat()
    suspects = shown[shown["suspect"]].sort_values(["p_value", "redeemed"], kind="stable")
    return Findings(
        _facts(shown, suspects, names, as_of),
        (_table(shown.sort_values(["p_value", "rate"], kind="stable"), names),),
        (
            Chart(
                "bar",
                "stores",
                ("rate",),
                "Доля чеков с предложением по магазинам",
                "Redemption rate by store",
            ),
        ),
        tuple(_notes(len(small), suspects)),
    )


def _eligible_orders(warehouse: Any, args: RedemptionArguments) -> pd.DataFrame:
    """Orders in a store, in an offer's window, of customers who were sent that offer."""
    import ibis

    for table, what in (("redemptions", "погашений"), ("campaigns", "кампаний")):
        if not warehouse.has(table):
            raise MissingData(
                f"The warehouse has no table {table}, so redemption cannot be followed.",
                message_ru=f"В данных нет таблицы {table} ({what}), поэтому проследить погашение нельзя.",
                argument=table,
            )
    if not warehouse.has_values("transactions", "store_id"):
        raise MissingData(
            "The purchases do not name a store (store_id).",
            message_ru="В покупках не указан магазин (store_id).",
            argument="store_id",
        )
    campaigns = [find_campaign(warehouse, args.campaign)[0]] if args.campaign else list_campaigns(warehouse)
    parts = []
    used = warehouse.table("redemptions")
    for campaign in campaigns:
        if campaign.offer_id is None:
            continue
        first = max(campaign.started_on, args.start or campaign.started_on)
        last = min(window_end(warehouse, campaign), args.end or warehouse.last_day)
        holders = _holders(warehouse, campaign.campaign_id)
        if holders is None or first > last:
            continue
        lines = warehouse.table("transactions")
        lines = lines.filter(
            lines.store_id.notnull()
            & (lines.kind == "sale")
            & (lines.ordered_on >= ibis.date(first.isoformat()))
            & (lines.ordered_on <= ibis.date(last.isoformat()))
        ).semi_join(holders, "customer_id")
        bought = lines.group_by(["store_id", "order_id", "customer_id"]).agg(
            ordered_on=lines.ordered_on.min()
        )
        mine = used.filter(used.offer_id == campaign.offer_id).select("order_id").distinct().mutate(hit=1)
        joined = bought.left_join(mine, "order_id")
        frame = joined.select("store_id", "order_id", "customer_id", "ordered_on", "hit").execute()
        # A campaign whose offer nobody used anywhere (a plain reminder) says nothing about stores.
        if frame["hit"].notna().any():
            parts.append(frame)
    if not parts:
        raise NotEnoughData(
            "No store purchase by a customer with an offer falls into an offer's window.",
            message_ru="В окне действия предложений нет покупок в магазинах у клиентов с предложением.",
            argument="campaign",
        )
    orders = pd.concat(parts, ignore_index=True)
    orders["redeemed"] = orders["hit"].notna()
    merged: pd.DataFrame = orders.groupby(["store_id", "order_id"], as_index=False).agg(
        customer_id=("customer_id", "first"), ordered_on=("ordered_on", "min"), redeemed=("redeemed", "max")
    )
    return merged  # one row an order, although two campaigns may have reached its customer


def _holders(warehouse: Any, campaign_id: str) -> Any:
    """Who was sent the offer: by the contact log, else by the treated arms."""
    if warehouse.has("contacts"):
        table = warehouse.table("contacts")
        sent = table.filter((table.campaign_id == campaign_id) & (table.status != "bounced"))
        if int(sent.count().execute()):
            return sent.select("customer_id").distinct()
    if warehouse.has("assignments"):
        table = warehouse.table("assignments").filter(lambda t: t.experiment_id == campaign_id)
        control = [str(a) for a in table.select("arm").distinct().execute()["arm"] if is_control(str(a))]
        treated = table.filter(~table.arm.isin(control)) if control else table
        if int(treated.count().execute()):
            return treated.select("customer_id").distinct()
    return None


def _tested(shown: pd.DataFrame, everything: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import binom

    out = shown.copy()
    out["rate"] = out["redeemed"] / out["orders"]
    # Clearly dead stores must not lower the yardstick of the others.
    alive = everything[everything["redeemed"] > 0]
    pool_orders = alive["orders"].sum() - out["orders"].where(out["redeemed"] > 0, 0)
    pool_hits = alive["redeemed"].sum() - out["redeemed"]
    expected = np.where(pool_orders > 0, pool_hits / pool_orders.clip(lower=1), 0.0)
    out["expected_rate"] = expected
    out["expected"] = expected * out["orders"]
    p = {
        str(store): float(binom.cdf(int(row["redeemed"]), int(row["orders"]), float(row["expected_rate"])))
        for store, row in out.iterrows()
    }
    out["p_value"] = pd.Series(holm(p)).reindex(out.index.astype(str)).to_numpy()
    out["suspect"] = out["p_value"] < ALPHA
    return out


def _store_names(warehouse: Any) -> dict[str, str]:
    if not warehouse.has("stores"):
        return {}
    frame = warehouse.table("stores").execute()
    return {
        str(r["store_id"]): str(r["name"])
        for r in frame.to_dict("records")
        if r["name"] == r["name"] and r["name"]
    }


def _label(store: object, names: dict[str, str]) -> str:
    return f"{names[str(store)]} ({store})" if str(store) in names else str(store)


def _facts(
    shown: pd.DataFrame, suspects: pd.DataFrame, names: dict[str, str], as_of: str
) -> tuple[Fact, ...]:
    total = int(shown["orders"].sum())
    facts = [
        Fact("stores", len(shown), "number", "Магазинов сравнили", "Stores compared", as_of=as_of),
        Fact("suspect_stores", len(suspects), "number", "Магазинов под подозрением", "Stores under suspicion", as_of=as_of, method="one-sided exact binomial test, Holm"),
        Fact("orders", total, "orders", "Чеков клиентов с предложением", "Orders by customers with an offer", as_of=as_of),
        Fact("redeemed", int(shown["redeemed"].sum()), "orders", "Чеков с применённым предложением", "Orders that used it", as_of=as_of),
        Fact("redemption_rate", float(shown["redeemed"].sum() / total), "share", "Доля чеков с предложением", "Redemption rate", n=total, as_of=as_of),
    ]  # fmt: skip
    if len(suspects):
        store, row = next(iter(suspects.iterrows()))
        facts += [
            Fact("worst_store", _label(store, names), "text", "Самый подозрительный магазин", "Most suspicious store", as_of=as_of),
            Fact("worst_redeemed", int(row["redeemed"]), "orders", "Применено в нём", "Orders with the offer there", as_of=as_of),
            Fact("worst_orders", int(row["orders"]), "orders", "Чеков в нём", "Orders there", as_of=as_of),
            Fact("worst_rate", float(row["rate"]), "share", "Доля в нём", "Rate there", n=int(row["orders"]), as_of=as_of),
            Fact("worst_expected", round(float(row["expected"]), 1), "orders", "Ожидалось применений", "Expected uses", method="rate of the other stores", as_of=as_of),
        ]  # fmt: skip
    return tuple(facts)


def _table(shown: pd.DataFrame, names: dict[str, str]) -> Table:
    columns = (
        Column("customers", "customers", "Клиентов с предложением", "Customers with an offer"),
        Column("orders", "orders", "Их чеков", "Their orders"),
        Column("redeemed", "orders", "С предложением", "Used"),
        Column("rate", "share", "Доля", "Rate"),
        Column("expected", "number", "Ожидалось", "Expected"),
        Column("p_value", "number", "p (Холм)", "p (Holm)"),
    )
    rows = []
    for key, (store, row) in zip(slugs([str(s) for s in shown.index]), shown.iterrows(), strict=True):
        label = _label(store, names)
        ru = f"{label} – под подозрением" if row["suspect"] else label
        en = f"{label} – under suspicion" if row["suspect"] else label
        cells = (int(row["customers"]), int(row["orders"]), int(row["redeemed"]), float(row["rate"]))
        rows.append(
            Row(key, ru, en, (*cells, round(float(row["expected"]), 1), round(float(row["p_value"]), 6)))
        )
    return Table("stores", "Погашение по магазинам", "Redemption by store", columns, tuple(rows))


def _notes(small: int, suspects: pd.DataFrame) -> list[Note]:
    notes = [
        Note("Чек клиента, которому отправили предложение, в магазине в дни действия; каждый магазин сравнивается с остальными точным биномиальным тестом с поправкой Холма.", "Orders in a store, in the offer's window, by customers who were sent it; each store is tested against the others with an exact binomial test, Holm-adjusted.", "definition")
    ]  # fmt: skip
    if small:
        notes.append(Note("Магазины с малым числом клиентов не показаны, чтобы не раскрывать отдельных людей.", "Stores with few customers are not shown, to protect individuals.", "warning"))  # fmt: skip
    if len(suspects):
        notes.append(Note("Следующий шаг: пробная покупка с предложением на этой кассе, проверка справочника акций кассового ПО и инструктаж смены; тест показывает отклонение, а не его причину.", "Next step: a test purchase with the offer at this till, a check of its promotion list and a word with the shift; the test shows the deviation, not its cause.", "next_step"))  # fmt: skip
    return notes
