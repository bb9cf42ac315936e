"""What an offer does to margin, and how much more people must buy before it pays."""

from __future__ import annotations

from dataclasses import dataclass

from tools.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class OfferEconomics:
    """An offer's arithmetic per customer addressed, in one currency; shares are 0..1."""

    margin_per_order: float
    """Margin of an average order without the offer."""
    margin_per_order_after: float
    """Margin of an average order that uses the offer."""
    margin_share_after: float
    """That margin over the price paid."""
    given_away: float
    """Discount on orders that would have come anyway, per customer addressed."""
    break_even_conversion: float | None
    """Share of addressed customers who must buy so that nothing is lost; None where no conversion can do it."""
    break_even_uplift: float | None
    """The same as a difference to the base conversion."""
    reminder_break_even_uplift: float
    """Difference that a message without any discount needs to earn its cost."""
    largest_discount: float
    """From this discount on an extra order earns nothing."""
    eats_margin: bool
    """True when even an extra order earns nothing, so that no uplift can make the offer pay."""
    largest_discount_at_floor: float
    """The discount that leaves a discounted order exactly the floor of the margin; below 0 where even full price does
    not reach it."""
    below_floor: bool
    """True when a discounted order keeps less of the price paid than the floor."""


def offer_economics(
    *,
    discount_share: float,
    margin_share: float,
    average_order: float,
    base_conversion: float,
    contact_cost: float = 0.0,
    redemption_share: float = 1.0,
    margin_floor: float = 0.0,
) -> OfferEconomics:
    """Break-even of a discount against sending nothing.

    Assumes that the discount goes to the same share of orders whether or not they would have come anyway,
    and that order size stays as it is. With base conversion p, average order A, margin share m, discount d
    used by a share r of orders and contact cost c, profit without the offer is p m A and with it
    p' (m - d r) A - c, so the offer pays from p' = (p m A + c) / ((m - d r) A) on.

    Args:
        discount_share: 0.1 for 10 % off; 0 is a reminder.
        margin_share: margin over revenue before the offer, above 0 and at most 1.
        average_order: revenue of an average order before the offer, above 0.
        base_conversion: share of the addressed who buy in the window without the offer.
        contact_cost: cost of reaching one customer.
        redemption_share: share of orders in the window that use the offer.
        margin_floor: least share of the price paid that must be left as margin of a discounted order, below 1.

    Raises:
        InvalidArgument: a share outside its range, or an order or cost that is none.
    """
    _check_share("discount_share", discount_share, top=0.95)
    _check_share("base_conversion", base_conversion)
    _check_share("redemption_share", redemption_share)
    _check_share("margin_share", margin_share)
    _check_share("margin_floor", margin_floor, top=0.99)
    if margin_share == 0:
        raise InvalidArgument(
            "margin_share is 0: nothing is earned on an order, so no offer can pay.",
            message_ru="Маржа равна нулю: на заказе ничего не зарабатывается, и никакой оффер не окупится.",
            argument="margin_share",
        )
    if not average_order > 0:
        raise InvalidArgument(
            f"average_order is {average_order}; it must be above 0.", argument="average_order"
        )
    if not contact_cost >= 0:
        raise InvalidArgument(
            f"contact_cost is {contact_cost}; it must be at least 0.", argument="contact_cost"
        )
    before = margin_share * average_order
    after = (margin_share - discount_share * redemption_share) * average_order
    conversion = (base_conversion * before + contact_cost) / after if after > 0 else None
    if conversion is not None and conversion > 1:
        conversion = None
    paid = average_order * (1 - discount_share)
    return OfferEconomics(
        margin_per_order=before,
        margin_per_order_after=(margin_share - discount_share) * average_order,
        margin_share_after=(margin_share - discount_share) * average_order / paid,
        given_away=base_conversion * discount_share * redemption_share * average_order,
        break_even_conversion=conversion,
        break_even_uplift=None if conversion is None else conversion - base_conversion,
        reminder_break_even_uplift=contact_cost / before,
        largest_discount=min(margin_share / redemption_share if redemption_share else 1.0, 1.0),
        eats_margin=after <= 0,
        largest_discount_at_floor=(margin_share - margin_floor) / (1 - margin_floor),
        below_floor=(margin_share - discount_share) * average_order < margin_floor * paid,
    )


def _check_share(name: str, value: float, *, top: float = 1.0) -> None:
    if not 0 <= value <= top:
        raise InvalidArgument(
            f"{name} is {value}; it is a share and must lie between 0 and {top:g} (0.1 for 10 %).",
            message_ru=f"{name} = {value}: это доля, она должна лежать от 0 до {top:g} (0,1 — это 10 %).",
            argument=name,
        )
