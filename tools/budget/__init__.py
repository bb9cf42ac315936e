"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate
from tools.budget.economics import Assumptions, EconomicPlan, Spread, economic_plan
from tools.budget.liability import Liability, OfferLiability, reward_liability
from tools.budget.offers import OfferEconomics, offer_economics
from tools.budget.spend import ChannelPlan, SpendPlan, spend_plan

__all__ = [
    "Allocation",
    "Assumptions",
    "ChannelPlan",
    "EconomicPlan",
    "Liability",
    "OfferEconomics",
    "OfferLiability",
    "SpendPlan",
    "Spread",
    "allocate",
    "economic_plan",
    "offer_economics",
    "reward_liability",
    "spend_plan",
]
