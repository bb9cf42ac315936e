"""From a part of the warehouse to a checked forecast: the purchase model that did best on a period that is
over, fitted again on everything, with the spend model and what money is worth keeping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tools.clv.backtest import Backtest, backtest
from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.mbg_nbd import ModifiedBetaGeoNBD
from tools.clv.observations import Floats
from tools.clv.valuation import DAYS_PER_MONTH, LifetimeModel, payers
from tools.columns import K_ANONYMITY
from tools.errors import DidNotConverge, InvalidArgument, NotEnoughData, NotIdentified
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

CANDIDATES: tuple[type[LifetimeModel], ...] = (ModifiedBetaGeoNBD, BetaGeoNBD)
SHORTEST_HOLDOUT = 4  # weeks
SHORTEST_HISTORY = 12  # weeks before the holdout, and at the least altogether


@dataclass(frozen=True, slots=True)
class Checked:
    """How the chosen model did on the last weeks of the data, which it had not seen."""

    purchases: Backtest
    value_bias: float
    """Predicted over actual money of the period, less one."""
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """Customers of a selection as they stood on a day, with the models that speak for them."""

    summary: pd.DataFrame
    model: LifetimeModel
    spend_model: GammaGamma
    checked: Checked | None
    first_day: date
    as_of: date
    kept_share: float
    """What is left of the purchases after returns on other days."""
    margin_share: float | None
    """Margin over revenue where the data know both; None where they know no margin."""
    margin_known: float
    """Share of revenue on lines whose margin is known."""
    correlation: float | None
    """Between frequency and spend of those who came back: the spend model assumes none."""

    @property
    def value_share(self) -> float:
        """What a unit of gross purchases is worth: after returns, and as margin where that is known."""
        return self.kept_share * (1.0 if self.margin_share is None else self.margin_share)

    @property
    def basis(self) -> str:
        return "revenue" if self.margin_share is None else "margin"

    @property
    def model_error(self) -> float:
        """One standard deviation of the model's own error, as the backtest saw it."""
        return abs(self.checked.value_bias) if self.checked else 0.0


