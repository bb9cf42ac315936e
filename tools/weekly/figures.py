"""The figures of each week, from the tables that the warehouse has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pandas as pd

from tools.columns import K_ANONYMITY
from tools.customers.periods import Period
from tools.customers.purchases import purchase_days
from tools.customers.sales import MINOR, lines_of, whole
from tools.customers.selected_days import selected_days
from tools.customers.timeline import timeline
from tools.tool import BaseSelection
from tools.weekly.weeks import YEAR_AGO, whole_weeks

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

WEEK = 7
BREAK_DAYS = 90
"""Whoever buys again after a longer silence counts as returned."""
NPS_WEEKS = 4
"""NPS is taken over so many weeks: one week has too few answers."""


Weekly = dict[str, dict[int, float]]
"""Figures by name and weeks back."""


def by_weeks(frame: pd.DataFrame) -> Weekly:
    """The frame's figures; what is missing is left out."""
    named = {str(name): column.dropna().astype("float64") for name, column in frame.items()}
    return {
        name: dict(zip(column.index.astype(int).tolist(), column.tolist(), strict=True))
        for name, column in named.items()
    }


def sales_weeks(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """By weeks back: revenue, margin, margin_share, customers, new, returned, orders, arpu, frequency,
    average_order, discount_share. Whole weeks only; figures about fewer than K_ANONYMITY customers are missing."""
    period = Period(end - timedelta(days=WEEK - 1), end)
    found = timeline(warehouse, period, BaseSelection(), length=YEAR_AGO + 1)
    found = found[found.index < whole_weeks(warehouse, end)]
    known = found["revenue"] / MINOR
    out = _totals(warehouse, period).reindex(found.index)
    enough = found["customers"].where(found["customers"] >= K_ANONYMITY)
    out["customers"], out["orders"] = enough, found["orders"].where(enough.notna())
    # Who is new, and who was silent for long, cannot be told before the data are old enough.
    history = np.array(
        [(end - timedelta(days=WEEK * int(i)) - warehouse.first_day).days for i in found.index]
    )
    out["new_customers"] = found["new"].where(enough.notna() & (history > BREAK_DAYS))
    if whole_weeks(warehouse, end) * WEEK > 2 * BREAK_DAYS:
        back = _returned(warehouse, period, end).reindex(found.index).fillna(0)
        out["returned_customers"] = back.where(history > 2 * BREAK_DAYS)
    out["arpu"] = known / enough
    out["frequency"] = out["orders"] / enough
    out["average_order"] = known / out["orders"].where(out["orders"] > 0)
    return out


def contact_weeks(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """By weeks back: messages, contacted people, messages_per_person, contact_cost, unsubscribe_rate,
    complaint_rate, measured_share (messages of campaigns that have a control group)."""
    contacts = _weekly(warehouse.table("contacts"), "sent_on", end, warehouse)
    if warehouse.has("assignments"):
        tested = (
            warehouse.table("assignments").select(campaign_id="experiment_id").distinct().mutate(tested=True)
        )
        contacts = contacts.left_join(tested, "campaign_id").drop("campaign_id_right")
    else:
        contacts = contacts.mutate(tested=ibis.literal(False))
    reached = contacts.status != "bounced"
    found = (
        contacts.group_by("back")
        .aggregate(
            messages=contacts.count(),
            people=contacts.customer_id.nunique(),
            cost=whole(contacts.cost.sum().fill_null(0)),
            reached=reached.sum(),
            unsubscribed=(contacts.status == "unsubscribed").sum(),
            complained=(contacts.status == "complained").sum(),
            tested=contacts.tested.fill_null(False).sum(),
        )
        .execute()
        .set_index("back")
        .sort_index()
    )
    found = found[found["people"] >= K_ANONYMITY]
    out = pd.DataFrame(index=found.index)
    out["messages"], out["contacted"] = found["messages"], found["people"]
    out["messages_per_person"] = found["messages"] / found["people"]
    out["contact_cost"] = found["cost"] / MINOR
    reached_count = found["reached"].where(found["reached"] > 0)
    out["unsubscribe_rate"] = found["unsubscribed"] / reached_count
    out["complaint_rate"] = found["complained"] / reached_count
    out["measured_share"] = found["tested"] / found["messages"]
    return out.astype("float64")


def consent_weeks(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """By weeks back: `withdrawals`, consents to advertising revoked, whatever the channel."""
    log = warehouse.table("consents")
    log = log.filter((log.purpose == "advertising") & (log.status == "revoked"))
    log = _weekly(log.mutate(on=log["at"].date()), "on", end, warehouse)
    found = log.group_by("back").aggregate(withdrawals=log.count()).execute().set_index("back")
    out: pd.DataFrame = found.reindex(range(whole_weeks(warehouse, end))).fillna(0).astype("float64")
    return out


def nps_weeks(warehouse: Warehouse, end: date) -> pd.DataFrame:
    """By weeks back: `nps` (-100..100) over the four weeks that end then, with the number of `answers`."""
    surveys = warehouse.table("surveys")
    surveys = surveys.filter((surveys.kind == "nps") & surveys.score.notnull())
    surveys = _weekly(surveys, "asked_on", end, warehouse)
    found = (
        surveys.group_by("back")
        .aggregate(
            answers=surveys.count(),
            promoters=(surveys.score >= 9).sum(),
            detractors=(surveys.score <= 6).sum(),
        )
        .execute()
        .set_index("back")
    )
    weekly = found.reindex(range(whole_weeks(warehouse, end))).fillna(0)
    four = weekly[::-1].rolling(NPS_WEEKS).sum()[::-1]
    four = four[four["answers"] >= K_ANONYMITY]
    out = pd.DataFrame(index=four.index)
    out["nps"] = 100 * (four["promoters"] - four["detractors"]) / four["answers"]
    out["answers"], out["promoters"], out["detractors"] = (
        four["answers"],
        four["promoters"],
        four["detractors"],
    )
    return out


def _returned(warehouse: Warehouse, period: Period, end: date) -> pd.Series:
    """Customers of each week who bought for the first time after more than BREAK_DAYS of silence."""
    days = purchase_days(selected_days(warehouse, end=period.end))
    order = ibis.window(group_by=days.customer_id, order_by=days.bought_on)
    silent = days.bought_on.delta(days.bought_on.lag().over(order), unit="day")
    gaps = days.mutate(silent=silent, back=_back(days.bought_on, end))
    again = gaps.filter(gaps.silent > BREAK_DAYS).select("back", "customer_id").distinct()
    found: pd.DataFrame = again.group_by("back").aggregate(people=again.customer_id.count()).execute()
    return found.set_index("back")["people"].astype("float64")


def _totals(warehouse: Warehouse, period: Period) -> pd.DataFrame:
    """By week, of all lines: revenue; margin and margin_share where the source knows them; discount_share, the
    part of the shelf value of sales that was given away."""
    lines = lines_of(warehouse, Period(warehouse.first_day, period.end), BaseSelection(), known=False)
    lines = lines.mutate(back=_back(lines.ordered_on, period.end), sale=lines.kind == "sale")
    found = (
        lines.group_by("back")
        .aggregate(
            revenue=whole(lines.revenue.sum()),
            margin=whole(lines.margin.sum().fill_null(0)),
            given=whole(lines.discount.sum(where=lines.sale).fill_null(0)),
            paid=whole(lines.revenue.sum(where=lines.sale).fill_null(0)),
        )
        .execute()
        .set_index("back")
    )
    out = pd.DataFrame({"revenue": found["revenue"] / MINOR})
    if warehouse.has_values("transactions", "margin"):
        out["margin"] = found["margin"] / MINOR
        out["margin_share"] = out["margin"] / out["revenue"].where(out["revenue"] > 0)
    if warehouse.has_values("transactions", "discount"):
        shelf = found["given"] + found["paid"]
        out["discount_share"] = found["given"] / shelf.where(shelf > 0)
    return out


def _weekly(table: ibis.Table, column: str, end: date, warehouse: Warehouse) -> ibis.Table:
    """The rows of the weeks that sales are complete for, with the number of weeks back."""
    marked = table.filter(table[column] <= ibis.literal(end)).mutate(back=_back(table[column], end))
    return marked.filter(marked.back < whole_weeks(warehouse, end))


def _back(day: Any, end: date) -> Any:
    return ibis.literal(end).delta(day, unit="day") // WEEK
