"""Today's customers, the offers that measured campaigns would let them have, and the plan for a budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tools.budget.allocation import Allocation, allocate
from tools.budget.measured import KINDS, Option, kinds_of, measured_options
from tools.errors import InvalidArgument, MissingData

if TYPE_CHECKING:
    from tools.warehouse.connect import Warehouse

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choices:
    """Customers x options: expected incremental profit (NaN where not reachable or not tested) and cost."""

    options: tuple[Option, ...]
    kind: npt.NDArray[np.object_]
    value: Floats
    cost: Floats
    reach_known: bool
    as_of: date

    def plan(
        self,
        budget: float,
        caps: Mapping[str, float] | None,
        *,
        contacts: int = 1,
        contact_cap: float | None = None,
    ) -> Allocation:
        """The best plan within this budget; `caps` limit channels, `contacts` the offers of one customer."""
        channels = [option.channel for option in self.options]
        known = {name: cap for name, cap in (caps or {}).items() if name in channels}
        return allocate(
            self.value,
            self.cost,
            budget=budget,
            channel=channels,
            channel_caps=known,
            contacts=contacts,
            contact_cap=contact_cap,
        )

    def profit(self, plan: Allocation) -> tuple[float, float]:
        """Expected profit of a plan and its standard deviation: the effects are known only so well."""
        total, variance = 0.0, 0.0
        for place, option in enumerate(self.options):
            chosen = (plan.contacts == place).any(axis=1)
            deviation = 0.0
            for kind, worth in option.by_kind.items():
                count = int((chosen & (self.kind == kind)).sum())
                total += count * worth.mean
                deviation += count * worth.deviation  # kinds share the campaign's noise: added, not squared
            variance += deviation**2
        return total, math.sqrt(variance)


def choices(warehouse: Warehouse, as_of: date) -> Choices:
    """Who could get what today. Customers without consent in an offer's channel cannot get it."""
    options = measured_options(warehouse, as_of=as_of)
    kinds = kinds_of(warehouse, as_of)
    value = np.full((len(kinds), len(options)), np.nan)
    reach = _reach(warehouse, as_of)
    ids = kinds.index
    for place, option in enumerate(options):
        worth = np.array([option.by_kind[k].mean if k in option.by_kind else np.nan for k in KINDS])
        column = worth[[list(KINDS).index(k) for k in kinds]]
        if reach is not None:
            column = np.where(ids.isin(reach.get(option.channel, frozenset())), column, np.nan)
        value[:, place] = column
    cost = np.broadcast_to(np.array([option.cost for option in options]), value.shape).copy()
    return Choices(options, kinds.to_numpy(dtype=object), value, cost, reach is not None, as_of)


def _reach(warehouse: Warehouse, as_of: date) -> dict[str, frozenset[str]] | None:
    """Customers who may and can be written to, by channel; None where no consents are loaded."""
    from tools.customers.reachability import fetch_links

    if not warehouse.has("consents"):
        return None
    links = fetch_links(warehouse, as_of)
    frame = links.filter(links.reachable).select("customer_id", "channel").execute()
    return {str(channel): frozenset(part) for channel, part in frame.groupby("channel")["customer_id"]}


def budget_or_usual(warehouse: Warehouse, given: float | None, as_of: date) -> tuple[float, bool]:
    """The budget asked for, or what contacts cost in the year before; and whether it was the latter."""
    import ibis

    if given is not None:
        return given, False
    if not warehouse.has("contacts"):
        raise MissingData(
            "Say the budget: the data hold no contacts whose cost could stand in for it.",
            message_ru="Назовите бюджет: в данных нет контактов, по стоимости которых его можно взять.",
            argument="budget",
        )
    start = as_of - timedelta(days=364)
    sent = warehouse.table("contacts")
    sent = sent.filter(
        (sent.sent_on >= ibis.date(start.isoformat())) & (sent.sent_on <= ibis.date(as_of.isoformat()))
    )
    spent = sent.cost.sum().execute()
    if spent is None or not float(spent) > 0:
        raise InvalidArgument(
            "Say the budget: contacts of the last year have no cost in the data.",
            message_ru="Назовите бюджет: у контактов за последний год нет стоимости.",
            argument="budget",
        )
    return float(spent), True
