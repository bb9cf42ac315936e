"""What an offer costs and when it pays: cost of a message, discount given away, break-even, worst case."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from copilot.copywriting.limits import sms_size
from copilot.domain.campaign import Sample
from copilot.services.baseline import Baseline
from copilot.services.forecast import OFFER_USE

if TYPE_CHECKING:
    from tools.budget import OfferEconomics
    from tools.warehouse import Warehouse

ASSUMED_COST = {"email": Decimal("0.15"), "sms": Decimal("4.00"), "push": Decimal("0.05")}
"""Price of a message (of a part, for SMS) where the contact log has none. Our assumption, in the currency's
major unit, and shown as such."""
CENT = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class MessageCost:
    """Price of one message; `measured` says whether it comes from the contact log."""

    each: Decimal
    parts: int
    unit: Decimal
    measured: bool


@dataclass(frozen=True, slots=True)
class Economics:
    """The offer for `treated` people, in the currency's major unit."""

    treated: int
    discount_share: float
    margin_share: float | None
    order_value: float
    contact_cost: Decimal
    discount_cost: Decimal
    """Discounts expected on purchases that would have happened anyway."""
    cost: Decimal
    worst_case: Decimal
    """Every treated person buys once with the discount, and nothing is gained."""
    margin_per_extra_order: float | None
    break_even_orders: float | None
    """Further orders per treated customer at which the campaign earns its cost."""
    eats_margin: bool
    margin_share_after: float | None = None
    """Margin of a discounted order over the price paid for it."""
    largest_discount: float | None = None
    """The discount at which the floor of the margin is reached."""


@dataclass(frozen=True, slots=True)
class OfferLimits:
    """What no offer of the house may break: least margin over the price paid, largest discount."""

    margin_floor: float = 0.0
    max_discount: float = 0.5


def message_cost(warehouse: Warehouse, channel: str, samples: Sequence[Sample]) -> MessageCost:
    """The mean cost in the contact log, or the assumed price; an SMS costs its longest rendering in parts.

    What the log says of an SMS is taken as the price of one part: how many parts it had is not known, and a
    price that is too high is the safer mistake.
    """
    unit, measured = ASSUMED_COST[channel], False
    if warehouse.has("contacts"):
        log = warehouse.table("contacts")
        mean = log.filter((log.channel == channel) & (log.cost > 0)).cost.mean().execute()
        if mean is not None and float(mean) > 0:
            unit, measured = _money(float(mean)), True
    parts = max((sms_size(sample.body).parts for sample in samples), default=1) if channel == "sms" else 1
    return MessageCost(unit * parts, parts, unit, measured)


def economics_of(
    baseline: Baseline | None,
    *,
    treated: int,
    discount_share: float,
    message: MessageCost,
    limits: OfferLimits,
) -> Economics:
    """The offer's arithmetic. Without a baseline only the messages have a known cost."""
    contact = message.each * treated
    order_value = baseline.order_value if baseline else 0.0
    margin_share = baseline.margin_share if baseline else None
    given = discount_share * OFFER_USE * (baseline.revenue if baseline else 0.0)
    discount_cost = _money(given * treated)
    terms = _terms(baseline, discount_share, message, limits)
    extra = terms.margin_per_order_after if terms else None
    return Economics(
        treated=treated,
        discount_share=discount_share,
        margin_share=margin_share,
        order_value=order_value,
        contact_cost=contact,
        discount_cost=discount_cost,
        cost=contact + discount_cost,
        worst_case=contact + _money(discount_share * order_value * treated),
        margin_per_extra_order=extra,
        break_even_orders=(float(message.each) + given) / extra if extra is not None and extra > 0 else None,
        eats_margin=extra is not None and discount_share > 0 and extra <= 0,
        margin_share_after=terms.margin_share_after if terms else None,
        largest_discount=terms.largest_discount_at_floor if terms else None,
    )


def _terms(
    baseline: Baseline | None, discount_share: float, message: MessageCost, limits: OfferLimits
) -> OfferEconomics | None:
    """What `tools` says of an order with the offer; None where margin or order are not known."""
    from tools.budget import offer_economics

    if baseline is None or not baseline.margin_share or not 0 < baseline.margin_share <= 1:
        return None
    if baseline.order_value <= 0:
        return None
    return offer_economics(
        discount_share=discount_share,
        margin_share=baseline.margin_share,
        average_order=baseline.order_value,
        base_conversion=baseline.buying_rate,
        contact_cost=float(message.each),
        redemption_share=OFFER_USE,
        margin_floor=limits.margin_floor,
    )


def affordable(
    budget: Decimal, baseline: Baseline | None, *, discount_share: float, message: MessageCost
) -> int:
    """How many people the budget pays for: their messages and the discounts they would have bought with anyway."""
    each = message.each + _money(discount_share * OFFER_USE * (baseline.revenue if baseline else 0.0))
    return math.floor(budget / each) if each > 0 else 10**9


def _money(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(CENT, ROUND_HALF_UP)
