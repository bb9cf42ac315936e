"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate
from tools.budget.economics import Assumptions, EconomicPlan, Spread, economic_plan
from tools.budget.expression import OfferColumns, choices_at
from tools.budget.frontier import FrontierPoint, frontier, shrunken
from tools.budget.liability import Liability, OfferLiability, reward_liability
from tools.budget.offers import OfferEconomics, offer_economics
from tools.budget.spend import ChannelPlan, SpendPlan, spend_plan
from tools.budget.streams import StreamedAllocation, allocate_blocks

__all__ = [
    "Allocation",
    "Assumptions",
    "ChannelPlan",
    "EconomicPlan",
    "FrontierPoint",
    "Liability",
    "OfferColumns",
    "OfferEconomics",
    "OfferLiability",
    "SpendPlan",
    "Spread",
    "StreamedAllocation",
    "allocate",
    "allocate_blocks",
    "choices_at",
    "economic_plan",
    "frontier",
    "offer_economics",
    "reward_liability",
    "shrunken",
    "spend_plan",
]