def forecast(warehouse: Warehouse, args: BaseSelection, *, horizon_months: float = 12) -> Forecast:
    """Chooses by backtest, then fits on all customers known by `args.as_of`.

    The holdout is as long as the horizon where the data allow it, at most a third of the history.
    """
    from tools.customers import customer_summary

    as_of = min(args.as_of or warehouse.last_day, warehouse.last_day)
    first_day = warehouse.first_day
    if as_of < first_day:
        raise InvalidArgument(
            f"as_of {as_of} is before the first purchase on {first_day}.",
            message_ru=f"as_of {as_of} раньше первой покупки {first_day}.",
            argument="as_of",
        )
    weeks = (as_of - first_day).days // 7
    if weeks < SHORTEST_HISTORY:
        raise NotEnoughData(
            f"The data cover {weeks} weeks; a lifetime value needs at least {SHORTEST_HISTORY}.",
            message_ru=f"Данные охватывают {weeks} нед.; для CLV нужно не меньше {SHORTEST_HISTORY}.",
            argument="as_of",
        )
    days = _days(warehouse, args, as_of)
    summary = customer_summary(days, time="bought_on", value="amount", observation_end=as_of, unit="W")
    if len(summary) < K_ANONYMITY:
        raise NotEnoughData(
            f"Only {len(summary)} customers have bought; figures are shown for at least {K_ANONYMITY}.",
            message_ru=f"Покупателей всего {len(summary)}; показатели считаются не меньше чем по {K_ANONYMITY}.",
        )
    holdout = min(weeks // 3, round(horizon_months * DAYS_PER_MONTH / 7))
    checked = None
    candidates = list(CANDIDATES)
    if holdout >= SHORTEST_HOLDOUT and weeks - holdout >= SHORTEST_HISTORY:
        split = as_of - timedelta(weeks=holdout)
        past = customer_summary(
            days, time="bought_on", value="amount", observation_end=split, unit="W", holdout_end=as_of
        )
        checked, candidates = _best(past, candidates, holdout, split, as_of)
    x, t_x, age, money = _columns(summary)
    spend_model = GammaGamma().fit(*payers(x, money))
    kept, margin, known = _worth(warehouse, days)
    return Forecast(
        summary=summary,
        model=_first_that_fits(candidates, x, t_x, age),
        spend_model=spend_model,
        checked=checked,
        first_day=first_day,
        as_of=as_of,
        kept_share=kept,
        margin_share=margin,
        margin_known=known,
        correlation=_correlation(*payers(x, money)),
    )


def _days(warehouse: Warehouse, args: BaseSelection, as_of: date) -> Any:
    from tools.customers.selected_days import selected_days

    return selected_days(
        warehouse, end=as_of, channel=args.channel, category=args.category, region=args.region
    )


def _columns(summary: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    x, t_x, age, money = (
        summary[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T", "monetary_value")
    )
    return x, t_x, age, money


def _best(
    past: pd.DataFrame,
    candidates: list[type[LifetimeModel]],
    holdout: int,
    split: date,
    as_of: date,
) -> tuple[Checked | None, list[type[LifetimeModel]]]:
    """The candidates in order of their error on the holdout, with the check of the first."""
    x, t_x, age, money = _columns(past)
    later = past["frequency_holdout"].to_numpy(dtype=float)
    found = []
    for place, kind in enumerate(candidates):
        try:
            tested = backtest(kind, x, t_x, age, later, horizon=holdout, bands=_bands(x.size))
            found.append((tested.model.mean_absolute_error, place, kind, tested))
        except (NotIdentified, DidNotConverge, NotEnoughData, InvalidArgument):
            continue
    if not found:
        return None, candidates
    found.sort(key=lambda item: item[:2])
    tested = found[0][3]
    try:
        spend = np.asarray(GammaGamma().fit(*payers(x, money)).expected_spend(x, np.where(x > 0, money, 0.0)))
    except (NotIdentified, DidNotConverge, NotEnoughData):
        return None, [kind for *_, kind, _ in found]
    actual = float(np.sum(later * past["monetary_holdout"].to_numpy(dtype=float)))
    bias = float(np.sum(tested.predicted * spend)) / actual - 1 if actual > 0 else tested.model.bias
    checked = Checked(tested, bias, start=split + timedelta(days=1), end=as_of)
    return checked, [kind for _, _, kind, _ in found]


def _first_that_fits(kinds: list[type[LifetimeModel]], x: Floats, t_x: Floats, age: Floats) -> LifetimeModel:
    refusal: NotIdentified | DidNotConverge | None = None
    for kind in kinds:
        try:
            return kind().fit(x, t_x, age)
        except (NotIdentified, DidNotConverge) as error:
            refusal = refusal or error
    assert refusal is not None
    raise refusal


def _bands(customers: int) -> int:
    return int(np.clip(customers // K_ANONYMITY, 1, 10))


def _worth(warehouse: Warehouse, days: Any) -> tuple[float, float | None, float]:
    """What share of gross purchases stays after returns, margin over revenue, and how far margin is known."""
    from tools.customers.purchases import purchase_days

    gross = purchase_days(days).amount.sum().execute()
    has_margin = warehouse.has_values("transactions", "margin")
    sums = {"revenue": days.amount.sum()}
    if has_margin:
        sums |= {"margin": days.margin.sum(), "covered": days.with_margin.sum()}
    found = days.aggregate(**sums).execute().iloc[0]
    revenue = float(found["revenue"])
    kept = min(1.0, revenue / float(gross)) if gross and revenue > 0 else 1.0
    covered = float(found["covered"] or 0) if has_margin else 0.0
    if covered <= 0 or revenue <= 0:
        return kept, None, 0.0
    return kept, float(found["margin"]) / covered, min(1.0, covered / revenue)


def _correlation(x: Floats, money: Floats) -> float | None:
    if x.size < K_ANONYMITY or np.ptp(x) == 0 or np.ptp(money) == 0:
        return None
    return float(np.corrcoef(x, money)[0, 1])
