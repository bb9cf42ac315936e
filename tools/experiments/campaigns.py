"""Finds a campaign by what a marketer calls it, and reads what happened to the people assigned in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from tools.customers.contact_rates import require_contacts
from tools.errors import InvalidArgument, MissingData, NotRandomised
from tools.experiments.effects import CONTROL_NAMES

NOISE = re.compile(
    r"акци[яиюей]+|кампани[яиюей]+|рассылк[аиуой]+|тест|эксперимент|промо|наш[ауейи]*|про|по|и|в|на|"
    r"the|campaign|promo|test|experiment|mailing"
)
SHOWN = 12
PARTS = 10_000  # money has four decimal places in the warehouse
HISTORY_DAYS = 182
MONEY_COLUMNS = (
    "revenue",
    "discount",
    "margin",
    "contact_cost",
    "reward",
    "later_revenue",
    "later_discount",
    "later_margin",
)


@dataclass(frozen=True, slots=True)
class Campaign:
    """One row of `campaigns`. Purchases count from `started_on` to `ended_on`, both included."""

    campaign_id: str
    name: str
    channel: str | None
    offer_id: str | None
    started_on: date
    ended_on: date
    fixed_cost: Decimal
    has_control: bool

    @property
    def title(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.campaign_id


def list_campaigns(warehouse: Any) -> list[Campaign]:
    """All campaigns, oldest first, each with whether a control group was assigned.

    Raises MissingData when there is no table `campaigns`.
    """
    if not warehouse.has("campaigns"):
        raise MissingData(
            "The warehouse has no table campaigns, so no campaign can be measured. Load it with the columns "
            "campaign_id, name, started_on, ended_on, and the table assignments with a control group.",
            message_ru="В данных нет таблицы campaigns, поэтому измерить кампанию нельзя. Загрузите её с колонками "
            "campaign_id, name, started_on, ended_on, и таблицу assignments с контрольной группой.",
            argument="campaigns",
        )
    table = warehouse.table("campaigns").execute()
    arms = arms_by_campaign(warehouse)
    found = []
    for row in table.to_dict("records"):
        key = str(row["campaign_id"])
        if pd.isna(row["started_on"]):
            continue
        started = pd.Timestamp(row["started_on"]).date()
        ended = warehouse.last_day if pd.isna(row["ended_on"]) else pd.Timestamp(row["ended_on"]).date()
        sizes = arms.get(key, {})
        control = [arm for arm in sizes if is_control(arm)]
        cost = Decimal(0) if pd.isna(row["fixed_cost"]) else Decimal(str(row["fixed_cost"]))
        found.append(
            Campaign(
                key,
                _text(row["name"]) or key,
                _text(row["channel"]),
                _text(row["offer_id"]),
                started,
                ended,
                cost,
                len(control) == 1 and len(sizes) > 1,
            )
        )
    return sorted(found, key=lambda c: (c.started_on, c.campaign_id))


def arms_by_campaign(warehouse: Any) -> dict[str, dict[str, int]]:
    """Customers by arm of each experiment; empty without a table `assignments`."""
    if not warehouse.has("assignments"):
        return {}
    people = warehouse.table("assignments").select("experiment_id", "arm", "customer_id").distinct()
    counts = (
        people.group_by(["experiment_id", "arm"])
        .agg(n=people.customer_id.count())
        .execute()
        .to_dict("records")
    )
    arms: dict[str, dict[str, int]] = {}
    for row in sorted(counts, key=lambda r: (str(r["experiment_id"]), str(r["arm"]))):
        arms.setdefault(str(row["experiment_id"]), {})[str(row["arm"])] = int(row["n"])
    return arms


def is_control(arm: str) -> bool:
    """Whether an arm of this name is the control group."""
    return arm.strip().casefold() in CONTROL_NAMES


def find_campaign(warehouse: Any, wanted: str | None) -> tuple[Campaign, int]:
    """The campaign that is meant, and how many others have the same name.

    `wanted` is an id or a name; case, quotes, words like "акция" and endings do not matter ("осенняя акция"
    finds «Осень»). Of several with one name the latest is taken. Left out: the latest campaign with a control
    group that has started. Raises InvalidArgument with the known names when nothing is close.
    """
    known = list_campaigns(warehouse)
    if not known:
        raise MissingData(
            "The table campaigns is empty.", message_ru="Таблица campaigns пуста.", argument="campaigns"
        )
    if wanted is None or not _bare(wanted):
        started = [c for c in known if c.has_control and c.started_on <= warehouse.last_day]
        if not started:
            raise NotRandomised(
                "No campaign has a control group; name the campaign you mean, or plan the next one with a control group.",
                message_ru="Ни у одной кампании нет контрольной группы; назовите кампанию или запланируйте следующую с контролем.",
                argument="campaign",
            )
        return started[-1], 0
    scored = [(max(_likeness(wanted, c.campaign_id), _likeness(wanted, c.name)), c) for c in known]
    best = max(score for score, _ in scored)
    if best < 0.6:
        names = ", ".join(f"«{c.title}» ({c.started_on})" for c in known[-SHOWN:])
        raise InvalidArgument(
            f"There is no campaign {wanted!r}; known are: {names}.",
            message_ru=f"Кампании {wanted!r} в данных нет; есть: {names}.",
            argument="campaign",
        )
    matching = [c for score, c in scored if score > best - 1e-9]
    return matching[-1], len(matching) - 1


def require_control(campaign: Campaign) -> None:
    """Raises NotRandomised, with what would be needed, where no control group was drawn."""
    if campaign.has_control:
        return
    raise NotRandomised(
        f"Campaign «{campaign.title}» has no randomly assigned control group, so what it caused cannot be told "
        "from what would have happened anyway. Needed: rows in the table assignments with a part of the "
        "audience drawn at random as control and left out of the send (the tool sample_size says how large a part). "
        "What can be had without one is weaker evidence, not an effect: before against after is grade C, those who "
        "answered against those who did not is grade D, because they chose themselves.",
        message_ru=f"У кампании «{campaign.title}» нет случайной контрольной группы, поэтому её эффект не отделить "
        "от того, что случилось бы и без неё. Нужны строки в таблице assignments: часть аудитории, случайно "
        "выбранная в контроль и исключённая из рассылки (какая часть – подскажет sample_size). Без неё возможны только "
        "более слабые свидетельства, а не эффект: «до и после» – уровень C, откликнувшиеся против остальных – уровень D, "
        "они выбрали себя сами.",
        argument="campaign",
    )


def outcomes(warehouse: Any, campaign: Campaign) -> pd.DataFrame:
    """One row for each assigned customer with what they did in the campaign's window.

    Columns: customer_id, arm, arms (how many they were assigned to), propensity, assigned_on, orders, buyer (0/1),
    first_order_on, margin_known, contacts, redeemed, revenue_before and orders_before (half a year before) and the money columns revenue, discount, margin, contact_cost and reward: as float for statistics and, with
    the ending `_exact`, as whole ten-thousandths. Everybody counts in the arm they were assigned to first.
    Raises MissingData without a contact log: who was really written to, and at what cost, would be guessed.
    """
    require_contacts(warehouse)
    frame: pd.DataFrame = _outcome_query(warehouse, campaign).execute()
    frame["arm"] = frame["arm"].astype(str)
    frame["margin_known"] = frame["margin_known"].fillna(0).astype(bool)
    for column in ("orders", "contacts", "redeemed", "revenue_before", "orders_before"):
        frame[column] = frame[column].astype("float64").fillna(0.0)
    for column in MONEY_COLUMNS:
        frame[f"{column}_exact"] = frame[f"{column}_exact"].fillna(0).astype("int64")
        frame[column] = frame[f"{column}_exact"] / float(PARTS)
    frame["propensity"] = frame["propensity"].astype("float64")
    frame["buyer"] = (frame["orders"] > 0).astype("float64")
    return frame.sort_values("customer_id", ignore_index=True)


def money_by_arm(frame: pd.DataFrame) -> dict[str, dict[str, Decimal]]:
    """Exact sums of the money columns of `outcomes` by arm."""
    sums = frame.groupby("arm")[[f"{column}_exact" for column in MONEY_COLUMNS]].sum()
    return {
        str(arm): {c: Decimal(int(row[f"{c}_exact"])) / PARTS for c in MONEY_COLUMNS}
        for arm, row in sums.iterrows()
    }


def window_end(warehouse: Any, campaign: Campaign) -> date:
    """The last day of the window for which there are data."""
    last: date = warehouse.last_day
    return min(campaign.ended_on, last)


def later_end(warehouse: Any, campaign: Campaign) -> date | None:
    """The last day of the equally long stretch after the window in which cannibalised sales would be missing; None
    while it is not over."""
    end = campaign.ended_on + (campaign.ended_on - campaign.started_on) + timedelta(days=1)
    return end if end <= warehouse.last_day else None


def _exact(money: Any) -> Any:
    """A decimal as whole ten-thousandths: exact, and much faster to fetch than decimals."""
    return (money * PARTS).cast("int64")


def _outcome_query(warehouse: Any, campaign: Campaign) -> Any:
    import ibis

    last = window_end(warehouse, campaign)
    table = warehouse.table("assignments")
    mine = table.filter((table.experiment_id == campaign.campaign_id) & table.customer_id.notnull())
    # A customer listed twice stays in the arm of the first assignment.
    people = mine.group_by("customer_id").agg(
        arm=mine.arm.argmin(mine.assigned_at.fill_null(ibis.timestamp("1970-01-01"))),
        propensity=mine.propensity.argmin(mine.assigned_at.fill_null(ibis.timestamp("1970-01-01"))),
        assigned_on=mine.assigned_on.min(),
        arms=mine.arm.nunique(),
    )
    every = warehouse.table("transactions")
    lines = every.filter(
        every.customer_id.notnull()
        & (every.ordered_on >= ibis.date(campaign.started_on.isoformat()))
        & (every.ordered_on <= ibis.date(last.isoformat()))
    )
    bought = lines.group_by("customer_id").agg(
        orders=lines.order_id.nunique(where=lines.kind == "sale"),
        revenue_exact=_exact(lines.revenue.sum()),
        discount_exact=_exact(lines.discount.sum()),
        margin_exact=_exact(lines.margin.sum()),
        margin_known=lines.margin.count(),
        first_order_on=lines.ordered_on.min(),
    )
    joined = people.left_join(bought, "customer_id").drop("customer_id_right")
    joined = _with_history(campaign, joined, every)
    joined = _with_later_sales(campaign, joined, every, later_end(warehouse, campaign))
    joined = _with_contacts(warehouse, campaign, joined)
    return _with_rewards(warehouse, campaign, joined, last)


def _with_history(campaign: Campaign, people: Any, lines: Any) -> Any:
    """What each customer bought before the campaign, for the covariates; nothing after the assignment."""
    import ibis

    since = campaign.started_on - timedelta(days=HISTORY_DAYS)
    before = lines.filter(
        lines.customer_id.notnull()
        & (lines.ordered_on >= ibis.date(since.isoformat()))
        & (lines.ordered_on < ibis.date(campaign.started_on.isoformat()))
    )
    joined = people.select("customer_id", "assigned_on").inner_join(before, "customer_id")
    mine = joined.filter(joined.assigned_on.isnull() | (joined.ordered_on < joined.assigned_on))
    history = mine.group_by("customer_id").agg(
        revenue_before=mine.revenue.sum().cast("float64"), orders_before=mine.order_id.nunique()
    )
    return people.left_join(history, "customer_id").drop("customer_id_right")


def _with_later_sales(campaign: Campaign, people: Any, lines: Any, until: date | None) -> Any:
    """What each customer bought in the stretch after the window: sales only brought forward are missing there."""
    import ibis

    last = until or campaign.ended_on  # the stretch is empty while it is not over
    after = lines.filter(
        lines.customer_id.notnull()
        & (lines.ordered_on > ibis.date(campaign.ended_on.isoformat()))
        & (lines.ordered_on <= ibis.date(last.isoformat()))
    )
    bought = after.group_by("customer_id").agg(
        later_revenue_exact=_exact(after.revenue.sum()),
        later_discount_exact=_exact(after.discount.sum()),
        later_margin_exact=_exact(after.margin.sum()),
    )
    return people.left_join(bought, "customer_id").drop("customer_id_right")


def _with_contacts(warehouse: Any, campaign: Campaign, people: Any) -> Any:
    import ibis

    if not warehouse.has("contacts"):
        return people.mutate(contacts=ibis.literal(0), contact_cost_exact=ibis.literal(0))
    table = warehouse.table("contacts")
    table = table.filter(table.campaign_id == campaign.campaign_id)
    sent = table.group_by("customer_id").agg(
        contacts=table.count(), contact_cost_exact=_exact(table.cost.sum())
    )
    return people.left_join(sent, "customer_id").drop("customer_id_right")


def _with_rewards(warehouse: Any, campaign: Campaign, people: Any, last: date) -> Any:
    """Points and gifts are a cost of their own; a price discount is already in revenue and margin."""
    import ibis

    nothing = people.mutate(redeemed=ibis.literal(0), reward_exact=ibis.literal(0))
    if campaign.offer_id is None or not warehouse.has("redemptions"):
        return nothing
    table = warehouse.table("redemptions")
    table = table.filter(
        (table.offer_id == campaign.offer_id)
        & (table.redeemed_on >= ibis.date(campaign.started_on.isoformat()))
        & (table.redeemed_on <= ibis.date(last.isoformat()))
    )
    each = Decimal(0)
    if warehouse.has("offers"):
        offers = warehouse.table("offers")
        offer = offers.filter((offers.offer_id == campaign.offer_id) & offers.reward.notnull()).execute()
        if len(offer) and str(offer["kind"].iloc[0]) in ("points", "gift"):
            each = Decimal(str(offer["reward"].iloc[0]))
    used = table.group_by("customer_id").agg(redeemed=table.count())
    joined = people.left_join(used, "customer_id").drop("customer_id_right")
    return joined.mutate(reward_exact=joined.redeemed.fill_null(0) * int(each * PARTS))


def _likeness(wanted: str, name: str) -> float:
    """1 for the same text, less for less; a shared stem counts, so that endings do not matter."""
    asked, known = _bare(wanted), _bare(name)
    if not asked or not known:
        return 0.0
    if asked == known or wanted.strip().casefold() == name.casefold():
        return 1.0
    stem = 0
    best = 0.0
    for word in asked.split():
        for part in known.split():
            stem = next(
                (i for i, (a, b) in enumerate(zip(word, part, strict=False)) if a != b),
                min(len(word), len(part)),
            )
            enough = stem >= 3 and stem >= min(len(part), len(word)) - 1
            whole = len(asked.split()) == 1 or len(known.split()) == 1
            if word == part and whole and len(part) > 2:
                best = max(best, 0.95)
            elif enough and whole:
                best = max(best, 0.9)
            elif word == part and len(part) > 3:
                best = max(best, 0.75)
    return max(best, SequenceMatcher(None, asked, known).ratio())


def _bare(text: str) -> str:
    words = re.sub(r"[^\w]+", " ", text.casefold().replace("ё", "е")).replace("_", " ").split()
    return " ".join(word for word in words if not NOISE.fullmatch(word))


def _text(value: Any) -> str | None:
    return None if value is None or value != value or not str(value).strip() else str(value)
