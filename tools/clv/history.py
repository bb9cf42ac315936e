"""What customers had done by a day and did next, as weighted cells read from the engine.

A window is one look at the base: everybody who had bought by its origin, grouped by the whole numbers that a
forecast uses (frequency, recency, age, purchases of late), with how many share them and what they bought in the
days after. No row of a customer leaves the engine. A history that was closed on a day refuses to look past it,
so that a forecast which is checked on the past cannot use what came later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import ibis
import numpy as np
import pandas as pd

from tools.clv.bg_nbd import BetaGeoNBD
from tools.clv.gamma_gamma import GammaGamma
from tools.clv.mbg_nbd import ModifiedBetaGeoNBD
from tools.clv.observations import Floats
from tools.clv.pareto_nbd import ParetoNBD
from tools.clv.valuation import LifetimeModel
from tools.customers.purchases import Transactions, purchase_days, read_lines
from tools.errors import DidNotConverge, InvalidArgument, NotEnoughData, NotIdentified

PLAIN: tuple[type[LifetimeModel], ...] = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
SHORT, LONG = 28, 91
"""Days of late purchases that a cell knows: four weeks and a quarter."""
STATE = ("frequency", "recency", "age", "recent_short", "recent_long", "spend_frequency")
"""What makes a cell; `recency` and `age` in steps of the grid, `spend_frequency` 0 where every repeat was free."""
GRID_DAYS = {"D": 1, "W": 7}
HARDLY_LEAVES = 0.005
"""Chance of leaving after a purchase below which customers count as staying."""


@dataclass(frozen=True, slots=True)
class Window:
    """The base at the end of `origin`, in cells, and what it did in the `ahead_days` after (0: not asked)."""

    origin: date
    ahead_days: int
    grid_days: int
    cells: pd.DataFrame
    """Columns of `STATE`, `outcome`, `customers`, `repeat_spend` (sum of mean repeat values) and `outcome_money`."""

    def column(self, name: str) -> Floats:
        return self.cells[name].to_numpy(dtype=np.float64)

    @property
    def frequency(self) -> Floats:
        return self.column("frequency")

    @property
    def recency(self) -> Floats:
        """In weeks."""
        return self.column("recency") * self.grid_days / 7

    @property
    def age(self) -> Floats:
        """In weeks."""
        return self.column("age") * self.grid_days / 7

    @property
    def customers(self) -> Floats:
        return self.column("customers")

    @property
    def outcome(self) -> Floats:
        """Purchases of each customer of the cell in the days after."""
        return self.column("outcome")

    @property
    def weeks_ahead(self) -> float:
        return self.ahead_days / 7

    @property
    def bought_later(self) -> float:
        """Purchases of everybody in the days after."""
        return float(np.sum(self.outcome * self.customers))

    @property
    def money_later(self) -> float:
        return float(self.cells["outcome_money"].sum())


class History:
    """Purchase days in an engine, and the windows and fitted models that were asked of them, each made once."""

    def __init__(
        self,
        days: ibis.Table,
        *,
        first_day: date,
        last_day: date,
        grid: Literal["D", "W"] = "D",
        backend: Any = None,
    ) -> None:
        """`days` is what `purchase_days` gives: one row per customer and purchase day."""
        if grid not in GRID_DAYS:
            raise InvalidArgument(f"grid is {grid!r}; D (days) or W (weeks) are known.", argument="grid")
        self.days, self.first_day, self.last_day = days, first_day, last_day
        self.grid_days = GRID_DAYS[grid]
        self._backend = backend
        self._windows: dict[tuple[date, int], Window] = {}
        self._spend: dict[date, pd.DataFrame] = {}
        self._models: dict[tuple[date, str], LifetimeModel | None] = {}

    @classmethod
    def of(
        cls,
        tx: Transactions,
        *,
        customer: str = "customer_id",
        time: str = "ordered_at",
        value: str = "revenue",
        grid: Literal["D", "W"] = "D",
    ) -> History:
        """From receipt lines, a DataFrame or an Ibis table of any engine; columns as for `customer_summary`."""
        lines = read_lines(tx, customer=customer, time=time, value=value)
        days = purchase_days(lines.table)
        if lines.backend is not None and lines.ids is not None:
            own = ibis.memtable({"key": range(len(lines.ids)), "own_id": lines.ids.to_numpy()})
            days = days.inner_join(own, days.customer_id == own.key).select(
                customer_id=own.own_id, bought_on=days.bought_on, amount=days.amount
            )
            days = lines.backend.create_table(ibis.util.gen_name("purchase_days"), days, temp=True)
        return cls(days, first_day=lines.first_day, last_day=lines.last_day, grid=grid, backend=lines.backend)

    def before(self, day: date) -> History:
        """The same history as it was known at the end of this day; what was computed already is shared."""
        closed = object.__new__(History)
        closed.__dict__ = self.__dict__ | {"last_day": min(day, self.last_day)}
        return closed

    def weeks_until(self, day: date) -> float:
        """Weeks of history that end with this day."""
        return ((day - self.first_day).days + 1) / 7

    def window(self, origin: date, ahead_days: int = 0) -> Window:
        """The base at the end of `origin`. Raises InvalidArgument where that, or the time ahead, is not known yet."""
        if origin + timedelta(days=ahead_days) > self.last_day:
            raise InvalidArgument(
                f"A window from {origin} over {ahead_days} days looks past {self.last_day}, the last day known.",
                message_ru=f"Окно от {origin} на {ahead_days} дн. заходит за {self.last_day}, последний известный день.",
                argument="ahead_days",
            )
        key = (origin, ahead_days)
        if key not in self._windows:
            cells = self.run(cells_of(customer_states(self.days, origin, ahead_days, self.grid_days)))
            if cells.empty:
                raise NotEnoughData(
                    f"Nobody had bought by {origin}.",
                    message_ru=f"К {origin} ещё никто ничего не купил.",
                    argument="as_of",
                )
            self._windows[key] = Window(origin, ahead_days, self.grid_days, _typed(cells))
        return self._windows[key]

    def model(self, origin: date, kind: type[LifetimeModel]) -> LifetimeModel | None:
        """A plain model fitted on the base at the end of `origin`; None where it refuses these data."""
        key = (origin, kind.title)
        if key not in self._models:
            now = self.window(origin)
            try:
                fitted = kind().fit(now.frequency, now.recency, now.age, now.customers)
            except (NotIdentified, DidNotConverge, NotEnoughData):
                fitted = None
            self._models[key] = fitted
        return self._models[key]

    def models(
        self, origin: date, kinds: tuple[type[LifetimeModel], ...] | None = None
    ) -> dict[str, LifetimeModel]:
        """The plain models that can be fitted at the end of `origin`, by title.

        Unless all are asked for, the Pareto/NBD is left out where the BG/NBD sees next to nobody leave: without
        leaving both are the same model, and the search for a rate of leaving that is not there is slow.
        """
        found = {}
        for kind in kinds or PLAIN:
            if kinds is None and kind is ParetoNBD and self._nobody_leaves(origin):
                continue
            model = self.model(origin, kind)
            if model is not None:
                found[kind.title] = model
        return found

    def spend(self, origin: date) -> pd.DataFrame:
        """What repeat buyers spend, in cells of `frequency` and mean value: `monetary_value` and `customers`.

        Mean values within one per cent of each other share a cell and its mean.
        """
        if origin not in self._spend:
            frame = self.run(spend_cells_of(customer_states(self.days, origin)))
            frame = frame.astype({"frequency": "float64", "customers": "float64"})
            frame["monetary_value"] = frame["spent"].astype("float64") / frame["customers"]
            self._spend[origin] = frame.sort_values(["frequency", "monetary_value"], ignore_index=True)
        return self._spend[origin]

    def spend_model(self, origin: date) -> GammaGamma:
        """Gamma-Gamma fitted at the end of `origin`. Raises NotEnoughData, NotIdentified or DidNotConverge."""
        cells = self.spend(origin)
        return GammaGamma().fit(*(cells[name] for name in ("frequency", "monetary_value", "customers")))

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """The rows of an expression, computed once and kept in the engine for as long as this is referred to."""
        if self._backend is not None:
            return self._backend.create_table(ibis.util.gen_name("kept"), expression, temp=True)
        return expression.cache()

    def _nobody_leaves(self, origin: date) -> bool:
        model = self.model(origin, BetaGeoNBD)
        if model is None:
            return False
        a, b = model.params_["a"], model.params_["b"]
        return bool(model.at_limit_) or a / (a + b) < HARDLY_LEAVES

    def run(self, expression: ibis.Table) -> pd.DataFrame:
        """Executes an expression over the purchase days."""
        frame: pd.DataFrame = (
            self._backend.execute(expression) if self._backend is not None else expression.execute()
        )
        return frame


def customer_states(days: ibis.Table, origin: date, ahead_days: int = 0, grid_days: int = 1) -> ibis.Table:
    """One row a customer, in the engine: `customer_id`, the columns of `STATE`, `first_on`, `repeat_total`
    (exact money of the repeat purchases), `outcome` and `outcome_money`. All keys are whole numbers."""
    seen = days.filter(days.bought_on <= origin)
    short, long = (origin - timedelta(days=length) for length in (SHORT, LONG))
    states = seen.group_by("customer_id").aggregate(
        first_on=seen.bought_on.min(),
        last_on=seen.bought_on.max(),
        purchases=seen.count(),
        total=seen.amount.sum(),
        first_amount=seen.amount.argmin(seen.bought_on),
        late_short=(seen.bought_on > short).sum(),
        late_long=(seen.bought_on > long).sum(),
    )
    if ahead_days:
        until = origin + timedelta(days=ahead_days)
        later = days.filter((days.bought_on > origin) & (days.bought_on <= until))
        held_out = later.group_by("customer_id").aggregate(
            bought_later=later.count(), money_later=later.amount.sum()
        )
        states = states.left_join(held_out, "customer_id").select(
            states, held_out.bought_later, held_out.money_later
        )
        outcome, money = states.bought_later.fill_null(0), states.money_later.fill_null(0)
    else:
        outcome, money = ibis.literal(0), ibis.literal(0)
    repeat_total = states.total - states.first_amount
    frequency = states.purchases - 1
    return states.select(
        "customer_id",
        "first_on",
        frequency=frequency,
        recency=_steps(states.last_on.delta(states.first_on, unit="day"), grid_days),
        age=_steps(ibis.literal(origin).delta(states.first_on, unit="day"), grid_days),
        recent_short=states.late_short - ibis.cases((states.first_on > short, 1), else_=0),
        recent_long=states.late_long - ibis.cases((states.first_on > long, 1), else_=0),
        spend_frequency=ibis.cases((repeat_total > 0, frequency), else_=0),
        repeat_total=repeat_total,
        outcome=outcome,
        outcome_money=money,
    )


def cells_of(states: ibis.Table) -> ibis.Table:
    """Customers of one state and one outcome added up."""
    keys = [*STATE, "outcome"]
    summed = states.group_by(keys).aggregate(
        customers=states.count(),
        repeat_total=states.repeat_total.sum(),
        outcome_money=states.outcome_money.sum(),
    )
    return summed.mutate(
        repeat_total=summed.repeat_total.cast("float64"),
        outcome_money=summed.outcome_money.cast("float64"),
    )


def spend_cells_of(states: ibis.Table) -> ibis.Table:
    """Repeat buyers whose purchases were worth something, added up by frequency and hundredth of the logarithm of
    their mean value."""
    paid = states.filter(states.spend_frequency > 0)
    each = paid.select(frequency=paid.spend_frequency, mean=mean_repeat(paid))
    place = each.mutate(place=(each.mean.log() * 100).floor())
    return place.group_by("frequency", "place").aggregate(customers=place.count(), spent=place.mean.sum())


def mean_repeat(states: ibis.Table) -> Any:
    """Mean value of a customer's repeat purchases; 0 without any."""
    times = ibis.greatest(states.frequency, 1).cast("float64")
    return states.repeat_total.cast("float64") / times


def _steps(length: Any, grid_days: int) -> Any:
    """Days in steps of the grid, the last one begun counted whole, so that recency never passes age."""
    return length if grid_days == 1 else (length + (grid_days - 1)) // grid_days


def _typed(cells: pd.DataFrame) -> pd.DataFrame:
    """One order and one set of types, whatever the engine. Frequency is the same within a cell, so the sum of
    the customers' mean repeat values is the exact sum of their money over it."""
    keys = [*STATE, "outcome"]
    out = cells.astype(dict.fromkeys([*keys, "customers"], "int64"))
    out["repeat_spend"] = out["repeat_total"] / out["frequency"].clip(lower=1)
    return out.drop(columns="repeat_total").sort_values(keys, ignore_index=True)
