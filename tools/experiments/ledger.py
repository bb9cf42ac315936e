"""What did each campaign earn, to the last minor unit?

A double-entry ledger in exact decimal money. Every campaign has the same lines; each line debits one account
and credits another, so that the books close by construction, and the campaign's result is the balance of its
profit account. Lines are rounded once, when they are entered; sums are never rounded again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from tools.errors import InvalidArgument

Verdict = Literal["proven", "not_yet", "harmful", "unmeasured"]
PROFIT = "profit"


@dataclass(frozen=True, slots=True)
class CampaignResult:
    """What is known of one campaign, in money.

    `incremental_revenue` is net sales caused by the campaign over its window (treated less what control
    suggests); `margin_share` the margin of a unit of sales *before* discounts, so incremental sales at list
    price (`incremental_revenue` + `discounts`) times `margin_share` is the gross margin and discounts are
    charged once. Where the margin itself was measured, pass `incremental_margin` (before discounts) instead
    of the share. All costs are positive numbers. `cannibalised` is margin lost on later sales (None where it was
    not measured). `profit_low` and `profit_high` bound the result (before fixed rounding) at the level used.
    Without a randomised control group `incremental_revenue` is None: then only costs are booked and the
    campaign is unmeasured.
    """

    campaign: str
    incremental_revenue: Decimal | float | None
    margin_share: Decimal | float | None = None
    incremental_margin: Decimal | float | None = None
    discounts: Decimal | float = Decimal(0)
    rewards: Decimal | float = Decimal(0)
    contact_cost: Decimal | float = Decimal(0)
    fixed_cost: Decimal | float = Decimal(0)
    cannibalised: Decimal | float | None = None
    profit_low: Decimal | float | None = None
    profit_high: Decimal | float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting: `amount` moves from account `credit` to account `debit`."""

    campaign: str
    line: str
    debit: str
    credit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One campaign. `profit` is margin - discounts - rewards - contact_cost - fixed_cost - cannibalised,
    exactly; `roi` is profit over `spend` (discounts + rewards + contacts + fixed), None where nothing was
    spent or the effect was not measured."""

    campaign: str
    incremental_revenue: Decimal | None
    margin: Decimal | None
    discounts: Decimal
    rewards: Decimal
    contact_cost: Decimal
    fixed_cost: Decimal
    cannibalised: Decimal | None
    profit: Decimal | None
    profit_low: Decimal | None
    profit_high: Decimal | None
    spend: Decimal
    roi: Decimal | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows, every posting behind them and the totals of the measured campaigns.

    `profit` is the sum of the measured rows; `unmeasured_spend` what the others cost.
    """

    rows: tuple[LedgerRow, ...]
    entries: tuple[Entry, ...]
    profit: Decimal
    spend: Decimal
    unmeasured_spend: Decimal
    roi: Decimal | None
    balances: dict[str, Decimal] = field(default_factory=dict)


def profit_ledger(campaigns: Iterable[CampaignResult], *, minor_unit: Decimal = Decimal("0.01")) -> Ledger:
    """Books the campaigns and closes the ledger.

    Verdicts: `proven` when the whole interval of profit is above zero, `harmful` when it is below, `not_yet`
    while it covers zero or is missing (continue the test), `unmeasured` without a control group.
    Raises InvalidArgument for a repeated campaign, a negative cost or a missing margin.
    """
    rows: list[LedgerRow] = []
    entries: list[Entry] = []
    for campaign in campaigns:
        if any(row.campaign == campaign.campaign for row in rows):
            raise InvalidArgument(
                f"Campaign {campaign.campaign} comes twice.",
                message_ru=f"Кампания {campaign.campaign} встречается дважды.",
                argument="campaigns",
            )
        row, posted = _book(campaign, minor_unit)
        rows.append(row)
        entries.extend(posted)
    balances: dict[str, Decimal] = {}
    for entry in entries:
        balances[entry.debit] = balances.get(entry.debit, Decimal(0)) + entry.amount
        balances[entry.credit] = balances.get(entry.credit, Decimal(0)) - entry.amount
    measured = [row for row in rows if row.profit is not None]
    profit = sum((row.profit for row in measured if row.profit is not None), Decimal(0))
    spend = sum((row.spend for row in measured), Decimal(0))
    unmeasured = sum((row.spend for row in rows if row.profit is None), Decimal(0))
    return Ledger(tuple(rows), tuple(entries), profit, spend, unmeasured, _ratio(profit, spend), balances)


def _book(campaign: CampaignResult, minor_unit: Decimal) -> tuple[LedgerRow, list[Entry]]:
    def exact(value: Decimal | float) -> Decimal:
        return Decimal(str(value)).quantize(minor_unit, rounding=ROUND_HALF_EVEN)

    costs: dict[str, Decimal] = {
        name: exact(getattr(campaign, name))
        for name in ("discounts", "rewards", "contact_cost", "fixed_cost")
    }
    # Incremental discounts can be negative (control bought more on its own promotions); real outlays cannot.
    for name in ("rewards", "contact_cost", "fixed_cost"):
        if costs[name] < 0:
            raise InvalidArgument(
                f"{campaign.campaign}: {name} is {costs[name]}, a cost must not be negative.",
                message_ru=f"{campaign.campaign}: {name} = {costs[name]}, расход не может быть отрицательным.",
                argument=name,
            )
    lost = None if campaign.cannibalised is None else exact(campaign.cannibalised)
    spend = sum(costs.values(), Decimal(0))
    name = campaign.campaign
    account = f"{PROFIT}:{name}"
    entries = [Entry(name, line, line, account, amount) for line, amount in costs.items() if amount]
    if campaign.incremental_revenue is None:
        row = LedgerRow(
            name,
            None,
            None,
            costs["discounts"],
            costs["rewards"],
            costs["contact_cost"],
            costs["fixed_cost"],
            lost,
            None,
            None,
            None,
            spend,
            None,
            "unmeasured",
        )
        return row, entries
    revenue = exact(campaign.incremental_revenue)
    if campaign.incremental_margin is not None:
        margin = exact(campaign.incremental_margin)
    elif campaign.margin_share is not None:
        margin = exact((revenue + costs["discounts"]) * Decimal(str(campaign.margin_share)))
    else:
        raise InvalidArgument(
            f"{name}: profit needs margin_share or incremental_margin.",
            message_ru=f"{name}: для прибыли нужна margin_share или incremental_margin.",
            argument="margin_share",
        )
    entries.insert(0, Entry(name, "margin", account, "sales", margin))
    if lost:
        entries.append(Entry(name, "cannibalised", "later_sales", account, lost))
    profit = margin - spend - (lost or Decimal(0))
    low = None if campaign.profit_low is None else exact(campaign.profit_low)
    high = None if campaign.profit_high is None else exact(campaign.profit_high)
    row = LedgerRow(
        name,
        revenue,
        margin,
        costs["discounts"],
        costs["rewards"],
        costs["contact_cost"],
        costs["fixed_cost"],
        lost,
        profit,
        low,
        high,
        spend,
        _ratio(profit, spend),
        verdict_of(low, high),
    )
    return row, entries


def verdict_of(low: Decimal | float | None, high: Decimal | float | None) -> Verdict:
    """What an interval of profit proves."""
    if low is None or high is None:
        return "not_yet"
    if low > 0:
        return "proven"
    return "harmful" if high < 0 else "not_yet"


def _ratio(profit: Decimal, spend: Decimal) -> Decimal | None:
    return profit / spend if spend > 0 else None
