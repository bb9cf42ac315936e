"""What a line of sales must obey: revenue, margin, the sign of refunds, prices, order ids.

Pieces of SQL over the parsed fields `p_<field>` of `conversion`. `marked` says that the file itself calls the
line a refund; `amount` is its revenue with the sign that the file gives it.
"""

from __future__ import annotations

from collections.abc import Mapping as Index
from dataclasses import dataclass

from tools.warehouse import values
from tools.warehouse.mapping import Mapping
from tools.warehouse.values import quoted


@dataclass(frozen=True, slots=True)
class Verdict:
    """If `when` holds, the row is not accepted, for this reason; `column` and `value` show where."""

    when: str
    outcome: str
    reason: str
    column: str
    value: str


def sale_verdicts(
    mapping: Mapping, index: Index[str, int]
) -> tuple[dict[str, dict[str, str]], list[Verdict]]:
    """Columns to derive, step by step, and what makes a readable line none of the sales."""
    refunds = mapping.refunds
    marks = ["coalesce(p_kind = 'refund', false)"]
    if refunds.order_prefix:
        marks.append(f"coalesce(starts_with(p_order_id, {quoted(refunds.order_prefix)}), false)")
    if refunds.column is not None:
        text = f"t{index[refunds.column]}"
        if refunds.values:
            words = ", ".join(quoted(v.strip().lower()) for v in refunds.values)
            marks.append(f"coalesce(list_contains([{words}], lower({text})), false)")
        if refunds.pattern is not None:
            marks.append(f"coalesce(regexp_matches({text}, {quoted(refunds.pattern)}), false)")
    amount = "p_revenue" if mapping.source_of("revenue") else _money("p_quantity", "p_unit_price")
    cost = _money("p_quantity", "p_unit_cost")
    minus = "(p_quantity < 0 OR (p_quantity IS NULL AND amount < 0))"
    steps = {
        "marks": {"marked": " OR ".join(marks), "amount": amount},
        "amounts": {
            "unmarked_minus": f"NOT marked AND coalesce({minus}, false)",
            "profit": "p_margin"
            if mapping.source_of("margin")
            else f"TRY_CAST(amount - {cost} AS {values.MONEY})",
        },
        "refund": {"refund": "marked OR unmarked_minus" if refunds.unmarked == "refund" else "marked"},
    }
    pieces = place(mapping, index, ("quantity",), "CAST(p_quantity AS VARCHAR)")
    price = "coalesce(p_unit_price < 0, false)" if mapping.source_of("unit_price") else "false"
    negative = f"NOT marked AND ({price} OR (coalesce(amount < 0, false) AND NOT unmarked_minus))"
    said = "unmarked_minus AND coalesce(p_kind = 'sale', false)"
    product = ("revenue", "concat_ws(' * ', p_quantity, p_unit_price)")
    money = place(
        mapping, index, ("revenue", "unit_price"), "CAST(coalesce(p_unit_price, amount) AS VARCHAR)"
    )
    verdicts = [
        Verdict("amount IS NULL", "rejected", "too_large", *product),
        Verdict(negative, "rejected", "negative_price", *money),
        Verdict(said, "rejected", "negative_sale", *pieces),
    ]
    if refunds.unmarked != "refund":
        outcome = "set_aside" if refunds.unmarked == "set_aside" else "rejected"
        verdicts.append(Verdict("unmarked_minus", outcome, "stock_adjustment", *pieces))
    return steps, verdicts


def place(
    mapping: Mapping, index: Index[str, int], fields: tuple[str, ...], computed: str
) -> tuple[str, str]:
    """The column and value to show for a field: those of the file where it has them, else what was computed."""
    for field in fields:
        if field in mapping.columns:
            column = mapping.columns[field]
            return column, f"t{index[column]}"
    return fields[0], computed


def sale_field(name: str, mapping: Mapping, file_digest: str) -> str:
    """What is stored in a field of `transactions`: refunds are negative whatever sign the file has."""
    turned = "CASE WHEN refund AND amount > 0 THEN -({0}) ELSE {0} END"
    customer = _customer(mapping)
    return {
        "customer_id": customer,
        "order_id": _order(mapping, customer, file_digest),
        "quantity": "CASE WHEN refund THEN -abs(p_quantity) ELSE p_quantity END",
        "revenue": "CASE WHEN refund THEN -abs(amount) ELSE amount END",
        "margin": turned.format("profit"),
        "discount": turned.format("p_discount"),
    }.get(name, f"p_{name}")


def _customer(mapping: Mapping) -> str:
    if not mapping.anonymous:
        return "p_customer_id"
    words = ", ".join(quoted(word) for word in mapping.anonymous)
    return f"CASE WHEN list_contains([{words}], p_customer_id) THEN NULL ELSE p_customer_id END"


def _order(mapping: Mapping, customer: str, file_digest: str) -> str:
    how = mapping.order_ids
    alone = f"{quoted(file_digest[:8] + '-')} || file_line"
    if how is None:
        return "p_order_id"
    if how == "line":
        return alone
    moment = "CAST(p_ordered_on AS VARCHAR)" if how == "customer_day" else "CAST(p_ordered_at AS VARCHAR)"
    return f"coalesce({customer} || ' ' || {moment}, {alone})"


def _money(quantity: str, price: str) -> str:
    """quantity x price, exactly; NULL where it does not fit.

    Ordinary amounts are multiplied as 64-bit decimals, which is thirty times faster than the wide ones.
    """
    ordinary = (
        f"abs({quantity}) < 100000 AND abs({price}) < 10000 AND {price} = CAST({price} AS DECIMAL(18,4))"
    )
    fast = f"CAST(CAST({quantity} AS DECIMAL(9,3)) * CAST({price} AS DECIMAL(9,4)) AS {values.MONEY})"
    wide = f"TRY_CAST(CAST({quantity} AS DECIMAL(38,6)) * CAST({price} AS DECIMAL(38,6)) AS {values.MONEY})"
    return f"CASE WHEN {ordinary} THEN {fast} ELSE {wide} END"
