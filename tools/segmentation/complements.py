"""What customers need next: which category follows which, how much later, and what that does to frequency.

Each customer's first purchase day decides what they started with. Those who started with A, and not with B, are
compared with those who started with neither: how many bought B within the window, on a later day? Both groups are
customers at the same age, so that a base in which everybody buys everything in the end shows nothing. Larger first
baskets mean keener customers, so the comparison is made among first baskets of the same size (Mantel-Haenszel).
Only customers who were seen for the whole window count.

Sources: Mantel and Haenszel (1959), J. Natl. Cancer Inst. 22, 719-748; Greenland and Robins (1985), Biometrics 41,
55-68, equation 13 (variance of the log risk ratio); Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from tools.columns import K_ANONYMITY, require_columns
from tools.customers.purchases import Transactions
from tools.customers.summary import as_day
from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate
from tools.segmentation.lift import FALSE_FINDS, LEVEL, benjamini_hochberg

LARGEST_BASKET = 4
"""First baskets of this many things and more are one stratum."""
MINIMUM = 30
"""Customers who started with A and with B, each, that a pair needs to be compared."""
YEAR = 365.25
PAIR = ["first", "then", "customers", "followed", "share", "share_others", "ratio", "low", "high"]
LAGS = ["lag_early", "lag_median", "lag_late"]


@dataclass(frozen=True)
class Complements:
    """`pairs`: `first`, `then`, `customers` (started with `first`, not with `then`), `followed`, `share`,
    `share_others`, `ratio` with `low` and `high`, `lag_early`, `lag_median`, `lag_late` (days; a quarter, half and
    three quarters have followed), `p_value`, `q_value`, `notable`; strongest first. `starts`: one row a customer and
    thing, `customer`, `thing`, `first_on`, and `began`, their first day."""

    pairs: pd.DataFrame
    starts: pd.DataFrame
    customers: int
    within_days: int
    end: date

    @property
    def found(self) -> pd.DataFrame:
        """The pairs in which `then` follows more often than by chance."""
        return self.pairs[self.pairs["notable"] & (self.pairs["ratio"] > 1)]

    def open_needs(self) -> Estimate:
        """Purchases to be expected within the window from needs that are still open, per customer of the base.

        A need is open where a customer owns `first`, bought within the window, and has no `then` yet; what is to
        come is the natural share less what has come by now. One thing needed for two reasons counts once, at the
        larger share. The interval carries the uncertainty of the shares alone.
        """
        found = self.found
        everybody = self.starts["customer"].nunique()
        recent = self.starts[
            self.starts["first_on"] > pd.Timestamp(self.end - timedelta(days=self.within_days))
        ]
        needs = recent.merge(found, left_on="thing", right_on="first")[
            ["customer", "first", "then", "share", "customers"]
        ]
        owned = self.starts[["customer", "thing"]].rename(columns={"thing": "then"})
        needs = needs.merge(owned, on=["customer", "then"], how="left", indicator=True)
        needs = needs[needs["_merge"] == "left_only"].sort_values("share", ascending=False, kind="stable")
        needs = needs.drop_duplicates(["customer", "then"])
        half = float(ndtri(0.5 + LEVEL / 2)) * np.sqrt(
            needs["share"] * (1 - needs["share"]) / needs["customers"]
        )
        sums = [
            float(column.clip(0, 1).sum())
            for column in (needs["share"], needs["share"] - half, needs["share"] + half)
        ]
        value, low, high = (total / max(everybody, 1) for total in sums)
        return Estimate(
            value, "purchases", everybody, "natural shares of those who followed", low, high, LEVEL
        )


def complements(
    tx: Transactions,
    *,
    within_days: int = 365,
    as_of: date | str | None = None,
    customer: str = "customer_id",
    time: str = "ordered_at",
    thing: str = "category",
    value: str = "revenue",
    most: int = 40,
) -> Complements:
    """Which category follows which, within how many days?

    `tx` holds lines of receipts; those without customer or thing and those whose `value` is not above zero are left
    out. The `most` things with most customers are compared. A pair needs `MINIMUM` customers on both sides.

    Raises InvalidArgument for a missing column or an impossible window, NotEnoughData where nobody was seen for so
    long.
    """
    if not 1 <= within_days <= 20_000:
        raise InvalidArgument(
            f"within_days is {within_days}; from 1 to 20000 days can be looked at.",
            message_ru=f"within_days = {within_days}; можно от 1 до 20000 дней.",
            argument="within_days",
        )
    starts = _starts(tx, customer, time, thing, value)
    end = as_day(as_of, "as_of") or (starts["first_on"].max().date() if len(starts) else date.min)
    if isinstance(tx, pd.DataFrame) and len(starts):
        end = as_day(as_of, "as_of") or pd.to_datetime(tx[time]).max().date()
    starts = starts[starts["first_on"] <= pd.Timestamp(end)]
    starts["began"] = starts.groupby("customer")["first_on"].transform("min")
    seen = starts[starts["began"] <= pd.Timestamp(end - timedelta(days=within_days))]
    people = int(seen["customer"].nunique())
    if people < max(K_ANONYMITY, MINIMUM):
        raise NotEnoughData(
            f"Only {people} customers started {within_days} days or more before {end}; take a shorter window or load more history.",
            message_ru=f"Только {people} клиентов начали за {within_days} дней до {end} или раньше; сократите окно или загрузите историю длиннее.",
            argument="within_days",
        )
    counts = seen["thing"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    things = sorted(map(str, counts.index[:most]))
    if len(things) < 2:
        raise NotEnoughData(
            "Customers have bought one thing only, so nothing can follow it.",
            message_ru="Клиенты покупали только одно, поэтому дополнять нечего.",
            argument=thing,
        )
    return Complements(_pairs(seen, things, within_days), starts, people, within_days, end)


def _starts(tx: Transactions, customer: str, time: str, thing: str, value: str) -> pd.DataFrame:
    """The first day of every customer and thing."""
    if isinstance(tx, pd.DataFrame):
        require_columns(map(str, tx.columns), (customer, time, thing, value), what="tx")
        columns = {
            "customer": tx[customer],
            "thing": tx[thing],
            "first_on": pd.to_datetime(tx[time]).dt.normalize(),
        }
        lines = pd.DataFrame(columns)[tx[value].astype(float) > 0].dropna()
        frame = lines.groupby(["customer", "thing"], as_index=False)["first_on"].min()
    else:
        require_columns(tx.columns, (customer, time, thing, value), what="tx")
        known = tx.filter(tx[customer].notnull() & tx[thing].notnull() & (tx[value] > 0))
        day = known[time] if known[time].type().is_date() else known[time].date()
        frame = (
            known.group_by(customer=known[customer], thing=known[thing])
            .aggregate(first_on=day.min())
            .execute()
        )
    out = pd.DataFrame(frame)
    out["first_on"] = pd.to_datetime(out["first_on"])
    out["thing"] = out["thing"].astype(str)
    return out.sort_values(["customer", "thing"], ignore_index=True)


def _pairs(seen: pd.DataFrame, things: list[str], within_days: int) -> pd.DataFrame:
    people = seen["customer"].unique()
    row = pd.Series(np.arange(len(people)), index=people)
    column = {name: i for i, name in enumerate(things)}
    lag = np.full((len(people), len(things)), np.inf)
    shown = seen[seen["thing"].isin(things)]
    waited = (shown["first_on"] - shown["began"]).dt.days.to_numpy(float)
    lag[row[shown["customer"]].to_numpy(), shown["thing"].map(column).to_numpy()] = waited
    begun = lag == 0
    first_day = seen[seen["first_on"] == seen["began"]].groupby("customer").size()
    basket = np.minimum(first_day.reindex(people).to_numpy(), LARGEST_BASKET)
    strata = [basket == size for size in range(1, LARGEST_BASKET + 1)]
    came = (lag > 0) & (lag <= within_days)
    rows = []
    for then, j in column.items():
        without = ~begun[:, j]
        if came[:, j].sum() < MINIMUM:
            continue
        for first, i in column.items():
            inside, outside = without & begun[:, i], without & ~begun[:, i]
            if i == j or inside.sum() < MINIMUM or outside.sum() < MINIMUM:
                continue
            compared = _mantel_haenszel(inside, outside, came[:, j], strata)
            if compared is None:
                continue
            lags = lag[inside & came[:, j], j]
            shown_lags = np.quantile(lags, (0.25, 0.5, 0.75)) if len(lags) >= K_ANONYMITY else [np.nan] * 3
            shares = (float(came[inside, j].mean()), float(came[outside, j].mean()))
            rows.append(
                (first, then, int(inside.sum()), len(lags), *shares, *compared[:3], *shown_lags, compared[3])
            )
    out = pd.DataFrame(rows, columns=[*PAIR, *LAGS, "p_value"])
    out["q_value"] = benjamini_hochberg(out["p_value"].to_numpy(np.float64))
    out["notable"] = out["q_value"] <= FALSE_FINDS
    return out.sort_values(
        ["notable", "ratio", "first", "then"], ascending=[False, False, True, True], ignore_index=True
    )


def _mantel_haenszel(
    inside: np.ndarray, outside: np.ndarray, came: np.ndarray, strata: list[np.ndarray]
) -> tuple[float, float, float, float] | None:
    """Risk ratio with its interval and p-value over the strata; None where a side never came."""
    above = below = spread = 0.0
    for stratum in strata:
        n1, n0 = float((inside & stratum).sum()), float((outside & stratum).sum())
        if n1 == 0 or n0 == 0:
            continue
        a, b, n = float((inside & stratum & came).sum()), float((outside & stratum & came).sum()), n1 + n0
        above += a * n0 / n
        below += b * n1 / n
        spread += (n1 * n0 * (a + b) - a * b * n) / n**2
    if above == 0 or below == 0:
        return None
    ratio, error = above / below, max(np.sqrt(spread / (above * below)), 1e-12)
    z = float(ndtri(0.5 + LEVEL / 2))
    p_value = 2 * float(ndtr(-abs(np.log(ratio)) / error))
    return ratio, ratio * float(np.exp(-z * error)), ratio * float(np.exp(z * error)), p_value
