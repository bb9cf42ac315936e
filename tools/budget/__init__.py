"""Money: who gets which offer within a budget, and what an offer must bring to pay."""

from __future__ import annotations

from tools.budget.allocation import Allocation, allocate
from tools.budget.economics import Assumptions, EconomicPlan, Spread, economic_plan
from tools.budget.liability import Liability, OfferLiability, reward_liability
from tools.budget.offers import OfferEconomics, offer_economics

__all__ = [
    "Allocation",
    "Assumptions",
    "EconomicPlan",
    "Liability",
    "OfferEconomics",
    "OfferLiability",
    "Spread",
    "allocate",
    "economic_plan",
    "offer_economics",
    "reward_liability",
]
