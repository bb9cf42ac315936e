"""How long is the cycle between purchases where most customers have bought once, and what to expect in a year?

In a base of carpets, cars or flats nearly everybody is still between purchases, so a mean of the gaps seen would
be that of the hasty few. Counted instead are all repeat purchases over all the time that customers were watched
after their first one: their ratio is the rate, its inverse the cycle. The interval is exact for a Poisson count
and gets wide where few came back, as it should. It assumes that the rate is the same at every age; things that last
are bought again later rather than sooner, so for young data the cycle is, if anything, longer.

Source: Garwood (1936), Biometrika 28, 437-442 (exact interval of a Poisson count).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import chdtri

from tools.errors import InvalidArgument, NotEnoughData
from tools.estimate import Estimate

LEVEL = 0.95
YEAR = 365.25
METHOD = "repeat purchases over the time watched, exact Poisson interval"


@dataclass(frozen=True, slots=True)
class PurchaseCycle:
    """`repeats` purchases after the first in `years` customer-years of `customers` buyers."""

    customers: int
    repeats: int
    years: float

    @property
    def rate(self) -> Estimate:
        """Repeat purchases a customer and year."""
        tail = (1 - LEVEL) / 2
        low = chdtri(2 * self.repeats, 1 - tail) / 2 if self.repeats else 0.0
        high = chdtri(2 * self.repeats + 2, tail) / 2
        value = self.repeats / self.years
        return Estimate(
            value,
            "purchases",
            self.customers,
            METHOD,
            float(low) / self.years,
            float(high) / self.years,
            LEVEL,
        )

    @property
    def cycle_years(self) -> Estimate | None:
        """Years between purchases; None where nobody has come back yet (see `at_least_years`)."""
        rate = self.rate
        if self.repeats == 0 or rate.low is None or rate.high is None:
            return None
        return Estimate(1 / rate.value, "years", self.customers, METHOD, 1 / rate.high, 1 / rate.low, LEVEL)

    @property
    def at_least_years(self) -> float:
        """The shortest cycle that the data allow at 95 %: also known where nobody has come back."""
        return 1 / float(self.rate.high or math.inf)

    def again_within(self, years: float) -> Estimate:
        """The probability that a customer buys again within so many years."""
        if not 0 < years <= 100:
            raise InvalidArgument(
                f"years is {years}; more than 0 and up to 100 are needed.",
                message_ru=f"years = {years}; нужно больше 0 и до 100.",
                argument="years",
            )
        rate = self.rate
        value, low, high = (1 - math.exp(-float(r or 0.0) * years) for r in (rate.value, rate.low, rate.high))
        return Estimate(value, "probability", self.customers, METHOD, low, high, LEVEL)


def purchase_cycle(*, customers: int, repeats: int, observed_days: float) -> PurchaseCycle:
    """The cycle from counts: buyers, purchase days after the first, days watched since the first.

    Raises InvalidArgument for counts below zero, NotEnoughData where nobody was watched for a day.
    """
    if min(customers, repeats) < 0 or not math.isfinite(observed_days):
        raise InvalidArgument(
            f"customers {customers}, repeats {repeats} and observed_days {observed_days} must be counts.",
            message_ru="customers, repeats и observed_days должны быть числами не меньше нуля.",
            argument="customers",
        )
    if customers == 0 or observed_days <= 0:
        raise NotEnoughData(
            "Nobody was watched for a day after a first purchase, so no cycle can be told.",
            message_ru="Ни за одним клиентом не наблюдали и дня после первой покупки, поэтому цикл не определить.",
            argument="observed_days",
        )
    return PurchaseCycle(customers, repeats, observed_days / YEAR)
