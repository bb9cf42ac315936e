"""The answers to the recommendation question: read, one a customer, weighted, and how they were sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tools.customers.crowds import require_crowd
from tools.customers.net_promoter import nps
from tools.customers.periods import Period
from tools.customers.sales import fetch
from tools.errors import InvalidArgument, MissingData
from tools.estimate import Estimate

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

EVEN, FEWEST_REGIONS = 1.1, 3
"""Regions whose numbers of answers differ by less than this, at least so many: a quota sample."""


def read_answers(warehouse: Warehouse, start: object, end: object) -> pd.DataFrame:
    """Answers between two days in the order of time; a region not stated is that of the customer."""
    table = warehouse.table("surveys")
    table = table.filter(
        (table.kind.lower() == "nps") & table.asked_on.between(start, end) & table.score.notnull()
    )
    if warehouse.has("customers"):
        people = warehouse.table("customers").select("customer_id", home="region")
        table = table.left_join(people, "customer_id")
        table = table.mutate(region=table.region.coalesce(table.home))
    frame = fetch(table.select("survey_id", "customer_id", "asked_on", "score", "region"))
    frame["asked_on"] = pd.to_datetime(frame["asked_on"]).dt.date
    return frame.sort_values(
        ["asked_on", "survey_id", "customer_id", "score"], kind="stable", ignore_index=True
    )


def in_region(answers: pd.DataFrame, region: str | None) -> pd.DataFrame:
    """Those of one region; InvalidArgument with the known ones when there is none."""
    if region is None:
        return answers
    same = answers["region"].fillna("").str.casefold() == region.strip().casefold()
    if not same.any():
        known = ", ".join(sorted(answers["region"].dropna().unique())) or "none"
        raise InvalidArgument(
            f"No answers from region {region!r}; known are {known}.",
            message_ru=f"Ответов из региона {region!r} нет; есть {known}.",
            argument="region",
        )
    return answers[same]


def last_of_each(answers: pd.DataFrame, period: Period) -> pd.DataFrame:
    """One answer a customer, the last one; answers without a customer count each."""
    here = answers[(answers["asked_on"] >= period.start) & (answers["asked_on"] <= period.end)]
    named = here[here["customer_id"].notna()].drop_duplicates("customer_id", keep="last")
    return pd.concat([named, here[here["customer_id"].isna()]]).sort_index()


def region_quotas(
    warehouse: Warehouse, asked: dict[str, float] | None, answers: pd.DataFrame, *, by_base: bool
) -> dict[str, float] | None:
    """The share each region should have: as asked, or (`by_base`) its share among all customers; None without weights."""
    if asked is not None:
        wanted = {name.strip().casefold(): share for name, share in asked.items()}
        known = set(answers["region"].dropna().str.casefold())
        if not wanted or min(wanted.values()) <= 0 or not set(wanted) <= known:
            raise InvalidArgument(
                f"quotas need a positive share for regions that answered: {', '.join(sorted(known)) or 'none'}.",
                message_ru=f"Квоты — положительные доли регионов, из которых есть ответы: {', '.join(sorted(known)) or 'нет'}.",
                argument="quotas",
            )
        return wanted
    if not by_base:
        return None
    if not (warehouse.has("customers") and warehouse.has_values("customers", "region")):
        raise MissingData(
            "The regions of the customers are not known, so answers cannot be weighted by the base.",
            message_ru="Регионы клиентов неизвестны, поэтому взвесить ответы по базе нельзя.",
            argument="weight_by_base",
        )
    people = warehouse.table("customers")
    people = people.filter(people.region.notnull())
    counts = fetch(people.group_by(region=people.region.lower()).aggregate(n=people.count()))
    return {str(r).casefold(): float(n) for r, n in zip(counts["region"], counts["n"], strict=True)}


def weighted_score(frame: pd.DataFrame, quotas: dict[str, float] | None) -> Estimate:
    """The score of these answers, each region weighted to its quota where there are quotas."""
    if quotas is None:
        return nps(frame["score"].to_numpy())
    region = frame["region"].fillna("").str.casefold()
    inside = region.isin(list(quotas))
    region, scores = region[inside], frame.loc[inside, "score"]
    require_crowd(len(region), what_en="Answers within the quotas", what_ru="Ответы в пределах квот")
    weights = region.map(quotas).astype(float) / region.map(region.value_counts()).astype(float)
    return nps(scores.to_numpy(), weights.to_numpy())


def response_share(warehouse: Warehouse, period: Period, frame: pd.DataFrame) -> float | None:
    """Share of the customers active in the period who answered; None where that cannot be known."""
    if (
        frame["customer_id"].isna().any()
        or period.end < warehouse.first_day
        or period.start > warehouse.last_day
    ):
        return None
    lines = warehouse.table("transactions")
    lines = lines.filter(lines.ordered_on.between(period.start, period.end) & (lines.revenue > 0))
    active = set(
        fetch(lines.filter(lines.customer_id.notnull()).select("customer_id").distinct())["customer_id"]
    )
    return len(active & set(frame["customer_id"])) / len(active) if active else None


def is_quota_sample(frame: pd.DataFrame) -> bool:
    """Whether every region answered about equally often: then the regions were filled up, not drawn at random."""
    counts = frame["region"].dropna().value_counts()
    return len(counts) >= FEWEST_REGIONS and float(counts.max()) <= EVEN * float(counts.min())
