"""From a part of the warehouse to a checked forecast: the one that did best at earlier origins, made again from
everything known today, with the spend model, what money is worth keeping, and how far totals were off before."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tools.clv.combination import TITLE as COMBINATION
from tools.clv.drift import Drift, drift_of
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.history import History, Window
from tools.clv.horizon import days_ahead
from tools.clv.observations import Floats
from tools.clv.purchase_counts import PurchaseCounts, counts_learnt
from tools.clv.rolling import Forecaster, Origin, Rolling, candidates_at, rolling
from tools.clv.valuation import LifetimeModel
from tools.columns import K_ANONYMITY
from tools.errors import DidNotConverge, InvalidArgument, NotEnoughData, NotIdentified
from tools.tool import BaseSelection

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

SHORTEST_HISTORY = 12
"""Weeks of data without which nothing is forecast."""
MANY_LINES, MANY_CUSTOMERS = 5_000_000, 300_000
"""From so many lines on, time is counted in weeks; from so many customers on, fewer origins are compared."""


@dataclass(frozen=True)
class Forecast:
    """Customers of a selection as they stood on a day, in cells, with what is expected of each."""

    history: History
    window: Window
    weeks: float
    forecaster: Forecaster
    model: LifetimeModel
    """The plain model that says who is still there and how purchases spread over the horizon."""
    spend_model: GammaGamma
    rolling: Rolling
    first_day: date
    as_of: date
    until: date
    kept_share: float
    """What is left of the purchases after returns on other days."""
    margin_share: float | None
    """Margin over revenue where the data know both; None where they know no margin."""
    margin_known: float
    """Share of revenue on lines whose margin is known."""
    correlation: float | None
    """Between frequency and spend of those who came back: the spend model assumes none."""
    valued: dict[float, Any] = field(default_factory=dict, repr=False, compare=False)
    """Tables of valued customers that the engine of `history` holds, by discount rate (`tools.clv.valued`)."""

    @property
    def value_share(self) -> float:
        """What a unit of gross purchases is worth: after returns, and as margin where that is known."""
        return self.kept_share * (1.0 if self.margin_share is None else self.margin_share)

    @property
    def basis(self) -> str:
        return "revenue" if self.margin_share is None else "margin"

    @property
    def checked(self) -> Origin | None:
        """The newest comparison with a period that is over."""
        return self.rolling.origins[0] if self.rolling.origins else None

    @property
    def champion(self) -> str:
        """Which forecast is used."""
        return self.forecaster.title

    @cached_property
    def purchases(self) -> Floats:
        """Expected purchases of a customer of each cell: the champion's, with the level of one-time and of repeat
        buyers moved by what it lacked at earlier origins and the total unchanged."""
        plain = self.forecaster.expected(self.window, self.weeks)
        once, repeat = self._class_levels
        moved = plain * np.where(self.window.frequency == 0, once[0], repeat[0])
        held = self.window.customers
        return np.asarray(moved * np.sum(plain * held) / np.sum(moved * held))

    @cached_property
    def counts(self) -> PurchaseCounts:
        """How single customers scatter around their expectation, learnt at the newest origin."""
        spread = self.rolling.drift(self.champion).spread
        if self.checked is None:
            return PurchaseCounts(spread=spread)
        seen = self.checked
        return counts_learnt(seen.window, seen.forecasts[self.champion], spread).over(self.weeks)

    @cached_property
    def money_errors(self) -> tuple[float, ...]:
        """log(actual / forecast) of the money of the whole base at the origins, newest first."""
        return tuple(self._money_error(origin) for origin in self.rolling.origins)

    @property
    def value_bias(self) -> float | None:
        """Forecast over actual money of the newest origin, less one."""
        return float(np.expm1(-self.money_errors[0])) if self.money_errors else None

    def within(self, history: History) -> Forecast:
        """The same forecast over the same history held by another connection to its engine."""
        if history is self.history:
            return self
        moved = copy(self)
        moved.__dict__.update(history=history, valued={})
        return moved

    def drift(self, once_share: float | None = None) -> Drift:
        """How far the total's money was off, for the whole base; for a part of it, of which one-time buyers hold
        this share of the expected value, with the drift between the two classes of buyers."""
        whole = drift_of(self.money_errors)
        if once_share is None:
            return whole
        once, repeat = self._class_levels
        return whole.with_(once[1].scaled(once_share)).with_(repeat[1].scaled(1 - once_share))

    @cached_property
    def _class_levels(self) -> tuple[tuple[float, Drift], tuple[float, Drift]]:
        return self.rolling.by_class(self.champion)

    def _money_error(self, origin: Origin) -> float:
        window = origin.window
        each = origin.forecasts[self.champion]
        try:
            spend_model = self.history.spend_model(origin.day)
        except (NotIdentified, DidNotConverge, NotEnoughData):
            return origin.log_error(self.champion)
        spend_x, held = window.column("spend_frequency"), window.customers
        mean = np.where(spend_x > 0, window.column("repeat_spend") / held, 0.0)
        forecast = float(np.sum(each * held * np.asarray(spend_model.expected_spend(spend_x, mean))))
        if window.money_later <= 0 or forecast <= 0:
            return origin.log_error(self.champion)
        return float(np.log(window.money_later / forecast))


def forecast(warehouse: Warehouse, args: BaseSelection, *, horizon_months: float = 12) -> Forecast:
    """Compares at rolling origins, then forecasts from all customers known by `args.as_of`.

    The warehouse remembers it, so that questions about other segments of the same part of the data, or about
    churn, do not fit anything again. Raises InvalidArgument, NotEnoughData or NotIdentified.
    """
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
    ahead = days_ahead(as_of, horizon_months)
    history = history_of(warehouse, args, as_of)

    def made() -> Forecast:
        kept, margin, known = _worth(warehouse, days_of(warehouse, args, as_of))
        return forecast_of(
            history, horizon_days=ahead, kept_share=kept, margin_share=margin, margin_known=known
        )

    key = ("clv forecast", as_of, ahead, args.channel, args.category, args.region)
    shared = warehouse.remembered(key, made)
    return warehouse.remembered(key, lambda: shared.within(history), in_thread=True)


def history_of(warehouse: Warehouse, args: BaseSelection, as_of: date) -> History:
    """The purchase history of a selection by a day, remembered by the warehouse with all that was asked of it."""
    return warehouse.remembered(
        ("purchase history", as_of, args.channel, args.category, args.region),
        lambda: purchase_history(warehouse, days_of(warehouse, args, as_of), as_of),
        in_thread=True,
    )


def forecast_of(
    history: History,
    *,
    horizon_days: int,
    kept_share: float = 1.0,
    margin_share: float | None = None,
    margin_known: float = 0.0,
) -> Forecast:
    """The same from any history of purchases, as of its last day; shares are what turns its money into worth."""
    as_of = history.last_day
    window = history.window(as_of)
    customers = int(window.customers.sum())
    if customers < K_ANONYMITY:
        raise NotEnoughData(
            f"Only {customers} customers have bought; figures are shown for at least {K_ANONYMITY}.",
            message_ru=f"Покупателей всего {customers}; показатели считаются не меньше чем по {K_ANONYMITY}.",
        )
    now = candidates_at(history, as_of, horizon_days)
    found = rolling(history, horizon_days, most=2 if customers > MANY_CUSTOMERS else 4)
    champion = found.champion or COMBINATION
    models = history.models(as_of)
    return Forecast(
        history=history,
        window=window,
        weeks=horizon_days / 7,
        forecaster=next((each for each in now if each.title == champion), now[-1]),
        model=models.get(champion) or models.get("Pareto/NBD") or next(iter(models.values())),
        spend_model=history.spend_model(as_of),
        rolling=found,
        first_day=history.first_day,
        as_of=as_of,
        until=as_of + timedelta(days=horizon_days),
        kept_share=kept_share,
        margin_share=margin_share,
        margin_known=margin_known,
        correlation=_correlation(history, as_of),
    )


def purchase_history(warehouse: Warehouse, days: Any, as_of: date) -> History:
    """The purchase days among these customer days, kept in the engine; in weeks for large warehouses."""
    from tools.customers.purchases import purchase_days

    grid: Literal["D", "W"] = "W" if warehouse.rows("transactions") > MANY_LINES else "D"
    history = History(
        purchase_days(days.filter(days.customer_id.notnull())),
        first_day=warehouse.first_day,
        last_day=as_of,
        grid=grid,
    )
    history.days = history.keep(history.days)
    return history


def days_of(warehouse: Warehouse, args: BaseSelection, as_of: date) -> Any:
    """What customers spent on which day by then, within the selection."""
    from tools.customers.selected_days import selected_days

    return selected_days(
        warehouse, end=as_of, channel=args.channel, category=args.category, region=args.region
    )


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


def _correlation(history: History, as_of: date) -> float | None:
    cells = history.spend(as_of)
    x, mean, weight = (
        cells[name].to_numpy(dtype=float) for name in ("frequency", "monetary_value", "customers")
    )
    if weight.sum() < K_ANONYMITY or np.ptp(x) == 0 or np.ptp(mean) == 0:
        return None
    a, b = (column - np.sum(column * weight) / weight.sum() for column in (x, mean))
    return float(np.sum(weight * a * b) / np.sqrt(np.sum(weight * a * a) * np.sum(weight * b * b)))
